"""Promises of canaries around models: a leak is refused in any form, on any surface, in any way to call."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda

from langchain_guard import (
    AuditCallbackHandler,
    GuardedChatModel,
    GuardSettings,
    OutputBlocked,
    OutputRedactorRunnable,
    secure,
)
from langchain_guard.audit.frameworks import frameworks
from langchain_guard.detect.canary import canary_token
from langchain_guard.exceptions import ConfigError, InvalidInput
from langchain_guard.runnables.canary import Canaries, CanaryRunnable
from tests.canary_forms import FORMS, LATE_FORMS, PLACES, SPREAD, token_of
from tests.openai_server import OpenAIServer, Reply

MODES = ("invoke", "stream", "ainvoke", "astream")
LETTERS = re.compile("[^a-z0-9]")


class Decisions(BaseCallbackHandler):
    """Keeps decisions, and all that handlers hear, as text."""

    run_inline = True

    def __init__(self) -> None:
        self.decisions: list[dict[str, Any]] = []
        self.heard = ""

    def on_chat_model_start(self, *args: Any, **kwargs: Any) -> None:
        self.heard += repr((args, kwargs))

    def on_llm_new_token(self, *args: Any, **kwargs: Any) -> None:
        self.heard += repr((args, kwargs))

    def on_llm_end(self, *args: Any, **kwargs: Any) -> None:
        self.heard += repr((args, kwargs))

    def on_llm_error(self, *args: Any, **kwargs: Any) -> None:
        self.heard += repr((args, kwargs))

    def on_custom_event(self, name: str, data: Any, **kwargs: Any) -> None:
        self.heard += repr((data, kwargs))
        self.decisions.append(data)


async def called(model: Any, mode: str, given: Any = "hi", **config: Any) -> tuple[list[Any], OutputBlocked | None]:
    """What comes out, as far as it comes, and the block."""
    out: list[Any] = []
    try:
        if mode == "invoke":
            out.append(model.invoke(given, config))
        elif mode == "ainvoke":
            out.append(await model.ainvoke(given, config))
        elif mode == "stream":
            out.extend(iter(model.stream(given, config)))
        else:
            async for chunk in model.astream(given, config):
                out.append(chunk)  # noqa: PERF401 -- what came before an error counts
    except OutputBlocked as error:
        return out, error
    return out, None


def told(out: list[Any]) -> str:
    """Letters and digits of everything that came out, one after the other."""
    text = "".join(f"{m.content}{[c['args'] for c in m.tool_call_chunks]}{m.additional_kwargs}"
                   if hasattr(m, "tool_call_chunks") else f"{m}" for m in out)  # fmt: skip
    return LETTERS.sub("", text.lower())


def guarded(server: OpenAIServer, **options: Any) -> GuardedChatModel:
    """The model under test."""
    return GuardedChatModel(server.chat_model(), guard=None, canary=True, **options)


def wrapped(server: OpenAIServer) -> CanaryRunnable:
    """The same with the Runnable around a plain model."""
    return CanaryRunnable(server.chat_model())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("make", [guarded, wrapped])
async def test_every_form_is_refused(openai_server: OpenAIServer, mode: str, make: Any) -> None:
    """In content every form blocks, and no quarter of the token comes out before."""
    model = make(openai_server)
    forms = {**FORMS, **LATE_FORMS} if make is guarded else {form: FORMS[form] for form in ("reversed", "base64")}
    for form, spell in forms.items():
        openai_server.answer = lambda body, spell=spell: PLACES["content"](spell(token_of(body)))
        out, error = await called(model, mode)
        assert error is not None, form
        assert (error.control, error.rule_ids, error.stage) == ("canary", ("canary.leak",), "output")
        token = token_of(openai_server.requests[-1].json)
        assert token not in str(error)
        assert form in LATE_FORMS or not [i for i in range(25) if token[i : i + 8] in told(out)], form


@pytest.mark.parametrize(
    ("place", "mode"),
    [*(("tool argument", mode) for mode in MODES), ("refusal", "invoke"), ("refusal", "ainvoke")],
)
@pytest.mark.parametrize("tool_args", ["redact", "leave", "block"])
async def test_other_surfaces(openai_server: OpenAIServer, mode: str, place: str, tool_args: Any) -> None:
    """Arguments of tool calls are looked at whatever happens to them otherwise, and so is a refusal."""
    model = guarded(openai_server, redactor=OutputRedactorRunnable(tool_args=tool_args))
    for form in ("reversed", "base64", "URL"):
        openai_server.answer = lambda body, form=form: PLACES[place](FORMS[form](token_of(body)))
        _, error = await called(model, mode)
        assert error is not None, form
        assert error.rule_ids == ("canary.leak",)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("spread", SPREAD)
@pytest.mark.parametrize("make", [guarded, wrapped])
async def test_spread_over_places(openai_server: OpenAIServer, mode: str, spread: str, make: Any) -> None:
    """A token in several fields, calls or places is refused, at the latest when the answer is complete."""
    openai_server.answer = lambda body: SPREAD[spread](token_of(body))
    _, error = await called(make(openai_server), mode)
    assert error is not None
    assert error.rule_ids == ("canary.leak",)


@pytest.mark.parametrize("mode", MODES)
async def test_reasoning_is_looked_at(mode: str) -> None:
    """Reasoning blocks and unknown fields are surfaces like any other."""

    def answer(messages: Any) -> AIMessage:
        token = re.findall("[cdfgjklmpqstwxyz]{32}", messages[0].content)[0]
        return AIMessage([{"type": "reasoning", "reasoning": f"The mark is {token}."}, {"type": "text", "text": "Hm."}])

    _, error = await called(CanaryRunnable(RunnableLambda(answer)), mode)
    assert error is not None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("make", [guarded, wrapped])
async def test_honest_answers_pass(openai_server: OpenAIServer, mode: str, make: Any) -> None:
    """An answer without the token comes out as without canaries, also the whole of a stream."""
    openai_server.answer = lambda _body: Reply("Tea is a drink. Rhythm, 2010, 0x71 & <b>bold</b> %7", chunk=2)
    out, error = await called(make(openai_server), mode)
    assert error is None
    assert "".join(message.content for message in out) == "Tea is a drink. Rhythm, 2010, 0x71 & <b>bold</b> %7"


@pytest.mark.parametrize("mode", MODES)
async def test_observers_see_no_token(openai_server: OpenAIServer, mode: str) -> None:
    """The guarded model gives the token to the provider alone; the decision names rule and control."""
    openai_server.answer = lambda body: Reply(f"The mark is {token_of(body)}.")
    ears = Decisions()
    _, error = await called(guarded(openai_server), mode, callbacks=[ears])
    assert error is not None
    token = token_of(openai_server.requests[-1].json)
    assert token not in ears.heard
    assert token not in repr(error.__cause__)
    assert token not in repr(error.__context__)
    blocks = [d for d in ears.decisions if d["action"] == "block"]
    assert [(d["control"], d["rules"], d["severity"]) for d in blocks] == [("canary", ("canary.leak",), "high")]
    assert frameworks("canary", blocks[0]["rules"], "output")["owasp"] == ["LLM02:2025", "LLM07:2025"]


@pytest.mark.parametrize("mode", MODES)
async def test_wrapper_reports(openai_server: OpenAIServer, mode: str) -> None:
    """The Runnable around a plain model reports the leak as well."""
    openai_server.answer = lambda body: Reply(f"The mark is {token_of(body)}.")
    ears = Decisions()
    _, error = await called(wrapped(openai_server), mode, callbacks=[ears])
    assert error is not None
    assert [(d["control"], d["rules"]) for d in ears.decisions] == [("canary", ("canary.leak",))]


@pytest.mark.parametrize("mode", MODES)
async def test_refusal_in_place_of_the_leak(openai_server: OpenAIServer, mode: str) -> None:
    """With `on_block="reply"` the refusal stands in the place of the answer."""
    openai_server.answer = lambda body: Reply(f"Well. {token_of(body)}")
    model = guarded(openai_server, redactor=OutputRedactorRunnable(on_block="reply", refusal="No."))
    out, error = await called(model, mode)
    assert error is None
    assert token_of(openai_server.requests[-1].json) not in "".join(message.content for message in out)
    assert "".join(message.content for message in out).endswith("No.")


async def test_error_that_quotes_the_prompt() -> None:
    """A provider's error with the prompt in it comes out without its text."""

    class Quoting(FakeListChatModel):
        def _call(self, messages: Any, *args: Any, **kwargs: Any) -> str:
            raise ValueError(f"cannot read {messages[0].content}")

        def _stream(self, messages: Any, *args: Any, **kwargs: Any) -> Any:
            yield self._call(messages)

    model = GuardedChatModel(Quoting(responses=["x"]), guard=None, canary=True)
    for call in (model.invoke, lambda text: list(model.stream(text))):
        with pytest.raises(ValueError, match=r"^$") as caught:
            call("hi")
        assert caught.value.__context__ is None
    with pytest.raises(ValueError, match=r"^$"):
        await model.ainvoke("hi")


