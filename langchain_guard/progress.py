"""Progress bars for work that takes longer than a moment, in terminals and notebooks, and nowhere else.

    for text in track(texts, "scanning"):
        results.append(scan(text))

In a terminal the bar is rich's and goes to stderr; in a notebook it is HTML's own, so that no widgets are needed. Where
output goes into a file or a pipe, and when the work is done within a second, nothing is shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterable, Sized
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

Advance = Callable[[int], None]

PATIENCE = 1.0
"""Seconds before a bar appears."""

PAUSE = 0.1
"""Least seconds between two drawings."""


class _Bar(Protocol):
    def draw(self, done: int) -> None: ...

    def close(self) -> None: ...


def track(items: Iterable[T], label: str = "", *, total: int | None = None) -> Generator[T]:
    """Pass items through, and show how far they are.

    Args:
        items: Anything to iterate over.
        label: What is being done, in a word.
        total: How many there are; their length when they have one.

    Yields:
        The items, unchanged.

    >>> [len(text) for text in track(["a", "bc"], "counting")]
    [1, 2]
    """
    size = len(items) if total is None and isinstance(items, Sized) else total
    with progress(size, label) as advance:
        for item in items:
            yield item
            advance(1)


@contextmanager
def progress(
    total: int | None,
    label: str = "",
    *,
    unit: Literal["items", "bytes"] = "items",
    console: Console | None = None,
    patience: float = PATIENCE,
) -> Generator[Advance]:
    """A bar for the work of the block.

    Args:
        total: How much there is to do; None when that is not known.
        label: What is being done, in a word.
        unit: What is counted.
        console: The terminal to draw on; by default stderr.
        patience: Seconds before the bar appears.

    Yields:
        A function that is told how much more has been done.

    >>> with progress(3, "working") as advance:
    ...     advance(3)
    """
    done, drawn = 0, time.monotonic() - PAUSE + patience
    bar: _Bar | None = None

    def advance(count: int) -> None:
        nonlocal done, drawn, bar
        done += count
        now = time.monotonic()
        if now - drawn >= PAUSE:
            drawn = now
            bar = bar or _bar(total, label, unit, console)
            bar.draw(done)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.draw(done)
            bar.close()


def _bar(total: int | None, label: str, unit: str, console: Console | None) -> _Bar:
    if console is None and _in_notebook():
        return _Notebook(total, label)
    from rich.console import Console  # noqa: PLC0415 -- slow, and most work is done before it is needed

    console = console or Console(stderr=True)
    return _Terminal(total, label, unit, console) if console.is_terminal else _Nothing()


def _in_notebook() -> bool:
    """Whether this process is the kernel of a notebook: nobody imports IPython to find out."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and hasattr(shell, "kernel")


class _Nothing:
    def draw(self, done: int) -> None:
        pass

    def close(self) -> None:
        pass


class _Terminal:
    def __init__(self, total: int | None, label: str, unit: str, console: Console) -> None:
        from rich import progress as rich  # noqa: PLC0415 -- slow, as above

        amount = rich.DownloadColumn() if unit == "bytes" else rich.MofNCompleteColumn()
        columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), amount, rich.TimeRemainingColumn())
        self._progress = rich.Progress(*columns, console=console)
        self._task = self._progress.add_task(label, total=total)
        self._progress.start()

    def draw(self, done: int) -> None:
        self._progress.update(self._task, completed=done)

    def close(self) -> None:
        self._progress.stop()


class _Notebook:
    def __init__(self, total: int | None, label: str) -> None:
        from IPython.display import display  # noqa: PLC0415 -- there, because this is its kernel

        self._total, self._label = total, label
        self._handle: Any = display(self._page(0), raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython has no types

    def draw(self, done: int) -> None:
        self._handle.update(self._page(done), raw=True)

    def close(self) -> None:
        """The last drawing stays."""

    def _page(self, done: int) -> dict[str, str]:
        value = "" if self._total is None else f' value="{done}" max="{self._total}"'
        of = "" if self._total is None else f" of {self._total:,}"
        said = f"{self._label} {done:,}{of}".strip()
        return {"text/html": f"<div><progress{value}></progress> {escape(said)}</div>", "text/plain": said}
