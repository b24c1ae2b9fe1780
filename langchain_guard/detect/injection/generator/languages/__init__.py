"""Attacks and honest sentences in languages other than English; both halves cover the same ones."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.languages.classic import LANGUAGE_ATTACKS as CLASSIC_ATTACKS
from langchain_guard.detect.injection.generator.languages.classic import LANGUAGE_HONEST as CLASSIC_HONEST
from langchain_guard.detect.injection.generator.notation import merged

LANGUAGE_ATTACKS = merged((CLASSIC_ATTACKS,), together=True)
"""Attack sentences by language."""

LANGUAGE_HONEST = merged((CLASSIC_HONEST,), together=True)
"""Honest sentences by language: corrections, passwords, rules, roles, notices, questions about prompts."""
