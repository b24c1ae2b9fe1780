"""What only a real server can show: round trips, cluster, sentinel, leases of dead processes."""

from __future__ import annotations

import asyncio
import math
import signal
import subprocess
import sys
import time

import pytest

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import ConfigError, GuardUnavailable, RateLimitExceeded
from langchain_guard.limit.backends import backend
from langchain_guard.limit.notation import parse_limit
from langchain_guard.limit.redis import RedisStore
from langchain_guard.limit.store import Charge, Lease, StoreDown
from tests.redis_server import RedisServer, redis_executable

CHARGES = tuple(
    Charge(limit, bytes([index]) * 16, 1, "t")
    for index, written in enumerate(["100/minute", "200/day", "5000 tokens/minute", "5 USD/day", "4 concurrent"])
    for limit in parse_limit(written)
)


FORKING = """
import asyncio, os, signal, sys
from concurrent.futures import wait
from langchain_guard.limit.backends import backend
from langchain_guard.limit.gate import Gate
from langchain_guard.limit.line import ThreadSignal
from langchain_guard.limit.notation import parse_limit

for uri in ("memory://", sys.argv[1]):
    gate = Gate(parse_limit("9/hour"), uri=uri, namespace="forked", wait=True, max_wait=30)
    charges = gate.charges({"global": ""}, {"requests": 1})
    asyncio.run(gate.aadmit(charges))
    pool = getattr(backend(uri).store, "_pool", None)
    while pool and not pool._idle_semaphore._value:  # until its thread has nothing to do
        wait([pool.submit(int)])
    backend(uri).line.join(charges[0].key, ThreadSignal())
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
signal.alarm(25)
for uri in ("memory://", sys.argv[1]):
    asyncio.run(Gate(gate.limits, uri=uri, namespace="forked", wait=True, max_wait=30).aadmit(charges))
os._exit(0)
"""


