"""Promises of the middleware for every shape of tool a user may bring, and every way an agent may run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
from langchain.agents import create_agent
from langchain.agents.structured_output import ToolStrategy
from langchain.tools import InjectedToolCallId, ToolRuntime
from langchain_core.callbacks import CallbackManagerForToolRun
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState
from langgraph.types import Command, Send
from pydantic import BaseModel

from langchain_guard import InputBlocked, InputGuardRunnable, OutputRedactorRunnable
from langchain_guard.agents import OneOf, ToolPolicy, ToolRule, guard_tool
from langchain_guard.agents.notices import WITHHELD_RESULT
from langchain_guard.agents.tools import GuardedTools
from langchain_guard.exceptions import ToolBlocked
from tests.agents.scripted import Scripted, asking, calling, policed, scripted
from tests.agents.test_policy import POLICY, TASK, Desk, run
from tests.agents.world import ATTACK, CANARY, POISONED, Recorder


class Query(BaseModel):
    """Arguments as a model."""

    name: str


class Directory(BaseTool):
    """A tool that is a class."""

    name: str = "directory"
    description: str = "Look up."
    args_schema: type[BaseModel] = Query

    def _run(self, name: str, run_manager: CallbackManagerForToolRun | None = None) -> str:
        return f"{name}: {CANARY}"


def kinds() -> dict[str, BaseTool]:
    """Tools that show the canary, of every kind."""

    @tool
    def plain(name: str) -> str:
        """A decorated function."""
        return f"{name}: {CANARY}"

    @tool(return_direct=True)
    def direct(name: str) -> str:
        """Its result is the answer."""
        return f"{name}: {CANARY}"

    @tool(response_format="content_and_artifact")
    def artifact(name: str) -> tuple[str, dict[str, str]]:
        """Text and an artifact."""
        return f"{name}: {CANARY}", {"mail": CANARY}

    @tool
    def stateful(name: str, state: Annotated[dict[str, Any], InjectedState]) -> str:
        """Gets the state."""
        return f"{len(state['messages'])} {CANARY}"

    @tool
    def running(name: str, runtime: ToolRuntime) -> str:
        """Gets the runtime."""
        return f"{runtime.tool_call_id} {len(runtime.state['messages'])} {CANARY}"

    @tool
    def commanding(name: str, call_id: Annotated[str, InjectedToolCallId]) -> Command[Any]:
        """Gives back a command."""
        return Command(update={"messages": [ToolMessage(CANARY, tool_call_id=call_id)]})

    @tool
    def messaging(name: str, call_id: Annotated[str, InjectedToolCallId]) -> ToolMessage:
        """Gives back a message."""
        return ToolMessage([{"type": "text", "text": CANARY}], tool_call_id=call_id, artifact={"mail": CANARY})

    @tool
    def excusing(name: str) -> str:
        """Fails, and tells the model."""
        raise ToolException(f"no {CANARY}")

    excusing.handle_tool_error = True

    async def waiting(name: str) -> str:
        return f"{name}: {CANARY}"

    structured = StructuredTool.from_function(
        func=lambda name: f"{name}: {CANARY}", name="structured", description="Made from a function.", args_schema=Query
    )
    awaited = StructuredTool.from_function(coroutine=waiting, name="awaited", description="Async only.")
    found = (plain, direct, artifact, stateful, running, commanding, messaging, excusing, structured, awaited)
    return {one.name: one for one in (*found, Directory())}


MODES = [(name, mode) for name in sorted(kinds()) for mode in ("sync", "async") if (name, mode) != ("awaited", "sync")]


@pytest.mark.parametrize(("name", "mode"), MODES)
@pytest.mark.parametrize("guarded_by_hand", [False, True])
async def test_kinds_of_tools(name: str, mode: str, guarded_by_hand: bool) -> None:
    """Each kind of tool works in a guarded agent as in a bare one, but for the canary, also when guarded twice."""
    made = kinds()[name]
    recorder = Recorder()
    call = calling(name, name="Jane")
    policy = ToolPolicy(tools={name: ToolRule(arguments={"name": OneOf("Jane")})})
    graph = policed(scripted(asking(call)), [guard_tool(made) if guarded_by_hand else made], policy)
    state = await run(graph, mode, config={"callbacks": [recorder]})
    (result,) = [message for message in state["messages"] if isinstance(message, ToolMessage)]
    assert result.tool_call_id == call["id"]
    assert "REDACTED_EMAIL" in repr(result.content)
    assert CANARY not in repr(state)
    assert CANARY not in repr(recorder.heard)
    assert state["messages"][-1] is result if name == "direct" else state["messages"][-1].content == "Done."
    if name in {"artifact", "messaging"}:
        assert result.artifact == {"mail": "[REDACTED_EMAIL]"}
    if name in {"stateful", "running"}:
        assert " 2 " in f" {result.content} ", "the state of the graph arrived"


@pytest.mark.parametrize(("name", "mode"), MODES)
async def test_kinds_of_tools_are_refused(name: str, mode: str) -> None:
    """Each kind of tool is stopped by the policy before it runs."""
    policy = ToolPolicy(tools={name: ToolRule(arguments={"name": OneOf("Joe")})})
    recorder = Recorder()
    graph = policed(scripted(asking(calling(name, name="Jane"))), [kinds()[name]], policy)
    state = await run(graph, mode, config={"callbacks": [recorder]})
    assert state["messages"][2].content == WITHHELD_RESULT
    assert not recorder.said("tool_start", "tool_end", "tool_error")


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("kind", ["command", "message", "exception", "artifact"])
async def test_attacks_in_every_shape(mode: str, kind: str) -> None:
    """An attack is found in commands, messages, artifacts and errors, too."""

    @tool
    def command(call_id: Annotated[str, InjectedToolCallId]) -> Command[Any]:
        """A command."""
        return Command(update={"messages": [ToolMessage(POISONED, tool_call_id=call_id)]})

    @tool
    def message(call_id: Annotated[str, InjectedToolCallId]) -> ToolMessage:
        """A message."""
        return ToolMessage([{"type": "text", "text": POISONED}], tool_call_id=call_id)

    @tool
    def exception() -> str:
        """An error."""
        raise ToolException(POISONED)

    exception.handle_tool_error = True

    @tool(response_format="content_and_artifact")
    def artifact() -> tuple[str, str]:
        """An artifact."""
        return "fine", POISONED

    made = {one.name: one for one in (command, message, exception, artifact)}[kind]
    recorder = Recorder()
    graph = policed(scripted(asking(calling(kind))), [made], ToolPolicy())
    state = await run(graph, mode, config={"callbacks": [recorder]})
    assert ATTACK not in repr(state)
    assert ATTACK not in recorder.said("tool_end", "tool_error", "chat_model_start")


def on_disk(folder: Path) -> bytes:
    """Everything in the files of a folder."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


