"""`langchain-guard eval`: figures on a person's own labelled texts."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from langchain_guard.exceptions import GuardError
from langchain_guard.progress import track
from langchain_guard.text_files import READER_GONE, Output, silence

if TYPE_CHECKING:
    from langchain_guard.evaluation import Metrics


class TaskName(StrEnum):
    """What is looked for."""

    INJECTION = "injection"
    PII = "pii"
    SECRETS = "secrets"


_HEADS = {
    "source": "source", "rows": "texts", "positives": "to\nfind", "precision": "precision", "recall": "recall",
    "f1": "F1", "fpr": "FPR", "auc": "AUC", "recall_at_fpr": "recall\nat 1 %", "p50_ms": "p50\nms", "p95_ms": "p95\nms",
    "p99_ms": "p99\nms",
}  # fmt: skip

WIDE = 120
"""Columns of a table that goes into a file or a pipe."""

DETECTORS = "`rules`; for injection also `classifier` (with the rules; extra ml) or `hf:MODEL`; `@0.3` sets a threshold"


def evaluate(  # noqa: PLR0917 -- typer calls it by name
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Labelled texts, one JSON object a line."),
    ],
    task: Annotated[TaskName, typer.Option(help="What is looked for.")] = TaskName.INJECTION,
    detector: Annotated[str, typer.Option(help=f"{DETECTORS}. Unset: what the package asks by default.")] = "",
    compare: Annotated[str, typer.Option(help="Another one, e.g. `rules` or `rules@0.3`.")] = "",
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    plots: Annotated[Path | None, typer.Option(help="Folder for plots; needs the extra plots.")] = None,
) -> None:
    """Measure precision, recall, F1, AUC, false positives and latency, per source and pooled.

    A line of FILE for injection: {"text": "...", "label": 1}, with 0 for honest text.

    For pii and secrets: {"text": "...", "spans": [{"start": 0, "end": 5, "type": "email"}]}.
    """
    from langchain_guard.evaluation import judged, measure, plot, read_rows, usual  # noqa: PLC0415 -- tables load late

    try:
        rows = list(read_rows(file, task.value))
        names = dict.fromkeys(name for name in (detector or usual(task.value), compare) if name)
        outcomes = {name: judged(track(rows, name), task.value, name) for name in names}
        results = {name: measure(found, task.value) for name, found in outcomes.items()}
        if plots is not None:
            picture = plot(outcomes, task.value)
            plots.mkdir(parents=True, exist_ok=True)
            picture.save(plots / f"{task.value}.png")
        _print(results, json_output=json_output)
    except BrokenPipeError:
        silence()
        raise typer.Exit(READER_GONE) from None
    except OSError as error:
        if error.filename is None:
            silence()
        typer.echo(f"eval: {error.filename or 'output'}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    except GuardError as error:
        typer.echo(f"eval: {error}", err=True)
        raise typer.Exit(2) from None


def _print(results: Mapping[str, Sequence[Metrics]], *, json_output: bool) -> None:
    from langchain_guard.evaluation import as_json  # noqa: PLC0415 -- as above

    if json_output:
        typer.echo(as_json(results))
    else:
        console = Output()
        if not console.is_terminal:
            console.width = WIDE
        for name, metrics in results.items():
            console.print(table(name, metrics, console.encoding), end="\n\n")
    sys.stdout.flush()


def table(title: str, rows: Sequence[Metrics], encoding: str = "utf-8") -> Table:
    """The figures as a table that can be written in an encoding."""
    heading = _plain(title, encoding, "table.title")
    shown = Table(title=heading, title_justify="left", box=None, padding=(0, 1, 0, 0), header_style="dim")
    for name, head in _HEADS.items():
        first = name == "source"
        shown.add_column(head, justify="left" if first else "right", overflow="fold", no_wrap=not first)
    for row in rows:
        values = [getattr(row, name) for name in _HEADS]
        shown.add_row(*(_plain("-" if value is None else str(value), encoding) for value in values))
    return shown


def _plain(text: str, encoding: str, style: str = "") -> Text:
    """A text from a file as it stands there: brackets are no markup, and what cannot be printed is an escape."""
    shown = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
    return Text(shown.encode(encoding, "backslashreplace").decode(encoding), style)
