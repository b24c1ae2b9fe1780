"""The names of kinds: ours, and the ones that Presidio's users know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from langchain_guard.exceptions import ConfigError

ALIASES: Mapping[str, tuple[str, ...]] = {
    "EMAIL_ADDRESS": ("email",),
    "PHONE_NUMBER": ("phone",),
    "CREDIT_CARD": ("credit_card",),
    "US_SSN": ("us_ssn",),
    "IP_ADDRESS": ("ipv4", "ipv6"),
}
"""Presidio's entity names and the kinds they stand for."""


def canonical_kinds(names: Iterable[str], known: frozenset[str] | None = None) -> frozenset[str]:
    """Our kinds for names in either habit.

    Args:
        names: E.g. `email` or `EMAIL_ADDRESS`.
        known: The kinds to accept; any when None.

    Raises:
        ConfigError: For an unknown name; the message names the nearest kind.

    >>> sorted(canonical_kinds(["IP_ADDRESS", "email"]))
    ['email', 'ipv4', 'ipv6']
    """
    kinds: set[str] = set()
    for name in names:
        for kind in ALIASES.get(name, (name,)):
            if known is not None and kind not in known:
                nearest = get_close_matches(kind, known, 1)
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                message = f"unknown kind {name!r}{hint}"
                raise ConfigError(message, control="scan")
            kinds.add(kind)
    return frozenset(kinds)
