"""Texts written by hand, one by one: the variety that no grammar has.

One JSON object a line in `texts/*.jsonl`: `text`, `label` (`attack`, `doubtful` or `honest`), `channel` (`user` or
`document`), `lang`. In a document the attack stands between `⟦` and `⟧`, which are taken out when it is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from langchain_guard.detect.injection.generator.families import Channel

FOLDER = Path(__file__).parent / "texts"

_MARKED = re.compile(r"⟦(.*)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """One written text.

    Attributes:
        text: The text.
        label: 1 attack, 0 honest.
        doubtful: An attack only in some context: a move in a guessing game, a bland task in a document.
        channel: `user` or `document`: where such a text would come from.
        lang: ISO 639-1 code.
        span: Where the attack stands in a document; None in honest ones and in what users write.
    """

    text: str
    label: int
    doubtful: bool
    channel: Channel
    lang: str
    span: tuple[int, int] | None

    @property
    def attack(self) -> str:
        """The attack itself, without the document around it."""
        return self.text[slice(*self.span)] if self.span else self.text

    @property
    def around(self) -> str:
        """The document without the attack: as honest as any."""
        if self.span is None:
            return self.text
        first, last = self.span
        return f"{self.text[:first].rstrip(' ')} {self.text[last:].lstrip(' ')}".strip()


@cache
def written() -> tuple[Written, ...]:
    """All written texts, in the order of files and lines.

    Example:
        >>> {text.label for text in written()}
        {0, 1}
    """
    return tuple(text for path in sorted(FOLDER.glob("*.jsonl")) for text in read(path))


def read(path: Path) -> Iterator[Written]:
    """The texts of one file, in the order of its lines."""
    with path.open(encoding="utf-8") as lines:
        yield from (_text(json.loads(line)) for line in lines)


def _text(record: dict[str, str]) -> Written:
    marked = _MARKED.search(record["text"])
    return Written(
        text=_MARKED.sub(r"\1", record["text"]),
        label=int(record["label"] != "honest"),
        doubtful=record["label"] == "doubtful",
        channel="user" if record["channel"] == "user" else "document",
        lang=record["lang"],
        span=(marked.start(), marked.end() - 2) if marked else None,
    )
