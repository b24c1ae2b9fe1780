"""In a guarded agent nothing planted can be read, but where the documentation says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bench import agent_leaks
from tests.bench.results_file import RESULTS


@pytest.fixture(scope="module")
def leaks() -> dict[str, Any]:
    """Two rounds: with a tool that answers, and with one that fails."""
    result: dict[str, Any] = agent_leaks.measure(most_rounds=2)
    return result


def test_a_bare_agent_shows_everything(leaks: dict[str, Any]) -> None:
    """The measurement is able to see: without the middleware every place is readable somewhere."""
    for place, row in leaks["leaks"]["create_agent"].items():
        assert row["returned"] == leaks["planted"][place] > 0, place


@pytest.mark.parametrize("shape", agent_leaks.SHAPES[1:])
def test_a_guarded_agent_shows_what_is_documented(leaks: dict[str, Any], shape: str) -> None:
    """Streams, state, callbacks, traces and the file of the checkpointer are clean but for the listed remainder."""
    for place, row in leaks["leaks"][shape].items():
        allowed = agent_leaks.REMAINDER[shape].get(place, frozenset())
        assert {observer for observer, count in row.items() if count} <= allowed, place


def test_the_committed_table_says_the_same() -> None:
    """The full run, fifty canaries, is committed."""
    result = json.loads((RESULTS / "leak_matrix.json").read_text())["agents"]
    assert result["canaries"] == 50
    for shape in agent_leaks.SHAPES[1:]:
        for place, row in result["leaks"][shape].items():
            read = {observer for observer, count in row.items() if count}
            assert read <= agent_leaks.REMAINDER[shape].get(place, frozenset()), (shape, place)
