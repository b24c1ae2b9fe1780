"""From a user's wishes (kinds, extras, allow-lists) to a compiled `Selection`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from langchain_guard.detect.builtin import DEFAULT_OFF, LABELS, builtin_patterns
from langchain_guard.detect.names import NER_KINDS, canonical_kinds
from langchain_guard.exceptions import ConfigError, GuardError, GuardUnavailable
from langchain_guard.findings import Detector, Finding
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.engine import Finder, compile_expression
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
    for name, value in (
        ("kinds", kinds),
        ("locales", locales),
        ("extra", extra),
        ("allow_list", allow_list),
        ("allow_patterns", allow_patterns),
    ):
        check_several(name, value)
    if not 0 <= score_threshold <= 1:
        message = f"score_threshold is from 0 to 1, not {score_threshold}"
        raise ConfigError(message, control="scan")
    extras = list(extra)
    own = [_as_pattern(item) for item in extras if isinstance(item, Pattern | str)]
    detectors = tuple(as_sentence_detector(item) for item in extras if not isinstance(item, Pattern | str))
    known = builtin_patterns() if rows is None else tuple(rows)
    named = frozenset(row.kind for row in known) | (NER_KINDS if detectors else frozenset())
    chosen = _choose(known, kinds, named, own, known_locales(known, locales))
    return Selection(
        patterns=compile_patterns((*chosen, *own)),
        detectors=detectors,
        allowed=frozenset(value.casefold() for value in allow_list),
        allowed_patterns=tuple(compile_expression(pattern) for pattern in allow_patterns),
        threshold=score_threshold,
        flagged=flagged,
        explain=explain,
        labels=_LABELS,
    )


_LABELS = Finder(LABELS)
_SEVERAL = frozenset({tuple, list, set, frozenset})


def check_several(name: str, value: Any, *, control: str = "scan") -> None:
    """Refuse one value where several are taken: the characters of a string would each count as a value.

    Raises:
        ConfigError: When `value` is a string, a pattern or a callable instead of a collection of such.
    """
    if value is None or type(value) in _SEVERAL:  # asking an abstract class takes a tenth of a short scan
        return
    if isinstance(value, str) or not isinstance(value, Iterable):
        message = f"{name} takes a sequence, not one {type(value).__name__}: write {name}=[...]"
        raise ConfigError(message, control=control)


def known_locales(rows: tuple[Pattern, ...], locales: Iterable[str]) -> frozenset[str]:
    """The locales in lower case.

    Raises:
        ConfigError: When no row belongs to one of them; the message lists those there are.
    """
    wanted = frozenset(locale.casefold() for locale in locales)
    unknown = wanted.difference(*(row.locales for row in rows))
    if unknown:
        known = ", ".join(sorted({locale for row in rows for locale in row.locales}))
        message = f"unknown locales {sorted(unknown)}: rules exist for {known}"
        raise ConfigError(message, control="scan")
    return wanted


def _choose(
    rows: tuple[Pattern, ...],
    kinds: Iterable[str] | None,
    known: frozenset[str],
    own: list[Pattern],
    locales: frozenset[str],
) -> tuple[Pattern, ...]:
    if kinds is None:
        wanted = frozenset(row.kind for row in rows) - DEFAULT_OFF
    else:
        own_kinds = {pattern.kind for pattern in own}
        wanted = canonical_kinds((kind for kind in kinds if kind not in own_kinds), known=known)
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

    Returns:
        A detector that raises `GuardUnavailable` where the user's fails: its own error may quote the text.

    Raises:
        ConfigError: When `item` is neither a `Detector` nor a callable.
    """
    if isinstance(item, Detector):
        return _answering(item.detect, item.name)
    if callable(item):
        return _answering(cast("Callable[[str], Iterable[Any]]", item), getattr(item, "__name__", type(item).__name__))
    message = f"an extra is a Pattern, a regular expression, a Detector or a callable, not {type(item).__name__}"
    raise ConfigError(message, control="scan")


def _answering(find: Callable[[str], Iterable[Any]], name: str) -> SentenceDetector:
    def detector(sentence: str) -> list[Finding]:
        try:
            return [_within(_as_finding(found, name), sentence, name) for found in find(sentence)]
        except GuardError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever a user's code raises, it could not look
            problem = f"the detector {name!r} failed ({type(error).__name__})"
        raise GuardUnavailable(problem, control="scan", rule_ids=("scan.unavailable",))  # no cause: it may quote

    return detector


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


def _within(found: Finding, sentence: str, name: str) -> Finding:
    if not 0 <= found.start <= found.end <= len(sentence):
        message = (
            f"detector {name!r} reported the span {found.start} to {found.end} of a text of {len(sentence)} characters"
        )
        raise ConfigError(message, control="scan")
    return found
