"""Thresholds from sources that were not trained on: thresholds set on training rows do not hold elsewhere."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHANNELS = ("user", "document")

TOLERANCE: Mapping[str, float] = {"awesome_prompts": 0.03}
"""Share of false alarms allowed on one honest source; persona prompts ask for what jailbreaks ask for."""

ALLOWED = 0.01
"""The same for every other source."""

MEAN = 0.006
"""Share allowed on the mean over sources."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row judged by a model that never saw its source.

    Attributes:
        source: Its source.
        label: 1 attack, 0 honest.
        channel: `user` or `document`.
        fold: The fold that held it out.
        logit: The highest logit of its windows.
        windows: Their number.
    """

    source: str
    label: int
    channel: str
    fold: int
    logit: float
    windows: int = 1

    def evidence(self, slope: float) -> float:
        """The logit less what the detector takes off for the number of windows, see `windows.corrected`."""
        return self.logit - math.log(self.windows) / (2 * slope)


def read(folder: Path) -> list[Judged]:
    """The rows written by `--leave-one-out`."""
    rows: list[Judged] = []
    for path in sorted(folder.glob("fold*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                logits = row["logits"]
                rows.append(Judged(row["source"], row["label"], row["channel"], row["fold"], max(logits), len(logits)))
    return rows


def calibrate(rows: Iterable[Judged]) -> dict[str, dict[str, float]]:
    """For each channel the logit that becomes 0.5, and how fast scores rise around it.

    The threshold is the lowest at which no honest source exceeds its tolerance and their mean stays within `MEAN`. The
    slope is the one of Platt scaling (1999) with the threshold fixed: it minimises the log-loss, both labels weighing
    the same.

    Args:
        rows: Judged rows of both labels.

    Returns:
        `{channel: {"threshold": logit, "slope": per logit}}`.

    Example:
        >>> honest = [Judged("a", 0, channel, 0, -2.0) for channel in CHANNELS for _ in range(10)]
        >>> attacks = [Judged("b", 1, channel, 0, 3.0) for channel in CHANNELS for _ in range(10)]
        >>> calibrate([*honest, *attacks])["user"]["threshold"]
        -1.95
    """
    known = list(rows)
    found = {}
    for channel in CHANNELS:
        mine = [row for row in known if row.channel == channel]
        honest = [row for row in mine if not row.label]
        slope = _slope(mine, _threshold(honest, 1.0))
        found[channel] = {"threshold": _threshold(honest, slope), "slope": slope}
    return found


def _threshold(honest: Sequence[Judged], slope: float) -> float:
    by_source: dict[str, list[float]] = defaultdict(list)
    for row in honest:
        by_source[row.source].append(row.evidence(slope))
    # a source of a few dozen rows cannot show a rate of one in a hundred
    sources = {source: logits for source, logits in by_source.items() if len(logits) >= 50} or by_source
    threshold = -4.0
    while threshold < 8.0:
        shares = {source: sum(x >= threshold for x in logits) / len(logits) for source, logits in sources.items()}
        fine = all(share <= TOLERANCE.get(source, ALLOWED) for source, share in shares.items())
        if fine and sum(shares.values()) / len(shares) <= MEAN:
            break
        threshold = round(threshold + 0.05, 2)
    return threshold


def _slope(rows: Sequence[Judged], threshold: float) -> float:
    attacks = max(1, sum(row.label for row in rows))
    weights = (1 / max(1, len(rows) - attacks), 1 / attacks)

    def loss(slope: float) -> float:
        return sum(
            weights[row.label] * math.log1p(math.exp(min(50.0, slope * (threshold - row.logit) * (2 * row.label - 1))))
            for row in rows
        )

    return min((0.2 * step for step in range(2, 16)), key=loss)
