r"""Hidden text: characters a reader does not see, and what a terminal would execute.

Every default-ignorable code point is either legitimate where it stands, or a finding. Legitimate are: emoji sequences
(variation selectors after an emoji, ZWJ between emoji, keycaps, the three subdivision flags), ZWNJ and ZWJ beside
letters of scripts that spell with them, ZWSP between letters of scripts that do not space their words, soft hyphens
inside words, standardised and ideographic variants, fillers and selectors inside their own scripts, a byte order mark
at the start, direction marks beside anything but ASCII letters on both sides, and bidi embeddings and isolates that end
on the line they begin on. Overrides are never legitimate: nothing but deception reorders left-to-right letters.

A finding covers invisible characters only, so removing it never hides a neighbour from another rule.
"""

from __future__ import annotations

import re
from functools import cache

from langchain_guard.text.engine import compile_expression, encode
from langchain_guard.text.normalize import INVISIBLE_RUN
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.unicode import (
    BIDI_CONTROLS,
    DEFAULT_IGNORABLE_CLASS,
    EMOJI_CLASS,
    JOINING_CLASS,
    TAGS,
    VARIATION_SELECTORS,
)

_RUN_CAP = 4096
"""Longest run of invisible characters taken as one finding; a longer one becomes several."""
_LINE_CAP = 1024
"""How far an embedding or isolate may reach, in characters; further counts as unbalanced."""

_DEEPEST = 4
"""Embeddings and isolates that may stand inside one another; UAX #9 allows 125, a text that means well needs two."""

_UNSPACED = JOINING_CLASS + r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_SELECTED = (  # bases of standardised variants other than emoji: StandardizedVariants.txt
    r"0\p{Han}\x{1000}-\x{109f}\x{2018}-\x{201d}\x{2200}-\x{22ff}\x{2a00}-\x{2aff}\x{3000}-\x{303f}"
    r"\x{a840}-\x{a87f}\x{ff00}-\x{ff60}\x{10ac0}-\x{10aff}\x{13000}-\x{1343f}"
)
_LETTER = r"\pL\pM\pN"
_CLOSERS_AND_MARKS = r"\x{61c}\x{200e}\x{200f}\x{202c}\x{2069}"
# What is judged by its neighbours; each has its own row below.
_CONTEXTUAL = (
    r"\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{202a}-\x{202e}"
    r"\x{2066}-\x{2069}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}"
)
# Never legitimate: word joiner, invisible operators, deprecated format controls, unassigned default-ignorables.
_NEVER = (
    r"\x{2060}-\x{2065}\x{206a}-\x{206f}\x{fff0}-\x{fff8}\x{e0080}-\x{e00ff}\x{e01f0}-\x{e0fff}"
)  # fmt: skip

SUBDIVISION_FLAGS = frozenset({"gbeng", "gbsct", "gbwls"})
"""The tag sequences recommended for general interchange (RGI, UTS #51): England, Scotland, Wales."""


_LINE_ENDS = r"\n\r\x{85}\x{2029}"
_TOO_DEEP = (
    rf"(?:[^\x{{202a}}-\x{{202e}}\x{{2066}}-\x{{2069}}{_LINE_ENDS}]*"
    rf"[\x{{202a}}\x{{202b}}\x{{202d}}\x{{202e}}\x{{2066}}-\x{{2068}}]){{{_DEEPEST}}}"
)
"""Openers inside one another; the rest of the line need not be read, and hostile text has many openers on one."""

_brackets = re.compile("[\u202a-\u202e\u2066-\u2069]").finditer


def _nothing(_: str) -> str:
    return ""


def _mark(_: str) -> str:
    return "\ufffd"


def _without_selectors(text: str) -> str:
    return "".join(c for c in text if not ("\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"))


def _without_soft_hyphens(text: str) -> str:
    return text.replace("\u00ad", "")


_FLAG_TAGS = frozenset(
    "".join(chr(0xE0000 + ord(letter)) for letter in flag[start:]) + "\U000e007f"
    for flag in SUBDIVISION_FLAGS
    for start in range(6)
)


def _not_a_flag(run: str) -> bool:
    """Whether a run of tags is anything but (the end of) a subdivision flag."""
    return run not in _FLAG_TAGS


