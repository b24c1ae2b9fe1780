"""Findings become edits: whole texts through `redact`, streams through `StreamRedactor`, under one law."""
