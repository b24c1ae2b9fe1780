"""What a text says behind its disguises: decoded, unescaped, put together, turned around.

Each derived view knows its way back to the original, so that a finding always names the place where the disguise
stands. Case, width, accents, invisible characters, look-alike letters, leetspeak and scrambled words need no view of
their own: `letters` and `lexicon` see through them.

A view is only built when something in the text calls for it, at most `DEPTH` disguises deep and within a budget of
characters, so that hostile text cannot make reading expensive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from langchain_guard.detect.hidden import decode_hidden
from langchain_guard.detect.injection.decode import BLOBS, HINTS, assembled, unescape
from langchain_guard.detect.injection.letters import bare, rot13
from langchain_guard.text.rules import RuleSet
from langchain_guard.text.unicode import DEFAULT_IGNORABLE_CLASS

DEPTH = 3
"""Disguises inside of disguises that are seen through."""

_LETTER = r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff])"
_APART = r"(?:[^\w@$€=\u0900-\u0963\u0966-\u0dff]|_){1,10}"
_SPACED = re.compile(rf"(?<![^\W_])(?:[\d@$!|]{_APART})?[^\W\d_](?:{_APART}(?:{_LETTER}|[@$€])){{5,400}}(?![^\W_])")
"""Six or more single letters, or signs that stand for letters, each set apart."""

_KEPT = re.compile(rf"{_LETTER}|[@$€]|[!?:;](?=\s|$)|(?<= )(?:[!?:;]|[.,](?= {{2}}))")
"""What of letters that were set apart is put together again: not the signs between them, but those before a wider
gap."""

_RUN = 14
"""Letters without a wider gap that must be several words."""

_TAG = re.compile(
    r"<!--|-->|(?:</?[A-Za-z][^<>]{0,300}>)+|(?<=\w)(?:\*{1,3}|~~|`{1,2}|__)(?=\w)|[{}]|\\(?:text|color|mbox)\w*"
)
"""Markup that may stand between the letters or words of an attack: HTML, Markdown emphasis, TeX."""

_PARTED = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|(?<=\w)-\r?\n[ \t>#*/]{0,8}(?=\w)|(?<=[a-z])=\r?\n(?=[a-z])")
"""Colours of a terminal, and what parts a word at the end of a line: hyphens, soft line ends of mails."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]+")
"""Control characters that show nothing; in text that is not ASCII they need no view of their own."""

_WORD = re.compile(rf"{_LETTER}+")

_SIGN, _NOTHING = "[A-Za-z0-9+/&#%]", DEFAULT_IGNORABLE_CLASS
"""What encoded text is made of, and what may stand between without being seen."""

_UNSEEN = re.compile(
    r"(?<=\w)(?:<!--[^<>]{0,300}-->|<(?P<tag>[A-Za-z]{1,10})\s[^<>]{0,200}?"
    r"(?:display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0|\bhidden\b)[^<>]{0,200}>[^<>]{0,200}</(?P=tag)\s?>)+"
    r"(?=\w)"
)
"""Comments and elements that a browser does not show, inside of a word."""

_SIGNS = re.compile(r"(?<=[^\W_])[@$!|+€(]+(?=[^\W_])|(?<!\w)[@$!](?=[^\W_])|(?<=[^\W_])\$(?!\w)")
"""Signs inside of words, where they can only stand for letters."""

