"""The built-in rows, listed by hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from langchain_guard.detect import encoded, pii, secrets
from langchain_guard.detect.code import code_patterns
from langchain_guard.detect.hidden import hidden_patterns, terminal_patterns
from langchain_guard.detect.links import LinkPolicy, link_patterns
from langchain_guard.detect.markup import markup_patterns
from langchain_guard.text.pattern import Pattern

DEFAULT_OFF: frozenset[str] = pii.DEFAULT_OFF
"""Kinds that are looked for only when asked for by name."""

MARKUP_KINDS = frozenset({"unsafe_link", "unsafe_image", "unsafe_html"})
"""Kinds that exist only under a link policy that is not `off`."""


@lru_cache(maxsize=64)
def builtin_patterns(
    *,
    links: Literal["balanced", "strict", "off"] = "balanced",
    allowed_hosts: tuple[str, ...] = (),
    terminal_controls: bool = False,
) -> tuple[Pattern, ...]:
    """All built-in rows for these options.

    Args:
        links: Link policy: `balanced`, `strict` or `off`.
        allowed_hosts: Hosts that links and images may lead to.
        terminal_controls: Whether terminal escapes are looked for.
    """
    policy = LinkPolicy(links, allowed_hosts)
    values = (*pii.PATTERNS, *secrets.PATTERNS, *encoded.PATTERNS)
    rows = (*values, *hidden_patterns(), *link_patterns(policy), *markup_patterns(policy), *code_patterns())
    return (*rows, *terminal_patterns()) if terminal_controls else rows
