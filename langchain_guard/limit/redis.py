"""Budgets in Redis or Valkey, shared by processes: one script, one round trip per decision, the server's clock.

`limits` opens the connection, so every storage URI it knows for Redis works: plain, TLS, socket, sentinel, cluster.
All keys of a namespace carry one hash tag, so that a cluster keeps them together and a decision stays atomic.
Commands are never repeated by the client: a reservation whose answer was lost may have been booked, and booking it
again would charge twice. The next command reconnects by itself. A settlement works once however often it is sent, so
one that an outage has lost is sent again before the next reservation: what nobody uses is not held to the lease's end.
"""

from __future__ import annotations

import asyncio
import math
import re
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from limits.errors import ConfigurationError
from limits.storage import RedisStorage, storage_from_string
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError, ResponseError
from redis.retry import Retry

from langchain_guard.exceptions import ConfigError
from langchain_guard.forks import renew_after_fork
from langchain_guard.limit.scripts import RESERVE, SETTLE, USAGE
from langchain_guard.limit.store import Charge, Lease, Refusal, StoreDown, Usage

_WORKERS = 8
"""Threads that speak to the server on behalf of tasks; a decision takes well under a millisecond."""

_OWED = 1_000
"""Lost settlements kept for a namespace, the newest: they belong to the calls that an outage has found under way."""

_Answer = TypeVar("_Answer")

_CODE = re.compile(r"\b[A-Z]{3,}\b")


