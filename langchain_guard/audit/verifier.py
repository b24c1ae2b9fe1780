"""The verifier: reads the raw lines and says what they prove, no more.

It checks every line and every joint: codes over the raw bytes, numbers without gap or repetition, links between lines,
segments, keys and processes, and the published heads. Lessons built in: journald CVE-2023-31438 (an empty or unsealed
stretch "verified"), CVE-2023-31439 (old entries under a newer key accepted), immudb CVE-2022-36111 (the middle not
checked).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from langchain_guard.audit.chain import EVENT_AT, MAC_TAIL, TRAILER, TRAILER_MAX, UNKEYED, ZERO, AuditKey, KeyLike
from langchain_guard.audit.heads import Head
from langchain_guard.audit.segments import files_of
from langchain_guard.audit.verdict import Kind, LogState, Problem, Status, Verdict, show

_OPEN_FRAGMENTS = 1000
"""Half lines kept until a record tells of them, which is the next one: a file that is no trail must not fill memory."""


MAX_PROBLEMS = 100_000
"""Problems that are told; a file of empty lines has as many as it has bytes, and each takes a hundred times that."""


class _Mark(NamedTuple):
    """A record as far as the chain is concerned, and where it stands."""

    file: str
    line: int
    log: str
    seq: int
    kid: str
    prev: str
    mac: str


@dataclass(slots=True)
class _Stretch:
    """The records of one log in one file. Codes stay bytes here, as they come from the file."""

    first: _Mark
    seq: int
    mac: bytes
    kid: bytes
    heads: dict[int, Head]
    opened: bool = False
    closed: bool = False
    next_kid: str = ""
    lost: int = 0
    total: int = 0


class Verifier:
    """Checks files one after the other; `verify` is the short way.

    Args:
        keys: Master keys, in any order; the records say which one they need. None at all for an unkeyed chain.
        heads: Published heads.
    """

    def __init__(self, keys: Sequence[KeyLike] = (), heads: Iterable[Head] = ()) -> None:
        self._keys = {key.kid: key for key in map(AuditKey.of, keys or (None,))}
        self._heads: dict[str, dict[int, Head]] = {}
        self._problems: list[Problem] = []
        self._records = 0
        self._blind = False
        self._unknown: set[tuple[str, str]] = set()
        self._logs: dict[str, list[_Stretch]] = {}
        self._fragments: deque[tuple[bytes, int]] = deque(maxlen=_OPEN_FRAGMENTS)
        self._mended: set[int] = set()
        self._retired: dict[str, tuple[int, str]] = {}
        for head in heads:
            known = self._heads.setdefault(head.log, {}).setdefault(head.seq, head)
            if known.mac != head.mac:
                self._say("head", f"two different heads of record {head.seq} were published", log=head.log)
            if head.final:
                self._heads[head.log][head.seq] = head

    def _say(
        self, kind: Kind, text: str, mark: _Mark | None = None, *, file: str = "", line: int = 0, log: str = ""
    ) -> None:
        if mark is not None:
            text = f"record {mark.seq} of log {mark.log} {text}"
            self._add(Problem(kind, mark.file, mark.line, mark.log, mark.seq, text))
        else:
            self._add(Problem(kind, file, line, log, None, f"log {log}: {text}"))

    def _add(self, problem: Problem) -> None:
        if len(self._problems) == MAX_PROBLEMS:
            problem = replace(problem, text=f"here is one problem more than the {MAX_PROBLEMS:,} that are told")
        if len(self._problems) <= MAX_PROBLEMS:
            self._problems.append(problem)

    # -- one file -----------------------------------------------------------------------------------------------------

    def read(self, path: Path) -> None:
        """Check one file.

        Raises:
            OSError: It cannot be read.
        """
        keys = {kid.encode(): key for kid, key in self._keys.items()}
        stretches: dict[bytes, _Stretch] = {}
        before: tuple[bytes, int, bytes] | None = None
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                self._records += 1
                line = raw[:-1]
                found = TRAILER.search(line, max(0, len(line) - TRAILER_MAX))
                if found is None or raw[-1] != 10:
                    self._no_record(path.name, number, raw)
                    continue
                log, digits, kid, prev, mac = found.groups()
                seq = int(digits)
                key = keys.get(kid)
                genuine = key is not None and key.line(line[:-MAC_TAIL]) == mac.decode()
                state = stretches.get(log)
                follows = state is not None and state.mac == prev and state.seq + 1 == seq and state.kid == kid
                if state is None or not genuine or not follows or state.closed:
                    mark = _Mark(path.name, number, log.decode(), seq, kid.decode(), prev.decode(), mac.decode())
                    state = self._joint(mark, state, stretches, forged=key is not None and not genuine)
                    if state is None:
                        continue
                state.seq, state.mac, state.kid = seq, mac, kid
                if seq in state.heads and state.heads[seq].mac.encode() != mac:
                    text = f"record {seq} is not the one whose head was published"
                    self._say("head", text, file=path.name, line=number, log=log.decode())
                if line.startswith(b"log.", EVENT_AT):
                    try:
                        self._own(state, json.loads(line), before, path.name, number)
                    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
                        # without a key anybody can write such a line; a verifier must survive it
                        text = f"record {seq} is not a record of the log itself"
                        self._say("malformed", text, file=path.name, line=number, log=log.decode())
                before = (log, seq, mac)

    def _joint(
        self, mark: _Mark, state: _Stretch | None, stretches: dict[bytes, _Stretch], *, forged: bool
    ) -> _Stretch | None:
        """A record that does not simply follow the one before it; `None` when it may not be believed."""
        log = mark.log.encode()
        if forged:
            self._say("altered", "is altered: its code does not match its bytes", mark)
            if state is not None and mark.seq == state.seq + 1:  # so that the next record is not blamed for this one
                state.seq, state.mac, state.kid = mark.seq, mark.mac.encode(), mark.kid.encode()
            return None
        if mark.kid not in self._keys:
            self._no_key(mark)
        if state is None:
            heads = self._heads.get(mark.log, {})
            state = stretches[log] = _Stretch(mark, mark.seq, mark.mac.encode(), mark.kid.encode(), heads)
            self._logs.setdefault(mark.log, []).append(state)
        elif not self._continues(state, mark):
            return None
        return state

    def _no_record(self, file: str, number: int, raw: bytes) -> None:
        if raw.endswith(b"\n"):
            problem = Problem("malformed", file, number, "", None, "not a sealed record")
            if len(self._problems) < MAX_PROBLEMS:  # what stands for the others is not taken back
                self._fragments.append((raw[:-1], len(self._problems)))
        else:
            text = f"the last line is incomplete ({len(raw)} bytes): a crash, or cut off"
            problem = Problem("torn", file, number, "", None, text)
        self._add(problem)

    def _no_key(self, mark: _Mark) -> None:
        self._blind = True
        if self._keys.keys() == {UNKEYED} or (mark.log, mark.kid) in self._unknown:
            return  # no key was given at all: the verdict says so; or it has been said
        self._unknown.add((mark.log, mark.kid))
        text = "has no keyed code, although a key is in use" if mark.kid == UNKEYED else f"needs key {mark.kid}"
        self._say("key", text, mark)

    def _continues(self, state: _Stretch, mark: _Mark) -> bool:
        """Whether a record is a later one of its log; what is wrong at the joint is noted."""
        if mark.seq <= state.seq:
            self._say("repeated", f"is repeated or out of order: record {state.seq} came before", mark)
            return False
        if mark.seq > state.seq + 1:
            self._say("missing", f"comes too early: records {state.seq + 1} to {mark.seq - 1} are missing", mark)
        elif mark.prev.encode() != state.mac:
            self._say("altered", "does not follow the record before it", mark)
        if mark.kid.encode() != state.kid and mark.kid != state.next_kid:
            self._say("key", "changes the key without an announcement", mark)
        if state.closed:
            self._say("after_close", "comes after the log was closed", mark)
        return True

    def _own(
        self,
        state: _Stretch,
        record: dict[str, Any],
        before: tuple[bytes, int, bytes] | None,
        file: str,
        number: int,
    ) -> None:
        """What a log says about itself."""
        match record["event"]:
            case "log.open":
                state.opened = record["seq"] == 0
                after = (record.get("after_log"), record.get("after_seq"), record.get("after_mac"))
                seen = (before[0].decode(), before[1], before[2].decode()) if before else ()
                if after[0] is not None and after != seen:
                    last = f"record {show(after[1])} of log {show(after[0])}"
                    text = f"its opening line was written after {last}, which is gone"
                    self._say("missing", text, file=file, line=number, log=record["log"])
            case "log.close":
                state.closed = True
                state.total = int(record.get("lost", 0))  # with those that no line before this one tells of
            case "log.rekey":
                state.next_kid = record["next_kid"]
            case "log.degraded":
                state.lost += int(record["lost"])
            case "log.repaired":
                self._repaired(record, self._keys.get(record["kid"]))
            case "log.retired":
                for log, (seq, mac) in record["heads"].items():
                    self._retired[log] = max(self._retired.get(log, (-1, "")), (int(seq), str(mac)))

    def _repaired(self, record: dict[str, Any], key: AuditKey | None) -> None:
        """A half line that its finder sealed and described is no problem."""
        for item in self._fragments:
            raw, index = item
            if len(raw) == record["bytes"] and (key is None or key.line(raw) == record["fragment"]):
                self._fragments.remove(item)
                self._mended.add(index)
                return

    # -- all together -------------------------------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """Join the files and compare with the heads."""
        logs = tuple(self._join(log, stretches) for log, stretches in self._logs.items())
        for log in self._heads.keys() - self._logs.keys():
            last = max(self._heads[log])
            if self._retired.get(log, (-1, ""))[0] < last:
                self._say("missing", f"missing whole, although the head of its record {last} was published", log=log)
        status: Status = "intact" if logs and all(state.head is not None for state in logs) else "unanchored"
        if self._blind:
            status = "unverifiable"
        problems = tuple(problem for index, problem in enumerate(self._problems) if index not in self._mended)
        if problems:
            status = "tampered"
        return Verdict(status, problems, logs, self._records, len(self._mended))

    def _join(self, log: str, stretches: list[_Stretch]) -> LogState:
        stretches.sort(key=lambda stretch: stretch.first.seq)
        start, end = stretches[0], stretches[-1]
        if start.first.seq == 0:
            if start.first.prev != ZERO or not start.opened:
                self._say("unopened", "does not begin with an opening line", start.first)
        elif self._retired.get(log) != (start.first.seq - 1, start.first.prev):
            self._say("missing", f"is the first one: records 0 to {start.first.seq - 1} are missing", start.first)
        for before, after in pairwise(stretches):
            self._continues(before, after.first)
        published = self._heads.get(log, {})
        head = published[max(published)] if published else None
        if head is not None and head.seq > end.seq:
            text = f"truncated: records {end.seq + 1} to {head.seq} are missing, their head was published"
            self._say("truncated", text, file=end.first.file, log=log)
        lost = max(end.total, sum(stretch.lost for stretch in stretches))
        return LogState(log, start.first.seq, end.seq, end.closed, head, lost)


def verify(
    paths: str | Path | Iterable[str | Path], *, keys: Sequence[KeyLike] = (), heads: Iterable[Head] = ()
) -> Verdict:
    """Check audit files.

    Args:
        paths: All segments of the trail, in any order; one file needs no list.
        keys: The master keys in use when they were written; none for an unkeyed chain.
        heads: Published heads, from `langchain_guard.audit.heads.read_heads`.

    Returns:
        What was proved.

    Raises:
        OSError: A file cannot be read.
        ConfigError: A key is too short.

    >>> import tempfile
    >>> from langchain_guard.audit import AuditLog
    >>> path = Path(tempfile.mkdtemp()) / "audit.jsonl"
    >>> with AuditLog(path, key=b"k" * 32) as log:
    ...     log.emit("note")
    True
    >>> verify([path], keys=[b"k" * 32]).status  # for `intact` it needs published heads
    'unanchored'
    >>> _ = path.write_bytes(path.read_bytes().replace(b"note", b"nose"))
    >>> verify([path], keys=[b"k" * 32]).status
    'tampered'
    """
    verifier = Verifier([key for key in keys if key is not None], heads)
    for path in files_of(paths):
        verifier.read(path)
    return verifier.verdict()
