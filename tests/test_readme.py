"""What the README says is true: every snippet runs, every command exists, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main
from langchain_core.language_models import FakeListChatModel

import langchain_guard
from langchain_guard.agents import ToolRule
from langchain_guard.cli import app
from langchain_guard.detect.ner import PresidioDetector
from langchain_guard.settings import GuardSettings, variable_name
from tests.bench import __main__ as bench
from tests.bench.readme import MARKS, render
from tests.demo.test_show import run
from tests.openai_server import OpenAIServer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = [code for language, code in BLOCKS if language == "python"]
BASH = [line for language, code in BLOCKS if language == "bash" for line in code.splitlines() if line]


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.splitlines()[0][:60])
def test_snippet_runs(code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, openai_server: OpenAIServer) -> None:
    """Each snippet runs as it stands, in an empty folder, against an OpenAI-compatible server."""
    monkeypatch.chdir(tmp_path)
    for name in GuardSettings.model_fields:
        monkeypatch.delenv(variable_name(name), raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.base_url)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})


def test_there_are_snippets() -> None:
    """The page has examples at all; the first shows the chain within twelve lines."""
    assert len(PYTHON) >= 3
    assert len([line for line in PYTHON[0].splitlines() if line.strip()]) <= 12


@pytest.mark.parametrize("line", BASH)
def test_commands_exist(line: str) -> None:
    """Every `langchain-guard` command on the page is one, and its options are."""
    command = typer.main.get_command(app)
    for part in re.split(r"&&|\|", line.partition("#")[0]):
        words = shlex.split(re.split(r"[<>]", part)[0])
        if words[:1] == ["langchain-guard"]:
            assert words[1] in command.commands


def test_figures_are_the_measured_ones() -> None:
    """Every figure comes from a committed result, whose script is there; `python -m tests.bench.readme` writes them."""
    block = README.partition(MARKS[0])[2].partition(MARKS[1])[0]
    assert len(block.splitlines()) > 5
    assert block == render(), "python -m tests.bench.readme"
    for script in re.findall(r"`(\w+\.py)` \|", block):
        assert (ROOT / "tests" / "bench" / script).exists(), script


def test_what_stands_for_other_libraries_is_there() -> None:
    """Every expression that the table names for users of other libraries can be written as it stands."""
    rows = README.partition("## Coming from another library\n")[2].partition("\n## ")[0].strip().splitlines()[2:]
    assert 0 < len(rows) <= 10
    known = {name: getattr(langchain_guard, name) for name in langchain_guard.__all__}
    known |= {"ToolRule": ToolRule, "PresidioDetector": PresidioDetector, "text": "hello", "key": "k" * 32}
    known["llm"] = FakeListChatModel(responses=["hi"])
    for code in (code for row in rows for code in re.findall(r"`([^`]+)`", row.split(" | ")[1])):
        eval(code, dict(known))


def test_links_lead_somewhere() -> None:
    """Relative links point to files that are there."""
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target.partition("#")[0]).exists(), target


def test_terminal_excerpt_is_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The excerpt on the first screen is what the demonstration prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    seen = _timeless(run(tmp_path / "audit.jsonl"))
    excerpt = next(code for language, code in BLOCKS if language == "text")
    for scene in excerpt.strip("\n").split("\n\n"):
        assert _timeless(scene) in seen


def _timeless(text: str) -> str:
    return re.sub(r"retry in \d+ s", "retry in N s", text)


def test_one_command_measures_everything() -> None:
    """`python -m tests.bench` knows every script that leaves a result, and says which of them it cannot run."""
    folder = ROOT / "tests" / "bench"
    named = {*bench.SCRIPTS, *bench.WITH_DATA, *bench.BY_HAND}
    assert {path.stem for path in folder.glob("*.py") if "import save" in path.read_text(encoding="utf-8")} <= named
    assert all((folder / f"{name}.py").exists() for name in named)
