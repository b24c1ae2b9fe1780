"""`langchain-guard audit verify / report / tail`: the audit trail from a terminal.

Keys come from `--key-file` (one key, surrounding white space is ignored) or from the setting `audit_key`
(`LANGCHAIN_GUARD_AUDIT_KEY`). Exit codes: 0 intact, and every log reaches its published head; 1 not intact; 2 wrong use
or unreadable file; 3 nothing wrong was found, but not everything could be checked (no head, or no key).
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.filesize import decimal
from rich.text import Text

from langchain_guard.exceptions import ConfigError, GuardError
from langchain_guard.text_cli import COLOURS, Format, Json
from langchain_guard.text_files import READER_GONE, Output, silence

if TYPE_CHECKING:
    from langchain_guard.audit.heads import Head
    from langchain_guard.audit.verdict import Verdict

app = typer.Typer(
    help="Verify the audit trail, look at it, follow it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

EXIT = {"intact": 0, "tampered": 1, "unanchored": 3, "unverifiable": 3}
"""Exit code by the status of a verdict."""

SHOWN = (
    *("user", "model", "name", "control", "tool", "review", "sources", "rules", "counts", "limit", "retry_after"),
    *("alert", "value", "error_type", "tokens_in", "tokens_out", "lost"),
)
"""Fields that `tail` shows where a record has them."""

Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="All segments of the trail.", show_default=False)]
Heads = Annotated[list[Path], typer.Option("--head", help="File of published heads; may be given several times.")]
KeyFiles = Annotated[
    list[Path],
    typer.Option("--key-file", help="File with a key; several after a rotation. Unset: LANGCHAIN_GUARD_AUDIT_KEY."),
]


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn every foreseeable failure into one line on stderr and exit code 2, and into 141 when nobody reads on.

    A verdict that cannot be printed is no verdict: exit code 1 says that the trail is not intact.
    """
    try:
        yield
    except BrokenPipeError:
        silence()
        raise typer.Exit(READER_GONE) from None
    except UnicodeEncodeError:
        _fail("the output cannot show this in its encoding: set PYTHONIOENCODING=utf-8")
    except OSError as error:
        if error.filename is None:
            silence()
        _fail(f"{error.filename or 'output'}: {error.strerror}")
    except GuardError as error:
        _fail(str(error))


def _keys(files: Sequence[Path]) -> list[bytes | str]:
    if files:
        return [_key(file) for file in files]
    from langchain_guard.settings import GuardSettings  # noqa: PLC0415 -- costs time and is not always needed

    key = GuardSettings().audit_key
    return [key.get_secret_value()] if key is not None else []


def _key(file: Path) -> bytes:
    from langchain_guard.audit.chain import MIN_KEY_BYTES  # noqa: PLC0415 -- as above

    key = file.read_bytes().strip()
    if len(key) < MIN_KEY_BYTES:
        message = f"{file}: there is no key of at least {MIN_KEY_BYTES} bytes in this file"
        raise ConfigError(message)
    return key


def _heads(files: Sequence[Path]) -> Iterator[Head]:
    from langchain_guard.audit.heads import read_heads  # noqa: PLC0415 -- as above

    for file in files:
        try:
            with file.open("rb") as lines:
                heads = list(read_heads(lines))
            if not heads:
                problem = "there is no published head in this file"
                raise ConfigError(problem)
            yield from heads
        except ConfigError as error:
            problem = f"{file}: {error}"
            raise ConfigError(problem) from None


@app.command()
def verify(
    files: Files,
    heads: Heads = [],  # noqa: B006 -- typer copies it
    key_files: KeyFiles = [],  # noqa: B006 -- typer copies it
    form: Annotated[Format, typer.Option("--format", "-f", help="`text` or `json`.")] = Format.TEXT,
    as_json: Json = False,
) -> None:
    """Say what the files prove: intact, altered at record n, truncated, or intact as far as could be checked.

    Exit code 0: intact to the last published head. 1: not intact. 2: could not be read.

    3: nothing wrong was found, but without a key or a head not everything was checked.
    """
    from langchain_guard.audit.verifier import verify as check  # noqa: PLC0415 -- as above

    with _plain_errors():
        verdict = check(files, keys=_keys(key_files), heads=list(_heads(heads)))
        typer.echo(_written(verdict) if as_json or form is Format.JSON else str(verdict))
    raise typer.Exit(EXIT[verdict.status])


def _written(verdict: Verdict) -> str:
    """A verdict as JSON."""
    problems = [
        {"kind": p.kind, "file": p.file, "line": p.line, "log": p.log, "seq": p.seq, "text": p.text}
        for p in verdict.problems
    ]
    logs = [{"log": s.log, "first": s.first, "last": s.last, "closed": s.closed, "lost": s.lost} for s in verdict.logs]
    said = {"status": verdict.status, "records": verdict.records, "problems": problems, "logs": logs}
    return json.dumps(said, indent=2)