def _unusual(run: str) -> bool:
    """Whether a run of invisible characters is anything but one of the few that orthography needs."""
    if run in {"\ufe0f\u200d", "\u200b\u200b"}:  # an emoji joined to the next; ZWSP has its own row
        return False
    if all(character in BIDI_CONTROLS for character in run):
        return len(run) > 3  # isolates end where others begin, often with a mark beside them
    return not (len(run) == 2 and all("\u180b" <= character <= "\u180f" for character in run))


def _unbalanced(line: str) -> bool | int:
    """Judges the embedding or isolate a line begins with: 1 (flag it) unless it ends on the line (UAX #9, X1 to X7)."""
    stack = ""
    for match in _brackets(line):
        character = match[0]
        if character in "\u202a\u202b\u202d\u202e":
            stack += "e"
        elif character in "\u2066\u2067\u2068":
            stack += "i"
        elif character == "\u202c" and stack.endswith("e"):
            stack = stack[:-1]
        elif character == "\u2069" and "i" in stack:
            stack = stack[: stack.rindex("i")]  # an isolate's end also ends the embeddings opened inside it
            if not stack:
                return False if line[0] in "\u2066\u2067\u2068" else 1
        if not stack:
            return False
        if len(stack) > _DEEPEST:
            return 1
    return 1


def _row(name: str, regex: str, **options: object) -> Pattern:
    settings = {"left": "", "right": "", "severity": "medium", "rewrite": _nothing} | options
    return Pattern(f"hidden.{name}", regex, **settings)  # type: ignore[arg-type]  # one dict, many field types


