"""Nothing is missed and nothing counted twice: agents, streams, batches, caches, cancelled and abandoned runs."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.caches import InMemoryCache
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool

from langchain_guard import AuditCallbackHandler, GuardSettings
from langchain_guard.audit import AuditLog, CallableSink, verify
from langchain_guard.callbacks.readings import read_answer, word
from langchain_guard.exceptions import ConfigError
from tests.audit.schema import load

KEY = b"k" * 32
ROOT = Path(__file__).parent.parent.parent


def events(path: Path, name: str = "") -> list[dict[str, Any]]:
    """The records of runs, checked against the schema; of one kind if asked."""
    return [r for r in load(path) if not r["event"].startswith("log.") and name in ("", r["event"])]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An audit file to be."""
    return tmp_path / "audit.jsonl"


@pytest.fixture
def handler(path: Path) -> Any:
    """A handler on that file, closed in the end."""
    made = AuditCallbackHandler(path, key=KEY)
    yield made
    made.close()
    assert verify([path], keys=[KEY]).status == "unanchored"


class ToolCaller(GenericFakeChatModel):
    """A fake model that takes tools."""

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        """Ignore them: the answers are scripted."""
        return self


@tool
def weather(city: str) -> str:
    """The weather of a city."""
    return "sunny"


def agent(name: str | None = None) -> Any:
    """An agent that calls its tool once."""
    call = AIMessage("", tool_calls=[{"name": "weather", "args": {"city": "Rome"}, "id": "1"}])
    return create_agent(ToolCaller(messages=iter([call, AIMessage("It is sunny.")])), [weather], name=name)


QUESTION = {"messages": [("user", "How is the weather?")]}


def test_agents(handler: AuditCallbackHandler, path: Path) -> None:
    """An agent is one record with its steps, beside one per model and tool call, all of one family."""
    agent().invoke(QUESTION, {"callbacks": [handler], "metadata": {"user_id": "alice"}})
    found = events(path)
    assert [record["event"] for record in found] == ["llm_call", "tool_call", "llm_call", "agent_run"]
    assert found[-1]["steps"] == 1
    assert found[0]["tool_calls"] == 1
    assert {record["root_run_id"] for record in found} == {found[-1]["run_id"]}
    assert {record["user"] for record in found} == {"alice"}


async def test_nested_agents(handler: AuditCallbackHandler, path: Path) -> None:
    """An agent used as a tool of another one has a record of its own."""

    @tool
    async def ask_expert(question: str) -> str:
        """Ask somebody who knows."""
        answer = await agent("expert").ainvoke(QUESTION)
        return str(answer["messages"][-1].content)

    call = AIMessage("", tool_calls=[{"name": "ask_expert", "args": {"question": "?"}, "id": "1"}])
    outer = create_agent(ToolCaller(messages=iter([call, AIMessage("done")])), [ask_expert], name="outer")
    await outer.ainvoke(QUESTION, {"callbacks": [handler]})
    found = events(path)
    assert [r["steps"] for r in found if r["event"] == "agent_run"] == [1, 1]
    assert len([r for r in found if r["event"] == "llm_call"]) == 4
    assert len({r["root_run_id"] for r in found}) == 1


def test_chains_inside_tools_are_no_agents(handler: AuditCallbackHandler, path: Path) -> None:
    """A chain that a tool of an agent calls inherits the agent's metadata and is not counted as another agent."""

    @tool
    def look_up(question: str) -> str:
        """Look it up."""
        return (RunnableLambda(str) | RunnableLambda(str)).invoke(question)

    call = AIMessage("", tool_calls=[{"name": "look_up", "args": {"question": "?"}, "id": "1"}])
    create_agent(ToolCaller(messages=iter([call, AIMessage("done")])), [look_up], name="outer").invoke(
        QUESTION, {"callbacks": [handler]}
    )
    assert [r["event"] for r in events(path)] == ["llm_call", "tool_call", "llm_call", "agent_run"]


def test_batches(handler: AuditCallbackHandler, path: Path) -> None:
    """A batch in threads gives one record per call, each with its own run."""
    FakeListChatModel(responses=["a"]).batch([str(n) for n in range(20)], {"callbacks": [handler]})
    found = events(path)
    assert len({record["run_id"] for record in found}) == 20
    assert len({record["prompt_hash"] for record in found}) == 20


