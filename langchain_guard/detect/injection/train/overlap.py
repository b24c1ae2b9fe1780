"""Show that the generator copies nothing: `python -m langchain_guard.detect.injection.train.overlap --data FOLDER`.

Compares every line the generator makes, every line of its tables and every written text with every line of the data
folder, letters and digits only. Short lines that anybody would write ("how are you") are listed apart.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from langchain_guard.detect.injection.generator import generate
from langchain_guard.detect.injection.generator.attacks import FORMS, SLOTS
from langchain_guard.detect.injection.generator.honest import HONEST_FORMS, HONEST_SLOTS
from langchain_guard.detect.injection.generator.topics import TOPICS
from langchain_guard.detect.injection.generator.written import written

LOG = logging.getLogger(__name__)

COMMON = 6
"""Lines of fewer words than this are nobody's."""


def key(line: str) -> str:
    """A line without case, signs and spaces around words.

    Example:
        >>> key("Hello,  World!")
        'hello world'
    """
    return re.sub(r"\W+", " ", line.lower()).strip()


def shared(made: Iterable[str], texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Lines in both: those of at least `COMMON` words, and the shorter ones.

    Example:
        >>> shared(["One two three four five six.", "Hi!"], ["hi", "one two three, four five six", "other"])
        (['one two three four five six'], ['hi'])
    """
    ours = {key(line) for text in made for line in text.splitlines()}
    theirs = {key(line) for text in texts for line in (*text.splitlines(), text)}
    both = sorted((ours & theirs) - {""})
    return [line for line in both if len(line.split()) >= COMMON], [line for line in both if len(line.split()) < COMMON]


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line, compare, log what is shared; exit 1 when a long line is."""
    parser = argparse.ArgumentParser(description="Compare the generator with a data folder.")
    parser.add_argument("--data", type=Path, required=True, help="folder with *.jsonl files")
    parser.add_argument("--count", type=int, default=50_000, help="texts to generate")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    texts = [
        str(json.loads(line)["text"])
        for path in sorted(args.data.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    tables = [
        form for table in (FORMS, HONEST_FORMS, SLOTS, HONEST_SLOTS, TOPICS) for some in table.values() for form in some
    ]
    texts_by_hand = [text.text for text in written()]
    spans = [made.text[made.span[0] : made.span[1]] for made in generate(args.count, seed=99)]
    long, short = shared([*tables, *texts_by_hand, *spans], texts)
    LOG.info(
        "%d lines of the data, %d generated: %d long lines shared, %d short",
        len(texts),
        args.count,
        len(long),
        len(short),
    )
    for line in long:
        LOG.info("shared: %s", line)
    raise SystemExit(1 if long else 0)


if __name__ == "__main__":
    main()
