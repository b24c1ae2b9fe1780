"""`langchain-guard scan` and `redact` in real processes: streaming, exact, and never a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from langchain_guard import redact
from langchain_guard.cli import app
from langchain_guard.text_files import Lines

ONLY = ["--kinds", "email"]
"""Most tests need one detector; it is ready sooner than all."""

COMMAND = [sys.executable, "-m", "langchain_guard"]
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm", "COLUMNS": "100"}
MAIL = "jane" + "@example.com"


def run(*arguments: str, stdin: bytes = b"") -> Result:
    """Run the command in this process and check what holds always: no failure but an exit code, nothing quoted."""
    result = CliRunner().invoke(app, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert MAIL.encode() not in result.stderr_bytes
    return result


def test_scan_shows_places_not_text(tmp_path: Path) -> None:
    """One line per finding with file, line and column; the exit code says that something was found."""
    (tmp_path / "a.txt").write_text(f"first\nmail {MAIL} now\n")
    done = run("scan", *ONLY, str(tmp_path / "a.txt"))
    assert done.exit_code == 1
    assert f"{tmp_path}/a.txt:2:6" in done.stdout_bytes.decode()
    assert "email" in done.stdout_bytes.decode()
    assert MAIL not in done.stdout_bytes.decode()
    assert b"1 found (1 email)" in done.stderr_bytes


def test_scan_of_clean_text_succeeds() -> None:
    """Nothing found is exit code 0 and no output."""
    done = run("scan", stdin="nothing to see, \N{GREEK SMALL LETTER ALPHA}\n".encode())
    assert (done.exit_code, done.stdout_bytes) == (0, b"")


def test_scan_json_is_one_document() -> None:
    """The JSON form has every finding with its place, the length, and the counts."""
    done = run("scan", *ONLY, "--format", "json", stdin=f"\u00e9\n {MAIL} {MAIL}".encode())
    told = json.loads(done.stdout_bytes)
    assert [(f["kind"], f["start"], f["line"], f["column"]) for f in told["findings"]] == [
        ("email", 3, 2, 2),
        ("email", 4 + len(MAIL), 2, 3 + len(MAIL)),
    ]
    assert told["counts"] == {"email": 2}
    assert told["length"] == 4 + 2 * len(MAIL)


@pytest.mark.parametrize("command", ["scan", "redact"])
def test_json_has_one_name_in_every_command(command: str) -> None:
    """`--json`, as `eval` and `audit tail` have it, is `--format json`."""
    short, long = (run(command, *ONLY, *form, stdin=MAIL.encode()) for form in (["--json"], ["--format", "json"]))
    assert json.loads(short.stdout_bytes)["counts"] == {"email": 1}
    assert (short.exit_code, short.stdout_bytes) == (long.exit_code, long.stdout_bytes)


def test_rules_are_listed() -> None:
    """What `--kinds` and the guard's policy take can be looked up without the repository."""
    listed = run("rules").stdout_bytes.decode().splitlines()
    assert any(line.startswith("| `pii.iban` | `iban` |") for line in listed)
    assert "| `injection.override.forget_prior` | `injection` |" in listed


def test_scan_json_of_clean_text() -> None:
    """The JSON form of nothing found."""
    assert json.loads(run("scan", *ONLY, "-f", "json", stdin=b"").stdout_bytes) == {
        "findings": [],
        "length": 0,
        "counts": {},
    }