def test_cached_answers_are_not_spent_again(path: Path) -> None:
    """The second, cached answer is recorded as cached: no tokens, no cost."""
    usage = {"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}
    handler = AuditCallbackHandler(path, key=KEY, price=lambda _model, tokens_in, tokens_out: tokens_in + tokens_out)
    model = GenericFakeChatModel(messages=iter([AIMessage("a", usage_metadata=usage)]), cache=InMemoryCache())
    for _ in range(2):
        model.invoke("x", {"callbacks": [handler]})
    handler.close()
    first, second = events(path)
    assert (first["usage"], first["tokens_in"], first["cost"]) == ("reported", 5, 7)
    assert (second["usage"], second["tokens_in"], second["cost"]) == ("cached", 0, 0)


def test_streams_closed_early(handler: AuditCallbackHandler, path: Path) -> None:
    """A stream that the reader leaves is recorded as cancelled, with what had come until then."""
    stream = GenericFakeChatModel(messages=iter(["a b c d e f"])).stream("x", {"callbacks": [handler]})
    next(stream)
    stream.close()
    (record,) = events(path)
    assert (record["outcome"], record["error_type"], record["usage"]) == ("cancelled", "GeneratorExit", "unknown")
    assert record["output_chars"] >= 1


async def test_cancelled_calls_are_not_forgotten(path: Path) -> None:
    """LangChain reports no end of a model call that is cancelled inside a chain; the sweep records it."""

    class Slow(FakeListChatModel):
        async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
            started.set()
            await asyncio.Event().wait()

    started = asyncio.Event()
    handler = AuditCallbackHandler(path, key=KEY, grace=0)
    chain = RunnableLambda(lambda x: x) | Slow(responses=["a"])
    task = asyncio.create_task(chain.ainvoke("x", {"callbacks": [handler]}))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    handler.sweep()
    assert len(handler._runs) == 0
    handler.close()
    assert sorted(r["outcome"] for r in events(path)) in (["abandoned", "cancelled"], ["cancelled", "cancelled"])


def test_runs_without_an_end(path: Path) -> None:
    """Pending runs are bounded in number; what is pushed out, and what is left at the end, is `abandoned`."""
    handler = AuditCallbackHandler(path, key=KEY, max_pending=10)
    for _ in range(30):
        handler.on_llm_start({}, ["x"], run_id=uuid.uuid4())
    assert len(handler._runs) == 10
    handler.close()
    found = events(path)
    assert [r["outcome"] for r in found] == ["abandoned"] * 30
    assert {r["usage"] for r in found} == {"unknown"}


def test_old_runs_and_orphans_are_swept(path: Path) -> None:
    """A run that outlives its outermost run, or its time, is swept; ends without a start are ignored."""
    handler = AuditCallbackHandler(path, key=KEY, grace=0, run_timeout=3600)
    root, child = uuid.uuid4(), uuid.uuid4()
    handler.on_chain_start({}, {}, run_id=root)
    handler.on_llm_start({}, ["x"], run_id=child, parent_run_id=root)
    handler.sweep()
    assert len(handler._runs) == 2, "both are in flight"
    handler.on_chain_end({}, run_id=root)
    handler.sweep()
    assert len(handler._runs) == 0
    for end in (handler.on_chain_end, handler.on_tool_end, handler.on_retriever_end):
        end([], run_id=uuid.uuid4())
    handler.on_llm_end(LLMResult(generations=[]), run_id=child)
    aged = AuditCallbackHandler(log=handler.log, run_timeout=0)
    aged.on_tool_start({}, "x", run_id=uuid.uuid4())
    aged.sweep()
    handler.close()
    assert [(r["event"], r["outcome"]) for r in events(path)] == [
        ("chain_run", "ok"),
        ("llm_call", "abandoned"),
        ("tool_call", "abandoned"),
    ]


def test_chains_without_a_record_stand_for_the_run_around_them(path: Path) -> None:
    """An inner chain is bounded and swept like a run, gives no record, and what is inside it belongs to the outer."""
    handler = AuditCallbackHandler(path, key=KEY, max_pending=2)
    root, inner, model = (uuid.uuid4() for _ in range(3))
    handler.on_chain_start({}, {}, run_id=root, name="root")
    handler.on_chain_start({}, {}, run_id=inner, parent_run_id=root, name="inner", metadata={"user_id": "dora"})
    assert len(handler._runs) == 2
    handler.on_llm_start({}, ["x"], run_id=model, parent_run_id=inner)
    assert len(handler._runs) == 2, "the oldest was pushed out"
    handler.on_chain_end({}, run_id=inner)
    handler.on_llm_end(LLMResult(generations=[]), run_id=model)
    lonely = uuid.uuid4()
    handler.on_chain_start({}, {}, run_id=lonely, parent_run_id=uuid.uuid4(), name="its parent is not ours")
    handler.close()
    first, second = events(path)
    assert (first["event"], first["outcome"], first["user"]) == ("chain_run", "abandoned", "dora")
    assert (second["event"], second["outcome"], second["user"]) == ("llm_call", "ok", "dora")
    assert (second["root_run_id"], second["parent_run_id"]) == (str(root), str(inner))


def test_a_forked_child_forgets_the_runs_of_its_parent(path: Path) -> None:
    """Runs in flight at a fork are the parent's alone: the child neither remembers nor reports them."""
    program = """
import os, sys, uuid
from langchain_guard import AuditCallbackHandler
handler = AuditCallbackHandler(sys.argv[1], key=b"k" * 32)
run = uuid.uuid4()
handler.on_tool_start({}, "x", run_id=run, name="t")
child = os.fork()
if child == 0:
    handler.on_tool_end("y", run_id=run)
    handler.close()
    os._exit(len(handler._runs))
assert os.waitpid(child, 0)[1] == 0
handler.on_tool_end("y", run_id=run)
handler.close()
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, path], cwd=ROOT, check=True, timeout=60)
    assert [record["event"] for record in events(path)] == ["tool_call"]


def test_retrievers_and_retries(handler: AuditCallbackHandler, path: Path) -> None:
    """A search is recorded with the number of documents, a retried chain with its retries."""

    class Library(BaseRetriever):
        def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
            return [Document("a"), Document("b")]

    Library().invoke("x", {"callbacks": [handler]})
    attempts = []

    def flaky(text: str) -> str:
        attempts.append(1)
        if len(attempts) < 3:
            raise ValueError(text)
        return text

    RunnableLambda(flaky).with_retry(wait_exponential_jitter=False).invoke("x", {"callbacks": [handler]})
    search, *runs = events(path)
    assert (search["event"], search["documents"]) == ("retriever_call", 2)
    assert runs[-1]["outcome"] == "ok"


@pytest.mark.parametrize(("chains", "count"), [("root", 1), ("all", 3), ("none", 0)])
def test_which_chains_are_recorded(path: Path, chains: Any, count: int) -> None:
    """The outermost chain by default, all or none if asked."""
    handler = AuditCallbackHandler(path, key=KEY, chains=chains)
    (RunnableLambda(lambda x: x) | RunnableLambda(lambda x: x)).invoke("x", {"callbacks": [handler]})
    handler.close()
    assert len(events(path)) == count if count else not path.exists() or not events(path)


def test_redacted_capture(path: Path) -> None:
    """`capture="redacted"` records texts after redaction, never before."""
    handler = AuditCallbackHandler(path, key=KEY, capture="redacted")
    mail = "bob" + "@example.com"
    FakeListChatModel(responses=[f"it is {mail}"]).invoke(f"I am {mail}", {"callbacks": [handler]})
    handler.close()
    (record,) = events(path)
    assert "I am [REDACTED_EMAIL]" in record["input_text"]
    assert record["output_text"] == "it is [REDACTED_EMAIL]"
    assert mail not in path.read_text()


def test_what_cannot_be_redacted_is_not_captured(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A failing redactor costs the captured text, not the record, and shows neither text nor error message."""

    def broken(text: str) -> str:
        raise ValueError(text)

    handler = AuditCallbackHandler(path, key=KEY, capture="redacted", redactor=broken)
    FakeListChatModel(responses=["canary-2"]).invoke("canary-1", {"callbacks": [handler]})
    handler.close()
    (record,) = events(path)
    assert "input_text" not in record
    assert "canary" not in path.read_text() + caplog.text


def test_user_ids_can_be_pseudonyms(path: Path, tmp_path: Path) -> None:
    """With `user_ids="hash"` equal users have equal pseudonyms of 80 bits, and the id is not in the file."""
    handler = AuditCallbackHandler(path, key=KEY, user_ids="hash")
    for _ in range(2):
        FakeListChatModel(responses=["a"]).invoke("x", {"callbacks": [handler], "metadata": {"user_id": "alice"}})
    handler.close()
    first, second = events(path)
    assert first["user"] == second["user"]
    assert len(first["user"]) == 22
    assert "alice" not in path.read_text()
    with pytest.raises(ConfigError, match="pseudonyms"):
        AuditCallbackHandler(tmp_path / "b", user_ids="hash")


def test_identity_is_yours_to_decide(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A key function decides who it was; when it fails the call is recorded without, and its error is not shown."""
    handler = AuditCallbackHandler(path, key=KEY, identify=lambda config: {"user": config["metadata"]["secret"]})
    model = FakeListChatModel(responses=["a"])
    model.invoke("x", {"callbacks": [handler], "metadata": {"secret": "bob"}})
    model.invoke("x", {"callbacks": [handler]})
    handler.close()
    first, second = events(path)
    assert first["user"] == "bob"
    assert "user" not in second
    assert "KeyError" in caplog.text


def test_the_outermost_run_learns_who_it_was(handler: AuditCallbackHandler, path: Path) -> None:
    """`configurable` is first seen inside a chain; the record of the chain has it all the same."""
    chain = RunnableLambda(lambda x: x) | FakeListChatModel(responses=["a"])
    chain.invoke("x", {"callbacks": [handler], "configurable": {"user_id": "carol"}})
    assert [record["user"] for record in events(path)] == ["carol", "carol"]


def test_settings_make_a_handler(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """`from_settings` takes path, key and posture, and records a fingerprint of the settings."""
    settings = GuardSettings(
        _env_file=None, audit_path=path, audit_key="k" * 32, profile="strict", ENVIRONMENT="staging"
    )
    handler = AuditCallbackHandler.from_settings(settings)
    assert handler.raise_error
    handler.close()
    (record,) = events(path)
    assert (record["event"], record["profile"], record["environment"]) == ("settings", "strict", "staging")
    with caplog.at_level("INFO"):
        AuditCallbackHandler.from_settings(GuardSettings(_env_file=None)).close()
    assert '"event":"log.open"' in caplog.text


def test_install_reaches_everything(path: Path) -> None:
    """An installed handler sees calls of other threads and cannot be stripped; it is one per process."""
    program = """
import sys, threading
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda
from langchain_guard import AuditCallbackHandler
handler = AuditCallbackHandler.install(path=sys.argv[1], key=b"k" * 32)
assert AuditCallbackHandler.install() is handler
try:
    AuditCallbackHandler.install(path=sys.argv[1])
except ValueError:
    model = FakeListChatModel(responses=["a"])
    model.invoke("x", {"callbacks": []})
    model.invoke("x", {"callbacks": [handler]})
    thread = threading.Thread(target=lambda: model.invoke("x"))
    thread.start(); thread.join()
"""
    subprocess.run([sys.executable, "-c", program, path], cwd=ROOT, check=True, timeout=60)
    assert [record["event"] for record in events(path)] == ["llm_call"] * 3


def test_usage_and_names_of_providers() -> None:
    """Tokens of older providers are found in `llm_output`; names that could be content are not taken."""
    result = LLMResult(
        generations=[[ChatGeneration(message=AIMessage("a", response_metadata={"finish_reason": "it is my secret"}))]],
        llm_output={"token_usage": {"prompt_tokens": 3, "completion_tokens": 4}, "model_name": "m-2"},
    )
    fields, text = read_answer(result)
    assert text == "a"
    assert (fields["tokens_in"], fields["tokens_out"], fields["model"]) == (3, 4, "m-2")
    assert "finish_reason" not in fields
    assert [word(name) for name in ("gpt-4o", "a b", "x" * 101, 7)] == ["gpt-4o", None, None, None]


def test_starts_can_be_recorded(path: Path) -> None:
    """With `starts=True` there is a record before each run, so that one without an end shows."""
    handler = AuditCallbackHandler(path, key=KEY, starts=True)
    FakeListChatModel(responses=["a"]).invoke("x", {"callbacks": [handler]})
    handler.close()
    start, end = events(path)
    assert (start["event"], start["kind"], start["run_id"]) == ("run_start", "llm", end["run_id"])


def test_handlers_are_not_copied(handler: AuditCallbackHandler) -> None:
    """A deep copy of a configuration shares the handler; a pickle is refused."""
    import copy
    import pickle

    assert copy.deepcopy({"callbacks": [handler]})["callbacks"][0] is handler
    with pytest.raises(TypeError, match="picklable"):
        pickle.dumps(handler)


def test_a_log_can_be_shared(path: Path) -> None:
    """Several handlers may write to one log; a log and a path together are refused."""
    log = AuditLog(path, key=KEY)
    first, second = AuditCallbackHandler(log=log), AuditCallbackHandler(log=log, chains="all")
    assert first.log is second.log
    with pytest.raises(ConfigError, match="either"):
        AuditCallbackHandler(path, log=log)
    log.close()


def test_abandoned_handlers_close_their_log() -> None:
    """A handler that nobody holds any more closes its log; no thread or file is left behind."""
    lines: list[bytes] = []
    handler = AuditCallbackHandler(sink=CallableSink(lines.append), key=KEY)
    FakeListChatModel(responses=["a"]).invoke("x", {"callbacks": [handler]})
    before = threading.active_count()
    del handler
    gc.collect()
    assert b"log.close" in lines[-1]
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"status": "completed", "incomplete_details": None}, "completed"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "max_output_tokens"),
        ({"stopReason": "end_turn"}, "end_turn"),
        ({"status": "it is my secret", "incomplete_details": {"reason": "it is my secret"}}, None),
    ],
)
def test_reasons_of_other_apis(said: dict[str, Any], reason: str | None) -> None:
    """The Responses API and Bedrock say elsewhere why an answer ended."""
    answer = ChatGeneration(message=AIMessage("a", response_metadata=said))
    assert read_answer(LLMResult(generations=[[answer]]))[0].get("finish_reason") == reason
