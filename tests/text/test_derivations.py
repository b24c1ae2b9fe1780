"""What is derived from a pattern's expression: its lengths, its prefix closure, its head and its landmarks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard.detect.builtin import builtin_patterns
from langchain_guard.exceptions import ConfigError
from langchain_guard.text.engine import Finder, compile_expression, encode
from langchain_guard.text.heads import head, landmarks
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.prefix import prefix_closure
from langchain_guard.text.regex import Node, parse

ROWS = builtin_patterns(terminal_controls=True)

GOLDEN = {
    "a": "(?:a)?",
    "abc": "(?:a(?:b(?:c)?)?)?",
    "a|bc": "(?:(?:a)?|(?:b(?:c)?)?)",
    "[0-9]{3}": "(?:[0-9]){0,3}",
    "[0-9]{3}-": "(?:(?:[0-9]){0,2}|(?:[0-9]){3,3}(?:-)?)",
    "x[0-9]{1,64}@": "(?:x(?:(?:[0-9])+(?:@)?)?)?",
    "(?:ab){2,3}": "(?:(?:(?:ab)){0,2}(?:a(?:b)?)?)",
    "(?:ab)*": "(?:(?:ab))*(?:a(?:b)?)?",
    "(?i:ab)c": r"(?:(?i:(?:a(?:b)?)?)|(?i:ab)(?:c)?)",
    r"ab?\z": r"(?:a(?:b){0,1})?",
}


@pytest.mark.parametrize("regex", GOLDEN)
def test_golden_closures(regex: str) -> None:
    """The derivation does what its table says; a change of it is a change here."""
    assert prefix_closure(parse(regex)) == GOLDEN[regex]


@pytest.mark.parametrize(
    ("regex", "reason"),
    [
        (r"\bfoo", "look-around"),
        (r"^foo", "left and right"),
        (r"foo$", "left and right"),
        (r"(?=foo)", "kind of group"),
        (r"(foo", "missing )"),
        (r"foo)", "unbalanced )"),
        (r"[foo", "missing ]"),
        (r"*foo", "nothing to repeat"),
        (r"foo{x}", "must be escaped"),
        (r"foo{2,x}", "must be escaped"),
        (r"(?P<name", "unfinished group name"),
        (r"\p{Lu", "missing }"),
        (r"\1", "look-around"),
        ("foo\\", "look-around"),
        (r"a{2000}", "repetition size"),
        (r"[z-a]", "character class range"),
        (r"foo+", "no longest match"),
        (r"(?:)", "empty text"),
    ],
)
def test_refusals_say_why(regex: str, reason: str) -> None:
    """A pattern that cannot be used is a ConfigError that names the pattern and the reason."""
    with pytest.raises(ConfigError, match="'mine'") as caught:
        Pattern("mine", regex)
    assert reason in str(caught.value)
    assert caught.value.control == "pattern"
    assert caught.value.rule_ids == ("mine",)


def words_of(node: Node, random_: random.Random) -> str:
    """A random word of a simple expression, by walking its tree."""
    if node.kind == "character":
        samples = [chr(code) for code in range(32, 127)] + ["é", "ж", "\n"]
        expression = compile_expression(f"(?{node.flags}:{node.source})" if node.flags else node.source)
        fitting = [sample for sample in samples if expression.fullmatch(encode(sample))]
        return random_.choice(fitting or ["\u0000"])
    if node.kind == "end":
        return ""
    if node.kind == "choice":
        return words_of(random_.choice(node.children), random_)
    if node.kind == "repeat":
        high = node.low + 3 if node.high is None else min(node.high, node.low + 3)
        return "".join(words_of(node.children[0], random_) for _ in range(random_.randint(node.low, high)))
    return "".join(words_of(part, random_) for part in node.children)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_closure_holds_every_prefix(row: Pattern) -> None:
    """Every beginning of a word of a built-in row is in its closure, begins like its head, and has its landmarks."""
    random_ = random.Random(row.name)
    whole, closure = Finder(row.node.source), Finder(prefix_closure(row.node))
    beginning = compile_expression(head(row.node)[0] or "(?s:.)?")
    samples = [compile_expression(row.regex).search(encode(hit)) for hit in row.hits]
    words = [match.group().decode() for match in samples if match is not None]
    words += [word for _ in range(5) if whole.matches(encode(word := words_of(row.node, random_)), 0)]
    assert words
    for word in words:
        assert all(closure.matches(encode(word[:end]), 0) for end in range(min(len(word), 80) + 1))
        assert beginning.match(encode(word)) is not None
        for mark, farthest in landmarks(row.node).items():
            assert 0 <= word.find(mark) <= (len(word) if farthest is None else farthest)
        assert row.node.shortest <= len(word)
        assert row.node.longest is None or len(word) <= row.node.longest


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abc01-@. \u00e9", max_size=12))
def test_hold_back_is_exact_for_small_patterns(text: str) -> None:
    """The cut is the first place from which the text could still become a match, found by brute force."""
    from langchain_guard.text.compiled import compile_patterns

    patterns = (
        Pattern("one", r"[a-c]{1,3}@[a-c]{1,2}\.", left="", right=""),
        Pattern("two", r"[01]{2}-[01]{2}", left="", right=""),
        Pattern("three", r"(?:ab|ba){2}c", left="", right=""),
    )
    closures = [compile_expression(prefix_closure(pattern.node)) for pattern in patterns]
    data = encode(text)
    live = [
        place
        for place in range(len(text) + 1)
        if any(closure.fullmatch(encode(text[place:])) is not None for closure in closures)
    ]
    expected = len(encode(text[: live[0]]))
    assert compile_patterns(patterns).hold.start(data, 0) == expected
