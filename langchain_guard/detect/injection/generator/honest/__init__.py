"""The honest half of the grammar, by register. Honest forms may use attack slots inside quotation marks only."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.honest.briefs import BRIEF_FORMS, BRIEF_SLOTS
from langchain_guard.detect.injection.generator.honest.classic import HONEST_FORMS as CLASSIC_FORMS
from langchain_guard.detect.injection.generator.honest.classic import HONEST_SLOTS as CLASSIC_SLOTS
from langchain_guard.detect.injection.generator.honest.everyday import EVERYDAY_FORMS, EVERYDAY_SLOTS
from langchain_guard.detect.injection.generator.honest.loaded import LOADED_FORMS, LOADED_SLOTS
from langchain_guard.detect.injection.generator.honest.machine import MACHINE_FORMS, MACHINE_SLOTS
from langchain_guard.detect.injection.generator.honest.papers import PAPER_FORMS, PAPER_SLOTS
from langchain_guard.detect.injection.generator.honest.prompts import PROMPT_FORMS, PROMPT_SLOTS
from langchain_guard.detect.injection.generator.honest.requests import REQUEST_FORMS, REQUEST_SLOTS
from langchain_guard.detect.injection.generator.honest.roles import ROLE_FORMS, ROLE_SLOTS
from langchain_guard.detect.injection.generator.honest.telling import TELLING_FORMS, TELLING_SLOTS
from langchain_guard.detect.injection.generator.honest.touchy import TOUCHY_FORMS, TOUCHY_SLOTS
from langchain_guard.detect.injection.generator.honest.triggers import TRIGGER_FORMS, TRIGGER_SLOTS
from langchain_guard.detect.injection.generator.notation import merged

HONEST_SLOTS = merged(
    (
        BRIEF_SLOTS, CLASSIC_SLOTS, EVERYDAY_SLOTS, LOADED_SLOTS, MACHINE_SLOTS, PAPER_SLOTS, PROMPT_SLOTS, REQUEST_SLOTS,
        ROLE_SLOTS, TELLING_SLOTS, TOUCHY_SLOTS, TRIGGER_SLOTS,
    )
)  # fmt: skip
"""What the slots of the honest forms draw from."""

HONEST_FORMS = merged(
    (
        BRIEF_FORMS, CLASSIC_FORMS, EVERYDAY_FORMS, LOADED_FORMS, MACHINE_FORMS, PAPER_FORMS, PROMPT_FORMS, REQUEST_FORMS,
        ROLE_FORMS, TELLING_FORMS, TOUCHY_FORMS, TRIGGER_FORMS,
    ),
    together=True,
)  # fmt: skip
"""Honest forms: the look-alikes of each attack family, and registers that look like several."""
