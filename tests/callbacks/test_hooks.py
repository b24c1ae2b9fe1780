"""Each hook on its own, with what providers and applications may hand it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, Generation, LLMResult
from langgraph.errors import GraphInterrupt, GraphRecursionError, ParentCommand
from langgraph.types import Command

from langchain_guard import AuditCallbackHandler, ConfigError
from langchain_guard.callbacks import handler as handler_module
from tests.audit.schema import load

KEY = b"k" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An audit file to be."""
    return tmp_path / "audit.jsonl"


def only(path: Path) -> dict[str, Any]:
    """The one record of a run in a file."""
    (record,) = (r for r in load(path) if not r["event"].startswith("log."))
    return record


def llm(path: Path, end: Any, **options: Any) -> dict[str, Any]:
    """The record of a model call whose hooks after the start are `end(handler, run_id)`."""
    handler, run_id = AuditCallbackHandler(path, key=KEY, **options), uuid.uuid4()
    handler.on_llm_start({}, ["x"], run_id=run_id)
    end(handler, run_id)
    handler.close()
    return only(path)


def test_the_event_protocol_counts_as_streaming(path: Path) -> None:
    """Under v3 the first event with a delta is the first token; other events are not."""

    def end(handler: AuditCallbackHandler, run_id: uuid.UUID) -> None:
        handler.on_stream_event({"event": "message-start"}, run_id=run_id)
        handler.on_stream_event("odd", run_id=run_id)
        assert not handler._runs.get(run_id).first_token  # type: ignore[union-attr]  # it is in flight
        handler.on_stream_event({"event": "content-block-delta"}, run_id=run_id)
        handler.on_stream_event({"event": "content-block-delta"}, run_id=run_id)
        handler.on_llm_end(LLMResult(generations=[]), run_id=run_id)

    record = llm(path, end)
    assert record["streamed"]
    assert record["ttft"] >= 0


def test_retries_are_counted(path: Path) -> None:
    """Every retry of a run is counted; one of an unknown run is nothing."""

    def end(handler: AuditCallbackHandler, run_id: uuid.UUID) -> None:
        for known in (run_id, run_id, uuid.uuid4()):
            handler.on_retry(None, run_id=known)
        handler.on_llm_error(ValueError("x"), run_id=run_id)
        handler.on_llm_error(ValueError("x"), run_id=run_id)

    record = llm(path, end)
    assert (record["retries"], record["outcome"], record["usage"]) == (2, "error", "unknown")


def test_usage_in_detail(path: Path) -> None:
    """Cached and reasoning tokens are taken over; completions without messages and empty usage are read, too."""
    usage: Any = {
        "input_tokens": 9,
        "output_tokens": 7,
        "total_tokens": 16,
        "input_token_details": {"cache_read": 4},
        "output_token_details": {"reasoning": 5},
    }
    empty: Any = {"input_tokens": None, "output_tokens": None, "total_tokens": 0}
    first = AIMessage("a", usage_metadata=usage)
    generations = [
        [Generation(text="b", generation_info={"finish_reason": "stop"})],
        [ChatGeneration(message=first), ChatGeneration(message=first)],
    ]
    record = llm(path, lambda h, run_id: h.on_llm_end(LLMResult(generations=generations), run_id=run_id))  # type: ignore[arg-type]  # a mix
    assert (record["tokens_in"], record["tokens_cached"], record["tokens_reasoning"]) == (9, 4, 5)
    assert (record["finish_reason"], record["output_chars"]) == ("stop", 5)
    message = AIMessage("a")
    message.usage_metadata = empty
    other = path.with_name("other.jsonl")
    result = LLMResult(generations=[[ChatGeneration(message=message)]])
    assert llm(other, lambda h, run_id: h.on_llm_end(result, run_id=run_id))["usage"] == "unknown"


