"""The notebooks run from top to bottom without a key and without a network, and are committed with their outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from langchain_guard.settings import GuardSettings, variable_name

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _silent(cell: nbformat.NotebookNode) -> bool:
    return cell.cell_type == "code" and not cell.outputs


def _stream(cell: nbformat.NotebookNode, name: str) -> str:
    return "".join(out.text for out in cell.get("outputs", []) if out.output_type == "stream" and out.name == name)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a fresh kernel, an empty folder and without a key every cell runs, and warns of nothing."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    for name in GuardSettings.model_fields:  # the key of OpenAI is among them
        monkeypatch.delenv(variable_name(name), raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # nothing is left behind on the machine
    work = tmp_path / "work"
    work.mkdir()
    committed = nbformat.read(path, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(work)}})
    client.execute()  # raises at the first cell that does
    for cell, before in zip(notebook.cells, committed.cells, strict=True):
        assert _stream(cell, "stderr") == ""
        assert _silent(cell) == _silent(before), "commit the notebook with its outputs"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_fit_to_be_read(path: Path) -> None:
    """Committed with outputs in order, without errors, small, and without a path of the machine that ran it."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any(cell.outputs for cell in cells)
    assert all(out.output_type != "error" for cell in cells for out in cell.outputs)
    text = path.read_text(encoding="utf-8")
    assert len(text) < 200_000
    assert not any(place in text for place in (str(ROOT), str(Path.home()) + "/", "/tmp/"))


def test_there_are_notebooks() -> None:
    """The folder is not empty, so that the tests above are about something."""
    assert NOTEBOOKS
