"""Progress is shown to people, and to nobody else."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from rich.console import Console

from langchain_guard import progress
from langchain_guard.progress import track


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bars appear at once, and are drawn at every step."""
    monkeypatch.setattr(progress, "PAUSE", 0.0)


def _terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def _seen(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("unit", "words"), [("items", "4/4"), ("bytes", "4/4 bytes")])
def test_terminal_shows_a_bar(unit, words: str) -> None:
    """On a terminal there is a bar that names the work and arrives at its end."""
    console = _terminal()
    with progress.progress(4, "scanning", unit=unit, console=console, patience=0) as advance:
        for _ in range(4):
            advance(1)
    assert "scanning" in _seen(console)
    assert words in _seen(console)


@pytest.mark.usefixtures("impatient")
def test_files_and_pipes_get_none() -> None:
    """Where there is no terminal nothing is written."""
    console = Console(file=io.StringIO(), force_terminal=False)
    with progress.progress(1, console=console, patience=0) as advance:
        advance(1)
    assert _seen(console) == ""


def test_short_work_gets_none() -> None:
    """Work that is done before anyone wonders shows nothing, on a terminal neither."""
    console = _terminal()
    with progress.progress(4, console=console, patience=3600) as advance:
        advance(4)
    assert _seen(console) == ""


def test_items_pass_unchanged_and_one_at_a_time() -> None:
    """`track` hands on what it is given, in order, and reads no further than asked."""
    source = iter(range(5))
    tracked = track(source, "reading", total=5)
    assert [next(tracked), next(tracked)] == [0, 1]
    tracked.close()
    assert list(source) == [2, 3, 4]
    assert list(track([1, 2])) == [1, 2]


def _fail_midway(console: Console) -> None:
    with progress.progress(4, console=console, patience=0) as advance:
        advance(1)
        raise KeyError


@pytest.mark.usefixtures("impatient")
def test_an_error_closes_the_bar() -> None:
    """An error in the work goes through, and leaves the terminal as it was: with a cursor."""
    console = _terminal()
    with pytest.raises(KeyError):
        _fail_midway(console)
    assert _seen(console).rindex("\x1b[?25h") > _seen(console).rindex("\x1b[?25l")


@pytest.mark.usefixtures("impatient")
def test_notebook_shows_a_bar_without_widgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the kernel of a notebook one output is drawn and updated: HTML, with a plain form for other viewers."""
    pages = []
    handle = SimpleNamespace(update=lambda page, raw: pages.append(page))

    def display(page, raw, display_id):
        pages.append(page)
        return handle

    kernel = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setitem(sys.modules, "IPython", kernel)
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    with progress.progress(2_000, "<judging>", patience=0) as advance:
        advance(2_000)
    assert pages[0]["text/html"] == '<div><progress value="0" max="2000"></progress> &lt;judging&gt; 0 of 2,000</div>'
    assert pages[-1]["text/plain"] == "<judging> 2,000 of 2,000"
    with progress.progress(None, "judging", patience=0) as advance:
        advance(7)
    assert pages[-1]["text/html"] == "<div><progress></progress> judging 7</div>"
