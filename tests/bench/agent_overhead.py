"""What `GuardMiddleware` costs: an agent run with it beside the same run without.

    python -m tests.bench.agent_overhead

One run is two model calls and one tool call; the tool gives back 500 characters of prose. The model is a fake: first
one that answers at once, so that the ratio is the worst case, then one that takes 200 ms per answer, which is fast for
a real one. Agents take turns in one process; medians of many runs.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool

from langchain_guard import GuardMiddleware, GuardSettings
from tests.bench.chain_overhead import medians, prose
from tests.bench.results_file import save

PAGE = prose(500)


class Model(GenericFakeChatModel):
    """A fake that takes tools."""

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(**kwargs)


class Passing(AgentMiddleware):
    """A middleware with the same hooks that does nothing."""

    def before_agent(self, state: Any, runtime: Any) -> None:
        return None

    def wrap_model_call(self, request: Any, handler: Any) -> Any:
        return handler(request)

    def wrap_tool_call(self, request: Any, handler: Any) -> Any:
        return handler(request)


@tool
def read(url: str) -> str:
    """Read a page."""
    return PAGE


def agent(*middleware: Any, wait: float = 0.0) -> Any:
    """An agent whose model calls the tool once and then answers."""
    call = {"type": "tool_call", "id": "call_1", "name": "read", "args": {"url": "https://tea.example/"}}

    def answers() -> Iterator[AIMessage]:
        for answer in itertools.cycle([AIMessage("", tool_calls=[call]), AIMessage(prose(300))]):
            time.sleep(wait)
            yield answer

    return create_agent(Model(messages=answers()), [read], middleware=middleware)


def main() -> None:
    """Measure and write."""
    numbers = itertools.count()  # a new question each time: nothing comes from the memory of what was judged

    def once(graph: Any) -> None:
        state = graph.invoke({"messages": [HumanMessage(f"What does page {next(numbers)} say about tea?")]})
        assert len(state["messages"]) == 4

    result = {}
    for name, wait, rounds in (("model answers at once", 0.0, 200), ("model takes 200 ms", 0.2, 15)):
        agents = {
            "no middleware": agent(wait=wait),
            "a middleware that does nothing": agent(Passing(), wait=wait),
            "GuardMiddleware": agent(GuardMiddleware(GuardSettings(_env_file=None)), wait=wait),
        }
        seconds = medians(*(lambda graph=graph: once(graph) for graph in agents.values()), rounds=rounds)
        us = {kind: round(value * 1e6) for kind, value in zip(agents, seconds, strict=True)}
        guarded = us["GuardMiddleware"]
        ratio = {kind: round(guarded / value, 3) for kind, value in us.items() if kind != "GuardMiddleware"}
        result[name] = {"median_us_per_run": us, "ratio_to": ratio}
    save("agents", "overhead", result)


if __name__ == "__main__":
    main()
