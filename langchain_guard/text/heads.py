"""How the words of an expression begin, and what all of them hold: what gives a pattern away."""

from __future__ import annotations

from langchain_guard.text.regex import Node

HEAD = 24
"""Characters of a pattern's beginning that its head may look at."""

_RUN = 24
"""Characters of a run of one class that a head looks at: words of prose are shorter."""

_SHORT_RANGE = 48
"""A repeat whose bounds differ by at most this many characters stays in a head."""

SPELLED = 4
"""Characters of a string that every word of a pattern spells, from which on it serves as a landmark."""


def head(node: Node, budget: int = HEAD) -> tuple[str, bool]:
    """RE2 text that the beginning of every word of `node` matches, and whether it is the whole of `node`.

    >>> from langchain_guard.text.regex import parse
    >>> head(parse("sk-[a-z]{40,}"))
    ('sk-(?:[a-z]){24}', False)
    """
    if node.kind in ("character", "end"):
        return node.source, True
    if node.kind == "repeat":
        text, whole = _repeat_head(node, budget)
    else:
        text, whole = _choice_head(node, budget) if node.kind == "choice" else _sequence_head(node, budget)
    return (f"(?{node.flags}:{text})" if node.flags and text else text), whole


def _choice_head(node: Node, budget: int) -> tuple[str, bool]:
    heads = [head(branch, budget) for branch in node.children]
    return "(?:" + "|".join(text for text, _ in heads) + ")", all(whole for _, whole in heads)


def _sequence_head(node: Node, budget: int) -> tuple[str, bool]:
    texts: list[str] = []
    for part in node.children:
        if budget <= 0:
            return "".join(texts), False
        text, whole = head(part, budget)
        texts.append(text)
        if not whole:
            return "".join(texts), False
        budget -= part.shortest
    return "".join(texts), True


def _repeat_head(node: Node, budget: int) -> tuple[str, bool]:
    (body,) = node.children
    low, high = node.low, node.high
    size = body.longest
    if high is not None and size is not None and (high - low) * size <= _SHORT_RANGE and low * size <= 2 * HEAD:
        return node.source, True
    if low == 0:
        return "", False
    if body.single:
        return f"(?:{body.source}){{{min(low, _RUN)}}}", False
    return head(body, budget)[0], False


def landmarks(node: Node) -> dict[str, int | None]:
    """Characters and short strings that every word of `node` holds, with their farthest distance from the start.

    >>> from langchain_guard.text.regex import parse
    >>> landmarks(parse("[a-z]{1,9}@x"))
    {'@': 9, 'x': 10}
    """
    if node.flags:  # letters may stand in either case
        return {}
    if node.kind == "character":
        return {node.source: 0} if len(node.source) == 1 and node.source != "." else {}
    if node.kind == "repeat":
        return landmarks(node.children[0]) if node.low else {}
    if node.kind == "choice":
        found = [landmarks(branch) for branch in node.children]
        shared = set.intersection(*(set(marks) for marks in found)) if found else set()
        return {mark: _farthest([marks[mark] for marks in found]) for mark in sorted(shared)}
    marks: dict[str, int | None] = {}
    offset: int | None = 0
    spelled = ""
    for part in node.children:
        for mark, distance in landmarks(part).items():
            marks.setdefault(mark, None if distance is None or offset is None else offset + distance)
        offset = None if offset is None or part.longest is None else offset + part.longest
        literal = part.kind == "character" and not part.flags and len(part.source) == 1 and part.source != "."
        spelled = spelled + part.source if literal else ""
        for mark in (spelled[-3:], spelled):
            if mark == "://" or len(mark) == SPELLED:
                marks.setdefault(mark, None if offset is None else offset - len(mark))
    return marks


def _farthest(distances: list[int | None]) -> int | None:
    return None if None in distances else max(distance for distance in distances if distance is not None)
