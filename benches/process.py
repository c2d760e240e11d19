"""Runs a command and prints how it went, as JSON: wall and CPU seconds, peak memory, exit code, the end of its errors.

usage: process.py SECONDS STDOUT COMMAND…

A process of its own: on Linux the peak memory of a child starts at that of the parent that forked it, so the parent
has to be small.
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
import time


def main():
    limit, stdout, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with open(stdout, "wb") as out, tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        stop = threading.Timer(limit, child.kill)
        stop.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        stop.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
        ending = errors.read().decode(errors="replace")
    print(json.dumps({
        "code": child.returncode,
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / 1024,
        "late": wall >= limit,
        "errors": ending,
    }))


if __name__ == "__main__":
    main()
