"""The scripted server behaves like the original on the points the other tests rely on."""

from __future__ import annotations

import threading

import openai
import pytest

from tests.openai_server import OpenAIServer, Reply, ToolCall


def test_invoke_gives_text_and_usage(openai_server: OpenAIServer) -> None:
    """A plain completion arrives with its usage, and the request is recorded."""
    openai_server.enqueue(Reply("hello", usage=(3, 4)))
    answer = openai_server.chat_model().invoke("hi there")
    assert answer.content == "hello"
    assert answer.usage_metadata is not None
    assert (answer.usage_metadata["input_tokens"], answer.usage_metadata["output_tokens"]) == (3, 4)
    assert openai_server.requests[0].last_user_text == "hi there"
    assert openai_server.requests[0].headers["authorization"] == "Bearer not-a-key"


@pytest.mark.parametrize("wanted", [True, False])
def test_stream_has_one_character_deltas_and_usage_on_request(openai_server: OpenAIServer, wanted: bool) -> None:
    """SSE deltas are one character long; usage comes only when the request asks for it."""
    openai_server.enqueue(Reply("hello", usage=(3, 4)))
    chunks = list(openai_server.chat_model(stream_usage=wanted).stream("hi"))
    assert [c.content for c in chunks if c.content] == list("hello")
    assert any(c.usage_metadata for c in chunks) is wanted


async def test_tool_arguments_stream_in_pieces(openai_server: OpenAIServer) -> None:
    """Tool-call arguments are streamed like content and assemble to the scripted JSON."""
    openai_server.enqueue(Reply(tool_calls=[ToolCall("search", '{"q": "x"}')]))
    whole = None
    async for chunk in openai_server.chat_model().astream("hi"):
        whole = chunk if whole is None else whole + chunk
    assert whole is not None
    assert [(c["name"], c["args"]) for c in whole.tool_calls] == [("search", {"q": "x"})]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, openai.AuthenticationError), (429, openai.RateLimitError), (500, openai.InternalServerError)],
)
def test_errors_have_the_original_shape(openai_server: OpenAIServer, status: int, error: type[Exception]) -> None:
    """An error status becomes the SDK's own exception."""
    openai_server.enqueue(Reply(status=status))
    with pytest.raises(error):
        openai_server.chat_model().invoke("hi")


def test_cut_connection_is_an_error_not_an_end(openai_server: OpenAIServer) -> None:
    """A connection dropped mid-stream is seen as broken by the client."""
    openai_server.enqueue(Reply("hello world", cut_after=4))
    seen = []
    with pytest.raises(Exception, match=r"(?i)peer closed|incomplete|connection"):
        seen.extend(openai_server.chat_model().stream("hi"))
    assert openai_server.requests[0].done.wait(5)
    assert openai_server.requests[0].sent == 4


def test_hold_waits_for_its_event(openai_server: OpenAIServer) -> None:
    """A held reply sends its first events, then waits until the test releases it."""
    gate = threading.Event()
    openai_server.enqueue(Reply("ab", hold=gate, hold_after=2))
    stream = openai_server.chat_model().stream("hi")
    assert "".join(str(next(stream).content) for _ in range(2)) == "a"
    assert openai_server.requests[0].sent <= 2  # the second is counted just after it was written
    gate.set()
    assert "".join(str(c.content) for c in stream) == "b"


def test_batch_is_answered_by_content(openai_server: OpenAIServer) -> None:
    """With nothing queued, the answer may depend on the request, whatever the order of arrival."""
    openai_server.answer = lambda body: Reply(body["messages"][-1]["content"].upper())
    answers = openai_server.chat_model().batch(["a", "b", "c"])
    assert [a.content for a in answers] == ["A", "B", "C"]
