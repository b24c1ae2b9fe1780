"""Which candidates become findings where several stand in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from langchain_guard.findings import Finding
from langchain_guard.text.matches import Selection

Candidate = tuple[int, int, int, int] | tuple[int, int, int, int, Finding]
"""Start, negative end, negative priority and row of a candidate, by which it sorts; for one of a detector, which has no
row, what it found. Numbers only, because hostile text makes one of every few characters, and the garbage collector
would look at whatever else they held."""

Resolved = tuple[Finding, bool, "Callable[[str], str] | None"]
"""A finding, whether it is only flagged, and what rewrites all of its match; of a part nothing does."""


class Overlaps:
    """Candidates whose fate is open.

    Args:
        selection: What is looked for.
        explain: Called with the start, the end and the rule of a candidate that others cover, and with the reason.
    """

    def __init__(self, selection: Selection, explain: Callable[[int, int, str, str], None]) -> None:
        self.pending: list[Candidate] = []
        self.decided = 0
        """Everything before this belongs to a finding, or to none."""
        self._reported = 0  # the same for what is only flagged
        self._selection = selection
        self._explain = explain

    def resolved(self, frontier: int) -> Iterator[Resolved]:
        """Findings that begin before `frontier`, in order, each without what an earlier one covers."""
        flagged, rows = self._selection.flagged, self._selection.patterns.rows
        ready = sorted(candidate for candidate in self.pending if candidate[0] < frontier)
        if ready:
            self.pending = [candidate for candidate in self.pending if candidate[0] >= frontier]
        for candidate in ready:
            first, end, index = candidate[0], -candidate[1], candidate[3]
            found = rows[index].finding if len(candidate) == 4 else candidate[4]
            only_flagged = flagged(found.kind)
            start = max(first, self._reported if only_flagged else self.decided)
            if start >= end:
                self._explain(first, end, found.rule, "covered by another finding")
                continue
            if only_flagged:
                self._reported = end
            else:
                self.decided = end
            rewrite = rows[index].pattern.rewrite if index >= 0 and start == first else None
            yield Finding(start, end, found.kind, found.rule, found.severity, found.score), only_flagged, rewrite
        self.decided = max(self.decided, frontier)
