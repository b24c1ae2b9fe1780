"""The keys of a vault: one secret, and from it a key for each purpose and scope.

A secret is stretched by HKDF-SHA-256 (RFC 5869) with an info text that names purpose, tenant and thread, so that no key
serves two purposes or two scopes:

| purpose | use |
|---|---|
| `row` | the name under which a store keeps a scope: it does not tell tenant or thread |
| `tag` | HMAC-SHA-256 over label and value, 50 bits of which are the placeholder's tag |
| `seal` | AES-256-GCM over the value, with 96 random bits of nonce (NIST SP 800-38D) |

The additional data of a seal bind it to key, row, placeholder and source: a sealed value that was copied to another
place does not open there. What is sealed is padded to multiples of 32 bytes, so that its length tells little.

The id of a key is derived from it, too, so two keys cannot share one. To rotate, give the new secret as `key` and the
former ones as `old_keys`, on all processes in the same deployment: what was issued under an old key is found and
restored, and keeps its placeholder; everything new is issued under the new key. An old key can go when nothing that it
sealed is left, which is at the latest one `ttl` after the last use.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import SecretStr

from langchain_guard.exceptions import ConfigError, GuardUnavailable, InvalidInput
from langchain_guard.redaction.placeholders import ALPHABET, TAG_LENGTH

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CONTROL = "pseudonymizer"
"""The name under which all of this reports."""

SMALLEST_KEY = 16
"""Bytes: NIST SP 800-107r1 section 5.3.2 asks for at least 112 bits."""

_DOMAIN = b"langchain_guard vault 1"
_VERSION = b"\x01"
_ID, _NONCE, _BLOCK = 4, 12, 32


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose values they are. What was hidden in one scope is never restored in another.

    Args:
        tenant: The customer, organisation or user that owns the values; not empty.
        thread: The conversation; not empty.

    Raises:
        InvalidInput: When one of them is missing: there is no shared scope.

    >>> Scope("acme", "")
    Traceback (most recent call last):
    langchain_guard.exceptions.InvalidInput: a vault needs a tenant and a thread, and the thread is missing: ...
    """

    tenant: str
    thread: str

    def __post_init__(self) -> None:
        for name in ("tenant", "thread"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                message = (
                    f"a vault needs a tenant and a thread, and the {name} is missing: set it in the call's "
                    "configuration, or give the pseudonymizer another key function"
                )
                raise InvalidInput(message, control=CONTROL, rule_ids=("vault.scope",), stage="input")


class ScopeKeys:
    """What one secret makes for one scope.

    Attributes:
        id: The id of the key, 8 hexadecimal digits.
        row: The name of the scope in a store, 16 bytes.
    """

    __slots__ = ("_aead", "_tag", "id", "row")

    def __init__(self, secret: bytes, key_id: str, scope: Scope) -> None:
        place = _framed(scope.tenant.encode("utf-8", "surrogatepass"), scope.thread.encode("utf-8", "surrogatepass"))
        self.id = key_id
        self.row = _derived(secret, b"row", place)[:16]
        self._tag = _derived(secret, b"tag", place)
        self._aead = _aead(_derived(secret, b"seal", place))

    def name(self, label: str, value: str) -> str:
        """The name of a value: the same for the same value, and for no other."""
        message = _framed(label.encode(), value.encode("utf-8", "surrogatepass"))
        number = int.from_bytes(hmac.digest(self._tag, message, hashlib.sha256)[:8], "big")
        tag = "".join(ALPHABET[number >> 5 * place & 31] for place in range(TAG_LENGTH))
        return f"{label}_{tag}"

    def seal(self, name: str, source: str, value: str) -> bytes:
        """Encrypt a value for its place."""
        nonce = os.urandom(_NONCE)
        plain = value.encode("utf-8", "surrogatepass") + b"\x80"
        plain += bytes(-len(plain) % _BLOCK)
        head = _VERSION + bytes.fromhex(self.id)
        return head + nonce + self._aead.encrypt(nonce, plain, self._bound(head, name, source))

    def open(self, name: str, source: str, sealed: bytes) -> str:
        """Decrypt what stands in a place.

        Raises:
            GuardUnavailable: When it was not sealed by this key for this place, or is not whole.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 -- an extra, there when a key is

        head, nonce, body = sealed[: 1 + _ID], sealed[1 + _ID : 1 + _ID + _NONCE], sealed[1 + _ID + _NONCE :]
        if head == _VERSION + bytes.fromhex(self.id):
            try:
                plain = self._aead.decrypt(nonce, body, self._bound(head, name, source))
                return plain.rstrip(b"\x00")[:-1].decode("utf-8", "surrogatepass")
            except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
                pass
        message = (
            "a sealed value in the vault does not open: it was changed, cut, copied from another place or sealed by "
            f"another key than {self.id}; remove the thread with Vault.forget, or give its key among old_keys"
        )
        raise GuardUnavailable(message, control=CONTROL, rule_ids=("vault.seal",))

    def _bound(self, head: bytes, name: str, source: str) -> bytes:
        return _framed(_DOMAIN, head, self.row, name.encode(), source.encode())


class VaultKeys:
    """The current secret and those before it.

    Args:
        key: The current secret, at least 16 bytes; make one with `openssl rand -hex 32`.
        old_keys: Former secrets, newest first.

    Raises:
        ConfigError: When a secret is too short or given twice, or the library `cryptography` is missing.
    """

    def __init__(self, key: SecretStr | str | bytes, old_keys: Iterable[SecretStr | str | bytes] = ()) -> None:
        secrets = [_secret(one) for one in (key, *old_keys)]
        if len(set(secrets)) < len(secrets):
            raise ConfigError("the same key is given twice to the vault", control=CONTROL)
        self.ids = tuple(_derived(secret, b"id", b"")[:_ID].hex() for secret in secrets)
        """Their ids, the current one first."""
        self._secrets = tuple(secrets)
        self.scoped = lru_cache(maxsize=1024)(self._scoped)
        """The keys of a scope, the current one first."""
        self.scoped(Scope("self", "test"))  # says at once when the library is missing

    def _scoped(self, scope: Scope) -> tuple[ScopeKeys, ...]:
        return tuple(ScopeKeys(secret, key_id, scope) for secret, key_id in zip(self._secrets, self.ids, strict=True))


def _secret(key: SecretStr | str | bytes) -> bytes:
    raw = key.get_secret_value() if isinstance(key, SecretStr) else key
    secret = raw.encode() if isinstance(raw, str) else raw
    if not isinstance(secret, bytes) or len(secret) < SMALLEST_KEY:  # None: a variable that is not set
        message = f"a vault key needs at least {SMALLEST_KEY} bytes; make one: openssl rand -hex 32"
        raise ConfigError(message, control=CONTROL)
    return secret


def _framed(*parts: bytes) -> bytes:
    """Parts with their lengths, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _derived(secret: bytes, purpose: bytes, place: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 -- an extra, loaded when asked for
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 -- as above
    except ImportError:
        message = "a vault needs the library cryptography: pip install 'langchain-guard[vault]'"
        raise ConfigError(message, control=CONTROL) from None
    return HKDF(SHA256(), length=32, salt=_DOMAIN, info=_framed(purpose, place)).derive(secret)


def _aead(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 -- an extra, loaded when asked for

    return AESGCM(key)
