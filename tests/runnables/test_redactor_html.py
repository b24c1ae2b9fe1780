"""`html="clean"` at the redactor: HTML is what a reader is shown, and nothing else."""

from __future__ import annotations

import functools
import json
import operator
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.runnables.utils import AddableDict

from langchain_guard import GuardedChatModel, GuardSettings, OutputRedactorRunnable, secure
from langchain_guard.detect.links import LinkPolicy
from langchain_guard.exceptions import ConfigError, InputTooLarge
from langchain_guard.redaction import Vault
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from tests.detect.vectors import FRAGMENTS
from tests.rendered import live

REDACTOR = OutputRedactorRunnable(html="clean")
RAW = "fish & <b>chips<custom>"
HTML = "fish &amp; <b>chips</b>"


def total(chunks: list[Any]) -> Any:
    """The chunks added up."""
    return functools.reduce(operator.add, chunks)


@pytest.mark.parametrize(
    "content",
    [
        RAW,
        [RAW],
        [{"type": "text", "text": RAW}],
        [{"type": "text", "text": "fish & <b>ch"}, {"type": "text", "text": "ips<cust"}, "om>"],
        [{"type": "text", "text": RAW, "index": 0}],
    ],
)
def test_texts_and_blocks(content: Any) -> None:
    """The text of an answer is HTML, in whatever blocks it comes."""
    assert REDACTOR.invoke(AIMessage(content)).text == HTML
    assert total(list(REDACTOR.transform(iter([AIMessageChunk(content), AIMessageChunk("")])))).text == HTML


def test_reasoning_and_refusals() -> None:
    """So is a refusal; what the model thinks goes back to the provider as it was."""
    blocks = [{"type": "reasoning", "reasoning": RAW, "index": 0}, {"type": "refusal", "refusal": RAW}]
    reasoning, refusal = REDACTOR.invoke(AIMessage(blocks)).content
    assert (reasoning["reasoning"], refusal["refusal"]) == (RAW, HTML)


def test_what_is_not_shown_stays() -> None:
    """Tool calls, addresses and titles beside a text, metadata, artifacts, data and other speakers are not escaped."""
    call = {"name": "search", "args": {"q": RAW}, "id": "1"}
    aside = {"type": "citation", "url": "https://example.org/?a=1&b=2", "title": RAW}
    answer = AIMessage(
        [{"type": "text", "text": "hi", "annotations": [aside], "index": 0}, {"type": "tool_use", "input": {"q": RAW}}],
        tool_calls=[call],
        additional_kwargs={"note": RAW, "parsed": {"q": RAW}},
        response_metadata={"note": RAW},
    )
    assert REDACTOR.invoke(answer) is answer
    for value in (
        {"answer": RAW},
        [RAW],
        HumanMessage(RAW),
        ToolMessage(RAW, tool_call_id="1", artifact={"page": RAW}),
    ):
        assert REDACTOR.invoke(value) is value
    assert REDACTOR.invoke({"messages": [HumanMessage(RAW), AIMessage(RAW)]}) == {
        "messages": [HumanMessage(RAW), AIMessage(HTML)]
    }


def test_tool_calls_stream_untouched() -> None:
    """The arguments of a streamed call and the values of a streamed dict come as they are."""
    arguments = json.dumps({"q": RAW})
    chunks = [
        AIMessageChunk(
            "", tool_call_chunks=[{"name": name, "args": piece, "id": id_, "index": 0, "type": "tool_call_chunk"}]
        )
        for name, piece, id_ in (("search", arguments[:9], "1"), (None, arguments[9:], None))
    ]
    assert total(list(REDACTOR.transform(iter([AIMessageChunk(RAW), *chunks])))).tool_calls[0]["args"] == {"q": RAW}
    dicts = [AddableDict(answer=RAW[:9]), AddableDict(answer=RAW[9:])]
    assert total(list(REDACTOR.transform(iter(dicts)))) == {"answer": RAW}


def test_structured_output_still_parses() -> None:
    """Content that is JSON is redacted inside its strings and not escaped."""
    walk = REDACTOR.walk(json_content=True)
    text = json.dumps({"q": f"{RAW} a@b.co"})
    assert json.loads(walk.message(AIMessage(text)).content) == {"q": f"{RAW} [REDACTED_EMAIL]"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join), st.integers(1, 9))
def test_a_stream_gives_the_whole_at_its_end(text: str, size: int) -> None:
    """Nothing is alive, the sum of the chunks is the whole, and all of it comes in one piece."""
    pieces = [text[start : start + size] for start in range(0, len(text), size)] or [""]
    whole = REDACTOR.invoke(text)
    assert live(whole, LinkPolicy(), markdown=False) == []
    assert [piece for piece in REDACTOR.transform(iter(pieces)) if piece] == [whole] * bool(whole)
    chunks = [AIMessageChunk(piece) for piece in pieces]
    out = list(REDACTOR.transform(iter(chunks)))
    assert [chunk.content for chunk in out if chunk.content] == [whole] * bool(whole)
    assert REDACTOR.invoke(AIMessage(text)).content == whole


async def test_asynchronous_streams() -> None:
    """The same is true of asynchronous calls and streams."""

    async def chunks() -> AsyncIterator[AIMessageChunk]:
        for letter in RAW:
            yield AIMessageChunk(letter)
        yield AIMessageChunk("", chunk_position="last")

    out = [chunk async for chunk in REDACTOR.atransform(chunks())]
    assert [chunk.content for chunk in out if chunk.content] == [HTML]
    assert out[-1].chunk_position == "last"
    assert await REDACTOR.ainvoke(RAW) == HTML


def test_a_guarded_model_gives_html() -> None:
    """`GuardedChatModel` and `secure` take the option, also from the settings."""
    llm = FakeListChatModel(responses=[RAW])
    guarded = GuardedChatModel(llm, redactor=REDACTOR)
    assert guarded.invoke("x").content == total(list(guarded.stream("x"))).content == HTML
    chain = secure(llm, GuardSettings(_env_file=None, html="clean"), audit=False)
    assert chain.invoke("x").content == HTML


def test_values_come_back_into_html() -> None:
    """Placeholders pass unescaped, in texts and in attributes, and values take their places again."""
    jane = "jane.doe@example.com"
    hide = PseudonymizerRunnable(vault=Vault("k" * 32))
    thread: Any = {"configurable": {"tenant_id": "acme", "thread_id": "1"}}
    redactor = OutputRedactorRunnable(html="clean", reversible=hide)
    hidden = hide.invoke(f'<a href="mailto:{jane}">write & ask</a> {jane}', thread)
    chain = redactor | hide.restorer()
    expected = f'<a href="mailto:{jane}" rel="noopener noreferrer nofollow">write &amp; ask</a> {jane}'
    assert jane not in redactor.invoke(hidden, thread)
    assert chain.invoke(hidden, thread) == "".join(chain.transform(iter(hidden), thread)) == expected


def test_a_stream_is_bounded() -> None:
    """What is held back is refused beyond `max_chars`."""
    redactor = OutputRedactorRunnable(html="clean", max_chars=10)
    with pytest.raises(InputTooLarge, match="max_chars"):
        list(redactor.transform(iter([AIMessageChunk("x" * 6), AIMessageChunk("x" * 6)])))


def test_another_word_is_refused() -> None:
    """A misspelt option names what is allowed."""
    with pytest.raises(ConfigError, match=r"html: .*'judge' or 'clean'"):
        OutputRedactorRunnable(html="claen")
