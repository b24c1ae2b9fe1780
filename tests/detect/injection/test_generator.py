"""The generator keeps its laws: seeded, balanced, spans true, every form expandable, look-alikes for every family."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard.detect.injection.generator import CARRIERS, DISGUISES, generate, sentence
from langchain_guard.detect.injection.generator.attacks import FORMS
from langchain_guard.detect.injection.generator.carriers import carry, plant
from langchain_guard.detect.injection.generator.grammar import expand
from langchain_guard.detect.injection.generator.honest import HONEST_FORMS
from langchain_guard.detect.injection.generator.languages import LANGUAGE_ATTACKS, LANGUAGE_HONEST

MADE = list(generate(4000, seed=11))


def test_same_seed_same_texts() -> None:
    """A seed decides every text."""
    assert list(generate(200, seed=5)) == list(generate(200, seed=5))
    assert list(generate(200, seed=5)) != list(generate(200, seed=6))


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    """Asking for more does not change what came first."""
    assert list(generate(300, seed=5))[:100] == list(generate(100, seed=5))


def test_variety() -> None:
    """Nine of ten texts are distinct, and every carrier-free family, both labels and all languages occur."""
    assert len({made.text for made in MADE}) > 0.85 * len(MADE)
    assert {made.family for made in MADE if made.label} == set(FORMS)
    assert {made.family for made in MADE if not made.label} == set(HONEST_FORMS)
    assert {made.lang for made in MADE} == {"en", *LANGUAGE_ATTACKS}


def test_every_attack_family_has_look_alikes_and_every_language_both_halves() -> None:
    """No family and no language is an attack by itself."""
    assert set(FORMS) <= set(HONEST_FORMS)
    assert set(LANGUAGE_ATTACKS) == set(LANGUAGE_HONEST)
    assert len(LANGUAGE_ATTACKS) == 14


def test_languages_and_channels_do_not_tell_the_label() -> None:
    """The share of attacks is similar in English, in other languages, and in both channels."""
    share = {
        "en": [made.label for made in MADE if made.lang == "en"],
        "other": [made.label for made in MADE if made.lang != "en"],
        "user": [made.label for made in MADE if made.channel == "user"],
        "document": [made.label for made in MADE if made.channel == "document"],
    }
    for name, labels in share.items():
        assert 0.25 < sum(labels) / len(labels) < 0.55, name


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
