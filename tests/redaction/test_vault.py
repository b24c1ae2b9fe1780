"""The vault: what it holds, for whom, for how long, and what it refuses; in memory, in SQLite and on a real Redis."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis as redis_client

from langchain_guard.exceptions import ConfigError, GuardUnavailable, InvalidInput
from langchain_guard.redaction import Vault, vault_keys
from langchain_guard.redaction.vault_memory import MemoryStore
from langchain_guard.redaction.vault_sqlite import SqliteStore
from tests.redis_server import RedisServer

KEY, OTHER, THIRD = "k" * 32, "o" * 32, "t" * 32
JANE, ANA = ("EMAIL", "jane@example.com"), ("EMAIL", "ana@example.org")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for the module."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as running:
        yield running


def empty_store(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URI of an empty store of a kind."""
    if kind == "memory":
        return "memory://"
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'vault.db'}"
    server: RedisServer = request.getfixturevalue("server")
    with server.client() as client:
        client.flushall()
    return server.uri


@pytest.fixture(params=["memory", "sqlite", "redis"])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each kind of store, empty."""
    return empty_store(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "redis"])
def lasting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each kind of store that outlives a vault, empty."""
    return empty_store(request.param, request, tmp_path)


def named(placeholder: str) -> str:
    """The name in a placeholder."""
    return placeholder.strip("[]")


def revealed(vault: Vault, placeholder: str, tenant: str = "acme", thread: str = "1") -> str | None:
    """The value behind a placeholder in a thread."""
    held = vault.scope(tenant, thread).reveal([named(placeholder)])
    return held[named(placeholder)].value if held else None


def test_a_value_keeps_its_placeholder_in_its_thread(uri: str) -> None:
    """The same value gets the same placeholder in one thread, another one in each other thread and tenant."""
    vault = Vault(KEY, uri=uri)
    first = vault.scope("acme", "1").issue([JANE, ANA, JANE], "user")
    assert first[0] == first[2] != first[1]
    assert vault.scope("acme", "1").issue([JANE], "tool") == first[:1]
    others = {vault.scope(*scope).issue([JANE], "user")[0] for scope in (("acme", "2"), ("evil", "1"), ("acme1", "x"))}
    assert len(others | {first[0]}) == 4


def test_a_placeholder_is_honoured_in_its_scope_only(uri: str) -> None:
    """Neither another thread, nor another tenant, nor a guess gets the value."""
    vault = Vault(KEY, uri=uri)
    [placeholder] = vault.scope("acme", "1").issue([JANE], "user")
    assert revealed(vault, placeholder) == JANE[1]
    assert revealed(vault, placeholder, thread="2") is None
    assert revealed(vault, placeholder, tenant="evil") is None
    assert revealed(vault, "[EMAIL_0123456789]") is None


def test_scopes_cannot_be_confused() -> None:
    """Tenant and thread are framed: shifting a character from one to the other gives another scope."""
    vault = Vault(KEY)
    assert vault.scope("ab", "c").issue([JANE], "user") != vault.scope("a", "bc").issue([JANE], "user")


@pytest.mark.parametrize(("tenant", "thread", "missing"), [("", "1", "tenant"), ("acme", "", "thread")])
def test_a_missing_scope_is_an_error(tenant: str, thread: str, missing: str) -> None:
    """There is no shared scope."""
    with pytest.raises(InvalidInput, match=f"the {missing} is missing"):
        Vault(KEY).scope(tenant, thread)


def test_sources_add_up(uri: str) -> None:
    """A value that a tool brought and the user says as well is known to come from both."""
    scope = Vault(KEY, uri=uri).scope("acme", "1")
    [placeholder] = scope.issue([JANE], "tool")
    assert scope.reveal([named(placeholder)])[named(placeholder)].sources == {"tool"}
    scope.issue([JANE], "user")
    assert scope.reveal([named(placeholder)])[named(placeholder)].sources == {"tool", "user"}