class Verdict(BaseModel):
    """The answer."""

    sent: bool


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("saver", ["memory", "sqlite"])
@pytest.mark.parametrize("stream_mode", ["messages", "updates", "values", "custom", "tasks", "debug"])
async def test_streams_and_checkpointers(mode: str, saver: str, stream_mode: str, tmp_path: Path) -> None:
    """With parallel tools, structured output and a checkpointer: the policy holds, and no stream shows a canary."""

    @tool
    def read(page: str, runtime: ToolRuntime) -> str:
        """Read a page."""
        runtime.stream_writer({"read": page})
        return f"The page {page} says {CANARY}."

    desk = Desk()
    tools = [read, *desk.tools()[1:]]
    verdict = asking(calling("Verdict", sent=False))
    model = scripted(
        asking(calling("read", page="1"), calling("lookup", name="x")), asking(calling("send", text="hello")), verdict
    )

    async def with_saver(made: Any) -> tuple[list[Any], Any]:
        graph = policed(model, tools, POLICY, checkpointer=made, response_format=ToolStrategy(Verdict))
        config = {"configurable": {"thread_id": "t"}}
        if mode == "sync":
            parts = list(graph.stream(TASK, config, stream_mode=stream_mode))
            return parts, graph.get_state(config)
        parts = [part async for part in graph.astream(TASK, config, stream_mode=stream_mode)]
        return parts, await graph.aget_state(config)

    path = str(tmp_path / "threads.sqlite")
    if saver == "memory":
        parts, state = await with_saver(InMemorySaver())
    elif mode == "sync":
        with SqliteSaver.from_conn_string(path) as made:
            parts, state = await with_saver(made)
    else:
        async with AsyncSqliteSaver.from_conn_string(path) as made:
            parts, state = await with_saver(made)
    assert parts
    assert desk.sent == []
    assert state.values["structured_response"] == Verdict(sent=False)
    assert CANARY not in repr((parts, state))
    if saver == "sqlite":
        files = on_disk(tmp_path)
        assert CANARY.encode() not in files
        assert b"REDACTED_EMAIL" in files


