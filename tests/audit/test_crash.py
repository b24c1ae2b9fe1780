"""A killed writer loses nothing it acknowledged, a full disk leaves no half record, processes do not get in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def seen() -> Any:
    """The short version of `tests/bench/audit_crash.py`, in a process of its own because it forks."""
    command = [sys.executable, "-m", "tests.audit.crash", "--kills", "8", "--records", "30"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120).stdout)


def test_killed_writers_lose_nothing(seen: dict[str, Any]) -> None:
    """After SIGKILL at random moments every acknowledged record is there and every file verifies."""
    killed = seen["killed"]
    assert killed["acknowledged"] > 0
    assert (killed["lost"], killed["tampered"], killed["unparsable"]) == (0, 0, 0)


def test_a_full_disk_leaves_no_half_record(seen: dict[str, Any]) -> None:
    """What did not fit is not in the file at all, is counted, and the log itself says how much."""
    full = seen["disk_full"]
    assert full["refused"] > 0
    assert full["written"] == full["in_file"]
    assert full["glued_or_half"] == 0
    assert full["refused"] == full["counted"] == full["lost_says_the_log"]
    assert not full["tampered"]


def test_processes_share_a_file(seen: dict[str, Any]) -> None:
    """Four processes, records from 200 bytes to 70 kB, one rotating file: all there, all whole, four chains verify."""
    many = seen["processes"]
    assert many["found"] == many["expected"]
    assert (many["malformed"], many["failed"], many["tampered"]) == (0, 0, False)
    assert many["segments"] > 1
    assert many["logs"] == 4
