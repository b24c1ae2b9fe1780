"""Segment files: `audit.jsonl`, `audit.000001.jsonl`, ...; when to move on to the next, and which to remove.

A file is never renamed, so no writer ever holds a name that has moved. Several processes agree without talking: each
looks at the size and the first line of the file itself, and the newest segment is the one with the highest number.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from langchain_guard.audit.chain import EVENT_AT, TRAILER, TRAILER_MAX
from langchain_guard.audit.locks import FLAGS, LOCK_EX, LOCKS, flock
from langchain_guard.exceptions import ConfigError

MAX_CARRIED = 10_000
"""Heads of logs retired earlier that are recorded again when their record is retired; the newest are kept."""

_HEAD = re.compile(rb'"([0-9a-f]{16})":\[(0|[1-9][0-9]{0,18}),"([0-9a-f]{64})"\]')
_TIME = re.compile(rb'"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z"')


@dataclass(slots=True)
class Segments:
    """The family of files of one audit path.

    Attributes:
        path: The first segment.
        max_bytes: A segment that would grow beyond this many bytes is full; `None` for no limit.
        max_age: A segment is full this long after its first line; `None` for no limit.
        keep: Number of full segments kept; older ones are removed at rotation; `None` keeps all.
    """

    path: Path
    max_bytes: int | None = None
    max_age: timedelta | None = None
    keep: int | None = None
    _until: datetime | None = field(default=None, init=False)
    _head: Callable[[], bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Refuse limits that cannot work."""
        if (self.max_bytes is not None and self.max_bytes < 4096) or (self.keep is not None and self.keep < 0):
            message = "an audit segment needs at least 4096 bytes, and `keep` cannot be negative"
            raise ConfigError(message, control="audit")
        if self.keep is not None and self.max_bytes is None and self.max_age is None:
            message = "`keep` is about full audit files, and without a size or an age no file is ever full: set one"
            raise ConfigError(message, control="audit")

    def numbered(self) -> list[tuple[int, Path]]:
        """The segments that exist, oldest first; the first one has number 0."""
        name = re.compile(re.escape(self.path.stem) + r"\.(\d{6,})" + re.escape(self.path.suffix))
        found = [(int(match[1]), p) for p in self.path.parent.iterdir() if (match := name.fullmatch(p.name))]
        if self.path.exists():
            found.append((0, self.path))
        return sorted(found)

    def newest(self) -> Path:
        """The segment to write to."""
        existing = self.numbered()
        return existing[-1][1] if existing else self.path

    def following(self, path: Path) -> Path:
        """The segment after `path`: the newest when another process has moved on already, else a new one."""
        existing = self.numbered()
        number = existing[-1][0] if existing else 0
        if existing and existing[-1][1] != path and not self._is_full(existing[-1][1]):
            return existing[-1][1]
        return self.path.with_name(f"{self.path.stem}.{number + 1:06d}{self.path.suffix}")

    def _is_full(self, path: Path) -> bool:
        return self.max_bytes is not None and path.stat().st_size >= self.max_bytes

    def entered(self, _path: Path, _size: int, head: Callable[[], bytes]) -> None:
        """A segment was opened; its age is read from its first line when first needed."""
        self._until, self._head = None, head

    def full(self, size: int, more: int) -> str:
        """Why a segment of `size` bytes should not take `more`: `size`, `time`, or nothing."""
        if self.max_bytes is not None and size and size + more > self.max_bytes:
            return "size"
        if self.max_age is not None and size:
            if self._until is None and self._head is not None and (match := _TIME.search(self._head())):
                self._until = datetime.fromisoformat(match[1].decode()).replace(tzinfo=UTC) + self.max_age
            if self._until is not None and datetime.now(UTC) >= self._until:
                return "time"
        return ""

    def expired(self, current: Path) -> list[tuple[Path, int, dict[str, tuple[int, str]]]]:
        """The segments before the current one that retention is about to remove; of each, its size and last lines."""
        if self.keep is None:
            return []
        found = self.numbered()
        here = next((number for number, path in found if path == current), 0)
        old = [path for number, path in found if number < here]
        carried = min(MAX_CARRIED, self.max_bytes // 400) if self.max_bytes is not None else MAX_CARRIED
        return [(path, *last_lines(path, carried)) for path in (old[: -self.keep] if self.keep else old)]


def last_lines(path: Path, carried: int = MAX_CARRIED) -> tuple[int, dict[str, tuple[int, str]]]:
    """The size of a segment, and the last sequence number and code of every log in it.

    A record of what was retired earlier is in some segment, too, and goes with it: at most `carried` heads from such
    records are taken over, those of logs that have no later line here.
    """
    heads: dict[str, tuple[int, str]] = {}
    before: dict[str, tuple[int, str]] = {}
    size = 0
    try:
        with path.open("rb") as file:
            for line in file:
                size += len(line)
                if match := TRAILER.search(line.rstrip(b"\n")[-TRAILER_MAX:]):
                    heads[match[1].decode()] = (int(match[2]), match[5].decode())
                    if line.startswith(b"log.retired", EVENT_AT):
                        for log, seq, mac in _HEAD.findall(line):
                            head = (int(seq), mac.decode())
                            before[log.decode()] = max(head, before.pop(log.decode(), head))
    except FileNotFoundError:  # another process was quicker
        return 0, {}
    gone = [log for log in before if log not in heads][-carried:]
    return size, {log: before[log] for log in gone} | heads


def remove(path: Path, size: int) -> None:
    """Remove a segment that is on record as retired, unless somebody has written to it since."""
    if not LOCKS:  # Windows removes no file that is open, by us or by a reader: then the next rotation tries again
        with suppress(FileNotFoundError, PermissionError):
            if path.stat().st_size == size:
                path.unlink()
        return
    try:
        fd = os.open(path, os.O_RDWR | FLAGS)
    except FileNotFoundError:  # another process was quicker
        return
    try:
        flock(fd, LOCK_EX)  # of an older segment than ours: no two writers wait for each other
        if os.fstat(fd).st_size == size:
            path.unlink(missing_ok=True)
            if not os.fstat(fd).st_nlink:
                os.ftruncate(fd, 0)  # who still has it open sees that at once
    finally:
        os.close(fd)


def files_of(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """The files that were named, one or several; the letters of a name are no files."""
    return [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
