"""The blocks of a message's content: which of them are text that runs on, which hold bytes, and where."""

from __future__ import annotations

import re
from typing import Any

MEDIA = frozenset({
    *("image", "audio", "video", "file", "image_url", "input_image", "input_audio", "input_file", "media", "document"),
    *("image_generation_call", "redacted_thinking", "reasoning.encrypted"),
})  # fmt: skip
"""Blocks that carry bytes: what stands under `OPAQUE` keys in them cannot be inspected, and is counted."""

STRUCTURE = frozenset({
    *("id", "index", "type", "role", "tool_call_id", "tool_use_id", "approval_request_id", "call_id", "item_id"),
    *("response_id", "file_id", "container_id"),
    *("model", "model_name", "model_provider", "model_id", "finish_reason", "stop_reason", "native_finish_reason"),
    *("system_fingerprint", "service_tier", "output_version", "object", "phase", "created", "created_at"),
    *("mime_type", "media_type", "source_type", "signature", "thought_signature", "encrypted_content"),
    *("encrypted_index", "cache_control", "request_id", "x-request-id"),
})  # fmt: skip
"""Keys whose words and numbers are machinery. Rewriting them breaks merging, tool results or a replay."""

OPAQUE = frozenset({"data", "base64", "b64_json", "result", "file_data", "image_base64"})

ELSEWHERE = frozenset({"url", "image_url", "file_url", "file_uri", "file_id"})
"""Keys under which such a block names bytes that lie elsewhere: they cannot be inspected either."""

_ENCODED = re.compile(r"(?:data:[^,\s]*;base64,)?[A-Za-z0-9+/_\-\r\n]*={0,2}[\r\n]*")
"""Base64, with or without the head of a `data:` URI. Whatever has a space in it can be read."""

BY_CALL = frozenset({"__gemini_function_call_thought_signatures__", "__openai_function_call_ids__"})
"""Keys of dicts that hold signatures and ids by tool call: the provider refuses others."""

RUNNING = {"text": "text", "reasoning": "reasoning", "refusal": "refusal", "thinking": "thinking"}
"""Blocks that may continue from one list element to the next, and the field in which they do."""

_WHOLE = re.compile(r"(?!function_call$|custom_tool_call$).*(?:_call|_result|_code|_list_tools|_request)")
"""Blocks about what the provider has done by itself: they come when that is done, all at once."""

CALLS = frozenset({"tool_use", "custom_tool_call", "server_tool_use", "mcp_tool_use"})
"""Calls whose arguments stand under `input`: data, no key of which is structure."""

SAID = frozenset({"text", "refusal"})
"""Those that are the answer; what a model thinks goes back to the provider, which may have signed it."""


_PLAIN = (str, list, dict, tuple, bool, int)
"""Values that say by themselves whether they are empty."""


def is_opaque(key: Any, value: str, kind: str) -> bool:
    """Whether a text in a block of bytes is bytes: a document may also hold its text as it is.

    >>> is_opaque("data", "aGVsbG8=", "image"), is_opaque("data", "Read me.", "file"), is_opaque("title", "x", "file")
    (True, False, False)
    """
    return (key in OPAQUE or value.startswith("data:")) and kind != "text" and bool(_ENCODED.fullmatch(value))


def running_text(block: Any) -> tuple[str, str | None]:
    """The kind and text of a list element that may continue in the next one, None when it has no text.

    >>> running_text({"type": "text", "text": "a"}), running_text("a"), running_text({"type": "text", "id": "1"})
    (('text', 'a'), ('text', 'a'), ('text', None))
    """
    if isinstance(block, str):
        return "text", block
    if not isinstance(block, dict):
        return "", None
    kind = str(block.get("type", "text"))
    text = block.get(RUNNING.get(kind, ""))
    return kind, text if isinstance(text, str) else None


def comes_whole(kind: str) -> bool:
    """Whether a block of this kind is complete in the chunk in which it comes; others may go on in later ones.

    >>> comes_whole("web_search_call"), comes_whole("web_search_tool_result"), comes_whole("function_call")
    (True, True, False)
    """
    return kind in MEDIA or _WHOLE.fullmatch(kind) is not None


def mergeable(element: Any) -> bool:
    """Whether LangChain merges this list element with one of the same index when chunks are added up.

    >>> mergeable({"index": 0}), mergeable({"index": "lc_txt_0"}), mergeable({"index": None})
    (True, True, False)
    """
    index = element.get("index") if isinstance(element, dict) else None
    return isinstance(index, int) or (isinstance(index, str) and index.startswith("lc_"))


def is_empty(value: object) -> bool:
    """Whether a field says nothing; arrays and tables, which refuse to say whether they are true, are not empty.

    >>> is_empty(""), is_empty(None), is_empty({}), is_empty(object())
    (True, True, True, False)
    """
    return not value if isinstance(value, _PLAIN) else value is None
