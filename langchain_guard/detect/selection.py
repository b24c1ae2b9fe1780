"""From a user's wishes (kinds, extras, allow-lists) to a compiled `Selection`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from langchain_guard.detect.builtin import DEFAULT_OFF, builtin_patterns
from langchain_guard.detect.names import canonical_kinds
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Detector, Finding
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.engine import compile_expression
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.scanner import Selection, SentenceDetector, never

Extra = Pattern | str | Detector | Callable[[str], Iterable[Any]]
"""What a user may add: a pattern, a regular expression, a detector, or a LangChain-style detector function."""

CUSTOM_MAX_LEN = 1000
"""Cap in characters for a plain regular expression without a longest match, e.g. `sk-[a-z]+`."""


def select(
    *,
    kinds: Iterable[str] | None = None,
    locales: Iterable[str] = (),
    extra: Iterable[Extra] = (),
    allow_list: Iterable[str] = (),
    allow_patterns: Iterable[str] = (),
    score_threshold: float = 0.0,
    flagged: Callable[[str], bool] = never,
    explain: bool = False,
    rows: Iterable[Pattern] | None = None,
) -> Selection:
    """Compile what to look for; arguments as in `langchain_guard.scan`.

    Args:
        kinds: Kinds to look for, all defaults when None.
        locales: Countries to restrict local rules to.
        extra: The user's own patterns and detectors; always looked for, whatever `kinds` says.
        allow_list: Exact values to let pass.
        allow_patterns: Patterns of values to let pass.
        score_threshold: Least score.
        flagged: Tells the kinds that are reported without hiding what lies below them.
        explain: Whether to record reasons.
        rows: The rows to choose from instead of the built-in ones.

    Returns:
        The compiled selection; equal selections share their automata.

    Raises:
        ConfigError: When an extra is none of the accepted things, or a kind is unknown.
    """
    extras = list(extra)
    own = [_as_pattern(item) for item in extras if isinstance(item, Pattern | str)]
    detectors = tuple(as_sentence_detector(item) for item in extras if not isinstance(item, Pattern | str))
    chosen = _choose(builtin_patterns() if rows is None else tuple(rows), kinds, own, frozenset(locales))
    return Selection(
        patterns=compile_patterns((*chosen, *own)),
        detectors=detectors,
        allowed=frozenset(value.casefold() for value in allow_list),
        allowed_patterns=tuple(compile_expression(pattern) for pattern in allow_patterns),
        threshold=score_threshold,
        flagged=flagged,
        explain=explain,
    )


def _choose(
    rows: tuple[Pattern, ...], kinds: Iterable[str] | None, own: list[Pattern], locales: frozenset[str]
) -> tuple[Pattern, ...]:
    if kinds is None:
        wanted = frozenset(row.kind for row in rows) - DEFAULT_OFF
    else:
        own_kinds = {pattern.kind for pattern in own}
        wanted = canonical_kinds(
            (kind for kind in kinds if kind not in own_kinds), known=frozenset(row.kind for row in rows)
        )
    return tuple(
        row
        for row in rows
        if row.kind in wanted and (not locales or not row.locales or not locales.isdisjoint(row.locales))
    )


def _as_pattern(item: Pattern | str) -> Pattern:
    if isinstance(item, Pattern):
        return item
    return Pattern("custom", item, max_len=CUSTOM_MAX_LEN, left="", right="")


def as_sentence_detector(item: Any) -> SentenceDetector:
    """Make one shape of the detectors and callables that users bring.

    Raises:
        ConfigError: When `item` is neither a `Detector` nor a callable.
    """
    if isinstance(item, Detector):
        return lambda sentence: list(item.detect(sentence))
    if callable(item):
        find = cast("Callable[[str], Iterable[object]]", item)
        name = getattr(item, "__name__", type(item).__name__)
        return lambda sentence: [_as_finding(found, name) for found in find(sentence)]
    message = f"an extra is a Pattern, a regular expression, a Detector or a callable, not {type(item).__name__}"
    raise ConfigError(message, control="scan")


def _as_finding(found: Any, name: str) -> Finding:
    """A finding from what LangChain-style detectors return: a mapping or an object with type, start and end."""
    if isinstance(found, Finding):
        return found
    fields = found if isinstance(found, Mapping) else vars(found)
    kind, start, end = fields.get("type"), fields.get("start"), fields.get("end")
    if not isinstance(kind, str) or not isinstance(start, int) or not isinstance(end, int):
        message = f"detector {name!r} must return findings with type (str), start and end (int)"
        raise ConfigError(message, control="scan")
    return Finding(start, end, kind, f"custom.{name}")
