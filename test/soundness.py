"""Says where edits changed more of a Python program than they say: its syntax tree outside them, as CPython reads it.

Reads a JSON list of [name, before, after, edits] from standard input, each edit [start, end, text] in UTF-16 units of `before`, and writes a
JSON object: for each name with something wrong, what.

Every node of both trees is placed by the pieces of unedited text that it begins and ends in: the pieces are the same before and
after. What begins and ends in one must be there in both trees: of the same kind, under the nearest such node, in the same block of
it, and, where no edit lies within, equal by `ast.dump`. What begins or ends in an edit is what the edit made or took away; all that
it holds from outside must stay. Of a block only the beginning counts, since statements can be added to it. A simple statement
that an edit touches counts as edited, an expression only where an operand of it does. White space is no edit: strings keep theirs.
"""

import ast
import bisect
import json
import re
import sys
import warnings

COMPOUND = (ast.stmt, ast.ExceptHandler, ast.match_case) if hasattr(ast, "match_case") else (ast.stmt, ast.ExceptHandler)
# https://docs.python.org/3/whatsnew/3.12.html#pep-701-syntactic-formalization-of-f-strings
HAS_PLACES_IN_STRINGS = sys.version_info >= (3, 12)


class Side:
    """A text and the spans of the edits in it, in bytes of UTF-8."""

    def __init__(self, text, spans, are_real):
        self.code = text.encode("utf-8", "surrogatepass")
        self.lines = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", self.code))]
        offsets = byte_offsets(text)
        self.starts = [offsets[start] for start, _ in spans]
        self.ends = [offsets[end] for _, end in spans]
        self.are_real = are_real
        self.real_before = [0]
        for is_real in are_real:
            self.real_before.append(self.real_before[-1] + is_real)

    def offset(self, line, column):
        return self.lines[line - 1] + column

    def line_of(self, offset):
        return bisect.bisect_right(self.lines, offset)

    def opening(self, offset):
        """The piece that what begins here lies in, and how far into it; nothing inside an edit."""
        piece = bisect.bisect_right(self.ends, offset)
        if piece < len(self.starts) and self.starts[piece] <= offset:
            return None
        return piece, offset - (self.ends[piece - 1] if piece else 0)

    def closing(self, offset):
        """The same for what ends here."""
        piece = bisect.bisect_left(self.starts, offset)
        if piece and self.ends[piece - 1] >= offset:
            return None
        return piece, offset - (self.ends[piece - 1] if piece else 0)

    def touches(self, opening, closing, end):
        """At how many of its ends an edit touches what lies between."""
        piece, within = opening
        last = closing[0]
        before = piece > 0 and within == 0 and self.are_real[piece - 1]
        after = last < len(self.starts) and self.starts[last] == end and self.are_real[last]
        return before + after

    def holds_edits(self, opening, closing):
        return self.real_before[closing[0]] > self.real_before[opening[0]]


def byte_offsets(text):
    """By UTF-16 offset, the offset in UTF-8."""
    if text.isascii():
        return range(len(text) + 1)
    offsets, at = [], 0
    for char in text:
        offsets += [at] * (2 if char > "\uffff" else 1)
        at += len(char.encode("utf-8", "surrogatepass"))
    return [*offsets, at]


def outline(tree, side):
    """What must be the same on both sides: by place in the text and in the tree, the node and the dump to compare, if any."""
    found = {}
    waiting = [(child, role, None, False) for role, child in children(tree)]
    while waiting:
        node, role, holder, is_dumped = waiting.pop()
        place, is_whole = placed(node, side)
        if place:
            found[place, role, holder] = (node, ast.dump(node) if is_whole and not is_dumped else None)
            holder = place
        for field, child in children(node):
            inner = role if not place else field if isinstance(node, COMPOUND) else None
            waiting.append((child, inner, holder, is_dumped or is_whole))
    return found


