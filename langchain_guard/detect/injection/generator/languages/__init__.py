"""Attacks and honest sentences in languages other than English; both halves cover the same ones."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.languages.classic import LANGUAGE_ATTACKS as CLASSIC_ATTACKS
from langchain_guard.detect.injection.generator.languages.classic import LANGUAGE_HONEST as CLASSIC_HONEST
from langchain_guard.detect.injection.generator.languages.eastern import EASTERN_ATTACKS, EASTERN_HONEST
from langchain_guard.detect.injection.generator.languages.plain import BRIEFS, PLAIN
from langchain_guard.detect.injection.generator.languages.prose import PROSE
from langchain_guard.detect.injection.generator.languages.western import WESTERN_ATTACKS, WESTERN_HONEST
from langchain_guard.detect.injection.generator.notation import merged

_ATTACKS = merged((CLASSIC_ATTACKS, EASTERN_ATTACKS, WESTERN_ATTACKS), together=True)

LANGUAGE_SLOTS = {**{name: forms for name, forms in _ATTACKS.items() if "_" in name}, **PLAIN, **PROSE}
"""Slots of single languages: what rules are called, what is demanded, `xx_doc` for sentences of documents,
`xx_over` for plain overrides, `xx_lead` for what stands before pasted material."""

LANGUAGE_ATTACKS = {name: forms for name, forms in _ATTACKS.items() if "_" not in name}
"""Attack sentences by language."""

LANGUAGE_HONEST = merged(
    (
        CLASSIC_HONEST,
        EASTERN_HONEST,
        WESTERN_HONEST,
        BRIEFS,
        {
            name.removesuffix("_doc"): (f"{{{name}}}", f"{{{name}}} {{{name}}} {{{name}}}", f"{{{name}}} {{{name}}}")
            for name in PROSE
        },
    ),
    together=True,
)
"""Honest sentences by language: corrections, passwords, rules, roles, notices, questions about prompts."""
