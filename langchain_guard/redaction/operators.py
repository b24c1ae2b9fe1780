"""What takes the place of a finding: a placeholder, a mask, a keyed hash, or nothing at all.

| strategy | result for `jane@example.com` |
|---|---|
| `redact` | `[REDACTED_EMAIL]` |
| `mask` | `************.com`: at most 4 trailing characters and at most a quarter of the value stay |
| `hash` | `<email_hash:7f3a...>`: HMAC-SHA-256, 80 bits of it, same value and key give the same token |
| `remove` | nothing |
| `flag` | the text stays as it is, the finding is reported |
| `block` | `OutputBlocked` is raised |
| `pseudonymize` | `[EMAIL_7kq2m9xd4t]`, which a vault exchanges back: `langchain_guard.redaction.vault` |
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from langchain_guard.exceptions import ConfigError

STRATEGIES: Final = ("redact", "mask", "hash", "remove", "flag", "block", "pseudonymize")
"""All but the last work on a text alone; `pseudonymize` needs a vault, see `langchain_guard.redaction.pseudonyms`."""

NOT_VALUES: Final = frozenset({
    *("bidi_control", "hidden_text", "invisible_character", "terminal_control"),
    *("unsafe_html", "unsafe_image", "unsafe_link", "dangerous_code"),
})  # fmt: skip
"""Kinds that nobody wants back: `pseudonymize` redacts them."""

VISIBLE_CHARACTERS: Final = 4
"""A mask shows at most this many trailing characters, the convention for payment cards (PCI DSS 3.4 allows the last
four), and never more than a quarter of the value."""

HASH_BITS: Final = 80
"""Bits of the HMAC kept in a token: collisions stay unlikely below 10^10 distinct values."""

SMALLEST_KEY: Final = 16
"""Bytes; a shorter key could be searched, and with it every hashed phone number."""


def placeholder(kind: str) -> str:
    """The placeholder of a kind.

    >>> placeholder("email")
    '[REDACTED_EMAIL]'
    """
    return f"[REDACTED_{kind.upper()}]"


def mask(value: str) -> str:
    """Replace all but the last few letters and digits by `*`; separators stay, so that a card still looks like one.

    Args:
        value: The text of the finding.

    Returns:
        Text of the same length.

    >>> mask("4111 1111 1111 1111"), mask("abc")
    ('**** **** **** 1111', '***')
    """
    visible = min(VISIBLE_CHARACTERS, sum(character.isalnum() for character in value) // 4)
    masked: list[str] = []
    for character in reversed(value):
        if not character.isalnum():
            masked.append(character if character in " -./" else "*")
        elif visible:
            visible -= 1
            masked.append(character)
        else:
            masked.append("*")
    return "".join(reversed(masked))


def check_strategy(strategy: str) -> None:
    """Refuse a strategy that there is not.

    Raises:
        ConfigError: The message lists those there are.
    """
    if strategy not in STRATEGIES:
        message = f"unknown strategy {strategy!r}: choose one of {', '.join(STRATEGIES)}"
        raise ConfigError(message, control="output_redactor")


def check_key(key: bytes | None) -> bytes:
    """The key, if it is fit for keyed hashing.

    Raises:
        ConfigError: When it is missing or shorter than `SMALLEST_KEY` bytes.
    """
    if key is None or len(key) < SMALLEST_KEY:
        message = f"strategy 'hash' needs a key of at least {SMALLEST_KEY} bytes: pass hash_key"
        raise ConfigError(message, control="output_redactor")
    return key


def keyed_hash(value: str, kind: str, key: bytes) -> str:
    """A token for a value: the same for the same value, kind and key, and of no use without the key.

    Args:
        value: The text of the finding.
        kind: Its kind; separates the domains, so that equal values of two kinds do not link.
        key: At least `SMALLEST_KEY` bytes.

    Returns:
        `<kind_hash:hex>` with 80 bits of HMAC-SHA-256 (RFC 2104).

    >>> keyed_hash("jane@example.com", "email", b"k" * 16) == keyed_hash("jane@example.com", "email", b"k" * 16)
    True
    """
    message = kind.encode() + b"\x00" + value.encode("utf-8", "replace")
    digest = hmac.new(key, message, hashlib.sha256).hexdigest()
    return f"<{kind}_hash:{digest[: HASH_BITS // 4]}>"
