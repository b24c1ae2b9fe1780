"""Classes of characters that may not stand beside a match."""

from __future__ import annotations

from functools import lru_cache

from langchain_guard.text.engine import compile_expression

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\x{30fc}"
"""Letters of scripts that put no space between a word and a value; inside of a class."""


def free(inside: str) -> str:
    r"""RE2 text of one character that may stand beside a match: none of the class.

    Letters of scripts without spaces around a value may, where the class holds the letters of all scripts.

    >>> free("0-9")
    '[^0-9]'
    """
    return f"[^{inside}]|[{UNSPACED}]" if r"\pL" in inside else f"[^{inside}]"


class Neighbour:
    """A class of characters that may not stand beside a match."""

    def __init__(self, inside: str) -> None:
        self._free = compile_expression(free(inside)) if inside else None
        self._known: dict[bytes, bool] = {bytes([code]): self._forbids(bytes([code])) for code in range(128)}
        self._known[b""] = False  # an end of the text
        self.ascii = "".join(rf"\x{{{code:x}}}" for code in range(128) if self._known[bytes([code])])
        """The ASCII characters of the class, as the inside of one."""
        self.holds_escapes = any(self._known[bytes([code])] for code in b"%&=\\")
        """Whether escapes before a match are part of what it ends, as in a run of percent-encoding."""

    def _forbids(self, character: bytes) -> bool:
        return self._free is not None and self._free.fullmatch(character) is None

    def forbids(self, character: bytes) -> bool:
        """Whether the UTF-8 of one character (empty at an end of the text) is in the class."""
        known = self._known.get(character)
        if known is None:
            known = self._forbids(character)
            if len(self._known) < _NEIGHBOURS:
                self._known[character] = known
        return known


_NEIGHBOURS = 4096
"""Characters whose class is remembered, for each class."""


@lru_cache(maxsize=256)
def neighbour(inside: str) -> Neighbour:
    """The compiled neighbour class, shared by all patterns that use it."""
    return Neighbour(inside)