def placed(node, side):
    """The place of a node that must be on both sides, nothing for one that an edit makes or changes; and whether it must be equal too."""
    kind = type(node).__name__.replace("Async", "")
    if isinstance(node, COMPOUND) and (hasattr(node, "body") or hasattr(node, "cases")):
        opening = side.opening(head_of(node, side))
        return (kind, opening) if opening else None, False
    if not hasattr(node, "end_lineno"):
        return None, False
    start, end = spot(node, side)
    opening, closing = side.opening(start), side.closing(end)
    if not opening or not closing:
        return None, False
    is_edited = side.holds_edits(opening, closing)
    touches = side.touches(opening, closing, end)
    if touches and (is_edited or isinstance(node, ast.stmt)):
        return None, False
    # What is written beside the first or last operand is the edit of that operand, or of what it is an operand of.
    if touches == 1 and any(spot(child, side)[0] == start or spot(child, side)[1] == end for _, child in parts(node)):
        return None, False
    return (kind, opening, closing), not is_edited


def parts(node):
    return [(role, child) for role, child in children(node) if hasattr(child, "end_lineno")]


def spot(node, side):
    return side.offset(node.lineno, node.col_offset), side.offset(node.end_lineno, node.end_col_offset)


def head_of(node, side):
    """Where a compound statement begins, without its `async`."""
    at = getattr(node, "pattern", node)
    start = side.offset(at.lineno, at.col_offset)
    keyword = re.compile(rb"async(\s|\\)+").match(side.code, start)
    return keyword.end() if keyword and isinstance(node, (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)) else start


def children(node):
    """The nodes directly below one, each with its field; of an f-string those that have a place of their own."""
    if isinstance(node, ast.JoinedStr) and not HAS_PLACES_IN_STRINGS:
        return
    for role, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
                yield role, child


def spans_after(edits):
    moved, spans = 0, []
    for start, end, text in edits:
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        spans.append((start + moved, start + moved + length))
        moved += length - (end - start)
    return spans


def applied(text, edits):
    units = text.encode("utf-16-le", "surrogatepass")
    at, pieces = 0, []
    for start, end, replacement in edits:
        pieces += [units[2 * at : 2 * start], replacement.encode("utf-16-le", "surrogatepass")]
        at = end
    return b"".join([*pieces, units[2 * at :]]).decode("utf-16-le", "surrogatepass")


def complaint(before, after, edits):
    """What is wrong with what edits made of a text, or nothing."""
    edits = sorted(edits, key=lambda edit: (edit[0], edit[1]))
    if applied(before, edits) != after:
        return "characters outside the edits changed"
    try:
        old_tree = ast.parse(before)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    try:
        new_tree = ast.parse(after)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"no longer parses: {error}"
    are_real = [bool((text + replaced(before, start, end)).strip()) for start, end, text in edits]
    old = Side(before, [(start, end) for start, end, _ in edits], are_real)
    new = Side(after, spans_after(edits), are_real)
    return difference(outline(old_tree, old), old, outline(new_tree, new), new)


def replaced(text, start, end):
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def difference(was, old, now, new):
    for key, (node, dump) in was.items():
        if key not in now:
            return f"{named(node, old)} is gone, or elsewhere in the tree"
        if dump is not None and now[key][1] is not None and dump != now[key][1]:
            return f"{named(node, old)} is another now"
    for key, (node, _) in now.items():
        if key not in was:
            return f"{named(node, new)} is new, though no edit begins or ends it"
    return None


def named(node, side):
    at = getattr(node, "pattern", node)
    start = side.offset(at.lineno, at.col_offset)
    text = side.code[start : side.offset(at.end_lineno, at.end_col_offset)].decode("utf-8", "replace")
    return f"{type(node).__name__} `{text.splitlines()[0] if text else ''}` of line {side.line_of(start)}"


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    complaints = {}
    for name, before, after, edits in json.load(sys.stdin):
        wrong = complaint(before, after, edits)
        if wrong:
            complaints[name] = wrong
    json.dump(complaints, sys.stdout)


if __name__ == "__main__":
    main()
