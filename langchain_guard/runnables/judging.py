"""What the input guard does with one text: limits, injection detection, scans, and the action of each rule family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from langchain_guard.detect.injection.verdict import Judge, Source, Verdict
from langchain_guard.exceptions import GuardUnavailable, InputBlocked, InputTooLarge, InvalidInput
from langchain_guard.findings import Action, Finding
from langchain_guard.profiles import Profile
from langchain_guard.redaction import Redacted, RedactionPolicy
from langchain_guard.redaction.operators import placeholder
from langchain_guard.requests import clean_text
from langchain_guard.runnables.messages import Place, Walk
from langchain_guard.runnables.remembered import Remembered

STRENGTH = (Action.ALLOW, Action.FLAG, Action.SANITIZE, Action.REVIEW, Action.BLOCK)
"""What the guard can do, mildest first."""

REFUSING = frozenset({Action.REVIEW, Action.BLOCK})
"""What lets nothing pass: only an agent can put a text before a person, see `GuardMiddleware`."""

MAX_CHARS = 1_000_000
"""Longest text of a trusted role, in characters: the cap of the detectors."""

_ROUNDS = 5  # a removal may bring together what was apart, or leave what is only then seen as an order


class Options(Protocol):
    """What a `Judged` needs to know of the guard."""

    @property
    def max_message_chars(self) -> int:
        """Longest text of a message."""
        ...

    @property
    def whitespace_run(self) -> int:
        """Longest run of white space that is kept."""
        ...

    @property
    def classifier(self) -> bool | None:
        """Whether to ask the embedded classifier; None when it is installed."""
        ...

    @property
    def judges(self) -> tuple[Judge, ...]:
        """Classifiers to ask."""
        ...

    @property
    def posture(self) -> Profile:
        """Where thresholds come from."""
        ...

    @property
    def harmless(self) -> Remembered:
        """Texts in which this guard found no injection, and their scores."""
        ...

    @property
    def scanning(self) -> RedactionPolicy | None:
        """Finds what is not injection; None when no rule family asks for it."""
        ...

    def action_for(self, rule: str) -> Action:
        """What to do about a rule."""
        ...


@dataclass
class Record:
    """What was found in an input, all texts together."""

    findings: list[Finding] = field(default_factory=list)
    action: Action = Action.ALLOW
    score: float | None = None
    skipped: list[str] = field(default_factory=list)

    def note(self, action: Action) -> None:
        """Keep the strongest action."""
        if action is not Action.ALLOW:
            self.action = max(self.action, action, key=STRENGTH.index)


class Judged:
    """Judges texts of one source; has the shape of a redaction policy, so that the message walk can carry it.

    Args:
        options: The guard's configuration.
        record: Where findings go.
        source: Who wrote the texts; None for trusted ones, which are only cleaned.
        detect: The injection detector.
    """

    def __init__(self, options: Options, record: Record, source: Source | None, detect: Callable[..., Verdict]) -> None:
        self._options, self._record, self._source, self._detect = options, record, source, detect

    def apply(self, text: str, /) -> Redacted:
        """The text to pass on.

        Raises:
            InputBlocked: When a rule that fired blocks.
            InputTooLarge: When the text is too long.
            InvalidInput: When it holds half characters, which no provider accepts.
            GuardUnavailable: When a detector could not do its work.
        """
        limit = MAX_CHARS if self._source is None else self._options.max_message_chars
        if len(text) > limit:
            message = f"a message of {len(text)} characters is over the limit of {limit}: shorten it or raise the limit"
            raise InputTooLarge(message, control="input_guard", rule_ids=("shape.size",), stage="input")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            message = "the text holds unpaired surrogates, which cannot be encoded: decode it properly first"
            raise InvalidInput(message, control="input_guard", rule_ids=("shape.surrogate",), stage="input")
        text = clean_text(text, max_run=self._options.whitespace_run, strip=False)
        if self._source is None:
            return Redacted(text, ())
        removed: list[Finding] = []
        findings: tuple[Finding, ...] = ()
        for _ in range(_ROUNDS):
            findings, action = self._judge(text)
            self._record.findings += findings
            self._record.note(action)
            if action is not Action.SANITIZE:
                return Redacted(text, tuple(removed))
            removed += findings
            text = self._removed(text, findings)
        raise self._blocked(findings)

    def stream(self) -> _Whole:
        """For JSON texts, whose strings are judged one by one."""
        return _Whole(self)

    def _judge(self, text: str) -> tuple[tuple[Finding, ...], Action]:
        found = [*self._injections(text), *self._scanned(text)]
        actions = [(finding, self._options.action_for(finding.rule)) for finding in found]
        refused = [finding for finding, action in actions if action in REFUSING]
        if refused:
            raise self._blocked(refused)
        kept = tuple(finding for finding, action in actions if action is not Action.ALLOW)
        return kept, max((action for _, action in actions), key=STRENGTH.index, default=Action.ALLOW)

    def _injections(self, text: str) -> tuple[Finding, ...]:
        if self._options.action_for("injection") is Action.ALLOW:
            return ()
        harmless = self._options.harmless
        digest = harmless.digest(f"{self._source}:{text}")
        known = harmless.known(digest)
        if known is not None:
            self._record.score = max(self._record.score or 0.0, known)
            return ()
        posture = self._options.posture
        threshold = posture.injection_threshold if self._source == "user" else posture.untrusted_threshold
        try:
            verdict = self._detect(
                text,
                self._source,
                threshold=threshold,
                judges=self._options.judges,
                classifier=self._options.classifier,
                profile=posture,
            )
        except GuardUnavailable as error:
            self._without(error, "injection.unavailable")
            return ()
        self._record.score = max(self._record.score or 0.0, verdict.score)
        if not verdict:
            harmless.note(digest, verdict.score)
            return ()
        whole = Finding(0, len(text), "prompt_injection", "injection.classifier", "high", verdict.score)
        return verdict.findings or (whole,)

    def _scanned(self, text: str) -> tuple[Finding, ...]:
        if self._options.scanning is None:
            return ()
        try:
            return self._options.scanning.apply(text).findings
        except GuardUnavailable as error:
            self._without(error, "scan.unavailable")
            return ()

    def _without(self, error: GuardUnavailable, rule: str) -> None:
        """Go on without what could not do its work, and note it.

        Raises:
            GuardUnavailable: `error`, when the profile is closed.
        """
        if self._options.posture.on_error == "closed":
            raise error
        self._record.note(Action.FLAG)
        self._record.skipped.append(rule)

    def _removed(self, text: str, findings: tuple[Finding, ...]) -> str:
        out, position = [], 0
        for finding in sorted(findings):
            if self._options.action_for(finding.rule) is Action.SANITIZE and finding.start >= position:
                out += [text[position : finding.start], placeholder(finding.kind)]
                position = finding.end
        return "".join(out) + text[position:]

    def _blocked(self, findings: list[Finding] | tuple[Finding, ...]) -> InputBlocked:
        rules = tuple(sorted({finding.rule for finding in findings}))
        message = f"the input was refused by {', '.join(rules)}; the model was not called"
        return InputBlocked(message, control="input_guard", rule_ids=rules, stage="input")


class _Whole:
    """A text that is judged when it is complete."""

    def __init__(self, policy: Judged) -> None:
        self._policy, self._text = policy, ""
        self.findings: tuple[Finding, ...] = ()

    def feed(self, chunk: str, /) -> str:
        self._text += chunk
        return ""

    def close(self) -> str:
        text, self._text = self._text, ""
        judged = self._policy.apply(text)
        self.findings = judged.findings
        return judged.text


class InputWalk(Walk):
    """A walk that judges; pieces of one text are judged together, and changed each on its own."""

    def running(self, blocks: list[tuple[str, str]], place: Place) -> list[str]:  # noqa: ARG002 -- for streams
        """Judge consecutive pieces of one text."""
        whole = "".join(text for _, text in blocks)
        if len(blocks) > 1 and self.whole(whole) == whole:
            return [text for _, text in blocks]
        return [self.whole(text) for _, text in blocks]
