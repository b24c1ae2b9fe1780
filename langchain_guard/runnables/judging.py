"""What the input guard does with one text: limits, injection detection, scans, and the action of each rule family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

from langchain_guard.detect import MAX_CHARS
from langchain_guard.detect.catalogue import UNREAD
from langchain_guard.detect.injection.sanitize import attacked
from langchain_guard.detect.injection.verdict import KIND, Judge, Source, Verdict
from langchain_guard.exceptions import GuardUnavailable, InputBlocked, InputTooLarge, InvalidInput
from langchain_guard.findings import Action, Finding
from langchain_guard.profiles import Profile
from langchain_guard.redaction import Redacted, RedactionPolicy
from langchain_guard.requests import clean_text
from langchain_guard.runnables.blocks import RUNNING
from langchain_guard.runnables.messages import Place, Walk
from langchain_guard.runnables.pieces import GAP, goes_on, moved, unknown, without
from langchain_guard.runnables.redacting import OnePart, Policy
from langchain_guard.runnables.remembered import Remembered
from langchain_guard.text.scanner import Scanner, SentenceDetector, silent

STRENGTH = (Action.ALLOW, Action.FLAG, Action.SANITIZE, Action.REVIEW, Action.BLOCK)
"""What the guard can do, mildest first."""

REFUSING = frozenset({Action.REVIEW, Action.BLOCK})
"""What lets nothing pass: only an agent can put a text before a person, see `GuardMiddleware`."""

_ROUNDS = 5  # a removal may bring together what was apart, or leave what is only then seen as an order

_FIELDS = {**RUNNING, "input_text": "text", "output_text": "text"}
"""Blocks whose texts are read together with others of the same field, and that field."""


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


@dataclass(slots=True)
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
        """The text to pass on; raises as `together`."""
        (text,), removed = self.together([text])
        return Redacted(text, removed)

    def together(self, pieces: Sequence[str]) -> tuple[list[str], tuple[Finding, ...]]:
        """What to pass on of the pieces of one text, piece by piece, and what was removed.

        Raises:
            InputBlocked: When a rule that fired blocks.
            InputTooLarge: When the text is too long.
            InvalidInput: When it holds half characters, which no provider accepts.
            GuardUnavailable: When a detector could not do its work.
        """
        limit, length = MAX_CHARS if self._source is None else self._options.max_message_chars, sum(map(len, pieces))
        if length > limit:
            advice = "shorten it" if self._source is None else "shorten it or raise max_message_chars"
            message = f"a message of {length} characters is over the limit of {limit}: {advice}"
            raise InputTooLarge(message, control="input_guard", rule_ids=("shape.size",), stage="input")
        if any(not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text) for text in pieces):
            message = "the text holds unpaired surrogates, which cannot be encoded: decode it properly first"
            raise InvalidInput(message, control="input_guard", rule_ids=("shape.surrogate",), stage="input")
        texts = [clean_text(text, max_run=self._options.whitespace_run, strip=False) for text in pieces]
        if self._source is None:
            return texts, ()
        removed: list[Finding] = []
        findings: tuple[Finding, ...] = ()
        for _ in range(_ROUNDS):
            findings, action = self._judge(texts)
            self._record.findings += findings
            self._record.note(action)
            if action is not Action.SANITIZE:
                return texts, tuple(removed)
            removed += findings
            texts = self._removed(texts, findings)
        raise self._blocked(findings)

    def stream(self) -> _Whole:
        """For JSON texts, whose strings are judged one by one."""
        return _Whole(self)

    def _judge(self, pieces: Sequence[str]) -> tuple[tuple[Finding, ...], Action]:
        """What is kept of what was found, at offsets into the pieces as lines, and what to do."""
        found = self._found(GAP.join(pieces))
        if any(goes_on(left, right) for left, right in pairwise(filter(None, pieces))):
            found += unknown(moved(self._found("".join(pieces)), pieces), found)
        actions = [(finding, self._options.action_for(finding.rule)) for finding in found]
        refused = [finding for finding, action in actions if action in REFUSING]
        if refused:
            raise self._blocked(refused)
        kept = tuple(finding for finding, action in actions if action is not Action.ALLOW)
        return kept, max((action for _, action in actions), key=STRENGTH.index, default=Action.ALLOW)

    def _found(self, text: str) -> list[Finding]:
        return [*self._injections(text), *self._scanned(text)]

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
        verdict = self._detect(
            text,
            self._source,
            threshold=threshold,
            judges=self._options.judges,
            classifier=self._options.classifier,
            profile=posture,
        )
        if verdict.unavailable:
            self._note_skipped("injection.unavailable")
        self._record.score = max(self._record.score or 0.0, verdict.score)
        if not verdict:
            if verdict.truncated and self._options.action_for(UNREAD) is not Action.ALLOW:
                return (Finding(0, len(text), "unread", UNREAD, "medium", verdict.score),)
            if not verdict.unavailable:
                harmless.note(digest, verdict.score)
            return ()
        whole = Finding(0, len(text), "prompt_injection", "injection.classifier", "high", verdict.score)
        return verdict.findings or (whole,)

    def _scanned(self, text: str) -> list[Finding]:
        if self._options.scanning is None:
            return []
        selection = self._options.scanning.selection
        if selection.detectors:
            detectors = tuple(partial(self._looked, detector) for detector in selection.detectors)
            selection = replace(selection, detectors=detectors)
        return [] if silent(text, selection) else Scanner(selection).find(text)

    def _looked(self, detector: SentenceDetector, sentence: str) -> list[Finding]:
        """What a detector of the user's finds; nothing when it fails and the profile is open.

        Raises:
            GuardUnavailable: When it fails and the profile is closed.
        """
        try:
            return detector(sentence)
        except GuardUnavailable:
            if self._options.posture.on_error == "closed":
                raise
        self._note_skipped("scan.unavailable")
        return []

    def _note_skipped(self, rule: str) -> None:
        """Keep that one could not do its work and the others went on without it."""
        self._record.note(Action.FLAG)
        self._record.skipped.append(rule)

    def _removed(self, pieces: Sequence[str], findings: Iterable[Finding]) -> list[str]:
        """The pieces without what is to be removed; of an attack whole sentences: what is left of one is an order."""
        removed = [finding for finding in findings if self._options.action_for(finding.rule) is Action.SANITIZE]
        attacks = [(finding.start, finding.end) for finding in removed if finding.kind == KIND]
        spans = [(start, end, KIND) for start, end in attacked(GAP.join(pieces), attacks)]
        spans += [(finding.start, finding.end, finding.kind) for finding in removed if finding.kind != KIND]
        return without(pieces, spans)

    def _blocked(self, findings: list[Finding] | tuple[Finding, ...]) -> InputBlocked:
        rules = tuple(sorted({finding.rule for finding in findings}))
        message = f"the input was refused by {', '.join(rules)}; the model was not called"
        return InputBlocked(message, control="input_guard", rule_ids=rules, stage="input")


class _Whole(OnePart):
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
    """A walk that judges; all texts of a message's content are judged together, and changed each on its own."""

    def __init__(self, judged: Judged, *, other: Callable[[Walk, Any, Policy], Any]) -> None:
        super().__init__(judged, judged, other=other)
        self._judged = judged

    def _blocks(self, blocks: list[Any]) -> list[Any]:
        texts = {at: "text" for at, block in enumerate(blocks) if isinstance(block, str)}
        return self._together(blocks, ("content",), texts)

    def _elements(self, elements: list[Any], place: Place, *, media: bool = False) -> list[Any]:
        return self._together(elements, place, {}, media=media)

    def _together(self, blocks: list[Any], place: Place, fields: dict[int, str], *, media: bool = False) -> list[Any]:
        """The blocks with their texts judged together, field by field; `fields` names those that are known already."""
        out: list[Any] = []
        for at, block in enumerate(blocks):
            if at not in fields and (name := _field(block)):
                fields[at] = name
            if isinstance(block, dict) and at in fields:
                out.append(self.frame(block, None, media=media, skip=fields[at]))
            else:
                out.append(block if at in fields else self._element(block, place, media=media))
        for name in sorted({*fields.values()}):
            places = [at for at in range(len(blocks)) if fields.get(at) == name]
            before = [blocks[at] if isinstance(blocks[at], str) else blocks[at][name] for at in places]
            after, removed = self._judged.together(before)
            self.findings += removed
            for at, old, new in zip(places, before, after, strict=True):
                if new != old:
                    out[at] = new if isinstance(out[at], str) else {**out[at], name: new}
        return out if any(new is not old for new, old in zip(out, blocks, strict=True)) else blocks


def _field(block: Any) -> str:
    """The field of a block whose text is read together with that of others; empty when there is none."""
    name = _FIELDS.get(str(block.get("type", "text")), "") if isinstance(block, dict) else ""
    return name if name and isinstance(block.get(name), str) else ""
