"""Promises of `guard_tool`, `guard_retriever` and `DocumentGuardRunnable`."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from typing import Annotated, Any

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.load import dumps, loads
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException, tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState, ToolNode
from langgraph.types import Command, interrupt
from pydantic import BaseModel

from langchain_guard import InputGuardRunnable
from langchain_guard.agents import DocumentGuardRunnable, guard_retriever, guard_tool
from langchain_guard.agents.seen import Seen
from langchain_guard.exceptions import ConfigError, InvalidInput, ToolBlocked
from tests.agents.world import ATTACK, CANARY, POISONED, Recorder


def assert_cut(text: str) -> None:
    """The attack is out of the poisoned page, and the rest is there."""
    assert text.startswith("Tea is a drink made from leaves. [REDACTED_PROMPT_INJECTION]")
    assert text.endswith(" It is hot.")
    assert "previous instructions" not in text
    assert "password" not in text


class Profile(BaseModel):
    """What a directory knows of a person."""

    mail: str


def shapes() -> dict[str, BaseTool]:
    """Tools that give back the canary in many shapes."""

    @tool
    def text(name: str) -> str:
        """Text."""
        return f"{name}: {CANARY}"

    @tool
    async def awaited(name: str) -> str:
        """Text, from a coroutine."""
        return f"{name}: {CANARY}"

    @tool
    def data(name: str) -> dict[str, Any]:
        """Data."""
        return {"people": [{"name": name, "mail": CANARY}, Profile(mail=CANARY).model_dump()]}

    @tool
    def model(name: str) -> Profile:
        """A pydantic object."""
        return Profile(mail=CANARY)

    @tool(response_format="content_and_artifact")
    def artifact(name: str) -> tuple[str, Any]:
        """Text and an artifact."""
        return CANARY, [Document(CANARY, metadata={"by": CANARY}), Profile(mail=CANARY)]

    @tool
    def command(name: str) -> Command[Any]:
        """A command."""
        return Command(update={"messages": [ToolMessage(CANARY, tool_call_id="1")]})

    @tool
    def failing(name: str) -> str:
        """An error that quotes."""
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"no {CANARY}") from error

    @tool
    def file(name: str) -> str:
        """An error that quotes in its own way."""
        raise FileNotFoundError(2, "not found", CANARY)

    @tool
    def invalid(name: str) -> str:
        """An error of pydantic."""
        Profile(mail=[CANARY])  # type: ignore[arg-type]  # the point of it
        return ""

    @tool
    def told(name: str) -> str:
        """An error for the model."""
        raise ToolException(f"no {CANARY}")

    told.handle_tool_error = True
    return {t.name: t for t in (text, awaited, data, model, artifact, command, failing, file, invalid, told)}


@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, mode) for name in sorted(shapes()) for mode in ("sync", "async") if (name, mode) != ("awaited", "sync")],
)
async def test_own_run_is_clean(name: str, mode: str) -> None:
    """Whatever a tool gives back or raises: its run, its result and its errors hold no canary."""
    guarded, recorder = guard_tool(shapes()[name]), Recorder()
    call = {"type": "tool_call", "id": "1", "name": name, "args": {"name": "Jane"}}
    seen: Any
    try:
        if mode == "sync":
            seen = guarded.invoke(call, {"callbacks": [recorder]})
        else:
            seen = await guarded.ainvoke(call, {"callbacks": [recorder]})
    except (ValueError, OSError, ToolException) as error:
        seen = [repr(error), str(error), *traceback.format_exception(error), vars(error)]
        assert name in {"failing", "file", "invalid"}
    assert CANARY not in repr(seen)
    assert CANARY not in repr(recorder.heard)
    assert [hook for hook, _ in recorder.heard][-1] in {"tool_end", "tool_error"}
    if name not in {"failing", "file", "invalid"}:
        assert "REDACTED_EMAIL" in repr(seen)
        assert recorder.decisions or name == "told", "a clean error is no decision"


@pytest.mark.parametrize("how", ["result", "error"])
async def test_injection_in_result_or_error(how: str) -> None:
    """A poisoned result raises `ToolBlocked`; a poisoned error message is withheld."""

    @tool
    def page(url: str) -> str:
        """Read a page."""
        if how == "error":
            raise ToolException(POISONED)
        return POISONED

    recorder = Recorder()
    with pytest.raises(ToolBlocked if how == "result" else ToolException) as caught:
        guard_tool(page).invoke({"url": "x"}, {"callbacks": [recorder]})
    assert ATTACK not in "".join(traceback.format_exception(caught.value)) + repr(recorder.heard)
    clean = guard_tool(page, tool_results="sanitize")
    if how == "result":
        assert_cut(clean.invoke({"url": "x"}))


def test_what_cannot_be_inspected_is_refused() -> None:
    """An object of an unknown type does not pass in silence."""

    @tool
    def strange(name: str) -> Any:
        """Something."""
        return object()

    with pytest.raises(ToolBlocked, match=r"shape\.unknown.*cannot inspect a value of type object; set on_unknown"):
        guard_tool(strange).invoke({"name": "x"})


def test_results_that_are_too_long_are_refused() -> None:
    """The refusal of a result that is too long names the option that bounds it, and no text of it."""

    @tool
    def page(name: str) -> str:
        """A page."""
        return CANARY * 2000

    with pytest.raises(ToolBlocked, match=r"shape\.size.*raise max_message_chars") as caught:
        guard_tool(page).invoke({"name": "x"})
    assert CANARY not in str(caught.value)


def test_annotations_that_nobody_can_evaluate_stay_as_written() -> None:
    """A tool whose hook names types that are not there at run time works, guarded as before."""

    class Odd(BaseTool):
        name: str = "odd"
        description: str = "Odd."

        def _run(self, who: Nobody) -> str:  # type: ignore[name-defined]  # noqa: F821 -- the point of it
            return f"{who}: {CANARY}"

    odd = Odd(args_schema={"type": "object", "properties": {"who": {"type": "string"}}})
    assert guard_tool(odd).invoke({"who": "Jane"}) == "Jane: [REDACTED_EMAIL]"


def test_tool_stays_what_it_is() -> None:
    """Schema, signature and class stay; the original is not changed; guarding twice is guarding once."""
    original = shapes()["text"]
    guarded = guard_tool(original)
    assert isinstance(guarded, type(original))
    assert guarded.args == original.args
    assert guarded.tool_call_schema.model_json_schema() == original.tool_call_schema.model_json_schema()
    assert inspect.signature(guarded._run) == inspect.signature(original._run, eval_str=True)
    assert guard_tool(guarded) is guarded
    assert original.invoke({"name": "Jane"}) == f"Jane: {CANARY}"
    with pytest.raises(ConfigError):
        guard_tool("text")  # type: ignore[arg-type]  # the point of it


@pytest.mark.parametrize("tool_results", ["allow", "blok"])
def test_a_mode_that_does_not_exist_is_refused(tool_results: Any) -> None:
    """A misspelt mode is an error when the tool is guarded, never a tool whose results nobody judges."""
    with pytest.raises(ConfigError, match="tool_results takes block, sanitize, flag"):
        guard_tool(shapes()["text"], tool_results=tool_results)


def test_tool_keeps_its_state() -> None:
    """What a tool notes in itself, in fields or private attributes, is there in the next call."""

    class Counter(BaseTool):
        name: str = "count"
        description: str = "Count."
        calls: int = 0
        _private: int = 0

        def _run(self) -> str:
            self.calls, self._private = self.calls + 1, self._private + 1
            return f"{self.calls} {self._private}"

    counter = Counter()
    assert [guard_tool(counter).invoke({}), guard_tool(counter).invoke({})] == ["1 1", "2 2"]


async def test_hand_written_graph_with_state_config_and_interrupt() -> None:
    """In a graph of your own: injected state and config arrive, and a pause of langgraph's is no error."""

    @tool
    def ask(question: str, state: Annotated[dict[str, Any], InjectedState], config: RunnableConfig) -> str:
        """Ask a person."""
        said = interrupt({"question": question})
        return f"{said} {len(state['messages'])} {config['configurable']['thread_id']} {CANARY}"

    graph = StateGraph(MessagesState)
    graph.add_node("tools", ToolNode([guard_tool(ask)]))
    graph.add_edge(START, "tools")
    app = graph.compile(checkpointer=InMemorySaver())
    call = {"type": "tool_call", "id": "1", "name": "ask", "args": {"question": "ok?"}}
    config: Any = {"configurable": {"thread_id": "t1"}}
    paused = await app.ainvoke({"messages": [HumanMessage("hi"), AIMessage("", tool_calls=[call])]}, config)
    assert paused["__interrupt__"]
    done = await app.ainvoke(Command(resume="yes"), config)
    assert done["messages"][-1].content == "yes 2 t1 [REDACTED_EMAIL]"