def test_several_files_are_scanned_one_by_one(tmp_path: Path) -> None:
    """Each under its name; one that cannot be read keeps no other from being scanned, and decides the exit code."""
    texts = {"a.txt": f"mail {MAIL}".encode(), "b.txt": b"nothing", "d.txt": f"{MAIL} {MAIL}".encode()}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text)
    names = [str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt", "d.txt")]
    done = run("scan", *ONLY, *names)
    assert done.exit_code == 2
    assert [line.split("  ")[0] for line in done.stdout_bytes.decode().splitlines()] == [
        f"{names[0]}:1:6",
        f"{names[3]}:1:1",
        f"{names[3]}:1:18",
    ]
    notes = done.stderr_bytes.decode().splitlines()
    assert [line.split(": ")[0] for line in notes] == [names[0], names[1], "langchain-guard", names[3]]
    assert run("scan", *ONLY, *names[:2]).exit_code == 1
    assert run("scan", *ONLY, names[1], "-", stdin=b"nothing either").exit_code == 0


def test_json_of_several_files_has_one_object_a_line(tmp_path: Path) -> None:
    """Also where a file turns out not to be text behind its first finding."""
    (tmp_path / "a.txt").write_bytes(MAIL.encode() + b" " * (2 << 20) + b"\xff")
    (tmp_path / "b.txt").write_text("nothing")
    done = run("scan", *ONLY, "--json", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    first, second = map(json.loads, done.stdout_bytes.decode().splitlines())
    assert done.exit_code == 2
    assert (first["file"], second["file"]) == (f"{tmp_path}/a.txt", f"{tmp_path}/b.txt")
    assert ([one["kind"] for one in first["findings"]], "not utf-8" in first["error"]) == (["email"], True)
    assert (second["findings"], second["counts"], second["length"]) == ([], {}, 7)


def test_redact_equals_the_library_and_keeps_every_other_byte() -> None:
    """Line ends of all kinds, null characters, and non-ASCII pass; findings are replaced as `redact` does."""
    text = f"a\r\nb\rc\n\u2028 \u0645\u06cc\u200c\u0631\u0648\u0645 \U0001f600 {MAIL}\t  end"
    assert run("redact", stdin=text.encode()).stdout_bytes == redact(text).encode()


def test_redact_json() -> None:
    """The JSON form carries the clean text and the counts."""
    told = json.loads(run("redact", *ONLY, "-f", "json", stdin=f'"{MAIL}"\n\u00e9'.encode()).stdout_bytes)
    assert told["text"] == '"[REDACTED_EMAIL]"\n\u00e9'
    assert told["counts"] == {"email": 1}


def test_redact_in_place(tmp_path: Path) -> None:
    """`--output FILE` on the input itself replaces it whole and keeps its mode; other encodings round-trip."""
    file = tmp_path / "a.txt"
    file.write_bytes(f"caf\u00e9 {MAIL}".encode("utf-16"))
    file.chmod(0o640)
    assert run("redact", *ONLY, str(file), "-o", str(file), "--encoding", "utf-16").exit_code == 0
    assert file.read_bytes().decode("utf-16") == "caf\u00e9 [REDACTED_EMAIL]"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_failed_redaction_writes_nothing(tmp_path: Path) -> None:
    """When the text turns out to be unusable, the output file is not touched and nothing is left behind."""
    source, out = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_bytes(b"fine " * 500_000 + b"\xff")
    out.write_text("before")
    assert run("redact", *ONLY, str(source), "-o", str(out)).exit_code == 2
    assert out.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, out}


def test_output_to_a_pipe_or_a_link_leaves_it_what_it_is(tmp_path: Path) -> None:
    """What is no file is written to, never replaced by one; the file that a link leads to is replaced, not the link."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run("redact", *ONLY, "-o", str(tmp_path / "pipe"), stdin=MAIL.encode()).exit_code == 0
    assert os.read(reader, 100) == b"[REDACTED_EMAIL]"
    assert (tmp_path / "pipe").is_fifo()
    os.close(reader)
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert run("redact", *ONLY, "-o", str(tmp_path / "link"), stdin=MAIL.encode()).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"[REDACTED_EMAIL]"
    assert run("redact", *ONLY, "-o", str(tmp_path), stdin=b"").exit_code == 2


@pytest.mark.parametrize("encoding", ["base64", "rot13", "undefined", "klingon"])
def test_what_is_no_encoding_of_text_is_told(encoding: str) -> None:
    """Codecs that Python has for other things are no encodings of a text."""
    done = run("scan", *ONLY, "--encoding", encoding, stdin=MAIL.encode())
    assert (done.exit_code, "no such encoding" in done.stderr_bytes.decode()) == (2, True)


def test_an_empty_list_of_kinds_is_none() -> None:
    """A list that holds no name looks for everything, not for nothing."""
    assert run("scan", "--kinds", " , ", stdin=MAIL.encode()).exit_code == 1


def test_a_closed_input_is_told() -> None:
    """`scan <&-` ends with one line."""
    done = subprocess.run(["sh", "-c", '"$@" <&-', "sh", *COMMAND, "scan"], capture_output=True, check=False, env=ENV)
    assert (done.returncode, done.stderr) == (2, b"langchain-guard: stdin: it is closed\n")


@pytest.mark.parametrize("command", ["scan", "redact", "--help"])
def test_a_closed_output_is_told(command: str) -> None:
    """`scan >&-` ends with one line, not with the code for a finding; a file read is never opened in its place."""
    line = ["sh", "-c", '"$@" >&-', "sh", *COMMAND, command]
    done = subprocess.run(line, input=MAIL.encode(), capture_output=True, check=False, env=ENV)
    assert (done.returncode, done.stderr) == (2, b"langchain-guard: stdout: it is closed\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="nothing is always full here")
def test_a_full_disk_is_no_fault_of_the_input(tmp_path: Path) -> None:
    """What could not be written is told about the output, not about the file that was read."""
    (tmp_path / "in.txt").write_text(MAIL)
    done = run("redact", *ONLY, str(tmp_path / "in.txt"), "-o", "/dev/full")
    assert (done.exit_code, done.stderr_bytes) == (2, b"langchain-guard: output: No space left on device\n")


def test_an_output_that_cannot_be_made_is_told_by_its_name(tmp_path: Path) -> None:
    """The message names the file that was asked for, not the one that would have become it."""
    done = run("redact", *ONLY, "-o", str(tmp_path / "nowhere" / "out.txt"), stdin=b"x")
    assert done.exit_code == 2
    assert f"{tmp_path}/nowhere/out.txt: No such file" in done.stderr_bytes.decode()


def test_new_output_is_private(tmp_path: Path) -> None:
    """A new output file can be read by its owner only."""
    run("redact", *ONLY, "-o", str(tmp_path / "out.txt"), stdin=b"x")
    assert stat.S_IMODE((tmp_path / "out.txt").stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["scan", "redact"])
@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        (b"\x7fELF\0\0" * 1000, [], "binary"),
        (b"good then \xff\xfe bad", [], "at byte 10"),
        (b"x" * 70_000 + b"\xc3", [], "at byte 70000"),
        (b"x", ["--encoding", "klingon"], "no such encoding"),
        (b"x", ["--kinds", "no_such_kind"], "no_such_kind"),
        (None, [], "No such file"),
        ("folder", [], "Is a directory"),
    ],
)
def test_unusable_input_is_one_line_and_code_2(
    tmp_path: Path, command: str, content: bytes | str | None, options: list[str], told: str
) -> None:
    """Binary, broken, missing and misnamed input: one line on stderr, exit code 2."""
    file = tmp_path / "in.txt"
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    done = run(command, str(file), *(options or ONLY))
    assert done.exit_code == 2
    assert told in done.stderr_bytes.decode()
    assert done.stderr_bytes.count(b"\n") == 1


def test_hostile_file_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Escapes in a file name are shown harmless, in findings and in errors."""
    file = tmp_path / "a\x1b]0;pwned\x07.txt"
    file.write_text(MAIL)
    for path in (str(file), str(file) + "missing"):
        done = run("scan", *ONLY, path)
        assert b"\x1b" not in done.stdout_bytes + done.stderr_bytes


def test_hash_needs_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash strategy without a key is refused, with it the hash is stable and keyed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LANGCHAIN_GUARD_HASH_KEY", raising=False)
    assert run("redact", *ONLY, "--strategy", "hash", stdin=MAIL.encode()).exit_code == 2
    hashed = []
    for key in ("k" * 32, "k" * 32, "j" * 32):
        monkeypatch.setenv("LANGCHAIN_GUARD_HASH_KEY", key)
        hashed.append(run("redact", *ONLY, "--strategy", "hash", stdin=MAIL.encode()).stdout_bytes)
    assert hashed[0] == hashed[1] != hashed[2]
    assert MAIL.encode() not in hashed[0]


@pytest.mark.parametrize("command", ["scan", "redact"])
def test_wrong_use_is_explained(command: str) -> None:
    """A bad option ends with code 2 and a word about it."""
    assert run(command, "--min-score", "3").exit_code == 2
    assert run(command, "--nonsense").exit_code == 2


def test_the_process_itself(tmp_path: Path) -> None:
    """As a process, `python -m langchain_guard` gives the same bytes and exit codes."""
    done = subprocess.run(
        [*COMMAND, "redact", *ONLY], input=MAIL.encode(), capture_output=True, check=True, env=ENV, cwd=tmp_path
    )
    assert (done.stdout, done.stderr) == (b"[REDACTED_EMAIL]", b"")
    (tmp_path / "binary").write_bytes(b"\0")
    failed = subprocess.run(
        [*COMMAND, "scan", *ONLY, "binary"], capture_output=True, check=False, env=ENV, cwd=tmp_path
    )
    assert (failed.returncode, failed.stdout, failed.stderr.count(b"\n")) == (2, b"", 1)


def test_output_comes_while_input_is_still_open() -> None:
    """A pipe that is still being fed already gets what is final."""
    with subprocess.Popen(
        [*COMMAND, "redact", *ONLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"write to {MAIL} soon. And".encode())
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 60)[0]
        assert os.read(process.stdout.fileno(), 1000).startswith(b"write to [REDACTED_EMAIL] ")
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize("command", ["scan", "rules", "eval", "eval --json", "audit tail"])
def test_no_reader_is_no_finding(command: str, tmp_path: Path) -> None:
    """Where nobody reads the output, a command ends with 141, never with the code for a finding; a full disk is 2."""
    text = tmp_path / "text"
    text.write_text(json.dumps({"text": MAIL, "spans": [], "label": 0, "event": "note"}) + "\n")
    options = {"scan": [*ONLY, text], "rules": []}.get(command, [text])
    line = [*COMMAND, *command.split(), *options, *(["--task", "pii"] if "eval" in command else [])]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(line, stdout=write, stderr=subprocess.PIPE, check=False, env=ENV)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, check=False, env=ENV)
        assert (done.returncode, done.stderr.endswith(b"output: No space left on device\n")) == (2, True)