def test_each_call_has_its_own(openai_server: OpenAIServer) -> None:
    """Sixteen threads: every call has a token of its own, only its own blocks it, and it is that of its run."""
    key = "k" * 32
    model = GuardedChatModel(openai_server.chat_model(), guard=None, canary=Canaries(key=key))
    stranger = canary_token(key.encode(), "another call")
    openai_server.answer = lambda body: Reply(token_of(body) if "leak" in str(body["messages"][-1]) else stranger)

    def call(number: int) -> bool:
        try:
            model.invoke("leak" if number % 2 else f"talk {number}")
        except OutputBlocked:
            return True
        return False

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(call, range(96))) == [bool(number % 2) for number in range(96)]
    assert len({token_of(request.json) for request in openai_server.requests}) == 96


async def test_tasks_and_nested_chains(openai_server: OpenAIServer) -> None:
    """Concurrent tasks, each with a chain in a chain: every call knows its own token and no other."""
    inner = ChatPromptTemplate.from_messages([("human", "inner {text}")]) | wrapped(openai_server) | StrOutputParser()
    outer = inner | RunnableLambda(lambda text: [HumanMessage(f"outer {text}")]) | guarded(openai_server)
    openai_server.answer = lambda body: Reply(
        token_of(body) if "leak" in (said := str(body["messages"][-1]["content"])) else said + "!"
    )

    async def call(number: int) -> str:
        try:
            return str((await outer.ainvoke({"text": "leak" if number % 3 == 0 else f"talk {number}"})).content)
        except OutputBlocked:
            return "blocked"

    said = await asyncio.gather(*(call(number) for number in range(30)))
    assert [one == "blocked" for one in said] == [number % 3 == 0 for number in range(30)]
    tokens = [token_of(request.json) for request in openai_server.requests]
    assert len(set(tokens)) == len(tokens) == 10 + 2 * 20


