"""How a form of the grammar becomes a text."""

from __future__ import annotations

import base64
import random
import re

from langchain_guard.detect.injection.generator.attacks import SLOTS
from langchain_guard.detect.injection.generator.honest import HONEST_SLOTS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS

_CHOICE = re.compile(r"«([^«»]*)»")
_SLOT = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_SPACES = re.compile(r" {2,}")
_TABLE = {**SLOTS, **HONEST_SLOTS}


def expand(form: str, rng: random.Random, *, depth: int = 0) -> str:
    """Fill a form: `{slot}` from the tables, `«a|b»` by choice, doubled braces as single ones.

    Example:
        >>> expand("«one|one» {{x}}", random.Random(0))
        'one {x}'
    """
    if depth > 8:
        message = "the grammar refers to itself"
        raise RecursionError(message)
    # a choice is made before slots are filled, so that an unchosen slot is never drawn
    form = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), form)
    form = _SLOT.sub(lambda found: _slot(found[1], rng, depth), form)
    if depth:
        return form
    return _SPACES.sub(" ", form.replace("{{", "{").replace("}}", "}"))


def _slot(name: str, rng: random.Random, depth: int) -> str:
    if name == "encoded":
        return base64.b64encode(expand(rng.choice(SLOTS["override"]), rng).encode()).decode()
    if name == "foreign":
        language = rng.choice(sorted(LANGUAGE_ATTACKS))
        return expand(rng.choice(LANGUAGE_ATTACKS[language]), rng)
    return expand(rng.choice(_TABLE[name]), rng, depth=depth + 1)