def test_any_text_is_held(uri: str) -> None:
    """Unpaired surrogates, null bytes, emptiness and length come back as they were."""
    scope = Vault(KEY, uri=uri).scope("acme", "1")
    values = ["\ud800x", "a\x00b\x00\x00", "", "\x80", "ü" * 50_000]
    names = [named(one) for one in scope.issue([("VALUE", value) for value in values], "user")]
    held = scope.reveal(names)
    assert [held[name].value for name in names] == values


def test_many_names_at_once(uri: str) -> None:
    """An answer may hold thousands of placeholders, most of them invented."""
    scope = Vault(KEY, uri=uri).scope("acme", "1")
    [placeholder] = scope.issue([JANE], "user")
    names = [f"EMAIL_{number:010d}" for number in range(2_500)]
    assert scope.reveal([*names, named(placeholder)]) == scope.reveal([named(placeholder)])


def test_an_unknown_source_is_refused() -> None:
    """Only the five sources can be told apart."""
    with pytest.raises(ConfigError, match="unknown source"):
        Vault(KEY).scope("a", "b").issue([JANE], "stranger")  # type: ignore[arg-type]


def test_forgotten_is_forgotten(uri: str) -> None:
    """`forget` takes one thread and leaves the others."""
    vault = Vault(KEY, uri=uri)
    [placeholder] = vault.scope("acme", "1").issue([JANE], "user")
    [other] = vault.scope("acme", "2").issue([JANE], "user")
    vault.forget("acme", "1")
    assert revealed(vault, placeholder) is None
    assert revealed(vault, other, thread="2") == JANE[1]


def test_a_thread_has_room_for_so_many(uri: str) -> None:
    """A value beyond `max_values` is refused, and those before it stay."""
    vault = Vault(KEY, uri=uri, max_values=3)
    scope = vault.scope("acme", "1")
    placeholders = scope.issue([("EMAIL", f"u{n}@example.com") for n in range(3)], "user")
    with pytest.raises(GuardUnavailable, match="holds 3 hidden values"):
        scope.issue([JANE], "user")
    assert revealed(vault, placeholders[2]) == "u2@example.com"
    assert vault.scope("acme", "2").issue([JANE], "user")


def test_a_new_key_takes_over(lasting: str) -> None:
    """Old placeholders are kept and restored under a new key; without the old key they are unknown, not wrong."""
    [placeholder] = Vault(KEY, uri=lasting).scope("acme", "1").issue([JANE], "user")
    rotated = Vault(OTHER, old_keys=[THIRD, KEY], uri=lasting)
    assert revealed(rotated, placeholder) == JANE[1]
    assert rotated.scope("acme", "1").issue([JANE, ANA], "tool")[0] == placeholder
    [fresh] = rotated.scope("acme", "1").issue([ANA], "user")
    later = Vault(OTHER, uri=lasting)
    assert revealed(later, fresh) == ANA[1]
    assert revealed(later, placeholder) is None


def test_a_wrong_key_is_refused(lasting: str) -> None:
    """A store that was written under other keys is named as such, by key id, before anything is read."""
    Vault(KEY, uri=lasting).scope("acme", "1").issue([JANE], "user")
    with pytest.raises(ConfigError, match=r"was written under the keys [0-9a-f]{8}"):
        Vault(OTHER, uri=lasting).scope("acme", "1")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"key": "short"}, "at least 16 bytes"),
        ({"key": None}, "at least 16 bytes"),
        ({"key": KEY, "old_keys": [KEY]}, "given twice"),
        ({"key": KEY, "ttl": 0}, "ttl"),
        ({"key": KEY, "max_values": 0}, "at least one value"),
        ({"key": KEY, "uri": "postgres://x"}, "unknown vault scheme 'postgres'"),
        ({"key": KEY, "uri": ":secretpw@localhost:6379"}, "the vault URI has no scheme"),
        ({"key": KEY, "uri": "sqlite:///"}, "unknown vault scheme"),
        ({"key": KEY, "uri": "redis://user:secretpw@host:notaport/0"}, "URI cannot be used"),
        ({"key": KEY, "uri": "sqlite:////nonexistent/folder/x.db"}, "cannot be opened"),
    ],
)
def test_unusable_options_say_what_to_do(options: dict[str, object], problem: str) -> None:
    """Each wrong option has an error of its own, without a secret in it."""
    with pytest.raises(ConfigError, match=problem) as raised:
        Vault(**options)  # type: ignore[arg-type]
    assert "secretpw" not in repr(raised.value)