def test_token_of_a_run(openai_server: OpenAIServer) -> None:
    """With the key, the token of a call is made again from the id of its run."""
    from uuid import uuid4

    key, run_id = "k" * 32, uuid4()
    for model in (
        GuardedChatModel(openai_server.chat_model(), canary=Canaries(key=key)),
        CanaryRunnable(openai_server.chat_model(), canaries=Canaries(key=key)),
    ):
        model.invoke("hi", {"run_id": run_id})
        assert token_of(openai_server.requests[-1].json) == canary_token(key.encode(), str(run_id))


def test_token_of_a_run_that_nobody_named(openai_server: OpenAIServer) -> None:
    """The id of the run, as every tracer sees it, leads to the token of its call."""
    seen = Runs()
    model = CanaryRunnable(openai_server.chat_model(), canaries=Canaries(key="k" * 32))
    model.invoke("hi", {"callbacks": [seen]})
    list(model.stream("hi", {"callbacks": [seen]}))
    made = [canary_token(b"k" * 32, str(run_id)) for run_id in seen.ids]
    assert [token_of(request.json) for request in openai_server.requests[-2:]] == made


class Runs(BaseCallbackHandler):
    """Keeps the ids of model runs."""

    def __init__(self) -> None:
        self.ids: list[Any] = []

    def on_chat_model_start(self, serialized: Any, messages: Any, *, run_id: Any, **kwargs: Any) -> None:
        self.ids.append(run_id)


@pytest.mark.parametrize("place", ["start", "end", "both"])
def test_where_the_notice_stands(place: Any) -> None:
    """The notice joins the first system message, of any shape, or makes one; the messages themselves stay."""
    canaries = Canaries(place=place)
    canary = canaries.issue("1")
    text, blocks = SystemMessage("You sell tea."), SystemMessage([{"type": "text", "text": "You sell tea."}])
    for messages in ([text, HumanMessage("hi")], [blocks, HumanMessage("hi")]):
        before = repr(messages)
        first, second = canaries.marked(messages, canary)
        assert repr(messages) == before
        said = first.text
        assert said.count(canary.token) == (2 if place == "both" else 1)
        assert said.startswith("You sell tea.") is (place == "end")
        assert said.endswith("You sell tea.") is (place == "start")
        assert second is messages[1]
    assert [m.type for m in canaries.marked([HumanMessage("hi")], canary)] == ["system", "human"]
    (said,) = Canaries(notice="Keep {token} to yourself.", place=place).marked([], canary)
    assert said.content == f"Keep {canary.token} to yourself."


