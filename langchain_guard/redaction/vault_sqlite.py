"""Sealed values in a file, with the SQLite of the standard library.

The file is made with mode 0600 and refused when others may read it; SQLite gives its write-ahead log the same mode. A
committed value survives a killed process (the operating system has it); whether it survives a power cut is up to
`synchronous=NORMAL`, which may lose the last moments and never damages the file (https://sqlite.org/wal.html). What is
deleted is overwritten. Expiry goes by the wall clock, since the file outlives the process.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.forks import renew_after_fork
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.redaction.vault_store import Place, full

_SCHEMA = """
CREATE TABLE IF NOT EXISTS writer (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thread (row BLOB PRIMARY KEY, expires REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS thread_expires ON thread (expires);
CREATE TABLE IF NOT EXISTS held (
    row BLOB NOT NULL REFERENCES thread (row) ON DELETE CASCADE,
    name TEXT NOT NULL, source TEXT NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (row, name, source)
) WITHOUT ROWID;
"""

_WAIT_MS = 5_000
"""How long a write waits for another process."""

_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON")

_FRESH = 0.9
"""A use is written down when less than this part of the `ttl` is left, so that reading costs no write."""

_AT_A_TIME = 500
"""Names in one query: SQLite allows 999 parameters in its older builds."""


class SqliteStore:
    """Sealed values in one file, for any number of threads and processes of this machine.

    Args:
        path: The file; made when it is not there, its folder is not.
        ttl: Seconds after its last use when a row is forgotten.
        max_values: Most places of a row.
        clock: Seconds since the epoch.

    Raises:
        ConfigError: When others may read the file, or it cannot be made.
    """

    name, waits = "sqlite://", True

    def __init__(self, path: str, *, ttl: float, max_values: int, clock: Callable[[], float] = time.time) -> None:
        self._path, self._ttl, self._max, self._clock = Path(path), ttl, max_values, clock
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._inherited: list[sqlite3.Connection] = []
        renew_after_fork(self)
        self._private()

    def after_fork(self) -> None:
        """In a child process: the parent's connection is neither used nor closed here, its lock may never be free."""
        if self._open is not None:
            self._inherited.append(self._open)
        self._open, self._lock = None, threading.Lock()

    def __del__(self) -> None:
        self.close()

    def claim(self, ids: Sequence[str]) -> frozenset[str]:
        """As `Store.claim`."""
        with self._transaction() as db:
            before = frozenset(one for (one,) in db.execute("SELECT id FROM writer"))
            if not before or before.intersection(ids):
                db.executemany("INSERT OR IGNORE INTO writer VALUES (?)", [(one,) for one in ids])
            return before

    def add(self, row: bytes, sealed: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """As `Store.add`."""
        names = list({name for name, _ in sealed})
        held = self.get(row, names)
        if held.keys() >= sealed.keys():  # nothing to write: most of a conversation has been there before
            return held
        with self._transaction() as db:
            self._expire(db)
            self._use(db, row)
            db.executemany(
                "INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?)",
                [(row, name, source, one) for (name, source), one in sealed.items()],
            )
            ((count,),) = db.execute("SELECT count(*) FROM held WHERE row = ?", (row,))
            if count > self._max:
                raise full(self._max)
            return self._named(db, row, names)

    def get(self, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        """As `Store.get`."""
        now = self._clock()
        with self._reading() as db:
            found = db.execute("SELECT expires FROM thread WHERE row = ?", (row,)).fetchone()
            if found is None or found[0] <= now:
                return {}
            held = self._named(db, row, names)
        if found[0] < now + self._ttl * _FRESH:
            with self._transaction() as db:
                self._use(db, row)
        return held

    def forget(self, row: bytes) -> None:
        """As `Store.forget`."""
        with self._transaction() as db:
            db.execute("DELETE FROM thread WHERE row = ?", (row,))

    def close(self) -> None:
        """As `Store.close`."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    def _use(self, db: sqlite3.Connection, row: bytes) -> None:
        db.execute(
            "INSERT INTO thread VALUES (?, ?) ON CONFLICT (row) DO UPDATE SET expires = max(expires, excluded.expires)",
            (row, self._clock() + self._ttl),
        )

    def _expire(self, db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM thread WHERE expires <= ?", (self._clock(),))

    @staticmethod
    def _named(db: sqlite3.Connection, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        held: dict[Place, bytes] = {}
        for start in range(0, len(names), _AT_A_TIME):
            some = names[start : start + _AT_A_TIME]
            marks = ", ".join("?" * len(some))
            query = f"SELECT name, source, sealed FROM held WHERE row = ? AND name IN ({marks})"  # noqa: S608 -- marks only
            held |= {(name, source): bytes(sealed) for name, source, sealed in db.execute(query, (row, *some))}
        return held

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; errors without the text of a statement."""
        problem = ""
        with self._lock:
            try:
                yield self._connection()
            except sqlite3.Error as error:
                problem = type(error).__name__
        if problem:
            message = f"the vault's file cannot be used ({problem}): is it a vault, writable, on a local disk?"
            raise GuardUnavailable(message, control=CONTROL, rule_ids=("vault.store",))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """The same, all or nothing, one process at a time."""
        with self._reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._private()
            db = sqlite3.connect(self._path, timeout=_WAIT_MS / 1000, check_same_thread=False, isolation_level=None)
            try:
                _set_up(db)
            except sqlite3.Error:
                db.close()
                raise
            self._open = db
        return self._open

    def _private(self) -> None:
        """Make the file for its owner alone, before anything is written; refuse one that others may read."""
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            open_to_others = os.name == "posix" and self._path.stat().st_mode & 0o077
        except OSError as error:
            message = f"the vault's file cannot be opened ({type(error).__name__}): see its folder and permissions"
            raise ConfigError(message, control=CONTROL) from None
        if open_to_others:
            message = "the vault's file may be read by others: chmod 600 it, and its -wal and -shm files"
            raise ConfigError(message, control=CONTROL)


def _set_up(db: sqlite3.Connection) -> None:
    """Set options and make tables; wait for a process that does the same, as SQLite does not when it goes to WAL."""
    deadline = time.monotonic() + _WAIT_MS / 1000
    while True:
        try:
            for pragma in _PRAGMAS:
                db.execute(f"PRAGMA {pragma}")
            db.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
        else:
            return
