"""What models cost, as a dated table. Override any of it: prices change, and yours may differ.

Source: the public price pages of OpenAI (platform.openai.com/docs/pricing) and Anthropic (anthropic.com/pricing),
standard tier, as known at `PRICES_DATE`. An unknown model is an error, never free.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from langchain_guard.exceptions import ConfigError

PRICES_DATE = "2025-12-01"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens.

    Attributes:
        input: Prompt tokens.
        output: Generated tokens, reasoning included.
        cached: Prompt tokens read from the provider's cache; the input price when None.
    """

    input: float
    output: float
    cached: float | None = None

    def times(self, factor: float) -> Price:
        """The same for a host that asks more or less; exact to the sixth decimal, as prices are."""
        cached = None if self.cached is None else round(factor * self.cached, 6)
        return Price(round(factor * self.input, 6), round(factor * self.output, 6), cached)

    def nano(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0, quarters: int = 0) -> int:
        """What so many tokens cost, in billionths of a dollar, rounded up.

        Args:
            input_tokens: Prompt tokens, whether fresh, read from the provider's cache or written to it.
            output_tokens: Generated tokens.
            cached_tokens: How many of the prompt's were read from the cache.
            quarters: Quarters of the input price that come on top for tokens written to the cache. Anthropic asks one
                for five minutes and four for an hour (platform.claude.com/docs/en/build-with-claude/prompt-caching).

        >>> Price(0.15, 0.60, 0.075).nano(1_000, 100)
        210000
        """
        cached = self.input if self.cached is None else self.cached
        fresh = max(0, input_tokens - cached_tokens)
        # 1 USD per million tokens is 1000 billionths per token; prices have at most 6 decimals, so this is exact
        quarter_micro = round(self.input * 1e6) * (4 * fresh + quarters) + 4 * round(cached * 1e6) * cached_tokens
        quarter_micro += 4 * round(self.output * 1e6) * output_tokens
        return -(-quarter_micro // 4000)


PRICES: Mapping[str, Price] = {
    "gpt-5": Price(1.25, 10, 0.125),
    "gpt-5-mini": Price(0.25, 2, 0.025),
    "gpt-5-nano": Price(0.05, 0.40, 0.005),
    "gpt-5.1": Price(1.25, 10, 0.125),
    "gpt-4.1": Price(2, 8, 0.50),
    "gpt-4.1-mini": Price(0.40, 1.60, 0.10),
    "gpt-4.1-nano": Price(0.10, 0.40, 0.025),
    "gpt-4o": Price(2.50, 10, 1.25),
    "gpt-4o-mini": Price(0.15, 0.60, 0.075),
    "gpt-4-turbo": Price(10, 30),
    "gpt-4": Price(30, 60),
    "gpt-3.5-turbo": Price(0.50, 1.50),
    "o1": Price(15, 60, 7.50),
    "o3": Price(2, 8, 0.50),
    "o3-mini": Price(1.10, 4.40, 0.55),
    "o4-mini": Price(1.10, 4.40, 0.275),
    "claude-opus-4-5": Price(5, 25, 0.50),
    "claude-opus-4-1": Price(15, 75, 1.50),
    "claude-opus-4": Price(15, 75, 1.50),
    "claude-sonnet-4-5": Price(3, 15, 0.30),
    "claude-sonnet-4": Price(3, 15, 0.30),
    "claude-haiku-4-5": Price(1, 5, 0.10),
    "claude-3-7-sonnet": Price(3, 15, 0.30),
    "claude-3-5-sonnet": Price(3, 15, 0.30),
    "claude-3-5-haiku": Price(0.80, 4, 0.08),
    "claude-3-haiku": Price(0.25, 1.25, 0.03),
}

_RELEASE = re.compile(r"(?:-\d{4}-\d{2}-\d{2}|-\d{8}|-latest|-0)$")
"""A release date or alias behind a model's name."""


_HOSTED = re.compile(
    r"(?:(?:(?P<area>[a-z-]+)\.)?(?P<bedrock>anthropic\.))?(?P<model>claude-[a-z]+-4(?:[-.]\d)?)(?:[-@]\d{8})?(?:-v\d(?::\d)?)?"
)
"""Claude of the fourth generation as others name it: Amazon Bedrock (`us.anthropic.claude-sonnet-4-20250514-v1:0`),
Vertex AI (`claude-opus-4-1@20250805`), OpenRouter (`anthropic/claude-sonnet-4.5`). Older ones may cost more there."""

_REGIONAL = frozenset({"claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"})
"""Models that cost a tenth more where Bedrock may not choose among all regions (`global.`). Vertex AI asks it as well,
and its names do not show the region: state `prices` for a regional endpoint there. Source of both: "Global vs regional
endpoints" (platform.claude.com/docs, pages on Amazon Bedrock and on Vertex AI)."""


def price_of(model: str, overrides: Mapping[str, Price] | None = None) -> Price | None:
    """The price of a model, by whatever name a provider or host has for it; None when unknown.

    >>> price_of("openai/gpt-4o-mini-2024-07-18")
    Price(input=0.15, output=0.6, cached=0.075)
    >>> price_of("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
    Price(input=3.3, output=16.5, cached=0.33)
    """
    name = model.rpartition("/")[2]
    hosted = _HOSTED.fullmatch(name)
    plain = hosted["model"].replace(".", "-") if hosted else name
    for candidate in (model, name, _RELEASE.sub("", name), plain):
        if overrides and candidate in overrides:
            return overrides[candidate]
        if candidate in PRICES:
            regional = hosted and hosted["bedrock"] and hosted["area"] != "global" and candidate in _REGIONAL
            return PRICES[candidate].times(1.1) if regional else PRICES[candidate]
    return None


def unknown_price(model: str) -> ConfigError:
    """The error for a model without a price."""
    message = (
        f"no price is known for the model {model!r}, so its cost cannot be limited: pass "
        f"prices={{{model or 'MODEL'!r}: Price(input=..., output=...)}} or default_price=Price(...)"
    )
    return ConfigError(message, control="rate_limit")
