"""What has been judged already, so that a growing conversation is judged once and not at every call."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict

from langchain_guard.forks import ForkLock


class Remembered:
    """A bounded memory of numbers by text.

    It keeps keyed digests, never text, so that nothing can be learnt from it; the key is made anew in each process.
    Copies and pickles start empty, and any two are equal: what is remembered is no part of a configuration.

    Args:
        size: Most texts that are remembered; the oldest are forgotten.

    >>> known = Remembered()
    >>> known.keep("hello", 0.1)
    >>> known.recall("hello"), known.recall("Hello")
    (0.1, None)
    """

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._keyed = hashlib.blake2b(key=secrets.token_bytes(32), digest_size=16)
        self._values: OrderedDict[bytes, float] = OrderedDict()
        self._lock = ForkLock()

    def recall(self, text: str) -> float | None:
        """What was kept for this text, if it is still known."""
        return self.known(self.digest(text))

    def keep(self, text: str, value: float = 0.0) -> None:
        """Remember a number for a text."""
        self.note(self.digest(text), value)

    def known(self, digest: bytes) -> float | None:
        """What was kept under a digest, if it is still known."""
        with self._lock:
            return self._values.get(digest)

    def note(self, digest: bytes, value: float) -> None:
        """Remember a number under a digest."""
        with self._lock:
            self._values[digest] = value
            self._values.move_to_end(digest)
            if len(self._values) > self._size:
                self._values.popitem(last=False)

    def digest(self, text: str) -> bytes:
        """What a text is known by here; nothing can be learnt from it."""
        digest = self._keyed.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.digest()

    def __reduce__(self) -> tuple[type[Remembered], tuple[int]]:
        return Remembered, (self._size,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remembered)

    def __hash__(self) -> int:
        return hash(Remembered)
