"""What the hits of rules and the opinions of judges come to: one score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from langchain_guard.detect.injection.scan import Hit

_NEAR = 2000
"""Characters within which weak signals add up."""

_BOTH = 0.3
"""From this score on, an opinion counts beside another; below it they are noise to one another."""

_HINT = 0.1
"""From this lower score on, a judge counts beside rules that reach `_BOTH`: even a rule that says little by itself is
several times as frequent in attacks as in honest texts."""


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """The strongest of the hits of one family that overlap, as written rather than behind a disguise.

    One sentence is evidence once, however many rules and views it fires in. A hit that stands for many places has no
    rival, for others are nowhere told, and is none, for it covers what lies between them.
    """
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (bool(hit.views), -hit.weight, hit.start - hit.end, hit.start, hit.rule)):
        rivals = [other for other in kept if other.start < hit.end and hit.start < other.end and not other.many]
        if hit.many or not any(
            other.family == hit.family and (other.weight >= hit.weight or not other.views) for other in rivals
        ):
            kept.append(hit)
    return kept


def weighed(hits: Sequence[Hit], opinions: Sequence[float]) -> float:
    """The score of what the rules found together with what the judges think.

    People ask about orders in quotation marks, translate them and warn of them: where judges were asked, such an order
    counts only if one of them suspects something, too.

    Args:
        hits: What the rules found.
        opinions: The judges' scores; without any, every order counts.

    Returns:
        The score from 0 to 1.

    >>> weighed([Hit("override.forget_all", 20, 40, 0.9, quoted=True)], [0.1])
    0.1
    """
    quiet = bool(opinions) and max(opinions) < _BOTH
    score = found = local(hit for hit in hits if not (quiet and hit.quoted))
    for opinion in opinions:
        together = score >= _BOTH and opinion >= (_HINT if found >= _BOTH else _BOTH)
        score = max(score, opinion, pool((score, opinion)) if together else 0.0)
    return score


def local(hits: Iterable[Hit]) -> float:
    """The strongest evidence that stands close together; what is far apart in a long text does not add up."""
    ordered = sorted(hits, key=lambda hit: hit.start)
    best = 0.0
    for index, hit in enumerate(ordered):
        near: dict[str, float] = {}
        for other in ordered[index:]:
            if other.start - hit.start > _NEAR:
                break
            near[other.rule] = max(near.get(other.rule, 0.0), other.weight)
        best = max(best, pool(near.values()))
    return best


def pool(weights: Iterable[float]) -> float:
    """Independent pieces of evidence as one: one minus the product of what each leaves open (noisy or).

    >>> round(pool([0.5, 0.5]), 2)
    0.75
    """
    return round(1.0 - math.prod(1.0 - weight for weight in weights), 6)
