"""The demonstration shows every control at work, on the script and on a real client."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from langchain_guard.demo.scenes import BURST, SCENES
from langchain_guard.demo.show import show
from langchain_guard.settings import GuardSettings, variable_name
from tests.openai_server import OpenAIServer, Reply

EXPECTED = {
    "An ordinary question": "passed",
    "Code keeps its indentation": "passed",
    "Invisible letters that belong there": "passed",
    "Injection: override": "blocked",
    "Injection: role change": "blocked",
    "Injection: forged delimiters": "blocked",
    "Personal data in the answer": "redacted",
    "Numbers that identify": "redacted",
    "A leaked key": "redacted",
    "A script in the answer": "redacted",
    "Links that run code": "redacted",
    "An image that carries data away": "redacted",
    "Code that deletes": "flagged",
    "A prompt too long": "refused",
    "Too many requests": "refused",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in GuardSettings.model_fields:
        monkeypatch.delenv(variable_name(name), raising=False)


def run(audit: Path) -> str:
    """The demonstration's output, at once and without colours."""
    out = io.StringIO()
    assert show(audit=audit, speed=0, console=Console(file=out, width=200, highlight=False)) == 0
    return out.getvalue()


def test_a_trail_that_goes_on_is_counted_from_here(tmp_path: Path) -> None:
    """What stood in the file before, even if it is no record, is not of this run and no failure."""
    audit = tmp_path / "audit.jsonl"
    told = re.search(r"\n(\d+ JSON records[^\n]*)", run(audit))
    audit.write_bytes(audit.read_bytes() + b"half a line")
    again = re.search(r"\n(\d+ JSON records[^\n]*)", run(audit))
    assert told is not None
    assert again is not None
    assert again[1].replace(", 1 log.repaired", "").partition(":")[2] == told[1].partition(":")[2]


def test_every_control_is_seen_at_work(tmp_path: Path) -> None:
    """Each conversation ends as it should; the summary names outcome and grounds; the audit trail is clean JSON."""
    audit = tmp_path / "audit.jsonl"
    out = run(audit)
    rows = [line for line in out.splitlines() if line.startswith("\u2502")]
    seen = {cells[1].strip(): cells[3].strip() for cells in (row.split("\u2502") for row in rows)}
    assert seen == EXPECTED
    for kind in ("EMAIL", "PHONE", "CREDIT_CARD", "US_SSN", "IPV4", "IPV6", "AWS_ACCESS_KEY"):
        assert f"[REDACTED_{kind}]" in out
    for gone in ("jane.doe@", "4111", "<script", "javascript:", "data:text/html", "evil.example/p.png"):
        assert gone not in out
    assert str(audit) in out
    records = [json.loads(line) for line in audit.read_text().splitlines()]
    assert {"llm_call", "security_event", "log.open", "log.close"} <= {record["event"] for record in records}
    trail = audit.read_text()
    assert not [scene.title for scene in SCENES if scene.prompt[:40] in trail or scene.answer[:40] in trail]


def test_burst_is_refused_exactly_after_the_limit(tmp_path: Path) -> None:
    """As many requests pass as the limit grants, the rest are refused."""
    out = run(tmp_path / "audit.jsonl")
    again = next(line for line in out.splitlines() if "again" in line)
    assert (again.count("passed"), again.count("refused")) == (BURST - 1, 2)


def test_with_a_key_the_real_client_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    """With OPENAI_API_KEY and OPENAI_BASE_URL the same conversations go through `ChatOpenAI`."""
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    openai_server.answer = lambda _body: Reply("Write to jane.doe" + "@example.com today.")
    out = run(tmp_path / "audit.jsonl")
    assert "llm: ChatOpenAI" in out
    assert "Write to [REDACTED_EMAIL] today." in out
    assert {request.json["stream"] for request in openai_server.requests} == {True}
    asked = {request.last_user_text for request in openai_server.requests}
    assert not asked & {scene.prompt for scene in SCENES if EXPECTED[scene.title] == "blocked"}


def test_a_provider_that_fails_is_shown_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    """A wrong key ends in a clear word, not in a traceback."""
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    openai_server.answer = lambda _body: Reply(status=401)
    assert "AuthenticationError" in run(tmp_path / "audit.jsonl")


def test_unusable_settings_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A misspelt setting and an audit file that cannot be made end with code 2 and one line."""
    assert show(audit=tmp_path / "missing" / "audit.jsonl", speed=0, console=Console(quiet=True)) == 2
    monkeypatch.setenv("LANGCHAIN_GUARD_PROFIL", "strict")
    assert show(audit=tmp_path / "audit.jsonl", speed=0, console=Console(quiet=True)) == 2


def test_help_and_version_are_quick_to_answer() -> None:
    """`--help` lists the commands without importing LangChain or an engine."""
    heavy = ("langchain_core", "re2", "structlog", "openai")
    code = (
        "import sys; sys.argv = ['langchain-guard', '--help']\n"
        "from langchain_guard.cli import main\n"
        "try: main()\n"
        f"finally: sys.stderr.write(','.join(m for m in {heavy} if m in sys.modules))"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stderr == ""
    for command in ("demo", "scan", "redact"):
        assert command in done.stdout


def test_an_output_that_takes_no_more_is_one_line_or_none() -> None:
    """As of the other commands: 141 where nobody reads on, 2 and a reason on a full disk, never a traceback."""
    demo = [sys.executable, "-m", "langchain_guard", "demo", "--speed", "0"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(demo, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
    if Path("/dev/full").exists():
        for command in (demo, [*demo[:3], "--help"]):
            with Path("/dev/full").open("wb") as full:
                done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
            assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
