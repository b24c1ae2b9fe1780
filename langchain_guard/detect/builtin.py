"""The built-in rows, listed by hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from langchain_guard.detect import encoded, pii, secrets
from langchain_guard.detect.code import code_patterns
from langchain_guard.detect.hidden import hidden_patterns, terminal_patterns
from langchain_guard.detect.links import LinkPolicy, link_patterns
from langchain_guard.detect.markup import markup_patterns
from langchain_guard.detect.national import WORDS
from langchain_guard.text.pattern import Pattern

DEFAULT_OFF: frozenset[str] = pii.DEFAULT_OFF
"""Kinds that are looked for only when asked for by name."""

_NAMED = (
    rf"(?i:{secrets.LABELS}|{WORDS}|phone|mobil|cell|fax|tel|handy|rufnummer|whatsapp|t[ée]l[ée]|portable|m[óo]vil|"
    r"celular|телефон|電話|电话|전화|puhelin|ssn|social security|itin|passport|licen[cs]e|birth|born|dob|d\.o\.b|gebor|"
    r"geb\.|naissance|nacimiento|nascita|nascimento|urodzenia|рождения)"
)
_TO_ITS_END = r"[\pL\pN_]*(?: [\pL\pN_()]+)?[\"'`*_]*"
_BETWEEN = r"[|\t;,\x{2502}\x{2503}\x{2551}]"

LABELS = (
    rf"{_NAMED}{_TO_ITS_END}(?:[ \t]*{_BETWEEN}|  |\s*<)|"
    rf"(?:{_BETWEEN}|  )[\pL\pN_ \"'`*]*{_NAMED}{_TO_ITS_END}[ \t]*\r?\n"
)
"""What the head of a column that names something may look like, in RE2 syntax; too much costs time only."""

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
