"""Reading and writing a person's files for the command line: in pieces, strictly decoded, all or nothing."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
import tempfile
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

BLOCK = 1 << 20
"""Bytes read at a time."""

MARGIN = 1 << 20
"""Characters kept behind the reading position for line numbers; more than any detector ever holds back."""


READER_GONE = 141
"""Exit code when the reader of the output went away: 128 and the number of SIGPIPE, as shells report it."""


def silence() -> None:
    """Send what is left of the output nowhere; Python would complain about it while it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Output(Console):
    """A console that leaves it to the command what happens when nobody reads on; rich's own exits with code 1."""

    def on_broken_pipe(self) -> None:
        """Hand the error on that is being handled."""
        raise  # noqa: PLE0704 -- rich calls this in its handler


class UnusableText(Exception):
    """The text cannot be read as asked; the message says why, without any of it."""


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file's bytes, or standard input's for `-`."""
    if file == "-":
        if sys.stdin is None:  # started with `<&-`
            message = "it is closed"
            raise UnusableText(message)
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as source:
        yield source


def decoded(source: BinaryIO, encoding: str, advance: Callable[[int], object]) -> Iterator[str]:
    """The text of a stream of bytes, in pieces.

    Args:
        source: Where the bytes come from; a piece is given as soon as some are there.
        encoding: Its encoding, applied strictly.
        advance: Told the number of bytes of each piece.

    Yields:
        Pieces of the text, line ends and null bytes as they are.

    Raises:
        LookupError: For an unknown encoding.
        UnusableText: For bytes that are not in it, or a file that is not text.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    read = getattr(source, "read1", source.read)
    done, block, problem = 0, b"", ""
    while not problem:
        block = read(BLOCK)
        waiting = len(decoder.getstate()[0])
        if done == 0 and encoding == "utf-8" and b"\0" in block:
            problem = "this looks like a binary file; for UTF-16 say --encoding utf-16"
            break
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            problem = f"not {encoding} text at byte {done - waiting + error.start}; say which with --encoding"
        else:
            done += len(block)
            advance(len(block))
            if text:
                yield text
            if not block:
                return
    raise UnusableText(problem)  # outside the handler: its exception holds the bytes


@contextmanager
def target(path: Path | None) -> Iterator[BinaryIO]:
    """Where clean text goes: standard output, or a file that is replaced when everything has been written.

    The file is made beside `path` with mode 0600 or the mode `path` has, so that no half-written text is ever seen.
    What is no file, such as a pipe or `/dev/null`, is written to and stays what it is; so does a link to a file.
    """
    if path is None:
        yield sys.stdout.buffer
        return
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            yield out
        return
    path = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = str(path)  # the one that was asked for
        raise
    with ExitStack() as undo:
        undo.callback(Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as out:
            yield out
        if path.exists():
            shutil.copymode(path, name)
        Path(name).replace(path)
        undo.pop_all()


@dataclass(slots=True)
class _Chunk:
    start: int  # offset of its first character
    line: int  # line number there, from 1
    line_start: int  # offset where that line begins
    text: str


class Lines:
    r"""Line and column of offsets that lie not far behind what was read last.

    >>> lines = Lines()
    >>> lines.add("one\ntw")
    >>> lines.add("o\nthree")
    >>> lines.locate(4), lines.locate(8), lines.length
    ((2, 1), (3, 1), 13)
    """

    def __init__(self) -> None:
        self.length = 0
        self._chunks: deque[_Chunk] = deque()
        self._line, self._line_start = 1, 0

    def add(self, text: str) -> None:
        """Note the next piece of the text."""
        self._chunks.append(_Chunk(self.length, self._line, self._line_start, text))
        self._line += text.count("\n")
        if "\n" in text:
            self._line_start = self.length + text.rindex("\n") + 1
        self.length += len(text)
        while self.length - (self._chunks[0].start + len(self._chunks[0].text)) > MARGIN:
            self._chunks.popleft()

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character."""
        chunk = self._chunks[max(0, bisect_right(self._chunks, offset, key=lambda chunk: chunk.start) - 1)]
        within = offset - chunk.start
        newline = chunk.text.rfind("\n", 0, within)
        line_start = chunk.line_start if newline < 0 else chunk.start + newline + 1
        return chunk.line + chunk.text.count("\n", 0, within), offset - line_start + 1
