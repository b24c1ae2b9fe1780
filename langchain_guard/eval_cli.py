"""`langchain-guard eval`: figures on a person's own labelled texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from langchain_guard.evaluation import Metrics, Task, as_json, measure, read_rows, run_injection, run_spans
from langchain_guard.exceptions import ConfigError, GuardError

if TYPE_CHECKING:
    from langchain_guard.evaluation import Outcome


class TaskName(StrEnum):
    """What is looked for."""

    INJECTION = "injection"
    PII = "pii"
    SECRETS = "secrets"


_HEADS = {
    "source": "source", "rows": "rows", "positives": "positives", "precision": "precision", "recall": "recall",
    "f1": "F1", "fpr": "FPR", "auc": "AUC", "recall_at_fpr": "recall@1%", "p50_ms": "p50 ms", "p95_ms": "p95 ms",
    "p99_ms": "p99 ms",
}  # fmt: skip

DETECTORS = "`rules`, `classifier` (with the rules; extra ml), or `hf:MODEL`"


def evaluate(  # noqa: PLR0917 -- typer calls it by name
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Labelled texts, one JSON object a line.")],
    task: Annotated[TaskName, typer.Option(help="What is looked for.")] = TaskName.INJECTION,
    detector: Annotated[str, typer.Option(help=f"For injection: {DETECTORS}.")] = "rules",
    compare: Annotated[str, typer.Option(help="Another detector, or another threshold as `rules@0.3`.")] = "",
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Score from which a text is flagged.")] = 0.5,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    plots: Annotated[Path | None, typer.Option(help="Folder for plots; needs the extra plots.")] = None,
) -> None:
    """Measure precision, recall, F1, AUC, false positives and latency, per source and pooled."""
    try:
        rows = list(read_rows(file, task.value))
        names = [detector, *([compare] if compare else [])] if task is TaskName.INJECTION else [task.value]
        outcomes = {name: _outcomes(task.value, name, threshold, rows) for name in names}
        results = {name: measure(found, task.value) for name, found in outcomes.items()}
        if plots is not None:
            _plot(plots, outcomes)
    except GuardError as error:
        typer.echo(f"eval: {error}", err=True)
        raise typer.Exit(2) from None
    if json_output:
        typer.echo(as_json(results))
        return
    console = Console()
    for name, metrics in results.items():
        console.print(table(name, metrics))


def table(title: str, rows: Sequence[Metrics]) -> Table:
    """The figures as a table."""
    shown = Table(title=title)
    for name, head in _HEADS.items():
        shown.add_column(head, justify="left" if name == "source" else "right")
    for row in rows:
        values = [getattr(row, name) for name in _HEADS]
        shown.add_row(*("-" if value is None else str(value) for value in values))
    return shown


def _outcomes(task: Task, name: str, threshold: float, rows: list[dict[str, Any]]) -> list[Outcome]:
    if task == "injection":
        return run_injection(rows, _detector(name, threshold))
    from langchain_guard.detect.names import PII_KINDS, SECRET_KINDS, canonical_kinds  # noqa: PLC0415 -- tables load late
    from langchain_guard.redaction import RedactionPolicy  # noqa: PLC0415 -- the same

    scope = PII_KINDS if task == "pii" else SECRET_KINDS
    policy = RedactionPolicy(kinds=tuple(sorted(scope)))
    return run_spans(rows, lambda text: policy.apply(text).findings, lambda label: canonical_kinds([label]) & scope)


def _detector(name: str, threshold: float) -> Callable[[str, Any], Any]:
    from langchain_guard.detect.injection import HuggingFaceJudge, InjectionDetector  # noqa: PLC0415 -- tables load late

    kind, _, at = name.partition("@")
    try:
        threshold = float(at) if at else threshold
    except ValueError:
        message = "a threshold is a number from 0 to 1, as in rules@0.3"
        raise ConfigError(message, control="evaluation") from None
    if kind in {"rules", "classifier"}:
        return InjectionDetector(threshold=threshold, classifier=kind == "classifier").detect
    if kind.startswith("hf:"):
        judge = HuggingFaceJudge(kind.removeprefix("hf:"))
        return InjectionDetector(threshold=threshold, classifier=False, judges=(judge,)).detect
    message = f"unknown detector: use {DETECTORS}"
    raise ConfigError(message, control="evaluation")


def _plot(folder: Path, results: dict[str, list[Outcome]]) -> None:
    """ROC curves on a logarithmic axis, and the histogram of scores, as PNG files."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 -- of an extra
    except ImportError:
        message = 'plots need the extra "plots": pip install "langchain-guard[plots]"'
        raise ConfigError(message, control="evaluation") from None
    folder.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(10, 4))
    roc, histogram = figure.subplots(1, 2)
    for name, outcomes in results.items():
        attacks = [outcome.score for outcome in outcomes if outcome.positive]
        honest = [outcome.score for outcome in outcomes if not outcome.positive]
        bars = sorted({*attacks, *honest}, reverse=True)
        roc.plot(
            [sum(score >= bar for score in honest) / max(1, len(honest)) for bar in bars],
            [sum(score >= bar for score in attacks) / max(1, len(attacks)) for bar in bars],
            label=name,
        )
        histogram.hist([honest, attacks], bins=20, range=(0, 1), label=[f"{name} honest", f"{name} attacks"])
    roc.set(xscale="symlog", xlabel="false positive rate", ylabel="recall", title="ROC")
    roc.set_xscale("symlog", linthresh=0.01)
    histogram.set(xlabel="score", ylabel="texts", yscale="log", title="Scores")
    roc.legend()
    histogram.legend()
    figure.savefig(folder / "evaluation.png", dpi=120)