_SIGN_LETTERS = str.maketrans("@$!|+€(", "asilteC")


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a text.

    Attributes:
        text: What it says.
        path: The disguises seen through, outermost first.
        starts: For each character the offset of the original character it comes from; None when they are the same.
        ends: For each character where what it comes from ends; None when that is one character for each.
    """

    text: str
    path: tuple[str, ...] = ()
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span behind a span of the view that is not empty."""
        if self.starts is None:
            return start, end
        first, last = self.starts[start], self.starts[end - 1]
        if self.ends is None:
            return min(first, last), max(first, last) + 1
        return min(first, last), max(self.ends[start], self.ends[end - 1])

    def mapped(self, name: str, text: str, starts: Sequence[int] | None, ends: Sequence[int] | None = None) -> View:
        """A view whose characters come from what lies between `starts` and `ends` in this one; without `starts` from
        the characters at the same place, without `ends` from one character each.
        """
        path = (*self.path, name) if name else self.path
        if starts is None:
            return View(text, path, self.starts, self.ends)
        if self.starts is None:
            return View(text, path, starts, ends)
        if ends is None:
            firsts, lasts = self.starts, self.ends
            shown = None if lasts is None else [lasts[start] for start in starts]
            return View(text, path, [firsts[start] for start in starts], shown)
        spans = [self.span(*span) for span in zip(starts, ends, strict=True)]
        return View(text, path, [start for start, _ in spans], [end for _, end in spans])

    def decoded(self, name: str, found: Iterable[tuple[int, int, str]]) -> Iterator[View]:
        """One view of all that stretches of this one say when decoded, line by line; none when they say nothing.

        Args:
            name: The disguise.
            found: Where each stretch starts and ends, and what it says; all of that comes from the whole stretch.
        """
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end, text in found:
            first, last = self.span(start, end)
            pieces.append(text)
            starts += [first] * (len(text) + 1)
            ends += [last] * (len(text) + 1)
        if pieces:
            yield View("\n".join(pieces), (*self.path, name), starts[:-1], ends[:-1])