class Shelf(BaseRetriever):
    """A retriever over a fixed list."""

    documents: list[Document]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return self.documents


def library() -> list[Document]:
    """Two honest documents and a poisoned one."""
    return [
        Document("Tea is a drink.", metadata={"source": "a.txt", "page": 1}),
        Document(POISONED, metadata={"source": "b.txt", "score": 0.5}),
        Document("Serve hot. 🍵", id="3", metadata={"source": "c.txt"}),
    ]


@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_retriever_run_is_clean(mode: str) -> None:
    """The retriever's own run reports only what was let through."""
    guarded, recorder = guard_retriever(Shelf(documents=library())), Recorder()
    config: Any = {"callbacks": [recorder]}
    found = guarded.invoke("tea", config) if mode == "sync" else await guarded.ainvoke("tea", config)
    assert [document.metadata["source"] for document in found] == ["a.txt", "c.txt"]
    assert ATTACK not in repr(recorder.heard)
    assert {decision["stage"] for decision in recorder.decisions} == {"document"}


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_documents(mode: str) -> None:
    """Poisoned documents are dropped, sanitised or flagged; the others are the same objects, provenance stays."""

    def examined(**options: Any) -> list[Document]:
        guard = DocumentGuardRunnable(**options)
        return guard.invoke(documents) if mode == "sync" else asyncio.run(guard.ainvoke(documents))

    documents = library()
    dropped = examined()
    assert [one is two for one, two in zip(dropped, documents[::2], strict=True)] == [True, True]
    sanitized = examined(on_injection="sanitize")[1]
    assert_cut(sanitized.page_content)
    assert sanitized.metadata["source"] == "b.txt"
    assert sanitized.metadata["langchain_guard"]["action"] == "sanitize"
    flagged = examined(on_injection="flag")[1]
    assert flagged.page_content == POISONED
    assert flagged.metadata["langchain_guard"]["rules"]
    assert documents == library()


