"""Prompt-injection detection: rules over canonical views, an optional classifier, one verdict."""