@cache
def hidden_patterns() -> tuple[Pattern, ...]:
    """The rows for invisible text; on in every profile."""
    tags = {"kind": "hidden_text", "severity": "high", "max_len": _RUN_CAP}
    invisible = {"kind": "invisible_character"}
    bidi = {"kind": "bidi_control", "severity": "high"}
    emoji, joining = EMOJI_CLASS, JOINING_CLASS
    return (
        # What a long run separates is not read as one, so it must not become one when the run is gone: a mark stays.
        _row("long_run", f"[{DEFAULT_IGNORABLE_CLASS}]{{{INVISIBLE_RUN + 1},}}", rewrite=_mark, priority=1,
             hits=("a" + "\u200b\u2060" * 20 + "b",), near_misses=("a" + "b" * 40,), **tags),
        _row("tags", f"[{TAGS}]+", validator=_not_a_flag, hits=("hi\U000e0041\U000e0042",),
             near_misses=("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",), **tags),
        _row("cancel_tag", r"\x{e007f}", left=r"\x{e0020}-\x{e007e}", hits=("a\U000e007f",),
             near_misses=("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",), **tags),
        _row("selector_run", f"[{VARIATION_SELECTORS}]{{2,}}", hits=("\U0001f600\U000e0158\U000e0159",),
             near_misses=("\u2764\ufe0f",), **tags),
        _row(
            "selectors_on_ideographs", r"(?:\p{Han}[\x{e0100}-\x{e01ef}]){3,}",
            **(tags | {"rewrite": _without_selectors}),
            hits=("\u845b\U000e0101\u845b\U000e0102\u845b\U000e0103",), near_misses=("\u845b\U000e0100\u57ce",),
        ),
        _row("selector_15_16", r"[\x{fe0e}\x{fe0f}]", left=emoji + "0-9#*", hits=("a\ufe0f",),
             near_misses=("\u2764\ufe0f", "1\ufe0f\u20e3"), **invisible),
        _row("selector_keycap", r"[0-9#*](?P<value>[\x{fe0e}\x{fe0f}])", right=r"\x{20e3}", hits=("1\ufe0f2",),
             near_misses=("1\ufe0f\u20e3",), **invisible),
        _row("selector_1_14", r"[\x{fe00}-\x{fe0d}]", left=_SELECTED, hits=("a\ufe00",), near_misses=("\u2229\ufe00",),
             **invisible),
        _row("selector_17_256", r"[\x{e0100}-\x{e01ef}]", left=r"\p{Han}", hits=("a\U000e0100",),
             near_misses=("\u845b\U000e0100",), **invisible),
        _row("never_visible", f"[{_NEVER}]+", max_len=_RUN_CAP, hits=("a\u2060b",),
             near_misses=("a\u00a0b",), **invisible),
        _row("run", f"[{_CONTEXTUAL}]{{2,}}", max_len=_RUN_CAP, validator=_unusual, hits=("a\u200b\u200cb",),
             near_misses=("\u2764\ufe0f\u200d\U0001f525",), **invisible),
        _row("zwnj", r"\x{200c}", left=joining, right=joining, hits=("a\u200cb",),
             near_misses=("\u0645\u06cc\u200c\u062e",), **invisible),
        # between two emoji, or beside a joining letter
        _row("zwj_before", r"\x{200d}", left=joining, right=joining + emoji, hits=("\U0001f600\u200db",),
             near_misses=("\U0001f468\u200d\U0001f469", "\u0915\u094d\u200d\u0937"), **invisible),
        _row("zwj_after", r"\x{200d}", left=joining + emoji + r"\x{fe0f}", right=joining, hits=("a\u200d\U0001f600",),
             near_misses=("\u2764\ufe0f\u200d\U0001f525",), **invisible),
        _row("zwsp", r"\x{200b}{1,2}", left=_UNSPACED + r"\x{200b}", right=_UNSPACED, hits=("a\u200bb",),
             near_misses=("\u0e01\u200b\u0e02", " \u200b\u200b\u0925"), **invisible),
        _row("byte_order_mark", r"(?s:.)(?P<value>\x{feff})", hits=("a\ufeffb",), near_misses=("\ufeffab",),
             **invisible),
        _row("soft_hyphen_start", r"\x{ad}", left=_LETTER, hits=(" \u00ada",), near_misses=("Sil\u00adbe",),
             **invisible),
        _row("soft_hyphen_end", r"\x{ad}", right=_LETTER + r"\r\n", hits=("a\u00ad ",), near_misses=("Sil\u00adbe",),
             **invisible),
        _row("soft_hyphens", r"(?:\pL\x{ad}){3,}", max_len=_RUN_CAP, hits=("i\u00adg\u00adn\u00ado",),
             near_misses=("Sil\u00adben\u00adtren\u00adnung",), **(invisible | {"rewrite": _without_soft_hyphens})),
        _row("grapheme_joiner", r"\x{34f}", left=r"\pM\p{Hebrew}", hits=("a\u034fb",),
             near_misses=("\u05d0\u034f\u05b8",), **invisible),
        _row("hangul_filler", r"[\x{115f}\x{1160}\x{3164}\x{ffa0}]", left=r"\p{Hangul}", right=r"\p{Hangul}",
             hits=("a\u3164b",), near_misses=("\u3131\u3164",), **invisible),
        _row("khmer_vowel", r"[\x{17b4}\x{17b5}]", left=r"\p{Khmer}", hits=("a\u17b4",),
             near_misses=("\u1780\u17b4",), **invisible),
        _row("mongolian", r"[\x{180b}-\x{180f}]", left=r"\p{Mongolian}", hits=("a\u180b",),
             near_misses=("\u1820\u180b",), **invisible),
        _row("musical", r"[\x{1d173}-\x{1d17a}]", left=r"\x{1d100}-\x{1d1ff}", hits=("a\U0001d173",),
             near_misses=("\U0001d15f\U0001d173",), **invisible),
        _row("shorthand", r"[\x{1bca0}-\x{1bca3}]", left=r"\x{1bc00}-\x{1bc9f}", hits=("a\U0001bca0",),
             near_misses=("\U0001bc1c\U0001bca0",), **invisible),
        _row("bidi_override", r"[\x{202d}\x{202e}]", hits=("\u202efdp.exe\u202c",),
             near_misses=("\u2067fdp.exe\u2069",), **bidi),
        _row(
            "bidi_unbalanced", rf"[\x{{202a}}\x{{202b}}\x{{2066}}-\x{{2068}}](?:{_TOO_DEEP}|[^{_LINE_ENDS}]*)",
            max_len=_LINE_CAP, validator=_unbalanced, hits=("\u2067abc\nd",), near_misses=("\u2068Anna\u2069 wrote",),
            **bidi,
        ),
        _row("bidi_between_letters", rf"[A-Za-z0-9](?P<value>[{_CLOSERS_AND_MARKS}])[A-Za-z0-9]", hits=("a\u200eb",),
             near_misses=("\u05d0\u200e (a)",), **bidi),
    )  # fmt: skip


