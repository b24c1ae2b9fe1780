"""Classes of characters that may not stand beside a match."""

from __future__ import annotations

from functools import lru_cache

from langchain_guard.text.engine import compile_expression


class Neighbour:
    """A class of characters that may not stand beside a match."""

    def __init__(self, inside: str) -> None:
        self._expression = compile_expression(f"[{inside}]") if inside else None
        self._known: dict[bytes, bool] = {bytes([code]): self._forbids(bytes([code])) for code in range(128)}
        self._known[b""] = False  # an end of the text
        self.ascii = "".join(rf"\x{{{code:x}}}" for code in range(128) if self._known[bytes([code])])
        """The ASCII characters of the class, as the inside of one."""

    def _forbids(self, character: bytes) -> bool:
        return self._expression is not None and self._expression.fullmatch(character) is not None

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
