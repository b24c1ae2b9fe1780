"""The file behind the log: its permissions, its segments, half lines, failing writes and syncs, forks."""

from __future__ import annotations

import fcntl
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langchain_guard.audit import AuditLog, Head, head_file, read_heads, verify
from langchain_guard.audit.segments import Segments
from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.profiles import STRICT
from tests.audit.tampering import KEY

ROOT = Path(__file__).parent.parent.parent


def records(*paths: Path) -> list[dict[str, Any]]:
    """All records of some files."""
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def events(*paths: Path) -> list[str]:
    """Names of the records of some files."""
    return [record["event"] for record in records(*paths)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An audit file to be."""
    return tmp_path / "audit.jsonl"


def test_new_files_are_private(path: Path) -> None:
    """A new file can be read and written by its owner only, whatever the umask."""
    with AuditLog(path) as log:
        log.emit("note")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_links_and_devices_are_refused(path: Path, tmp_path: Path) -> None:
    """A symbolic link, a FIFO and a file that everybody may write to are no place for evidence."""
    (tmp_path / "target").touch()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "open").touch()
    (tmp_path / "open").chmod(0o666)
    for name, reason in (("link", "symbolic link"), ("fifo", "regular file"), ("open", "everybody")):
        with pytest.raises(ConfigError, match=reason):
            AuditLog(tmp_path / name)


def test_a_file_that_cannot_be_opened_is_a_configuration_error(tmp_path: Path) -> None:
    """As every error of the package it is a `GuardError`, and it says what to do."""
    for name in (tmp_path, tmp_path / "nowhere" / "audit.jsonl"):
        with pytest.raises(ConfigError, match="name a file in a folder that this process may write to"):
            AuditLog(name)


@pytest.mark.parametrize(("keep", "segments", "sealed"), [("None", 5, 1), ("1", 2, 0)])
def test_a_system_that_has_less_keeps_the_trail(path: Path, keep: str, segments: int, sealed: int) -> None:
    """Where Python has no locks, no `pread` and no flags of POSIX (Windows), half lines are sealed and all verifies.

    A segment that somebody reads, which cannot be removed there meanwhile, is removed at the next rotation.
    """
    path.write_bytes(b'{"v":1,"half')
    program = (
        "import asyncio, os, sys\n"  # asyncio has another form there
        "held, opened, closed, unlinked = {9: os.path.realpath(sys.argv[1])}, os.open, os.close, os.unlink\n"
        "def hold(path, *how, **where):\n"
        "    fd = opened(path, *how, **where)\n"
        "    held[fd] = os.path.realpath(path)\n"
        "    return fd\n"
        "def let(fd):\n"
        "    closed(fd)\n"
        "    held.pop(fd, None)\n"
        "def remove(path, **where):\n"
        "    if os.path.realpath(path) in held.values():\n"
        "        raise PermissionError(13, 'Permission denied')\n"
        "    unlinked(path, **where)\n"
        "os.open, os.close, os.unlink = hold, let, remove\n"
        "sys.modules['fcntl'] = None\n"
        "for name in ('pread', 'fdatasync', 'fork', 'register_at_fork', 'O_NOFOLLOW', 'O_CLOEXEC', 'O_NONBLOCK'):\n"
        "    delattr(os, name)\n"
        "from langchain_guard.audit import AuditLog, head_file\n"
        "with AuditLog(sys.argv[1], key=b'k' * 32, heads=head_file(sys.argv[2]), max_bytes=4096, keep=KEEP) as log:\n"
        "    assert all([log.emit('note') for _ in range(40)])\n"
        "    assert os.path.exists(sys.argv[1])\n"
        "    del held[9]\n"
        "    assert all([log.emit('note') for _ in range(20)])\n"
    ).replace("KEEP", keep)
    heads = path.with_name("heads")
    subprocess.run([sys.executable, "-c", program, path, heads], cwd=ROOT, check=True, timeout=60)
    found = sorted(path.parent.glob("audit*.jsonl"))
    verdict = verify(found, keys=[KEY], heads=read_heads(heads.read_text().splitlines()))
    assert (verdict.status, verdict.sealed, len(found)) == ("intact", sealed, segments), str(verdict)


def test_permission_bits_count_only_where_there_are_any(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows shows every file as open to everybody; that is no reason to refuse it."""
    path.touch()
    path.chmod(0o666)
    monkeypatch.setattr("langchain_guard.audit.sink.MODES", False)
    with AuditLog(path) as log:
        assert log.emit("note")


@pytest.mark.parametrize("cut", [1, 2, 100, 200])
def test_half_lines_are_sealed_and_reported(path: Path, cut: int) -> None:
    """The half line of a dead process is closed, kept, reported with its length and code, and the file verifies."""
    heads: list[Head] = []
    with AuditLog(path, key=KEY, heads=heads.append) as log:
        log.emit("note")
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[1][:cut])
    assert verify([path], keys=[KEY]).status == "tampered"
    with AuditLog(path, key=KEY, heads=heads.append) as log:
        log.emit("note")
    verdict = verify([path], keys=[KEY], heads=heads)
    assert verdict.status == "intact", str(verdict)
    assert verdict.sealed == 1


