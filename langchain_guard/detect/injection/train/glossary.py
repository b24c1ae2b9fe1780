"""Words of other languages, read as the English word the base model knows.

The base was trained on English. Giving a foreign word the place of its English translation in the embedding table is
how such a model is carried to other languages (Minixhofer et al., WECHSEL, NAACL 2022); here the two even share one
row, so that a language costs a few lines of the tokenizer and no weights.

One file a language in `glosses`, one English word a line with the word forms that are read as it:

    instructions: anweisungen anleitungen +anweisungen

`form+` is a stem that endings follow, `+form` an ending or the second part of a compound. Words that are frequent in
English do not belong on a list, since they would be read so there, too; Arabic nouns whose article another word would
swallow are listed with it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "glosses"

INSIDE = "##"
"""What a word piece begins with that continues a word, in WordPiece."""

UNKNOWN = "[UNK]"
"""What stands for a character that no piece knows."""

_INSIDE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "ARABIC"})
"""Scripts without spaces, or with prefixes, in which every word of the list also counts inside a longer one. In Latin
script that would cut English words in pieces."""


def entries(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """`(English word, form)` of every file, in the order of files and lines; the commonest English words come first.

    Example:
        >>> ("instructions", "anweisungen") in set(entries())
        True
    """
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            gloss, _, forms = line.partition(":")
            for form in forms.split():
                yield gloss.strip(), form


def word_pieces(normalize: Callable[[str], str], known: Collection[str], folder: Path = FOLDER) -> dict[str, str]:
    """Which new word piece is read as which English one.

    Args:
        normalize: What the tokenizer does to text before it looks words up: lower case, no accents.
        known: The base vocabulary. What stands there as a gloss is never read as anything else.
        folder: Where the files lie.

    Returns:
        `{word piece: English word}`. Where languages disagree, the English word that most of them name, or else the
        commoner one; single characters without a meaning are `[UNK]`.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    glosses: dict[str, int] = {}
    for gloss, form in entries(folder):
        if gloss not in known:
            continue
        glosses.setdefault(gloss, len(glosses))
        bare = normalize(form.strip("+"))
        if not bare or len(bare.split()) > 1:
            continue
        if not form.startswith("+"):
            votes[bare][gloss] += 1
        if form.startswith("+") or (not form.endswith("+") and _counts_inside(bare)):
            votes[INSIDE + bare][gloss] += 1
    found = {
        piece: max(counts, key=lambda gloss: (counts[gloss], -glosses[gloss]))
        for piece, counts in votes.items()
        if piece not in glosses
    }
    # one character without a piece of its own would make all of its word unknown
    letters = {prefix + letter for piece in found for letter in piece.removeprefix(INSIDE) for prefix in ("", INSIDE)}
    return found | dict.fromkeys(letters - found.keys() - set(known), UNKNOWN)


def _counts_inside(word: str) -> bool:
    return unicodedata.name(word[0], "").split(" ")[0] in _INSIDE
