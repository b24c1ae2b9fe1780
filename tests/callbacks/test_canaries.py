"""Fifty planted secrets on every path, with errors and retries: none in the trail, the logs, exceptions or reprs."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool

from langchain_guard import AuditCallbackHandler
from langchain_guard.exceptions import InputBlocked
from langchain_guard.profiles import STRICT

KEY = b"k" * 32
CANARIES = [f"zq{n:02d}-planted-{n * 7919:06d}" for n in range(50)]
WAYS = ("invoke", "stream", "batch", "ainvoke", "astream", "abatch")


def model_with(text: str) -> Any:
    """A model whose answer holds a text in every place a message has."""
    call = {"name": "lookup", "args": {"query": text}, "id": text}
    message = AIMessage(
        text,
        tool_calls=[call],
        additional_kwargs={"reasoning": text},
        response_metadata={"finish_reason": text, "logprobs": text, "id": text},
        name=text,
    )
    return GenericFakeChatModel(messages=iter([message] * 20))


def drive(chain: Any, way: str, value: Any, config: Any) -> None:
    """One of the six paths; errors of the chain are what some of the chains are for."""

    async def stream() -> None:
        async for _ in chain.astream(value, config):
            pass

    try:
        if way == "stream":
            list(chain.stream(value, config))
        elif way == "astream":
            asyncio.run(stream())
        elif way.startswith("a"):
            asyncio.run(getattr(chain, way)([value] if way == "abatch" else value, config))
        else:
            getattr(chain, way)([value] if way == "batch" else value, config)
    except (RuntimeError, InputBlocked, KeyError):
        pass


@tool
def lookup(query: str) -> str:
    """Looks something up."""
    return query * 2


def chains(text: str) -> list[Any]:
    """A chain that works, one with a failing step, one that is blocked, one that retries, and a tool."""

    def fail(_: Any) -> Any:
        raise RuntimeError(text)

    def block(_: Any) -> Any:
        raise InputBlocked(text, control="input_guard", rule_ids=("injection.override",))

    wrap = RunnableLambda(lambda _: [HumanMessage(text, name=text, additional_kwargs={"x": text})])
    return [
        wrap | model_with(text),
        wrap | model_with(text) | RunnableLambda(fail),
        RunnableLambda(block) | model_with(text),
        (wrap | RunnableLambda(fail)).with_retry(stop_after_attempt=2, wait_exponential_jitter=False),
        RunnableLambda(lambda _: {"query": text}) | lookup,
        (wrap | RunnableLambda(fail)).with_fallbacks([wrap | model_with(text)]),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_no_planted_secret_is_found(way: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Prompt, answer, tool arguments, names, errors, tags and foreign metadata stay out of everything we write."""
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "audit.jsonl"
    handler = AuditCallbackHandler(path, key=KEY, profile=STRICT, chains="all")
    for canary in CANARIES:
        for chain in chains(canary):
            config = {"callbacks": [handler], "metadata": {"user_id": "alice", "note": canary}, "tags": [canary]}
            drive(chain, way, canary, config)
    shown = repr(handler) + repr(handler.__dict__) + repr(handler._recorder) + repr(handler.log.__dict__)
    handler.close()
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("langchain_guard"))
    written = path.read_text()
    assert written.count('"llm_call"') >= 50
    for canary in CANARIES:
        assert canary not in written
        assert canary not in ours
        assert canary not in shown
