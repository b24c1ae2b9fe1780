"""Where lines go: an append-only file that survives crashes, full disks, forks and other writers; or any callable.

The file is opened with `O_APPEND | O_CLOEXEC | O_NOFOLLOW` and mode 0600. A line is one `os.write` under an advisory
lock that all writers of this package take; what was written is compared with what should have been, and a short write
is taken back while the lock is held. Half a line that a dead process left behind is closed with a newline by the next
writer and reported, never deleted. After a failed fsync the file is not used again (Rebello et al., USENIX ATC 2020).
"""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from langchain_guard.audit.locks import FLAGS, LOCK_EX, LOCK_UN, MODES, flock
from langchain_guard.audit.segments import Segments, remove
from langchain_guard.exceptions import ConfigError

LOOK_EVERY = 0.05
"""Seconds between two looks whether the file is still there; records written meanwhile are gaps that `verify` shows."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the chain has to record before the next line.

    Attributes:
        event: `log.repaired`, `log.segment` or `log.retired`.
        fields: Its fields, except that `fragment` still holds the raw bytes.
        then: What to do once it is written.
    """

    event: str
    fields: dict[str, Any]
    then: Callable[[], None] | None = None


class Sink(Protocol):
    """What an `AuditLog` writes to. All methods are called by one thread at a time."""

    def acquire(self, size: int) -> tuple[Notice, ...]:
        """Take the writer's turn for about `size` bytes; what has to be recorded first, if anything."""
        ...

    def append(self, line: bytes) -> None:
        """Write one line whole, or raise `OSError` and leave nothing of it."""
        ...

    def release(self) -> None:
        """End the writer's turn."""
        ...

    def syncer(self) -> Callable[[], None]:
        """A function that brings what was written until now to stable storage; it may run beside later writes."""
        ...

    def reopen(self) -> None:
        """Called in the child after a fork."""
        ...

    def close(self) -> None:
        """Let go of resources."""
        ...

    def tail(self) -> bytes:
        """The last bytes that were written before, by whomever, as far as they can be read back."""
        ...


