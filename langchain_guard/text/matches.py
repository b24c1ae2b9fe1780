"""What is looked for, and what is found: the words of the scanning loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from langchain_guard.findings import Finding
from langchain_guard.text.compiled import PatternSet
from langchain_guard.text.engine import Expression

SentenceDetector = Callable[[str], "list[Finding]"]
"""Finds things in one sentence at a time; see `langchain_guard.text.sentences`."""


@dataclass(frozen=True, slots=True)
class Match:
    """One accepted match, resolved against its neighbours.

    Attributes:
        finding: The public part, with offsets into the whole text.
        text: The original text of the span; it never leaves the package.
        rewrite: What the rule puts in its place instead of a placeholder, if it has its own way.
    """

    finding: Finding
    text: str = field(repr=False)
    rewrite: Callable[[str], str] | None = None


def never(_kind: str) -> bool:
    """No kind is only flagged."""
    return False


@dataclass(frozen=True, slots=True)
class Selection:
    """What to look for and what to let pass.

    Attributes:
        patterns: The compiled rows.
        detectors: Detectors that read whole sentences.
        allowed: Exact values that are not findings, folded to lower case.
        allowed_patterns: Expressions whose full matches are not findings.
        threshold: Findings with a lower score are dropped.
        flagged: Tells the kinds that are reported but hide nothing, so they take no part in overlaps.
        explain: Whether to record why each candidate was kept or dropped.
    """

    patterns: PatternSet
    detectors: tuple[SentenceDetector, ...] = ()
    allowed: frozenset[str] = frozenset()
    allowed_patterns: tuple[Expression, ...] = ()
    threshold: float = 0.0
    flagged: Callable[[str], bool] = never
    explain: bool = False