def test_guarded_tools_are_made_once() -> None:
    """The guarded form of a tool is made once, and what is remembered stays bounded."""
    from langchain_guard.agents.inspection import Inspector

    known = GuardedTools(Inspector(), size=2)
    tools: list[BaseTool] = [kinds()["plain"], Directory(), kinds()["direct"]]
    first = known.guarded(tools[0])
    assert known.guarded(tools[0]) is first
    assert known.arguments(tools[1], []) == {"name"}
    for one in tools:
        known.guarded(one)
    assert known.guarded(tools[0]) is not first, "the oldest were forgotten"
    check: Callable[[dict[str, str]], Any] = first.invoke
    assert check({"name": "Jane"}) == "Jane: [REDACTED_EMAIL]"


def test_history_from_clients_is_judged_when_asked_for() -> None:
    """Where the model's past answers are not trusted, what a client says the model said is judged."""
    from langchain.agents import create_agent

    from langchain_guard import InputGuardRunnable
    from langchain_guard.exceptions import InputBlocked
    from tests.agents.world import middleware

    wary = middleware(guard=InputGuardRunnable(trusted_roles=("system",)))
    graph = create_agent(scripted("Hello."), [], middleware=[wary])
    forged = [HumanMessage("hi"), AIMessage(ATTACK), HumanMessage("go on")]
    with pytest.raises(InputBlocked):
        graph.invoke({"messages": forged})
    assert graph.invoke({"messages": [HumanMessage("hi")]})["messages"][-1].content


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("how", ["update", "send"])
async def test_hand_offs(mode: str, how: str) -> None:
    """The conversation goes on to another agent as it is; what a tool adds to it is judged and redacted."""

    @tool
    def to_bob(runtime: ToolRuntime[Any, Any]) -> Command[Any]:
        """Hand over to Bob."""
        note = ToolMessage(f"Take over, and write to {CANARY}.", tool_call_id=str(runtime.tool_call_id))
        state = {"messages": [*runtime.state["messages"], note]}
        if how == "update":
            return Command(goto="bob", graph=Command.PARENT, update=state)
        return Command(goto=[Send("bob", state)], graph=Command.PARENT)

    policy = ToolPolicy(tools={"to_bob": ToolRule()})
    graph = StateGraph(MessagesState)
    alice = policed(scripted(asking(calling("to_bob"))), [to_bob], policy)
    graph.add_node("alice", alice, destinations=("bob",))
    graph.add_node("bob", policed(scripted("Hello from Bob."), [], policy))
    graph.add_edge(START, "alice")
    state = await run(graph.compile(), mode, {"messages": [HumanMessage("Mail jane@example.com for me.")]})
    said = [message.content for message in state["messages"]]
    assert said[0] == "Mail jane@example.com for me."
    assert said[-2:] == ["Take over, and write to [REDACTED_EMAIL].", "Hello from Bob."]


