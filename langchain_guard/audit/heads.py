"""Heads: the last code of a log, published where whoever can touch the log cannot.

Without one, nobody can tell a log whose end was cut off from one that ended there. A head is no secret.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from langchain_guard.audit.locks import FLAGS, LOCK_EX, flock
from langchain_guard.exceptions import ConfigError


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a log at one moment.

    Attributes:
        log: Id of the log.
        seq: Number of its last line.
        mac: Code of that line.
        time: When it was published, ISO 8601 UTC.
        final: Whether the log was closed with it.
    """

    log: str
    seq: int
    mac: str
    time: str
    final: bool = False

    def __str__(self) -> str:
        """One line of JSON.

        >>> str(Head("0" * 16, 3, "f" * 64, "2026-01-01T00:00:00.000000Z"))[:30]
        '{"log":"0000000000000000","seq'
        """
        return json.dumps(asdict(self), separators=(",", ":"))


HeadSink: TypeAlias = Callable[[Head], object]
"""Takes every published head; whatever it raises counts as a failure of the audit trail."""


def head_file(path: str | Path) -> HeadSink:
    """A head sink that appends to a file, which belongs on another disk, host or account than the log.

    Args:
        path: The file; created with mode 0600, symbolic links are not followed.
    """
    place = Path(path).absolute()  # wherever the process goes
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | FLAGS

    def publish(head: Head) -> None:
        line = f"{head}\n".encode("ascii")
        fd = os.open(place, flags, 0o600)
        try:
            with suppress(OSError):  # some network disks have no locks; heads are rare, and each is one write
                flock(fd, LOCK_EX)
            size = os.fstat(fd).st_size
            if os.write(fd, line) != len(line):
                os.ftruncate(fd, size)  # half a head would spoil the next one, which would stand behind it
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(fd)
        finally:
            os.close(fd)

    return publish


def head_stdout(head: Head) -> None:
    """A head sink that writes to standard output, for a container whose output is collected elsewhere."""
    sys.stdout.write(f"{head}\n")
    sys.stdout.flush()


_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) [FP] )?")
"""What containerd and CRI-O, and `kubectl logs --timestamps`, write before a line of output."""


def read_heads(lines: Iterable[str | bytes]) -> Iterator[Head]:
    """The heads among the lines of a file or a captured output, also as containers keep it; others are passed over.

    Raises:
        ConfigError: A line starts like a head and is none.

    >>> list(read_heads(["hello", str(Head("0" * 16, 3, "f" * 64, "now"))]))[0].seq
    3
    """
    for raw in lines:
        line = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
        if stamp := _STAMP.match(line):
            line = line[stamp.end() :]
        if not line.startswith('{"log":"'):
            continue
        head: Head | None = None
        try:
            fields = json.loads(line)
            if "stream" in fields:  # what Docker's json-file driver makes of a line
                yield from read_heads([str(fields["log"])])
                continue
            head = Head(**fields)
            codes = re.fullmatch(r"[0-9a-f]{16}/[0-9a-f]{64}", f"{head.log}/{head.mac}")
            valid = codes is not None and type(head.seq) is int and type(head.final) is bool
        except (ValueError, TypeError, RecursionError):
            valid = False
        if head is None or not valid:
            message = "a line of the head file starts like a head and cannot be read as one"
            raise ConfigError(message, control="audit")
        yield head
