"""`Vault`: keeps what was hidden, per tenant and thread, encrypted, for as long as it is needed.

A placeholder goes out in place of a value (`issue`) and is exchanged for it again (`reveal`), but only in the scope in
which it was issued: one that a model has invented, or that was copied from another thread or tenant, is unknown there.
The same value in the same scope always gets the same placeholder, whatever process asks, because the placeholder is
computed from the value and the scope's key and not counted.

Each value carries who brought it into the conversation (`Source`), so that what a tool has read need not be shown to
the user. Pseudonymised data stay personal data (EDPB Guidelines 01/2025, section 2.3): keep the key apart from the
store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from pydantic import SecretStr

from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.redaction.placeholders import spelt
from langchain_guard.redaction.vault_backends import open_store
from langchain_guard.redaction.vault_keys import CONTROL, Scope, ScopeKeys, VaultKeys
from langchain_guard.redaction.vault_store import SOURCES, Place, Source

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Held:
    """A value that is held.

    Attributes:
        value: The value.
        sources: Who has brought it: all who have.
    """

    value: str = field(repr=False)
    sources: frozenset[Source]


class Vault:
    """Holds values by scope.

    Args:
        key: The secret, at least 16 bytes: `openssl rand -hex 32`. Keep it apart from the store.
        old_keys: Former secrets, newest first; see `langchain_guard.redaction.vault_keys` on rotation.
        uri: Where the sealed values lie: `memory://` (this process), `sqlite:///relative.db`, `sqlite:////absolute.db`,
            `redis://host:port/db`, `rediss://...`, `unix://...` or the same with `valkey`.
        ttl: Seconds after which a thread's values are forgotten, counted from its last use.
        max_values: Most values of one thread; more are refused.

    Raises:
        ConfigError: When the options cannot be used, a library is missing, or the store was written under other keys.

    >>> vault = Vault("correct horse battery staple")
    >>> thread = vault.scope("acme", "thread-1")
    >>> [placeholder] = thread.issue([("EMAIL", "jane@example.com")], "user")
    >>> placeholder == thread.issue([("EMAIL", "jane@example.com")], "tool")[0]
    True
    >>> name = placeholder.strip("[]")
    >>> thread.reveal([name])[name].value, vault.scope("acme", "thread-2").reveal([name])
    ('jane@example.com', {})
    """

    def __init__(
        self,
        key: SecretStr | str | bytes,
        *,
        old_keys: Iterable[SecretStr | str | bytes] = (),
        uri: SecretStr | str = "memory://",
        ttl: float = DAY,
        max_values: int = 10_000,
    ) -> None:
        if not 0 < ttl < float("inf") or max_values < 1:
            raise ConfigError("a vault needs a ttl above 0 seconds and room for at least one value", control=CONTROL)
        self._keys = VaultKeys(key, old_keys)
        self._store = open_store(
            uri.get_secret_value() if isinstance(uri, SecretStr) else uri, ttl=ttl, max_values=max_values
        )
        self._claimed = False

    def __repr__(self) -> str:
        return f"Vault({self._store.name}, key {self._keys.ids[0]})"

    def __deepcopy__(self, _memo: object) -> Self:
        """Copies of a configuration share the vault: it stands for one store."""
        return self

    def __getstate__(self) -> object:
        raise ConfigError("a vault is not pickled: its key would travel with it; make one per process", control=CONTROL)

    @property
    def waits(self) -> bool:
        """Whether it speaks to a disk or a server, so that an event loop should not wait for it."""
        return self._store.waits

    def scope(self, tenant: str, thread: str) -> VaultScope:
        """The values of one thread of one tenant.

        Raises:
            InvalidInput: When one of them is empty.
            ConfigError: When the store was written under other keys.
            GuardUnavailable: When the store does not answer.
        """
        scope = Scope(tenant, thread)
        if not self._claimed:
            self._claim()
        return VaultScope(self, self._keys.scoped(scope))

    def forget(self, tenant: str, thread: str) -> None:
        """Delete a thread's values now: its placeholders are unknown from then on (GDPR article 17)."""
        for keys in self.scope(tenant, thread).keys:
            self._store.forget(keys.row)

    def close(self) -> None:
        """Give back files and connections; the vault opens them again when it is used."""
        self._store.close()

    def _claim(self) -> None:
        """Leave the id of our key in the store; a store without any of our keys is somebody else's."""
        writers = self._store.claim(self._keys.ids)
        if writers and not writers.intersection(self._keys.ids):
            message = (
                f"the vault's store was written under the keys {', '.join(sorted(writers))}, and none of them is among "
                f"{', '.join(self._keys.ids)}: give the right key, add it to old_keys, or use another store"
            )
            raise ConfigError(message, control=CONTROL, rule_ids=("vault.key",))
        self._claimed = True

    def _add(self, keys: ScopeKeys, sealed: Mapping[Place, bytes]) -> dict[str, Held]:
        return _opened(keys, self._store.add(keys.row, sealed))

    def _get(self, keys: ScopeKeys, names: Sequence[str]) -> dict[str, Held]:
        return _opened(keys, self._store.get(keys.row, names))


