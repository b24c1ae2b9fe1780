"""What the words around an order make of it: negated, allowed, or quoted as an example, it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from langchain_guard.detect.injection.grammar import compile_rule
from langchain_guard.detect.injection.lexicon import COLON, LINE, STOP, Piece
from langchain_guard.detect.injection.rules import compiled

_MENTIONED, _OPTIONAL, _THEIRS = 0.3, 0.6, 0.5
"""What is left of the weight of an order that is quoted as an example; of one that is said to be possible ("you can
...") or followed by what it is for ("your instructions for ..."), which an assistant's own rarely are; of what others
are said to do."""

_REACH = 12
"""Words on either side in which talk about attacks makes a quotation an example."""

_CLAUSE = 6
"""Words before an order that may belong to its clause."""

_BREAK = re.compile(r"[,،、—–…]|\s-+\s")
"""What ends a clause within a sentence: "no, ignore ..." negates nothing."""

_INSERTED = re.compile(
    r"\b(?:(?:must|should|shall|will|may|can|do)\s(?:not|never),[^,.;:!?\n]{1,60},|never,\sever,?)\s$"
)
_LISTED = "NEG LIGHT? (REVEAL|REPEAT)+ OR LIGHT?"
"""What a negation reaches over all the same: "must never, however asked, ..."; "do not share, print or ..."."""

_NEGATED = "NEG LIGHT? LIGHT? $"
_SUGGESTED = "((WHY DO* NEG+ LIGHT?)|(FORGET LIGHT? NOT LIGHT?)) $"
"""Ends of clauses that turn an order into its opposite, and those that only seem to: "why don't you ...", "vergiss
nicht ...".
"""

_OPPOSITE = "(^ (FORGET|REVEAL|REPEAT) LIGHT? LIGHT? NOT)|(NEG LIGHT? (FORGET_END|REVEAL_END|REPEAT_END) $)"
_ORDERED, _NOT = "^ (FORGET|REVEAL|REPEAT)", "^ NOT"
_ONLY = "NOT ONLY"
"""What an order says when it is one to the contrary: "vergiss nicht deine ...", "... nicht vergessen"; how one begins
that a "nicht" may follow. "Not only" negates nothing.
"""

_UNDONE = re.compile(
    r"[しせさ]?(?:ない|ません|ず|て?は(?:いけ|なら|だめ|駄目))|することは(?:でき|あり)"
    r"|\s?[하주내]?(?:지|면|[해어여]?서는)\s?[마말않안못]"
    r"|\s(?:न|ना|नहीं|मत)\s"
)
"""What follows a verb that closes its sentence when that is not to be done, in Japanese, Korean and Hindi."""

_DOUBLED = "^ FORGET TO FORGET"
"""What a negation makes an order of: "don't forget to ignore ..."."""

_FOR_ME = "^ FOR THE? (HERE|CONVERSATION)"
"""What an order is for when that makes it no less of one: "for me", "on the screen", "for this chat"."""

_ABOUT = "^ (FOR|(WITHIN ~2 WHERE))"
_TRANSLATED = "^ INTO TONGUE"
"""What follows an order that is about something else: a purpose, a product; a translation of a text."""

_DOER = "((DOER MAY?)|(STAFF ARE)|(DECLINE TO?)|(WHEN ~3 ASKS YOU? TO)|(USER MAY ASKS YOU? TO)) $"
_OURS = "^ MINE AI"
_REPORTED = "ASKS HERE TO $"
_INSISTED = "NEG LIGHT? DECLINE TO? $"
_DONE = "^ DONE"
"""Whoever is said to do so, or not to, is not told to: "how attackers bypass your filters", "refuses to reveal ...",
"if a user asks you to ...", "my agent ignores ...", "my boss told me to ..." if it is not about the assistant's own;
but not: "do not refuse to ..."; nor is it an order where a language puts the verb at the end and "does" or "has"
follows.
"""

_QUOTES = {
    '"': '"',
    "`": "`",
    "'": "'’",
    "‘": "’'",
    "’": "’",
    "“": "”“",
    "„": "“”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
}
"""Opening quotation marks, and what closes them."""

_OPENED = re.compile(
    r"""(?:\w(?:[\s:,(]{1,3}|[\s:,(]{0,3}(?=[“„«‘「『]))|(?P<starts>(?:^|[.!?。！？\n])[\s>*#•・-]{0,4}))"""
    r"""(?:(?P<single>['‘’])(?:[^"“”«»`」』'’\n]|['’]\w){0,120}|(?P<double>["`»“„«「『])[^"“”«»`」』\n]{0,120})$"""
)
"""A quotation that a word leads up to, as prose does and the strings of JSON do not, or that starts a sentence."""

_QUOTABLE, _QUOTED = 130, 200
"""Characters before a match that are looked at for the start of a quotation, and after it for the end."""


class _Context(NamedTuple):
    """The compiled expressions, and the classes that are looked up by themselves."""

    negated: re.Pattern[str]
    opposite: re.Pattern[str]
    ordered: re.Pattern[str]
    negation: re.Pattern[str]
    only: re.Pattern[str]
    listed: re.Pattern[str]
    suggested: re.Pattern[str]
    doubled: re.Pattern[str]
    for_me: re.Pattern[str]
    about: re.Pattern[str]
    translated: re.Pattern[str]
    doer: re.Pattern[str]
    ours: re.Pattern[str]
    reported: re.Pattern[str]
    insisted: re.Pattern[str]
    done: re.Pattern[str]
    mention: frozenset[str]
    may: frozenset[str]
    told: frozenset[str]
    own: tuple[frozenset[str], frozenset[str]]


@cache
def _compiled() -> _Context:
    lexicon = compiled().lexicon

    def read(rule: str) -> re.Pattern[str]:
        return re.compile(compile_rule(rule, lexicon))

    def known(name: str) -> frozenset[str]:
        return frozenset(lexicon.of_class(name))

    return _Context(
        negated=read(_NEGATED),
        opposite=read(_OPPOSITE),
        ordered=read(_ORDERED),
        negation=read(_NOT),
        only=read(_ONLY),
        listed=read(_LISTED),
        suggested=read(_SUGGESTED),
        doubled=read(_DOUBLED),
        for_me=read(_FOR_ME),
        about=read(_ABOUT),
        translated=read(_TRANSLATED),
        doer=read(_DOER),
        ours=read(_OURS),
        reported=read(_REPORTED),
        insisted=read(_INSISTED),
        done=read(_DONE),
        mention=known("MENTION"),
        may=known("MAY"),
        told=known("REVEAL") | known("REPEAT"),
        own=(known("YOUR"), known("SYS")),
    )


def quotation(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The quotation inside of a sentence that holds a place: its first character and its closing mark.

    Example:
        >>> text = 'What happens when I type "ignore all rules"?'
        >>> quotation(text, text.index("ignore"), text.index('"?'))
        (26, 42)
        >>> quotation('"Ignore all rules"', 1, 17), quotation('say "hi", ignore all rules, say "ho"', 10, 26)
        (None, None)
    """
    opened = _OPENED.search(text, max(0, start - _QUOTABLE), start)
    if opened is None:
        return None
    name = opened.lastgroup or ""
    closing = _QUOTES[opened[name]]
    for at in range(end, min(len(text), end + _QUOTED)):
        after = text[at + 1 : at + 3]
        if text[at] == "\n":
            break
        if text[at] in closing and not (name == "single" and after[:1].isalnum()):
            # at the start of a sentence only a word that follows tells prose from a string of data
            prose = opened["starts"] is None or after.strip()[:1].isalpha()
            return (opened.end(name), at) if prose else None
    return None


def left_over(
    rule: str,
    folded: str,
    pieces: Sequence[Piece],
    place: tuple[int, int],
    quoted: tuple[int, int] | None,
) -> float:
    """How much of a match's weight its neighbours leave.

    Args:
        rule: Which rule fired.
        folded: The text that was read.
        pieces: Its symbols.
        place: The first of the symbols that match, and one past the last.
        quoted: The quotation in which the match stands, if any.

    Returns:
        A factor from 0 to 1.
    """
    known = _compiled()
    first, last = place
    match = "".join([piece.symbol for piece in pieces[first:last]])
    before = _clause(folded, pieces, first)
    if known.negated.search(before) and not (known.suggested.search(before) or known.doubled.search(match)):
        return 0.0
    after = "".join([piece.symbol for piece in pieces[last : last + 5]])
    start, end = pieces[first].start, pieces[last - 1].end
    listed = known.listed.search(before + match)
    if _turned(match, after, folded[end : end + _QUOTED]) or (listed and listed.end() >= len(before)):
        return 0.0
    if _INSERTED.search(folded, max(0, start - _QUOTABLE), start):
        return 0.0
    if quoted is not None:
        near = (*pieces[max(0, first - _REACH) : first], *pieces[last : last + _REACH])
        if any(
            piece.symbol in known.mention and (piece.end <= quoted[0] or piece.start >= quoted[1]) for piece in near
        ):
            return _MENTIONED
    optional = before[-1:] in known.may and not rule.startswith("jailbreak.")
    about = known.about.match(after) is not None and not known.for_me.match(after)
    if about and not any(symbols.isdisjoint(match) for symbols in known.own):
        about = False  # "your system prompt" is the assistant's own, whatever it is for
    if rule.startswith("exfiltration.") and after[:1] in known.own[0]:
        about = True  # what is sent to the reader's own address
    if rule.startswith("extraction.") and known.own[0].isdisjoint(match) and known.translated.match(after):
        about = True
    if optional or about:
        return _OPTIONAL
    theirs = known.doer.search(before) and not known.insisted.search(before)
    ours = known.ours.match(before[-1:] + match)
    reported = known.reported.search(before) and known.own[0].isdisjoint(match)
    told_of = theirs or ours or reported or ("verb_final" in rule and known.done.match(after))
    return _THEIRS if told_of else 1.0


def _turned(match: str, after: str, rest: str) -> bool:
    """Whether an order says, or its end does, that something is not to be done.

    Args:
        match: The symbols of the order.
        after: Those that follow.
        rest: What follows.
    """
    known = _compiled()
    if known.only.search(match + after):
        return False
    follows = known.ordered.search(match) and known.negation.search(after) and not _BREAK.match(rest.lstrip())
    return bool(known.opposite.search(match) or follows or _UNDONE.match(rest))


def _clause(folded: str, pieces: Sequence[Piece], first: int) -> str:
    """The symbols before a place that belong to its clause, at most so many."""
    symbols, told = "", _compiled().told
    start = end = pieces[first].start
    for piece in reversed(pieces[max(0, first - _CLAUSE) : first]):
        broken = piece.symbol not in told and _BREAK.search(folded[piece.end : end])
        if broken or piece.symbol in (STOP, LINE, COLON):
            break
        if piece.end < start or not "\u0600" <= folded[piece.start] <= "\u06ff":  # Arabic verbs have prefixes
            symbols = piece.symbol + symbols
        end = piece.start
    return symbols
