"""How many tokens an input will cost, before the provider has counted it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.prompt_values import PromptValue

from langchain_guard.limit.tokens import MEDIA_TOKENS, MESSAGE_TOKENS

_MEDIA = frozenset(
    {"image", "image_url", "input_image", "audio", "input_audio", "video", "file", "input_file", "media"}
)


def input_tokens(value: Any, count: Callable[[str], int]) -> int:
    """Estimated tokens of whatever LangChain passes to a model; never fetches what a block points to.

    Args:
        value: A string, prompt value, message, tuple, dictionary, or a list of such.
        count: Counts the tokens of a text.

    >>> from langchain_core.messages import HumanMessage
    >>> input_tokens([HumanMessage("abc")], count=len)
    7
    """
    if isinstance(value, str):
        return count(value)
    if isinstance(value, PromptValue):
        return input_tokens(value.to_messages(), count)
    if isinstance(value, BaseMessage):
        calls = getattr(value, "tool_calls", None)
        return MESSAGE_TOKENS + input_tokens(value.content, count) + (count(str(calls)) if calls else 0)
    if isinstance(value, Mapping):
        kind = value.get("type")
        if isinstance(kind, str) and kind in _MEDIA:  # in a tool's JSON schema it may be a list, or a property's schema
            return MEDIA_TOKENS
        return sum(input_tokens(key, count) + input_tokens(part, count) for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return sum(input_tokens(part, count) for part in value)
    if value is None:
        return 0
    try:
        return count(str(value))
    except ValueError:  # an integer of more digits than Python writes
        return int(value.bit_length())
