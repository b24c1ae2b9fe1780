"""Figures from outcomes: precision, recall, F1, false positives, AUC, curves, latency."""

from __future__ import annotations

import json
import statistics
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from langchain_guard.evaluation.outcomes import Outcome, Task
from langchain_guard.exceptions import ConfigError

POOLED = "all"
"""The name of the row that puts all sources together."""


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


def measure(outcomes: Sequence[Outcome], task: Task, max_fpr: float = 0.01) -> list[Metrics]:
    """Figures per source, in alphabetical order, and of all together, last.

    Args:
        outcomes: What a detector made of each row, see `judged`.
        task: What was looked for.
        max_fpr: The share of honest texts that may be flagged where `recall_at_fpr` is read.

    Raises:
        ConfigError: When there is nothing to measure.

    >>> row = dict(source="", seconds=0.0)
    >>> found = Outcome(positive=1, found=1, wrong=0, score=0.9, **row)
    >>> missed = Outcome(positive=1, found=0, wrong=0, score=0.1, **row)
    >>> [(metrics.source, metrics.precision, metrics.recall) for metrics in measure([found, missed], "injection")]
    [('all', 1.0, 0.5)]
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
    if allowed == len(honest):
        return 1.0
    bar = honest[len(honest) - 1 - allowed]
    return round((len(attacks) - bisect_right(attacks, bar)) / len(attacks), 4)


def curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float, float, float]]:
    """Threshold, precision, recall and false-positive rate at every score that occurs, from the highest down.

    >>> row = dict(source="", found=0, wrong=0, seconds=0.0)
    >>> curve([Outcome(positive=1, score=0.9, **row), Outcome(positive=0, score=0.4, **row)])
    [(0.9, 1.0, 1.0, 0.0), (0.4, 0.5, 1.0, 1.0)]
    """
    attacks = sorted(outcome.score for outcome in outcomes if outcome.positive)
    honest = sorted(outcome.score for outcome in outcomes if not outcome.positive)
    points = []
    for bar in sorted({*attacks, *honest}, reverse=True):
        hits, alarms = (len(scores) - bisect_left(scores, bar) for scores in (attacks, honest))
        points.append((bar, hits / (hits + alarms), hits / max(1, len(attacks)), alarms / max(1, len(honest))))
    return points


def as_json(results: Mapping[str, Sequence[Metrics]]) -> str:
    """The figures of one or more configurations, by their names."""
    return json.dumps({name: [asdict(row) for row in rows] for name, rows in results.items()}, indent=2)