@cache
def terminal_patterns() -> tuple[Pattern, ...]:
    r"""The rows for control characters and ECMA-48 escapes; on in STRICT.

    Control strings (OSC, DCS, APC, PM, SOS) end at BEL, ST, the end of the line or after 1,024 characters; once their
    introducer is gone, whatever would follow is plain text. TAB, LF and CR stay.

    Source: ECMA-48, 5th edition, sections 5.3 to 5.6 and 8.3; xterm's control sequences for BEL as a terminator.
    """
    control = {"kind": "terminal_control"}
    return (
        _row("csi", r"(?:\x1b\[|\x{9b})[0-?]{0,64}[ -/]{0,8}[@-~]?", hits=("\x1b[31mred", "\x9b2J"),
             near_misses=("[31mred",), **control),
        _row(
            "control_string",
            r"(?:\x1b[\]PX^_]|[\x{90}\x{98}\x{9d}-\x{9f}])[^\x07\x1b\x{9c}\r\n]*(?:\x07|\x1b\\|\x{9c})?",
            max_len=_LINE_CAP,
            hits=("\x1b]0;title\x07", "\x1bPq#0\x1b\\", "\x9d8;;https://x.example\x9c"),
            near_misses=("]0;title",),
            **control,
        ),
        _row("escape", r"\x1b[ -/]{0,8}[0-~]?", hits=("\x1bc", "\x1b(0", "\x1b"), near_misses=("(0",), **control),
        _row("control_character", r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x{80}-\x{9f}]+", max_len=_LINE_CAP,
             hits=("a\x08b", "\x07"), near_misses=("a\tb\r\n",), **control),
    )  # fmt: skip


def _tag_text(run: str) -> str:
    return "".join(chr(ord(tag) - 0xE0000) for tag in run if "\U000e0020" <= tag <= "\U000e007e")


def _selector_text(run: str) -> str:
    """One byte a selector: VS1 to VS16 are 0 to 15, VS17 to VS256 are 16 to 255."""
    data = bytes(ord(s) - 0xFE00 if s <= "\ufe0f" else ord(s) - 0xE0100 + 16 for s in run)
    return data.decode("utf-8", "replace")


def _binary_text(run: str) -> str:
    """Text written with two invisible characters as bits, eight a byte; empty when it is not printable."""
    symbols = sorted(set(run))
    if len(symbols) != 2 or len(run) < 16:
        return ""
    for zero in symbols:
        bits = "".join("0" if character == zero else "1" for character in run)
        data = bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits) // 8 * 8, 8))
        text = data.decode("ascii", "replace")
        if text.isprintable() and "\ufffd" not in text:
            return text
    return ""


def decode_hidden(text: str) -> list[tuple[int, int, str]]:
    r"""The plain text that invisible characters of `text` spell.

    Three encodings are read: tag characters (ASCII shifted to U+E0000), runs of variation selectors (one byte each),
    and runs of two different invisible characters used as bits.

    Args:
        text: Any text.

    Returns:
        For each carrier its span in `text` and what it says.

    >>> decode_hidden("hi" + "".join(chr(0xE0000 + ord(c)) for c in "ignore"))
    [(2, 8, 'ignore')]
    """
    found: list[tuple[int, int, str]] = []
    if text.isascii():
        return found
    carriers = compile_expression(
        f"(?P<tags>[{TAGS}]+)|(?P<selectors>[{VARIATION_SELECTORS}]{{2,}})|(?P<bits>[{DEFAULT_IGNORABLE_CLASS}]{{16,}})"
    )
    data = encode(text)
    offset = byte = 0
    for match in carriers.finditer(data):
        run = match.group().decode()
        read = {"tags": _tag_text, "selectors": _selector_text, "bits": _binary_text}[match.lastgroup]
        offset += len(data[byte : match.start()].decode())
        start, offset, byte = offset, offset + len(run), match.end()
        decoded = read(run)
        if decoded and not (start and text[start - 1] == "\U0001f3f4" and decoded in SUBDIVISION_FLAGS):
            found.append((start, offset, decoded))
    return found
