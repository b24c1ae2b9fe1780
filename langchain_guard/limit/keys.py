"""Budget keys: injective, and without the identity in clear.

A key is BLAKE2b over the length-prefixed namespace, scope and identity, under a personalisation string of this
package (RFC 7693, section 2.5), so that `("a", "b/c")` and `("a/b", "c")` differ and no other use of the hash gives
the same value. With a secret it is keyed: whoever reads the store then cannot test guesses such as a list of e-mail
addresses. 128 bits: two of a billion identities collide with probability below 2e-21.
"""

from __future__ import annotations

from hashlib import blake2b

_PERSON = b"lc-guard/limit/1"
"""At most 16 bytes; a new key layout takes a new number."""


def budget_key(namespace: str, scope: str, identity: str, secret: bytes = b"") -> bytes:
    """The key of one identity's budgets in a store.

    Args:
        namespace: Which limiters share budgets.
        scope: `user`, `tenant`, ...
        identity: Who.
        secret: Up to 64 bytes that make the key unguessable.

    >>> budget_key("app", "user", "alice").hex()
    '17247b5919fe59927517e887d38d0ada'
    >>> budget_key("a", "bc", "d") == budget_key("ab", "c", "d")
    False
    """
    raw = [part.encode("utf-8", "surrogatepass") for part in (namespace, scope, identity)]
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in raw)
    return blake2b(framed, digest_size=16, key=secret, person=_PERSON).digest()
