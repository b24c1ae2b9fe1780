"""Where sentences end: the unit that detectors without a language of their own are handed.

A named-entity model or a user's function cannot say how much text a match could still need, so it reads whole
sentences, in streams and in whole texts alike, and both give the same result. The price in a stream is a delay of one
sentence.
"""

from __future__ import annotations

import re

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
