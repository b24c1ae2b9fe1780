"""What people do to words, good and bad: disguises that leave a text readable."""

from __future__ import annotations

import base64
import codecs
import random
import re
from collections.abc import Callable


def _leet(text: str, rng: random.Random) -> str:
    table = str.maketrans({"e": "3", "a": "4", "o": "0", "i": "1"})
    return " ".join(word.translate(table) if rng.random() < 0.5 else word for word in text.split(" "))


def _typos(text: str, rng: random.Random) -> str:
    def scramble(word: str) -> str:
        if len(word) < 5 or rng.random() < 0.6:
            return word
        at = rng.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return " ".join(scramble(word) for word in text.split(" "))


def _accents(text: str, rng: random.Random) -> str:
    table = str.maketrans({"a": "á", "e": "é", "o": "ö", "u": "ù"})
    return "".join(char.translate(table) if rng.random() < 0.4 else char for char in text)


def _bare(text: str, rng: random.Random) -> str:
    return re.sub(r"[^\w\s]", "" if rng.random() < 0.5 else " ", text).lower()


def _encoded(text: str, rng: random.Random) -> str:
    """Text and its encoded self: the guard's views decode it, the classifier reads the rest. Long texts stay as they are."""
    if len(text) > 200:
        return text
    if rng.random() < 0.5:
        return f"{text} ({codecs.encode(text, 'rot13')})"
    return f"{base64.b64encode(text.encode()).decode()} = {text}"


DISGUISES: tuple[Callable[[str, random.Random], str], ...] = (_leet, _typos, _accents, _bare, _encoded)
"""Applied to attacks and honest sentences alike."""
