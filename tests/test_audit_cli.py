"""`langchain-guard audit`: verdicts as exit codes, reports, and a tail that a hostile record cannot take over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from langchain_guard.audit import AuditLog, head_file
from langchain_guard.audit_cli import tail
from langchain_guard.cli import app
from tests.audit.tampering import KEY

ROOT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed log with its heads, and its key in a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_bytes(KEY + b"\n")
    with AuditLog(tmp_path / "audit.jsonl", key=KEY, heads=head_file(tmp_path / "heads")) as log:
        log.emit("llm_call", user="mallory\x1b[2J\u202e", model="m", outcome="ok", latency=0.1)
        log.emit("security_event", control="input_guard", action="block", rules=["injection.x"], severity="high")
    return tmp_path / "audit.jsonl"


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command; its exit code and output."""
    done = CliRunner().invoke(app, ["audit", *arguments], env=env, terminal_width=200)
    return done.exit_code, done.output


def test_verify(path: Path) -> None:
    """Exit code 0 with key and head, 3 without a head or key, 1 after a change, 2 for what cannot be read."""
    assert run("verify", "audit.jsonl", "--key-file", "key", "--head", "heads")[0] == 0
    code, said = run("verify", "audit.jsonl", env={"LANGCHAIN_GUARD_AUDIT_KEY": KEY.decode()})
    assert (code, "TRUNCATION NOT CHECKED" in said) == (3, True)
    assert run("verify", "audit.jsonl")[0] == 3
    assert json.loads(run("verify", "audit.jsonl", "--key-file", "key", "--json")[1])["status"] == "unanchored"
    path.write_bytes(path.read_bytes().replace(b'"m"', b'"n"'))
    code, said = run("verify", "audit.jsonl", "--key-file", "key")
    assert (code, "audit.jsonl:2: record 1 of log" in said) == (1, True)
    assert run("verify", "nothing.jsonl", "--key-file", "key")[0] == 2
    said = run("verify", "--help")[1]
    assert "Exit code 0" in said
    assert "LANGCHAIN_GUARD_AUDIT_KEY" in said


def test_a_head_file_without_a_head_is_told(path: Path) -> None:
    """Whoever names a wrong file learns it, instead of that no head was given."""
    code, said = run("verify", "audit.jsonl", "--key-file", "key", "--head", "key")
    assert (code, said) == (2, "key: there is no published head in this file\n")


def test_a_verdict_that_the_output_cannot_show_is_none(path: Path) -> None:
    """A name outside the output's encoding is no traceback, and does not leave with the code for tampering."""
    path.write_bytes(path.read_bytes().replace(b'"m"', b'"n"'))
    path.rename(path.parent / "\u0444.jsonl")
    done = CliRunner(charset="latin-1").invoke(app, ["audit", "verify", "\u0444.jsonl", "--key-file", "key"])
    assert (done.exit_code, "PYTHONIOENCODING=utf-8" in done.output) == (2, True)


@pytest.mark.parametrize("option", ["--key-file", "--head"])
def test_a_key_or_head_file_that_cannot_be_used_is_named(path: Path, option: str) -> None:
    """One that is empty where a key should be, too short, or no head: the error says which file, not what it holds."""
    for held in ("", "zanzibar\n") if option == "--key-file" else ('{"log":"zanzibar"}',):
        (path.parent / "bad").write_text(held)
        code, said = run("verify", "audit.jsonl", option, "key" if option == "--key-file" else "heads", option, "bad")
        assert (code, said.partition(":")[0], "zanzibar" in said) == (2, "bad", False)


def test_verify_as_json(path: Path) -> None:
    """The verdict is also for programs."""
    path.write_bytes(path.read_bytes()[:-1])
    code, said = run("verify", "audit.jsonl", "--key-file", "key", "--head", "heads", "--format", "json")
    verdict = json.loads(said)
    assert (code, verdict["status"]) == (1, "tampered")
    assert {problem["kind"] for problem in verdict["problems"]} == {"torn", "truncated"}


def test_report(path: Path) -> None:
    """A report is written where asked."""
    assert run("report", "audit.jsonl", "-o", "page.html", "--key-file", "key", "--head", "heads")[0] == 0
    assert "Chain intact<" in (path.parent / "page.html").read_text("utf-8")
    assert run("report", "nothing.jsonl", "-o", "page.html")[0] == 2


