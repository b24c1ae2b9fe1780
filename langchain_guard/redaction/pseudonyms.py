"""`Pseudonymizer` hides values behind placeholders, `Restorer` puts them back: both for whole texts and for streams.

Three laws, for every text and every way to cut it into chunks:

* A text that holds no placeholder of this scope comes back as it was: `restore(hide(text)) == text`.
* What is hidden stays as it is when it is hidden again: a conversation repeats its past.
* The sum of the restored chunks is the restored sum. No half placeholder is released, and what is held back is derived
  from the language of placeholders as it is from any other pattern, see `langchain_guard.text.prefix`.

A placeholder that stands in a text already is left alone by both: if it was issued in this scope it will be restored
like any other; if not, it is text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from langchain_guard.detect import check_size
from langchain_guard.detect.builtin import DEFAULT_OFF
from langchain_guard.detect.names import PII_KINDS, SECRET_KINDS
from langchain_guard.findings import Finding
from langchain_guard.redaction.html import AsHtml
from langchain_guard.redaction.placeholders import SECRET, Language, kind_in, name_in
from langchain_guard.redaction.policy import Redacted, RedactionPolicy, whole
from langchain_guard.redaction.stream import StreamRedactor
from langchain_guard.redaction.vault import Held, VaultScope
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.redaction.vault_store import Source
from langchain_guard.text.scanner import Match, Scanner, Selection

VALUE_KINDS: tuple[str, ...] = tuple(sorted((PII_KINDS | SECRET_KINDS | {"encoded_value"}) - DEFAULT_OFF))
"""What is hidden unless other kinds are named: personal data and secrets, also in base64 and the like."""

Allows = Callable[[str, Held], bool]
"""Whether a value may be restored here, given its kind."""

RESTORED, WITHHELD, UNKNOWN = "vault.restored", "vault.withheld", "vault.unknown"
"""The rules under which placeholders are reported: restored; issued, but not for this place; not issued here."""


class Pseudonymizer:
    """Hides what a policy with the strategy `pseudonymize` finds; has the shape of a `RedactionPolicy`.

    Args:
        policy: What to find. Kinds with another strategy are treated by that.
        scope: Where the values are held.
        source: Who has brought them.
        language: How placeholders are spelt.

    >>> from langchain_guard.redaction.placeholders import language
    >>> from langchain_guard.redaction.vault import Vault
    >>> thread = Vault("correct horse battery staple").scope("acme", "thread-1")
    >>> hide = Pseudonymizer(RedactionPolicy(strategy="pseudonymize"), thread, "user", language())
    >>> hidden = hide.apply("write to jane@example.com").text
    >>> Restorer(thread, language()).apply(hidden.replace("[", "").lower()).text
    'write to jane@example.com]'
    """

    def __init__(self, policy: RedactionPolicy, scope: VaultScope, source: Source, language: Language) -> None:
        self._policy, self._scope, self._language = policy, scope, language
        self._source: Source = source

    @property
    def selection(self) -> Selection:
        """What is looked for."""
        return self._policy.selection

    @property
    def again(self) -> RedactionPolicy | None:
        """What judges the markup of the text once more; see `RedactionPolicy.again`."""
        return self._policy.again

    @property
    def finish(self) -> AsHtml | None:
        """What the whole text still goes through; see `RedactionPolicy.finish`."""
        return self._policy.finish_by(lambda text: self.rendered(Scanner(self.selection).feed(text, final=True)).text)

    def apply(self, text: str, /) -> Redacted:
        """Hide the values of a whole text.

        Raises:
            InputTooLarge: When it is longer than the policy allows.
            GuardUnavailable: When they cannot be held.
        """
        check_size(text, self._policy.max_chars, stage="input", control=CONTROL)
        return whole(self, text)

    def stream(self) -> StreamRedactor:
        """Begin to hide the values of a text that arrives in pieces."""
        return StreamRedactor(self)

    def rendered(self, pieces: Sequence[str | Match]) -> Redacted:
        """The pieces as a text, with placeholders for values."""
        found = [piece for piece in pieces if isinstance(piece, Match)]
        hidden = [match for match in found if self._policy.strategy_for(match.finding.kind) == "pseudonymize"]
        ends = [self._language.whole_of(match.text) for match in hidden]  # no placeholder is cut in two
        values = [(self._label(one.finding.kind), one.text[:end]) for one, end in zip(hidden, ends, strict=True) if end]
        issued = iter(self._scope.issue(values, self._source) if values else ())
        texts = {
            id(match): (next(issued) if end else "") + match.text[end:] for match, end in zip(hidden, ends, strict=True)
        }
        text = "".join(texts[id(piece)] if id(piece) in texts else self._policy.render([piece]) for piece in pieces)
        return Redacted(text, tuple(match.finding for match in found))

    def _label(self, kind: str) -> str:
        return SECRET if kind in SECRET_KINDS else self._language.label(kind)


def everything(_kind: str, _held: Held) -> bool:
    """Every value may be restored."""
    return True


def of_sources(sources: Iterable[Source]) -> Allows:
    """What one of these has brought may be restored.

    >>> of_sources(["user"])("email", Held("jane@example.com", frozenset({"tool"})))
    False
    """
    allowed = frozenset(sources)
    return lambda _kind, held: not allowed.isdisjoint(held.sources)


class Restorer:
    """Puts values in the place of their placeholders; has the shape of a `RedactionPolicy`.

    Args:
        scope: Whose values they are.
        language: How placeholders are spelt.
        allows: Which may be restored here; all when not given. The others stay placeholders.
    """

    def __init__(self, scope: VaultScope, language: Language, allows: Allows = everything) -> None:
        self._scope, self._language, self._allows = scope, language, allows

    again = finish = None
    """What comes back is no markup that was hidden before: nothing is judged once more."""

    @property
    def selection(self) -> Selection:
        """What is looked for."""
        return self._language.selection

    def apply(self, text: str, /) -> Redacted:
        """Restore a whole text.

        Raises:
            GuardUnavailable: When the vault cannot be read.
        """
        if "_" not in text:  # every placeholder has one, or its look-alike in another script, which nobody issues
            return Redacted(text, ())
        return self.rendered(Scanner(self.selection).feed(text, final=True))

    def stream(self) -> StreamRedactor:
        """Begin to restore a text that arrives in pieces."""
        return StreamRedactor(self)

    def rendered(self, pieces: Sequence[str | Match]) -> Redacted:
        """The pieces as a text, with values for placeholders."""
        names = [name_in(piece.text) for piece in pieces if isinstance(piece, Match)]
        held = self._scope.reveal(names) if names else {}
        texts: list[str] = []
        findings: list[Finding] = []
        for piece in pieces:
            if isinstance(piece, str):
                texts.append(piece)
                continue
            name = name_in(piece.text)
            rule, text = self._restored(name, held.get(name), piece.text)
            texts.append(text)
            findings.append(replace(piece.finding, kind=kind_in(name), rule=rule, severity="info"))
        return Redacted("".join(texts), tuple(findings))

    def _restored(self, name: str, held: Held | None, placeholder: str) -> tuple[str, str]:
        if held is None:
            return UNKNOWN, placeholder
        if not self._allows(kind_in(name), held):
            return WITHHELD, placeholder
        # A value may hold placeholders that stood in it when it was hidden; they were issued before it, so this ends.
        return RESTORED, self.apply(held.value).text
