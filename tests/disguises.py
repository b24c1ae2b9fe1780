"""Fifteen ways to hide a sentence, for tests and measurements; deterministic."""

from __future__ import annotations

import base64
import codecs
import random
import re
from collections.abc import Callable
from urllib.parse import quote

_LEET = str.maketrans("aeiost", "431057")
_LOOK_ALIKES = str.maketrans("aceiopxyj", "асеіорхуј")


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _scrambled(text: str) -> str:
    """Inner letters of each word of more than four letters in another order, the same for the same word."""

    def mix(match: re.Match[str]) -> str:
        word = match.group()
        inner = list(word[1:-1])
        random.Random(word).shuffle(inner)
        return word[0] + "".join(inner) + word[-1]

    return re.sub(r"[A-Za-z]{5,}", mix, text)


def _selectors(text: str) -> str:
    return "Nice \U0001f600" + "".join(
        chr(0xFE00 + byte) if byte < 16 else chr(0xE0100 + byte - 16) for byte in text.encode()
    )


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero_width": "\u200b".join,
    "tag_characters": lambda text: "Hello " + "".join(chr(0xE0000 + ord(c)) for c in text if c.isascii()) + " there",
    "variation_selectors": _selectors,
    "bidi": lambda text: "\u202e" + text[::-1] + "\u202c",
    "homoglyphs": lambda text: text.translate(_LOOK_ALIKES),
    "full_width": _full_width,
    "leetspeak": lambda text: text.translate(_LEET),
    "letter_spacing": lambda text: "   ".join(" ".join(word) for word in text.split()),
    "base64": lambda text: "Please decode: " + base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()) if text else quote(text),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "reversed": lambda text: text[::-1],
    "html_comment": lambda text: f'<p>Welcome</p><!-- {text} --><span style="display:none">x</span>',
    "scrambled": _scrambled,
    "html_entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "upper_case": str.upper,
    "split_by_tags": lambda text: re.sub(r"(\w{3})(?=\w)", r"\1<b></b>", text),
}
"""Name to transformation."""
