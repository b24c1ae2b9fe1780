"""`Pattern`: one row of a detector table.

A row is data: an RE2 expression of finite length, what may stand beside a match, and what a candidate must still
prove. Rows of all detectors are compiled together into one `PatternSet` (see `langchain_guard.text.scanner`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Severity
from langchain_guard.text.engine import compile_expression
from langchain_guard.text.neighbour import neighbour
from langchain_guard.text.regex import Node, parse

WORD = r"\pL\pN_"
"""Class of characters that continue a word, in any script; RE2's own `\\b` knows ASCII only.

Letters of scripts that are written without spaces around a value (Han, kana, Hangul, Thai) do not count with it."""

Validator = Callable[[str], "bool | int"]
"""Judges a candidate's text: false drops it, true keeps it, a positive int keeps that many leading characters."""


@dataclass(frozen=True, slots=True)
class Pattern:
    r"""One thing to look for.

    Args:
        name: The rule's id, e.g. `pii.email`; for a user's pattern a plain word, e.g. `employee_id`.
        regex: RE2 syntax (linear time: no look-around, no back-references). When it has a group named `value`, that
            group is the finding and the rest is required context around it; otherwise the whole match is the finding.
        kind: What is found, e.g. `email`; defaults to the last part of `name`. Becomes `[REDACTED_EMAIL]`.
        severity: How bad it is to let it pass.
        score: Confidence from 0 to 1 once the validator has agreed.
        max_len: Longest match in characters. Derived from a bounded `regex`; must be given for an unbounded one,
            which then sees only that many characters from its start (the cap).
        left: Inside of a character class: what may not stand directly before a match. `""` for no condition. An escape
            (`\n` in JSON, `%20`, a terminal's colours) or the underscores of an emphasis before a match are no part of
            a word.
        right: The same for the character directly after.
        validator: Called with the candidate's text (canonical form); see `Validator`.
        context: Words of which one must stand within `context_window` characters before the match, in any case.
        context_window: How far back `context` is looked for, in characters.
        blockable: Whether the rule is precise enough to refuse an answer, not only to redact it.
        priority: Decides between candidates of equal start and length; higher wins.
        locales: Locales (`de`, `us`, ...) the rule belongs to; empty for everywhere.
        zone: `prose` restricts the rule to text outside Markdown code fences and code spans.
        rewrite: Replaces a match by something other than a placeholder (an image by its alt text). Called with the
            text of the match, without the invisible characters in it.
        hits: Texts in which the rule must fire; run as tests.
        near_misses: Texts in which it must not; run as tests.

    Raises:
        ConfigError: When RE2 cannot compile `regex`, `left` or `right`, or its matches have no finite length and no
            `max_len` is given.

    >>> Pattern("employee_id", r"E-\d{6}").kind
    'employee_id'
    """

    name: str
    regex: str
    _: KW_ONLY
    kind: str = ""
    severity: Severity = "medium"
    score: float = 1.0
    max_len: int | None = None
    left: str = WORD
    right: str = WORD
    validator: Validator | None = None
    context: tuple[str, ...] = ()
    context_window: int = 48
    blockable: bool = False
    priority: int = 0
    locales: tuple[str, ...] = ()
    zone: Literal["any", "prose"] = "any"
    rewrite: Callable[[str], str] | None = None
    hits: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self.name.rpartition(".")[2])
        node = self.node
        if node.longest is None and self.max_len is None:
            message = (
                f"pattern {self.name!r} has no longest match: bound its repeats, e.g. {{8,64}} instead of + or *, "
                "or give max_len"
            )
            raise ConfigError(message, control="pattern", rule_ids=(self.name,))
        if node.longest == 0:
            message = f"pattern {self.name!r} matches nothing but the empty text"
            raise ConfigError(message, control="pattern", rule_ids=(self.name,))
        try:
            compile_expression(self.regex)
            for inside in {self.left, self.right} - {"", WORD}:
                neighbour(inside)
        except ConfigError as error:
            raise self._error(error) from None

    @property
    def node(self) -> Node:
        """The parsed expression; errors name the pattern."""
        try:
            return parse(self.regex)
        except ConfigError as error:
            raise self._error(error) from None

    def _error(self, error: ConfigError) -> ConfigError:
        return ConfigError(f"pattern {self.name!r}: {error}", control="pattern", rule_ids=(self.name,))

    @property
    def cap(self) -> int | None:
        """How many characters a candidate sees, when its expression alone does not bound it."""
        longest = self.node.longest
        if self.max_len is None or (longest is not None and longest <= self.max_len):
            return None
        return self.max_len
