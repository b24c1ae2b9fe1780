"""The figures of a report, gathered in one pass over the records; nothing here grows with the length of a text."""

from __future__ import annotations

import hmac
import json
import secrets
import zlib
from array import array
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil, isfinite
from typing import Any

from langchain_guard.audit.events import CALLS
from langchain_guard.audit.frameworks import OWASP
from langchain_guard.audit.verdict import show

MAX_ROWS = 250_000
"""Rows of the table; more than these make the page slow to open, so only the newest are listed (charts cover all)."""

_TEXTS = ("event", "who", "what", "result", "why", "severity", "run")
_NUMBERS = ("tokens", "latency", "cost")

KINDS = ("calls", "redacted", "refused", "errors")
"""The series of the timeline, in the order they are stacked."""


def pseudonyms(key: bytes | None = None) -> Callable[[str], str]:
    """A function from users to names that do not tell who they are.

    Args:
        key: Key that makes the names the same in every report; by default they last for one report.
    """
    chosen = key if key is not None else secrets.token_bytes(32)
    return lambda user: "user-" + hmac.digest(chosen, user.encode("utf-8", "surrogatepass"), "sha256").hex()[:8]


class Column:
    """A column of the table: every different text once, and a number per row."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.rows = array("l")
        self._index: dict[str, int] = {}

    def add(self, text: str) -> None:
        """One more row."""
        number = self._index.get(text)
        if number is None:
            number = self._index[text] = len(self.values)
            self.values.append(show(text))
        self.rows.append(number)


@dataclass(slots=True)
class Usage:
    """Calls, tokens and cost of a user or model."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unknown: int = 0

    def add(self, record: Mapping[str, Any]) -> None:
        """One more model call."""
        self.calls += 1
        self.tokens_in += record.get("tokens_in") or 0
        self.tokens_out += record.get("tokens_out") or 0
        self.cost += record.get("cost") or 0.0
        self.unknown += record.get("usage") == "unknown"


