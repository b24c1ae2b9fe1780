"""From words to word classes: the alphabet in which the rules are written.

A rule says "a verb of forgetting, then something earlier, then a word for instructions", in any language. So every
word is looked up once and becomes one symbol, which stands for the set of classes the word belongs to; the rules are
expressions over such symbols (see `grammar`). What is not in the lexicon is one symbol, too.

Words that are not found as written are tried as look-alikes, leetspeak, run-together words and scrambled letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from langchain_guard.detect.injection.letters import deleet, fold, skeleton

OTHER = "\u0100"
"""Any word that is in no class."""
STOP = "\u0101"
"""The end of a sentence."""
LINE = "\u0102"
"""The end of a line."""
COLON = "\u0103"
QUOTE = "\u0104"
_FIRST = 0x0105
"""Symbols lie between U+0100 and U+07FF: two bytes each in UTF-8, so that a symbol's index is its byte offset / 2."""

TOKEN = re.compile(r"(?:[^\W_]|[\u0900-\u0dff\u0e00-\u0eff])+|[.!?;。！？।؟]|\n|:|[\"“”„«»「」『』`]")
"""Words (with the vowel signs of Indic scripts, which are no word characters for Python), and what separates them."""

_MARKS = {
    **dict.fromkeys(".!?;。！？।؟", STOP),
    "\n": LINE,
    ":": COLON,
    **dict.fromkeys('"“”„«»「」『』`', QUOTE),
}

_SCANNED = re.compile("[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words carry no spaces or many affixes: lexicon entries are looked for inside of words."""

_LONG = 14
"""Shortest unknown Latin word that may be several words run together."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A symbol, and where in its word it stands.

    Attributes:
        symbol: The symbol.
        start: First character.
        end: One past the last.
        view: The disguise that had to be seen through, if any.
    """

    symbol: str
    start: int
    end: int
    view: str = ""


class Lexicon:
    """Words by class, compiled for lookup; immutable after construction.

    Args:
        words: Class name to words. A word that ends in `*` stands for all words that start with it.
        typos: Classes whose words are also recognised with scrambled or slightly wrong letters.
    """

    def __init__(self, words: Mapping[str, Iterable[str]], typos: Iterable[str] = ()) -> None:
        classes: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, set[str]] = defaultdict(set)
        for name, members in words.items():
            for word in members:
                (stems if word.endswith("*") else classes)[fold(word.rstrip("*"))].add(name)
        for word, names in classes.items():
            names.update(*(stems.get(word[:end], ()) for end in range(3, len(word) + 1)))
        self._symbols: dict[frozenset[str], str] = {}
        self._exact = {word: self._symbol(names) for word, names in classes.items()}
        self._exact.update(_MARKS)
        self._stems = {word: self._symbol(names) for word, names in stems.items()}
        self._stem_sizes = sorted({len(stem) for stem in stems}, reverse=True)
        wanted = set(typos)
        self._typos: dict[str, str] = {}
        for word, names in classes.items():
            if names & wanted and len(word) >= 5 and word.isascii():
                self._typos.setdefault(_letters(word), self._exact[word])
        self._shapes = frozenset(key[0] + str(len(key)) for key in self._typos)
        inner: dict[str, list[str]] = defaultdict(list)
        for word in sorted((*self._exact, *self._stems), key=len, reverse=True):
            if _SCANNED.match(word):
                inner[word[0]].append(word)
        self._inner = dict(inner)
        joined: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._exact, key=len, reverse=True):
            if word.isascii() and word.isalpha() and len(word) > 2:
                joined[word[0]].append(word)
        self._joined = dict(joined)

    def _symbol(self, names: Iterable[str]) -> str:
        return self._symbols.setdefault(frozenset(names), chr(_FIRST + len(self._symbols)))

    def of_class(self, name: str) -> str:
        """All symbols whose words belong to the class, as one string; empty when no word does."""
        return "".join(symbol for names, symbol in self._symbols.items() if name in names)

    def encode(self, text: str) -> str:
        """The symbols of a folded text, without their places."""
        found = TOKEN.findall(text)
        known = self._exact
        table = {word: self._unknown(word) for word in set(found).difference(known)}
        if table:
            table.update(known) if len(found) > len(known) else None
            return "".join([known.get(word) or table[word] for word in found])
        return "".join([known[word] for word in found])

    def pieces(self, text: str) -> list[Piece]:
        """The same symbols as `encode`, with their places in `text`."""
        result: list[Piece] = []
        for match in TOKEN.finditer(text):
            word, start = match.group(), match.start()
            symbol = self._exact.get(word)
            if symbol:
                result.append(Piece(symbol, start, match.end()))
                continue
            result += (
                Piece(piece.symbol, start + piece.start, start + piece.end, piece.view) for piece in self._split(word)
            )
        return result

    def _unknown(self, word: str) -> str:
        return "".join(piece.symbol for piece in self._split(word))

    def _split(self, word: str) -> list[Piece]:
        """The pieces of a word that is not in the lexicon as it stands."""
        size = len(word)
        if size < 3 and word.isascii():
            return [Piece(OTHER, 0, size)]
        if not word.isascii() and _SCANNED.search(word):
            return list(self._scan(word, self._inner, ""))
        for length in self._stem_sizes:
            if length <= size:
                symbol = self._stems.get(word[:length])
                if symbol:
                    return [Piece(symbol, 0, size)]
        if size >= _LONG and word.isascii() and word.isalpha():
            run = list(self._scan(word, self._joined, "joined"))
            if OTHER not in {piece.symbol for piece in run}:
                return run
        symbol, view = self._disguised(word)
        return [Piece(symbol, 0, size, view)]

    def _disguised(self, word: str) -> tuple[str, str]:
        """The symbol of the word that this one seems to be, and the disguise it wears."""
        symbol: str | None = None
        view = ""
        if not word.isascii():
            symbol, view = self._exact.get(skeleton(word)), "homoglyph"
        elif not word.isalpha():
            symbol, view = self._exact.get(deleet(word)), "leetspeak"
        elif word[0] + str(len(word)) in self._shapes:
            symbol, view = self._typos.get(_letters(word)), "typo"
        return (symbol, view) if symbol else (OTHER, "")

    def _scan(self, word: str, table: dict[str, list[str]], view: str) -> Iterator[Piece]:
        """Longest lexicon entries from left to right; what lies between them is one OTHER."""
        position = gap = 0
        while position < len(word):
            for entry in table.get(word[position], ()):
                if word.startswith(entry, position):
                    if gap < position:
                        yield Piece(OTHER, gap, position, view)
                    symbol = self._exact.get(entry) or self._stems[entry]
                    yield Piece(symbol, position, position + len(entry), view)
                    position = gap = position + len(entry)
                    break
            else:
                position += 1
        if gap < len(word):
            yield Piece(OTHER, gap, len(word), view)

    def scan(self, text: str) -> list[Piece]:
        """The pieces of text whose word borders were removed, such as letters that were written apart."""
        return list(self._scan(text, self._joined, ""))


def _letters(word: str) -> str:
    """What stays the same when the letters after the first are scrambled."""
    return word[0] + "".join(sorted(word[1:]))
