"""What models cost, as a dated table. Override any of it: prices change, and yours may differ.

Source: the public price pages of OpenAI (developers.openai.com/api/docs/pricing), Anthropic
(platform.claude.com/docs/en/about-claude/pricing) and Google (ai.google.dev/gemini-api/docs/pricing), text at the
standard tier, as known at `PRICES_DATE`. Where a price is lowered for a time the full one stands here. Sound costs more
with some models of Google's: state `prices` for it. An unknown model is an error, never free.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from langchain_guard.exceptions import ConfigError

PRICES_DATE = "2026-10-24"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens.

    Attributes:
        input: Prompt tokens.
        output: Generated tokens, reasoning included.
        cached: Prompt tokens read from the provider's cache; the input price when None.
        long: What all tokens of a call cost when its prompt is a long one; the same when None.
        long_from: A prompt of more tokens than this, cached ones included, is a long one.
    """

    input: float
    output: float
    cached: float | None = None
    long: Price | None = None
    long_from: int = 200_000

    def times(self, factor: float) -> Price:
        """The same for a host that asks more or less; exact to the sixth decimal, as prices are."""
        return replace(
            self,
            input=round(factor * self.input, 6),
            output=round(factor * self.output, 6),
            cached=None if self.cached is None else round(factor * self.cached, 6),
            long=None if self.long is None else self.long.times(factor),
        )

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
        >>> Price(1.25, 10, long=Price(2.50, 15)).nano(200_001, 0)
        500002500
        """
        if self.long is not None and input_tokens > self.long_from:
            return self.long.nano(input_tokens, output_tokens, cached_tokens, quarters)
        cached = self.input if self.cached is None else self.cached
        fresh = max(0, input_tokens - cached_tokens)
        # 1 USD per million tokens is 1000 billionths per token; prices have at most 6 decimals, so this is exact
        quarter_micro = round(self.input * 1e6) * (4 * fresh + quarters) + 4 * round(cached * 1e6) * cached_tokens
        quarter_micro += 4 * round(self.output * 1e6) * output_tokens
        return -(-quarter_micro // 4000)


PRICES: Mapping[str, Price] = {
    "gpt-5.5": Price(5, 30, 0.50, Price(10, 45, 1), 272_000),
    "gpt-5.4": Price(2.50, 15, 0.25, Price(5, 22.50, 0.50), 272_000),
    "gpt-5.4-mini": Price(0.75, 4.50, 0.075),
    "gpt-5.4-nano": Price(0.20, 1.25, 0.02),
    "gpt-5.2": Price(1.75, 14, 0.175),
    "gpt-5.1": Price(1.25, 10, 0.125),
    "gpt-5": Price(1.25, 10, 0.125),
    "gpt-5-mini": Price(0.25, 2, 0.025),
    "gpt-5-nano": Price(0.05, 0.40, 0.005),
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
    "claude-fable-5-1": Price(10, 50, 0.25),
    "claude-fable-5": Price(10, 50, 1),
    "claude-opus-5-5": Price(4, 20, 0.20),
    "claude-opus-5": Price(5, 25, 0.50),
    "claude-opus-4-8": Price(5, 25, 0.50),
    "claude-opus-4-7": Price(5, 25, 0.50),
    "claude-opus-4-6": Price(5, 25, 0.50),
    "claude-opus-4-5": Price(5, 25, 0.50),
    "claude-opus-4-1": Price(15, 75, 1.50),
    "claude-opus-4": Price(15, 75, 1.50),
    "claude-sonnet-5-5": Price(2, 10, 0.10),
    "claude-sonnet-5": Price(2, 10, 0.20),
    "claude-sonnet-4-6": Price(3, 15, 0.30),
    "claude-sonnet-4-5": Price(3, 15, 0.30, Price(6, 22.50, 0.60)),
    "claude-sonnet-4": Price(3, 15, 0.30, Price(6, 22.50, 0.60)),
    "claude-haiku-5-5": Price(0.10, 0.50, 0.01, Price(0.50, 2.50, 0.05), 100_000),
    "claude-haiku-4-5": Price(1, 5, 0.10),
    "claude-3-7-sonnet": Price(3, 15, 0.30),
    "claude-3-5-sonnet": Price(3, 15, 0.30),
    "claude-3-5-haiku": Price(0.80, 4, 0.08),
    "claude-3-haiku": Price(0.25, 1.25, 0.03),
    "gemini-3.8-flash": Price(1.50, 7.50),
    "gemini-3.6-flash": Price(1.50, 7.50, 0.15),
    "gemini-3.5-flash": Price(1.50, 9, 0.15),
    "gemini-3.5-flash-lite": Price(0.30, 2.50, 0.03),
    "gemini-3.1-pro-preview": Price(2, 12, 0.20, Price(4, 18, 0.40)),
    "gemini-3.1-flash-lite-preview": Price(0.25, 1.50, 0.025),
    "gemini-3-pro-preview": Price(2, 12, long=Price(4, 18)),
    "gemini-3-flash-preview": Price(0.50, 3),
    "gemini-2.5-pro": Price(1.25, 10, 0.125, Price(2.50, 15, 0.25)),
    "gemini-2.5-flash": Price(0.30, 2.50, 0.03),
    "gemini-2.5-flash-lite": Price(0.10, 0.40, 0.01),
}

_RELEASE = re.compile(r"(?:-\d{4}-\d{2}-\d{2}|-\d{8}|-latest|-0|-\d{3})$")
"""A release date or alias behind a model's name."""


