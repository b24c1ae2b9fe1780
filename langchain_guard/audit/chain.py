r"""The chain: every line carries the code of the line before it and its own, over the raw bytes.

A finished line is the rendered record with a fixed trailer:

    {"v":1,...,"log":"<16 hex>","seq":7,"kid":"<8 hex>","prev":"<64 hex>","mac":"<64 hex>"}\n

`mac` is HMAC-SHA-256 (RFC 2104) over every byte before `,"mac"`, so nothing has to be parsed or put into a canonical
form before it can be checked. `prev` is the `mac` of the previous line of the same `log`; one log is one process.
Without a key the code is a plain SHA-256: it shows accidents and careless edits, not somebody who recomputes it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from langchain_guard.exceptions import ConfigError

ZERO = "0" * 64
"""`prev` of the first line of a log."""

UNKEYED = "none"
"""The key id of a chain without a key."""

MIN_KEY_BYTES = 16
"""128 bits, the lower end of what NIST SP 800-107r1 section 5.3 allows for an HMAC key."""

TRAILER = re.compile(
    rb',"log":"([0-9a-f]{16})","seq":(0|[1-9][0-9]{0,18}),"kid":"([0-9a-f]{8}|none)"'
    rb',"prev":"([0-9a-f]{64})","mac":"([0-9a-f]{64})"\}\Z'
)
"""The end of every line, without its newline."""

TRAILER_MAX = 260
"""Bytes that no trailer exceeds: one with a number of 19 digits and the id of a key has 216."""

EVENT_AT = len('{"v":1,"time":"2026-01-01T00:00:00.000000Z","event":"')
"""Where the name of the event begins in every line."""

MAC_TAIL = len(b',"mac":""}') + 64
"""Number of bytes of a line that its own code does not cover."""


class _Secret(Protocol):
    def get_secret_value(self) -> str | bytes: ...


KeyLike: TypeAlias = bytes | str | _Secret | None
"""What is accepted as a key: bytes, text, pydantic's `SecretStr`, or none."""


class _Hmac:
    """HMAC-SHA-256 (RFC 2104) with both pads hashed beforehand: a third faster than a copied `hmac.HMAC`."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def hexdigest(self, data: bytes) -> str:
        """The code of some bytes."""
        inner = self._inner.copy()
        inner.update(data)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()


def _plain(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AuditKey:
    """A master key turned into one key per purpose, so that a code made for one purpose proves nothing in another.

    Attributes:
        kid: Public id of the key, 8 hex digits; `none` without a key.
        keyed: Whether there is a key.
        line: From the bytes of a line to its code, 64 hex digits.
    """

    kid: str
    keyed: bool
    line: Callable[[bytes], str]
    _content: _Hmac | None

    @classmethod
    def of(cls, key: KeyLike) -> AuditKey:
        """The purpose keys of a master key.

        Args:
            key: At least 16 bytes from a random source; `None` for a chain without a key.

        Raises:
            ConfigError: The key is shorter than 16 bytes.

        >>> AuditKey.of(b"k" * 32).kid == AuditKey.of("k" * 32).kid
        True
        >>> AuditKey.of("short")
        Traceback (most recent call last):
            ...
        langchain_guard.exceptions.ConfigError: the audit key has fewer than 16 bytes; make one: openssl rand -hex 32
        """
        if key is None:
            return cls(UNKEYED, keyed=False, line=_plain, _content=None)
        raw = key if isinstance(key, (bytes, str)) else key.get_secret_value()
        master = raw.encode() if isinstance(raw, str) else raw
        if len(master) < MIN_KEY_BYTES:
            message = "the audit key has fewer than 16 bytes; make one: openssl rand -hex 32"
            raise ConfigError(message, control="audit")
        kid = _derive(master, b"kid").hex()[:8]
        line = _Hmac(_derive(master, b"line")).hexdigest
        return cls(kid, keyed=True, line=line, _content=_Hmac(_derive(master, b"content")))

    def content(self, purpose: bytes, data: bytes) -> str:
        """A keyed fingerprint of content, 32 hex digits (128 bits); equal texts have equal fingerprints under one key.

        Raises:
            ConfigError: There is no key. A bare hash of content is never made: short texts can be guessed from it.
        """
        if self._content is None:
            message = "a fingerprint of content needs a key"
            raise ConfigError(message, control="audit")
        return self._content.hexdigest(b"%c%b%b" % (len(purpose), purpose, data))[:32]

    def __repr__(self) -> str:
        """The key id, never the key."""
        return f"AuditKey(kid={self.kid!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Keys do not travel."""
        message = "an audit key is not picklable: read it from the settings of each process"
        raise TypeError(message)


def _derive(master: bytes, purpose: bytes) -> bytes:
    """One key per purpose, HMAC as the key-derivation function (NIST SP 800-108r1, one block)."""
    return hmac.digest(master, b"langchain_guard/audit/v1/" + purpose, "sha256")


class Chain:
    """The open end of one log: seals rendered records into lines.

    Sealing and committing are two steps, so that a line that could not be written leaves the chain as it was.
    """

    __slots__ = ("_place", "key", "log", "prev", "seq")

    def __init__(self, key: AuditKey, log: str) -> None:
        self.log = log
        self.seq = 0
        self.prev = ZERO
        self.rekey(key)

    def rekey(self, key: AuditKey) -> None:
        """Seal with another key from now on."""
        self.key = key
        self._place = f',"log":"{self.log}","seq":%d,"kid":"{key.kid}","prev":"%b"'.encode()

    def seal(self, body: bytes) -> tuple[bytes, str]:
        """The finished line of a rendered record, and its code.

        Args:
            body: A JSON object as bytes, not empty, ending in `}`.
        """
        covered = body[:-1] + self._place % (self.seq, self.prev.encode())
        mac = self.key.line(covered)
        return b'%b,"mac":"%b"}\n' % (covered, mac.encode()), mac

    def commit(self, mac: str) -> None:
        """The line with this code has been written."""
        self.seq, self.prev = self.seq + 1, mac  # at once: no signal comes between
