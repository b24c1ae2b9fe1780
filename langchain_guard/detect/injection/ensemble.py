"""Judges made of judges: asking several, and asking the expensive one only when the cheap one is not sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from langchain_guard.detect.injection.verdict import Judge, Source, asked
from langchain_guard.exceptions import ConfigError


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Asks every judge.

    Args:
        judges: Whom to ask; at least one.
        how: `max`: one is enough; `mean`: they must agree; `min`: all must be sure.
        name: Named in the verdict.

    Raises:
        ConfigError: When there is no judge, or `how` is unknown.

    >>> from langchain_guard.detect.injection import HuggingFaceJudge
    >>> def judge(chance):
    ...     answer = [{"label": "jailbreak", "score": chance}]
    ...     return HuggingFaceJudge(pipeline=lambda texts, **_: [answer] * len(texts))
    >>> Ensemble((judge(0.2), judge(0.6)), how="mean").score(["Tea?"], "user")
    [0.4]
    """

    judges: tuple[Judge, ...]
    how: Literal["max", "mean", "min"] = "max"
    name: str = "ensemble"

    def __post_init__(self) -> None:
        if not self.judges or self.how not in _HOW:
            message = "an ensemble needs judges, and how must be max, mean or min"
            raise ConfigError(message, control="injection")

    @property
    def window(self) -> int:
        """What the most short-sighted of the judges reads well, in characters."""
        return min(judge.window for judge in self.judges)

    def score(self, texts: Sequence[str], source: Source) -> list[float]:
        """The judges' scores, put together text by text.

        Raises:
            GuardUnavailable: When one of them could not do its work.
        """
        combine = _HOW[self.how]
        return [combine(scores) for scores in zip(*(asked(judge, texts, source) for judge in self.judges), strict=True)]


_HOW: dict[str, Callable[[Iterable[float]], float]] = {"max": max, "mean": fmean, "min": min}


@dataclass(frozen=True, slots=True)
class Cascade:
    """Asks the second judge about the texts that the first is not sure of.

    Args:
        first: Cheap; asked about everything.
        second: Expensive; its word counts where it is asked.
        low: Scores of the first below this are taken as they are.
        high: So are scores above this.
        name: Named in the verdict.

    Raises:
        ConfigError: When the band is empty.

    >>> from langchain_guard.detect.injection import HuggingFaceJudge
    >>> def judge(chance):
    ...     answer = [{"label": "jailbreak", "score": chance}]
    ...     return HuggingFaceJudge(pipeline=lambda texts, **_: [answer] * len(texts))
    >>> Cascade(judge(0.6), judge(0.98)).score(["Tea?"], "user"), Cascade(judge(0.05), judge(1)).score(["Tea?"], "user")
    ([0.98], [0.05])
    """

    first: Judge
    second: Judge
    low: float = 0.1
    high: float = 0.9
    name: str = "cascade"

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= 1:
            message = "a cascade needs 0 <= low < high <= 1"
            raise ConfigError(message, control="injection")

    @property
    def window(self) -> int:
        """What both judges read well, in characters."""
        return min(self.first.window, self.second.window)

    def score(self, texts: Sequence[str], source: Source) -> list[float]:
        """The first judge's scores, the second's within the band.

        Raises:
            GuardUnavailable: When one of them could not do its work.
        """
        scores = asked(self.first, texts, source)
        unsure = [index for index, score in enumerate(scores) if self.low <= score <= self.high]
        if unsure:
            for index, score in zip(unsure, asked(self.second, [texts[at] for at in unsure], source), strict=True):
                scores[index] = score
        return scores