def test_a_repaired_half_line_cannot_be_changed(path: Path) -> None:
    """The report of a half line holds its code: changing the half line later is detected."""
    path.write_bytes(b'{"v":1,"half')
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
    assert verify([path], keys=[KEY]).status == "unanchored"
    path.write_bytes(path.read_bytes().replace(b"half", b"harm"))
    assert verify([path], keys=[KEY]).status == "tampered"


def test_another_writers_half_line_is_found_while_running(path: Path) -> None:
    """A half line that appears while the log is open is sealed before the next record."""
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
        with path.open("ab") as other:
            other.write(b'{"torn')
        log.emit("note")
    assert "log.repaired" in path.read_text()
    assert verify([path], keys=[KEY]).sealed == 1


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_half_line_is_reported_although_the_disk_was_full(
    path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever write fails while a half line is repaired, it is sealed and on record once there is room again."""
    path.write_bytes(b'{"v":1,"half')
    writes, whole_write = iter(range(1, 100)), os.write

    def write(fd: int, data: bytes) -> int:
        if next(writes) == failing:
            raise OSError(28, "No space left on device")
        return whole_write(fd, data)

    with AuditLog(path, key=KEY) as log:
        monkeypatch.setattr(os, "write", write)
        assert [log.emit("note"), log.emit("note")] == [False, True]
    verdict = verify([path], keys=[KEY])
    assert (verdict.status, verdict.sealed) == ("unanchored", 1), str(verdict)


def test_an_interrupt_between_a_line_and_the_note_of_it_breaks_no_chain(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C comes as soon as the operating system has taken a line: the next one still follows it."""
    whole_write = os.write

    def write(fd: int, data: bytes) -> int:
        whole_write(fd, data)
        raise KeyboardInterrupt

    with AuditLog(path, key=KEY) as log:
        log.emit("note")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            with pytest.raises(KeyboardInterrupt):
                log.emit("note")
        log.emit("note")
    verdict = verify([path], keys=[KEY])
    assert (verdict.status, verdict.records) == ("unanchored", 5), str(verdict)


@pytest.mark.parametrize("closes", [False, True])
def test_a_signal_handler_may_write_and_close_while_its_thread_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch, closes: bool
) -> None:
    """What a handler brings in the middle of a record follows that record, in one chain."""
    whole_write = os.write
    log = AuditLog(path, key=KEY)
    log.emit("note")

    def write(fd: int, data: bytes) -> int:
        monkeypatch.setattr(os, "write", whole_write)
        log.emit("note", context={"by": "handler"})
        if closes:
            log.close()
        return whole_write(fd, data)

    monkeypatch.setattr(os, "write", write)
    log.emit("note")
    log.close()
    assert events(path) == ["log.open", "note", "note", "note", "log.close"]
    assert records(path)[3]["context"] == {"by": "handler"}
    assert verify([path], keys=[KEY]).status == "unanchored"


def test_rotation_by_size_and_retention(path: Path, tmp_path: Path) -> None:
    """Segments carry the head over, old ones go when their time has come, and the rest still verifies."""
    heads: list[Head] = []
    with AuditLog(path, key=KEY, max_bytes=4096, keep=2, heads=heads.append) as log:
        for _ in range(100):
            log.emit("note", context={"x": "y" * 100})
    segments = sorted(tmp_path.glob("audit*.jsonl"))
    assert len(segments) == 3
    assert all(segment.stat().st_size <= 4096 + 2000 for segment in segments)
    assert not path.exists()
    verdict = verify(segments, keys=[KEY], heads=heads)
    assert verdict.status == "intact", str(verdict)
    assert verify(segments[1:], keys=[KEY]).status == "tampered", "a segment that retention did not remove is missed"


