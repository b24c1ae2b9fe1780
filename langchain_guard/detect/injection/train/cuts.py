"""Rows cut into the windows the classifier reads, and which of them an epoch sees."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_guard.detect.injection.classifier import windows
from langchain_guard.detect.injection.train.corpus import EVIDENCE, Row

LONGEST = 8_000
"""Characters of a row that are read: a handful of rows are books."""

HONEST_WINDOWS = 4
"""Most windows of one honest text that are trained on: long honest text must be quiet everywhere."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a row as word pieces."""

    ids: tuple[int, ...]
    row: int
    label: int
    source: str
    channel: str
    doubtful: bool = False

    @property
    def kind(self) -> str:
        """`attack`, `doubtful` or `honest`."""
        return ("doubtful" if self.doubtful else "attack") if self.label else "honest"


def cut(rows: Sequence[Row], tokenizer: Any, *, whole: bool) -> list[Window]:
    """Cut rows into windows.

    Args:
        rows: The rows.
        tokenizer: The pruned tokenizer.
        whole: Keep every window (evaluation); otherwise only those of an attack row that show the attack.
    """
    found: list[Window] = []
    for start in range(0, len(rows), 512):
        chunk = rows[start : start + 512]
        codes = tokenizer.encode_batch_fast([row.text[:LONGEST] for row in chunk], add_special_tokens=False)
        for offset, (row, code) in enumerate(zip(chunk, codes, strict=True)):
            ranges = list(windows(len(code.ids)))
            if row.label and not whole and len(ranges) > 1:
                spans = tokenizer.encode(row.text[:LONGEST], add_special_tokens=False).offsets
                ranges = _showing(row, ranges, spans)
            found += [
                Window(tuple(code.ids[a:b]), start + offset, row.label, row.source, row.channel, row.doubtful)
                for a, b in ranges
            ]
    return found


def _showing(row: Row, ranges: list[tuple[int, int]], offsets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The windows of an attack row in which the attack can be seen."""
    if row.span is not None:
        first, last = row.span
        need = min(0.6 * (last - first), 120.0)
        shown = [
            (a, b) for a, b in ranges if b > a and min(offsets[b - 1][1], last) - max(offsets[a][0], first) >= need
        ]
        return shown[:3]
    shown = [
        (a, b) for a, b in ranges if b > a and len(EVIDENCE.findall(row.text[offsets[a][0] : offsets[b - 1][1]])) >= 2
    ]
    if row.channel == "user" and ranges[0] not in shown:
        shown.insert(0, ranges[0])
    return shown[:3]


SHARES: Mapping[str, float] = {"attack": 0.37, "doubtful": 0.09, "honest": 0.54}
"""What is drawn of each kind."""

Group = tuple[str, str]
"""Kind and source."""

FACTORS: Mapping[Group, float] = {
    ("attack", "generated"): 2.0,
    ("attack", "planted"): 2.0,
    ("attack", "written"): 3.0,
    ("doubtful", "written"): 2.0,
    ("honest", "generated"): 2.0,
    ("honest", "planted"): 2.0,
    ("honest", "written"): 2.0,
}
"""Our own texts weigh more than their number says: they are the most varied. Written honest texts are look-alikes, and
too many of them make attacks quiet that resemble them."""


class Sampler:
    """Draws each epoch's windows: sources weigh by the root of their size, quiet honest ones give way to loud ones."""

    def __init__(self, pool: Sequence[Window], *, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- sampling, not security
        self._groups: dict[Group, list[Window]] = defaultdict(list)
        for window in pool:
            self._groups[window.kind, window.source].append(window)
        self._loud: dict[Group, list[Window]] = {}

    def mine(self, pool: Sequence[Window], logits: Sequence[float], share: float = 0.12) -> None:
        """Remember the honest windows the half-trained model finds most suspicious."""
        by_group: dict[Group, list[tuple[float, int]]] = defaultdict(list)
        for index, (window, logit) in enumerate(zip(pool, logits, strict=True)):
            if not window.label:
                by_group[window.kind, window.source].append((logit, index))
        for group, scored in by_group.items():
            scored.sort(reverse=True)
            self._loud[group] = [pool[index] for _, index in scored[: max(8, int(share * len(scored)))]]

    def draw(self, count: int) -> list[Window]:
        """`count` windows, attacks and honest ones in the proportion of `SHARES`."""
        drawn: list[Window] = []
        for kind, share in SHARES.items():
            groups = [group for group in self._groups if group[0] == kind]
            weights = [self._weight(group) for group in groups]
            for group, weight in zip(groups, weights, strict=True):
                wanted = round(count * share * weight / sum(weights))
                loud = self._loud.get(group, [])
                drawn += self._take(loud, min(wanted // 3, 2 * len(loud)))
                drawn += self._take(self._groups[group], wanted - min(wanted // 3, 2 * len(loud)))
        self._random.shuffle(drawn)
        return drawn

    def _weight(self, group: Group) -> float:
        return FACTORS.get(group, 1.0) * math.sqrt(len(self._groups[group]))

    def _take(self, pool: Sequence[Window], count: int) -> list[Window]:
        if count <= len(pool):
            return self._random.sample(list(pool), count)
        return [*pool, *self._random.choices(pool, k=count - len(pool))] if pool else []


def thin(pool: Sequence[Window], *, seed: int) -> list[Window]:
    """Keep at most `HONEST_WINDOWS` windows of one honest row."""
    rng = random.Random(seed)  # noqa: S311 -- sampling
    by_row: dict[int, list[Window]] = defaultdict(list)
    for window in pool:
        by_row[window.row].append(window)
    kept: list[Window] = []
    for group in by_row.values():
        few = group if group[0].label or len(group) <= HONEST_WINDOWS else rng.sample(group, HONEST_WINDOWS)
        kept += few
    return kept