def test_metadata_is_judged() -> None:
    """An attack in the title of a document is an attack."""
    assert DocumentGuardRunnable().invoke([Document("Tea.", metadata={"title": ATTACK})]) == []


@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")  # `loads` is in beta
def test_documents_in_a_chain() -> None:
    """`retriever | documents` runs, is serialisable, records no raw input, and refuses what is no list of Documents."""
    recorder, step = Recorder(), DocumentGuardRunnable(guard=InputGuardRunnable(policy={"pii": "sanitize"}))
    chain = Shelf(documents=[Document(CANARY)]) | step
    assert chain.invoke("tea", {"callbacks": [recorder]})[0].page_content == "[REDACTED_EMAIL]"
    allowed = [DocumentGuardRunnable, InputGuardRunnable]
    assert loads(dumps(step), valid_namespaces=["langchain_guard"], allowed_objects=allowed) == step
    with pytest.raises(InvalidInput):
        step.invoke("tea")


def test_options_of_a_document_guard_are_fixed() -> None:
    """A copy with another option does as that says, whatever the original has judged, and no caller can choose one."""
    dropping = DocumentGuardRunnable()
    assert dropping.invoke([Document(ATTACK)]) == []
    (flagged,) = dropping.model_copy(update={"on_injection": "flag"}).invoke([Document(ATTACK)])
    assert flagged.page_content == ATTACK
    for change in (dropping.configurable_fields, dropping.configurable_alternatives):
        with pytest.raises(ConfigError, match="cannot be made configurable"):
            change()


async def test_injection_in_a_coroutine() -> None:
    """A poisoned result of a coroutine raises, too, and a poisoned error of one is withheld."""

    @tool
    async def page(url: str) -> str:
        """Read a page."""
        if url == "error":
            raise ToolException(POISONED)
        return POISONED

    recorder = Recorder()
    for url, kind in (("x", ToolBlocked), ("error", ToolException)):
        with pytest.raises(kind) as caught:
            await guard_tool(page).ainvoke({"url": url}, {"callbacks": [recorder]})
        assert ATTACK not in "".join(traceback.format_exception(caught.value)) + repr(recorder.heard)
    assert [decision["action"] for decision in recorder.decisions] == ["block"]


class AsyncShelf(Shelf):
    """A retriever with a coroutine of its own."""

    async def _aget_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        return self.documents


async def test_retriever_with_a_coroutine() -> None:
    """A retriever's own coroutine is guarded like its plain method; what is no retriever is refused."""
    recorder = Recorder()
    found = await guard_retriever(AsyncShelf(documents=library())).ainvoke("tea", {"callbacks": [recorder]})
    assert [document.metadata["source"] for document in found] == ["a.txt", "c.txt"]
    assert ATTACK not in repr(recorder.heard)
    with pytest.raises(ConfigError):
        guard_retriever("shelf")  # type: ignore[arg-type]  # the point of it


class Shy(Exception):
    """An error that cannot be shown."""

    def __str__(self) -> str:
        return "shy" if getattr(self, "calm", False) else ""

    def __repr__(self) -> str:
        raise RuntimeError(CANARY)


def test_errors_that_cannot_be_shown_are_withheld() -> None:
    """An error whose own text fails is replaced by one that says no more than its class."""

    @tool
    def shy(name: str) -> str:
        """Fail."""
        raise Shy(CANARY)

    with pytest.raises(ToolException, match="failed with Shy; its message was withheld") as caught:
        guard_tool(shy).invoke({"name": "x"})
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_call_that_cannot_be_written_is_judged_each_time():
    """Arguments whose code fails are never taken for ones that were seen, and their error reaches nobody."""

    class Failing:
        def __repr__(self):
            raise RuntimeError(CANARY)

    seen, call = Seen(), {"name": "t", "args": {"x": Failing()}}
    assert call not in seen
    seen.add(call)
    assert call not in seen
