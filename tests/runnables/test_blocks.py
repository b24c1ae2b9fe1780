"""Answers in blocks, as providers give them: every block keeps what is its own, and who reads on reads in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableConfig
from pydantic import Field

from langchain_guard import (
    GuardedChatModel,
    InputGuardRunnable,
    OutputBlocked,
    OutputRedactorRunnable,
    PseudonymizerRunnable,
    Vault,
    redact,
)
from tests.leaky_server import LeakyServer
from tests.runnables.test_stream_law import added

MAIL = "jane.doe" + "@example.com"
KEPT = "[REDACTED_EMAIL]"
SIGNATURE = "c2ln/" + "AK" + "IA" + "Z7QYWERTPLMNBVCX" + "+c2ln"
REDACTOR = OutputRedactorRunnable()
CITED = [
    {"type": "text", "text": "As is said there, "},
    {"type": "text", "text": "call Jane", "citations": [{"cited_text": "call Jane now"}]},
    {"type": "text", "text": f" or write to {MAIL}"},
    {"type": "text", "text": ", today."},
]
"""An answer of Anthropic's that cites."""

BUILT_IN = ["web_search_query", "file_search_text", "code_interpreter_code", "mcp_output"]
"""What a provider's own tools have done, in the Responses API."""


def streamed(*blocks: dict[str, Any], size: int = 5) -> list[AIMessageChunk]:
    """The blocks as Anthropic streams them: one after another, their texts in pieces, then what else is in them."""
    chunks = []
    for index, block in enumerate(blocks):
        kind = block["type"]
        field = kind if kind in block else "text"
        text = block.get(field, "")
        here = {"type": kind, "index": index}
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        chunks += [AIMessageChunk([{**here, field: piece}], id="run-1") for piece in pieces]
        if rest := {key: item for key, item in block.items() if key not in {"type", field}}:
            chunks.append(AIMessageChunk([{**here, **rest}], id="run-1"))
    return chunks


class Listening(FakeListChatModel):
    """Remembers what it is sent."""

    heard: list[list[BaseMessage]] = Field(default_factory=list)

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self.heard.append(messages)
        return super()._generate(messages, *args, **kwargs)


def test_every_block_keeps_its_own_text():
    """A whole answer: what stands in a block stays there, so that a citation belongs to what it is about."""
    clean = REDACTOR.invoke(AIMessage(CITED))
    texts = [block["text"] for block in clean.content]
    assert texts == ["As is said there, ", "call Jane", f" or write to {KEPT}", ", today."]
    harmless = AIMessage(CITED[:2])
    assert REDACTOR.invoke(harmless) is harmless


def test_a_value_that_lies_over_two_blocks_is_found():
    """It is replaced where it begins, and gone where it ends, whether blocks have an index or not."""
    for index in ({}, {"index": 0}):
        halves = [{"type": "text", "text": f"to {MAIL[:9]}"}, {"type": "text", "text": MAIL[9:], **index}]
        clean = REDACTOR.invoke(AIMessage(halves))
        assert [block["text"] for block in clean.content] == [f"to {KEPT}", ""]


def test_blocks_stream_in_their_order():
    """The pieces, put together as they come, are the text of the answer, and every block keeps its own."""
    out = list(REDACTOR.transform(iter(streamed(*CITED))))
    assert "".join(chunk.text for chunk in out) == f"As is said there, call Jane or write to {KEPT}, today."
    texts = [block["text"] for block in added(out).content]
    assert texts == ["As is said there, ", "call Jane", f" or write to {KEPT}", ", today."]
    assert added(out).content[1]["citations"] == [{"cited_text": "call Jane now"}]


def test_what_a_block_holds_back_comes_before_the_next_block():
    """Reasoning before the answer, an answer before a tool call: nobody has to wait for the end of the stream."""
    thought = {"type": "thinking", "thinking": "Ask Jane", "signature": "c2ln"}
    call = {"type": "tool_use", "id": "c", "name": "f", "partial_json": '{"q": "Jane"}'}
    out = list(REDACTOR.transform(iter(streamed(thought, {"type": "text", "text": "I ask"}, call))))
    for index, field, text in ((0, "thinking", "Ask Jane"), (1, "text", "I ask")):
        begun = next(at for at, chunk in enumerate(out) if any(block["index"] > index for block in chunk.content))
        pieces = [
            block.get(field, "") for chunk in out[: begun + 1] for block in chunk.content if block["index"] == index
        ]
        assert "".join(pieces) == text
    assert added(out).content == added(streamed(thought, {"type": "text", "text": "I ask"}, call)).content


