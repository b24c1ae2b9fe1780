"""What a verification says: problems, what was proved about each log, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from langchain_guard.audit.heads import Head

Kind = Literal[
    "altered",
    "missing",
    "repeated",
    "truncated",
    "malformed",
    "torn",
    "head",
    "key",
    "unopened",
    "after_close",
]
Status = Literal["intact", "unanchored", "unverifiable", "tampered"]


_COLOURS: dict[Status, str] = {
    "intact": "#2e8b57",
    "unanchored": "#c98a00",
    "unverifiable": "#7f8c8d",
    "tampered": "#c2185b",
}


def show(value: object) -> str:
    r"""A value as text that can be put in front of people: what does not print becomes an escape.

    >>> show("a\u202eb")
    'a\\u202eb'
    """
    text = str(value)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as the writer left it.

    Attributes:
        kind: What is wrong.
        file: Name of the file, without its folder.
        line: Line in the file, counted from 1; 0 when it is about no line.
        log: Id of the log, when known.
        seq: Number of the record, when known.
        text: A sentence for people.
    """

    kind: Kind
    file: str
    line: int
    log: str
    seq: int | None
    text: str

    def __str__(self) -> str:
        """Where and what."""
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{where}{self.text}"


@dataclass(slots=True)
class LogState:
    """What was proved about one log.

    Attributes:
        log: Its id.
        first: Number of the first record read.
        last: Number of the last record read.
        closed: Whether the last record is the writer's own closing line.
        head: The last published head, if any was given.
        lost: Records the writer says it could not write.
    """

    log: str
    first: int
    last: int
    closed: bool = False
    head: Head | None = None
    lost: int = 0

    def __str__(self) -> str:
        """One sentence."""
        end = "closed" if self.closed else "not closed (a crash, still running, or cut off)"
        said = f"log {self.log}: records {self.first} to {self.last}, {end}; "
        if self.head is None:
            said += f"intact up to record {self.last}; truncation not checked, no head was given"
        elif self.head.final and self.head.seq == self.last:
            said += "intact and complete, as the head published at its end says"
        else:
            said += f"intact; complete up to record {self.head.seq}, its last published head"
        return said + (f"; the writer says that {self.lost} records could not be written" if self.lost else "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification proved.

    Attributes:
        status: `intact`: every record is as written, and every log reaches its last published head. `unanchored`:
            nothing is wrong, but for at least one log no head was given, so nobody can say whether its end was cut off.
            `unverifiable`: the key is missing, only numbers and links were checked. `tampered`: see `problems`.
        problems: What is wrong, in the order of the files.
        logs: What was proved about each log.
        records: Number of records read.
        sealed: Half lines left by crashes and reported by the next writer.
    """

    status: Status
    problems: tuple[Problem, ...]
    logs: tuple[LogState, ...]
    records: int
    sealed: int

    def __str__(self) -> str:
        """The statement, one line for each log and problem."""
        if self.status == "tampered":
            lines = [f"NOT INTACT: {len(self.problems)} problem(s) in {self.records} records"]
            lines += [f"  {problem}" for problem in self.problems[:50]]
            if len(self.problems) > 50:
                lines.append(f"  ... and {len(self.problems) - 50} more")
            return "\n".join(lines)
        heading = {
            "intact": "intact, and every log reaches its last published head",
            "unanchored": "intact as far as the records go; TRUNCATION NOT CHECKED for logs without a head",
            "unverifiable": "NOT VERIFIED: the key is missing; only numbers and links were checked",
        }[self.status]
        torn = f"; {self.sealed} half line(s) of crashed writers, sealed and reported" if self.sealed else ""
        logs = () if self.status == "unverifiable" else self.logs
        return "\n".join([f"{heading} ({self.records} records{torn})", *(f"  {log}" for log in logs)])

    def _repr_html_(self) -> str:
        from langchain_guard.display import badge, plain  # noqa: PLC0415 -- few show anything

        return badge(self.status, _COLOURS[self.status]) + plain(str(self))
