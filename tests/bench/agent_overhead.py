"""What `GuardMiddleware` costs: an agent run with it beside the same run without.

    python -m tests.bench.agent_overhead

One run is two model calls and one tool call; the tool gives back 500 characters of prose. The model is a fake that
answers at once, so the ratio is the worst case. Agents take turns in one process; medians of many runs.
"""

from __future__ import annotations

import itertools
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


def agent(*middleware: Any) -> Any:
    """An agent whose model calls the tool once and then answers."""
    call = {"type": "tool_call", "id": "call_1", "name": "read", "args": {"url": "https://tea.example/"}}
    script = itertools.cycle([AIMessage("", tool_calls=[call]), AIMessage(prose(300))])
    return create_agent(Model(messages=script), [read], middleware=middleware)


def main() -> None:
    """Measure and write."""
    agents = {
        "no middleware": agent(),
        "a middleware that does nothing": agent(Passing()),
        "GuardMiddleware": agent(GuardMiddleware(GuardSettings(_env_file=None))),
    }
    numbers = itertools.count()  # a new question each time: nothing comes from the memory of what was judged

    def once(graph: Any) -> None:
        state = graph.invoke({"messages": [HumanMessage(f"What does page {next(numbers)} say about tea?")]})
        assert len(state["messages"]) == 4

    seconds = medians(*(lambda graph=graph: once(graph) for graph in agents.values()), rounds=200)
    us = {name: round(value * 1e6) for name, value in zip(agents, seconds, strict=True)}
    ratio = {name: round(us["GuardMiddleware"] / value, 3) for name, value in us.items() if name != "GuardMiddleware"}
    save("agents", "overhead", {"median_us_per_run": us, "ratio_to": ratio})


if __name__ == "__main__":
    main()
