"""Which families of sentences are drawn where, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Channel = Literal["user", "document"]

ATTACK_WEIGHTS: Mapping[Channel, Mapping[str, float]] = {
    "user": {
        "override": 4, "extraction": 3, "password": 2.5, "jailbreak": 3, "persona": 1.2, "authority": 1, "delimiter": 1.2,
        "splitting": 1, "manyshot": 0.8,
    },
    "document": {
        "indirect": 4, "hijack": 3.5, "override": 1, "extraction": 0.6, "authority": 0.8, "delimiter": 1, "splitting": 0.5,
        "jailbreak": 0.4,
    },
}  # fmt: skip
"""Attacks: who types at a bot tries other things than who leaves a note in a page."""

HONEST_WEIGHTS: Mapping[Channel, Mapping[str, float]] = {
    "user": {
        "ordinary": 3.5, "trigger": 3, "override": 2, "persona": 1.6, "jailbreak": 1.6, "prompts": 1.6, "hijack": 1.5,
        "touchy": 1.4, "extraction": 1.2, "splitting": 1, "quotation": 1, "password": 0.8, "delimiter": 0.8,
        "manyshot": 0.6, "authority": 0.5,
    },
    "document": {
        "indirect": 3, "password": 2.5, "manuals": 2, "prose": 2, "authority": 1.5, "quotation": 1.5,
        "promptdocs": 1, "delimiter": 0.8, "manyshot": 0.4,
    },
}  # fmt: skip
"""Honest texts. What a user may ask (a role, an action of an agent) is an attack when a document asks it, so that such
requests are drawn for the user only."""
