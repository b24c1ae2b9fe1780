"""Code as two readings agree on it: of the text as it is, and of what is left without its invisible characters.

Hidden text is removed from an answer, and what it stood between then joins: one backtick, something invisible and two
more become a fence. So a place counts as code only where both texts show code.
"""

from __future__ import annotations

from collections import deque

from langchain_guard.text.engine import encode
from langchain_guard.text.normalize import invisible
from langchain_guard.text.unicode import ignorable_expression
from langchain_guard.text.zones import CodeZones


class CodeReadings:
    r"""Like `CodeZones`, for both readings; one reading until the first invisible character.

    >>> readings = CodeReadings()
    >>> readings.feed("```\n<b>\n``\u200b`\n<i>")
    >>> readings.is_code(4), readings.is_code(14)
    (True, False)
    """

    def __init__(self) -> None:
        self._plain = CodeZones()
        self._visible: CodeZones | None = None
        self._invisible: deque[int] = deque()  # where invisible characters stand that have not been passed yet
        self._passed = 0
        self._size = 0

    def feed(self, text: str) -> None:
        """Append to the text."""
        unseen = text.isascii() or invisible().search(encode(text)) is None  # in one pass, at the speed of memory
        found = [] if unseen else [self._size + match.start() for match in ignorable_expression().finditer(text)]
        if found and self._visible is None:
            self._visible = self._plain.copy()
        self._plain.feed(text)
        if self._visible is not None:
            self._visible.feed(ignorable_expression().sub("", text) if found else text)
            self._invisible.extend(found)
        self._size += len(text)

    def is_code(self, position: int) -> bool:
        """Whether the character at `position` of the whole text is code in both readings. Positions must not fall."""
        if self._visible is None:
            return self._plain.is_code(position)
        while self._invisible and self._invisible[0] < position:
            self._invisible.popleft()
            self._passed += 1
        code = self._plain.is_code(position)
        return self._visible.is_code(position - self._passed) and code
