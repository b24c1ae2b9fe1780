"""Measures detectors on labelled texts: how much they find, how often they are wrong, how long they take.

One JSON object a line. For injection: `text`, `label` (1 attack, 0 honest), and, if known, `source` (where the row
comes from) and `channel` (who wrote the text: `user`, `tool`, `document`, `memory`). For personal data and secrets:
`text`, `spans` (`start`, `end`, `type`), and `source`.
"""

from __future__ import annotations

import json
import statistics
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from langchain_guard.exceptions import ConfigError, InvalidInput

Task = Literal["injection", "pii", "secrets"]

POOLED = "all"
"""The name of the row that puts all sources together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a detector made of one row.

    Attributes:
        source: Where the row comes from.
        positive: Attacks: whether it is one. Spans: how many there are to be found.
        found: Attacks: whether it was flagged. Spans: how many of them were found.
        wrong: Whether it was flagged in error. Spans: how many findings touch no span.
        score: The score; for spans 1 when anything was found.
        seconds: How long it took.
    """

    source: str
    positive: int
    found: int
    wrong: int
    score: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures of one source, or of all. What cannot be computed is None.

    Attributes:
        source: Its name.
        rows: Texts.
        positives: Attacks, or spans to be found.
        precision: Share of what was flagged that is right.
        recall: Share of the positives that were found.
        f1: Their harmonic mean.
        fpr: Share of the honest texts that were flagged; for spans the false findings per text.
        auc: Probability that an attack scores higher than an honest text (Mann-Whitney; ties count half).
        recall_at_fpr: Recall at the lowest threshold that flags at most 1 % of the honest texts.
        p50_ms: Median latency in milliseconds.
        p95_ms: 95th percentile.
        p99_ms: 99th percentile.
    """

    source: str
    rows: int
    positives: int
    precision: float | None
    recall: float | None
    f1: float | None
    fpr: float | None
    auc: float | None
    recall_at_fpr: float | None
    p50_ms: float
    p95_ms: float
    p99_ms: float


def read_rows(path: Path, task: Task) -> Iterator[dict[str, Any]]:
    """The labelled rows of a JSON Lines file.

    Raises:
        InvalidInput: When a line is not such a row; the message names the line, not its text.
    """
    wanted = {"injection": ("label", int), "pii": ("spans", list), "secrets": ("spans", list)}[task]
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                row = None
            row = row if isinstance(row, dict) else {}
            if not (isinstance(row.get("text"), str) and isinstance(row.get(wanted[0]), wanted[1])):
                message = f"line {number} is no object with text and {wanted[0]}"
                raise InvalidInput(message, control="evaluation")
            yield row


def run_injection(rows: Iterable[Mapping[str, Any]], detect: Callable[[str, Any], Any]) -> list[Outcome]:
    """Judge labelled texts.

    Args:
        rows: See the module.
        detect: Text and channel to a `Verdict`.
    """
    outcomes = []
    for row in rows:
        begin = time.perf_counter()
        verdict = detect(row["text"], row.get("channel", "user"))
        seconds = time.perf_counter() - begin
        attack, flagged = bool(row["label"]), bool(verdict)
        outcomes.append(
            Outcome(
                str(row.get("source", "")),
                int(attack),
                int(attack and flagged),
                int(flagged and not attack),
                verdict.score,
                seconds,
            )
        )
    return outcomes


def run_spans(
    rows: Iterable[Mapping[str, Any]], find: Callable[[str], Sequence[Any]], kinds: Callable[[str], frozenset[str]]
) -> list[Outcome]:
    """Look for labelled spans; a span is found when a finding of its kind overlaps it.

    Args:
        rows: See the module.
        find: Text to findings.
        kinds: The kinds a label stands for; none when it is out of scope, and its spans are left out of the count.
    """
    outcomes = []
    for row in rows:
        begin = time.perf_counter()
        findings = find(row["text"])
        seconds = time.perf_counter() - begin
        spans = [(span["start"], span["end"], kinds(span["type"])) for span in row["spans"]]
        wanted = [span for span in spans if span[2]]
        found = sum(
            any(f.start < end and start < f.end and f.kind in names for f in findings) for start, end, names in wanted
        )
        wrong = sum(not any(f.start < end and start < f.end for start, end, _ in spans) for f in findings)
        outcomes.append(Outcome(str(row.get("source", "")), len(wanted), found, wrong, float(bool(findings)), seconds))
    return outcomes


def measure(outcomes: Sequence[Outcome], task: Task, max_fpr: float = 0.01) -> list[Metrics]:
    """Figures per source, in alphabetical order, and of all together, last.

    Raises:
        ConfigError: When there is nothing to measure.
    """
    if not outcomes:
        message = "there are no rows to measure"
        raise ConfigError(message, control="evaluation")
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.source].append(outcome)
    named = [(name or "-", groups[name]) for name in sorted(groups)] if len(groups) > 1 else []
    return [_metrics(name, group, task, max_fpr) for name, group in (*named, (POOLED, list(outcomes)))]


def _metrics(source: str, outcomes: list[Outcome], task: Task, max_fpr: float) -> Metrics:
    positives = sum(outcome.positive for outcome in outcomes)
    found = sum(outcome.found for outcome in outcomes)
    wrong = sum(outcome.wrong for outcome in outcomes)
    attacks = sorted(outcome.score for outcome in outcomes if outcome.positive)
    honest = sorted(outcome.score for outcome in outcomes if not outcome.positive)
    precision = _ratio(found, found + wrong)
    recall = _ratio(found, positives)
    ranked = task == "injection"
    times = sorted(outcome.seconds * 1000 for outcome in outcomes)
    return Metrics(
        source,
        len(outcomes),
        positives,
        precision,
        recall,
        _ratio(2 * found, positives + found + wrong),
        _ratio(wrong, len(honest) if ranked else len(outcomes)),
        area(attacks, honest) if ranked else None,
        recall_at(attacks, honest, max_fpr) if ranked else None,
        *(round(_percentile(times, share), 3) for share in (0.5, 0.95, 0.99)),
    )


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if share != 0.5 else statistics.median(ordered)


def area(attacks: Sequence[float], honest: Sequence[float]) -> float | None:
    """The area under the ROC curve of sorted scores; None without attacks or without honest texts.

    >>> area([0.2, 0.9], [0.1, 0.2])
    0.875
    """
    if not attacks or not honest:
        return None
    wins = sum(bisect_left(honest, score) + bisect_right(honest, score) for score in attacks) / 2
    return round(wins / (len(attacks) * len(honest)), 4)


def recall_at(attacks: Sequence[float], honest: Sequence[float], max_fpr: float) -> float | None:
    """The share of attacks that score above all but `max_fpr` of the honest texts; scores sorted.

    >>> recall_at([0.2, 0.9], [0.1, 0.5], 0.5)
    1.0
    """
    if not attacks or not honest:
        return None
    allowed = int(max_fpr * len(honest))
    bar = honest[len(honest) - 1 - allowed]
    return round((len(attacks) - bisect_right(attacks, bar)) / len(attacks), 4)


def as_json(results: Mapping[str, Sequence[Metrics]]) -> str:
    """The figures of one or more configurations, by their names."""
    return json.dumps({name: [asdict(row) for row in rows] for name, rows in results.items()}, indent=2)