def derive(view: View, marked: frozenset[str], segment: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[View]:
    """The views that something in `view` calls for.

    Args:
        view: A reading of the text.
        marked: `rot13`, `reversed` and `rot13+reversed` when words were met that say so, see `lexicon`.
        segment: Finds the words in letters without spaces.
    """
    text = view.text
    hints = _hints().names(text.encode("utf-8", "replace"))
    turned_about = False
    if not text.isascii():
        yield from view.decoded("invisible", decode_hidden(text))
        turned_about = "\u202e" in text
        if "worn" in hints or "spaced" in hints:
            # other disguises are looked for without width and invisible characters, which need no view of their own
            view = view.mapped("", *bare(text))
            text = view.text
            hints = _hints().names(text.encode("utf-8", "replace"))
    elif "control" in hints:
        yield _replaced(view, _CONTROL, "invisible")
    for name in BLOBS:
        if name in hints:
            yield from view.decoded(name, _blobs(text, name))
    if "sum" in hints and "assembled" not in view.path:
        yield from view.decoded("assembled", assembled(text))
    yield from _unwrapped(view, hints)
    if "spaced" in hints and "letter_spacing" not in view.path:
        yield from _spaced(view, segment)
    if "rot13" in marked:
        yield view.mapped("rot13", rot13(text), None)
    if "reversed" in marked or turned_about:
        yield view.mapped("reversed", text[::-1], range(len(text) - 1, -1, -1))
        yield _words_reversed(view)
    if "rot13+reversed" in marked:
        yield view.mapped("rot13+reversed", rot13(text)[::-1], range(len(text) - 1, -1, -1))


@cache
def _hints() -> RuleSet:
    return RuleSet(
        HINTS
        | {
            "spaced": r"(?:^|[^\pL\pN])\pL(?:[^\pL\pN]{1,6}[\pL\pN]){5}(?:[^\pL\pN]|$)",
            "markup": r"<[A-Za-z!/]|[\pL\pN](?:\*|~~|`)[\pL\pN]|\\text",
            "parted": r"\x1b\[|[\pL\pN]-\r?\n[ \t>#*/]{0,8}[\pL\pN]|[a-z]=\r?\n[a-z]",
            "control": _CONTROL.pattern,
            "worn": rf"{_SIGN}[{_NOTHING}]+{_SIGN}|[\x{{ff10}}-\x{{ff5a}}]{{6}}|[\x{{1d400}}-\x{{1d7ff}}]{{6}}",
            "unseen": r"[\pL\pN]<(?:!--|[A-Za-z]+\s[^<>]*(?:none|hidden|font-size))",
            "sign": r"[\pL\pN][@$!|+€(][\pL\pN]|[@$]\pL|[\pL\pN]\$",
        }
    )


def _blobs(text: str, name: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text in one encoding that can be read, and what they say."""
    expression, decode = BLOBS[name]
    for match in expression.finditer(text):
        decoded = decode(match.group())
        if decoded:
            yield match.start(), match.start() + len(match.group().rstrip()), decoded


def _unwrapped(view: View, hints: frozenset[str]) -> Iterator[View]:
    """A view without its markup or escapes, or with its signs read as letters; in one order, as any other says less."""
    if view.path[-1:] == ("leetspeak",):
        return
    wrapped = {"escape"} & hints | ({"markup"} & hints if "markup" not in view.path else set())
    if "escape" in wrapped:
        unescaped, starts, ends, names = unescape(view.text)
        if names:
            yield view.mapped("+".join(names), unescaped, starts, ends)
    if "parted" in hints:
        yield _replaced(view, _PARTED, "markup")
    if "markup" in wrapped:
        yield _replaced(view, _TAG, "markup")
        shown = _replaced(view, _UNSEEN, "markup") if "unseen" in hints else view
        if shown.text != view.text:
            yield _replaced(shown, _TAG, "markup")
    # where markup or escapes are still to be taken away, signs are read as letters after that
    if "sign" in hints and not (wrapped and view.path):
        yield view.mapped(
            "leetspeak", _SIGNS.sub(lambda match: match.group().translate(_SIGN_LETTERS), view.text), None
        )


def _spaced(view: View, segment: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[View]:
    """Letters that were set apart, put together, line by line; wider gaps are word borders."""
    plain: list[str] = []
    starts: list[int] = []
    for match in _SPACED.finditer(view.text):
        base = match.start()
        letters = [(found.group(), base + found.start()) for found in _KEPT.finditer(match.group())]
        gap = min(after[1] - before[1] for before, after in pairwise(letters))
        words: list[list[tuple[str, int]]] = [[letters[0]]]
        for before, after in pairwise(letters):
            if after[1] - before[1] > gap:
                words.append([])
            words[-1].append(after)
        if plain:
            plain[-1] = "\n"
        for word in words:
            spans: Sequence[tuple[int, int]] = [(0, len(word))]
            # where wider gaps show the borders, a long word is a word
            if len(word) >= (_RUN if len(words) == 1 else 2 * _RUN):
                spans = segment("".join(letter for letter, _ in word).lower())
            for first, last in spans:
                plain += [*(letter for letter, _ in word[first:last]), " "]
                starts += [*(start for _, start in word[first:last]), word[last - 1][1]]
    if plain:
        yield view.mapped("letter_spacing", "".join(plain), starts)


def _words_reversed(view: View) -> View:
    """Each word turned round by itself; any part of it comes from the whole word."""
    starts: list[int] = list(range(len(view.text)))
    ends: list[int] = list(range(1, len(view.text) + 1))
    for match in _WORD.finditer(view.text):
        start, end = match.span()
        starts[start:end] = [start] * (end - start)
        ends[start:end] = [end] * (end - start)
    return view.mapped("reversed", _WORD.sub(lambda match: match.group()[::-1], view.text), starts, ends)


def _replaced(view: View, expression: re.Pattern[str], name: str) -> View:
    """The view without what matches: nothing in its place inside of a word, a space elsewhere."""
    pieces: list[str] = []
    starts: list[int] = []
    position = 0
    text = view.text
    for match in expression.finditer(text):
        start, end = match.span()
        pieces.append(text[position:start])
        starts += range(position, start)
        inside = start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
        if not inside or match.group() in {"<!--", "-->"}:
            pieces.append(" ")
            starts.append(start)
        position = end
    pieces.append(text[position:])
    starts += range(position, len(text))
    return view.mapped(name, "".join(pieces), starts)
