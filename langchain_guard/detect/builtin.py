"""The built-in rows, listed by hand."""

from __future__ import annotations

from functools import lru_cache

from langchain_guard.findings import Action
from langchain_guard.text.pattern import Pattern

DEFAULT_OFF: frozenset[str] = frozenset()
"""Kinds that are looked for only when asked for by name."""

_FIRST_ROWS = (
    Pattern(
        "pii.email",
        r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}",
        left=r"\pL\pN_.%+-",
        right=r"\pL\pN_-",
        hits=("jane@example.com",),
        near_misses=("jane@example",),
    ),
)


@lru_cache(maxsize=64)
def builtin_patterns(
    *,
    links: str = "balanced",
    allowed_hosts: tuple[str, ...] = (),
    code: Action = Action.FLAG,
    terminal_controls: bool = False,
) -> tuple[Pattern, ...]:
    """All built-in rows for these options.

    Args:
        links: Link policy: `balanced`, `strict` or `off`.
        allowed_hosts: Hosts that links and images may lead to.
        code: What is done about dangerous fenced code.
        terminal_controls: Whether terminal escapes are looked for.
    """
    del links, allowed_hosts, code, terminal_controls
    return _FIRST_ROWS