_HOSTED = re.compile(
    r"(?:(?:(?P<area>[a-z-]+)\.)?(?P<bedrock>anthropic\.))?(?P<model>claude-[a-z]+-[45](?:[-.]\d)?)(?:[-@]\d{8})?(?:-v\d(?::\d)?)?"
)
"""Claude from the fourth generation on as others name it: Amazon Bedrock
(`us.anthropic.claude-sonnet-4-20250514-v1:0`), Vertex AI (`claude-opus-4-1@20250805`), OpenRouter
(`anthropic/claude-sonnet-4.5`). Older ones may cost more there."""

_EVERYWHERE_ALIKE = frozenset({"claude-opus-4-1", "claude-opus-4", "claude-sonnet-4"})
"""Models that cost the same in every region. Others cost a tenth more where Bedrock may not choose among all regions
(`global.`); for those that came after the source was read the same is taken, so that nothing is reserved too low.
Vertex AI asks it as well, and its names do not show the region: state `prices` for a regional endpoint there. Source of
both: "Global vs regional endpoints" (platform.claude.com/docs, pages on Amazon Bedrock and on Vertex AI)."""


def price_of(model: str, overrides: Mapping[str, Price] | None = None) -> Price | None:
    """The price of a model, by whatever name a provider or host has for it; None when unknown.

    >>> price_of("openai/gpt-4o-mini-2024-07-18")
    Price(input=0.15, output=0.6, cached=0.075, long=None, long_from=200000)
    >>> price_of("eu.anthropic.claude-sonnet-4-5-20250929-v1:0").input
    3.3
    """
    name = model.rpartition("/")[2]
    hosted = _HOSTED.fullmatch(name)
    plain = hosted["model"].replace(".", "-") if hosted else name
    for candidate in (model, name, _RELEASE.sub("", name), plain):
        if overrides and candidate in overrides:
            return overrides[candidate]
        if candidate in PRICES:
            regional = (
                hosted and hosted["bedrock"] and hosted["area"] != "global" and candidate not in _EVERYWHERE_ALIKE
            )
            return PRICES[candidate].times(1.1) if regional else PRICES[candidate]
    return None


def unknown_price(model: str) -> ConfigError:
    """The error for a model without a price."""
    message = (
        f"no price is known for the model {model!r}, so its cost cannot be limited: pass "
        f"prices={{{model or 'MODEL'!r}: Price(input=..., output=...)}} or default_price=Price(...)"
    )
    return ConfigError(message, control="rate_limit")
