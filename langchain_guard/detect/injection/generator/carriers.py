"""Sentences set into frames and documents; every frame takes any sentence, attack or honest."""

from __future__ import annotations

import random
import re
from typing import Literal

from langchain_guard.detect.injection.generator.frames import FRAMES
from langchain_guard.detect.injection.generator.grammar import expand

CARRIERS: tuple[tuple[Literal["user", "document"], str], ...] = (
    *(("user", form) for form in FRAMES["user"]),
    *(("document", form) for form in FRAMES["document"]),
)
"""Every frame with the channel it belongs to."""

_PLACE = "‡"


def carry(form: str, text: str, rng: random.Random) -> tuple[str, tuple[int, int]]:
    """Set a sentence into a frame.

    Returns:
        The whole text and the place of the sentence in it.

    Example:
        >>> carry("To do: ‡!", "rest", random.Random(0))
        ('To do: rest!', (7, 11))
    """
    before, _, after = expand(form, rng).partition(_PLACE)
    return before + text + after, (len(before), len(before) + len(text))


def plant(text: str, extra: str, rng: random.Random) -> tuple[str, tuple[int, int]]:
    """Set a sentence into a text, at a sentence or line boundary, its start or its end.

    Returns:
        The new text and the place of `extra` in it.

    Example:
        >>> whole, (start, end) = plant("One. Two.", "New.", random.Random(2))
        >>> whole[start:end]
        'New.'
    """
    cuts = [0, len(text), *(found.end() for found in re.finditer(r"(?<=[.!?।。])\s+|\n+", text))]
    where = rng.choice(cuts)
    glue = "\n" if rng.random() < 0.4 else " "
    before = text[:where] + (glue if where and not text[:where].endswith(("\n", " ")) else "")
    after = glue + text[where:] if where < len(text) else ""
    return before + extra + after, (len(before), len(before) + len(extra))