def test_a_broken_price_costs_no_record(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When the price function fails the call is recorded with an unknown cost, and its error is not shown."""

    def price(*_: object) -> float:
        raise ValueError("canary")

    usage: Any = {"input_tokens": 9, "output_tokens": 7, "total_tokens": 16}
    result = LLMResult(generations=[[ChatGeneration(message=AIMessage("a", usage_metadata=usage))]])
    record = llm(path, lambda h, run_id: h.on_llm_end(result, run_id=run_id), price=price)
    assert record["cost"] is None
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize("answer", [None, 7, "text"])
def test_a_key_function_that_gives_nonsense_costs_no_record(path: Path, answer: Any) -> None:
    """Whatever a key function returns, the call is recorded."""
    record = llm(
        path, lambda h, run_id: h.on_llm_end(LLMResult(generations=[]), run_id=run_id), identify=lambda _: answer
    )
    assert "user" not in record


@pytest.mark.parametrize(
    ("output", "outcome", "chars"),
    [
        ("sunny", "ok", 5),
        (ToolMessage("no", tool_call_id="1", status="error"), "error", 2),
        ({"a": object()}, "ok", len('{"a": "<object>"}')),
        ({(1, 2): 3}, "ok", len("<dict>")),
    ],
    ids=["text", "error", "object", "odd keys"],
)
def test_tools_answer_in_many_shapes(path: Path, output: Any, outcome: str, chars: int) -> None:
    """The length and outcome of any answer are recorded, and nothing of an unknown object but its type."""
    handler, run_id = AuditCallbackHandler(path, key=KEY), uuid.uuid4()
    handler.on_tool_start({"name": "t"}, {"not": "text"}, run_id=run_id)  # type: ignore[arg-type]  # it happens
    handler.on_tool_end(output, run_id=run_id)
    handler.on_tool_error(ValueError("x"), run_id=run_id)
    handler.close()
    record = only(path)
    assert (record["outcome"], record["output_chars"], record["input_chars"]) == (outcome, chars, len("dict"))


def test_an_error_that_cannot_be_read_costs_no_record(path: Path) -> None:
    """What an error of others does when it is asked for its HTTP status is no business of the trail."""

    class Odd(Exception):
        @property
        def status_code(self) -> int:
            raise RuntimeError

    record = llm(path, lambda handler, run_id: handler.on_llm_error(Odd(), run_id=run_id))
    assert (record["outcome"], record["error_type"], "status_code" in record) == ("error", "Odd", False)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(GraphInterrupt(), "interrupted"), (ParentCommand(Command(goto="next")), "ok"), (GraphRecursionError(), "error")],
)
def test_what_a_graph_raises_on_its_way_is_no_error(path: Path, error: Exception, outcome: str) -> None:
    """A tool that waits for a person is interrupted, a hand-over to another graph is fine; a failure is a failure."""
    handler, run_id = AuditCallbackHandler(path, key=KEY), uuid.uuid4()
    handler.on_tool_start({"name": "ask"}, "x", run_id=run_id)
    handler.on_tool_error(error, run_id=run_id)
    handler.close()
    record = only(path)
    assert (record["outcome"], "error_type" in record) == (outcome, outcome == "error")


def test_install_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call installs and later ones return it; another handler, or options, are refused."""
    hooks: list[Any] = []
    monkeypatch.setattr(handler_module, "_installed", [])
    monkeypatch.setattr(handler_module, "register_configure_hook", lambda variable, **_: hooks.append(variable.get()))
    handler = AuditCallbackHandler.install(AuditCallbackHandler(path, key=KEY))
    assert AuditCallbackHandler.install() is AuditCallbackHandler.install(handler) is handler
    for call in ({"handler": AuditCallbackHandler(log=handler.log)}, {"path": path}):
        with pytest.raises(ValueError, match="installed"):
            AuditCallbackHandler.install(**call)  # type: ignore[arg-type]  # one or the other
    assert hooks == [handler]
    handler.close()


def test_install_again_with_the_same_options(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running a notebook's cell again installs nothing new; what is no handler is refused before it sees any call."""
    monkeypatch.setattr(handler_module, "_installed", [])
    monkeypatch.setattr(handler_module, "register_configure_hook", lambda *_, **__: None)
    wrong: Any
    for wrong in (path, str(path)):
        with pytest.raises(ConfigError, match=r'install\(path="audit.jsonl"\)'):
            AuditCallbackHandler.install(wrong)
    handler = AuditCallbackHandler.install(path=path, key=KEY)
    assert AuditCallbackHandler.install(path=path, key=KEY) is AuditCallbackHandler.install() is handler
    with pytest.raises(ConfigError, match="or the options"):
        AuditCallbackHandler.install(handler, path=path, key=KEY)
    handler.close()
