"""`langchain-guard scan` and `langchain-guard redact`: the detectors on a person's own text, of any length.

Text is read, judged and written in pieces, so that memory stays bounded and a pipe answers while it is still being
fed. Exit codes: 0 done (`scan`: nothing found), 1 `scan` found something, 2 the text could not be used (missing,
binary, not in the given encoding, bad option), 130 interrupted, 141 the reader of the output went away.
"""

from __future__ import annotations

import codecs
import errno
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from langchain_guard.exceptions import GuardError
from langchain_guard.progress import Advance, progress
from langchain_guard.text_files import READER_GONE, Lines, Output, UnusableText, decoded, opened, silence, target

if TYPE_CHECKING:
    from langchain_guard.findings import Finding
    from langchain_guard.redaction import RedactionPolicy
    from langchain_guard.text.scanner import Match

LONG = 4 << 20
"""Size in bytes from which a progress bar is worth its place."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Errors that only writing has: the file that is read did not cause them."""

COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
"""Styles of the severities, also for records of the audit trail."""


class Format(StrEnum):
    """What the output looks like."""

    TEXT = "text"
    JSON = "json"


class Strategy(StrEnum):
    """What takes the place of a finding."""

    REDACT = "redact"
    MASK = "mask"
    HASH = "hash"


File = Annotated[str, typer.Argument(metavar="FILE", help="The text; `-` or nothing reads standard input.")]
Files = Annotated[
    list[str] | None, typer.Argument(metavar="FILE", help="The texts; `-` or nothing reads standard input.")
]
Form = Annotated[Format, typer.Option("--format", "-f", help="`text` for people and grep, `json` for programs.")]
Json = Annotated[bool, typer.Option("--json", help="The same as `--format json`.")]
Kinds = Annotated[str, typer.Option(help="Only these kinds, comma-separated, e.g. `email,credit_card`.")]
Locales = Annotated[str, typer.Option(help="Only these countries' identifiers, comma-separated, e.g. `de,us`.")]
Encoding = Annotated[str, typer.Option(help="Encoding of the text.")]
Score = Annotated[float, typer.Option("--min-score", min=0, max=1, help="Least confidence of a finding.")]


def scan(
    files: Files = None,
    *,
    form: Form = Format.TEXT,
    as_json: Json = False,
    kinds: Kinds = "",
    locales: Locales = "",
    min_score: Score = 0.0,
    encoding: Encoding = "utf-8",
) -> None:
    """Find personal data, secrets, hidden text and exfiltration links. Shows places and kinds, never the text.

    JSON of several files has one object a line, each with its `file`; one that could not be read to its end says so as
    `error`. Exit code 0: nothing found. 1: something found. 2: a text could not be read.
    """
    with _plain_errors("-"):
        _check_encoding(encoding)
        policy = _policy(kinds, locales, min_score)
    names = files or ["-"]
    as_objects = as_json or form is Format.JSON
    raise typer.Exit(max(_scanned(name, policy, encoding, as_objects, named=len(names) > 1) for name in names))


def _scanned(file: str, policy: RedactionPolicy, encoding: str, as_object: bool, *, named: bool) -> int:
    """Show what is found in one file; returns the exit code that it deserves."""
    counts: Counter[str] = Counter()
    lines = Lines()
    console = None if as_object else Output(soft_wrap=True, highlight=False)
    try:
        with _plain_errors(file):
            with opened(file) as source, _bar(file, _beside(console)) as advance:
                if console is None:
                    sys.stdout.write("{" + (f'"file": {json.dumps(file)}, ' if named else "") + '"findings": [')
                for piece, parts in _parts(policy, _ending(decoded(source, encoding, advance), as_object)):
                    lines.add(piece)
                    for match in parts:
                        if not isinstance(match, str):
                            _tell(match.finding, lines, file, console, first=not counts)
                            counts[match.finding.kind] += 1
            if console is None:
                end = {"length": lines.length, "counts": dict(sorted(counts.items()))}
                sys.stdout.write("], " + json.dumps(end)[1:] + "\n")
            else:
                name = f"{_shown(file)}: " if named else ""
                _note(f"{name}{_total(counts, 'found')} in {lines.length:,} characters")
            sys.stdout.flush()
    except typer.Exit as ended:
        if ended.exit_code == READER_GONE:
            raise
        return ended.exit_code
    return 1 if counts else 0


def _ending(pieces: Iterator[str], as_object: bool) -> Iterator[str]:
    """The pieces; when they cannot be read to their end, the object that is being written says so and is closed."""
    try:
        yield from pieces
    except UnusableText as error:
        if as_object:
            sys.stdout.write(f'], "error": {json.dumps(str(error))}}}\n')
        raise