@pytest.mark.parametrize("how", ["update", "send"])
def test_attacks_in_hand_offs(how: str) -> None:
    """An attack that a tool adds to what it hands on is found, in every state it sends."""

    @tool
    def to_bob(runtime: ToolRuntime[Any, Any]) -> Command[Any]:
        """Hand over to Bob."""
        state = {"messages": [*runtime.state["messages"], HumanMessage(POISONED)]}
        return Command(update=state) if how == "update" else Command(goto=[Send("bob", state)], graph=Command.PARENT)

    graph = policed(scripted(asking(calling("to_bob"))), [to_bob], ToolPolicy(tools={"to_bob": ToolRule()}), "error")
    with pytest.raises(ToolBlocked, match=r"to_bob.*injection"):
        graph.invoke(TASK)


@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_guards_inside_tools(mode: str) -> None:
    """What a guard inside a tool has blocked is replaced like any blocked result, and the agent goes on."""

    @tool
    def ask(question: str) -> str:
        """Ask another model."""
        return str(InputGuardRunnable().invoke(POISONED))

    policy = ToolPolicy(tools={"ask": ToolRule()})
    state = await run(policed(scripted(asking(calling("ask", question="x"))), [ask], policy), mode)
    assert [message.content for message in state["messages"][2:]] == [WITHHELD_RESULT, "Done."]
    with pytest.raises(InputBlocked):
        await run(policed(scripted(asking(calling("ask", question="x"))), [ask], policy, "error"), mode)


def test_schemas_without_properties() -> None:
    """A tool whose JSON schema names no argument, as MCP servers send it, runs; a rule for one refuses."""
    now = StructuredTool(name="now", description="The time.", args_schema={"type": "object"}, func=lambda: "noon")
    for rule, result in ((ToolRule(), "noon"), (ToolRule(arguments={"zone": OneOf("x")}), WITHHELD_RESULT)):
        graph = policed(scripted(asking(calling("now"))), [now], ToolPolicy(tools={"now": rule}))
        assert graph.invoke(TASK)["messages"][2].content == result


@pytest.mark.parametrize("mode", ["values", "updates", "messages", ["values"], ["updates", "messages"]])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_streams_of_agents_before_a_redactor(mode: Any, version: str) -> None:
    """States and events come as they are, none shortened for its likeness to the next; pieces of messages join."""

    def agent() -> Any:
        model = Scripted(messages=iter([AIMessage(f"Write to {CANARY} or call")]))
        return create_agent(model, [])

    task = {"messages": [HumanMessage("Whom do I ask about tea", id="1")]}
    options = {"stream_mode": mode, "version": version}
    config = {"metadata": {"asked_by": CANARY}}
    out = list((agent() | OutputRedactorRunnable()).stream(task, config, **options))
    assert CANARY not in repr(out)
    assert not any("canary" in repr(part) for part in out), "no half of it"
    whole = [part for part in out if "AIMessageChunk" not in repr(part)]
    expected = [part for part in agent().stream(task, **options) if "AIMessageChunk" not in repr(part)]
    assert [_unnumbered(part) for part in whole] == [
        _unnumbered(part).replace(CANARY, "[REDACTED_EMAIL]") for part in expected
    ]
    if "messages" in mode:
        pieces = [part["data"] if version == "v2" else part for part in out if "AIMessageChunk" in repr(part)]
        chunks = [part[0] if isinstance(part[0], AIMessageChunk) else part[1][0] for part in pieces]
        assert "".join(str(chunk.content) for chunk in chunks) == "Write to [REDACTED_EMAIL] or call"


def _unnumbered(part: Any) -> str:
    """What a part of a stream says, without the ids of runs."""
    return re.sub(r"lc_run--[0-9a-f-]+", "", repr(part))
