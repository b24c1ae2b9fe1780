"""The controls as LangChain Runnables.

What the observers of a call see of the model's raw answer, by where the redactor stands (measured in
`tests/bench/results/leak_matrix.md`):

| observer | `guard | llm | redactor` | `GuardedChatModel(llm)`, `secure(llm)` |
|---|---|---|
| the caller: returned values, streamed chunks | clean | clean |
| callbacks and tracer runs of the model; `astream_events` | raw | clean |
| the redactor's own run | input withheld, output clean | there is none |
| langgraph's `stream_mode="messages"`, events of the third version | raw | clean |
| the cache | raw | clean, by policy |
| errors of the provider that quote text | raw | clean |
| the caller's own root input, first event | raw | raw: use `redacting_anonymizer` for traces |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable as PseudonymizerRunnable
    from langchain_guard.runnables.restorer import RestorerRunnable as RestorerRunnable
    from langchain_guard.runnables.reversible import ReversibleRunnable as ReversibleRunnable

_HOMES = {
    "PseudonymizerRunnable": "pseudonymizer",
    "RestorerRunnable": "restorer",
    "ReversibleRunnable": "reversible",
}

__all__ = ["PseudonymizerRunnable", "RestorerRunnable", "ReversibleRunnable"]


def __getattr__(name: str) -> object:
    """Import a name from its home on first use."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
