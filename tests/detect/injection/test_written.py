"""The written texts keep their laws: well-formed, varied, both halves in every language, no real keys."""

from __future__ import annotations

import json
import re
from collections import Counter

from langchain_guard import scan
from langchain_guard.detect.injection.generator.written import FOLDER, written
from tests.bench.injection_choice import TEXTS
from tests.bench.injection_unseen import SETS

RECORDS = [
    json.loads(line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"\w+", text.lower())


def test_every_record_says_what_it_is() -> None:
    """Four fields; an attack in a document is marked once, an honest text and a user's never."""
    for record in RECORDS:
        assert set(record) == {"text", "label", "channel", "lang"}
        assert record["label"] in {"attack", "doubtful", "honest"}
        marked = record["text"].count("⟦"), record["text"].count("⟧")
        hidden = record["channel"] == "document" and record["label"] != "honest"
        assert marked == ((1, 1) if hidden else (0, 0))


def test_no_text_is_written_twice() -> None:
    """Neither in one half nor in both."""
    assert len({" ".join(words(record["text"])) for record in RECORDS if words(record["text"])}) >= len(RECORDS) - 3


def test_phrases_do_not_repeat() -> None:
    """No opening of three words occurs in one text of a hundred, no five words in one of a thousand."""
    openings = Counter(" ".join(words(text.text)[:3]) for text in written())
    assert openings.most_common(1)[0][1] <= len(written()) / 100
    fives = Counter(
        five
        for text in written()
        for five in {tuple(words(text.text)[at : at + 5]) for at in range(len(words(text.text)) - 4)}
    )
    assert fives.most_common(1)[0][1] <= len(written()) / 1000


def test_both_halves_in_every_language() -> None:
    """No language is an attack by itself."""
    halves: dict[str, set[int]] = {}
    for text in written():
        halves.setdefault(text.lang, set()).add(text.label)
    assert set(halves) >= {"en", "de", "es", "fr", "it", "nl", "pl", "pt", "ru", "tr", "ar", "hi", "ja", "ko", "zh"}
    assert all(labels == {0, 1} for labels in halves.values())


def test_spans_are_the_attacks() -> None:
    """The span names what stood between the marks, which are gone, and the document around it is all there."""
    for record, text in zip(RECORDS, written(), strict=True):
        assert "⟦" not in text.text
        if text.span is None:
            assert text.attack == text.around == text.text == record["text"]
            continue
        assert text.attack == record["text"].partition("⟦")[2].partition("⟧")[0]
        assert text.attack not in text.around
        assert "".join(text.around.split()) == "".join(re.sub(r"⟦.*⟧", "", record["text"], flags=re.DOTALL).split())


def test_nothing_is_trained_on_that_is_kept_for_the_test() -> None:
    """What the benches judge is not among the texts that the classifier learns from, nor what is chosen by reported."""
    chosen_by = {" ".join(words(json.loads(line)["text"])) for line in TEXTS.read_text(encoding="utf-8").splitlines()}
    kept = [line for path in SETS.values() for line in path.read_text(encoding="utf-8").splitlines()]
    unseen = {" ".join(words(json.loads(line)["text"])) for line in kept}
    assert len(unseen) >= 2000
    assert not (unseen | chosen_by) & {" ".join(words(record["text"])) for record in RECORDS}
    assert not unseen & chosen_by


def test_no_text_holds_a_secret_of_a_known_format() -> None:
    """Texts about keys hold no keys."""
    kinds = {finding.kind for text in written() for finding in scan(text.text, kinds=["secrets"]).findings}
    assert kinds <= {"generic_secret", "password", "env_secret", "labelled_secret"}
