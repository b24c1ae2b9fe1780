"""One Redis server for all tests of budgets; it fails, and does not skip, where none is installed."""

from __future__ import annotations

import pytest

from tests.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """A running server, shared; each test takes its own namespace."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server
