"""Judges and detectors that take long do so beside the event loop: one user's check is nobody else's wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import StructuredTool

from langchain_guard import GuardedChatModel, InputGuardRunnable, OutputRedactorRunnable
from langchain_guard.agents import DocumentGuardRunnable, guard_retriever, guard_tool
from langchain_guard.agents.middleware import GuardMiddleware
from langchain_guard.redaction import Vault
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from tests.openai_server import OpenAIServer

HELLO = "Good morning to all of you."
HELD: Any = {"configurable": {"tenant_id": "acme", "thread_id": "1"}}


class Slow:
    """A judge, and a detector, that notes whether an event loop waits for it."""

    name, window = "slow", 1000

    def __init__(self) -> None:
        self.waited: list[bool] = []

    def score(self, texts: Sequence[str], source: str) -> list[float]:
        self._note()
        return [0.0] * len(texts)

    def find(self, sentence: str) -> list[dict[str, Any]]:
        self._note()
        return []

    def _note(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.waited.append(False)
        else:
            self.waited.append(True)


class Pages(BaseRetriever):
    """A retriever with an async side of its own."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [Document(HELLO)]

    async def _aget_relevant_documents(  # langchain's
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,
    ) -> list[Document]:
        return [Document(HELLO)]


def page() -> StructuredTool:
    """A tool with an async side of its own."""

    async def read(name: str) -> str:
        return HELLO

    return StructuredTool.from_function(coroutine=read, name="read", description="Read a page.")


def model(**options: Any) -> GuardedChatModel:
    """A guarded model."""
    return GuardedChatModel(inner=FakeListChatModel(responses=[HELLO]), **options)


def pseudonymizer(**options: Any) -> PseudonymizerRunnable:
    """One that holds values in memory."""
    return PseudonymizerRunnable(vault=Vault("k" * 32), **options)


async def drained(stream: Any) -> list[Any]:
    """All of a stream."""
    return [item async for item in stream]


Way = Callable[[Any], Awaitable[Any]]
JUDGED: dict[str, Way] = {
    "guard": lambda guard: guard.ainvoke(HELLO),
    "guard, streamed": lambda guard: drained(guard.astream(HELLO)),
    "model": lambda guard: model(guard=guard).ainvoke(HELLO),
    "model, streamed": lambda guard: drained(model(guard=guard).astream(HELLO)),
    "model, generating": lambda guard: model(guard=guard).agenerate([[HumanMessage(HELLO)]]),
    "reversible": lambda guard: pseudonymizer().wrap(RunnableLambda(lambda _: HELLO), guard).ainvoke(HELLO, HELD),
    "reversible, streamed": lambda guard: drained(
        pseudonymizer().wrap(RunnableLambda(lambda _: HELLO), guard).astream(HELLO, HELD)
    ),
    "documents": lambda guard: DocumentGuardRunnable(guard=guard).ainvoke([Document(HELLO)]),
    "retriever": lambda guard: guard_retriever(Pages(), DocumentGuardRunnable(guard=guard)).ainvoke(HELLO),
    "tool": lambda guard: guard_tool(page(), guard=guard).ainvoke({"name": "tea"}),
}
SCANNED: dict[str, Way] = {
    "guard": lambda slow: InputGuardRunnable(extra=(slow.find,), policy={"custom": "flag"}).ainvoke(HELLO),
    "redactor": lambda slow: OutputRedactorRunnable(extra=(slow.find,)).ainvoke(HELLO),
    "redactor, streamed": lambda slow: drained(OutputRedactorRunnable(extra=(slow.find,)).astream(HELLO)),
    "model": lambda slow: model(redactor=OutputRedactorRunnable(extra=(slow.find,))).ainvoke(HELLO),
    "model, streamed": lambda slow: drained(model(redactor=OutputRedactorRunnable(extra=(slow.find,))).astream(HELLO)),
    "pseudonymizer": lambda slow: pseudonymizer(extra=(slow.find,)).ainvoke(HELLO, HELD),
}


@pytest.mark.parametrize("way", JUDGED)
async def test_no_event_loop_waits_for_a_judge(way: str) -> None:
    """Every async way to the guard asks its judges in a thread."""
    slow = Slow()
    await JUDGED[way](InputGuardRunnable(judges=(slow,), classifier=False))
    assert slow.waited
    assert not any(slow.waited)


@pytest.mark.parametrize("way", SCANNED)
async def test_no_event_loop_waits_for_a_detector(way: str) -> None:
    """Nor for a detector that a user has brought."""
    slow = Slow()
    await SCANNED[way](slow)
    assert slow.waited
    assert not any(slow.waited)


async def test_no_event_loop_waits_for_a_judge_of_an_agent(openai_server: OpenAIServer) -> None:
    """The middleware judges in a thread what the user sends and what the model is given."""
    slow = Slow()
    guard = InputGuardRunnable(judges=(slow,), classifier=False)
    graph = create_agent(openai_server.chat_model(), [], middleware=[GuardMiddleware(guard=guard)])
    await graph.ainvoke({"messages": [HumanMessage(HELLO)]})
    assert slow.waited
    assert not any(slow.waited)


@pytest.mark.parametrize(
    ("options", "waits"),
    [
        ({"classifier": False}, False),
        ({"classifier": True}, True),
        ({"classifier": True, "policy": {"injection": "allow"}}, False),
        ({"classifier": False, "judges": (Slow(),)}, True),
        ({"classifier": False, "policy": {"pii": "flag"}}, False),
    ],
)
def test_rules_alone_need_no_thread(options: dict[str, Any], waits: bool) -> None:
    """A thread costs as much as the rules do: only what takes long is handed to one."""
    assert InputGuardRunnable(**options).waits is waits