def test_what_retention_removed_stays_explained(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records of retired segments are retired in their turn, and what they said is said again."""
    monkeypatch.setattr("langchain_guard.audit.sink.LOOK_EVERY", 0)
    heads: list[Head] = []
    with AuditLog(path, key=KEY, heads=heads.append) as idle:
        idle.emit("note")
        for _ in range(6):
            with AuditLog(path, key=KEY, max_bytes=4096, keep=1, heads=heads.append) as log:
                for _ in range(12):
                    log.emit("note", context={"x": "y" * 100})
        idle.emit("note")
    verdict = verify(tmp_path.glob("audit*.jsonl"), keys=[KEY], heads=heads)
    assert verdict.status == "intact", str(verdict)


def test_retention_loses_nothing_of_another_writer(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose segment was retired goes on in the newest one with its next record, however often it looks by itself."""
    monkeypatch.setattr("langchain_guard.audit.sink.LOOK_EVERY", float("inf"))
    heads: list[Head] = []
    options: dict[str, Any] = {"key": KEY, "max_bytes": 4096, "keep": 0, "heads": heads.append}
    with AuditLog(path, **options) as busy, AuditLog(path, **options) as other:
        for number in range(10):
            other.emit("note", context={"number": number})
            for _ in range(2):
                busy.emit("note", context={"x": "y" * 2000})
    (segment,) = tmp_path.glob("audit*.jsonl")
    verdict = verify([segment], keys=[KEY], heads=heads)
    assert verdict.status == "intact", str(verdict)


def test_retention_spares_a_segment_that_grew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another has written between the record of a segment's last lines and its removal is not removed."""
    whole_write = os.write

    def write(fd: int, data: bytes) -> int:
        if b"log.retired" in data:
            with path.open("ab") as other:
                other.write(b"late\n")
        return whole_write(fd, data)

    with AuditLog(path, key=KEY, max_bytes=4096, keep=0) as log:
        log.emit("note", context={"x": "y" * 2000})
        monkeypatch.setattr(os, "write", write)
        log.emit("note", context={"x": "y" * 2000})
        assert path.read_text().endswith("late\n")


def test_writers_agree_on_the_next_segment(path: Path, tmp_path: Path) -> None:
    """It is the newest where another has moved on already, unless that is full, else a new one."""
    segments = Segments(path, max_bytes=4096)
    path.touch()
    assert segments.following(path).name == "audit.000001.jsonl"
    for number in (1, 2):
        (tmp_path / f"audit.{number:06d}.jsonl").touch()
    assert segments.newest() == segments.following(path) == tmp_path / "audit.000002.jsonl"
    assert segments.following(segments.newest()).name == "audit.000003.jsonl"
    segments.newest().write_bytes(b"x" * 4096)
    assert segments.following(path).name == "audit.000003.jsonl"
    assert Segments(path, max_age=timedelta(days=1)).following(path) == segments.newest()


def test_no_line_is_written_without_the_lock_of_its_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half lines, rotations and retention included: another process could not write at that moment."""
    path.write_bytes(b'{"v":1,"half')
    whole_write = os.write
    written: list[str] = []

    def write(fd: int, data: bytes) -> int:
        with log._writer._sink.path.open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        written.append(other.name)
        return whole_write(fd, data)

    log = AuditLog(path, key=KEY, max_bytes=4096, keep=1)
    monkeypatch.setattr(os, "write", write)
    for _ in range(30):
        log.emit("note")
    log.close()
    assert len({*written}) > 2
    assert log.lost == 0


def test_a_segment_that_vanishes_while_its_lock_is_awaited_is_left(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waited for the lock of the next segment, and finds it retired, goes on in one that is there."""
    segment = tmp_path / "audit.000001.jsonl"
    locks: list[int] = []

    def lock(fd: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX and segment.exists() and not locks:
            locks.append(fd)
            segment.unlink()
        fcntl.flock(fd, operation)

    monkeypatch.setattr("langchain_guard.audit.sink.flock", lock)
    with AuditLog(path, key=KEY, max_bytes=4096) as log:
        for _ in range(30):
            log.emit("note")
    assert locks
    verdict = verify(sorted(tmp_path.glob("audit*.jsonl")), keys=[KEY])
    assert (verdict.status, verdict.records) == ("unanchored", log.records), str(verdict)


def test_rotation_by_age(path: Path, tmp_path: Path) -> None:
    """A segment is left when its first line is old enough, also by a process that starts later."""
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
    old = (datetime.now(UTC) - timedelta(days=2)).isoformat(timespec="microseconds")[:26]
    line, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(line.replace(line[15:41], old.encode()) + b"".join(rest))
    with AuditLog(path, key=KEY, max_age=timedelta(days=1)) as log:
        log.emit("note")
    assert events(tmp_path / "audit.000001.jsonl") == ["log.open", "log.segment", "note", "log.close"]


def test_segments_in_any_order(path: Path, tmp_path: Path) -> None:
    """The verifier joins segments whatever the order they are given in."""
    with AuditLog(path, key=KEY, max_bytes=4096) as log:
        for _ in range(60):
            log.emit("note", context={"x": "y" * 100})
    segments = sorted(tmp_path.glob("audit*.jsonl"))
    assert len(segments) > 2
    assert verify(reversed(segments), keys=[KEY]).status == "unanchored"
    assert verify([segments[0], *segments[2:]], keys=[KEY]).status == "tampered"


def test_a_removed_file_is_noticed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody removes the file under the writer, the log goes on in a new one and says so."""
    monkeypatch.setattr("langchain_guard.audit.sink.LOOK_EVERY", 0)
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
        path.unlink()
        log.emit("note")
    assert events(path) == ["log.segment", "note", "log.close"]
    assert verify([path], keys=[KEY]).status == "tampered"


@pytest.mark.parametrize("create", [True, False])
def test_a_file_moved_away_is_left(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, create: bool) -> None:
    """What rotates logs renames the file, perhaps makes a new one, and packs the old one: nothing more goes there."""
    monkeypatch.setattr("langchain_guard.audit.sink.LOOK_EVERY", 0)
    moved = tmp_path / "audit.jsonl.1"
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
        path.rename(moved)
        if create:
            path.touch(0o600)
        log.emit("note")
    assert events(moved) == ["log.open", "note"]
    assert events(path) == ["log.segment", "note", "log.close"]
    assert verify([moved, path], keys=[KEY]).status == "unanchored"


def test_a_failed_sync_ends_the_file(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed fsync nothing more is written to that file: its pages may be gone (ATC 2020)."""
    log = AuditLog(path, key=KEY, fsync="every")
    log.emit("note")

    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", broken)
        assert log.emit("note") is False
    assert log.emit("note") is True
    log.close()
    segment = tmp_path / "audit.000001.jsonl"
    assert events(segment)[:2] == ["log.segment", "note"]
    assert records(segment)[0]["reason"] == "fsync"
    assert verify([path, segment], keys=[KEY]).status == "unanchored"


def test_a_short_write_is_taken_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the operating system takes only half a line, the file is as before and the loss is counted."""
    log = AuditLog(path, key=KEY)
    log.emit("note")
    size = path.stat().st_size
    whole_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: whole_write(fd, data[: len(data) // 2]))
        assert log.emit("note") is False
    assert path.stat().st_size == size
    log.emit("note")
    log.close()
    assert events(path) == ["log.open", "note", "note", "log.degraded", "log.close"]
    assert verify([path], keys=[KEY]).logs[0].lost == 1


def test_strict_raises_without_the_cause(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `audit_failure="stop"` a failing write is an error that names the system's number and nothing else."""
    log = AuditLog(path, key=KEY, profile=STRICT)

    def full(_fd: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device: canary")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(GuardUnavailable, match="OSError 28") as caught:
            log.emit("note")
    assert caught.value.__cause__ is None
    assert "canary" not in str(caught.value)
    log.close()


def test_a_forked_child_has_its_own_chain(tmp_path: Path) -> None:
    """Parent and child write to one file after a fork; both chains verify and the child names its parent."""
    program = """
import os, sys
from langchain_guard.audit import AuditLog
log = AuditLog(sys.argv[1], key=b"k" * 32)
log.emit("note")
pid = os.fork()
for _ in range(50):
    log.emit("note")
if pid:
    os.waitpid(pid, 0)
"""
    path = tmp_path / "audit.jsonl"
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, path], cwd=ROOT, check=True, timeout=60)
    verdict = verify([path], keys=[KEY])
    assert verdict.status == "unanchored", str(verdict)
    assert sorted(log.last for log in verdict.logs) == [51, 52]
    opened = [record for record in records(path) if record["event"] == "log.open"]
    assert opened[1]["parent_log"] == opened[0]["log"]


def test_the_log_is_closed_at_exit(tmp_path: Path) -> None:
    """A program that just ends leaves a closed log and a final head."""
    program = """
import sys
from langchain_guard.audit import AuditLog, head_file
AuditLog(sys.argv[1], key=b"k" * 32, heads=head_file(sys.argv[2])).emit("note")
log = AuditLog(sys.argv[1], key=b"k" * 32, heads=head_file(sys.argv[2]))
log.emit("note")
"""
    path, heads = tmp_path / "audit.jsonl", tmp_path / "heads.jsonl"
    subprocess.run([sys.executable, "-c", program, path, heads], cwd=ROOT, check=True, timeout=60)
    with heads.open() as file:
        verdict = verify([path], keys=[KEY], heads=read_heads(file))
    assert verdict.status == "intact"
    assert [log.closed for log in verdict.logs] == [True, True]
    assert str(verdict).count("intact and complete") == 2


def test_a_forgotten_log_is_collected_while_another_writes(tmp_path: Path) -> None:
    """A log that nobody closed may be collected while its thread holds the file's lock: its end follows that record."""
    program = """
import gc, os, sys
from langchain_guard.audit import AuditLog
gc.disable()
forgotten = AuditLog(sys.argv[1], key=b"k" * 32, fsync_interval=60)
forgotten.chores.append(lambda log=forgotten: None)
forgotten.emit("note")
log = AuditLog(sys.argv[1], key=b"k" * 32)
whole_write = os.write
def write(fd, data):
    gc.collect()
    return whole_write(fd, data)
os.write = write
del forgotten
log.emit("note")
log.close()
"""
    path = tmp_path / "audit.jsonl"
    subprocess.run([sys.executable, "-c", program, path], cwd=ROOT, check=True, timeout=60)
    assert events(path) == ["log.open", "note", "log.open", "note", "log.close", "log.close"]
    verdict = verify([path], keys=[KEY])
    assert [log.closed for log in verdict.logs] == [True, True], str(verdict)


def test_deleting_an_earlier_process_is_noticed(path: Path) -> None:
    """The next process notes what it found: removing the end of an earlier log shows without any head."""
    for _ in range(2):
        with AuditLog(path, key=KEY) as log:
            log.emit("note")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    assert "missing" in {problem.kind for problem in verify([path], keys=[KEY]).problems}


def test_a_relative_path_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that changes its folder goes on with segments and heads where it began."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with AuditLog("audit.jsonl", key=KEY, max_bytes=4096, heads=head_file("heads")) as log:
        log.emit("note")
        monkeypatch.chdir(tmp_path / "elsewhere")
        for _ in range(10):
            log.emit("note", context={"x": "y" * 1000})
    assert [*(tmp_path / "elsewhere").iterdir()] == []
    with (tmp_path / "heads").open() as file:
        assert verify(tmp_path.glob("audit*.jsonl"), keys=[KEY], heads=read_heads(file)).status == "intact"


def test_half_a_head_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk spoils neither the head before nor the one after: the file can still be read."""
    publish, whole_write = head_file(tmp_path / "heads"), os.write
    first, last = (Head("0" * 16, seq, "f" * 64, "now") for seq in (1, 2))
    publish(first)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: whole_write(fd, data[: len(data) // 2]))
        with pytest.raises(OSError, match="space"):
            publish(last)
    publish(last)
    with (tmp_path / "heads").open() as file:
        assert [*read_heads(file)] == [first, last]


def test_head_files_are_private(tmp_path: Path) -> None:
    """A head file is created for its owner only and no link is followed."""
    publish = head_file(tmp_path / "heads")
    head = Head("0" * 16, 1, "f" * 64, "now")
    publish(head)
    assert stat.S_IMODE((tmp_path / "heads").stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "heads")
    with pytest.raises(OSError, match="symbolic"):
        head_file(tmp_path / "link")(head)
