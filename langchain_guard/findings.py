"""The words every room speaks: findings, results, actions, decisions, detectors.

Detectors turn text into findings; nothing here can carry the text itself. A finding names a place and a reason, so it
may be logged, traced, pickled and shown without leaking what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from langchain_guard.display import Shown

Severity = Literal["info", "low", "medium", "high", "critical"]
"""How bad a finding is, in rising order; see `SEVERITIES`."""

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One detected place in a text.

    Attributes:
        start: First character of the span, as an offset into the text that was scanned.
        end: One past the last character.
        kind: What was found, e.g. `email` or `aws_access_key`; names the placeholder `[REDACTED_EMAIL]`.
        rule: The rule that found it, stable across releases, e.g. `pii.email`.
        severity: How bad it is to let it pass.
        score: Confidence from 0 to 1.

    >>> Finding(3, 9, "email", "pii.email")
    Finding(start=3, end=9, kind='email', rule='pii.email', severity='medium', score=1.0)
    """

    start: int
    end: int
    kind: str
    rule: str
    severity: Severity = "medium"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one candidate was kept or dropped, without its text.

    Attributes:
        start: First character of the candidate.
        end: One past its last character.
        rule: The rule that proposed it.
        kept: Whether it became a finding.
        reason: E.g. `matched`, `brand and luhn failed`, `allow-listed`, `context missing`, `covered by pii.email`.
    """

    start: int
    end: int
    rule: str
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan found: spans and kinds, never text.

    Attributes:
        findings: In order of position, not overlapping.
        length: Number of characters scanned.
        explanations: One per candidate when asked for with `explain=True`, else empty.

    >>> result = ScanResult((Finding(0, 5, "email", "pii.email"),), length=20)
    >>> bool(result), result.counts
    (True, {'email': 1})
    """

    findings: tuple[Finding, ...] = ()
    length: int = 0
    explanations: tuple[Explanation, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by kind, sorted by kind."""
        return dict(sorted(Counter(finding.kind for finding in self.findings).items()))

    @property
    def rules(self) -> tuple[str, ...]:
        """The distinct rules that fired, sorted."""
        return tuple(sorted({finding.rule for finding in self.findings}))

    @property
    def severity(self) -> Severity:
        """The highest severity among the findings; `info` when there are none."""
        return SEVERITIES[max((SEVERITIES.index(finding.severity) for finding in self.findings), default=0)]

    def show(self, text: str) -> Shown:
        """The text with every finding marked, for notebooks; a result itself holds no text.

        Args:
            text: The text that was scanned.

        Raises:
            InvalidInput: When the text is not as long as the one that was scanned.
        """
        from langchain_guard.display import marked  # noqa: PLC0415 -- it reads these words, and few show anything

        return marked(text, self.findings, self.length)

    def __repr__(self) -> str:
        """How much was found, by kind."""
        kinds = ", ".join(f"{kind} {number}" for kind, number in self.counts.items()) or "nothing"
        return f"<ScanResult: {len(self.findings):,} found in {self.length:,} characters: {kinds}>"

    def _repr_html_(self) -> str:
        if not self.findings:
            return f"<p>nothing found in {self.length:,} characters</p>"
        from langchain_guard.display import places  # noqa: PLC0415 -- it reads these words, and few show anything

        return places(self.findings, f"{len(self.findings):,} found in {self.length:,} characters")


class Action(StrEnum):
    """What a control does about what it found, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    SANITIZE = "sanitize"
    REVIEW = "review"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a control decided, and on which grounds; this is what the audit trail records.

    Attributes:
        control: The control that decided: `input_guard`, `output_redactor`, `rate_limit`, `tool_policy`, ...
        action: What it does.
        rules: Ids of the rules that led there, sorted.
        counts: Findings by kind.
        severity: The highest severity among the grounds.
        score: The score that was compared with the threshold, when there is one.
        stage: Where in the conversation: `input`, `output`, `tool_call`, `tool_result`, `document`.
        details: Further facts for the audit trail, by name: `tool`, `review` (`requested`, `approved`, `edited`,
            `rejected`), `sources` (what untrusted text came from), and of a rate limit `limit`, `limit_type`, `scope`,
            `retry_after`, `remaining`. Names and numbers, never text of a conversation.

    >>> Decision("tool_policy", Action.REVIEW, ("tools.tainted",), details=(("tool", "send_mail"),)).details
    (('tool', 'send_mail'),)
    """

    control: str
    action: Action
    rules: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    severity: Severity = "info"
    score: float | None = None
    stage: str = "input"
    details: tuple[tuple[str, str | float | tuple[str, ...]], ...] = ()

    def __repr__(self) -> str:
        """The decision and its grounds, in one line."""
        facts = "; ".join(f"{name} {fact}" for name, fact in self._facts.items() if fact)
        return f"<Decision: {self.control} {self.action} on {self.stage}" + (f": {facts}>" if facts else ">")

    def _repr_html_(self) -> str:
        from langchain_guard.display import card  # noqa: PLC0415 -- it reads these words, and few show anything

        return card(self.action, f"{self.control} on {self.stage}", self._facts)

    @property
    def _facts(self) -> dict[str, str]:
        return {
            "rules": ", ".join(self.rules),
            "counts": ", ".join(f"{kind} {number}" for kind, number in self.counts),
            "severity": self.severity if self.rules or self.counts else "",
            "score": "" if self.score is None else f"{self.score:.2f}",
        }


DECISION_EVENT = "langchain_guard.decision"
"""Name of the LangChain custom event that carries a decision; its data is the `Decision` as a plain dict."""


@runtime_checkable
class Detector(Protocol):
    """Anything that finds things in text; the shape user detectors take.

    A detector must be deterministic and must not keep the text. It is handed whole sentences (see
    `langchain_guard.redaction`), never fragments of one, both in streaming and in whole-text use.
    """

    name: str

    def detect(self, text: str) -> Iterable[Finding]:
        """Findings in `text`, with offsets into it, in any order."""
        ...
