"""`View`: a text as the automaton reads it, in bytes, with a way back to characters of the original."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal

from langchain_guard.text.engine import encode
from langchain_guard.text.normalize import Folded


class View:
    """UTF-8 of a buffer, or of its canonical form, with a way back to offsets in the buffer.

    Args:
        text: The buffer.
        folded: Its canonical form; the buffer itself is read when None.
        kind: What it shows: the text itself, markup whose invisible characters are gone, or values in disguise.

    >>> View("é@x").position(2, 3)
    1
    """

    def __init__(
        self, text: str, folded: Folded | None = None, kind: Literal["plain", "markup", "values"] = "plain"
    ) -> None:
        self.data = encode(folded.text if folded else text)
        self.folded = folded
        self.kind = kind
        self.ascii = len(self.data) == len(folded.text if folded else text)
        self._byte = self._character = 0

    def character(self, byte: int) -> int:
        """Offset in the view's characters of a byte offset; cheap when calls move forward."""
        if self.ascii:
            return byte
        if byte == self._byte:
            return self._character
        if byte > self._byte:
            self._character += len(self.data[self._byte : byte].decode())
        else:
            self._character -= len(self.data[byte : self._byte].decode())
        self._byte = byte
        return self._character

    def byte(self, text: str, offset: int) -> int:
        """Byte offset of the first character of the view that comes from `offset` or later in the buffer."""
        if self.folded is None:
            return offset if self.ascii else len(encode(text[:offset]))
        index = bisect_left(self.folded.starts, offset)
        return index if self.ascii else len(encode(self.folded.text[:index]))

    def position(self, byte: int, size: int) -> int:
        """Offset in the buffer of a byte offset of the view; the end of the view is the end of the buffer."""
        character = self.character(byte)
        if self.folded is None:
            return character
        starts = self.folded.starts
        return starts[character] if character < len(starts) else size

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the buffer of a span of bytes of the view."""
        if self.ascii and self.folded is None:
            return start, end
        first, last = self.character(start), self.character(end)
        return (first, last) if self.folded is None else self.folded.original(first, last)
