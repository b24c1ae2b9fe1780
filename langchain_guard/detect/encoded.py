"""Values in an envelope: base64, hexadecimal, percent-encoding and HTML entities around personal data or secrets.

A run that looks encoded is decoded, at most `DEPTH` times, and what comes out is scanned. If anything is found inside,
the whole run is the finding, because no part of it may leave.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable
from functools import cache

from langchain_guard.detect import pii, secrets
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.scanner import Match, Selection, whole

DEPTH = 2
"""Envelopes that are opened; each costs one decoding and one scan of what came out."""

_CAP = 8192
"""Characters of a run that are looked at."""

_escape = re.compile(r"(?:\\u00|=)([0-9A-Fa-f]{2})")
_percent = re.compile(r"%([0-9A-Fa-f]{2})")


def _text(data: bytes) -> str:
    """The bytes as text, or nothing when they are not printable UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return text if "".join(text.split()).isprintable() else ""


def _from_base64(run: str) -> str:
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return _text(base64.b64decode(body + "=" * (-len(body) % 4), validate=True))
    except binascii.Error:
        return ""


def _from_hexadecimal(run: str) -> str:
    return "" if len(run) % 2 else _text(bytes.fromhex(run))


def _from_percent(run: str) -> str:
    parts = _percent.split(run)
    data = b"".join(bytes([int(part, 16)]) if place % 2 else part.encode() for place, part in enumerate(parts))
    return _text(data)


@cache
def _inner() -> Selection:
    rows = (*pii.PATTERNS, *secrets.PATTERNS)
    return Selection(compile_patterns(row for row in rows if row.kind not in pii.DEFAULT_OFF))


def holds_value(text: str, decode: Callable[[str], str], depth: int = DEPTH) -> bool:
    """Whether something is found in what `text` decodes to.

    Args:
        text: A run of one encoding.
        decode: Opens the outer envelope; gives nothing when it is none.
        depth: Envelopes left to open.

    >>> holds_value("am9obkBleGFtcGxlLmNvbSBpcyBteSBtYWls", _from_base64)
    True
    """
    inside = decode(text)
    if not inside or inside == text:
        return False
    pieces, _ = whole(inside[:_CAP], _inner())
    if any(isinstance(piece, Match) for piece in pieces):
        return True
    if depth <= 1:
        return False
    run = inside.strip()
    return any(re.fullmatch(shape, run) and holds_value(run, inner, depth - 1) for shape, inner in _shapes())


def base64_value(run: str) -> bool:
    """Whether the base64 holds a value."""
    return holds_value(run, _from_base64)


def hexadecimal_value(run: str) -> bool:
    """Whether the hexadecimal digits hold a value."""
    return holds_value(run, _from_hexadecimal)


def percent_value(run: str) -> bool:
    """Whether the percent-encoding holds a value."""
    return holds_value(run, _from_percent)


def entity_value(run: str) -> bool:
    """Whether the text with HTML entities holds a value."""
    return holds_value(run, html.unescape)


def escape_value(run: str) -> bool:
    """Whether the text with escapes of JSON or quoted-printable holds a value."""
    return holds_value(run, _from_escapes)


def _from_escapes(run: str) -> str:
    return _escape.sub(lambda match: chr(int(match.group(1), 16)), run)


def _row(name: str, regex: str, left: str, validator: Callable[[str], bool], *, hit: str, near_miss: str) -> Pattern:
    return Pattern(
        f"encoded.{name}",
        regex,
        kind="encoded_value",
        severity="high",
        max_len=_CAP,
        left=left,
        right="",
        validator=validator,
        hits=(hit,),
        near_misses=(near_miss,),
    )


PATTERNS: tuple[Pattern, ...] = (
    _row(
        "base64",
        r"[A-Za-z0-9+/_-]{22,}={0,2}",
        r"A-Za-z0-9+/_=-",
        base64_value,
        hit="am9obkBleGFtcGxlLmNvbSBpcyBteSBtYWls",
        near_miss="dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVy",
    ),
    _row(
        "hexadecimal",
        r"[0-9A-Fa-f]{24,}",
        r"\pL\pN",
        hexadecimal_value,
        hit="6a6f686e406578616d706c652e636f6d",
        near_miss="74686520717569636b2062726f776e20666f78",
    ),
    _row(
        "percent",
        r"[A-Za-z0-9._~+-]{0,64}%[0-9A-Fa-f]{2}[A-Za-z0-9._~+%@-]+",
        r"A-Za-z0-9._~+%-",
        percent_value,
        hit="john%40example.com",
        near_miss="100%25 sure",
    ),
    _row(
        "entity",
        r"[A-Za-z0-9._+-]{0,64}&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|commat|period|lowbar);?[A-Za-z0-9._+&#;@-]+",
        r"A-Za-z0-9._+&;#-",
        entity_value,
        hit="john&#64;example.com",
        near_miss="Tom &#38; Jerry",
    ),
    _row(
        "json_at",
        r"[A-Za-z0-9._+-]{1,48}\\u0040[A-Za-z0-9.-]+",
        r"A-Za-z0-9._+-",
        escape_value,
        hit=r"john.doe\u0040example.com",
        near_miss=r"a\u0040b",
    ),
    _row(
        "quoted_printable_at",  # a dot before it, as width=40px.png is no address
        r"[A-Za-z0-9_+-]{1,31}\.[A-Za-z0-9._+-]{1,32}=40[A-Za-z0-9.-]+",
        r"A-Za-z0-9._+-",
        escape_value,
        hit="john.doe=40example.com",
        near_miss="box.width=40px",
    ),
)
"""The rows, in order of priority."""


@cache
def _shapes() -> tuple[tuple[str, Callable[[str], str]], ...]:
    decoders = (_from_base64, _from_hexadecimal, _from_percent, html.unescape, _from_escapes, _from_escapes)
    return tuple((row.regex, decoder) for row, decoder in zip(PATTERNS, decoders, strict=True))