def test_nothing_shows_the_key(tmp_path: Path) -> None:
    """Neither `repr` nor a pickle of a vault carries its key or its place."""
    vault = Vault(KEY, uri=f"sqlite:///{tmp_path}/vault.db")
    assert KEY not in repr(vault)
    assert repr(Vault(KEY.encode())) == repr(Vault(KEY))
    assert str(tmp_path) not in repr(vault)
    with pytest.raises(ConfigError, match="not pickled"):
        pickle.dumps(vault)
    held = vault.scope("a", "b")
    assert JANE[1] not in repr(held.reveal([named(held.issue([JANE], "user")[0])]))


def test_copies_of_a_chain_share_the_vault() -> None:
    """A deep copy of what holds a vault holds the same one: it was refused, as a pickle is."""
    vault = Vault(KEY)
    assert copy.deepcopy({"vault": vault})["vault"] is vault


def test_without_cryptography_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is a configuration error that says what to install."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.hashes", None)
    with pytest.raises(ConfigError, match=r"langchain-guard\[vault\]"):
        Vault(KEY)


def test_without_redis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for the client of Redis."""
    monkeypatch.setitem(sys.modules, "langchain_guard.redaction.vault_redis", None)
    with pytest.raises(ConfigError, match=r"langchain-guard\[redis\]"):
        Vault(KEY, uri="redis://127.0.0.1:1/0")


def test_two_values_never_share_a_placeholder(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were tags so short that two values had the same, the second would be refused, never taken for the first."""
    monkeypatch.setattr(vault_keys, "TAG_LENGTH", 1)
    scope = Vault(KEY, uri=uri).scope("acme", "1")
    placeholders: list[str] = []
    with pytest.raises(GuardUnavailable, match="the same placeholder"):
        placeholders.extend(scope.issue([("EMAIL", f"u{n}@example.com")], "user")[0] for n in range(40))
    assert 0 < len(placeholders) == len(set(placeholders)) <= 32


