"""The demo model is a real chat model, for LangChain's own suite and for streaming."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_guard.demo import DemoChatModel

TEXT = "Paris, of course:\n  the  capital.\n\n"


class TestStandard(ChatModelUnitTests):
    """LangChain's standard unit tests."""

    @property
    def chat_model_class(self) -> type[DemoChatModel]:
        """The class under test."""
        return DemoChatModel

    @property
    def chat_model_params(self) -> dict[str, object]:
        """Its arguments."""
        return {}


def test_stream_is_invoke() -> None:
    """The streamed pieces are short and add up to the answer, usage included."""
    llm = DemoChatModel(answers={"France": TEXT})
    whole = llm.invoke("capital of France?")
    chunks = list(llm.stream("capital of France?"))
    assert "".join(chunk.text for chunk in chunks) == whole.content == TEXT
    assert max(len(chunk.text.strip()) for chunk in chunks) <= 4
    assert [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata] == [whole.usage_metadata]


async def test_async_stream_is_the_same() -> None:
    """The asynchronous stream gives the same pieces."""
    llm = DemoChatModel(answers={"France": TEXT}, delay=0.0001)
    assert [c.text async for c in llm.astream("France")] == [c.text for c in llm.stream("France")]


def test_unknown_prompt_says_what_this_is() -> None:
    """An unscripted prompt gets an answer that cannot be mistaken for a model's."""
    assert "demo model" in str(DemoChatModel().invoke("anything").content)


def test_stop_words_end_the_answer() -> None:
    """`stop` is honoured."""
    assert DemoChatModel(answers={"": "one two three"}).invoke("x", stop=[" two"]).content == "one"


@pytest.mark.parametrize("streamed", [False, True])
def test_scripted_tool_calls(streamed: bool) -> None:
    """A scripted message may call tools; the result of a call is answered by its own key."""

    @tool
    def search(q: str) -> str:
        """Search."""
        return q

    call = {"name": "search", "args": {"q": "weather"}, "id": "call_1", "type": "tool_call"}
    llm = DemoChatModel(answers={"rain today": AIMessage("", tool_calls=[call]), "sunny": "No rain."})
    bound = llm.bind_tools([search])
    if streamed:
        first, *rest = bound.stream("Will it rain today?")
        answer = sum(rest, first)
    else:
        answer = bound.invoke("Will it rain today?")
    assert answer.tool_calls == [call]
    messages = [HumanMessage("Will it rain today?"), answer, ToolMessage("sunny", tool_call_id="call_1")]
    assert bound.invoke(messages).content == "No rain."