@app.command()
def report(
    files: Files,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the page.")] = Path("report.html"),
    heads: Heads = [],  # noqa: B006 -- typer copies it
    key_files: KeyFiles = [],  # noqa: B006 -- typer copies it
    title: Annotated[str, typer.Option(help="Heading of the page.")] = "Audit report",
    show_users: Annotated[bool, typer.Option("--show-users", help="Users as they are, not pseudonyms.")] = False,
) -> None:
    """Write one self-contained HTML page about the trail; open it in any browser, no network needed."""
    from langchain_guard.audit.report import report as page  # noqa: PLC0415 -- as above

    with _plain_errors():
        html = page(files, keys=_keys(key_files), heads=_heads(heads), show_users=show_users, title=title)
        output.write_text(html, encoding="utf-8")
    typer.echo(f"{output} ({decimal(len(html))})", err=True)


@app.command()
def tail(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The audit path; newer segments are followed.")],
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Records to show first.")] = 10,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", "-f", help="Wait for more.")] = False,
    raw: Annotated[bool, typer.Option("--json", help="Print the records as they are.")] = False,
) -> None:
    """Show the newest records; with -f follow the trail, across rotations. Ends with code 0, or 130 by Ctrl-C."""
    console = Output(highlight=False, soft_wrap=True)
    try:
        with _plain_errors():
            for line in _lines(file, lines, follow=follow):
                if raw:
                    sys.stdout.write(line.decode("ascii", "backslashreplace") + "\n")
                    sys.stdout.flush()
                else:
                    console.print(_summary(line))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _lines(path: Path, count: int, *, follow: bool) -> Iterator[bytes]:
    """The last `count` whole lines, then new ones as they come, over all segments."""
    from langchain_guard.audit.segments import Segments  # noqa: PLC0415 -- as above

    segments = Segments(path)
    existing = segments.numbered()
    if not existing:
        raise FileNotFoundError(errno.ENOENT, "no audit file", str(path))
    last: list[bytes] = []
    (number, current), place = existing[-1], 0
    for _, segment in reversed(existing):
        found, end = _last(segment, count - len(last))
        if segment is current:
            place = end  # what is written from here on is new
        last = found + last
        if len(last) >= count:
            break
    yield from last[-count:] if count else ()
    while follow:
        later = next((segment for segment in segments.numbered() if segment[0] > number), None)
        size = 0
        try:
            with current.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                place = file.seek(place if place <= size else 0)  # a shorter one is another one by the same name
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    place += len(line)
                    yield line.rstrip(b"\n")
        except FileNotFoundError:  # removed or moved away; the writer makes a new one
            place = 0
        if later is not None and place >= size:
            (number, current), place = later, 0
        else:
            time.sleep(0.2)


def _last(path: Path, count: int) -> tuple[list[bytes], int]:
    """The last `count` whole lines of a file, which may be larger than memory, and where they end."""
    data = b""
    with path.open("rb") as file:
        start = size = file.seek(0, os.SEEK_END)
        while start and data.count(b"\n") <= count:
            step = min(start, max(len(data), 1 << 16))
            start = file.seek(start - step)
            data = file.read(step) + data
    *lines, rest = data.split(b"\n")
    return lines[-count:] if count else [], size - len(rest)


def _summary(line: bytes) -> Text:
    """One record for a person; everything but printable ASCII stays escaped."""
    try:
        return _told(json.loads(line))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Text(f"(not a record: {len(line)} bytes)", style="bold red")


def _told(record: dict[str, Any]) -> Text:
    event = str(record["event"])
    said = Text(f"{_plain(record.get('time', ''))[11:19]} ", style="dim")
    result = record.get("action") or record.get("outcome") or ""
    style = COLOURS.get(str(record.get("severity")), "red" if result not in ("", "ok", "interrupted") else "")
    said.append(f"{_plain(event):<15} ", style="dim" if event.startswith("log.") else "bold")
    said.append(f"{_plain(result):<9} ", style=style)
    for name in SHOWN:
        if record.get(name) not in (None, [], {}):
            said.append(f"{name}=", style="dim").append(f"{_plain(record[name])} ")
    if (latency := record.get("latency")) is not None:
        said.append(f"{latency:.3f} s" if isinstance(latency, float) else f"{_plain(latency)} s", style="dim")
    return said


def _plain(value: object) -> str:
    r"""A value without anything a terminal would act on.

    >>> print(_plain("a\x1b[2Jb"), _plain(["pii.email"]), _plain({"email": 2}))
    a\u001b[2Jb pii.email email:2
    """
    if isinstance(value, dict):
        return ",".join(f"{_plain(key)}:{_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ",".join(map(_plain, value))
    return json.dumps(value)[1:-1].replace("\x7f", "\\u007f") if isinstance(value, str) else json.dumps(value)
