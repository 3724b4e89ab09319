"""Runs a command on a pseudo-terminal: `terminal.py KEYS COMMAND…` presses the next key whenever a question is asked.

Prints as JSON what stood on the terminal, the exit code, and whether the terminal echoes what is typed afterwards.
"""

import json
import os
import pty
import sys
import termios

QUESTION = b"]? "

keys, command = list(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

# Without a process in the foreground the settings could no longer be asked for.
seen = b""
answered = 0
echoes = None
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
    echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    while keys and seen.count(QUESTION) > answered:
        answered += 1
        os.write(terminal, keys.pop(0).encode())

_, status = os.waitpid(child, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"seen": seen.decode(), "status": code, "echoes": echoes}))
