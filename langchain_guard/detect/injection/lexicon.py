"""From words to word classes: the alphabet in which the rules are written.

A rule says "a verb of forgetting, then something earlier, then a word for instructions", in any language. So every
word is looked up once and becomes one symbol, which stands for the set of classes the word belongs to; the rules are
expressions over such symbols (see `grammar`). What is not in the lexicon is one symbol, too.

Words that are not found as written are tried as look-alikes, leetspeak, run-together words and misspellings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

from langchain_guard.detect.injection.letters import deleet, fold, rot13, skeleton
from langchain_guard.detect.injection.slips import Slips

OTHER = "\u0100"
"""Any word that is in no class."""
STOP = "\u0101"
"""The end of a sentence."""
LINE = "\u0102"
"""The end of a line."""
COLON = "\u0103"
QUOTE = "\u0104"
_STRANGE = "\u0000"
"""Takes the place of a word that is not in the lexicon until it is known what it stands for."""
_FIRST = 0x0105
"""Symbols lie between U+0100 and U+07FF: two bytes each in UTF-8, so that a symbol's index is its byte offset / 2."""

TOKEN = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff])+|[.!?;。！？।؟\n:\"“”„«»「」『』`]")
"""Words (with the vowel signs of Indic scripts, which are no word characters for Python), and what separates them."""

_ASCII_TOKEN = re.compile(r"[0-9A-Za-z]+|[.!?;\n:\"`]")
"""The same for ASCII text, at three times the speed."""

_MARKS = {
    **dict.fromkeys(".!?;。！？।؟", STOP),
    "\n": LINE,
    ":": COLON,
    **dict.fromkeys('"“”„«»「」『』`', QUOTE),
}

