r"""Canaries: a secret word in the system prompt that no honest answer holds. Where it comes up, the prompt has leaked.

A token is 32 letters of an alphabet of sixteen, 128 bits of HMAC-SHA-256 (RFC 2104) over the id of the request. The
alphabet `cdfgjklmpqstwxyz` has no vowel but `y`, so no word of a language is a token, and it is closed under ROT13: the
sixteen consonants whose partner is one, too.

Nobody keeps a list of tokens: whoever has the key and the id of a request makes its token again.

What is found. A text is read as its letters and digits alone: canonical forms (full-width, look-alikes) are folded,
case, spaces, punctuation, Markdown and invisible characters left out; a second reading also opens escapes (percent,
HTML entities, `\x71`, `\u0071`, `0x71`, quoted-printable) and leaves out tags. A leak is a run in one of these readings
that is part of a form of the token: of the token itself or its ROT13, forwards or backwards, eight letters in a row; of
its hexadecimal, decimal, binary codes or of its base64 at any of the three alignments, in lower or upper case, forwards
or backwards, about as much. So a quarter of a token is a leak already, and any split in two, three or four parts has a
part that long. Not found: finer splits with other letters between the parts, other encodings, a paraphrase of the
prompt that leaves the token out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from langchain_guard.exceptions import ConfigError
from langchain_guard.text.engine import Finder, encode
from langchain_guard.text.normalize import fold

ALPHABET: Final = "cdfgjklmpqstwxyz"
"""Letters of tokens, four bits each."""

LETTERS: Final = 32
"""Length of a token: 128 bits."""

RUN: Final = 8
"""Letters of a token in a row that are a leak: 32 bits, which honest text does not hit by chance."""

HOLD: Final = 512
"""Characters a stream waits at most for a run to go on or break. A run that is drawn out longer, by thousands of spaces
between its letters, is found only when the whole answer is looked at."""

SMALLEST_KEY: Final = 16
"""Bytes; with a shorter key tokens could be guessed."""

_DOMAIN = b"langchain_guard canary 1\x00"
_DEPTH = 2  # times that escapes are opened: `%2571` is `%71` is `q`

# How many characters of each kind of form are a leak; a quarter of the token or a little more.
_RUNS: Final = {"letters": RUN, "hexadecimal": 2 * RUN, "decimal": 20, "binary": 8 * RUN, "base64": 12}

_GROUP = 4  # characters of base64 that stand for three bytes

_ROT13 = str.maketrans(ALPHABET, "pqstwxyzcdfgjklm")

_SHAPES = Finder(
    f"[{ALPHABET}]{{8}}|[0-9a-f]{{16}}"
    # What three ASCII letters become in base64, by place, lower and upper case, read without regard to case.
    "|(?:[yza-e][ghwxmn23][bfjnrvzdhlptx159][j-z0-6]){3}|(?:[q-w][efuvkl01][bfjnrvzdhlptx159][d-za]){3}"
    # The same backwards.
    "|(?:[j-z0-6][bfjnrvzdhlptx159][ghwxmn23][yza-e]){3}|(?:[d-za][bfjnrvzdhlptx159][efuvkl01][q-w]){3}"
)
"""What a run of any token looks like: most texts hold nothing of the kind, and then the token need not be looked at."""

_PLAIN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_LEFT_OUT = bytes(code for code in range(256) if not chr(code).isalnum() or code >= 128)

_INTRODUCER = Finder(r"[%\\&<=]|0[xX]|[uU]\+")
_ESCAPE = re.compile(
    r"(?:%|=|\\x|\\u00|\\u\{0{0,4}|u\+00|0x|&#x0{0,6})([0-9a-f]{2})[;}]?"
    r"|&#0{0,6}([0-9]{2,3});?"
    r"|\\(1[0-7]{2})"
    r"|</?[a-z!][^<>]{0,100}>|&[a-z]{2,8};",  # tags and named entities hide nothing but themselves
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"(?:%[0-9a-f]?|=[0-9a-f]?|\\(?:x[0-9a-f]?|u[0{]{0,6}[0-9a-f]?|1[0-7]?)?|u\+?0{0,2}[0-9a-f]?|0x?[0-9a-f]?"
    r"|&#?x?[0-9a-z]{0,9}|</?(?:[a-z!][^<>]{0,100})?)\Z",
    re.IGNORECASE,
)
"""An escape or tag at the end of a text that is not complete yet."""


def canary_token(key: bytes, request_id: str) -> str:
    """The token of a request.

    Args:
        key: The secret of the deployment, at least 16 bytes.
        request_id: What tells this request from all others; the id of the model's run, when a guarded model asks.

    Returns:
        32 letters of `ALPHABET`, the same for the same key and request.

    Raises:
        ConfigError: When the key is too short.

    >>> token = canary_token(b"k" * 16, "request 1")
    >>> len(token), set(token) <= set(ALPHABET), token == canary_token(b"k" * 16, "request 2")
    (32, True, False)
    """
    if len(key) < SMALLEST_KEY:
        message = f"a canary key needs at least {SMALLEST_KEY} bytes; make one: openssl rand -hex 32"
        raise ConfigError(message, control="canary")
    digest = hmac.new(key, _DOMAIN + request_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    return digest[:LETTERS].translate(str.maketrans("0123456789abcdef", ALPHABET))


class Canary:
    """One token, and how to know it again. Its `repr` does not show it.

    Args:
        token: As `canary_token` makes it.

    >>> canary = Canary(canary_token(b"k" * 16, "request 1"))
    >>> canary.leaks("The word is " + " ".join(canary.token.upper())), canary.leaks("There is no such word.")
    (True, False)
    """

    def __init__(self, token: str) -> None:
        self.token = token

    def leaks(self, text: str) -> bool:
        """Whether a whole text holds the token, or a quarter of it, in any of its forms."""
        return any(self._in(reading) for reading in _readings(text))

    def open_from(self, text: str) -> int:
        """From where on the end of a text may still become a leak; its length when nothing may.

        Args:
            text: What has come so far and has not been released; only the last `HOLD` characters count.
        """
        skipped = max(0, len(text) - HOLD)
        tail = text[skipped:]
        starts = [self._open_from(*_placed(tail, opened=False))]
        begun = _BEGUN.search(tail)
        if begun or _escaped(encode(tail)):
            starts.append(self._open_from(*_placed(tail, opened=True)))
        if begun:
            starts += [begun.start(), self._open_from(*_placed(tail[: begun.start()], opened=True))]
        return skipped + min(starts)

    def _in(self, reading: bytes) -> bool:
        if not _has_shape(reading):
            return False
        text = reading.decode("ascii")
        return any(
            not windows.isdisjoint(text[start : start + size] for start in range(len(text) - size + 1))
            for size, windows in self._windows.items()
        )

    def _open_from(self, letters: str, starts: list[int]) -> int:
        """Where the longest end of `letters` begins that is a part of a form."""
        length = 0
        while length < len(letters) and letters[-length - 1 :] in self._book:
            length += 1
        return starts[-length - 1] if length else starts[-1]

    @cached_property
    def _forms(self) -> tuple[tuple[str, str], ...]:
        """All forms of the token as readings show them, each with its kind."""
        swapped = self.token.translate(_ROT13)
        forms = [("letters", self.token), ("letters", swapped)]
        forms += [form for spelling in (self.token, self.token.upper()) for form in _codes(spelling)]
        forms += [form for spelling in (self.token[::-1], self.token[::-1].upper()) for form in _codes(spelling)]
        return tuple(forms + [(kind, form[::-1]) for kind, form in forms])

    @cached_property
    def _windows(self) -> dict[int, frozenset[str]]:
        """By length, every part of a form that is a leak: of base64, those that begin with a group of four."""
        return {
            size: frozenset(
                form[start : start + size]
                for kind, form in self._forms
                if _RUNS[kind] == size
                for start in range(0, len(form) - size + 1, _GROUP if kind == "base64" else 1)
            )
            for size in sorted(set(_RUNS.values()))
        }

    @cached_property
    def _book(self) -> str:
        """All forms in one text, to look up parts of them."""
        return "\0".join(form for _, form in self._forms)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class CanaryStream:
    """Lets a text pass as it comes, and holds back what may become a leak.

    Args:
        canary: What to look for.

    >>> canary = Canary(canary_token(b"k" * 16, "request 1"))
    >>> stream = CanaryStream(canary)
    >>> stream.feed("Nothing here.") + stream.close(), stream.feed(canary.token), stream.leaked
    ('Nothing here.', '', True)
    """

    def __init__(self, canary: Canary) -> None:
        self.leaked = False
        self._canary = canary
        self._held = ""

    def feed(self, chunk: str) -> str:
        """Take the next piece; return what can be released: nothing any more once the token has leaked."""
        text = self._held + chunk
        self.leaked = self.leaked or self._canary.leaks(text)
        if self.leaked:
            self._held = ""
            return ""
        cut = self._canary.open_from(text)
        self._held = text[cut:]
        return text[:cut]

    def close(self) -> str:
        """Return the rest."""
        rest, self._held = self._held, ""
        return rest


def _codes(spelling: str) -> Iterator[tuple[str, str]]:
    """Ways to write a token in numbers, as readings show them."""
    raw = spelling.encode()
    yield "hexadecimal", raw.hex()
    yield "decimal", "".join(map(str, raw))
    yield "binary", "".join(f"{byte:08b}" for byte in raw)
    for shared in range(3):  # letters at the beginning whose group also holds something else
        whole = raw[shared : shared + (len(raw) - shared) // 3 * 3]
        yield "base64", base64.b64encode(whole).decode().lower()


def _has_shape(reading: bytes) -> bool:
    return _SHAPES.search(reading, 0, len(reading)) is not None


def _escaped(data: bytes) -> bool:
    return _INTRODUCER.search(data, 0, len(data)) is not None


def _readings(text: str) -> Iterator[bytes]:
    """The letters and digits of a text, and those of what its escapes open to."""
    for depth in range(_DEPTH + 1):
        if depth:
            opened = _ESCAPE.sub(_opened, text)
            if opened == text:
                return
            text = opened
        if not text.isascii():
            text = fold(text).text
        data = encode(text)
        yield data.translate(_PLAIN, _LEFT_OUT)
        if not _escaped(data):
            return


def _opened(match: re.Match[str]) -> str:
    """What an escape stands for; nothing for a tag."""
    hexadecimal, decimal, octal = match.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if decimal:
        return chr(int(decimal))
    return chr(int(octal, 8)) if octal else ""


def _placed(text: str, *, opened: bool) -> tuple[str, list[int]]:
    """A reading of a short text with the place of each letter in it; the last place is the end of the text."""
    folded = None if text.isascii() else fold(text)
    letters: list[str] = []
    starts: list[int] = []
    for place, character in _characters(text if folded is None else folded.text, opened=opened):
        if character.isascii() and character.isalnum():
            letters.append(character.lower())
            starts.append(place if folded is None else folded.starts[place])
    return "".join(letters), [*starts, len(text)]


def _characters(text: str, *, opened: bool) -> Iterator[tuple[int, str]]:
    """The characters of a text with their places; escapes as what they stand for."""
    position = 0
    for match in _ESCAPE.finditer(text) if opened else ():
        yield from enumerate(text[position : match.start()], position)
        yield match.start(), _opened(match)
        position = match.end()
    yield from enumerate(text[position:], position)