def redact(
    file: File = "-",
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here, all or nothing; may be FILE itself.")
    ] = None,
    strategy: Annotated[
        Strategy, typer.Option(help="`hash` needs LANGCHAIN_GUARD_HASH_KEY in the environment or .env.")
    ] = Strategy.REDACT,
    form: Form = Format.TEXT,
    as_json: Json = False,
    kinds: Kinds = "",
    locales: Locales = "",
    min_score: Score = 0.0,
    encoding: Encoding = "utf-8",
) -> None:
    """Replace what `scan` finds, e.g. by [REDACTED_EMAIL]; everything else stays byte for byte.

    Exit code 0: done. 2: the text could not be read; with --output nothing is written then.
    """
    form = Format.JSON if as_json else form
    counts: Counter[str] = Counter()
    with _plain_errors(file):
        _check_encoding(encoding)
        policy = _policy(kinds, locales, min_score, strategy)
        shown = Console(stderr=True) if output else _beside(None)
        with opened(file) as source, _bar(file, shown) as advance, target(output) as sink:
            pieces, length = decoded(source, encoding, advance), 0
            encode = codecs.getincrementalencoder(encoding)().encode
            if form is Format.JSON:
                sink.write(b'{"text": "')
            for piece, parts in _parts(policy, pieces):
                length += len(piece)
                clean = policy.render(parts)
                sink.write(json.dumps(clean)[1:-1].encode() if form is Format.JSON else encode(clean))
                if output is None:
                    sink.flush()
                counts.update(part.finding.kind for part in parts if not isinstance(part, str))
            if form is Format.JSON:
                end = {"length": length, "counts": dict(sorted(counts.items()))}
                sink.write(('", ' + json.dumps(end)[1:] + "\n").encode())
            sink.flush()
        if output is not None:
            _note(f"{_total(counts, 'replaced')} in {length:,} characters")


def rules() -> None:
    """List the built-in rules and the kinds they find, one a line: pipe it into grep.

    Kinds go into --kinds and LANGCHAIN_GUARD_REDACT_KINDS, rules and families into LANGCHAIN_GUARD_GUARD_POLICY.
    """
    from langchain_guard.detect.catalogue import catalogue, injection_rules  # noqa: PLC0415 -- as below

    with _plain_errors("-"):
        sys.stdout.write(catalogue())
        sys.stdout.writelines(f"| `{name}` | `injection` |\n" for name in sorted(injection_rules()))
        sys.stdout.flush()


def _check_encoding(encoding: str) -> None:
    """Refuse what is no encoding of text, such as `base64`, with a `LookupError`."""
    try:
        " ".encode(encoding)
    except UnicodeError:  # the one codec that is there to fail
        raise LookupError from None


def _policy(kinds: str, locales: str, score: float, strategy: Strategy = Strategy.REDACT) -> RedactionPolicy:
    """The policy that the options describe."""
    from langchain_guard.redaction import RedactionPolicy  # noqa: PLC0415 -- slow, and --help does not need it

    options: dict[str, Any] = {"strategy": str(strategy), "score_threshold": score, "locales": _words(locales)}
    if words := _words(kinds):
        options["kinds"] = words
    if strategy is Strategy.HASH:
        from langchain_guard.settings import GuardSettings  # noqa: PLC0415 -- the same

        options["hash_key"] = GuardSettings().require("LANGCHAIN_GUARD_HASH_KEY")
    return RedactionPolicy(**options)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _parts(policy: RedactionPolicy, pieces: Iterator[str]) -> Iterator[tuple[str, list[str | Match]]]:
    """Each piece of the text, and what became final with it. Findings are not kept: they could be many."""
    from langchain_guard.text.scanner import Scanner  # noqa: PLC0415 -- slow, and --help does not need it

    scanner = Scanner(policy.selection)
    for piece in pieces:
        yield piece, scanner.feed(piece)
    yield "", scanner.feed("", final=True)


def _tell(finding: Finding, lines: Lines, file: str, console: Console | None, *, first: bool) -> None:
    """Show one finding: as a line on the console, or as an element of the JSON list."""
    line, column = lines.locate(finding.start)
    if console is None:
        record = {"kind": finding.kind, "start": finding.start, "end": finding.end, "line": line, "column": column}
        record |= {"rule": finding.rule, "severity": finding.severity, "score": finding.score}
        sys.stdout.write(("" if first else ", ") + json.dumps(record))
        return
    place = f"{_shown(file)}:{line}:{column}"
    severity = (f"{finding.severity:8}", COLOURS[finding.severity])
    console.print(Text.assemble((place, "bold"), "  ", severity, "  ", finding.kind, "  ", (finding.rule, "dim")))


def _shown(file: str) -> str:
    return "stdin" if file == "-" else _printable(file)


def _printable(text: str) -> str:
    """A file name, or an error about one, that cannot steer the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _total(counts: Counter[str], verb: str) -> str:
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    return f"{sum(counts.values())} {verb}" + (f" ({kinds})" if kinds else "")


def _note(text: str) -> None:
    """Tell the person something beside the output."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(text))


def _beside(console: Console | None) -> Console | None:
    """Where a bar does not disturb the output: stderr, or the console that prints the output on a terminal."""
    return console if sys.stdout.isatty() else Console(stderr=True)


def _bar(file: str, console: Console | None) -> AbstractContextManager[Advance]:
    """A progress bar for a long file, where there is a terminal to show it that is not needed for the output."""
    size = 0 if file == "-" else Path(file).stat().st_size
    if console is None or size < LONG:
        return nullcontext(lambda _count: None)
    return progress(size, unit="bytes", console=console, patience=0)


@contextmanager
def _plain_errors(file: str) -> Iterator[None]:
    """Turn every foreseeable failure into one line on stderr and an exit code."""
    try:
        yield
    except BrokenPipeError:
        silence()
        raise typer.Exit(READER_GONE) from None
    except UnusableText as error:
        problem = f"{'stdin' if file == '-' else file}: {error}"
    except OSError as error:
        place = error.filename or ("output" if error.errno in FULL else file)
        problem = f"{place}: {error.strerror or type(error).__name__}"
    except UnicodeEncodeError:
        problem = "the clean text does not fit the encoding"
    except LookupError:
        problem = "there is no such encoding"
    except GuardError as error:
        problem = str(error)
    else:
        return
    _fail(problem)


def _fail(problem: str) -> NoReturn:
    _note(f"langchain-guard: {_printable(problem)}")
    raise typer.Exit(2)
