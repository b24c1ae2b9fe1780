"""Where sentences end: the unit that detectors without a language of their own are handed.

A named-entity model or a user's function cannot say how much text a match could still need, so it reads whole
sentences, in streams and in whole texts alike, and both give the same result. The price in a stream is a delay of one
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from langchain_guard.findings import Finding

LONGEST_SENTENCE = 1000
"""A sentence is cut after this many characters, at the last white space if there is one; bounds the delay."""

_END = re.compile(r"[.!?\u3002\uff01\uff1f\u061f\u0964]+[\"')\]\u00bb\u201d\u2019]*(?=\s)|\n+(?=[^\n])")
_SPACE = re.compile(r"\s+(?=\S)")


def sentence_end(text: str, start: int, *, final: bool) -> int | None:
    """End of the sentence that begins at `start`.

    Args:
        text: The text so far.
        start: Offset at which a sentence begins; `start < len(text)`.
        final: Whether nothing more comes.

    Returns:
        Offset one past the sentence, or None when it is not complete yet.

    >>> sentence_end("One. Two", 0, final=False), sentence_end("One. Two", 4, final=False)
    (4, None)
    """
    limit = start + LONGEST_SENTENCE
    match = _END.search(text, start, limit + 1)
    if match is not None and match.end() <= limit and match.end() < len(text):
        return match.end()
    if len(text) > limit:
        spaces = [space.end() for space in _SPACE.finditer(text, start + 1, limit)]
        return spaces[-1] if spaces else limit
    return len(text) if final else None


class Sentences:
    """Hands the sentences of a text that comes in pieces to detectors.

    Args:
        detectors: Each finds things in one sentence.
    """

    def __init__(self, detectors: Sequence[Callable[[str], list[Finding]]]) -> None:
        self._detectors = detectors
        self._text = ""  # the sentence that is not complete
        self._base = 0  # where it begins in the whole text

    def feed(self, piece: str, *, final: bool) -> tuple[list[Finding], int]:
        """Findings in the sentences that a piece completes, and where open text begins, as offsets in all text."""
        self._text += piece
        found: list[Finding] = []
        start = 0
        while start < len(self._text) and (end := sentence_end(self._text, start, final=final)) is not None:
            offset = self._base + start
            for detector in self._detectors:
                new = detector(self._text[start:end])
                found.extend(replace(one, start=one.start + offset, end=one.end + offset) for one in new)
            start = end
        self._text, self._base = self._text[start:], self._base + start
        return found, self._base