def test_a_forked_child_is_served_at_once(redis_server):
    """Neither the parent's threads, which did not come along, nor who waits in line there keep a child waiting."""
    done = subprocess.run(
        [sys.executable, "-c", FORKING, redis_server.uri], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_decision_is_one_command_whatever_the_number_of_limits(redis_server):
    """One EVALSHA books one limit or five, and one settles them."""
    store = backend(redis_server.uri).store
    store.settle(store.reserve(CHARGES[:1], 5), [0])  # connects and loads the scripts
    with redis_server.client() as client, redis_server.client() as marker:
        marker.ping()
        for charges in (CHARGES[:1], CHARGES):
            seen = []
            with client.monitor() as monitor:
                lease = store.reserve(charges, 5)
                store.settle(lease, [0] * len(charges))
                marker.get("the end")
                for command in monitor.listen():
                    if command["command"] == "GET the end":
                        break
                    if command["client_type"] != "lua":
                        seen.append(command["command"].split()[0])
            assert seen == ["EVALSHA", "EVALSHA"]


def test_keys_hold_no_identity_and_expire(redis_server):
    """No key or value on the server contains who it is about, and every key has a time to live."""
    user = "alice@" + "example.org"
    limiter = RateLimitRunnable(
        limits=["7/minute", "50 tokens/minute", "3 concurrent"],
        output_reserve=10,
        key="metadata.user",
        storage_uri=redis_server.uri,
    )
    from langchain_core.runnables import RunnableLambda

    limiter.wrap(RunnableLambda(str)).invoke("x", {"metadata": {"user": user}})
    with redis_server.client() as client:
        keys = list(client.scan_iter(match=b"{langchain_guard}:*"))
        assert keys
        for key in keys:
            assert b"alice" not in key + client.dump(key)
            assert 0 < client.pttl(key) <= 600_000


def test_the_lease_of_a_dead_process_expires(redis_server):
    """A slot whose holder never came back is free again after its lease; its tokens stay booked."""
    store = backend(redis_server.uri).store
    (limit,) = parse_limit("1 concurrent")
    (tokens,) = parse_limit("10 tokens/hour")
    charges = (Charge(limit, b"d" * 16, 1, "dead"), Charge(tokens, b"d" * 16, 4, "dead"))
    lost = store.reserve(charges, 0.3)
    assert isinstance(lost, Lease)
    refusal = store.reserve(charges, 0.3)
    assert refusal.limit == limit
    assert 0 < refusal.retry_after <= 0.3
    time.sleep(refusal.retry_after + 0.01)
    assert isinstance(store.reserve(charges, 0.3), Lease)
    assert not store.settle(lost, [0, 0])
    assert [usage.used for usage in store.usage(charges)] == [1, 8]


@pytest.mark.parametrize("since", [0, 100])
def test_an_evicted_window_earns_no_budget(redis_server, since):
    """A server short of memory may drop a budget and keep the lease: settling then gives nobody a credit."""
    store = backend(redis_server.uri).store
    (limit,) = parse_limit("1000 tokens/hour")
    charge = Charge(limit, bytes([since]) * 16, 900, "evicted")
    lease = store.reserve([charge], 60)
    with redis_server.client() as client:
        assert client.delete(*client.scan_iter(match=b"{evicted}:global*", count=1000)) == 1
    if since:
        store.reserve([charge._replace(amount=since)], 60)
    assert store.settle(lease, [10])
    assert [usage.used for usage in store.usage([charge])] == [since]


def test_the_servers_own_word_for_what_is_wrong_is_told(redis_server):
    """An operator reads whether the server is read-only, full, or lacks replicas, and not only that it refused."""
    limiter = RateLimitRunnable(limits=["5/minute"], storage_uri=redis_server.uri, namespace="word")
    limiter.invoke("x")
    with redis_server.client() as client:
        client.config_set("min-replicas-to-write", 1)
        try:
            with pytest.raises(GuardUnavailable, match="NOREPLICAS"):
                limiter.invoke("x")
        finally:
            client.config_set("min-replicas-to-write", 0)


def test_a_demoted_server_is_left(redis_server, tmp_path):
    """After a failover a name leads to another server: who is told that this one is read-only connects anew."""
    limiter = RateLimitRunnable(limits=["5/minute"], storage_uri=redis_server.uri, namespace="demoted")
    limiter.invoke("x")
    with RedisServer(tmp_path) as master, redis_server.client() as client:
        client.replicaof("127.0.0.1", master.port)
        try:
            before = client.info("stats")["total_connections_received"]
            for _ in range(3):
                with pytest.raises(GuardUnavailable, match=r"(?i)readonly"):
                    limiter.invoke("x")
            assert client.info("stats")["total_connections_received"] == before + 2
        finally:
            client.replicaof("NO", "ONE")


def test_tasks_do_not_queue_before_a_silent_server(tmp_path):
    """Who has waited for a thread while the server did not answer is refused at once, and the server is not asked."""
    charge = Charge(parse_limit("500/hour")[0], b"s" * 16, 1, "silent")
    with RedisServer(tmp_path) as server:
        store = RedisStore(server.uri, timeout=0.5)

        async def run():
            return await asyncio.gather(*(store.areserve([charge], 0) for _ in range(100)), return_exceptions=True)

        server.process.send_signal(signal.SIGSTOP)
        try:
            assert {type(answer) for answer in asyncio.run(run())} == {StoreDown}
        finally:
            server.process.send_signal(signal.SIGCONT)
        with server.client() as client:
            assert client.info("stats")["total_connections_received"] < 50  # one for each that asked, at most
        assert {type(answer) for answer in asyncio.run(run())} == {Lease}
        assert isinstance(store._in_time(-math.inf, store.reserve, [charge], 0), Lease), "it answers again"


def test_a_settlement_lost_in_an_outage_is_made_up_for(tmp_path):
    """The slot and tokens of a call that ended while the server was away are free for the next one, not for others."""
    slots, tokens = (parse_limit(written)[0] for written in ("1 concurrent", "10 tokens/hour"))
    charges = (Charge(slots, b"o" * 16, 1, "outage"), Charge(tokens, b"o" * 16, 10, "outage"))
    elsewhere = tuple(charge._replace(tag="elsewhere") for charge in charges)
    with RedisServer(tmp_path) as server:
        store = RedisStore(server.uri)
        for ended in (store.settle, lambda *what: asyncio.run(store.asettle(*what))):
            lease, other = store.reserve(charges, 600), store.reserve(elsewhere, 600)
            server.kill()
            for each in (lease, other):
                with pytest.raises(StoreDown):
                    ended(each, [0, 4])
            with pytest.raises(StoreDown):  # which loses no settlement
                store.reserve(charges, 600)
            server.start()
            lease = store.reserve([charges[0], charges[1]._replace(amount=2)], 600)
            assert isinstance(lease, Lease)
            assert [usage.used for usage in store.usage([*charges, *elsewhere])] == [1, 6, 1, 10]
            assert store.settle(lease, [0, 0])
            assert isinstance(store.reserve([elsewhere[1]._replace(amount=6)], 0), Lease)
            with server.client() as client:
                client.flushall()


def test_a_cancelled_reservation_is_given_back(redis_server):
    """A task that is cancelled while Redis answers leaves nothing behind."""
    store = backend(redis_server.uri).store
    charge = Charge(parse_limit("5/hour")[0], b"c" * 16, 1, "cancelled")

    async def run():
        for _ in range(20):
            task = asyncio.create_task(store.areserve([charge], 60))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    deadline = time.monotonic() + 10
    while store.usage([charge])[0].used:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_sync_and_async_and_several_event_loops_share_one_budget(redis_server):
    """One client serves threads and any number of event loops."""
    limiter = RateLimitRunnable(limits=["3/hour"], storage_uri=redis_server.uri, namespace="loops")
    limiter.invoke("x")
    asyncio.run(limiter.ainvoke("x"))
    asyncio.run(limiter.ainvoke("x"))
    with pytest.raises(RateLimitExceeded):
        asyncio.run(limiter.ainvoke("x"))
    assert asyncio.run(limiter.astatus())[0].remaining == 0


def test_a_cluster_keeps_a_decision_on_one_node(tmp_path):
    """All keys of a namespace share a hash tag, so a cluster accepts the script."""
    with RedisServer(tmp_path, options=("--cluster-enabled", "yes")) as server:
        with server.client() as client:
            client.execute_command("CLUSTER", "ADDSLOTS", *range(16_384))
            while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO", NEVER_DECODE=[]):
                time.sleep(0.02)
        uri = f"redis+cluster://127.0.0.1:{server.port}"
        limiter = RateLimitRunnable(limits=["2/hour", "5/day"], tokens_per_day=9_000, storage_uri=uri)
        limiter.invoke("x")
        limiter.invoke("x")
        with pytest.raises(RateLimitExceeded):
            limiter.invoke("x")


@pytest.mark.parametrize("policy", ["closed", "open", "memory"])
def test_a_cluster_that_cannot_be_reached_is_a_store_that_is_down(policy):
    """What `on_backend_error` says happens, and no error names the address."""
    uri = "redis+cluster://127.0.0.1:9"
    limiter = RateLimitRunnable(limits=["1/hour"], storage_uri=uri, on_backend_error=policy, namespace="no-cluster")
    if policy == "closed":
        with pytest.raises(GuardUnavailable) as refused:
            limiter.invoke("x")
        assert "127.0.0.1" not in str(refused.value)
    else:
        assert limiter.invoke("x") == "x"


def test_a_sentinel_names_the_server(redis_server, tmp_path):
    """`redis+sentinel://` asks a real sentinel where the server is."""
    watcher = RedisServer(tmp_path)
    file = tmp_path / "sentinel.conf"
    file.write_text(f"port {watcher.port}\nsentinel monitor budgets 127.0.0.1 {redis_server.port} 1\n")
    process = subprocess.Popen([redis_executable(), str(file), "--sentinel"], stdout=subprocess.DEVNULL)
    try:
        uri = f"redis+sentinel://127.0.0.1:{watcher.port}/budgets"
        limiter = RateLimitRunnable(limits=["1/hour"], storage_uri=uri, namespace="sentinel")
        deadline = time.monotonic() + 20
        while True:
            try:
                limiter.invoke("x")
                break
            except GuardUnavailable:  # the sentinel is still starting
                assert time.monotonic() < deadline
                time.sleep(0.05)
        with pytest.raises(RateLimitExceeded):
            limiter.invoke("x")
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("uri", ["redis://user:hunter" + "2@:bad", "redis+sentinel://127.0.0.1"])
def test_an_unusable_uri_is_refused_without_quoting_it(uri):
    """A URI that cannot be used is a configuration error, and its password is not shown."""
    with pytest.raises(ConfigError) as refused:
        RateLimitRunnable(limits=["1/hour"], storage_uri=uri).invoke("x")
    assert "hunter" not in str(refused.value)


def test_valkey_uris_use_the_same_client(redis_server):
    """`valkey://` speaks the same protocol."""
    uri = redis_server.uri.replace("redis", "valkey", 1)
    limiter = RateLimitRunnable(limits=["1/hour"], storage_uri=uri, namespace="valkey")
    limiter.invoke("x")
    same = RateLimitRunnable(limits=["1/hour"], storage_uri=redis_server.uri, namespace="valkey")
    with pytest.raises(RateLimitExceeded):
        same.invoke("x")
