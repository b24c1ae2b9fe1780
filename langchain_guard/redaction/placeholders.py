r"""The language of placeholders: how a hidden value is spelt, and how it is found again in what a model makes of it.

A placeholder is `[LABEL_tag]`: the kind in capitals, and ten characters of Crockford's base 32 in lower case (no i, l,
o, u), e.g. `[EMAIL_7kq2m9xd4t]`. The tag is 50 bits of a keyed MAC over the value in its scope (`vault_keys`), so it
carries no count and no order, is the same in every process, and cannot be guessed: with 1,000 values in a thread, an
invented tag is one of them with probability 1e-12.

Why this form: the kind tells a model what it handles, as the `[EMAIL_1]` of other tools does, with which it shares the
shape. Models copy it well, because it looks like a variable; it costs about 10 tokens (5 for `[EMAIL_1]`, 8 for twelve
digits, 11 for twelve hexadecimal digits; means over two public tokenisers), and neither digits alone (which models
round and group) nor capitals alone (which they translate) stand in it. It is found again in any case, without its
brackets, and with the backslashes that Markdown writers put before `[`, `]` and `_`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from langchain_guard.detect.names import NER_KINDS, PII_KINDS
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.scanner import Selection

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case, https://www.crockford.com/base32.html."""

TAG_LENGTH = 10
"""Characters of a tag, five bits each."""

ANY_PLACEHOLDER = rf"\\?\[?(?i:[A-Z][A-Z0-9_\\]{{0,60}}_[{ALPHABET}]{{{TAG_LENGTH}}})\\?\]?"
"""Whatever looks like a placeholder, in RE2 syntax: detectors must let it pass, or it would be hidden once more."""

SECRET, VALUE = "SECRET", "VALUE"
"""Labels of all secrets, whose provider is nobody's business, and of kinds without a label of their own."""

_LONGEST_LABEL = 40
_NOT_A_WORD = re.compile("[^A-Za-z0-9_]")
_NOT_A_LABEL = re.compile("[^A-Z0-9]+")


def label_of(kind: str) -> str:
    """A kind as it is spelt in a placeholder.

    >>> label_of("credit_card"), label_of("employee id")
    ('CREDIT_CARD', 'EMPLOYEE_ID')
    """
    return _NOT_A_LABEL.sub("_", kind.upper()).strip("_")[:_LONGEST_LABEL].rstrip("_") or VALUE


def spelt(name: str) -> str:
    """A placeholder from its name.

    >>> spelt("EMAIL_7kq2m9xd4t")
    '[EMAIL_7kq2m9xd4t]'
    """
    return f"[{name}]"


def name_in(text: str) -> str:
    r"""The name in what was found: without brackets and backslashes, in its usual case.

    >>> name_in("\\[Email\\_7KQ2M9XD4T\\]")
    'EMAIL_7kq2m9xd4t'
    """
    label, _, tag = _NOT_A_WORD.sub("", text).rpartition("_")
    return f"{label.upper()}_{tag.lower()}"


def kind_in(name: str) -> str:
    """The kind a name tells of, in lower case.

    >>> kind_in("CREDIT_CARD_7kq2m9xd4t")
    'credit_card'
    """
    return name.rpartition("_")[0].lower()


@dataclass(frozen=True)
class Language:
    """All placeholders that can be: those of some labels.

    Args:
        labels: The labels that have placeholders; the pattern, and so what a stream holds back, is made of them.

    >>> Language(("EMAIL", "VALUE")).label("email"), Language(("EMAIL", "VALUE")).label("shoe_size")
    ('EMAIL', 'VALUE')
    """

    labels: tuple[str, ...]

    def label(self, kind: str) -> str:
        """The label of a kind: its own where it has one."""
        label = label_of(kind)
        return label if label in self._known else VALUE

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.labels)

    @cached_property
    def selection(self) -> Selection:
        """What finds placeholders in texts and streams."""
        return Selection(compile_patterns(self._patterns()))

    def whole_of(self, text: str) -> int:
        """Up to where a text holds no placeholder that goes on behind its end: one that was opened and not closed.

        >>> language().whole_of("a[EMAIL_7kq2"), language().whole_of("a[EMAIL_7kq2m9xd4t]")
        (1, 19)
        """
        opened = text.rfind("[")
        return opened if opened >= 0 and self._opened.fullmatch(text, opened) else len(text)

    @cached_property
    def _opened(self) -> re.Pattern[str]:
        return re.compile(rf"\[(?i:(?:{self._spelt})\\?_[{ALPHABET}]{{0,{TAG_LENGTH}}})\\?")

    @cached_property
    def _spelt(self) -> str:
        # The underscore is spelt `\_` by those who write Markdown.
        return "|".join(label.replace("_", r"\\?_") for label in sorted(self.labels))

    def _patterns(self) -> tuple[Pattern, ...]:
        # Brackets are part of it in pairs only: a single one belongs to the text around.
        name = rf"(?i:(?:{self._spelt})\\?_[{ALPHABET}]{{{TAG_LENGTH}}})"
        word = "0-9A-Za-z_"  # letters of other scripts may stand beside a placeholder: they do not use spaces
        return (
            Pattern("vault.placeholder", rf"\[{name}\]", left="", right=""),
            Pattern("vault.placeholder_markdown", rf"\\\[{name}\\\]", left="", right="", kind="placeholder"),
            Pattern("vault.placeholder_bare", name, left=word, right=word, kind="placeholder"),
        )


@lru_cache(maxsize=64)
def language(kinds: tuple[str, ...] = ()) -> Language:
    """The language for the built-in kinds and some more; one per process and choice.

    Args:
        kinds: Kinds that only this application has.
    """
    own = {label_of(kind) for kind in (*PII_KINDS, *NER_KINDS, "encoded_value", *kinds)}
    return Language(tuple(sorted(own | {SECRET, VALUE})))
