r"""Rules over word classes, compiled to RE2 over symbols.

A rule is written in words: `FORGET ~3 PRIOR ~1 INSTR`. Capitals name a class of the lexicon, small letters a single
English word, `~3` up to three words of any kind, `~` any number up to five; `( | ) ? * +` mean what they mean
in expressions, `:` is a colon; STOP, LINE and QUOTE are the end of a sentence, the end of a line and a quotation mark;
`^` and `$` are the start and the end of the text.
No gap reaches over the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from langchain_guard.detect.injection.lexicon import COLON, LINE, QUOTE, STOP, Lexicon
from langchain_guard.exceptions import ConfigError

_ITEM = re.compile(r"(?P<cls>[A-Z][A-Z_]*)|(?P<word>[^\W_A-Z]+)|~(?P<gap>\d*)|(?P<sign>[():|?*+^$])|\s+")

_SIGNS = {"STOP": STOP, "LINE": LINE, "QUOTE": QUOTE}

_GAP = f"[^{STOP}]"


def literals(rules: Iterable[str]) -> set[str]:
    """The single words that rules name, to be given classes of their own.

    >>> sorted(literals(["FORGET everything ~2 (said|told)"]))
    ['everything', 'said', 'told']
    """
    return {match["word"] for rule in rules for match in _ITEM.finditer(rule) if match["word"]}


def compile_rule(rule: str, lexicon: Lexicon) -> str:
    """The RE2 source of one rule.

    Args:
        rule: The rule as described above.
        lexicon: Gives the symbols of each class; single words are classes of their own.

    Returns:
        An expression over symbols.

    Raises:
        ConfigError: When the rule cannot be read or names a class without words.
    """
    parts: list[str] = []
    position = 0
    for match in _ITEM.finditer(rule):
        if match.start() != position:
            break
        position = match.end()
        name = match["cls"] or match["word"]
        if name:
            symbols = _SIGNS.get(name) or lexicon.of_class(name)
            if not symbols:
                message = f"rule names an empty word class: {name}"
                raise ConfigError(message, control="injection_rules")
            parts.append(f"[{symbols}]")
        elif match["gap"] is not None:
            parts.append(f"{_GAP}{{0,{match['gap'] or 5}}}")
        elif match["sign"]:
            sign = match["sign"]
            parts.append({":": COLON, "(": "(?:"}.get(sign, sign))
    if position != len(rule):
        message = f"rule cannot be read from here: {rule[position:]}"
        raise ConfigError(message, control="injection_rules")
    return "".join(parts)