@dataclass(slots=True)
class Figures:
    """Everything the page shows.

    Attributes:
        name_of: From a user to the name shown for it.
    """

    name_of: Callable[[str], str]
    records: int = 0
    unreadable: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    minutes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: Counter[str] = field(default_factory=Counter)
    redacted: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    risks: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tools: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    offenders: Counter[str] = field(default_factory=Counter)
    models: defaultdict[str, Usage] = field(default_factory=lambda: defaultdict(Usage))
    users: defaultdict[str, Usage] = field(default_factory=lambda: defaultdict(Usage))
    latencies: defaultdict[str, MutableSequence[float]] = field(default_factory=lambda: defaultdict(lambda: array("d")))
    first: str = ""
    last: str = ""
    _names: dict[str, str] = field(default_factory=dict)
    _times: list[str] = field(default_factory=list)
    _columns: dict[str, Column] = field(default_factory=lambda: {name: Column() for name in _TEXTS})
    _numbers: dict[str, MutableSequence[float]] = field(default_factory=lambda: {name: array("d") for name in _NUMBERS})

    def add(self, record: Mapping[str, Any]) -> None:
        """Take one record into account."""
        event, time = str(record.get("event", "?")), str(record.get("time", ""))
        self.records += 1
        self.first = min(self.first or time, time)
        self.last = max(self.last, time)
        who = self._who(record.get("user"))
        texts, figures = _cells(event, who, record)  # what is wrong with a record shows here, before it counts
        kind = ""
        if event in CALLS:
            kind = self._call(event, record, who)
        elif event == "security_event":
            kind = self._decision(record, who)
        if kind:
            self.kinds[kind] += 1
            self.minutes[time[:16]][kind] += 1
        self._times.append(time)
        for column, text in zip(self._columns.values(), texts, strict=True):
            column.add(text)
        for numbers, figure in zip(self._numbers.values(), figures, strict=True):
            numbers.append(figure)

    def _who(self, user: object) -> str:
        if user is None:
            return ""
        text = str(user)
        name = self._names.get(text)
        if name is None:
            name = self._names[text] = show(self.name_of(text))
        return name

    def _call(self, event: str, record: Mapping[str, Any], who: str) -> str:
        outcome = record.get("outcome")
        if event == "llm_call":
            model = show(record.get("model") or record.get("name") or "unknown")
            self.models[model].add(record)
            self.users[who or "(nobody)"].add(record)
            if outcome == "ok" and "latency" in record:
                self.latencies[model].append(record["latency"])
            return "errors" if outcome == "error" else "calls"
        return "errors" if outcome == "error" and event in ("tool_call", "retriever_call") else ""

    def _decision(self, record: Mapping[str, Any], who: str) -> str:
        action = record.get("action")
        counts: Mapping[str, int] = record.get("counts") or {}
        rules = [show(rule) for rule in record.get("rules") or ()] or [show(record.get("control", "?"))]
        self.found.update({show(kind): int(count) for kind, count in counts.items()})
        if action in ("block", "flag", "review") and who:
            self.offenders[who] += 1
        look, by_rule = self._looks().get(str(action), ("", None))
        if by_rule is None:
            return ""
        by_rule.update(rules)
        for risk in record.get("owasp") or ():
            self.risks[show(f"{str(risk).removesuffix(':2025')} {OWASP.get(risk, '')}")][look] += 1
        if tool := record.get("tool"):
            self.tools[show(tool)][look] += 1
        return look if look != "flagged" else ""

    def _looks(self) -> dict[str, tuple[str, Counter[str]]]:
        return {
            "block": ("refused", self.refused),
            "sanitize": ("redacted", self.redacted),
            "flag": ("flagged", self.flagged),
            "review": ("flagged", self.flagged),
        }

    # -- for the page -------------------------------------------------------------------------------------------------

    @property
    def listed(self) -> int:
        """Number of rows in the table."""
        return min(len(self._times), MAX_ROWS)

    def table(self) -> str:
        """The rows, column by column, deflated and in base64: the page unpacks them itself."""
        start = len(self._times) - self.listed
        stamps = [_milliseconds(time) for time in self._times[start:]]
        base = min(stamps, default=0)
        data: dict[str, Any] = {"base": base, "time": [stamp - base for stamp in stamps]}
        for name, column in self._columns.items():
            data[name] = {"values": column.values, "rows": column.rows[start:].tolist()}
        for name, column_ in self._numbers.items():
            data[name] = [round(number, 6) if number % 1 else int(number) for number in column_[start:]]
        return b64encode(zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 6)).decode()

    def timeline(self, most: int = 72) -> tuple[list[str], dict[str, list[int]], str]:
        """Labels and counts of at most `most` equal stretches of time, and how long one is."""
        if not self.minutes:
            return [], {kind: [] for kind in KINDS}, ""
        stamps = {minute: _milliseconds(minute + ":00Z") // 60_000 for minute in self.minutes}
        first, last = min(stamps.values()), max(stamps.values())
        step = next(s for s in (1, 5, 15, 60, 180, 360, 720, 1440, 10_080, 10**9) if (last - first) // s < most)
        first -= first % step
        count = (last - first) // step + 1
        series = {kind: [0] * count for kind in KINDS}
        for minute, counts in self.minutes.items():
            for kind, number in counts.items():
                series[kind][(stamps[minute] - first) // step] += number
        form = "%b %d %H:%M" if step < 1440 else "%Y-%m-%d"
        stretches = range(first, first + count * step, step)
        labels = [datetime.fromtimestamp(minute * 60, UTC).strftime(form) for minute in stretches]
        return labels, series, _span(step)


def _cells(event: str, who: str, record: Mapping[str, Any]) -> tuple[list[str], list[float]]:
    """What the table shows of a record: texts, and figures."""
    what = record.get("model") or record.get("name") or record.get("control") or record.get("alert")
    tool, review = record.get("tool"), record.get("review")
    why = [*(record.get("rules") or ()), *(f"{n} x {kind}" for kind, n in (record.get("counts") or {}).items())]
    why += [f"from {source}" for source in record.get("sources") or ()] + ([str(review)] if review else [])
    cells = (
        *(event, who, f"{what}: {tool}" if tool else what, record.get("action") or record.get("outcome")),
        *(", ".join(map(str, why)) if why else record.get("error_type"), record.get("severity")),
        str(record.get("root_run_id", ""))[-8:],
    )
    tokens = (record.get("tokens_in") or 0) + (record.get("tokens_out") or 0)
    figures = [_finite(figure or 0) for figure in (tokens, record.get("latency"), record.get("cost"))]
    return ["" if cell is None else str(cell) for cell in cells], figures


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile.

    >>> percentile(array("d", [1, 2, 3, 4]), 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)] if ordered else 0.0


def _finite(figure: float) -> float:
    if not isfinite(figure):
        message = "no JSON has such a number"
        raise ValueError(message)
    return float(figure)


def _milliseconds(time: str) -> int:
    try:
        return max(0, int(datetime.fromisoformat(time).timestamp() * 1000))
    except (ValueError, OverflowError):
        return 0


def _span(minutes: int) -> str:
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % size == 0:
            count = minutes // size
            return f"{count} {unit}s" if count > 1 else unit
    return ""
