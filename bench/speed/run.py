"""Runs a command without its output, and prints as JSON what it took: `run.py LIMIT COMMAND…`.

Seconds on the clock and of CPU, of all processes that were waited for; the peak in MB of the resident sets of all
processes together, looked at fifty times a second, or that of the largest alone where there is no /proc.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

PAGE = resource.getpagesize()
KILOBYTES = 1024 if sys.platform != "darwin" else 1


def resident(pid):
    """The bytes of a process and of those below it."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            total = int(file.read().split()[1]) * PAGE
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                total += sum(resident(child) for child in file.read().split())
        return total
    except OSError:
        return 0


def main():
    limit, *command = sys.argv[1:]
    begin = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    said, peak, ended = [], 0, threading.Event()
    listener = threading.Thread(target=lambda: said.append(child.stderr.read()[-2000:]))
    listener.start()

    def watch():
        nonlocal peak
        while not ended.wait(0.02):
            peak = max(peak, resident(child.pid))
            if time.perf_counter() - begin > float(limit):
                os.killpg(child.pid, signal.SIGKILL)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    ended.set()
    watcher.join()
    listener.join()
    print(
        json.dumps(
            {
                "code": os.waitstatus_to_exitcode(status),
                "wall": seconds,
                "cpu": used.ru_utime + used.ru_stime,
                "memory": max(peak, used.ru_maxrss * KILOBYTES) / 1e6,
                "said": said[0].decode(errors="replace"),
            }
        )
    )


main()
