"""What is looked for, and what is found: the words of the scanning loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from langchain_guard.findings import Finding
from langchain_guard.text.compiled import PatternSet
from langchain_guard.text.engine import Expression, Finder, encode
from langchain_guard.text.normalize import INVISIBLE_RUN
from langchain_guard.text.unicode import default_ignorable

SentenceDetector = Callable[[str], "list[Finding]"]
"""Finds things in one sentence at a time; see `langchain_guard.text.sentences`."""


@dataclass(slots=True)
class Match:
    """One accepted match, resolved against its neighbours.

    Attributes:
        finding: The public part, with offsets into the whole text.
        text: The original text of the span; it never leaves the package.
        rewrite: What the rule puts in its place instead of a placeholder, if it has its own way.
        beside: The visible characters before and after it, empty at an end of the text; what stands in its place must
            not become markup together with them.
    """

    finding: Finding
    text: str = field(repr=False)
    rewrite: Callable[[str], str] | None = None
    beside: tuple[str, str] = field(default=("", ""), repr=False)


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
        labels: Finds words of which the head of a column that names something holds one; None: tables are not read.
    """

    patterns: PatternSet
    detectors: tuple[SentenceDetector, ...] = ()
    allowed: frozenset[str] = frozenset()
    allowed_patterns: tuple[Expression, ...] = ()
    threshold: float = 0.0
    flagged: Callable[[str], bool] = never
    explain: bool = False
    labels: Finder | None = None

    def refusal(self, finding: Finding, *values: str) -> str | None:
        """Why a finding is dropped: its score, or an allow-list that holds one of its values."""
        if finding.score < self.threshold:
            return "score below threshold"
        if self.allowed and any(value.casefold() in self.allowed for value in values):
            return "allow-listed"
        for expression in self.allowed_patterns:
            if any(expression.fullmatch(encode(value)) is not None for value in values):
                return "allow-listed by pattern"
        return None


def beside(text: str, start: int, end: int, base: int) -> tuple[str, str]:
    r"""The visible characters before and after a span; one too far away to be known counts as `!` or `(`.

    Args:
        text: What is known of the whole text.
        start: Where the span begins in it.
        end: One past its end.
        base: Where it begins in the whole text.

    >>> beside("a!\u200bjane", 3, 7, 0)
    ('!', '')
    """
    left, limit = start - 1, start - 1 - INVISIBLE_RUN
    while left >= 0 and left > limit and _invisible(text[left]):
        left -= 1
    known = left > limit and (left >= 0 or base == 0)
    right, limit = end, end + INVISIBLE_RUN
    while right < len(text) and right < limit and _invisible(text[right]):
        right += 1
    before = text[max(left, 0) : left + 1] if known else "!"
    return before, text[right : right + 1] if right < limit else "("


def settled(text: str) -> int:
    r"""Up to where it is known what stands beside a match: a run of invisible characters at the end may go on.

    >>> settled("jane"), settled("jane\u200b")
    (4, 4)
    """
    end, limit = len(text), len(text) - INVISIBLE_RUN
    while end > max(limit, 0) and _invisible(text[end - 1]):
        end -= 1
    return len(text) if end == limit else end


def _invisible(character: str) -> bool:
    return character > "\x7f" and character in default_ignorable()
