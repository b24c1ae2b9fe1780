"""Findings become edits: whole texts through `redact`, streams through `StreamRedactor`, under one law."""

from __future__ import annotations

from typing import Any

from langchain_guard.redaction.policy import Redacted, RedactionPolicy
from langchain_guard.redaction.restore_rules import RestoreRules
from langchain_guard.redaction.stream import StreamRedactor
from langchain_guard.redaction.vault import Vault

__all__ = ["Redacted", "RedactionPolicy", "RestoreRules", "StreamRedactor", "Vault", "redact"]


def redact(text: str, **options: Any) -> str:
    """Replace personal data, secrets, hidden text and exfiltration links in a text.

    Args:
        text: Any text of at most `max_chars` characters.
        **options: As for `RedactionPolicy`.

    Returns:
        The clean text; a text without findings comes back unchanged, character for character.

    Raises:
        InputTooLarge: When the text is longer than `max_chars`.
        OutputBlocked: When a finding's strategy is `block`.
        ConfigError: For options that cannot be used.

    >>> redact("write to jane@example.com")
    'write to [REDACTED_EMAIL]'
    """
    return RedactionPolicy(**options).apply(text).text