def test_two_sources_never_share_a_placeholder(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor would a tool's value be taken for the user's: where both have the same tag, neither is restored."""
    monkeypatch.setattr(vault_keys, "TAG_LENGTH", 1)
    scope = Vault(KEY, uri=uri).scope("acme", "1")
    [placeholder] = scope.issue([JANE], "user")
    keys = scope.keys[0]
    twin = next(f"u{n}@x.example" for n in range(10**6) if keys.name("EMAIL", f"u{n}@x.example") == named(placeholder))
    for call in (lambda: scope.issue([("EMAIL", twin)], "tool"), lambda: scope.reveal([named(placeholder)])):
        with pytest.raises(GuardUnavailable, match="the same placeholder"):
            call()


# What lies in the store.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A vault file with two threads, closed."""
    path = tmp_path / "vault.db"
    vault = Vault(KEY, uri=f"sqlite:///{path}")
    vault.scope("acme", "1").issue([JANE], "user")
    vault.scope("acme", "2").issue([ANA], "user")
    vault.close()
    return path


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Work on the file behind the vault's back."""
    db = sqlite3.connect(path)
    with db:
        found = db.execute(sql, values).fetchall()
    db.close()
    return found


def reads(path: Path) -> str | None:
    """What the first thread gets for its placeholder."""
    vault = Vault(KEY, uri=f"sqlite:///{path}")
    try:
        [placeholder] = Vault(KEY).scope("acme", "1").issue([JANE], "user")  # it is computed, not counted
        return revealed(vault, placeholder)
    finally:
        vault.close()


def test_the_file_holds_no_value(tmp_path: Path) -> None:
    """No value, tenant or thread stands in the database, its write-ahead log or its index, open or closed."""
    path = tmp_path / "vault.db"
    vault = Vault(KEY, uri=f"sqlite:///{path}")
    values = [f"person{n}@secret-domain.example" for n in range(200)]
    vault.scope("acme-tenant", "thread-of-acme").issue([("EMAIL", value) for value in values], "user")
    found = b"".join(one.read_bytes() for one in sorted(tmp_path.iterdir()))
    assert {one.name for one in tmp_path.iterdir()} == {"vault.db", "vault.db-wal", "vault.db-shm"}
    assert all(one.stat().st_mode & 0o077 == 0 for one in tmp_path.iterdir())
    vault.close()
    found += b"".join(one.read_bytes() for one in sorted(tmp_path.iterdir()))
    assert b"EMAIL_" in found  # the placeholders are there
    for word in (b"secret-domain", b"person1", b"acme-tenant", b"thread-of", KEY.encode()):
        assert word not in found
        assert word.hex().encode() not in found


def test_a_sound_row_opens(file: Path) -> None:
    """The control of the tests below: untouched, the value is there."""
    assert reads(file) == JANE[1]


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), "a flipped bit"),
        (lambda sealed: sealed[:-9], "a cut end"),
        (lambda sealed: sealed[:5], "nothing but a head"),
        (lambda sealed: b"", "nothing at all"),
        (lambda sealed: b"\x02" + sealed[1:], "another version"),
        (lambda sealed: sealed[:1] + b"\0\0\0\0" + sealed[5:], "another key id"),
    ],
)
def test_damaged_rows_are_refused(file: Path, damage: Callable[[bytes], bytes], what: str) -> None:
    """What was changed or cut does not open, and the error says so without the value."""
    [(row, name, sealed)] = rows(file, "SELECT row, name, sealed FROM held WHERE row = (SELECT min(row) FROM held)")
    for row, name, sealed in rows(file, "SELECT row, name, sealed FROM held"):
        rows(file, "UPDATE held SET sealed = ? WHERE row = ? AND name = ?", damage(bytes(sealed)), row, name)  # type: ignore[arg-type]
    with pytest.raises(GuardUnavailable, match="does not open") as raised:
        reads(file)
    assert raised.value.rule_ids == ("vault.seal",)
    assert JANE[1] not in repr(raised.value)


def test_rows_of_another_scope_are_refused(file: Path) -> None:
    """A sealed value that is copied into another thread, under the name it would have there, does not open."""
    (first, second) = rows(file, "SELECT row, name, sealed FROM held")
    rows(file, "UPDATE held SET sealed = ? WHERE row = ?", second[2], first[0])
    rows(file, "UPDATE held SET sealed = ? WHERE row = ?", first[2], second[0])
    with pytest.raises(GuardUnavailable, match="copied from another place"):
        reads(file)


def test_a_tool_s_value_cannot_be_passed_off_as_the_user_s(tmp_path: Path) -> None:
    """Who brought a value is sealed with it: relabelling the row does not help."""
    path = tmp_path / "vault.db"
    vault = Vault(KEY, uri=f"sqlite:///{path}")
    vault.scope("acme", "1").issue([JANE], "tool")
    vault.close()
    rows(path, "UPDATE held SET source = 'user'")
    with pytest.raises(GuardUnavailable, match="does not open"):
        reads(path)


def test_a_file_for_everyone_is_refused(file: Path) -> None:
    """A file that others may read is not used."""
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        Vault(KEY, uri=f"sqlite:///{file}")