class FileSink:
    """An append-only segment file.

    Args:
        segments: Naming, rotation and retention.
        mode: Permission bits of new files.

    Raises:
        ConfigError: The path cannot be opened, is a symbolic link or no regular file, or others may write to it.
    """

    def __init__(self, segments: Segments, *, mode: int = 0o600) -> None:
        self._segments = segments
        self._mode = mode
        self._fd = -1
        self._end = 0
        self._poisoned = False
        self._torn: tuple[Notice, ...] = ()  # what is still to be recorded about half lines
        self._rotates = segments.max_bytes is not None or segments.max_age is not None
        try:
            self.path = segments.newest()
            self._open(self.path)
        except OSError as error:
            problem = f"cannot be opened ({error.strerror}): name a file in a folder that this process may write to"
            raise ConfigError(f"the audit file {segments.path.name!r} {problem}", control="audit") from error

    def _open(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | FLAGS
        flags |= getattr(os, "O_NONBLOCK", 0)  # a FIFO must not hang the open; no effect on regular files
        try:
            fd = os.open(path, flags, self._mode)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):
                raise ConfigError(f"the audit file {path.name!r} is a symbolic link", control="audit") from None
            raise
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode) or (MODES and info.st_mode & stat.S_IWOTH):
            os.close(fd)
            problem = "can be written by everybody" if stat.S_ISREG(info.st_mode) else "is not a regular file"
            raise ConfigError(f"the audit file {path.name!r} {problem}", control="audit")
        self._fd, self.path, self._end, self._poisoned, self._looked = fd, path, 0, False, -inf
        self._segments.entered(path, info.st_size, lambda: self._read(256, 0))

    def _read(self, size: int, start: int) -> bytes:
        os.lseek(self._fd, start, os.SEEK_SET)  # Windows has no `pread`; what is appended goes to the end all the same
        return os.read(self._fd, size)

    def acquire(self, size: int) -> tuple[Notice, ...]:
        """Lock the file, move on to the next segment when it is time, find half lines."""
        flock(self._fd, LOCK_EX)
        end = os.lseek(self._fd, 0, os.SEEK_END)
        if end != self._end:  # somebody else wrote since our last line, or this is our first
            if end < self._end:
                self._looked = -inf  # retention empties what it has removed
            self._seal(end)
        if self._torn:
            return self._torn
        reason = "fsync" if self._poisoned else (self._rotates and self._segments.full(end, size)) or self._gone()
        if not reason:
            return ()
        self._switch(reason)
        moved = Notice("log.segment", {"segment": self.path.name, "reason": reason})
        retired = (
            Notice("log.retired", {"segment": path.name, "heads": heads}, partial(remove, path, size))
            for path, size, heads in self._segments.expired(self.path)
        )
        return (moved, *self._torn, *retired)

    def _gone(self) -> str:
        """Whether the file was removed or moved. A stat makes the next write update the inode, three times its cost."""
        now = monotonic()
        if now - self._looked < LOOK_EVERY:
            return ""
        self._looked = now
        try:
            there = os.path.samestat(self.path.stat(), os.fstat(self._fd))
        except FileNotFoundError:
            there = False
        except OSError:  # a process may give up the right to look
            there = os.fstat(self._fd).st_nlink > 0
        return "" if there else "gone"

    def _seal(self, size: int) -> None:
        """Close a half line that somebody left, and keep in mind that it has to be recorded: the disk may be full."""
        fragment = self._fragment(size)
        if fragment:
            self._write(b"\n", size)
            self._torn += (Notice("log.repaired", {"bytes": len(fragment), "fragment": fragment}, self._told),)
        else:
            self._end = size

    def _told(self) -> None:
        """The oldest half line is on record."""
        self._torn = self._torn[1:]

    def _switch(self, reason: str) -> None:
        old = self._fd
        self._open(self._segments.newest() if reason == "gone" else self._segments.following(self.path))
        os.close(old)  # also drops its lock
        flock(self._fd, LOCK_EX)
        info = os.fstat(self._fd)
        if info.st_nlink:
            self._seal(info.st_size)
        else:  # retired while we waited for the lock
            self._switch("gone")

    def append(self, line: bytes) -> None:
        """One write, checked; a short one is taken back."""
        self._write(line, self._end)

    def _write(self, data: bytes, end: int) -> None:
        written = os.write(self._fd, data)
        if written != len(data):
            os.ftruncate(self._fd, end)  # we hold the lock: nobody wrote behind the half line
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end = end + written

    def release(self) -> None:
        """Unlock the file."""
        flock(self._fd, LOCK_UN)

    def _fragment(self, size: int) -> bytes:
        """The half line at the end of the file, empty when it ends as it should."""
        if not size or self._read(1, size - 1) == b"\n":
            return b""
        start, chunks = size, []
        while start:
            step = min(start, 1 << 16)
            start -= step
            chunks.append(self._read(step, start))
            if b"\n" in chunks[-1]:
                break
        return b"".join(reversed(chunks)).rpartition(b"\n")[2]

    def tail(self) -> bytes:
        """The end of the file, at most 1 MiB."""
        size = os.fstat(self._fd).st_size
        start = max(0, size - (1 << 20))
        return self._read(size - start, start)

    def syncer(self) -> Callable[[], None]:
        """`fdatasync` on a descriptor of its own; when it fails, the next line goes to a new segment."""
        fd = os.dup(self._fd)  # the file may be left for the next segment before the sync is done

        def sync() -> None:
            try:
                getattr(os, "fdatasync", os.fsync)(fd)
            except OSError:
                self._poisoned = True
                raise
            finally:
                os.close(fd)

        return sync

    def reopen(self) -> None:
        """An own file description for the child: a lock is shared along with an inherited one."""
        old = self._fd
        self._open(self._segments.newest())
        os.close(old)

    def close(self) -> None:
        """Close the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class CallableSink:
    r"""Hands every finished line to a callable: a queue, a socket of yours, a logger.

    Args:
        write: Called with the line as bytes, newline included; whatever it raises counts as a failed sink.

    >>> lines = []
    >>> CallableSink(lines.append).append(b"{}\\n")
    >>> lines
    [b'{}\\n']
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    @classmethod
    def to_logger(cls, logger: Any, level: str = "info", *, required: bool = False) -> CallableSink:
        """Into a standard-library or structlog logger; `required`: a line that logging would drop is a failed sink.

        Raises:
            ConfigError: Lines are required, and the logger is not enabled for the level or nothing handles it.
        """
        method, number = getattr(logger, level), logging.getLevelNamesMapping().get(level.upper(), logging.ERROR)
        asked = logger if required and isinstance(logger, logging.Logger) else None

        def dropped() -> bool:
            return asked is not None and not (asked.isEnabledFor(number) and asked.hasHandlers())

        def write(line: bytes) -> None:
            if dropped():
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            method(line[:-1].decode("ascii"))

        if dropped():
            message = f"logging drops the audit trail: enable {logger.name!r} for {level}, or set an audit path"
            raise ConfigError(message, control="audit")
        return cls(write)

    def acquire(self, size: int) -> tuple[Notice, ...]:  # noqa: ARG002 -- the protocol's signature
        """Nothing to do."""
        return ()

    def append(self, line: bytes) -> None:
        """Hand the line over."""
        self._write(line)

    def release(self) -> None:
        """Nothing to do."""

    def syncer(self) -> Callable[[], None]:
        """Nothing to do."""
        return lambda: None

    def reopen(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""

    def tail(self) -> bytes:
        """A callable has no past."""
        return b""
