"""What LangChain's objects say about a call: tokens, model, finish reason, lengths. Reads only, keeps no text."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, Generation, LLMResult

from langchain_guard.exceptions import GuardBlocked, GuardError, GuardUnavailable, InvalidInput, RateLimitExceeded

UNKNOWN_USAGE: Mapping[str, Any] = {"usage": "unknown", "tokens_in": None, "tokens_out": None}
"""Nobody said how many tokens; that is not the same as none."""

_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (GuardBlocked, "blocked"),
    (RateLimitExceeded, "limited"),
    (GuardUnavailable, "unavailable"),
    (InvalidInput, "invalid"),
    (asyncio.CancelledError, "cancelled"),
    (GeneratorExit, "cancelled"),
    (KeyboardInterrupt, "cancelled"),
)

_NO_FAILURES = {"GraphInterrupt": "interrupted", "GraphDrained": "interrupted", "ParentCommand": "ok"}
"""What langgraph raises on its way: a person is asked, the process is to end, the graph around this one goes on."""

_WORD = re.compile(r"[\w.:/@+-]{1,100}")


_REASON = re.compile(r"[A-Za-z_]{1,32}")
_NAMES = (
    ("finish_reason", ("finish_reason", "stop_reason", "stopReason", "done_reason", "status"), _REASON),
    ("model", ("model_name", "model"), _WORD),
)
"""Where providers put the finish reason and the model, and what those look like; anything else could be content."""


def word(value: object, form: re.Pattern[str] = _WORD) -> str | None:
    """A name from a provider, if it looks like one; anything else could be content."""
    return value if isinstance(value, str) and form.fullmatch(value) else None


def content_text(content: object) -> str:
    """The content of a message as one string, whatever its shape."""
    if isinstance(content, str):
        return content
    try:
        return json.dumps(content, ensure_ascii=False, default=lambda o: f"<{type(o).__name__}>")
    except (TypeError, ValueError, RecursionError):  # keys that are no text, or a circle
        return f"<{type(content).__name__}>"


def prompt_text(batches: Sequence[Sequence[BaseMessage]]) -> tuple[str, int, int]:
    """A prompt as one text to fingerprint, its number of characters, and its number of messages."""
    parts, chars = [], 0
    for batch in batches:
        for message in batch:
            text = content_text(message.content)
            chars += len(text)
            parts.append(f"{message.type}\x1f{text}")
    return "\x1e".join(parts), chars, len(parts)


def read_answer(result: LLMResult) -> tuple[dict[str, Any], str]:
    """What a record says about a result, and the text of all candidates, tool calls included, to measure and hash.

    Returns:
        Model, finish reason, number of tool calls and tokens, which are `None` where nobody reported them; the text.
    """
    fields: dict[str, Any] = {**UNKNOWN_USAGE}
    parts: list[str] = []
    calls = 0
    for batch in result.generations:
        for generation in batch:
            if not isinstance(generation, Generation):
                continue
            sources = [generation.generation_info] if generation.generation_info else []
            if isinstance(generation, ChatGeneration):
                message = generation.message
                parts.append(content_text(message.content))
                if message.response_metadata:
                    sources.insert(0, message.response_metadata)
                if isinstance(message, AIMessage):
                    if message.tool_calls:
                        calls += len(message.tool_calls)
                        parts.append(content_text(message.tool_calls))
                    if message.usage_metadata and fields["usage"] == "unknown":  # candidates repeat the same total
                        fields.update(_usage(message.usage_metadata))
            else:
                parts.append(generation.text)
            if sources:
                _names(sources, fields)
    if calls:
        fields["tool_calls"] = calls
    if result.llm_output:
        _output(result.llm_output, fields)
    return fields, "\x1e".join(parts)


def _names(sources: Sequence[Mapping[str, Any]], fields: dict[str, Any]) -> None:
    for source in sources:  # the Responses API has a status, and says apart from it why an answer is incomplete
        details = source.get("incomplete_details")
        if isinstance(details, Mapping) and (reason := word(details.get("reason"), _REASON)):
            fields.setdefault("finish_reason", reason)
    for field, names, form in _NAMES:
        if field not in fields and (name := _first_word(sources, names, form)):
            fields[field] = name


def _output(output: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """What older providers say beside the generations."""
    if "model" not in fields and (name := word(output.get("model_name")) or word(output.get("model"))):
        fields["model"] = name
    totals = output.get("token_usage") or output.get("usage")
    if fields["usage"] == "unknown" and isinstance(totals, Mapping):
        fields.update(
            _usage(
                {
                    "input_tokens": totals.get("prompt_tokens", totals.get("input_tokens")),
                    "output_tokens": totals.get("completion_tokens", totals.get("output_tokens")),
                }
            )
        )


def _first_word(sources: Sequence[Mapping[str, Any]], names: Sequence[str], form: re.Pattern[str]) -> str | None:
    for source in sources:
        for name in names:
            if name in source and (found := word(source[name], form)):
                return found
    return None


def _usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    """Tokens of one report. An answer from LangChain's cache carries `total_cost: 0` and spent nothing."""
    if usage.get("total_cost") == 0:
        return {"usage": "cached", "tokens_in": 0, "tokens_out": 0}
    tokens_in, tokens_out = _count(usage.get("input_tokens")), _count(usage.get("output_tokens"))
    if tokens_in is None and tokens_out is None:
        return {}
    fields: dict[str, Any] = {"usage": "reported", "tokens_in": tokens_in, "tokens_out": tokens_out}
    for name, detail, key in (
        ("tokens_cached", "input_token_details", "cache_read"),
        ("tokens_reasoning", "output_token_details", "reasoning"),
    ):
        if count := _count((usage.get(detail) or {}).get(key)):
            fields[name] = count
    return fields


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def about_error(error: BaseException) -> dict[str, Any]:
    """What may be recorded of an error: its type, and for this package's own, which control and rules. Never its text.

    >>> about_error(ValueError("my card is ..."))
    {'outcome': 'error', 'error_type': 'ValueError'}
    """
    kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "langgraph.errors"]
    if going_on := next((_NO_FAILURES[kind] for kind in kinds if kind in _NO_FAILURES), ""):
        return {"outcome": going_on}
    outcome = next((name for kind, name in _OUTCOMES if isinstance(error, kind)), "error")
    fields: dict[str, Any] = {"outcome": outcome, "error_type": type(error).__name__[:100]}
    if isinstance(error, GuardError):
        fields["control"] = error.control
        if error.rule_ids:
            fields["rules"] = list(error.rule_ids)
    with suppress(Exception):  # a property of others may fail, and its error hold content
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            fields["status_code"] = status
    return fields


def run_name(serialized: Mapping[str, Any] | None, name: str | None) -> str:
    """The name of a run: its own, else its class."""
    if name:
        return name[:100]
    described = serialized or {}
    path: Iterable[object] = described.get("id") or ("?",)
    return str(described.get("name") or [*path][-1])[:100]