def test_tail(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest records and no waiting for more, readable, with everything a terminal would act on escaped."""
    while_it_waits(monkeypatch)
    code, said = run("tail", "audit.jsonl", "-n", "3")
    assert code == 0
    assert "user=mallory\\u001b[2J\\u202e" in said
    assert "rules=injection.x" in said
    assert "\x1b[2J" not in said
    with path.open("ab") as file:
        file.write(b"\x1b]0;title\x07\n")
    code, said = run("tail", "audit.jsonl", "-n", "1")
    assert "not a record" in said
    assert json.loads(run("tail", "audit.jsonl", "-n", "2", "--json")[1].splitlines()[0])
    assert run("tail", "nothing.jsonl")[0] == 2


def test_tail_of_a_trail_larger_than_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest records are read from the end, over all segments; what comes before them is not looked at."""
    first, last = tmp_path / "audit.jsonl", tmp_path / "audit.000001.jsonl"
    with first.open("wb") as file:
        file.truncate(64 << 20)  # a hole: it takes no disk
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + b"".join(b'{"n":%d}\n' % n for n in range(3)))
    last.write_bytes(b'{"n":3}\n{"n":4}\n{"half')
    tracemalloc.start()
    try:
        tail(first, lines=4, follow=False, raw=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert capsys.readouterr().out.split() == ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']
    assert peak < 8 << 20


def test_tail_follows_across_segments(tmp_path: Path) -> None:
    """A running tail shows new records, also when the log moves on to a new segment."""
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path, key=KEY, max_bytes=4096)
    log.emit("note")
    command = [sys.executable, "-m", "langchain_guard", "audit", "tail", str(path), "-f", "-n", "1", "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, cwd=tmp_path) as process:
        assert process.stdout is not None
        rescue = threading.Timer(60, process.kill)
        rescue.start()
        seen = [json.loads(process.stdout.readline())["event"]]  # it is there: what comes now is new
        for number in range(30):
            log.emit("note", context={"x": "y" * 200, "n": number})
        while "log.segment" not in seen:
            seen.append(json.loads(process.stdout.readline())["event"])
        rescue.cancel()
        process.terminate()
    log.close()
    assert "note" in seen


def while_it_waits(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """What happens each time `tail` waits for more, and Ctrl-C after that."""
    left = iter(steps)

    def sleep(_: float) -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("langchain_guard.audit_cli.time.sleep", sleep)


def test_tail_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it waits, new whole lines are shown, half ones are left for later, and Ctrl-C ends it."""
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"event":"a","time":""}\n{"event":"half"')

    def finish() -> None:
        with path.open("ab") as file:
            file.write(b',"lost":3}\n')

    def rotate() -> None:
        path.with_name("audit.000001.jsonl").write_bytes(b'{"event":"alert","alert":"spend"}\n')
        path.with_name("audit.000002.jsonl").write_bytes(b'{"event":"note"}\n')

    while_it_waits(monkeypatch, finish, rotate)
    code, said = run("tail", "-f", str(path))
    assert code == 130
    assert [line.split()[0] for line in said.splitlines()] == ["a", "half", "alert", "note"]
    assert "lost=3" in said
    assert "alert=spend" in said


def test_tail_goes_on_after_the_file_was_moved_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When logs are rotated by renaming, there is no file for a while, and then a shorter one: it is shown whole."""
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"event":"a","time":""}\n' * 3)
    while_it_waits(
        monkeypatch,
        lambda: path.rename(tmp_path / "audit.jsonl.1"),
        lambda: path.write_bytes(b'{"event":"alert","time":""}\n'),
    )
    code, said = run("tail", "-f", str(path))
    assert code == 130
    assert [line.split()[0] for line in said.splitlines()] == ["a", "a", "a", "alert"]


ODD = [
    ('{"event":"x","latency":"soon"}', "soon s"),
    ('{"event":"x","latency":1' + "0" * 400 + "}", "0 s"),
    ("[" * 100_000, "not a record"),
    ('{"event":"x","rules":' + "[" * 5000 + "]" * 5000 + "}", "not a record"),
    ("[]", "not a record"),
    ('{"event":"x","latency":1' + "0" * 5000 + "}", "not a record"),
]


@pytest.mark.parametrize(("line", "shown"), ODD, ids=range(len(ODD)))
def test_tail_survives_odd_lines(tmp_path: Path, line: str, shown: str) -> None:
    """A line that no writer of ours makes is shown or counted, and the next one is shown."""
    path = tmp_path / "audit.jsonl"
    path.write_text(line + '\n{"event":"note"}\n')
    code, said = run("tail", str(path))
    assert code == 0
    assert shown in said
    assert "note" in said.splitlines()[-1]


def test_a_verdict_that_cannot_be_printed_is_none(path: Path) -> None:
    """Where nobody reads the output or the disk is full, no exit code says that an intact trail was changed."""
    command = [sys.executable, "-m", "langchain_guard", "audit", "verify", str(path), "--key-file", "key"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=env, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, check=False)
        assert (done.returncode, done.stderr) == (2, b"output: No space left on device\n")


def test_tail_ends_when_nobody_reads(path: Path) -> None:
    """As in `tail ... --json | head -1`: no complaint, exit code 141."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "langchain_guard", "audit", "tail", str(path), "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=env, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