def test_reader_that_goes_away_is_quiet() -> None:
    """`| head` ends the command with 141 and without a word."""
    with subprocess.Popen(
        [*COMMAND, "redact", *ONLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(b"words and words " * 100_000)
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C reaches what a test starts, also where the tests run in the background of a script, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupt_is_quiet() -> None:
    """Ctrl-C ends the command with 130 and without a traceback."""
    with subprocess.Popen(
        [*COMMAND, "redact", *ONLY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"words and words. " * 10)
        process.stdin.flush()
        assert os.read(process.stdout.fileno(), 10)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert b"Traceback" not in process.stderr.read()


def test_long_file_in_bounded_memory_with_a_bar(tmp_path: Path) -> None:
    """Ten megabytes are redacted within 400 MB of address space, and a terminal on stderr shows a progress bar."""
    file = tmp_path / "long.txt"
    with file.open("w") as out:
        for _ in range(1000):
            out.write(f"Some ordinary prose and one address, {MAIL}, " + "and more prose " * 660 + "\n")

    bounded = ["bash", "-c", 'ulimit -d 409600; exec "$@"', "-", *COMMAND]
    master, slave = pty.openpty()
    seen = b""
    with subprocess.Popen(
        [*bounded, "redact", *ONLY, str(file), "-o", str(tmp_path / "clean.txt")], stderr=slave, env=ENV
    ) as process:
        os.close(slave)
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        assert process.wait(120) == 0
    os.close(master)
    assert b"MB" in seen
    assert b"1000 replaced" in seen
    assert (tmp_path / "clean.txt").read_text() == file.read_text().replace(MAIL, "[REDACTED_EMAIL]")


@settings(max_examples=100)
@given(st.lists(st.text(alphabet="ab\n", max_size=8), min_size=1))
def test_line_and_column_are_those_of_the_text(pieces: list[str]) -> None:
    """Wherever the pieces are cut, line and column are those of the whole text."""
    text = "".join(pieces)
    lines = Lines()
    for piece in pieces:
        lines.add(piece)
    for offset in range(len(text)):
        before = text[:offset].split("\n")
        assert lines.locate(offset) == (len(before), len(before[-1]) + 1)