def test_a_file_that_is_no_vault_is_refused(tmp_path: Path) -> None:
    """A file of another kind gives an error of ours, and stays as it is."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear Jane, " * 100)
    path.chmod(0o600)
    with pytest.raises(GuardUnavailable, match="is it a vault"):
        Vault(KEY, uri=f"sqlite:///{path}").scope("acme", "1")
    assert path.read_text().startswith("Dear Jane")


def test_the_server_holds_no_value(server: RedisServer) -> None:
    """Nor does Redis: neither in keys, nor fields, nor its append-only file."""
    with server.client() as client:
        client.flushall()
        Vault(KEY, uri=server.uri).scope("acme-tenant", "thread-of-acme").issue([JANE], "user")
        dump = b"".join(one.read_bytes() for one in server.folder.rglob("*") if one.is_file())
        assert b"langchain_guard:vault" in dump
        for word in (b"jane@", b"acme-tenant", b"thread-of"):
            assert word not in dump


# How long.


def test_memory_forgets_on_a_monotonic_clock() -> None:
    """A thread is forgotten one `ttl` after its last use, reading included."""
    now = [0.0]
    store = MemoryStore(ttl=10, max_values=5, clock=lambda: now[0])
    store.add(b"a", {("A_1", "user"): b"x"})
    now[0] = 9
    assert store.get(b"a", ["A_1"])
    now[0] = 18.9
    assert store.get(b"a", ["A_1"])
    now[0] = 29
    assert not store.get(b"a", ["A_1"])
    assert not store._rows
    assert not store._expires


def test_sqlite_forgets_by_the_wall_clock(tmp_path: Path) -> None:
    """The same in a file, across processes that open it later; what is forgotten is deleted with the next write."""
    now = [1e9]
    store = SqliteStore(str(tmp_path / "v.db"), ttl=10, max_values=5, clock=lambda: now[0])
    store.add(b"a", {("A_1", "user"): b"x"})
    now[0] += 9
    assert store.get(b"a", ["A_1"])
    now[0] += 9
    later = SqliteStore(str(tmp_path / "v.db"), ttl=10, max_values=5, clock=lambda: now[0])
    assert later.get(b"a", ["A_1"])
    now[0] += 11
    assert not later.get(b"a", ["A_1"])
    store.add(b"b", {("B_1", "user"): b"y"})
    assert rows(tmp_path / "v.db", "SELECT name FROM held") == [("B_1",)]
    store.close()
    later.close()


def test_a_demoted_server_is_left(server: RedisServer, tmp_path: Path) -> None:
    """After a failover a name leads to another server: who is told that this one is read-only connects anew."""
    scope = Vault(KEY, uri=server.uri).scope("demoted", "1")
    scope.issue([("EMAIL", "x")], "user")
    with RedisServer(tmp_path) as master, server.client() as client:
        client.replicaof("127.0.0.1", master.port)
        try:
            before = client.info("stats")["total_connections_received"]
            for number in range(3):
                with pytest.raises(GuardUnavailable):
                    scope.issue([("EMAIL", f"y{number}")], "user")
            assert client.info("stats")["total_connections_received"] == before + 2
        finally:
            client.replicaof("NO", "ONE")


def test_redis_forgets_by_itself(server: RedisServer) -> None:
    """The time to live is the server's, and each use renews it."""
    with server.client() as client:
        client.flushall()
        vault = Vault(KEY, uri=server.uri, ttl=100)
        [placeholder] = vault.scope("acme", "1").issue([JANE], "user")
        [key] = [one for one in client.keys("langchain_guard:vault:*") if not one.endswith(b"writers")]
        assert 99_000 < client.pttl(key) <= 100_000
        client.pexpire(key, 50_000)
        assert revealed(vault, placeholder) == JANE[1]
        assert client.pttl(key) > 99_000
        client.pexpire(key, 0)
        assert revealed(vault, placeholder) is None


# Who else is at work.


