"""No observer of a guarded model reads what was planted; for the plain chain, exactly the documented ones do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from langchain_guard.redaction import redact
from tests.bench import leak_matrix
from tests.bench.results_file import RESULTS


@pytest.fixture(scope="module")
def leaks() -> dict[str, dict[str, dict[str, list[str]]]]:
    """The matrix with one canary in every place."""
    result: dict[str, Any] = leak_matrix.measure(most_rounds=1)
    return result["leaks"]


def test_the_model_alone_shows_everything(leaks):
    """The measurement is able to see: without controls every place is readable."""
    row = leaks["the model alone"]["invoke"]
    places = {leak.partition("/")[0] for leak in row["returned"]}
    assert places == {*leak_matrix.CHAT_PLACES, *leak_matrix.RESPONSES_PLACES}
    assert {leak.partition("/")[0] for leak in row["exception"]} == {"error_body"}


@pytest.mark.parametrize("shape", ["GuardedChatModel", "create_agent(GuardedChatModel)", "langgraph node"])
def test_a_guarded_model_shows_nothing(leaks, shape):
    """Nothing planted can be read by any observer, however the model is called."""
    seen = {(call, observer): found for call, row in leaks[shape].items() for observer, found in row.items() if found}
    assert len(leaks[shape]) >= 8
    assert not seen


def test_the_chain_shows_what_the_documentation_says(leaks):
    """What a chain returns is clean; the model's own callbacks, traces, events and cache are not."""
    for call, row in leaks["guard | llm | redactor"].items():
        assert bool(row["returned"]) == (call == "events v2"), call  # the model's own events are among them
        assert row["callbacks"], call
        assert row["tracer"], call
        assert bool(row["cache"]) == ("invoke" in call or "batch" in call), call
        assert not row["logs"], call
    inside = leaks["that chain in a node"]
    assert inside["messages mode"]["returned"]
    assert inside["events v3"]["returned"]
    assert not inside["invoke"]["returned"]


def test_every_canary_is_of_a_kind_that_is_redacted():
    """Whole-text redaction finds all fifty: what the matrix shows is the surfaces, not the detectors."""
    for canary in leak_matrix.canaries():
        clean = leak_matrix.squeezed(redact(f"Note {canary.value} for later."))
        assert not any(part in clean for part in canary.parts), canary.kind


def test_the_committed_table_shows_no_leak_of_a_guarded_model():
    """The full run, fifty canaries, is committed, and its table says the same."""
    result = json.loads((RESULTS / "leak_matrix.json").read_text())["leak_matrix"]
    assert result["canaries"] == leak_matrix.CANARIES
    guarded = [calls for shape, calls in result["leaks"].items() if "Guarded" in shape or "langgraph" in shape]
    assert len(guarded) == 3
    assert not any(count for calls in guarded for row in calls.values() for count in row.values())
    assert (RESULTS / "leak_matrix.md").read_text() == leak_matrix.page()
