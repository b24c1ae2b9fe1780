"""Words of other languages that the classifier reads as English ones."""

from pathlib import Path

from langchain_guard.detect.injection.train.glossary import UNKNOWN, word_pieces

VOCABULARY = {"ignore", "all", "instructions", "the", "many", "gift"}


def glosses(folder: Path, **languages: str) -> dict[str, str]:
    """The word pieces of a few lines a language."""
    for name, lines in languages.items():
        (folder / f"{name}.txt").write_text(lines, encoding="utf-8")
    return word_pieces(str.lower, VOCABULARY, folder)


def test_words_stems_and_endings_become_pieces(tmp_path: Path) -> None:
    """A word stands alone, a stem begins a word, an ending continues one; what the base does not know is left out."""
    found = glosses(tmp_path, de="instructions: Anweisungen +anweisung\nall: alle jed+\nnowhere: nirgends\n")
    assert found["anweisungen"] == "instructions"
    assert found["##anweisung"] == "instructions"
    assert found["jed"] == "all"
    assert {"anweisung", "##alle", "##jed", "nirgends"}.isdisjoint(found)


def test_words_count_inside_of_words_where_a_script_joins_them(tmp_path: Path) -> None:
    """Chinese has no spaces and Arabic joins its article to the noun: a word of the list counts there, too."""
    found = glosses(tmp_path, zh="ignore: 忽略\n", ar="instructions: تعليمات\nthe: ال+\n")
    assert found["忽略"] == found["##忽略"] == "ignore"
    assert found["تعليمات"] == found["##تعليمات"] == "instructions"
    assert found["ال"] == "the"
    assert found["忽"] == found["##略"] == UNKNOWN, "one unknown character would make its whole word unknown"


def test_most_languages_decide_and_english_stays(tmp_path: Path) -> None:
    """A form of several languages is what most of them say; a word that stands for something is never another."""
    found = glosses(tmp_path, de="many: alla gift\n", es="all: alla\n", it="all: alla\nmany: gift\ngift: dono\n")
    assert found["alla"] == "all"
    assert "gift" not in found
