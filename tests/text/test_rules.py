"""Many rules searched for together."""

from __future__ import annotations

from langchain_guard.text.rules import RuleSet


def test_more_rules_than_one_automaton_holds() -> None:
    """Every rule is found by its name, however many there are, in their order."""
    rules = RuleSet({f"rule{number}": f"<{number}>" for number in range(100)})
    text = b"".join(b"<%d>" % number for number in range(100))
    assert [name for name, _, _ in rules.search(text)] == [f"rule{number}" for number in range(100)]
    assert rules.names(b"<3> <97>") == {"rule3", "rule97"}
    assert rules.names(b"nothing") == frozenset()
