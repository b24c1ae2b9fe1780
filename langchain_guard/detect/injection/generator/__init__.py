"""Texts to train and to test on, drawn from a grammar: attacks by family and, for each family, honest look-alikes.

A sentence is drawn from a form, sometimes disguised, often set into a carrier (mail, page, record, ticket, source
code, chat). Attacks and honest sentences go through the same carriers and the same disguises in the same share, so that
neither a carrier nor a disguise is the attack. The same seed gives the same texts on every platform.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from langchain_guard.detect.injection.generator.attacks import FORMS
from langchain_guard.detect.injection.generator.carriers import CARRIERS, carry, plant
from langchain_guard.detect.injection.generator.disguises import DISGUISES
from langchain_guard.detect.injection.generator.families import ATTACK_WEIGHTS, HONEST_WEIGHTS, Channel
from langchain_guard.detect.injection.generator.grammar import expand
from langchain_guard.detect.injection.generator.honest import HONEST_FORMS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS, LANGUAGE_HONEST

ATTACK_SHARE = 0.4
"""Share of attacks: honest variety is what keeps false alarms down."""

LANGUAGE_SHARE = 0.2
"""Share of texts in a language other than English."""

USER_SHARE = 0.55
"""Share of texts that a user would type; the others are read by a tool."""

CARRIED: Mapping[Channel, float] = {"user": 0.3, "document": 0.75}
"""Share of texts set into a frame."""

DISGUISED = 0.07
"""Share of sentences disguised."""

_FRAMES: Mapping[Channel, tuple[str, ...]] = {
    "user": tuple(form for channel, form in CARRIERS if channel == "user"),
    "document": tuple(form for channel, form in CARRIERS if channel == "document"),
}


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
    channel: Channel
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


def sentence(label: int, rng: random.Random, *, channel: Channel | None = None) -> tuple[str, str, str]:
    """One bare sentence or message: an attack (1) or a look-alike (0).

    Args:
        label: Which half.
        rng: The source of chance.
        channel: What fits there: a user may ask for things that a document may not. None draws one.

    Returns:
        The sentence, its family, its language.

    Example:
        >>> text, family, language = sentence(1, random.Random(3))
        >>> bool(text), family in FORMS
        (True, True)
    """
    if channel is None:
        channel = "user" if rng.random() < 0.6 else "document"
    if rng.random() < LANGUAGE_SHARE:
        return _foreign(label, channel, rng)
    weights = (ATTACK_WEIGHTS if label else HONEST_WEIGHTS)[channel]
    family = rng.choices(list(weights), list(weights.values()))[0]
    text = expand(rng.choice((FORMS if label else HONEST_FORMS)[family]), rng).strip()
    return _cased(text, rng), family, "en"


def _foreign(label: int, channel: Channel, rng: random.Random) -> tuple[str, str, str]:
    """A sentence in another language, often between honest ones of the same language."""
    table = LANGUAGE_ATTACKS if label else LANGUAGE_HONEST
    language = rng.choice(sorted(table))
    if not label and rng.random() < (0.15 if channel == "user" else 0.5):
        lines = [expand(f"{{{language}_doc}}", rng) for _ in range(rng.randint(1, 5))]
        return " ".join(lines), "override", language
    text = expand(rng.choice(table[language]), rng).strip()
    if label and rng.random() < 0.35:
        over = expand(f"{{^{language}_over}}", rng)
        follows = text if rng.random() < 0.5 else expand(rng.choice(LANGUAGE_HONEST[language]), rng).strip()
        text = f"{over}{rng.choice(('. ', '! ', '. ', ': '))}{follows}"
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        more = expand(rng.choice(LANGUAGE_HONEST[language]), rng).strip()
        text = f"{more} {text}" if rng.random() < 0.6 else f"{text} {more}"
    return text, "override", language


def _abroad(text: str, language: str, rng: random.Random) -> tuple[str, tuple[int, int]]:
    """A document in the sentence's own language around it."""
    lines = [expand(f"{{{language}_doc}}", rng) for _ in range(rng.choice((2, 3, 4, 6, 9, 20)))]
    whole, (start, end) = plant(rng.choice((" ", " ", "\n")).join(lines), text, rng)
    before = expand(f"{{{language}_lead}} ", rng) if rng.random() < 0.35 else ""
    return before + whole, (start + len(before), end + len(before))


def _cased(text: str, rng: random.Random) -> str:
    """As people type: mostly with a capital and a full stop, sometimes without, now and then shouting."""
    luck = rng.random()
    if luck < 0.04 and len(text) < 200 and not set(text) & set("<{[="):
        return text.upper()
    if luck < 0.1 and len(text) < 300:
        return text.lower()
    if luck < 0.8:
        text = text[:1].upper() + text[1:]
        if text and text[-1].isalnum() and rng.random() < 0.7:
            text += "."
    return text


def _one(rng: random.Random) -> Made:
    label = int(rng.random() < ATTACK_SHARE)
    channel: Channel = "user" if rng.random() < USER_SHARE else "document"
    carried = rng.random() < CARRIED[channel]
    text, family, language = sentence(label, rng, channel=channel)
    if rng.random() < DISGUISED:
        text = rng.choice(DISGUISES)(text, rng)
    if carried and language != "en" and rng.random() < 0.6:
        whole, span = _abroad(text, language, rng)
    elif carried:
        whole, span = carry(rng.choice(_FRAMES[channel]), text, rng)
    else:
        whole, span = text, (0, len(text))
    return Made(whole, label, family, language, channel, span)
