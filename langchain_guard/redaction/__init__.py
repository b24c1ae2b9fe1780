"""Findings become edits: whole texts through `redact`, streams through `StreamRedactor`, under one law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import SecretBytes, SecretStr

from langchain_guard.detect import MAX_CHARS
from langchain_guard.detect.selection import Extra, check_several
from langchain_guard.findings import Action
from langchain_guard.redaction.policy import Redacted, RedactionPolicy
from langchain_guard.redaction.restore_rules import RestoreRules
from langchain_guard.redaction.stream import StreamRedactor
from langchain_guard.redaction.vault import Vault

__all__ = ["Redacted", "RedactionPolicy", "RestoreRules", "StreamRedactor", "Vault", "redact"]


def redact(
    text: str,
    *,
    kinds: Iterable[str] | None = None,
    locales: Iterable[str] = (),
    strategy: str = "redact",
    strategies: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    extra: Iterable[Extra] = (),
    allow_list: Iterable[str] = (),
    allow_patterns: Iterable[str] = (),
    score_threshold: float = 0.0,
    hash_key: SecretStr | SecretBytes | str | bytes | None = None,
    links: str = "balanced",
    allowed_hosts: Iterable[str] = (),
    code: str = Action.FLAG,
    terminal_controls: bool = False,
    html: str = "judge",
    max_chars: int = MAX_CHARS,
) -> str:
    """Replace personal data, secrets, hidden text and exfiltration links in a text.

    Args:
        text: Any text of at most `max_chars` characters.
        kinds: What to look for, by our names (`email`) or Presidio's (`EMAIL_ADDRESS`); all defaults when None.
        locales: Restrict rules that belong to a country to these (`de`, `us`, ...); all when empty.
        strategy: What takes the place of a finding: `redact`, `mask`, `hash`, `remove`, `block` or `flag`, see
            `langchain_guard.redaction.operators`.
        strategies: Another strategy for some kinds, e.g. `{"email": "mask"}`.
        extra: More to look for: your own patterns and detectors, see `langchain_guard.scan`.
        allow_list: Values that are no findings.
        allow_patterns: Regular expressions of values that are no findings.
        score_threshold: Least score of a finding, from 0 to 1.
        hash_key: Key for the strategy `hash`, at least 16 bytes.
        links: `balanced`, `strict` or `off`; see `langchain_guard.detect.links`.
        allowed_hosts: Hosts that links and images may lead to.
        code: What to do about dangerous fenced code: `flag`, `sanitize` or `block`.
        terminal_controls: Whether control characters and terminal escapes are removed.
        html: `judge` rewrites dangerous markup where it stands; `clean` also makes safe HTML of the whole text: the
            elements and attributes that `nh3` lets pass, and all else escaped or gone.
        max_chars: Longest text accepted, in characters.

    Returns:
        The clean text; a text without findings comes back unchanged, character for character, unless `html` is `clean`.

    Raises:
        InputTooLarge: When the text is longer than `max_chars`.
        OutputBlocked: When a finding's strategy is `block`.
        ConfigError: For options that cannot be used.
        GuardUnavailable: When a detector could not do its work.
        TypeError: When `text` is no string.

    >>> redact("write to jane@example.com")
    'write to [REDACTED_EMAIL]'
    >>> redact("<p onclick=x>fish & <b>chips", html="clean")
    '&nbsp;fish &amp; <b>chips</b>'
    """
    if not isinstance(text, str):
        wrong = f"redact takes a str, not {type(text).__name__}"
        raise TypeError(wrong)
    several = {"kinds": kinds, "locales": locales, "extra": extra, "allow_list": allow_list}
    for name, value in {**several, "allow_patterns": allow_patterns, "allowed_hosts": allowed_hosts}.items():
        check_several(name, value, control="output_redactor")
    policy = RedactionPolicy(
        kinds=None if kinds is None else tuple(kinds),
        locales=tuple(locales),
        strategy=strategy,
        strategies=tuple(dict(strategies).items()),
        extra=tuple(extra),
        allow_list=tuple(allow_list),
        allow_patterns=tuple(allow_patterns),
        score_threshold=score_threshold,
        hash_key=hash_key,
        links=links,
        allowed_hosts=tuple(allowed_hosts),
        code=code,
        terminal_controls=terminal_controls,
        html=html,
        max_chars=max_chars,
    )
    return policy.apply(text).text
