"""`Verdict`, what injection detection answers, and `Judge`, what it may ask.

A verdict names places, rules and figures, never text: it may be logged, traced and shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal, Protocol, get_args, runtime_checkable

from langchain_guard.display import Shown, card, marked, places, scale
from langchain_guard.exceptions import GuardError, GuardUnavailable
from langchain_guard.findings import Action, Finding, ScanResult, Severity

Source = Literal["user", "tool", "document", "memory"]
"""Who wrote a text: the user, a tool that was called, a retrieved document, or the conversation's stored memory."""

SOURCES: tuple[Source, ...] = get_args(Source)

KIND = "prompt_injection"
"""The kind of every finding of this detector; the family is part of the rule's id."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one text, and on which grounds.

    Attributes:
        score: Calibrated from 0 to 1: the strength of the evidence that the text is or holds an injection. 0.5 is the
            recommended operating point.
        action: What the caller should do; `ALLOW` below the threshold.
        source: Where the text came from.
        threshold: The score from which `action` is more than `ALLOW`.
        findings: Places in the original text, in order; `rule` is `injection.<family>.<name>`.
        detectors: What looked at the text: `rules`, then the names of the judges that were asked. Without a
            classifier this is `("rules",)`.
        views: Disguises that had to be seen through to find something, e.g. `base64`, `invisible`.
        families: Attack families that were found, see `langchain_guard.detect.injection.taxonomy`.
        owasp: OWASP ids of those families.
        atlas: MITRE ATLAS ids of those families.
        scores: The score of each detector by name, e.g. `(("rules", 0.9), ("classifier", 0.7))`.
        length: Number of characters judged.
        truncated: Work that a limit cut short: `decode_depth` when disguises stand too deep inside of one another,
            `views` when reading all disguises would cost too much; empty when everything was read.
        unavailable: Names of judges that could not do their work, where the profile says to go on without them.

    >>> verdict = Verdict(0.93, Action.BLOCK, "user", (Finding(0, 9, KIND, "injection.override.forget"),))
    >>> bool(verdict), verdict.severity
    (True, 'medium')
    """

    score: float
    action: Action
    source: Source = "user"
    findings: tuple[Finding, ...] = ()
    _: KW_ONLY
    threshold: float = 0.5
    detectors: tuple[str, ...] = ("rules",)
    views: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    owasp: tuple[str, ...] = ()
    atlas: tuple[str, ...] = ()
    scores: tuple[tuple[str, float], ...] = ()
    length: int = 0
    truncated: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the text counts as an injection: its score has reached the threshold."""
        return self.score >= self.threshold

    @property
    def rules(self) -> tuple[str, ...]:
        """The distinct rules that fired, sorted."""
        return ScanResult(self.findings).rules

    @property
    def severity(self) -> Severity:
        """The highest severity among the findings; `info` when there are none."""
        return ScanResult(self.findings).severity

    def explain(self) -> str:
        """Why, in a few lines a person can read; holds no text of the input.

        >>> print(Verdict(0.0, Action.ALLOW, length=12).explain())
        allow: score 0.00 < 0.50 for user text (12 characters); asked: rules
        """
        sign = ">=" if self else "<"
        # as many digits as tell the two apart
        digits = 2 if (round(self.score, 2) >= round(self.threshold, 2)) == bool(self) else 6
        scored = f"score {self.score:.{digits}f} {sign} {self.threshold:.{digits}f} for {self.source} text"
        lines = [f"{self.action}: {scored} ({self.length} characters); asked: {', '.join(self.detectors)}"]
        lines += [f"  {name} scored {score:.2f}" for name, score in self.scores]
        lines += [
            f"  {finding.rule} at {finding.start}..{finding.end} ({finding.severity}, {finding.score:.2f})"
            for finding in self.findings
        ]
        if self.views:
            lines.append(f"  seen through: {', '.join(self.views)}")
        if self.families:
            lines.append(f"  families: {', '.join(self.families)}; {', '.join(self.owasp + self.atlas)}")
        if self.truncated:
            lines.append(f"  not fully read: {', '.join(self.truncated)}")
        if self.unavailable:
            lines.append(f"  could not be asked: {', '.join(self.unavailable)}")
        return "\n".join(lines)

    def show(self, text: str) -> Shown:
        """The text with every finding marked, for notebooks; a verdict itself holds no text.

        Args:
            text: The text that was judged.

        Raises:
            InvalidInput: When the text is not as long as the one that was judged.
        """
        return marked(text, self.findings, self.length, "rule")

    def __repr__(self) -> str:
        """Action, score and rules."""
        rules = f": {', '.join(self.rules)}" if self.rules else ""
        return f"<Verdict: {self.action} {self.source} text, score {self.score:.2f} of {self.threshold:.2f}{rules}>"

    def _repr_html_(self) -> str:
        facts = {
            "asked": ", ".join(self.detectors),
            "scores": ", ".join(f"{name} {score:.2f}" for name, score in self.scores),
            "families": ", ".join(self.families),
            "known as": ", ".join(self.owasp + self.atlas),
            "seen through": ", ".join(self.views),
            "not fully read": ", ".join(self.truncated),
            "could not be asked": ", ".join(self.unavailable),
        }
        found = places(self.findings, "places") if self.findings else ""
        title = f"{self.source} text of {self.length:,} characters"
        return card(self.action, title, facts) + scale(self.score, self.threshold, self.action) + found


@runtime_checkable
class Judge(Protocol):
    """Anything that can score texts: the built-in classifier, a Hugging Face model, an LLM, an ensemble of them.

    A judge must not keep, log or raise the texts. When it cannot do its work it raises `GuardUnavailable`.

    Attributes:
        name: Named in `Verdict.detectors`; a plain word.
        window: The longest text in characters the judge reads well. Longer inputs reach it as overlapping windows of
            at most this size, cut at sentence ends, all windows of one input in one call.

    A judge that is cheap may also have `locates = True`: it is then asked about the sentences of the windows it finds
    an attack in, so that a finding names one or two sentences rather than a window.
    """

    name: str
    window: int

    def score(self, texts: Sequence[str], source: Source) -> Sequence[float]:
        """One score per text, calibrated from 0 to 1: 0.5 is the judge's recommended operating point for one window.

        The detector itself corrects for the number of windows of a long text.
        """
        ...


def asked(judge: Judge, texts: Sequence[str], source: Source) -> list[float]:
    """A judge's scores, one per text.

    Raises:
        GuardUnavailable: When the judge fails, or its answer is anything else; no text may pass on account of that.
    """
    try:
        scores = [float(score) for score in judge.score(texts, source)]
    except GuardError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever a judge raises, it could not judge; it may quote the text
        message = f"the judge {judge.name} failed: {type(error).__name__}"
        raise GuardUnavailable(message, control="injection", stage="input") from None
    if len(scores) != len(texts) or not all(0 <= score <= 1 for score in scores):
        message = f"the judge {judge.name} gave no score from 0 to 1 for every text"
        raise GuardUnavailable(message, control="injection", stage="input")
    return scores
