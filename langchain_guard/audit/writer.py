"""`ChainWriter`: turns rendered records into the lines of one process's chain, in order, from any number of threads."""

from __future__ import annotations

import os
import platform
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

from langchain_guard import __version__
from langchain_guard.audit.chain import TRAILER, TRAILER_MAX, AuditKey, Chain
from langchain_guard.audit.heads import Head, HeadSink
from langchain_guard.audit.render import render, shape, utc_now
from langchain_guard.audit.sink import Notice, Sink
from langchain_guard.exceptions import ConfigError
from langchain_guard.forks import renew_after_fork

Fsync = Literal["every", "interval", "none"]


class Unpublished(Exception):
    """The record stands, but the head that was due after it could not be published; the cause says why."""


class _Turn(threading.local):
    """Whether this thread has its turn at a sink, and what waits for the end of it."""

    taken = False

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []


_turn = _Turn()


def after_turn(work: Callable[[], None]) -> None:
    """Do some work, which may take a turn at any sink, as soon as this thread has none.

    The collector runs finalizers in the middle of anything. One that waits for the lock of a file which another log
    holds on this very thread would wait for ever.
    """
    if _turn.taken:
        _turn.waiting.append(work)
    else:
        work()


class ChainWriter:
    """The lines of one log.

    Args:
        sink: Where they go.
        key: Key of the chain.
        heads: Called with the head after every `head_every` records, on `publish` and on `close`.
        head_every: Records between two heads.
        fsync: `every`: a record is on stable storage when `write` returns.
        about: Fields of the `log.open` line.

    Raises:
        ConfigError: `heads` is no function.
    """

    def __init__(
        self,
        sink: Sink,
        key: AuditKey,
        *,
        heads: HeadSink | None,
        head_every: int,
        fsync: Fsync,
        about: Mapping[str, Any],
    ) -> None:
        if heads is not None and not callable(heads):
            message = "heads takes a function: head_file(path), head_stdout (langchain_guard.audit), or one of yours"
            raise ConfigError(message, control="audit")
        self._sink = sink
        self._heads = heads
        self._head_every = head_every
        self._fsync = fsync
        self._about = dict(about)
        self._chain = Chain(key, "")
        self.closed = False
        self._begin()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Called in the child after a fork: it shares nothing with its parent."""
        self._begin(parent=self.log)

    def _begin(self, parent: str = "") -> None:
        """Start a new chain."""
        self._lock = threading.RLock()  # a signal handler or a finalizer may write while this thread writes
        self._chain = Chain(self._chain.key, secrets.token_hex(8))
        self.log = self._chain.log
        """Id of the log."""
        self._parent = parent
        self._stale = bool(parent)
        self._opened = False
        self._writing = False
        self._waiting: list[bytes] = []
        self._closing = False
        self._headed = 0
        self.lost = self.told = 0
        """Records that could not be written, and how many of them are on record."""
        self.dirty = False

    @property
    def records(self) -> int:
        """Number of lines written in this process."""
        return self._chain.seq

    @property
    def unpublished(self) -> int:
        """Number of lines since the last published head."""
        return self._chain.seq - self._headed

    def write(self, body: bytes) -> None:
        """Write one rendered record.

        Raises:
            OSError: The sink failed; nothing of the record is in the file, or with `every`, perhaps not on the disk.
            Unpublished: It is in the file, but the head that was due could not be published.
            ValueError: The log was closed.
        """
        with self._lock:
            if self.closed:
                message = "the audit log is closed"
                raise ValueError(message)
            self._turn(body)
            # the first line gets a head at once: a log that vanishes whole is missed, too
            due = self._heads is not None and (not self._headed or self._chain.seq - self._headed >= self._head_every)
        if self._fsync == "every":
            self.sync()
        if due:
            try:
                self.publish()
            except Exception as error:  # whatever the place of the heads raises; the record stands
                raise Unpublished from error

    def note(self, event: str, **fields: Any) -> None:
        """Write a record about the log itself."""
        self.write(_line(event, fields))

    def _turn(self, body: bytes) -> None:
        """Write a record; one that a signal handler or finalizer brings meanwhile, on this very thread, follows it."""
        if self._writing:
            self._waiting.append(body)
            return
        self._writing = True
        try:
            self._take(body)
            while self._waiting:
                self._take(self._waiting.pop(0))
        finally:
            self._writing = False
            if self._closing:
                self._closing = False
                self.close()

    def _take(self, body: bytes) -> None:
        """One turn at the sink: what it wants recorded, the opening line if need be, the record."""
        if self._stale:
            self._sink.reopen()
            self._stale = False
        sink = self._sink
        outer, _turn.taken = _turn.taken, True
        try:
            notices = sink.acquire(len(body) + TRAILER_MAX)
            if not self._opened:
                self._append(_line("log.open", self._opening()))
                self._opened = True
            for notice in notices:
                self._tell(notice)
            self._append(body)
        finally:
            try:
                sink.release()
            finally:
                _turn.taken = outer
                while _turn.waiting and not outer:
                    _turn.waiting.pop(0)()

    def _append(self, body: bytes) -> None:
        line, mac = self._chain.seal(body)
        try:
            self._sink.append(line)
            self._chain.commit(mac)
        except Exception:  # the sink has left nothing of it
            raise
        except BaseException:  # Ctrl-C, between the line and our note of it
            if self._chain.prev != mac and self._sink.tail().endswith(line):
                self._chain.commit(mac)
            raise
        finally:
            self.dirty = True

    def _tell(self, notice: Notice) -> None:
        fields = dict(notice.fields)
        if "fragment" in fields:
            fields["fragment"] = self._chain.key.line(fields["fragment"])
        self._append(_line(notice.event, fields))
        if notice.then is not None:
            notice.then()

    def _opening(self) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "pid": os.getpid(),
            "host": platform.node()[:200],
            "package": __version__,
            "python": platform.python_version(),
            "chain": "hmac-sha256" if self._chain.key.keyed else "sha256",
            "fsync": self._fsync,
            **self._about,
        }
        if self._parent:
            fields["parent_log"] = self._parent
        for line in reversed(self._sink.tail().split(b"\n")):
            if match := TRAILER.search(line):
                fields |= {"after_log": match[1].decode(), "after_seq": int(match[2]), "after_mac": match[5].decode()}
                break
        return fields

    def rekey(self, key: AuditKey) -> None:
        """Go on under another key; the last line under the old one names it."""
        with self._lock:
            self._turn(_line("log.rekey", {"next_kid": key.kid}))
            self._chain.rekey(key)

    def sync(self) -> None:
        """Bring what was written to stable storage."""
        if self.closed:
            return
        with self._lock:
            self.dirty = False
            bring = self._sink.syncer()
        bring()  # without the lock: others may write meanwhile

    def publish(self, *, final: bool = False) -> None:
        """Publish the head, after bringing the lines it stands for to stable storage."""
        if self._heads is None or not self._opened:
            return
        self.sync()
        with self._lock:
            head = Head(self._chain.log, self._chain.seq - 1, self._chain.prev, utc_now(), final=final)
            self._headed = self._chain.seq
        self._heads(head)

    def close(self) -> None:
        """Write `log.close`, publish the last head, let go of the sink. A second call does nothing."""
        with self._lock:
            if self.closed:
                return
            if self._writing:  # a signal handler wants it in the middle of a record: as soon as that stands
                self._closing = True
                return
            try:
                if self._opened:
                    self._turn(_line("log.close", {"records": self.records, "lost": self.lost}))
                    self.publish(final=True)
                    self.sync()
            finally:
                self.closed = True
                self._sink.close()


def _line(event: str, fields: Mapping[str, Any]) -> bytes:
    return render(None, "", shape(None, "", {"event": event, **fields}))