def test_a_last_piece_in_a_block_of_its_own_continues_the_text():
    """Gemini puts the signature of its thoughts on the last piece: a block with an index, behind plain texts."""
    pieces: list[Any] = [
        "Write to ",
        MAIL[:10],
        [{"type": "text", "text": MAIL[10:], "extras": {"signature": "c2ln"}, "index": 1}],
    ]
    out = list(REDACTOR.transform(AIMessageChunk(piece) for piece in pieces))
    assert added(out).text == f"Write to {KEPT}"
    assert added(out).content[-1]["extras"] == {"signature": "c2ln"}


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({"__gemini_function_call_thought_signatures__": {"call_1": SIGNATURE}}, id="Gemini"),
        pytest.param({"reasoning_details": [{"type": "reasoning.encrypted", "data": SIGNATURE}]}, id="OpenRouter"),
    ],
)
def test_signatures_are_left_alone(kept):
    """A provider refuses the next turn when one was changed; some base64 looks like a key by chance."""
    assert redact(SIGNATURE) != SIGNATURE
    assert REDACTOR.invoke(AIMessage("hi", additional_kwargs=kept)).additional_kwargs == kept
    chunks = [AIMessageChunk("hi", additional_kwargs=kept), AIMessageChunk("", chunk_position="last")]
    assert added(list(REDACTOR.transform(iter(chunks)))).additional_kwargs == kept


def test_a_block_that_goes_on_after_its_end_is_refused():
    """What it held back is out by then, so that a value in two halves could not be known."""
    first, second = streamed({"type": "text", "text": MAIL[:9]}, {"type": "text", "text": "and"}, size=99)
    again = AIMessageChunk([{"type": "text", "text": MAIL[9:], "index": 0}])
    with pytest.raises(OutputBlocked, match="went on behind the next one"):
        list(REDACTOR.transform(iter([first, second, again])))
    thought = AIMessageChunk([{"type": "reasoning", "summary": [{"index": 0, "text": MAIL[:9]}], "index": 0}])
    more = AIMessageChunk([{"type": "reasoning", "summary": [{"index": 0, "text": MAIL[9:]}], "index": 0}])
    other = AIMessageChunk([{"type": "web_search_call", "id": "ws_1", "index": 1}])
    with pytest.raises(OutputBlocked, match="went on behind the next one"):
        list(REDACTOR.transform(iter([thought, other, more])))


@pytest.mark.filterwarnings("ignore:.*in beta")
@pytest.mark.parametrize("version", ["responses/v1", "v1"])
@pytest.mark.parametrize("place", BUILT_IN)
def test_the_blocks_of_built_in_tools_stream(place, version):
    """They come whole and once, also where LangChain makes standard blocks of them or events of their parts."""
    with LeakyServer() as server:
        server.texts = {place: f"about {MAIL} and Jane", "text": "That is it."}
        model = server.chat_model(use_responses_api=True, output_version=version)
        whole = added(list(model.stream("hi")))
        clean = added(list(GuardedChatModel(model).stream("hi")))

        async def events() -> AIMessage:
            answer: AIMessage = await (await GuardedChatModel(model).astream_events("hi", version="v3")).output
            return answer

        last = asyncio.run(events())
    assert str(clean.content) == str(whole.content).replace(MAIL, KEPT)
    assert last.text == "That is it."
    assert f"about {KEPT} and Jane" in str(last.content)


class Thinking(FakeListChatModel):
    """A model that thinks aloud beside its answer, as Ollama's do."""

    def _stream(self, *_args: Any, **_kwargs: Any) -> Iterator[ChatGenerationChunk]:
        for piece in ("whom, ", "I ask"):
            yield ChatGenerationChunk(message=AIMessageChunk("", additional_kwargs={"reasoning_content": piece}))
        for piece in ("Write to ", "Jane"):
            yield ChatGenerationChunk(message=AIMessageChunk(piece))


def test_standard_blocks_of_a_stream_are_made_before_anything_is_held_back():
    """Of the end of a text alone LangChain would make another block."""
    model = Thinking(responses=["x"], output_version="v1")
    said = [("reasoning", "whom, I ask"), ("text", "Write to Jane")]
    for llm in (model, GuardedChatModel(model)):
        blocks = added(list(llm.stream("hi"))).content
        assert [(block["type"], block[block["type"]]) for block in blocks] == said


