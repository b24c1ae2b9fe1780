"""`RedactionPolicy`: what to find and what to put in its place, for whole texts and streams alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import SecretBytes, SecretStr

from langchain_guard.detect import MAX_CHARS, check_size
from langchain_guard.detect.builtin import MARKUP_KINDS, builtin_patterns
from langchain_guard.detect.names import NER_KINDS, canonical_kinds
from langchain_guard.detect.selection import Extra, check_several, select
from langchain_guard.detect.targets import LinkPolicy
from langchain_guard.exceptions import ConfigError, OutputBlocked
from langchain_guard.findings import Action, Finding
from langchain_guard.redaction.html import AsHtml
from langchain_guard.redaction.operators import NOT_VALUES, check_key, check_strategy, keyed_hash, mask, placeholder
from langchain_guard.text.normalize import without_invisible
from langchain_guard.text.scanner import Match, Scanner, Selection, silent

if TYPE_CHECKING:
    from langchain_guard.redaction.stream import Rendering, StreamRedactor


_CODE_STRATEGIES: dict[str, str] = {Action.FLAG: "flag", Action.SANITIZE: "redact", Action.BLOCK: "block"}


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted text and what was found in the original.

    Attributes:
        text: The clean text.
        findings: What was found, with offsets into the original text.
    """

    text: str
    findings: tuple[Finding, ...]

    def _repr_html_(self) -> str:
        from langchain_guard.display import places, plain  # noqa: PLC0415 -- few show anything

        count = f"{len(self.findings):,} found in the original"
        return plain(self.text) + (places(self.findings, count) if self.findings else "<p>nothing found</p>")