class RedisStore:
    """Budgets on a Redis server.

    Args:
        uri: A storage URI of `limits` for Redis; `valkey` schemes work with the same client.
        timeout: Seconds to wait for the server, to connect and to answer.
    """

    def __init__(self, uri: str, timeout: float = 1.0) -> None:
        self._uri = uri.replace("valkey", "redis", 1) if uri.startswith("valkey") else uri
        self._timeout = timeout
        self._scripts: tuple[Any, ...] | None = None
        self._silent = False
        self.after_fork()
        renew_after_fork(self)
        if "cluster" not in uri.partition("://")[0]:  # a cluster is asked for its nodes; the others wait for first use
            self._connected()

    def after_fork(self) -> None:
        """Called in the child after a fork: a pool that has threads would wait for them for ever."""
        self._lock = Lock()
        self._owed: defaultdict[str, deque[tuple[Lease, Sequence[int]]]] = defaultdict(partial(deque, maxlen=_OWED))
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="langchain-guard-limit")

    def reserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """Book all charges, or none; see `Store.reserve`."""
        self._pay(charges[0].tag)
        lease_id = secrets.token_hex(16)
        arguments: list[str | int] = [lease_id, int(hold * 1000)]
        for charge in charges:
            arguments += [charge.limit.amount, charge.limit.seconds * 1000, charge.limit.slot_ms, charge.amount]
        answer = self._run(0, [*map(_name, charges), _lease_name(charges, lease_id)], arguments)
        if answer[0]:
            return Lease(lease_id, tuple(charges), tuple(answer[2:]), answer[1], self)
        _, index, left, wait = answer
        return Refusal(charges[index - 1].limit, left, math.inf if wait < 0 else wait / 1000)

    def settle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """Replace what was reserved by what was used, once; see `Store.settle`."""
        arguments: list[str | int] = [lease.id]
        for charge, tick, amount in zip(lease.charges, lease.ticks, amounts, strict=True):
            arguments += [charge.limit.seconds * 1000, charge.limit.slot_ms, tick, amount - charge.amount]
        keys = [*map(_name, lease.charges), _lease_name(lease.charges, lease.id)]
        try:
            return bool(self._run(1, keys, arguments))
        except StoreDown:
            self._owed[lease.charges[0].tag].append((lease, amounts))
            raise

    def _pay(self, tag: str) -> None:
        """Send the settlements of a namespace again that an outage has lost; others may live on a node that is down."""
        owed = self._owed[tag]
        while owed:
            with suppress(IndexError):  # another thread was quicker
                self.settle(*owed.popleft())

    def usage(self, charges: Sequence[Charge]) -> list[Usage]:
        """How far each budget is used; see `Store.usage`."""
        if not charges:
            return []
        arguments: list[str | int] = []
        for charge in charges:
            arguments += [charge.limit.seconds * 1000, charge.limit.slot_ms]
        answer = self._run(2, [*map(_name, charges)], arguments)
        return [
            Usage(charge.limit, used, reset / 1000)
            for charge, used, reset in zip(charges, answer[::2], answer[1::2], strict=True)
        ]

    async def areserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """`reserve` in a thread; a task cancelled meanwhile gives back what was booked for it."""
        booking = self._pool.submit(self._in_time, monotonic(), self.reserve, charges, hold)
        try:
            return await asyncio.wrap_future(booking)
        except asyncio.CancelledError:
            booking.add_done_callback(self._give_back)
            raise

    async def asettle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """`settle` in a thread; it is done even when the task is cancelled meanwhile."""
        return await asyncio.shield(asyncio.wrap_future(self._pool.submit(self.settle, lease, amounts)))

    async def ausage(self, charges: Sequence[Charge]) -> list[Usage]:
        """`usage` in a thread."""
        return await asyncio.wrap_future(self._pool.submit(self._in_time, monotonic(), self.usage, charges))

    def _in_time(self, since: float, ask: Callable[..., _Answer], *what: Any) -> _Answer:
        """Ask for a task, unless the server has fallen silent while the task waited for one of the threads.

        Else the tasks of an outage would be told of it `_WORKERS` at a time, the last ones after minutes.
        """
        if self._silent and monotonic() - since > self._timeout:
            raise StoreDown("TimeoutError")
        return ask(*what)

    def _give_back(self, booking: Future[Lease | Refusal]) -> None:
        if booking.cancelled() or booking.exception():
            return
        lease = booking.result()
        if isinstance(lease, Lease) and lease.expires:
            self._pool.submit(self.settle, lease, [0] * len(lease.charges))

    def _run(self, which: int, keys: list[str], arguments: list[str | int]) -> Any:
        try:
            answer = self._connected()[which](keys=keys, args=arguments)
        except (RedisError, RedisClusterException, OSError) as error:  # the second is none of the first
            kind, self._silent = _kind(error), True
            if "READONLY" in kind.upper():  # demoted: its name may lead to another server, a connection cannot
                self._connected()[which].registered_client.connection_pool.disconnect(inuse_connections=False)
            raise StoreDown(kind) from None
        self._silent = False
        return answer

    def _connected(self) -> tuple[Any, ...]:
        """The scripts on a client, which connects by itself on the first command."""
        if self._scripts is None:
            with self._lock:
                client = self._open()
                self._scripts = tuple(client.register_script(text) for text in (RESERVE, SETTLE, USAGE))
        return self._scripts

    def _open(self) -> Any:
        try:
            storage = storage_from_string(self._uri, **self._options())
        except (ConfigurationError, ValueError, TypeError) as error:  # these quote the URI, which may hold a password
            message = f"the storage URI cannot be used ({type(error).__name__}): see the storage schemes of 'limits'"
            raise ConfigError(message, control="rate_limit") from None
        if not isinstance(storage, RedisStorage):
            raise ConfigError("the storage URI is not one of a Redis server", control="rate_limit")
        return storage.get_connection()

    def _options(self) -> dict[str, Any]:
        return {
            "socket_timeout": self._timeout,
            "socket_connect_timeout": self._timeout,
            "retry": Retry(NoBackoff(), 0),
        }


def _kind(error: Exception) -> str:
    """What may be said of an error: its class, and the server's own word for it, as READONLY or MISCONF."""
    word = _CODE.search(str(error)) if isinstance(error, ResponseError) else None
    return f"{type(error).__name__} {word[0]}" if word else type(error).__name__


def _name(charge: Charge) -> str:
    return f"{{{charge.tag}}}:{charge.limit.id}:{charge.key.hex()}"


def _lease_name(charges: Sequence[Charge], lease_id: str) -> str:
    return f"{{{charges[0].tag}}}:lease:{lease_id}"
