"""What a judge reads: the text as a person sees it, and what it says behind disguises.

Judges read words. Letters without width, invisible characters, look-alike letters and leetspeak are put right first,
each character with its way back to the original; text without disguises is read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from langchain_guard.detect.injection.letters import deleet, fold, fold_starts, skeleton
from langchain_guard.detect.injection.lexicon import Lexicon
from langchain_guard.detect.injection.views import View
from langchain_guard.detect.injection.windows import windows

_DERIVED = 20_000
"""Characters of derived views that a judge is asked about; what is hidden is short, or it hides nothing."""

_HEALED = 3
"""Letters of a window that only a view shows, from which on the window is worth reading."""

_LEET = 3
"""Words in disguise from which on all of a text's words are taken to be."""

_FOREIGN = 4
"""Letters of another script from which on a word may be one of ours in disguise: short ones are words of their own."""

_STRANGE = re.compile(r"(?<!\w)[^\W_]*(?:[^\W_][0-9@$!|+€(]|[0-9@$!|+€(][^\W_]|[^\x00-\x7f])[\w@$!|+€(]*")
"""Words with digits, signs or foreign letters in them: perhaps another word in disguise. Tried at word starts only, so
that the time is linear."""


def legible(view: View, lexicon: Lexicon) -> View:
    r"""The view without the disguises that letters wear; the same view when they wear none.

    >>> from langchain_guard.detect.injection.rules import compiled
    >>> legible(View("Іgn0rе th\u200bis, 4 apples"), compiled().lexicon).text
    'ignore this, 4 apples'
    """
    text = view.text
    if not text.isascii():
        view = view.mapped("letters", fold(text), fold_starts(text))
    plain = _STRANGE.sub(lambda match: _plain(match.group(), lexicon), view.text)
    if sum(before != after for before, after in zip(view.text.split(), plain.split(), strict=False)) >= _LEET:
        # who writes several known words so writes all of them so
        plain = _STRANGE.sub(lambda match: _spelt(match.group()), plain)
    return view if plain == view.text else view.mapped("letters", plain, None)


def _spelt(word: str) -> str:
    """The Latin word that is written with digits or look-alike letters, when there are letters in it to go by; else the
    word itself.
    """
    meant = deleet(word) if word.isascii() else skeleton(word)
    same = len(meant) == len(word) and meant.isascii() and meant.isalpha()
    return meant if same and any(map(str.isalpha, word)) else word


def _mixed(word: str) -> bool:
    """Whether a word has both Latin letters and others, as look-alikes make it (Unicode Technical Standard 39)."""
    return not word.isascii() and any(char.isascii() and char.isalpha() for char in word)


def _plain(word: str, lexicon: Lexicon) -> str:
    """The known word that this one is written like, letter for letter; the word itself when there is none.

    >>> from langchain_guard.detect.injection.rules import compiled
    >>> [_plain(word, compiled().lexicon) for word in ("іgn0rе", "lіnguіst", "не", "то")]
    ['ignore', 'linguist', 'не', 'то']
    """
    if len(word) < _FOREIGN and not any(char.isascii() for char in word):
        return word
    for meant in (skeleton(word), deleet(skeleton(word))):
        if len(meant) == len(word) and lexicon.knows(meant.lower()):
            return meant
    return _spelt(word) if _mixed(word) else word


def reading(text: str, derived: Iterable[View], lexicon: Lexicon, size: int) -> Iterator[tuple[View, int, int]]:
    """The windows a judge is asked about, the text's own first.

    Args:
        text: The text.
        derived: What it says behind disguises.
        lexicon: Knows the words that disguised ones may stand for.
        size: Longest window in characters.

    Yields:
        A view and the range in it.
    """
    view = legible(View(text), lexicon)
    for start, end in windows(view.text, size):
        yield view, start, end
    left = _DERIVED
    for hidden in derived:
        view = legible(hidden, lexicon)
        for start, end in windows(view.text, size):
            if left > 0 and _shows_more(view, start, end, text):
                left -= end - start
                yield view, start, end


def _shows_more(view: View, start: int, end: int, text: str) -> bool:
    """Whether a window of a view shows words that the text itself does not."""
    if "<!--" in text and "markup" in view.path:
        return True  # what a comment says, without the marks around it
    starts = view.starts or range(len(view.text))
    healed = sum(
        1
        for before, at in pairwise(range(max(0, start - 1), end))
        if view.text[at].isalnum()
        and (
            text[starts[at]].lower() != view.text[at].lower()
            or (view.text[before].isalnum() and starts[at] - starts[before] != 1)
        )
    )
    return healed >= _HEALED
