"""The two kinds of rows: `Phrase` over word classes, `Mark` over characters."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A rule over word classes, in every language of the lexicon at once.

    Attributes:
        name: `<family>.<name>`.
        rule: See `langchain_guard.detect.injection.grammar`.
        weight: Evidence from 0 to 1 in text by the user; from 0.5 on it decides alone.
        untrusted: The same in tool results, documents and memory; None for the same weight.
        hits: Texts in which the row must fire.
        near_misses: Texts in which it must not.
    """

    name: str
    rule: str
    weight: float
    _: KW_ONLY
    untrusted: float | None = None
    hits: tuple[str, ...]
    near_misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A rule over characters: template tokens, forged headers, code that assembles text.

    Attributes:
        name: `<family>.<name>`.
        regex: RE2 syntax, matched in any case against the text as written.
        weight: As for `Phrase`.
        untrusted: As for `Phrase`.
        hits: Texts in which the row must fire.
        near_misses: Texts in which it must not.
    """

    name: str
    regex: str
    weight: float
    _: KW_ONLY
    untrusted: float | None = None
    hits: tuple[str, ...]
    near_misses: tuple[str, ...] = ()
