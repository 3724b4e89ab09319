"""What CPython says of files before and after, for the fuzzer.

Reads JSON lines {"before", "after", "steps"} from standard input: the bytes of a file and of what became of it (null where nothing did), each as
Latin-1 text, and the steps between, as soundness.py takes them. Writes a JSON line for each: "parses", "compiles" of the file, "line" that
a syntax error is on, "breaks" where the new file does not compile though the old one does, "complaint" of soundness.py.
"""

import ast
import json
import pathlib
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "test"))
from soundness import complaint  # noqa: E402


def error_of(read, code):
    try:
        read(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return error
    return None


def compiled(code):
    compile(code, "fuzzed", "exec", dont_inherit=True)


def judged(before, after, steps):
    before = before.encode("latin-1")
    error = error_of(ast.parse, before)
    verdict = {"parses": error is None, "compiles": not error and error_of(compiled, before) is None}
    if isinstance(error, SyntaxError):
        verdict |= {"line": error.lineno, "error": str(error.msg)}
    if after is not None:
        broken = verdict["compiles"] and error_of(compiled, after.encode("latin-1"))
        verdict["breaks"] = str(broken) if broken else None
        verdict["complaint"] = next(filter(None, (complaint(*step) for step in steps)), None)
    return verdict


warnings.simplefilter("ignore")
sys.setrecursionlimit(20_000)
for line in sys.stdin:
    print(json.dumps(judged(**json.loads(line))), flush=True)
