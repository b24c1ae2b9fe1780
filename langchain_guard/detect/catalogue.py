"""The table of all built-in rules, generated from the rows themselves, so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Iterable

from langchain_guard.detect.builtin import DEFAULT_OFF, builtin_patterns
from langchain_guard.detect.injection.rules import ROWS
from langchain_guard.detect.injection.taxonomy import FAMILIES
from langchain_guard.text.pattern import Pattern

UNREAD = "injection.truncated"
"""The rule of texts that ask for more reading than a detector's limits allow: nobody knows what they hold."""

_HEADER = "| rule | kind | severity | may block | locales | longest | by default |\n|---|---|---|---|---|---|---|\n"


def catalogue() -> str:
    """All built-in rules as a Markdown table, in the order of their priority among equals.

    Returns:
        One line per rule: its id, what it finds, how bad that is, whether it is precise enough to refuse an answer,
        the countries it belongs to, the longest value in characters, and whether it is looked for by default.

    >>> "| `pii.iban` | `iban` | high |" in catalogue()
    True
    """
    default = {row.name for row in builtin_patterns() if row.kind not in DEFAULT_OFF}
    rows = builtin_patterns(terminal_controls=True)
    return _HEADER + "".join(_line(row, by_default=row.name in default) for row in rows)


def injection_rules(judges: Iterable[str] = ()) -> frozenset[str]:
    """Names of the rules about injections: families, rows, and what judges say.

    Args:
        judges: Names of judges beside the embedded classifier.
    """
    judged = (f"judged.{name}" for name in ("classifier", *judges))
    names = (*FAMILIES, *(row.name for row in ROWS), "classifier", *judged)
    return frozenset(f"injection.{name}" for name in names) | {UNREAD}


def _line(row: Pattern, *, by_default: bool) -> str:
    cells = (
        f"`{row.name}`",
        f"`{row.kind}`",
        row.severity,
        "yes" if row.blockable else "",
        " ".join(row.locales),
        str(row.cap or row.node.longest),
        "yes" if by_default else "on request",
    )
    return "| " + " | ".join(cells) + " |\n"
