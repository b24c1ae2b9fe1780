"""`AuditLog`: the audit trail of this process. structlog in front, the chain behind, a policy for failure between."""

from __future__ import annotations

import logging
import secrets
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from math import isfinite
from pathlib import Path
from time import monotonic
from typing import Any, Self

from langchain_guard.audit.chain import AuditKey, KeyLike
from langchain_guard.audit.events import DETAILS
from langchain_guard.audit.frameworks import frameworks
from langchain_guard.audit.heads import HeadSink
from langchain_guard.audit.keeper import Keeper
from langchain_guard.audit.pipeline import Observer, Observers, Pipeline
from langchain_guard.audit.render import to_json
from langchain_guard.audit.segments import Segments
from langchain_guard.audit.sink import FileSink, Sink
from langchain_guard.audit.writer import ChainWriter, Fsync, Unpublished, after_turn
from langchain_guard.exceptions import GuardUnavailable
from langchain_guard.findings import Decision
from langchain_guard.profiles import BALANCED, Profile, profile_named

_loud = logging.getLogger("langchain_guard.audit")
"""Failures of the trail go here; where logging is not configured Python prints them on stderr."""


class AuditLog:
    """A tamper-evident log of this process.

    Args:
        path: The file to append to; its folder must exist. Leave it out when `sink` is given. Where a system has no
            locks on files (Windows), give every process its own.
        sink: Another destination, e.g. `CallableSink.to_logger(logging.getLogger("audit"))`.
        key: Master key of the chain and the fingerprints, at least 16 bytes, from a secret store. Without one the chain
            is a plain SHA-256, which shows accidents but no forger, and fingerprints change with every process.
        profile: Its `audit_failure` says what a failing sink does: `stop` raises, `degrade` logs loudly and counts.
        processors: structlog processors that run on every record before it is shaped; they may add fields (which go
            under `context`), change records, or drop them with `structlog.DropEvent`.
        observers: Called with every record. What they raise is logged, not passed on.
        heads: Called with the head of the chain, see `langchain_guard.audit.heads`.
        head_every: Records between two published heads.
        heartbeat: Seconds between two published heads when there are fewer records; a `log.heartbeat` record is
            written when there was none at all. 0 for neither.
        fsync: `every` record, once per `fsync_interval`, or `none` (the operating system decides).
        fsync_interval: Seconds between two syncs with `interval`.
        max_bytes: Size at which the log moves on to a new segment file.
        max_age: Age at which it does.
        keep: How many full segments are kept; `None` keeps all.
        about: Further fields of the `log.open` record.

    Raises:
        ConfigError: The key is too short, `heads` no function, or the path a link, a device, or writable by everybody.
        OSError: The file cannot be opened.

    Example:
        >>> from langchain_guard.audit.sink import CallableSink
        >>> lines = []
        >>> with AuditLog(sink=CallableSink(lines.append), key=b"k" * 32) as log:
        ...     log.emit("note", context={"release": "1.2"})
        True
        >>> [line.split(b'"event":"')[1].split(b'"')[0] for line in lines]
        [b'log.open', b'note', b'log.close']
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        sink: Sink | None = None,
        key: KeyLike = None,
        profile: Profile | str = BALANCED,
        processors: Sequence[Callable[..., Any]] = (),
        observers: Iterable[Observer] = (),
        heads: HeadSink | None = None,
        head_every: int = 1000,
        heartbeat: float = 60.0,
        fsync: Fsync = "interval",
        fsync_interval: float = 1.0,
        max_bytes: int | None = None,
        max_age: timedelta | None = None,
        keep: int | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        self.profile = profile = profile_named(profile, control="audit")
        if sink is None:
            if path is None:
                raise TypeError("an audit log needs a path or a sink")
            sink = FileSink(Segments(Path(path).absolute(), max_bytes, max_age, keep))
        self.dropped = 0
        self._observers = Observers(observers)
        self.chores: list[Callable[[], object]] = []
        """Called about once a second by the housekeeping thread, and once on close."""
        self.closing = False
        self._fsync = fsync
        self._heartbeat = heartbeat if heads is not None else 0.0
        self._beaten = monotonic()
        chain_key = AuditKey.of(key)
        self.keyed = chain_key.keyed
        self._content = chain_key if chain_key.keyed else AuditKey.of(secrets.token_bytes(32))
        self._writer = ChainWriter(
            sink,
            chain_key,
            heads=heads,
            head_every=head_every,
            fsync=fsync,
            about={
                "profile": profile.name,
                "fingerprints": "keyed" if chain_key.keyed else "ephemeral",
                **(about or {}),
            },
        )
        self._pipeline = Pipeline(self._writer.write, processors, self._observers)
        self._kept = ""
        self._keeper = Keeper(min(fsync_interval, heartbeat or fsync_interval))
        self._finalizer = weakref.finalize(self, _finish, self._writer, self._keeper)

    def emit(self, event: str, **fields: Any) -> bool:
        """Write one record.

        Args:
            event: An event of `langchain_guard.audit.events`.
            fields: Its fields; unknown ones are put under `context`.

        Returns:
            Whether it was written.

        Raises:
            GuardUnavailable: It could not be written and the profile says `stop`.
        """
        try:
            written = self._pipeline.emit(event, fields)
        except Exception as error:  # noqa: BLE001 -- whatever fails here is a failure of the trail; the profile decides
            return self._fail(error)
        return self._settle(written=written)

    def record(self, event: str, fields: Mapping[str, Any]) -> bool:
        """The same for fields that are known to be the schema's: they are not looked at again, which is quicker."""
        try:
            written = self._pipeline.record(event, fields)
        except Exception as error:  # noqa: BLE001 -- as in emit
            return self._fail(error)
        return self._settle(written=written)

    def _settle(self, *, written: bool) -> bool:
        if not written:
            self.dropped += 1
            return False
        if self._kept is not self._writer.log:  # the first record, of this process: threads do not survive a fork
            self._kept = self._writer.log
            self._keeper.ensure(self)
        if self.lost != self._writer.told:
            self._confess()
        return True

    def decision(self, decision: Decision, **context: Any) -> bool:
        """Record what a control decided; `context` may carry `user`, `run_id`, `spans` and other schema fields."""
        fields: dict[str, Any] = {
            "control": decision.control,
            "action": str(decision.action),
            "rules": list(decision.rules),
            "counts": dict(decision.counts),
            "severity": decision.severity,
            "stage": decision.stage,
            **frameworks(decision.control, decision.rules, decision.stage),
            **{name: value for name, value in decision.details if name in DETAILS},
            **context,
        }
        if decision.score is not None:
            fields["score"] = decision.score
        # a call that can never pass has an infinite retry_after, which JSON cannot say
        fields = {name: value for name, value in fields.items() if not isinstance(value, float) or isfinite(value)}
        return self.emit("security_event", **fields)

    def settings(self, values: Mapping[str, Any], **fields: Any) -> bool:
        """Record which settings are in force, as a keyed fingerprint; leave secrets out of `values`."""
        return self.emit(
            "settings",
            fingerprint=self.fingerprint("settings", to_json(dict(sorted(values.items()))).decode()),
            **fields,
        )

    def fingerprint(self, purpose: str, text: str) -> str:
        """A keyed hash of a text, 32 hex digits; equal for equal texts under one key and purpose."""
        return self._content.content(purpose.encode(), text.encode("utf-8", "surrogatepass"))

    def rekey(self, key: KeyLike) -> None:
        """Change the key: the last line under the old key names the new one, and the verifier wants both.

        Raises:
            ConfigError: The key is too short or missing.
            OSError: The line cannot be written; the old key stays.
        """
        new = AuditKey.of(key)
        new.content(b"", b"")  # refuses a missing key
        self._writer.rekey(new)
        self._content = new

    def observe(self, observer: Observer) -> None:
        """Add an observer."""
        self._observers.all.append(observer)

    @property
    def log_id(self) -> str:
        """Id of this process's chain."""
        return self._writer.log

    @property
    def records(self) -> int:
        """Number of lines this process has written."""
        return self._writer.records

    @property
    def lost(self) -> int:
        """Number of records that this process could not write."""
        return self._writer.lost

    def flush(self) -> None:
        """Bring everything to stable storage and publish the head."""
        self._writer.sync()
        self._writer.publish()

    def close(self) -> None:
        """Finish open work, write `log.close`, publish the last head. Also runs at exit; a second call does nothing."""
        if self._writer.closed:
            return
        self.closing = True
        self._run_chores()
        self._keeper.stop.set()
        self._finalizer.detach()
        try:
            self._writer.close()
        except Exception as error:  # noqa: BLE001 -- closing must not mask what the program is doing
            self._complain(error)

    def __enter__(self) -> Self:
        """The log itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _fail(self, error: Exception) -> bool:
        what = "record could not be written"
        stands = isinstance(error, Unpublished)
        if stands:
            what = "head could not be published"
            self._settle(written=True)
        else:
            self._writer.lost += 1
            self._observers(None, "", {"event": "log.lost", "error_type": type(error).__name__})
        if self.profile.audit_failure == "stop":
            message = f"the audit {what} ({_name(error)}), and profile {self.profile.name!r} wants one"
            raise GuardUnavailable(message, control="audit", stage="input") from None
        self._complain(error)
        return stands

    def _complain(self, error: Exception) -> None:
        if self.lost < 10 or self.lost.bit_count() == 1:  # every loss at first, then at 16, 32, 64, ...
            what = "head not published" if isinstance(error, Unpublished) else "audit trail failed"
            _loud.critical("%s (%s); records lost so far: %d", what, _name(error), self.lost)

    def _confess(self) -> None:
        lost, self._writer.told = self.lost - self._writer.told, self.lost
        try:
            self._writer.note("log.degraded", lost=lost)
        except Exception as error:  # noqa: BLE001 -- as in emit
            if not isinstance(error, Unpublished):
                self._writer.told -= lost
            self._complain(error)

    def tick(self) -> None:
        """One round of housekeeping; the keeper thread calls this."""
        try:
            if self._fsync == "interval" and self._writer.dirty:
                self._writer.sync()
            if self._heartbeat and monotonic() - self._beaten >= self._heartbeat:
                self._beaten = monotonic()
                if not self._writer.unpublished:
                    self._writer.note("log.heartbeat", records=self.records)
                self._writer.publish()
        except Exception as error:  # noqa: BLE001 -- the thread must live on; the next write of a caller decides
            self._complain(error)
        self._run_chores()

    def _run_chores(self) -> None:
        for chore in self.chores:
            try:
                chore()
            except Exception as error:  # noqa: BLE001 -- as above
                self._complain(error)


def _finish(writer: ChainWriter, keeper: Keeper) -> None:
    keeper.stop.set()
    after_turn(partial(_close_quietly, writer))


def _close_quietly(writer: ChainWriter) -> None:
    try:
        writer.close()
    except Exception as error:  # noqa: BLE001 -- at exit there is nobody left to tell but the log
        _loud.critical("audit trail failed while closing (%s)", _name(error))


def _name(error: Exception) -> str:
    """What may be said about an error: its type and, for the operating system's, its number. Never its text."""
    if isinstance(error, Unpublished) and isinstance(error.__cause__, Exception):
        return _name(error.__cause__)
    number = getattr(error, "errno", None)
    return f"{type(error).__name__} {number}" if isinstance(number, int) else type(error).__name__
