"""What `GuardMiddleware` costs: an agent run with it beside the same run without.

    python -m tests.bench.agent_overhead

One run is two model calls and one tool call; the tool gives back 500 characters of prose. Questions and pages are
others in each run, so that all of them are judged. Beside it LangChain's own `PIIMiddleware`, which looks for one kind
of value each and for no attacks. Four settings:

* a fake model that answers at once, processor time: the worst case. Each agent runs for a while before the next takes
  its turn, as in a process that serves one agent;
* the same with turns after every run, so that the processor has forgotten in between what each agent needs;
* `ChatOpenAI` over a loopback connection to a server in another process that answers at once, processor and wall clock:
  what no real model can be faster than;
* a fake model that takes 200 ms per answer, which is fast for a real one, wall clock.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, PIIMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from langchain_guard import GuardMiddleware, GuardSettings, InputGuardRunnable
from langchain_guard.agents import ToolPolicy, ToolRule
from tests.bench.chain_overhead import prose
from tests.bench.results_file import save
from tests.openai_server import OpenAIServer, Reply, ToolCall

PAGE = prose(500)
_pages, _questions = itertools.count(), itertools.count()


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


def fake(wait: float = 0.0) -> BaseChatModel:
    """A model that calls the tool once and then answers, after so many seconds."""
    call = {"type": "tool_call", "id": "call_1", "name": "read", "args": {"url": "https://tea.example/"}}

    def answers() -> Iterator[AIMessage]:
        for message in itertools.cycle([AIMessage("", tool_calls=[call]), AIMessage(prose(300))]):
            if wait:
                time.sleep(wait)
            yield message

    return Model(messages=answers())


KINDS = (
    "no middleware",
    "a middleware that does nothing",
    "rules",
    "rules and a tool policy",
    "rules and classifier",
    "LangChain's PIIMiddleware for email",
    "LangChain's PIIMiddleware for its five kinds",
)
PII = ("email", "credit_card", "ip", "mac_address", "url")
"""What `PIIMiddleware` knows."""


def agents(model: Callable[[], BaseChatModel]) -> dict[str, Any]:
    """The agents that are compared."""
    policy = ToolPolicy(tools={"read": ToolRule(network=True)}, allow=["read"])

    def agent(*middleware: AgentMiddleware) -> Any:
        return create_agent(model(), [read], middleware=middleware)

    def guarded(*, classifier: bool = False, policy: ToolPolicy | None = None) -> Any:
        guard = InputGuardRunnable(classifier=classifier)
        return agent(GuardMiddleware(GuardSettings(_env_file=None), guard=guard, policy=policy))

    def peer(*kinds: Any) -> Any:
        where = {"apply_to_input": True, "apply_to_output": True, "apply_to_tool_results": True}
        return agent(*(PIIMiddleware(kind, strategy="redact", **where) for kind in kinds))

    ours = (guarded(), guarded(policy=policy), guarded(classifier=True))
    return dict(zip(KINDS, (agent(), agent(Passing()), *ours, peer("email"), peer(*PII)), strict=True))


def once(graph: Any) -> None:
    """One run, with another question each time: nothing comes from the memory of what was judged."""
    state = graph.invoke({"messages": [HumanMessage(f"What does page {next(_questions)} say about tea?")]})
    assert len(state["messages"]) == 4


def taken(graphs: dict[str, Any], clock: Callable[[], float], turns: int, runs: int) -> dict[str, int]:
    """Microseconds a run; lower quartiles, because other work only adds to them.

    Args:
        graphs: The agents.
        clock: Processor time, of all threads, or wall clock.
        turns: Turns of each agent.
        runs: Runs in a turn; with more than one, the first is not counted.
    """
    times: dict[str, list[float]] = {kind: [] for kind in graphs}
    for _ in range(turns):
        for kind, graph in graphs.items():
            for run in range(runs):
                start = clock()
                once(graph)
                if run or runs == 1:
                    times[kind].append(clock() - start)
    return {kind: round(statistics.quantiles(some[len(some) // 10 :])[0] * 1e6) for kind, some in times.items()}


def compared(us: dict[str, int]) -> dict[str, Any]:
    """The figures and their ratios to the agents without a guard."""
    ratios = {kind: [round(us[kind] / us[bare], 3) for bare in KINDS[:2]] for kind in KINDS[2:]}
    return {"us_per_run": us, "ratio_to_no_middleware_and_to_one_that_does_nothing": ratios}


def answer(body: dict[str, Any]) -> Reply:
    """What the server says: first it calls the tool, then it answers."""
    if body["messages"][-1]["role"] == "tool":
        return Reply(prose(300))
    return Reply(tool_calls=[ToolCall("read", '{"url": "https://tea.example/"}')])


def serve(pipe: Connection) -> None:
    """A server that answers at once, until the pipe is closed."""
    with OpenAIServer() as server:
        server.answer = answer
        pipe.send(server.base_url)
        with contextlib.suppress(EOFError):
            pipe.recv()


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The address of a server in another process."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=serve, args=(there,))
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def main() -> None:
    """Measure and write."""
    at_once, slow = agents(fake), agents(lambda: fake(wait=0.2))
    result = {
        "cpu, model answers at once": compared(taken(at_once, time.process_time, turns=15, runs=21)),
        "cpu, model answers at once, turns after every run": compared(taken(at_once, time.process_time, 150, 1)),
        "wall clock, model takes 200 ms": compared(taken(slow, time.perf_counter, turns=10, runs=1)),
    }
    with served() as url:
        wired = agents(lambda: ChatOpenAI(model="gpt-scripted", api_key=SecretStr("none"), base_url=url))
        for name, clock in (("cpu", time.process_time), ("wall clock", time.perf_counter)):
            result[f"{name}, over loopback, server answers at once"] = compared(taken(wired, clock, turns=6, runs=16))
    save("agents", "overhead", result)


if __name__ == "__main__":
    main()