@pytest.mark.parametrize("kind", ["server_tool_use", "mcp_tool_use", "tool_use"])
def test_no_argument_is_structure_whatever_its_name(kind: str) -> None:
    """Arguments of calls, the provider's own as well, are data: neither `id` nor a key that is a secret is let be."""
    key, mail = "AK" + "IA" + "IOSFODNN7EXAMPLE", "jane@" + "example.com"
    call = {"type": kind, "id": "toolu_1", "name": "find", "input": {"id": mail, "deep": {"model": mail}, key: 1}}
    (clean,) = OutputRedactorRunnable(tool_args="redact").invoke(AIMessage([call])).content
    assert (clean["id"], clean["name"]) == ("toolu_1", "find")
    assert clean["input"]["id"] == "[REDACTED_EMAIL]"
    assert mail not in str(clean)
    assert key not in str(clean)


THOUGHTS = [
    pytest.param(lambda text: {"type": "thinking", "thinking": text, "signature": "c2ln"}, id="Anthropic"),
    pytest.param(lambda text: {"type": "reasoning", "reasoning": text, "extras": {"signature": "c2ln"}}, id="v1"),
]


def signatures(message: AIMessage | AIMessageChunk) -> list[str]:
    """The signatures of the thoughts in a message."""
    blocks = [block for block in message.content if isinstance(block, dict)]
    return [(block.get("extras") or block)["signature"] for block in blocks if block["type"] != "text"]


@pytest.mark.parametrize("thought", THOUGHTS)
def test_a_thought_that_was_changed_keeps_no_signature(thought):
    """Whole or streamed, at once or in pieces; one that was not changed keeps its own, wherever the value stands."""
    blocks = [thought("Ask Jane."), thought(f"Her address is {MAIL}"), {"type": "text", "text": "I ask"}]
    kept = ["c2ln", "[REDACTED_SIGNATURE]"]
    assert signatures(REDACTOR.invoke(AIMessage(blocks))) == kept
    for size in (3, 99):
        assert signatures(added(list(REDACTOR.transform(iter(streamed(*blocks, size=size)))))) == kept
    assert signatures(added(list(REDACTOR.transform(iter([AIMessageChunk(blocks)]))))) == kept
    flagging = OutputRedactorRunnable(strategy="flag")
    assert signatures(added(list(flagging.transform(iter(streamed(*blocks)))))) == ["c2ln", "c2ln"]


@pytest.mark.parametrize("thought", THOUGHTS)
def test_no_provider_gets_a_thought_that_is_not_what_it_signed(thought):
    """It would refuse the whole conversation; the rest of the answer goes back, and so do thoughts as they were."""
    harmless, said = thought("Ask Jane."), {"type": "text", "text": "I ask"}
    answer = added(list(REDACTOR.transform(iter(streamed(harmless, thought(f"Ask {MAIL}"), said)))))
    history = [HumanMessage("Hi"), AIMessage(answer.content), HumanMessage("And?")]
    model = Listening(responses=["Yes"])
    GuardedChatModel(model).invoke(history)
    (InputGuardRunnable() | model).invoke(history)
    cleaning = InputGuardRunnable(policy={"pii": "sanitize"}, trusted_roles=())
    (cleaning | model).invoke([HumanMessage("Hi"), AIMessage([harmless, thought(f"Ask {MAIL}"), said])])
    for messages in model.heard:
        kinds = [block["type"] for block in messages[1].content]
        assert kinds == [harmless["type"], "text"]
        assert signatures(messages[1]) == ["c2ln"]


def test_hiding_gives_a_signed_thought_back_as_it_was():
    """The provider signed it with placeholders, and the user saw the values."""
    hide = PseudonymizerRunnable(vault=Vault("correct horse battery staple"))
    config: RunnableConfig = {"configurable": {"tenant_id": "t", "thread_id": "1"}}
    hidden = hide.invoke(MAIL, config)
    thought = {"type": "thinking", "thinking": f"Ask {MAIL}", "signature": "c2ln"}
    assert hide.invoke([AIMessage([thought])], config)[0].content == [{**thought, "thinking": f"Ask {hidden}"}]
