"""The attack half of the grammar, by register."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.attacks.agents import AGENT_FORMS, AGENT_SLOTS
from langchain_guard.detect.injection.generator.attacks.chat import CHAT_FORMS, CHAT_SLOTS
from langchain_guard.detect.injection.generator.attacks.classic import FORMS as CLASSIC_FORMS
from langchain_guard.detect.injection.generator.attacks.classic import SLOTS as CLASSIC_SLOTS
from langchain_guard.detect.injection.generator.attacks.dark import DARK_FORMS, DARK_SLOTS
from langchain_guard.detect.injection.generator.attacks.extraction import EXTRACT_FORMS, EXTRACT_SLOTS
from langchain_guard.detect.injection.generator.attacks.jailbreaks import JAILBREAK_FORMS, JAILBREAK_SLOTS
from langchain_guard.detect.injection.generator.attacks.plain import PLAIN_FORMS, PLAIN_SLOTS
from langchain_guard.detect.injection.generator.attacks.tricks import TRICK_FORMS, TRICK_SLOTS
from langchain_guard.detect.injection.generator.attacks.turns import TURN_FORMS, TURN_SLOTS
from langchain_guard.detect.injection.generator.notation import merged

SLOTS = merged(
    (
        CLASSIC_SLOTS,
        CHAT_SLOTS,
        DARK_SLOTS,
        EXTRACT_SLOTS,
        AGENT_SLOTS,
        JAILBREAK_SLOTS,
        PLAIN_SLOTS,
        TRICK_SLOTS,
        TURN_SLOTS,
    )
)
"""What the slots of the attack forms draw from."""

FORMS = merged(
    (
        CLASSIC_FORMS,
        CHAT_FORMS,
        DARK_FORMS,
        EXTRACT_FORMS,
        AGENT_FORMS,
        JAILBREAK_FORMS,
        PLAIN_FORMS,
        TRICK_FORMS,
        TURN_FORMS,
    ),
    together=True,
)
"""Attack forms by family."""