def test_threads_agree(uri: str) -> None:
    """Sixteen threads that hide the same values at once get the same placeholders, and each value comes back."""
    vault = Vault(KEY, uri=uri)
    values = [("EMAIL", f"u{n}@example.com") for n in range(20)]
    start = threading.Barrier(16)

    def hide(number: int) -> list[str]:
        start.wait()
        return [
            vault.scope("acme", "1").issue([value], "user")[0] for value in values[number % 3 :] + values[: number % 3]
        ]

    with ThreadPoolExecutor(16) as pool:
        issued = list(pool.map(hide, range(16)))
    assert len({frozenset(one) for one in issued}) == 1
    assert len(set(issued[0])) == 20
    assert {revealed(vault, one) for one in issued[0]} == {value for _, value in values}


CHILD = """
import os, signal, sys
from langchain_guard.redaction import Vault
sys.stdin.readline()
scope = Vault("k" * 32, uri=sys.argv[1]).scope("acme", "1")
for number in range(int(sys.argv[2])):
    print(scope.issue([("EMAIL", f"u{number}@example.com")], "user")[0], flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_agree_and_a_killed_one_loses_nothing(lasting: str) -> None:
    """Four processes open a new store and hide the same values at once; all are killed; a fifth restores everything."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, lasting, "25"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for child in children:
        child.stdin.write("\n")  # type: ignore[union-attr]
        child.stdin.flush()  # type: ignore[union-attr]
    issued = [[child.stdout.readline().strip() for _ in range(25)] for child in children]  # type: ignore[union-attr]
    for child in children:
        child.communicate("\n")
        assert child.returncode == -signal.SIGKILL
    assert issued[0] == issued[1] == issued[2] == issued[3]
    vault = Vault(KEY, uri=lasting)
    assert [revealed(vault, one) for one in issued[0]] == [f"u{n}@example.com" for n in range(25)]
    vault.close()


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    """Redis is killed and started again: values are there; while it is down every call is refused, without the URI."""
    server = RedisServer(tmp_path).start()
    vault = Vault(KEY, uri=server.uri)
    [placeholder] = vault.scope("acme", "1").issue([JANE], "user")
    server.kill()
    for call in (lambda: vault.scope("acme", "1").issue([JANE], "user"), lambda: revealed(vault, placeholder)):
        with pytest.raises(GuardUnavailable, match="does not answer") as raised:
            call()
        assert str(server.port) not in str(raised.value)
    with server:
        assert revealed(vault, placeholder) == JANE[1]
        vault.close()


def test_a_fork_opens_the_file_anew(tmp_path: Path) -> None:
    """A child of `fork` does not touch the parent's connection, nor wait for what the parent was doing."""
    vault = Vault(KEY, uri=f"sqlite:///{tmp_path}/vault.db")
    [placeholder] = vault.scope("acme", "1").issue([JANE], "user")
    reading, writing = os.pipe()
    busy = vault._store._lock  # type: ignore[attr-defined]
    busy.acquire()
    child = os.fork()
    if child == 0:
        vault.scope("acme", "1").issue([ANA], "user")
        os.write(writing, (revealed(vault, placeholder) or "").encode())
        os._exit(0)
    busy.release()
    os.close(writing)
    with os.fdopen(reading) as answer:
        assert answer.read() == JANE[1]
    os.waitpid(child, 0)
    assert revealed(vault, placeholder) == JANE[1]
    vault.close()


def test_a_locked_file_is_an_error_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another process does not let go of the file, nothing is hidden."""
    monkeypatch.setattr("langchain_guard.redaction.vault_sqlite._WAIT_MS", 0)
    vault = Vault(KEY, uri=f"sqlite:///{tmp_path}/vault.db")
    scope = vault.scope("acme", "1")
    other = sqlite3.connect(tmp_path / "vault.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GuardUnavailable, match="OperationalError"):
        scope.issue([JANE], "user")
    other.rollback()
    other.close()
    assert scope.issue([JANE], "user")
    vault.close()


def test_redis_is_real(server: RedisServer) -> None:
    """The server of these tests answers as one."""
    assert redis_client.Redis(port=server.port).ping()
