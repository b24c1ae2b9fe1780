"""Texts to train and to test on, drawn from a grammar: attacks by family and, for each family, honest look-alikes.

A sentence is drawn from a form, sometimes disguised, often set into a carrier (mail, page, record, ticket, source
code, chat). Attacks and honest sentences go through the same carriers and the same disguises in the same share, so that
neither a carrier nor a disguise is the attack. The same seed gives the same texts on every platform.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from langchain_guard.detect.injection.generator.attacks import FORMS
from langchain_guard.detect.injection.generator.carriers import CARRIERS, asked, bare
from langchain_guard.detect.injection.generator.disguises import DISGUISES
from langchain_guard.detect.injection.generator.grammar import expand
from langchain_guard.detect.injection.generator.honest import HONEST_FORMS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS, LANGUAGE_HONEST

ATTACK_SHARE = 0.4
"""Share of attacks: honest variety is what keeps false alarms down."""

LANGUAGE_SHARE = 0.2
"""Share of texts in a language other than English."""

CARRIER_SHARE = 0.45
"""Share of texts set into a carrier."""


@dataclass(frozen=True, slots=True)
class Made:
    """One generated text.

    Attributes:
        text: The text.
        label: 1 attack, 0 honest.
        family: The form's family; honest texts carry the family they look like, or `quotation`.
        lang: ISO 639-1 code of the sentence that decides the label.
        channel: `user` or `document`: where such a text would come from.
        span: Where that sentence stands in `text`.
    """

    text: str
    label: int
    family: str
    lang: str
    channel: Literal["user", "document"]
    span: tuple[int, int]


def generate(count: int, *, seed: int) -> Iterator[Made]:
    """Draw `count` texts.

    Args:
        count: How many.
        seed: Same seed, same texts.

    Yields:
        Attacks and honest texts, mixed.

    Example:
        >>> first, second = list(generate(2, seed=1)), list(generate(2, seed=1))
        >>> first == second
        True
    """
    rng = random.Random(seed)  # noqa: S311 -- reproducible texts, not secrets
    for _ in range(count):
        yield _one(rng)


def sentence(label: int, rng: random.Random) -> tuple[str, str, str]:
    """One bare sentence: an attack (1) or a look-alike (0).

    Returns:
        The sentence, its family, its language.

    Example:
        >>> text, family, language = sentence(1, random.Random(3))
        >>> bool(text), family in FORMS
        (True, True)
    """
    if rng.random() < LANGUAGE_SHARE:
        table = LANGUAGE_ATTACKS if label else LANGUAGE_HONEST
        language = rng.choice(sorted(table))
        text = expand(rng.choice(table[language]), rng).strip()
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            more = expand(rng.choice(LANGUAGE_HONEST[language]), rng).strip()
            text = f"{more} {text}" if rng.random() < 0.7 else f"{text} {more}"
        return text, "override", language
    forms = FORMS if label else HONEST_FORMS
    family = rng.choice(sorted(forms))
    return _cased(expand(rng.choice(forms[family]), rng).strip(), rng), family, "en"


def _cased(text: str, rng: random.Random) -> str:
    """As people type: mostly with a capital and a full stop, sometimes without, now and then shouting."""
    luck = rng.random()
    if luck < 0.06:
        return text.upper()
    if luck < 0.75:
        text = text[:1].upper() + text[1:]
        if text and text[-1].isalnum() and rng.random() < 0.7:
            text += "."
    return text


def _one(rng: random.Random) -> Made:
    label = int(rng.random() < ATTACK_SHARE)
    text, family, language = sentence(label, rng)
    if rng.random() < 0.07:
        text = rng.choice(DISGUISES)(text, rng)
    if family == "hijack" and not label:
        # what a user may ask of an agent is an attack when a document asks it
        whole, span, channel = rng.choice((asked, bare))(text, rng)
    elif rng.random() < CARRIER_SHARE or family in {"indirect", "hijack"}:
        whole, span, channel = rng.choice(CARRIERS)(text, rng)
    else:
        whole, span, channel = text, (0, len(text)), "document" if rng.random() < 0.3 else "user"
    return Made(whole, label, family, language, channel, span)