class VaultScope:
    """The values of one scope; made by `Vault.scope`, cheap, and safe to use from many threads."""

    __slots__ = ("_vault", "keys")

    def __init__(self, vault: Vault, keys: tuple[ScopeKeys, ...]) -> None:
        self._vault, self.keys = vault, keys

    @property
    def waits(self) -> bool:
        """As `Vault.waits`."""
        return self._vault.waits

    def issue(self, values: Sequence[tuple[str, str]], source: Source) -> list[str]:
        """The placeholders of some values, which are held from now on.

        Args:
            values: Label and value of each, see `langchain_guard.redaction.placeholders`.
            source: Who brought them.

        Returns:
            A placeholder for each, in order.

        Raises:
            GuardUnavailable: When the store does not answer, holds too many values of this scope, or holds something
                else under one of the names.
        """
        if source not in SOURCES:
            raise ConfigError(f"unknown source: choose one of {', '.join(SOURCES)}", control=CONTROL)
        homes = [(self.keys[0], label, value) for label, value in values]
        for keys in self.keys[1:]:  # what was issued under an old key keeps its placeholder
            known = self._vault._get(keys, [keys.name(label, value) for label, value in values])
            homes = [(keys if keys.name(label, value) in known else home, label, value) for home, label, value in homes]
        names = [home.name(label, value) for home, label, value in homes]
        for keys in dict.fromkeys(home for home, _, _ in homes):
            held = {name: value for name, (home, _, value) in zip(names, homes, strict=True) if home is keys}
            sealed: dict[Place, bytes] = {
                (name, source): keys.seal(name, source, value) for name, value in held.items()
            }
            stored = self._vault._add(keys, sealed)
            if any(stored[name].value != value for name, value in held.items()):
                raise _ambiguous()
        return [spelt(name) for name in names]

    def reveal(self, names: Iterable[str]) -> dict[str, Held]:
        """The values behind some names; those that were not issued in this scope, or have expired, are left out.

        Args:
            names: Names of placeholders, see `langchain_guard.redaction.placeholders.name_in`.

        Raises:
            GuardUnavailable: When the store does not answer, or something in it does not open.
        """
        missing = list(dict.fromkeys(names))
        found: dict[str, Held] = {}
        for keys in self.keys:
            if missing:
                found |= self._vault._get(keys, missing)
                missing = [name for name in missing if name not in found]
        return found


def _opened(keys: ScopeKeys, sealed: Mapping[Place, bytes]) -> dict[str, Held]:
    """What the sealed values of one scope hold."""
    held: dict[str, Held] = {}
    for (name, source), one in sealed.items():
        value = keys.open(name, source, one)
        before = held.get(name)
        if before is not None and before.value != value:
            raise _ambiguous()
        sources: frozenset[Source] = frozenset((source,))
        held[name] = Held(value, before.sources | sources if before else sources)
    return held


def _ambiguous() -> GuardUnavailable:
    message = "two values of this thread have the same placeholder: one of them cannot be hidden; use another thread"
    return GuardUnavailable(message, control=CONTROL, rule_ids=("vault.collision",))