_SCANNED = re.compile("[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words carry no spaces or many affixes: lexicon entries are looked for inside of words."""

_RUN = re.compile("[0-9a-z]+|[^0-9a-z]+")

_JOINED = 14
"""Shortest unknown Latin word that may be several words run together."""

_HEAD = 3
"""Letters by which stems and run-together words are looked up; no stem and no such word is shorter."""

_INNER = 2
"""The same for entries that are looked for inside of words; entries of one letter are looked up by themselves."""


_START, _ENOUGH = 400, 4
"""Characters at the start of a text, and words in them, by which one can tell that a text was turned round."""


class Piece(NamedTuple):
    """A symbol, and where it stands.

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
        key: Classes that carry an attack: their words are also recognised when misspelled.
        common: Words of no class that are frequent, so that nobody takes them for misspellings.
    """

    def __init__(self, words: Mapping[str, Iterable[str]], key: Iterable[str] = (), common: Iterable[str] = ()) -> None:
        classes, stems = _by_word(words)
        wanted = frozenset(key)
        self._symbols: dict[frozenset[str], str] = {}
        latin = {word: names for word, names in classes.items() if word.isascii() and word.isalpha()}
        self._exact: dict[str, str] = dict.fromkeys(common, OTHER)
        self._exact.update((word, self._symbol(names)) for word, names in classes.items())
        self._slips = Slips(
            {word: self._exact[word] for word in latin if len(word) >= 5},
            {word: self._exact[word] for word, names in latin.items() if len(word) >= 6 and names & wanted},
            self._exact,
        )
        self._stems = {word: self._symbol(names) for word, names in stems.items()}
        self._heads: dict[str, tuple[str, ...]] = _by_head(self._stems, _HEAD)
        self._joined = _by_head((word for word in latin if len(word) >= _HEAD), _HEAD)
        self._inner = _by_head((word for word in (*classes, *stems) if _SCANNED.match(word)), _INNER)
        for word, names in classes.items():
            if len(word) >= 5 or (names & wanted and len(word) > 1 and not word.isascii()):
                self._exact.setdefault(word[::-1], self._symbol({"REVERSED"}))
            if len(word) >= 5 and word in latin:
                self._exact.setdefault(rot13(word), self._symbol({"ROT13"}))
        self._exact.update(_MARKS)
        self._classes: dict[str, str] = defaultdict(str)
        for members, symbol in self._symbols.items():
            for name in members:
                self._classes[name] += symbol
        self._turned = {name: frozenset(self._classes[name]) for name in ("ROT13", "REVERSED")}
        self._turned_words = frozenset().union(*self._turned.values())
        self._odd = self._turned_words.union(_MARKS.values())

    def _symbol(self, names: Iterable[str]) -> str:
        return self._symbols.setdefault(frozenset(names), chr(_FIRST + len(self._symbols)))

    def of_class(self, name: str) -> str:
        """All symbols whose words belong to the class, as one string; empty when no word does."""
        return self._classes.get(name, "")

    def knows(self, word: str) -> bool:
        """Whether a folded word of two letters or more is one that is written so on purpose."""
        return len(word) > 1 and word in self._exact and self._exact[word] not in self._odd

    def marked(self, symbols: str) -> frozenset[str]:
        """`rot13` and `reversed` when enough of a text's words say so: two, or one in a short text."""
        if self._turned_words.isdisjoint(symbols):
            return frozenset()
        enough = 1 if len(symbols) <= 12 else 2
        return frozenset(
            name.lower() for name, turned in self._turned.items() if sum(map(symbols.count, turned)) >= enough
        )

    def turned(self, text: str) -> frozenset[str]:
        """`rot13`, `reversed` and both, when the words at the start of a folded text are words only that way round."""
        found = _ASCII_TOKEN.findall(text[:_START]) if text.isascii() else TOKEN.findall(text[: _START // 3])
        words = [word for word in found if len(word) > 2]
        known, few = 0, 0.2 * len(words)
        for word in words:
            known += self.knows(word)
            if known > few:  # in honest text that is soon clear
                return frozenset()
        if len(words) < _ENOUGH:
            return frozenset()
        moved = [rot13(word) for word in words if word.isascii()]
        turned = {
            "rot13": moved,
            "reversed": [word[::-1] for word in words],
            "rot13+reversed": [w[::-1] for w in moved],
        }
        return frozenset(name for name, plain in turned.items() if sum(map(self._reads, plain)) >= 0.5 * len(words))

    def _reads(self, word: str) -> bool:
        return self.knows(word) or word.startswith(self._heads.get(word[:_HEAD], ()))

    def segment(self, letters: str) -> list[tuple[int, int]]:
        """Where the words are in letters whose word borders were removed."""
        return [(piece.start, piece.end) for piece in self._run_together(letters)]

    def encode(self, text: str) -> str:
        """The symbols of a folded text, without their places."""
        found = (_ASCII_TOKEN if text.isascii() else TOKEN).findall(text)
        symbols = "".join(map(self._exact.get, found, repeat(_STRANGE)))  # one for each word
        if _STRANGE not in symbols:
            return symbols
        meant: dict[str, str] = {}
        pieces: list[str] = []
        place = -1
        for known in symbols.split(_STRANGE):
            if pieces:
                word = found[place]
                if word not in meant:
                    meant[word] = self._meant(word)
                pieces.append(meant[word])
            pieces.append(known)
            place += len(known) + 1
        return "".join(pieces)

    def _meant(self, word: str) -> str:
        """The symbols of a word that is not in the lexicon as it stands."""
        return OTHER if self._plain(word) else "".join([piece.symbol for piece in self._split(word)])

    def pieces(self, text: str) -> list[Piece]:
        """The same symbols as `encode`, with their places in `text`."""
        result: list[Piece] = []
        for match in TOKEN.finditer(text):
            start = match.start()
            symbol = self._exact.get(match.group())
            if symbol:
                result.append(Piece(symbol, start, match.end()))
            else:
                result += (
                    Piece(piece.symbol, start + piece.start, start + piece.end, piece.view)
                    for piece in self._split(match.group())
                )
        return result

    def _plain(self, word: str) -> bool:
        """Whether it is clear at a glance that no piece of an unknown word is in the lexicon."""
        if (
            not word.isascii()
            or not word.isalpha()
            or len(word) >= _JOINED
            or (len(word) > 4 and self._slips.get(word))
        ):
            return False
        return len(word) < _HEAD or not word.startswith(self._heads.get(word[:_HEAD], ()))

    def _split(self, word: str) -> list[Piece]:
        """The pieces of a word that is not in the lexicon as it stands."""
        size = len(word)
        if word.isascii():
            if size < _HEAD:
                leet = size == 2 and not (word.isalpha() or word.isdigit())
                symbol = self._exact.get(deleet(word), OTHER) if leet else OTHER
                return [Piece(symbol, 0, size, "" if symbol == OTHER else "leetspeak")]
        elif _SCANNED.search(word):
            return self._mixed(word)
        for stem in self._heads.get(word[:_HEAD], ()):
            if word.startswith(stem):
                return [Piece(self._stems[stem], 0, size)]
        if size >= _JOINED and word.isascii() and word.isalpha():
            run = self._run_together(word)
            if OTHER not in {piece.symbol for piece in run}:
                return run
        symbol, view = self._disguised(word)
        return [Piece(symbol, 0, size, view)]

    def _mixed(self, word: str) -> list[Piece]:
        """The pieces of a word in a scanned script, which may hold Latin words: a space is not needed between them."""
        pieces: list[Piece] = []
        for match in _RUN.finditer(word):
            part, at = match.group(), match.start()
            if part.isascii():
                pieces.append(Piece(self._exact.get(part, OTHER), at, match.end()))
            else:
                inner = self._scan(part, self._inner, _INNER)
                pieces += (Piece(piece.symbol, at + piece.start, at + piece.end) for piece in inner)
        return pieces

    def _disguised(self, word: str) -> tuple[str, str]:
        """The symbol of the word that this one seems to be, and the disguise it wears; a number is no word."""
        if word.isascii() and word.isalpha():
            return (symbol, "typo") if len(word) > 4 and (symbol := self._slips.get(word)) else (OTHER, "")
        plain = deleet(skeleton(word))
        if plain == word or word.isdigit() or not (plain.isascii() and plain.isalpha()):
            return OTHER, ""
        symbol = self._exact.get(plain)
        if symbol is None:
            pieces = self._split(plain)
            symbol = pieces[0].symbol if len(pieces) == 1 else OTHER
        return (OTHER, "") if symbol == OTHER else (symbol, "leetspeak" if word.isascii() else "homoglyph")

    def _run_together(self, letters: str) -> list[Piece]:
        """The words that cover the most letters, long ones first; what lies between them is one OTHER."""
        size = len(letters)
        left, taken = [0] * (size + 1), [0] * size  # from each place on: letters that no word covers, the word taken
        for at in reversed(range(size)):
            left[at] = left[at + 1] + 1
            for entry in self._joined.get(letters[at : at + _HEAD], ()):
                if left[at + len(entry) if letters.startswith(entry, at) else at] < left[at]:
                    left[at], taken[at] = left[at + len(entry)], len(entry)
        pieces: list[Piece] = []
        at = gap = 0
        while at < size:
            end = at + (taken[at] or 1)
            if taken[at]:
                if gap < at:
                    pieces.append(Piece(OTHER, gap, at, "joined"))
                pieces.append(Piece(self._exact[letters[at:end]], at, end, "joined"))
                gap = end
            at = end
        return [*pieces, Piece(OTHER, gap, size, "joined")] if gap < size else pieces

    def _scan(self, word: str, table: dict[str, tuple[str, ...]], head: int) -> Iterator[Piece]:
        """Longest lexicon entries from left to right; what lies between them is one OTHER."""
        position = gap = 0
        while position < len(word):
            entries = table.get(word[position : position + head])
            entry = next((entry for entry in entries if word.startswith(entry, position)), "") if entries else ""
            if not entry and word[position] in table:
                entry = word[position]
            if not entry:
                position += 1
                continue
            if gap < position:
                yield Piece(OTHER, gap, position)
            symbol = self._exact.get(entry) or self._stems[entry]
            yield Piece(symbol, position, position + len(entry))
            position = gap = position + len(entry)
        if gap < len(word):
            yield Piece(OTHER, gap, len(word))


def _by_word(words: Mapping[str, Iterable[str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The classes of each folded word, and of each stem."""
    classes: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    for name, members in words.items():
        for word in members:
            (stems if word.endswith("*") else classes)[fold(word.rstrip("*"))].add(name)
    for word, names in classes.items():
        names.update(*(stems.get(word[:end], ()) for end in range(_HEAD, len(word) + 1)))
    return dict(classes), dict(stems)


def _by_head(words: Iterable[str], size: int) -> dict[str, tuple[str, ...]]:
    """Words of at least `size` letters, and those of one letter, by their first letters, longest first."""
    table: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= size or len(word) == 1:
            table[word[:size]].append(word)
    return {head: tuple(entries) for head, entries in table.items()}