@dataclass(frozen=True)
class RedactionPolicy:
    """What to find and what to do about it; immutable, and one compiled form per process and selection.

    Args:
        kinds: What to look for; all defaults when None.
        locales: Countries to restrict local rules to; all when empty.
        strategy: What takes the place of a finding; see `langchain_guard.redaction.operators`.
        strategies: Exceptions by kind, as a mapping or as pairs; that of a kind counts more than that of its group.
        extra: The user's own patterns and detectors.
        allow_list: Values that are no findings.
        allow_patterns: Patterns of values that are no findings.
        score_threshold: Least score of a finding.
        hash_key: Key for the strategy `hash`, at least 16 bytes.
        links: `balanced`, `strict` or `off`; see `langchain_guard.detect.links`.
        allowed_hosts: Hosts that links and images may lead to.
        code: What to do about dangerous fenced code: `flag`, `sanitize` or `block`.
        terminal_controls: Whether control characters and terminal escapes are removed.
        html: `judge` rewrites dangerous markup where it stands. `clean` also makes safe HTML of the whole text, see
            `langchain_guard.detect.markup.clean_html`; a stream releases it at its end, in one piece.
        max_chars: Longest text `apply` accepts, in characters; streams have no cap, their memory is bounded, unless
            `html` is `clean`: then it is theirs, too.

    Raises:
        ConfigError: For an unknown strategy or kind, an unusable pattern, or a missing key.

    >>> RedactionPolicy(strategy="mask").apply("write to jane@example.com").text
    'write to ************.com'
    >>> RedactionPolicy(html="clean").apply("<p>fish & chips<custom>").text
    '<p>fish &amp; chips</p>'
    """

    kinds: tuple[str, ...] | None = None
    locales: tuple[str, ...] = ()
    strategy: str = "redact"
    strategies: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    extra: tuple[Extra, ...] = ()
    allow_list: tuple[str, ...] = ()
    allow_patterns: tuple[str, ...] = ()
    score_threshold: float = 0.0
    hash_key: SecretStr | SecretBytes | str | bytes | None = None
    links: str = "balanced"
    allowed_hosts: tuple[str, ...] = ()
    code: str = Action.FLAG
    terminal_controls: bool = False
    html: str = "judge"
    max_chars: int = MAX_CHARS

    def __post_init__(self) -> None:
        for name in ("kinds", "locales", "extra", "allow_list", "allow_patterns", "allowed_hosts"):
            value = getattr(self, name)
            check_several(name, value, control="output_redactor")
            if value is not None:
                object.__setattr__(self, name, tuple(value))
        if isinstance(self.hash_key, str | bytes):  # no `repr` shows it then
            hidden = SecretStr(self.hash_key) if isinstance(self.hash_key, str) else SecretBytes(self.hash_key)
            object.__setattr__(self, "hash_key", hidden)
        object.__setattr__(self, "strategies", self._pairs)
        if self.code not in _CODE_STRATEGIES:
            message = f"code takes flag, sanitize or block, not {self.code!r}"
            raise ConfigError(message, control="output_redactor")
        if self.html not in {"judge", "clean"}:
            message = f"html takes judge or clean, not {self.html!r}"
            raise ConfigError(message, control="output_redactor")
        for strategy in (self.strategy, *(strategy for _, strategy in self._pairs)):
            check_strategy(strategy)
            if strategy == "hash":
                check_key(self._key)
        _ = self._by_kind

    @property
    def _pairs(self) -> tuple[tuple[str, str], ...]:
        given = self.strategies
        return tuple(given.items() if isinstance(given, Mapping) else ((kind, how) for kind, how in given))

    @property
    def _key(self) -> bytes | None:
        key = self.hash_key
        if isinstance(key, SecretStr | SecretBytes):
            key = key.get_secret_value()
        return key.encode() if isinstance(key, str) else key

    @cached_property
    def _by_kind(self) -> dict[str, str]:
        known = {row.pattern.kind for row in self.selection.patterns.rows}
        if self.selection.detectors:  # what they find is known only to them
            known.update(NER_KINDS, (kind for kind, _ in self._pairs))
        chosen: dict[frozenset[str], str] = {}
        for kind, strategy in self._pairs:
            if chosen.setdefault(canonical_kinds([kind], known=known), strategy) != strategy:
                message = f"strategies has {kind!r} twice, with different values: keep one"
                raise ConfigError(message, control="output_redactor")
        # a kind's own strategy counts more than its group's
        named = sorted(chosen.items(), key=lambda one: len(one[0]), reverse=True)
        return {name: strategy for kinds, strategy in named for name in kinds}

    @property
    def selection(self) -> Selection:
        """The compiled form."""
        return self._selection

    @cached_property
    def _selection(self) -> Selection:
        return select(
            kinds=self.kinds,
            locales=self.locales,
            extra=self.extra,
            allow_list=self.allow_list,
            allow_patterns=self.allow_patterns,
            score_threshold=self.score_threshold,
            flagged=self._is_flagged,
            rows=builtin_patterns(
                links=self.links, allowed_hosts=self.allowed_hosts, terminal_controls=self.terminal_controls
            ),
        )

    @cached_property
    def _nested(self) -> RedactionPolicy:
        """What is left to do inside a rewritten match: everything but markup, which the rewrite has removed."""
        return replace(
            self,
            links="off",
            html="judge",
            kinds=None
            if self.kinds is None
            else tuple(kind for kind in self.kinds if kind.lower() not in MARKUP_KINDS),
            strategies=tuple((kind, how) for kind, how in self._pairs if kind.lower() not in MARKUP_KINDS),
        )

    @property
    def again(self) -> RedactionPolicy | None:
        """What judges the markup of the redacted text once more; None where every finding leaves a mark.

        Terminal controls and removed values vanish, and what they stood between joins, perhaps to a link or a tag.
        """
        return self._again

    @cached_property
    def _again(self) -> RedactionPolicy | None:
        vanish = self.terminal_controls or "remove" in {self.strategy, *(strategy for _, strategy in self._pairs)}
        kinds = tuple(kind for kind in self.kinds or MARKUP_KINDS if kind.lower() in MARKUP_KINDS)
        if self.links == "off" or not vanish or not kinds:
            return None
        return replace(
            self,
            kinds=kinds,
            extra=(),
            strategies=tuple((kind, how) for kind, how in self._pairs if kind.lower() in MARKUP_KINDS),
            terminal_controls=False,
        )

    @property
    def finish(self) -> AsHtml | None:
        """What a whole redacted text still goes through; None where it is released as it comes."""
        return self.finish_by(self.settled)

    def finish_by(self, settled: Callable[[str], str]) -> AsHtml | None:
        """The same, where `settled` redacts whole texts."""
        if self.html == "judge":
            return None
        links = LinkPolicy(self.links, self.allowed_hosts)  # type: ignore[arg-type]  # one of its modes
        return AsHtml(links, settled, self.max_chars)

    def _is_flagged(self, kind: str) -> bool:
        return self.strategy_for(kind) == "flag"

    def __getstate__(self) -> dict[str, object]:
        """Only the fields travel; the compiled form is made anew."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def strategy_for(self, kind: str) -> str:
        """What this policy does about findings of `kind`."""
        if kind in self._by_kind:
            return self._by_kind[kind]
        if kind == "dangerous_code":
            return _CODE_STRATEGIES[self.code]
        return "redact" if self.strategy == "pseudonymize" and kind in NOT_VALUES else self.strategy

    def apply(self, text: str) -> Redacted:
        """Redact a whole text.

        Args:
            text: At most `max_chars` characters.

        Returns:
            The clean text and the findings.

        Raises:
            InputTooLarge: When the text is longer than `max_chars`, or has too many tags to be made HTML.
            OutputBlocked: When a finding's strategy is `block`.
        """
        check_size(text, self.max_chars, stage="output", control="output_redactor")
        return whole(self, text)

    def settled(self, text: str) -> str:
        """A whole text as it is redacted, whatever its length."""
        return self.render(Scanner(self._selection).feed(text, final=True))

    def rendered(self, pieces: Sequence[str | Match]) -> Redacted:
        """The pieces as a clean text, and what was found in them.

        Raises:
            OutputBlocked: When a match's strategy is `block`.
        """
        return Redacted(self.render(pieces), tuple(piece.finding for piece in pieces if isinstance(piece, Match)))

    def stream(self) -> StreamRedactor:
        """A redactor for one text that arrives in pieces."""
        from langchain_guard.redaction.stream import StreamRedactor  # noqa: PLC0415 -- it imports this module

        return StreamRedactor(self)

    def render(self, pieces: Iterable[str | Match]) -> str:
        """Put replacements in the place of matches.

        Raises:
            OutputBlocked: When a match's strategy is `block`.
        """
        return "".join(piece if isinstance(piece, str) else self._replace(piece) for piece in pieces)

    def _replace(self, match: Match) -> str:
        kind = match.finding.kind
        strategy = self.strategy_for(kind)
        if strategy == "block":
            message = f"the answer was refused by rule {match.finding.rule}; nothing of it was released"
            raise OutputBlocked(message, control="output_redactor", rule_ids=(match.finding.rule,), stage="output")
        if strategy == "flag":
            return match.text
        if strategy == "pseudonymize":
            message = "strategy 'pseudonymize' needs a vault: use langchain_guard.runnables.PseudonymizerRunnable"
            raise ConfigError(message, control="output_redactor")
        if match.rewrite is not None:
            return self._nested.apply(match.rewrite(without_invisible(match.text).text)).text
        if strategy == "mask":
            return mask(match.text)
        if strategy == "hash":
            return keyed_hash(match.text, kind, check_key(self._key))
        return "" if strategy == "remove" else self._placeholder(match)

    def _placeholder(self, match: Match) -> str:
        """The placeholder; a space keeps its brackets from becoming an image, a link or the definition of one."""
        text = placeholder(match.finding.kind)
        if self.links == "off":
            return text
        before, after = match.beside
        link = after == "(" or (after == ":" and self.links == "strict" and (before in {"", ">"} or before.isspace()))
        return (" " if before == "!" else "") + text + (" " if link else "")


def whole(policy: Rendering, text: str) -> Redacted:
    """A whole text as a policy redacts it, and what was found in it."""
    if silent(text, policy.selection):
        clean = Redacted(text, ())
    else:
        clean = policy.rendered(Scanner(policy.selection).feed(text, final=True))
        if policy.again is not None:
            clean = replace(clean, text=policy.again.settled(clean.text))
    return clean if policy.finish is None else replace(clean, text=policy.finish(clean.text))
