"""How many tokens an input will cost, before the provider has counted it."""

from __future__ import annotations

from collections import UserString
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.prompt_values import PromptValue

from langchain_guard.exceptions import InvalidInput
from langchain_guard.limit.tokens import MEDIA_TOKENS, MESSAGE_TOKENS
from langchain_guard.runnables.values import MAX_DEPTH

_MEDIA = frozenset({
    *("image", "image_url", "input_image", "audio", "input_audio", "video", "file", "input_file", "media"),
    *("base64", "image_generation_call"),
})  # fmt: skip
"""Blocks of bytes; `base64` is the source of Anthropic's `document`, which may also hold its text as it is."""


def input_tokens(value: Any, count: Callable[[str], int]) -> int:
    """Estimated tokens of whatever LangChain passes to a model; never fetches what a block points to.

    Args:
        value: A string, prompt value, message, tuple, dictionary, or a list of such.
        count: Counts the tokens of a text.

    Raises:
        InvalidInput: When it is nested too deep to be counted, or holds itself.

    >>> from langchain_core.messages import HumanMessage
    >>> input_tokens([HumanMessage("abc")], count=len)
    7
    """
    return _tokens(value, count, MAX_DEPTH)


def _tokens(value: Any, count: Callable[[str], int], levels: int) -> int:
    if isinstance(value, str):
        return count(value)
    if not levels:
        message = "the input is nested too deep to be counted, or holds itself"
        raise InvalidInput(message, control="rate_limit", rule_ids=("shape.depth",), stage="input")
    inner = partial(_tokens, count=count, levels=levels - 1)
    if isinstance(value, PromptValue):
        return inner(value.to_messages())
    if isinstance(value, BaseMessage):
        calls = getattr(value, "tool_calls", None)
        return MESSAGE_TOKENS + inner(value.content) + (_written(calls, count) if calls else 0)
    if isinstance(value, Mapping):
        kind = value.get("type")
        if isinstance(kind, str) and kind in _MEDIA:  # in a tool's JSON schema it may be a list, or a property's schema
            return MEDIA_TOKENS
        return sum(inner(key) + inner(part) for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | UserString):
        return sum(map(inner, value))
    return 0 if value is None else _written(value, count)


def _written(value: Any, count: Callable[[str], int]) -> int:
    """The tokens of what a value looks like when it is written out."""
    try:
        return count(str(value))
    except Exception:  # noqa: BLE001 -- code of others, or too deep or long to be written: nor can a provider be sent it
        return int(value.bit_length()) if isinstance(value, int) else 0
