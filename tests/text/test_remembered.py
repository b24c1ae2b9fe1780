"""What one scan remembers of a text that repeats itself: it saves work and changes nothing."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard import Pattern, scan
from langchain_guard.text import automaton, scanner
from tests.fragments import FRAGMENTS

units = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4).map("".join)
texts = st.lists(st.tuples(units, st.integers(1, 12)), min_size=1, max_size=4).map(
    lambda parts: "".join(unit * count for unit, count in parts)
)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_depends_on_what_is_remembered(text: str) -> None:
    """A scan that remembers nothing finds the same, for the same reasons."""
    remembering = scan(text, explain=True)
    with patch.object(automaton, "_KNOWN", 0), patch.object(scanner, "_VERDICTS", 0):
        assert scan(text, explain=True) == remembering


def test_equal_candidates_are_judged_once() -> None:
    """A validator is asked once about a value that a text repeats, however often that is."""
    asked: list[str] = []

    def even(text: str) -> bool:
        asked.append(text)
        return int(text[-1]) % 2 == 0

    found = scan("E-1234, E-1235, " * 50, kinds=[], extra=[Pattern("employee_id", r"E-[0-9]{4}", validator=even)])
    assert len(found.findings) == 50
    assert asked == ["E-1234", "E-1235"]


def test_what_stands_before_a_value_counts_where_it_repeats() -> None:
    """Equal beginnings after different characters are different sights."""
    row = Pattern("pair", "--+x", max_len=8, left="a")
    assert [finding.start for finding in scan("a--x b--x " * 3, kinds=[], extra=[row]).findings] == [6, 16, 26]
