"""Detectors: `str -> findings`. Each is a table of rows plus validators; `builtin_patterns` lists them by hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from langchain_guard.exceptions import InputTooLarge
from langchain_guard.findings import ScanResult

if TYPE_CHECKING:
    from langchain_guard.detect.selection import Extra
    from langchain_guard.text.scanner import Selection

MAX_CHARS = 1_000_000
"""Default cap on one text, in characters: about 20 ms of scanning; longer texts are refused, never truncated."""


def check_size(text: str, max_chars: int, *, stage: str = "input", control: str = "scan") -> None:
    """Refuse a text beyond its cap.

    Raises:
        InputTooLarge: When `text` has more than `max_chars` characters.
    """
    if len(text) > max_chars:
        message = f"text of {len(text)} characters is over the cap of {max_chars}: split it or raise max_chars"
        raise InputTooLarge(message, control=control, stage=stage)


@lru_cache(maxsize=64)
def _selection(  # noqa: PLR0917 -- all positional, so that equal wishes are one key
    kinds: tuple[str, ...] | None,
    locales: tuple[str, ...],
    extra: tuple[Extra, ...],
    allow_list: tuple[str, ...],
    allow_patterns: tuple[str, ...],
    score_threshold: float,
    explain: bool,
) -> Selection:
    from langchain_guard.detect.selection import select  # noqa: PLC0415 -- see scan

    return select(
        kinds=kinds,
        locales=locales,
        extra=extra,
        allow_list=allow_list,
        allow_patterns=allow_patterns,
        score_threshold=score_threshold,
        explain=explain,
    )


def scan(
    text: str,
    *,
    kinds: Iterable[str] | None = None,
    locales: Iterable[str] = (),
    extra: Iterable[Extra] = (),
    allow_list: Iterable[str] = (),
    allow_patterns: Iterable[str] = (),
    score_threshold: float = 0.0,
    explain: bool = False,
    max_chars: int = MAX_CHARS,
) -> ScanResult:
    """Find personal data, secrets, hidden text and dangerous markup in a text.

    Args:
        text: Any text.
        kinds: What to look for, by our names (`email`) or Presidio's (`EMAIL_ADDRESS`); all defaults when None.
        locales: Restrict rules that belong to a country to these (`de`, `us`, ...); all when empty.
        extra: More to look for: a `Pattern`, a regular expression (kind `custom`), a `Detector`, or a LangChain-style
            callable `str -> list of {"type", "start", "end"}`.
        allow_list: Values that are no findings, compared without regard to case.
        allow_patterns: Regular expressions; a value that one matches as a whole is no finding.
        score_threshold: Least score of a finding, from 0 to 1.
        explain: Record why each candidate was kept or dropped.
        max_chars: Longest text accepted, in characters.

    Returns:
        Findings in order of position, without the text.

    Raises:
        InputTooLarge: When the text is longer than `max_chars`.
        ConfigError: When a pattern, kind, locale or threshold cannot be used, or a detector reports an impossible span.
        GuardUnavailable: When a detector could not do its work.
        TypeError: When `text` is no string.

    >>> scan("write to jane@example.com").counts
    {'email': 1}
    >>> from langchain_guard import Pattern
    >>> scan("see E-123456", extra=[Pattern("employee_id", r"E-[0-9]{6}")]).counts
    {'employee_id': 1}
    """
    # the tables take a quarter of a second to build, which whoever only asks `detect.injection` does not wait for
    from langchain_guard.detect.selection import check_several  # noqa: PLC0415 -- see above
    from langchain_guard.text.scanner import Scanner  # noqa: PLC0415 -- see above

    if not isinstance(text, str):
        wrong = f"scan takes a str, not {type(text).__name__}"
        raise TypeError(wrong)
    check_size(text, max_chars)
    several = {"kinds": kinds, "locales": locales, "extra": extra, "allow_list": allow_list}
    for name, value in {**several, "allow_patterns": allow_patterns}.items():
        check_several(name, value)
    selection = _selection(
        None if kinds is None else tuple(kinds),
        tuple(locales),
        tuple(extra),
        tuple(allow_list),
        tuple(allow_patterns),
        score_threshold,
        explain,
    )
    scanner = Scanner(selection)
    findings = tuple(scanner.find(text))
    return ScanResult(findings, len(text), tuple(scanner.explanations))
