"""What `GuardMiddleware` costs: an agent run with it beside the same run without.

    python -m tests.bench.agent_overhead

One run is two model calls and one tool call; the tool gives back 500 characters of prose. The model is a fake: first
one that answers at once, so that the ratio of processor time is the worst case, then one that takes 200 ms per answer,
which is fast for a real one. Agents take turns in one process.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool

from langchain_guard import GuardMiddleware, GuardSettings, InputGuardRunnable
from langchain_guard.agents import ToolPolicy, ToolRule
from tests.bench.chain_overhead import medians, prose
from tests.bench.results_file import save

PAGE = prose(500)
_pages = itertools.count()


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
    """Read a page: another one each time, so that its text is judged."""
    return f"{next(_pages)}. {PAGE}"


def agent(*middleware: Any, wait: float = 0.0) -> Any:
    """An agent whose model calls the tool once and then answers."""
    call = {"type": "tool_call", "id": "call_1", "name": "read", "args": {"url": "https://tea.example/"}}

    def answers() -> Iterator[AIMessage]:
        for answer in itertools.cycle([AIMessage("", tool_calls=[call]), AIMessage(prose(300))]):
            if wait:
                time.sleep(wait)
            yield answer

    return create_agent(Model(messages=answers()), [read], middleware=middleware)


KINDS = ("no middleware", "a middleware that does nothing", "rules", "rules and a tool policy", "rules and classifier")


def agents(wait: float = 0.0) -> dict[str, Any]:
    """The agents that are compared."""
    policy = ToolPolicy(tools={"read": ToolRule(network=True)}, allow=["read"])

    def guarded(*, classifier: bool = False, policy: ToolPolicy | None = None) -> Any:
        guard = InputGuardRunnable(classifier=classifier)
        return agent(GuardMiddleware(GuardSettings(_env_file=None), guard=guard, policy=policy), wait=wait)

    kinds = (agent(wait=wait), agent(Passing(), wait=wait), guarded(), guarded(policy=policy), guarded(classifier=True))
    return dict(zip(KINDS, kinds, strict=True))


def cpu(graphs: dict[str, Any], once: Callable[[Any], None], rounds: int) -> dict[str, int]:
    """Microseconds of processor time a run, of all threads; lower quartiles, because other work only adds to them."""
    taken: dict[str, list[float]] = {kind: [] for kind in graphs}
    for _ in range(rounds):
        for kind, graph in graphs.items():
            start = time.process_time()
            once(graph)
            taken[kind].append(time.process_time() - start)
    return {kind: round(statistics.quantiles(some[rounds // 10 :])[0] * 1e6) for kind, some in taken.items()}


def compared(us: dict[str, int]) -> dict[str, Any]:
    """The figures and their ratios to the agents without a guard."""
    ratios = {kind: [round(us[kind] / us[bare], 3) for bare in KINDS[:2]] for kind in KINDS[2:]}
    return {"us_per_run": us, "ratio_to_no_middleware_and_to_one_that_does_nothing": ratios}


def main() -> None:
    """Measure and write."""
    numbers = itertools.count()  # a new question each time: nothing comes from the memory of what was judged

    def once(graph: Any) -> None:
        state = graph.invoke({"messages": [HumanMessage(f"What does page {next(numbers)} say about tea?")]})
        assert len(state["messages"]) == 4

    at_once, slow = agents(), agents(wait=0.2)
    seconds = medians(*(lambda graph=graph: once(graph) for graph in slow.values()), rounds=10)
    result = {
        "cpu, model answers at once": compared(cpu(at_once, once, rounds=150)),
        "wall clock, model takes 200 ms": compared(
            {kind: round(value * 1e6) for kind, value in zip(slow, seconds, strict=True)}
        ),
    }
    save("agents", "overhead", result)


if __name__ == "__main__":
    main()
