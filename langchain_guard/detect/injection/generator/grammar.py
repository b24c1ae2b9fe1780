"""How a form of the grammar becomes a text.

`{slot}` draws from the tables, `{^slot}` does so with a capital, `«a|b»` draws one alternative (they nest), doubled
braces are single ones. Only what is drawn is filled.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import cast

from langchain_guard.detect.injection.generator.attacks import SLOTS
from langchain_guard.detect.injection.generator.honest import HONEST_SLOTS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS, LANGUAGE_SLOTS
from langchain_guard.detect.injection.generator.topics import TOPIC_SLOTS, TOPICS

_MARK = re.compile(r"[«»|]|\{\{|\}\}|\{\^?\w+\}")
_SPACES = re.compile(r"(?<=\S) (?: +(?=\S)|(?=[.,](?:\s|$)))")
_TABLE: Mapping[str, tuple[str, ...]] = {**SLOTS, **HONEST_SLOTS, **TOPIC_SLOTS, **LANGUAGE_SLOTS}
_DEEPEST = 14
_STEADY = frozenset(
    {"codeword", "j_short", "j_name", "n_name", "n_expert", "k_char", "persona", "p_bot", "b_name", "lang"}
)
"""Slots that keep their value throughout a text: a character does not change its name."""

Part = str | tuple[str] | list[Sequence["Part"]]
"""Text, a slot's name in a tuple, or the alternatives of a choice."""


def expand(form: str, rng: random.Random) -> str:
    """Fill a form.

    Example:
        >>> expand("«one|one» {{x}}", random.Random(0))
        'one {x}'
    """
    out: list[str] = []
    _fill(_parsed(form), rng, out, 0, {})
    return _SPACES.sub(lambda found: " " if len(found[0]) > 1 else "", "".join(out))


def _fill(parts: Sequence[Part], rng: random.Random, out: list[str], depth: int, kept: dict[str, str]) -> None:
    if depth > _DEEPEST:
        message = "the grammar refers to itself"
        raise RecursionError(message)
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, tuple):
            _slot(part[0], rng, out, depth, kept)
        else:
            _fill(part[int(rng.random() * len(part))], rng, out, depth, kept)


def _slot(name: str, rng: random.Random, out: list[str], depth: int, kept: dict[str, str]) -> None:
    if name[0] == "^":
        found: list[str] = []
        _slot(name[1:], rng, found, depth, kept)
        text = "".join(found).lstrip()
        out.append(text[:1].upper() + text[1:])
    elif name in _MADE:
        out.append(_MADE[name](rng))
    elif name in _STEADY:
        if name not in kept:
            drawn: list[str] = []
            _fill(_parsed(rng.choice(_TABLE[name])), rng, drawn, depth + 1, kept)
            kept[name] = "".join(drawn)
        out.append(kept[name])
    else:
        forms = _TABLE[name]
        _fill(_parsed(forms[int(rng.random() * len(forms))]), rng, out, depth + 1, kept)


@cache
def _parsed(form: str) -> Sequence[Part]:
    """A form as parts, nested choices inside one another."""
    top: list[Part] = []
    stack: list[list[Sequence[Part]]] = []
    here: list[Part] = top
    at = 0
    for found in _MARK.finditer(form):
        mark = found[0]
        if mark == "|" and not stack:
            continue  # a bar outside a choice is a bar
        if found.start() > at:
            here.append(form[at : found.start()])
        at = found.end()
        if mark == "«":
            choice: list[Sequence[Part]] = []
            here.append(choice)
            stack.append(choice)
            here = []
            choice.append(here)
        elif mark == "|":
            here = []
            stack[-1].append(here)
        elif mark == "»":
            stack.pop()
            here = cast("list[Part]", stack[-1][-1]) if stack else top  # the branch still being read is a list
        elif len(mark) == 2:
            here.append(mark[0])
        else:
            here.append((mark[1:-1],))
    if stack:
        message = f"a choice is not closed: {form[:40]}"
        raise ValueError(message)
    here.append(form[at:])
    return top


def _encoded(rng: random.Random) -> str:
    return base64.b64encode(expand(rng.choice(SLOTS["override"]), rng).encode()).decode()


def _plain_encoded(rng: random.Random) -> str:
    return base64.b64encode(expand("{honestline}", rng).encode()).decode()


def _foreign(rng: random.Random) -> str:
    return expand(rng.choice(LANGUAGE_ATTACKS[rng.choice(sorted(LANGUAGE_ATTACKS))]), rng)


def _paragraph(rng: random.Random, *, least: int = 1, most: int = 5) -> str:
    """Sentences on one subject; now and then code, a table, a notice: any text that attacks may stand in."""
    if rng.random() < _MATERIAL_SHARE:
        return expand(f"{{{rng.choice(MATERIAL)}}}", rng)
    bank = _SUBJECTS[int(rng.random() * len(_SUBJECTS))]
    count = min(rng.randint(least, most), len(bank))
    return " ".join(expand(form, rng) for form in rng.sample(bank, count))


def _document(rng: random.Random) -> str:
    """A few paragraphs, now and then many."""
    count = rng.choice((1, 1, 1, 2, 2, 3, 4, 6, 10, 16))
    return rng.choice(("\n\n", "\n\n", "\n", " ")).join(_paragraph(rng, least=2, most=7) for _ in range(count))


_MATERIAL_SHARE = 0.3
MATERIAL = (
    "m_code", "m_conf", "m_trace", "m_log", "m_doc", "m_table", "m_table", "m_bank", "d_office", "d_secretdoc", "d_manual",
    "d_legal", "d_runbook", "d_forum", "d_notes", "d_ai", "d_fiction", "d_sales", "d_security",
)  # fmt: skip
"""Slots that a paragraph may come from instead of a subject."""

_SUBJECTS = (*TOPICS.values(), HONEST_SLOTS["honestline"])


def _line(rng: random.Random) -> str:
    """One honest sentence on any subject."""
    bank = _SUBJECTS[int(rng.random() * len(_SUBJECTS))]
    return expand(bank[int(rng.random() * len(bank))], rng)


def _question(rng: random.Random) -> str:
    """One honest question of any kind."""
    forms = _TABLE[QUESTIONS[int(rng.random() * len(QUESTIONS))]]
    return expand(forms[int(rng.random() * len(forms))], rng)


QUESTIONS = (
    "question", "question", "q_fact", "q_fact", "q_life", "q_plan", "q_code", "q_math", "v_school", "v_think", "v_customer",
    "tw_system", "tw_secret", "t_sounds",
)  # fmt: skip
"""Slots that a question comes from."""

_MADE: Mapping[str, Callable[[random.Random], str]] = {
    "sp": lambda _rng: " ",
    "tq": lambda _rng: '"""',
    "honestline": _line,
    "question": _question,
    "para": _paragraph,
    "document": _document,
    "encoded": _encoded,
    "plain_encoded": _plain_encoded,
    "foreign": _foreign,
    "n": lambda rng: str(rng.randint(2, 20)),
    "nn": lambda rng: str(rng.randint(21, 99)),
    "nnn": lambda rng: str(rng.randint(100, 999)),
    "nnnn": lambda rng: str(rng.randint(1000, 9999)),
    "year": lambda rng: str(rng.randint(1890, 2024)),
    "hex": lambda rng: f"{rng.getrandbits(32):08x}",
    "clock": lambda rng: f"{rng.randint(7, 21)}:{rng.randint(0, 59):02d}",
    "date": lambda rng: f"20{rng.randint(15, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
}
"""Slots that are computed."""
