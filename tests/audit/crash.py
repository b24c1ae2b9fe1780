"""Crashes, full disks and several writers, with real processes. Run as a module, because it forks.

    python -m tests.audit.crash --kills 10 --records 50

Prints one JSON object with what was seen; `tests/bench/audit_crash.py` runs the long version.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import resource
import signal
import struct
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_guard.audit import AuditLog, head_file, read_heads, verify

KEY = b"k" * 32
SIZES = (200, 9_000, 70_000)


def in_child(work: Callable[[], None]) -> int:
    """Fork, do the work, leave without cleaning up; the child's process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:  # noqa: BLE001 -- the child must not go on as a second parent
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def numbers(path: Path) -> tuple[set[int], int]:
    """The numbers that the workers wrote, and how many lines are no JSON."""
    found, malformed = set(), 0
    for line in path.read_bytes().splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            malformed += 1
            continue
        if record["event"] == "tool_call":
            found.add(record["input_chars"])
    return found, malformed


def kills(count: int, folder: Path) -> dict[str, Any]:
    """Kill a writer with four threads at a random moment; then open the file again, close it, and verify."""
    rng = random.Random(7)
    result = {"kills": count, "acknowledged": 0, "lost": 0, "tampered": 0, "half_lines_sealed": 0, "unparsable": 0}
    for run in range(count):
        path, acks, heads = (folder / f"{run}.{kind}" for kind in ("jsonl", "acks", "heads"))
        fsync = rng.choice(("none", "interval", "every"))

        def work(path: Path = path, acks: Path = acks, heads: Path = heads, fsync: Any = fsync) -> None:
            log = AuditLog(path, key=KEY, heads=head_file(heads), head_every=100, fsync=fsync, max_bytes=2_000_000)
            done = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

            def emit(thread: int) -> None:
                for number in range(1_000_000):
                    mine = number * 4 + thread
                    log.emit("tool_call", input_chars=mine, input_text="x" * SIZES[mine % 3])
                    os.write(done, struct.pack("q", mine))

            for thread in range(4):
                threading.Thread(target=emit, args=(thread,)).start()
            threading.Event().wait()

        pid = in_child(work)
        while not acks.exists():  # it has started to write
            time.sleep(0.001)
        time.sleep(rng.uniform(0, 0.06))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raw = acks.read_bytes()
        acknowledged = {n for (n,) in struct.iter_unpack("q", raw[: len(raw) // 8 * 8])}
        AuditLog(path, key=KEY, heads=head_file(heads)).emit("note")  # the next process repairs the file
        segments = sorted(folder.glob(f"{run}*.jsonl"))
        with heads.open() as file:
            verdict = verify(segments, keys=[KEY], heads=read_heads(file))
        written: set[int] = set()
        for segment in segments:
            written |= numbers(segment)[0]
            result["unparsable"] += numbers(segment)[1]
        result["unparsable"] -= verdict.sealed
        result["half_lines_sealed"] += verdict.sealed
        result["acknowledged"] += len(acknowledged)
        result["lost"] += len(acknowledged - written)
        if verdict.status == "tampered":
            result["tampered"] += 1
            sys.stderr.write(f"{verdict}\n")
        for file_ in folder.glob(f"{run}*"):
            file_.unlink()
    return result


def disk_full(folder: Path) -> dict[str, Any]:
    """Let the file hit a size limit in the middle of a record, many times over, then lift it."""
    path = folder / "full.jsonl"
    report = folder / "full.report"

    def work() -> None:
        logging.getLogger("langchain_guard.audit").addHandler(logging.NullHandler())
        log = AuditLog(path, key=KEY, fsync="none")
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        written = refused = number = 0
        for round_ in range(20):
            size = path.stat().st_size if path.exists() else 0
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000 + 37 * round_, hard))
            for _ in range(30):
                number += 1
                kept = log.emit("tool_call", input_chars=number, input_text="x" * SIZES[number % 2])
                written += kept
                refused += not kept
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        log.emit("note")
        log.close()
        report.write_text(json.dumps({"written": written, "refused": refused, "counted": log.lost}))

    os.waitpid(in_child(work), 0)
    verdict = verify([path], keys=[KEY])
    found, malformed = numbers(path)
    told = json.loads(report.read_text())
    return {
        **told,
        "in_file": len(found),
        "glued_or_half": malformed,
        "tampered": verdict.status == "tampered",
        "lost_says_the_log": verdict.logs[0].lost if verdict.logs else None,
    }


def processes(records: int, folder: Path) -> dict[str, Any]:
    """Four processes write records of three sizes to one file that rotates under them."""
    path = folder / "many.jsonl"

    def work(worker: int) -> None:
        log = AuditLog(path, key=KEY, fsync="none", max_bytes=5_000_000)
        for number in range(records):
            for size in SIZES:
                unique = (worker * records + number) * 3 + SIZES.index(size)
                log.emit("tool_call", input_chars=unique, input_text="x" * size)
        log.close()

    children = [in_child(lambda worker=worker: work(worker)) for worker in range(4)]  # type: ignore[misc]
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in children)
    segments = sorted(folder.glob("many*.jsonl"))
    verdict = verify(segments, keys=[KEY])
    found: set[int] = set()
    malformed = 0
    for segment in segments:
        more, bad = numbers(segment)
        found |= more
        malformed += bad
    return {
        "expected": 4 * records * 3,
        "found": len(found),
        "malformed": malformed,
        "segments": len(segments),
        "logs": len(verdict.logs),
        "tampered": verdict.status == "tampered",
        "failed": failed,
    }


def main(kill_count: int, records: int) -> dict[str, Any]:
    """All three, in a folder of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return {
            "killed": kills(kill_count, folder),
            "disk_full": disk_full(folder),
            "processes": processes(records, folder),
        }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--records", type=int, default=50)
    options = parser.parse_args()
    json.dump(main(options.kills, options.records), sys.stdout)
