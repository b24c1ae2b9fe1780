"""`langchain-guard`: the command line. Commands live beside what they show; this door only lists them.

Exit codes: 0 done, 1 `scan` found something or a check failed, 2 wrong use or unusable input, 130 interrupted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from langchain_guard import __version__, audit_cli, eval_cli, text_cli
from langchain_guard.text_files import READER_GONE, Output, silence

app = typer.Typer(
    name="langchain-guard",
    help="Security controls for LangChain: see them work, or use them on your own text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"langchain-guard {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Options of the whole command."""


@app.command()
def demo(
    audit: Annotated[
        Path | None, typer.Option(help="File of the audit trail; by default one in the temporary folder.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0, help="How fast answers stream; 0 shows them at once.")] = 1.0,
    model: Annotated[str, typer.Option(help="Model to use when OPENAI_API_KEY is set.")] = "gpt-4.1-mini",
) -> None:
    """Watch the controls at work in a dozen conversations, on OpenAI's model when OPENAI_API_KEY is set."""
    from langchain_guard.demo.show import show  # noqa: PLC0415 -- LangChain takes long to import, --help needs none

    try:
        code = show(audit=audit, speed=speed, model=model, console=Output(highlight=False))
    except BrokenPipeError:
        silence()
        code = READER_GONE
    raise typer.Exit(code)


app.command()(text_cli.scan)
app.command()(text_cli.redact)
app.command()(text_cli.rules)
app.add_typer(audit_cli.app, name="audit")
app.command("eval")(eval_cli.evaluate)


def main() -> None:
    """Entry point of the `langchain-guard` command."""
    if sys.stdout is None:  # started with `>&-`: the next file that is opened would be standard output
        typer.echo("langchain-guard: stdout: it is closed", err=True)
        sys.exit(2)
    try:
        app()
    except OSError as error:
        if error.errno not in text_cli.FULL:
            raise
        silence()
        typer.echo(f"langchain-guard: output: {error.strerror}", err=True)
        sys.exit(2)
