"""The rule tables, and their compiled form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from langchain_guard.detect.injection.grammar import compile_rule, literals
from langchain_guard.detect.injection.lexicon import Lexicon
from langchain_guard.detect.injection.rules.frequent import FREQUENT
from langchain_guard.detect.injection.rules.marks import MARKS
from langchain_guard.detect.injection.rules.phrases import PHRASES
from langchain_guard.detect.injection.rules.rows import Mark, Phrase
from langchain_guard.detect.injection.rules.words import WORDS
from langchain_guard.detect.injection.rules.words_moves import WORDS as WORDS_MOVES
from langchain_guard.detect.injection.rules.words_readers import WORDS as WORDS_READERS
from langchain_guard.detect.injection.rules.words_world import WORDS as WORDS_WORLD
from langchain_guard.text.rules import RuleSet

ROWS: tuple[Phrase | Mark, ...] = (*PHRASES, *MARKS)
"""Every row."""

_NARROWER: dict[str, dict[str, str]] = {
    "REVEAL": {
        "SHOW": "write say quote spell encode translate summarize send summary share "
        "escribe escriba escreva scrivi напиши*",
    },
    "INSTR": {
        "INSTRUCT": "prompt prompts",
        "TOLD": "guideline guidelines guidance briefing preamble vorgabe vorgaben befehl* aufforderung* anordnung* "
        "indicaciones indicacion mandatos orientacoes indicazioni richtlijnen voorschriften opdrachten rozkaz* komend* "
        "приказ* दिशानिर्देश "
        "दिशानिर्देशों 说明 說明 指引 设定 設定 要求 ガイドライン 설정",
        "ORDERED": "guideline guidelines guidance briefing preamble prompt prompts",
    },
    "FORGET": {
        "DROP": "ignores disregards overrides bypasses supersede supersedes",
        "BID": "ignores ignoring disregards disregarding overrides overriding bypasses bypassing supersede supersedes "
        "forgetting",
    },
    "AND": {
        "THEN": "i",
    },
    "HIGHER": {
        "ALOFT": "above",
    },
    "TALK": {
        "WORDING": "message nachricht mensaje mensagem messaggio wiadomosc* сообщени*",
    },
}
"""Classes that are another class without some of its words: asked to write a prompt, one need not reveal one."""

_KEY_CLASSES = ("FORGET", "INSTR", "PRIOR", "SYS", "REVEAL", "RULE", "SECURITY", "UNBOUND", "PASSWORD")
"""Classes that carry an attack: their words are also recognised in disguise."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The compiled tables.

    Attributes:
        lexicon: Words to symbols.
        phrases: The compiled `PHRASES`, over symbols.
        marks: The compiled `MARKS`, over text.
        rows: Every row by name.
    """

    lexicon: Lexicon
    phrases: RuleSet
    marks: RuleSet
    rows: dict[str, Phrase | Mark]


def _words() -> Iterator[tuple[str, str]]:
    narrower = {
        name: {derived: frozenset(without.split()) for derived, without in classes.items()}
        for name, classes in _NARROWER.items()
    }
    for language in (*WORDS.values(), *WORDS_WORLD.values(), *WORDS_READERS.values(), *WORDS_MOVES.values()):
        for name, words in language.items():
            for word in words.split():
                yield name, word
                for derived, without in narrower.get(name, {}).items():
                    if word not in without:
                        yield derived, word
    for language in WORDS_WORLD.values():
        for word in language.get("FORGET_END", "").split():
            yield "FORGET_FINAL", word


@cache
def compiled() -> Rules:
    """The compiled rules; built once per process on first use."""
    classes: dict[str, list[str]] = {}
    for name, word in _words():
        classes.setdefault(name, []).append(word)
    for word in literals(row.rule for row in PHRASES):
        classes.setdefault(word, []).append(word)
    lexicon = Lexicon(classes, key=_KEY_CLASSES, common=FREQUENT.split())
    return Rules(
        lexicon,
        RuleSet({row.name: compile_rule(row.rule, lexicon) for row in PHRASES}),
        RuleSet({row.name: f"(?i){row.regex}" for row in MARKS}),
        {row.name: row for row in ROWS},
    )
