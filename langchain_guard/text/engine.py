"""The matching engine: RE2, linear in the text, over UTF-8 bytes.

Everything that touches `re2` stands here, so that its traps are handled once: compile errors are raised instead of
printed, memory for large alternations is granted, and expressions are cached by their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from langchain_guard.exceptions import ConfigError

Expression = Any
"""A compiled RE2 expression; the library ships no types."""

_MEMORY = 512 << 20
"""Upper bound in bytes for one automaton. RE2's default of 8 MiB is too small for large alternations and makes a set
fail; memory is only taken as states are reached."""

SEPARATOR = "\ufffc"
"""Stands for something that is not part of any word; no built-in pattern matches it."""


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """Compile an expression for use on UTF-8 bytes.

    Args:
        source: RE2 syntax.

    Returns:
        An object with `search`, `match` and `fullmatch` over `bytes`.

    Raises:
        ConfigError: When RE2 refuses it; the message is RE2's reason, which quotes the pattern's part, never text.

    >>> compile_expression("b+").search(b"abbc").span()
    (1, 3)
    """
    try:
        return re2.compile(source, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown error"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        message = f"RE2 cannot take this pattern: {reason}"
        raise ConfigError(message, control="pattern") from None


def compile_set(sources: Sequence[str]) -> Any:
    """Compile a set that tells which of many expressions match at the start of some bytes.

    Args:
        sources: RE2 expressions, in the order of their indexes.

    Returns:
        An object whose `Match(data)` gives the matching indexes, or None.
    """
    expressions = re2.Set.MatchSet(_options())
    for source in sources:
        expressions.Add(source)
    expressions.Compile()
    return expressions


def encode(text: str) -> bytes:
    r"""UTF-8 of `text`; a lone surrogate becomes `?`, one for one, so that offsets stay valid.

    >>> encode("a\ud800b")
    b'a?b'
    """
    return text.encode("utf-8", "replace")
