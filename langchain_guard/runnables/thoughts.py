"""The thoughts of a model: a provider signs them, and takes back none whose text is not what it signed."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import BaseMessage

THOUGHTS = frozenset({"thinking", "reasoning"})
"""Blocks that a provider signs: it refuses the next turn when it gets one whose text is not what it signed."""

WITHDRAWN = "[REDACTED_SIGNATURE]"
"""Stands for the signature of a thought that was redacted: it must not go back to the provider, see `sendable`."""


def signature(block: Any) -> dict[str, Any]:
    """What of a thought says that it is signed: nothing when it is not.

    >>> signature({"type": "thinking", "thinking": "a", "signature": "c2ln"})
    {'signature': 'c2ln'}
    >>> signature({"type": "reasoning", "reasoning": "a", "extras": {"signature": "c2ln"}})
    {'extras': {'signature': 'c2ln'}}
    """
    if not isinstance(block, dict) or block.get("type") not in THOUGHTS:
        return {}
    if block.get("signature"):
        return {"signature": block["signature"]}
    extras = block.get("extras")
    return (
        {"extras": {"signature": extras["signature"]}} if isinstance(extras, dict) and extras.get("signature") else {}
    )


def without_signature(block: Any) -> Any:
    """A thought without what `signature` gives.

    >>> without_signature({"type": "reasoning", "index": 0, "extras": {"signature": "c2ln"}})
    {'type': 'reasoning', 'index': 0}
    """
    signed = signature(block)
    rest = {name: value for name, value in block.items() if name not in signed} if signed else block
    more = {name: value for name, value in block["extras"].items() if name != "signature"} if "extras" in signed else {}
    return {**rest, "extras": more} if more else rest


def unsigned(block: Any) -> Any:
    """A thought that is no longer what was signed; whatever is not signed as it is.

    >>> unsigned({"type": "thinking", "thinking": "b", "signature": "c2ln"})
    {'type': 'thinking', 'thinking': 'b', 'signature': '[REDACTED_SIGNATURE]'}
    """
    signed = signature(block)
    if not signed:
        return block
    if "signature" in signed:
        return {**block, "signature": WITHDRAWN}
    return {**block, "extras": {**block["extras"], "signature": WITHDRAWN}}


def sendable(message: BaseMessage, received: BaseMessage | None = None) -> BaseMessage:
    """A message for a provider: without the thoughts that were changed after it had signed them, which it would refuse.

    Args:
        message: As it would be sent.
        received: As it was before anything in it may have been changed just now.

    >>> from langchain_core.messages import AIMessage
    >>> thought = {"type": "thinking", "thinking": "b", "signature": WITHDRAWN}
    >>> sendable(AIMessage([thought, {"type": "text", "text": "c"}])).content
    [{'type': 'text', 'text': 'c'}]
    """
    if not isinstance(message.content, list):
        return message
    before = message.content if received is None else received.content
    kept = [block for block in message.content if not _is_spoilt(block, before)]
    return message if len(kept) == len(message.content) else message.model_copy(update={"content": kept})


def _is_spoilt(block: Any, before: list[Any] | str) -> bool:
    signed = signature(block)
    return bool(signed) and (signed == signature(unsigned(block)) or all(block is not old for old in before))
