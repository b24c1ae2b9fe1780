"""Words with scrambled, missing or doubled letters, which people and language models read without noticing.

Typoglycemia is named by the OWASP LLM Prompt Injection Prevention Cheat Sheet as a way around keyword filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_OWN = frozenset({"revel", "filer", "forge", "foret", "flier", "older", "polices", "pervious"})
"""Words of their own that only look like slips of another."""


class Slips:
    """Recognises misspelled words.

    Args:
        scrambled: Words that are recognised with the letters after the first in any order, and what they stand for.
        slipped: Words that are recognised with one inner letter missing or one letter doubled.
        real: Words that are right as they are.

    >>> slips = Slips({"ignore": "I"}, {"system": "S"}, ())
    >>> slips.get("ignroe"), slips.get("sytem"), slips.get("sysstem"), slips.get("signore")
    ('I', 'S', 'S', None)
    """

    def __init__(self, scrambled: Mapping[str, str], slipped: Mapping[str, str], real: Iterable[str]) -> None:
        self._scrambled: dict[str, str] = {}
        for word, symbol in scrambled.items():
            self._scrambled.setdefault(_letters(word), symbol)
        self._sums = frozenset((letters[0], sum(letters.encode())) for letters in self._scrambled)
        self._slipped: dict[str, str] = {}
        for word, symbol in slipped.items():
            forms = {word[:gap] + word[gap + 1 :] for gap in range(1, len(word) - 1)}
            forms |= {word[:at] + word[at] + word[at:] for at in range(len(word))}
            for form in forms - _OWN:
                self._slipped.setdefault(form, symbol)
        for word in real:
            self._slipped.pop(word, None)

    def get(self, word: str) -> str | None:
        """What a misspelled word in small ASCII letters stands for; None when it is no slip of a known word."""
        symbol = self._slipped.get(word)
        if symbol is None and (word[0], sum(word.encode())) in self._sums and word not in _OWN:
            symbol = self._scrambled.get(_letters(word))
        return symbol


def _letters(word: str) -> str:
    """What stays the same when the letters after the first are scrambled."""
    return word[0] + "".join(sorted(word[1:]))
