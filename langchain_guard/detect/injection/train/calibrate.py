"""Thresholds from sources that were not trained on: thresholds set on training rows do not hold elsewhere."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_guard.detect.injection.windows import ROOT

CHANNELS = ("user", "document")

TOLERANCE: Mapping[str, float] = {"awesome_prompts": 0.03, "inthewild": 0.065}
"""Share of false alarms allowed on one honest source: persona prompts ask for what jailbreaks ask for, above all those
from the sites on which jailbreaks are traded."""

ALLOWED: Mapping[str, float] = {"user": 0.01, "document": 0.006}
"""The same for every other source, by channel: an agent reads many documents for one question of its user."""

MEAN = 0.01
"""Share allowed on the mean over sources."""


SLOPE = 1.2
"""How fast scores rise with the logit: two units above the threshold the score is 0.92."""


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

    def evidence(self) -> float:
        """The logit less what the detector takes off for the number of windows, see `windows.corrected`."""
        return self.logit - math.log(self.windows) / (ROOT[self.channel] * SLOPE)


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
    slope is fixed: Platt scaling (1999) would take attacks that nobody can tell from honest text for uncertainty. Few
    honest sources are documents, so their threshold is at least that of what users write.

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
    known = [row for row in rows if not row.label]
    levels = {
        channel: _threshold([row for row in known if row.channel == channel], ALLOWED[channel]) for channel in CHANNELS
    }
    levels["document"] = max(levels.values())
    return {channel: {"threshold": level, "slope": SLOPE} for channel, level in levels.items()}


def _threshold(honest: Sequence[Judged], allowed: float) -> float:
    by_source: dict[str, list[float]] = defaultdict(list)
    for row in honest:
        by_source[row.source].append(row.evidence())
    # a source of fewer than a hundred rows cannot show a rate of one in a hundred
    sources = {source: logits for source, logits in by_source.items() if len(logits) >= 100} or by_source
    threshold = -4.0
    while threshold < 8.0:
        shares = {source: sum(x >= threshold for x in logits) / len(logits) for source, logits in sources.items()}
        fine = all(share <= TOLERANCE.get(source, allowed) for source, share in shares.items())
        if fine and sum(shares.values()) / len(shares) <= MEAN:
            break
        threshold = round(threshold + 0.05, 2)
    return threshold
