"""The generator keeps its laws: seeded, balanced, spans true, every form expandable, look-alikes for every family."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard.detect.injection import generator
from langchain_guard.detect.injection.generator import CARRIERS, DISGUISES, generate, sentence
from langchain_guard.detect.injection.generator.attacks import FORMS, SLOTS
from langchain_guard.detect.injection.generator.carriers import carry, plant
from langchain_guard.detect.injection.generator.frames import FRAMES
from langchain_guard.detect.injection.generator.grammar import MATERIAL, QUESTIONS, expand
from langchain_guard.detect.injection.generator.honest import HONEST_FORMS, HONEST_SLOTS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS, LANGUAGE_HONEST, LANGUAGE_SLOTS
from langchain_guard.detect.injection.generator.topics import TOPIC_SLOTS, TOPICS

MADE = list(generate(4000, seed=11))
_KINDS = ("doc", "over", "lead")
"""Slots of a language that the generator draws from by name."""

MANY = list(generate(20_000, seed=4))


def test_same_seed_same_texts() -> None:
    """A seed decides every text."""
    assert list(generate(200, seed=5)) == list(generate(200, seed=5))
    assert list(generate(200, seed=5)) != list(generate(200, seed=6))


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    """Asking for more does not change what came first."""
    assert list(generate(300, seed=5))[:100] == list(generate(100, seed=5))


def test_variety() -> None:
    """Texts and their phrases hardly repeat, and every family and all languages occur in both halves."""
    assert len({made.text for made in MADE}) > 0.95 * len(MADE)
    for label, forms in ((1, FORMS), (0, HONEST_FORMS)):
        assert {made.family for made in MADE if made.label == label} == set(forms)
        phrases = [
            phrase
            for made in MADE
            if made.label == label
            for words in [made.text.split()]
            for phrase in zip(*(words[start:] for start in range(5)), strict=False)
        ]
        assert len(set(phrases)) > 0.45 * len(phrases)
    assert {made.lang for made in MADE} == {"en", *LANGUAGE_ATTACKS}


def test_there_is_more_honest_text_than_attacks() -> None:
    """More than a thousand lines of attacks, and more lines of honest text."""
    attacks = sum(len(lines) for table in (FORMS, SLOTS) for lines in table.values())
    honest = sum(len(lines) for table in (HONEST_FORMS, HONEST_SLOTS, TOPICS) for lines in table.values())
    assert 1000 < attacks < honest


def test_lengths() -> None:
    """From a word or two to some two thousand words, in both halves."""
    for label in (0, 1):
        lengths = [len(made.text.split()) for made in MADE if made.label == label]
        assert min(lengths) <= 4
        assert max(lengths) > 700


def test_no_text_is_both() -> None:
    """What is an attack in one half is no honest text in the other."""
    rng = random.Random(3)
    halves = [{" ".join(sentence(label, rng)[0].lower().split()) for _ in range(6000)} for label in (0, 1)]
    assert not halves[0] & halves[1]
    assert not {form for forms in FORMS.values() for form in forms} & {
        form for forms in HONEST_FORMS.values() for form in forms
    }


def test_frames_do_not_tell_the_label() -> None:
    """Both halves stand alone as often, and in frames of the same lengths."""
    share = {}
    for label in (0, 1):
        texts = [made for made in MANY if made.label == label]
        for channel in ("user", "document"):
            alone = [made.span == (0, len(made.text)) for made in texts if made.channel == channel]
            share[channel, label] = sum(alone) / len(alone)
    assert abs(share["user", 0] - share["user", 1]) < 0.03
    assert abs(share["document", 0] - share["document", 1]) < 0.03


def test_disguises_do_not_tell_the_label(monkeypatch) -> None:
    """Both halves are disguised as often."""
    monkeypatch.setattr(generator, "DISGUISES", (lambda text, _: f"\N{SNOWMAN}{text}",))
    seen = [(made.label, "\N{SNOWMAN}" in made.text) for made in generate(6000, seed=2)]
    shares = [sum(hidden for label, hidden in seen if label == half) / 6000 for half in (0, 1)]
    assert abs(shares[0] / 0.6 - shares[1] / 0.4) < 0.02


def test_every_slot_is_used() -> None:
    """No table line is out of reach of the forms."""
    tables = {**SLOTS, **HONEST_SLOTS, **TOPIC_SLOTS, **LANGUAGE_SLOTS}
    forms = [
        form
        for table in (FORMS, HONEST_FORMS, LANGUAGE_ATTACKS, LANGUAGE_HONEST, FRAMES)
        for some in table.values()
        for form in some
    ]
    forms += [form for some in TOPICS.values() for form in some]
    roots = {*MATERIAL, *QUESTIONS, "honestline", *(f"{lang}_{kind}" for lang in LANGUAGE_ATTACKS for kind in _KINDS)}
    forms += [form for name in roots for form in tables[name]]
    reached: set[str] = set()
    while forms:
        for name in re.findall(r"\{\^?(\w+)\}", forms.pop()):
            if name in tables and name not in reached:
                reached.add(name)
                forms.extend(tables[name])
    unused = {name for name in tables if name not in reached and not name.startswith("about_")}
    assert unused <= roots


def test_tables_stay_small() -> None:
    """The tables are part of the wheel."""
    folder = Path(generator.__file__).parent
    assert sum(path.stat().st_size for path in folder.rglob("*.py")) < 1_500_000


def test_every_attack_family_has_look_alikes_and_every_language_both_halves() -> None:
    """No family and no language is an attack by itself."""
    assert set(FORMS) <= set(HONEST_FORMS)
    assert set(LANGUAGE_ATTACKS) == set(LANGUAGE_HONEST)
    assert len(LANGUAGE_ATTACKS) == 14


def test_languages_and_channels_do_not_tell_the_label() -> None:
    """The share of attacks is similar in every language and in both channels."""
    labels: dict[str, list[int]] = {}
    for made in MANY:
        labels.setdefault(made.lang, []).append(made.label)
        labels.setdefault(made.channel, []).append(made.label)
    assert len(labels) == len(LANGUAGE_ATTACKS) + 3
    for name, found in labels.items():
        assert 0.3 < sum(found) / len(found) < 0.5, name


def test_span_is_the_sentence() -> None:
    """A span lies inside the text and is never empty."""
    for made in MADE:
        start, end = made.span
        assert 0 <= start < end <= len(made.text)


@pytest.mark.parametrize(
    "form",
    [
        form
        for table in (FORMS, HONEST_FORMS, LANGUAGE_ATTACKS, LANGUAGE_HONEST)
        for forms in table.values()
        for form in forms
    ],
)
def test_every_form_expands(form: str) -> None:
    """No form names an unknown slot or leaves its notation behind."""
    for seed in range(5):
        text = expand(form, random.Random(seed))
        assert text.strip()
        assert not set(text) & set("«»")


@given(st.integers(0, 10_000), st.sampled_from(CARRIERS))
@settings(max_examples=200, deadline=None)
def test_carriers_say_where_the_sentence_stands(seed: int, carrier) -> None:
    """Whatever the frame, the span it gives is the sentence, and the frame's mark is gone."""
    rng = random.Random(seed)
    text, _, _ = sentence(seed % 2, rng)
    whole, (start, end) = carry(carrier[1], text, rng)
    assert whole[start:end] == text
    assert "‡" not in whole


@given(st.text(max_size=200), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_planting_keeps_both_texts(text: str, seed: int) -> None:
    """A planted sentence is at its span, and the text around it is all there."""
    whole, (start, end) = plant(text, "Planted.", random.Random(seed))
    assert whole[start:end] == "Planted."
    rest = whole[:start] + whole[end:]
    assert Counter(rest.replace(" ", "").replace("\n", "")) == Counter(text.replace(" ", "").replace("\n", ""))


@given(st.text(max_size=80), st.integers(0, 1000), st.sampled_from(DISGUISES))
@settings(max_examples=60, deadline=None)
def test_disguises_take_any_text(text: str, seed: int, disguise) -> None:
    """A disguise never fails on a text that can be encoded."""
    assert isinstance(disguise(text.encode("utf-8", "ignore").decode(), random.Random(seed)), str)
