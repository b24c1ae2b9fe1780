"""Which messages have been judged already, so that a growing conversation is judged once and not at every step."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict

from langchain_core.messages import BaseMessage


class Seen:
    """A bounded memory of messages that were let through as they are.

    It keeps keyed digests, never text, so that nothing can be learnt from it; the key is made anew in each process.

    Args:
        size: Most messages that are remembered; the oldest are forgotten, and judged again.
    """

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._key = secrets.token_bytes(32)
        self._digests: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, message: BaseMessage) -> bool:
        """Whether this message was added before: every field of it counts but the ids."""
        digest = self._digest(message)
        with self._lock:
            return digest in self._digests

    def add(self, message: BaseMessage) -> None:
        """Remember a message."""
        digest = self._digest(message)
        with self._lock:
            self._digests[digest] = None
            self._digests.move_to_end(digest)
            if len(self._digests) > self._size:
                self._digests.popitem(last=False)

    def _digest(self, message: BaseMessage) -> bytes:
        fields = sorted({**message.__dict__, **(message.model_extra or {}), "id": None, "tool_call_id": None}.items())
        return hashlib.blake2b(repr(fields).encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
