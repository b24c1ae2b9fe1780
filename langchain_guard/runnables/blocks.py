"""The blocks of a message's content: which of them are text that runs on, which hold bytes, and where."""

from __future__ import annotations

import re
from typing import Any

MEDIA = frozenset({
    *("image", "audio", "video", "file", "image_url", "input_image", "input_audio", "input_file", "media", "document"),
    *("image_generation_call", "redacted_thinking"),
})  # fmt: skip
"""Blocks that carry bytes: what stands under `OPAQUE` keys in them cannot be inspected, and is counted."""

OPAQUE = frozenset({"data", "base64", "b64_json", "result", "file_data", "image_base64"})

ELSEWHERE = frozenset({"url", "image_url", "file_url", "file_uri", "file_id"})
"""Keys under which such a block names bytes that lie elsewhere: they cannot be inspected either."""

_ENCODED = re.compile(r"(?:data:[^,\s]*;base64,)?[A-Za-z0-9+/_\-\r\n]*={0,2}[\r\n]*")
"""Base64, with or without the head of a `data:` URI. Whatever has a space in it can be read."""

RUNNING = {"text": "text", "reasoning": "reasoning", "refusal": "refusal", "thinking": "thinking"}
"""Blocks that may continue from one list element to the next, and the field in which they do."""

SAID = frozenset({"text", "refusal"})
"""Those that are the answer; what a model thinks goes back to the provider, which may have signed it."""


def is_opaque(key: Any, value: str, kind: str) -> bool:
    """Whether a text in a block of bytes is bytes: a document may also hold its text as it is.

    >>> is_opaque("data", "aGVsbG8=", "image"), is_opaque("data", "Read me.", "file"), is_opaque("title", "x", "file")
    (True, False, False)
    """
    return (key in OPAQUE or value.startswith("data:")) and kind != "text" and bool(_ENCODED.fullmatch(value))


def running_text(block: Any) -> tuple[str, str | None]:
    """The kind and text of a list element that may continue in the next one: it has no index to merge by.

    >>> running_text({"type": "text", "text": "a"}), running_text({"type": "text", "text": "a", "index": 0})
    (('text', 'a'), ('text', None))
    """
    if isinstance(block, str):
        return "text", block
    if not isinstance(block, dict):
        return "", None
    kind = str(block.get("type", "text"))
    text = block.get(RUNNING.get(kind, ""))
    return kind, text if isinstance(text, str) and not mergeable(block) else None


def mergeable(element: Any) -> bool:
    """Whether LangChain merges this list element with one of the same index when chunks are added up.

    >>> mergeable({"index": 0}), mergeable({"index": "lc_txt_0"}), mergeable({"index": None})
    (True, True, False)
    """
    index = element.get("index") if isinstance(element, dict) else None
    return isinstance(index, int) or (isinstance(index, str) and index.startswith("lc_"))
