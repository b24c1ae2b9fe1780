"""Where a sentence stands: mails, pages, records, tickets, source code, chats, and any text one is given."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Literal

from langchain_guard.detect.injection.generator.grammar import expand

Carried = tuple[str, tuple[int, int], Literal["user", "document"]]


def _filler(rng: random.Random, least: int, most: int) -> str:
    return " ".join(expand("{honestline}", rng) for _ in range(rng.randint(least, most)))


def _inside(before: str, text: str, after: str, channel: Literal["user", "document"]) -> Carried:
    return before + text + after, (len(before), len(before) + len(text)), channel


def _mail(text: str, rng: random.Random) -> Carried:
    head = expand(
        "From: {mail}\nSubject: «Invoice|Minutes|Hello|Your order|Offer|Question»\n\n«Hi,|Dear team,|Hello Sam,»\n", rng
    )
    tail = expand("\n«Best|Regards|Kind regards|Thanks», «Anna|Jo|The team»", rng)
    return _inside(head + _filler(rng, 0, 3) + " ", text, " " + _filler(rng, 0, 2) + tail, "document")


def _page(text: str, rng: random.Random) -> Carried:
    tag = rng.choice(("p", "div", "li", "td", "span", "h2"))
    head = f"<html><body><h1>{expand('{trigger_np}', rng)}</h1><p>{_filler(rng, 1, 3)}</p><{tag}>"
    return _inside(head, text, f"</{tag}><p>{_filler(rng, 0, 3)}</p></body></html>", "document")


def _record(text: str, rng: random.Random) -> Carried:
    """A tool's JSON answer; the quotes inside the sentence stay as typed so that its place is known."""
    name = rng.choice(("description", "body", "comment", "note", "result", "content", "snippet"))
    head = f'{{"id": {rng.randint(1, 9999)}, "title": {json.dumps(_filler(rng, 1, 1))}, "{name}": "'
    return _inside(head, text, f'", "author": "user{rng.randint(1, 99)}", "stars": {rng.randint(1, 5)}}}', "document")


def _review(text: str, rng: random.Random) -> Carried:
    return _inside(f"{'*' * rng.randint(1, 5)} {_filler(rng, 1, 3)} ", text, " " + _filler(rng, 0, 2), "document")


def _article(text: str, rng: random.Random) -> Carried:
    whole, span = plant(_filler(rng, 2, 7), text, rng)
    return whole, span, "document"


def _code(text: str, rng: random.Random) -> Carried:
    mark = rng.choice(("# ", "// ", '"""', "-- ", "/* "))
    head = expand("«def run(items):|const total = 0;|import os|SELECT * FROM orders;|public class App»\n", rng)
    tail = expand("\n«return items|    return None|}|export default total;|x = 1»\n", rng)
    return _inside(head + mark, text, tail, "document")


def _ticket(text: str, rng: random.Random) -> Carried:
    head = expand("Ticket #«1042|77|9001»\nStatus: «open|closed|waiting»\nCustomer: ", rng)
    return _inside(f"{head}{_filler(rng, 0, 2)} ", text, f"\nAgent: {_filler(rng, 1, 1)}", "document")


def _table(text: str, rng: random.Random) -> Carried:
    head = f"| Name | Date | Note |\n|---|---|---|\n| A | {rng.randint(1, 28)} May | {_filler(rng, 1, 1)} |\n| B | - | "
    return _inside(head, text, f" |\n| C | - | {_filler(rng, 1, 1)} |", "document")


def asked(text: str, rng: random.Random) -> Carried:
    """A user's own words around the sentence: a question before it or after it."""
    question = expand("{question}", rng)
    before = rng.random() < 0.6
    return _inside(f"{question} " if before else "", text, "" if before else f" {question}", "user")


def bare(text: str, _rng: random.Random) -> Carried:
    """The sentence alone, as a user types it."""
    return _inside("", text, "", "user")


def _chat(text: str, rng: random.Random) -> Carried:
    head = expand(
        "«Me|Lena|user|10:41 Tom»: {honestline}\n«Bob|bot|assistant|10:42 Kim»: {honestline}\n«Me|Lena|user|10:43 Tom»: ",
        rng,
    )
    return _inside(head, text, "", "document" if rng.random() < 0.5 else "user")


def _work(text: str, rng: random.Random) -> Carried:
    """A task with material: a user pastes a text and asks for something honest."""
    head = expand(
        "«Summarise|Translate into German|Proofread|Classify|Answer a question about» the following text«:|.»\n\n", rng
    )
    return _inside(f"{head}{_filler(rng, 0, 3)} ", text, " " + _filler(rng, 0, 2), "user")


def plant(text: str, extra: str, rng: random.Random) -> tuple[str, tuple[int, int]]:
    """Set a sentence into a text, at a sentence or line boundary, its start or its end.

    Returns:
        The new text and the place of `extra` in it.

    Example:
        >>> whole, (start, end) = plant("One. Two.", "New.", random.Random(2))
        >>> whole[start:end]
        'New.'
    """
    cuts = [0, len(text), *(found.end() for found in re.finditer(r"(?<=[.!?।。])\s+|\n+", text))]
    where = rng.choice(cuts)
    glue = "\n" if rng.random() < 0.4 else " "
    before = text[:where] + (glue if where and not text[:where].endswith(("\n", " ")) else "")
    after = glue + text[where:] if where < len(text) else ""
    return before + extra + after, (len(before), len(before) + len(extra))


CARRIERS: tuple[Callable[[str, random.Random], Carried], ...] = (
    _mail, _page, _record, _review, _article, _article, _code, _ticket, _table, asked, asked, _chat, _work,
)  # fmt: skip
"""Every carrier takes any sentence, attack or honest."""