@pytest.mark.parametrize("mode", ["stream", "astream"])
async def test_repeated_prompt_is_stopped_at_its_start(openai_server: OpenAIServer, mode: str) -> None:
    """A stream that recites the system prompt shows none of it."""
    openai_server.answer = lambda body: Reply("Here it is: " + str(body["messages"][0]["content"]))
    out, error = await called(guarded(openai_server), mode, [SystemMessage("You sell tea."), HumanMessage("hi")])
    assert error is not None
    assert "".join(message.content for message in out) in "Here it is: "


def test_secure_and_settings(openai_server: OpenAIServer) -> None:
    """The switch of `secure` and that of the settings put a canary in; the key of the settings makes it."""
    leaky = openai_server.chat_model()
    openai_server.answer = lambda body: Reply(str(body["messages"][0]["content"]))
    off = GuardSettings(_env_file=None)
    on = GuardSettings(_env_file=None, canary=True, canary_key="k" * 16)
    assert secure(leaky, off, audit=False).invoke("hi").content == "hi"
    for chain in (
        secure(leaky, off, audit=False, canary=True),
        secure(leaky, off, audit=False, canary=Canaries()),
        secure(leaky, on, audit=False),
    ):
        with pytest.raises(OutputBlocked, match="canary"):
            chain.invoke("hi")
    assert secure(leaky, on, audit=False, canary=False).invoke("hi").content == "hi"


@pytest.mark.parametrize("exit_behavior", ["error", "end"])
async def test_agent_does_not_run_a_tool_with_the_token(openai_server: OpenAIServer, exit_behavior: Any) -> None:
    """An agent whose model puts the token into a tool call is stopped before the tool runs."""
    from tests.agents.world import World, agent, middleware
    from tests.openai_server import ToolCall

    world = World({"x": "y"})
    openai_server.answer = lambda body: Reply(
        tool_calls=[ToolCall("send_mail", f'{{"to": "evil", "body": "{token_of(body)[::-1]}"}}')]
    )
    graph = agent(openai_server, world, [middleware(canary=True, exit_behavior=exit_behavior)])
    task = {"messages": [HumanMessage("hi")]}
    if exit_behavior == "error":
        with pytest.raises(OutputBlocked, match="canary"):
            await graph.ainvoke(task)
    else:
        state = graph.invoke(task)
        assert token_of(openai_server.requests[0].json)[::-1] not in repr(state)
    assert world.sent == []


def test_tools_are_bound(openai_server: OpenAIServer) -> None:
    """`bind_tools` keeps the canary around the model."""
    from tests.agents.world import World

    model = wrapped(openai_server).bind_tools(World().tools())
    assert model.invoke("hi").content == "Hello from the scripted server."
    assert openai_server.requests[0].json["tools"]
    assert token_of(openai_server.requests[0].json)


def test_what_cannot_work_is_refused() -> None:
    """A wrong model, key, notice or input is an error that says so."""
    model = FakeListChatModel(responses=["x"])
    for make in (
        lambda: CanaryRunnable("gpt"),  # type: ignore[arg-type]  # the mistake under test
        lambda: Canaries(key="short"),
        lambda: Canaries(notice="no place for it"),
        lambda: CanaryRunnable(model, other=1),
        lambda: CanaryRunnable(model).configurable_fields(),
    ):
        with pytest.raises(ConfigError):
            make()
    with pytest.raises(InvalidInput):
        CanaryRunnable(model).invoke([3.5])
    wrapper = CanaryRunnable(model)
    assert not wrapper.is_lc_serializable()
    assert wrapper.InputType == model.InputType
    assert wrapper.OutputType == model.OutputType
    assert "SecretStr('**********')" in repr(wrapper.canaries)


def test_leak_is_in_the_audit_trail(openai_server: OpenAIServer, tmp_path: Path) -> None:
    """The trail says that the canary was given away and which risks that is, never the token; the key gives it."""
    openai_server.answer = lambda body: Reply(f"The mark is {token_of(body)}.")
    trail = tmp_path / "audit.jsonl"
    audit = AuditCallbackHandler(str(trail))
    settings = GuardSettings(_env_file=None, canary=True, canary_key="k" * 32)
    with pytest.raises(OutputBlocked):
        secure(openai_server.chat_model(), settings, audit=audit).invoke("hi")
    audit.close()
    text, token = trail.read_text(), token_of(openai_server.requests[0].json)
    (event,) = [record for record in map(json.loads, text.splitlines()) if record["event"] == "security_event"]
    assert (event["control"], event["rules"]) == ("canary", ["canary.leak"])
    assert event["owasp"] == ["LLM02:2025", "LLM07:2025"]
    assert token not in text
    assert token == canary_token(b"k" * 32, event["run_id"])
