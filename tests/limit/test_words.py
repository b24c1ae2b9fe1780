"""Notation, keys, prices, token counts and headers."""

from __future__ import annotations

import hashlib
import math
from collections import UserString

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.prompts import ChatPromptTemplate

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import ConfigError, InvalidInput, RateLimitExceeded
from langchain_guard.limit import rate_limit_headers, tokens
from langchain_guard.limit.keys import budget_key
from langchain_guard.limit.notation import NANO, Limit, parse_limit, strictest
from langchain_guard.limit.prices import PRICES, Price, price_of
from langchain_guard.runnables.estimate import input_tokens
from langchain_guard.runnables.identity import identity

PARTS = st.text(st.characters(codec=None, categories=None) | st.sampled_from("/:|\0a1"), max_size=6)


@settings(max_examples=5_000, deadline=None)
@given(st.tuples(PARTS, PARTS, PARTS), st.tuples(PARTS, PARTS, PARTS))
def test_distinct_identities_have_distinct_keys(one, other):
    """Whatever separators an identity contains, it is nobody else's."""
    assert (budget_key(*one) == budget_key(*other)) == (one == other)


def test_a_secret_changes_every_key():
    """Whoever can read the store but not the secret cannot test guesses."""
    assert budget_key("n", "user", "alice", b"k") != budget_key("n", "user", "alice")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10/minute", Limit("requests", 10, 60, "global", "10 per 1 minute")),
        ("10 requests per 2 hours", Limit("requests", 10, 7200, "global", "10 per 2 hour")),
        ("user: 5000 tokens/day", Limit("tokens", 5000, 86400, "user", "5000 tokens per 1 day")),
        ("7 Input Tokens / second", Limit("input_tokens", 7, 1, "global", "7 input tokens per 1 second")),
        ("7 output_tokens/month", Limit("output_tokens", 7, 2592000, "global", "7 output tokens per 1 month")),
        ("0.5 usd/hour", Limit("cost", NANO // 2, 3600, "global", "0.5 USD per 1 hour")),
        ("tenant:4 concurrent", Limit("concurrency", 4, 0, "tenant", "4 concurrent")),
    ],
)
def test_limits_are_read_and_written_back(written, expected):
    """Each notation means what it says, and what is shown can be read again."""
    assert parse_limit(written) == (expected,)
    assert parse_limit(str(expected), expected.scope) == (expected,)


@pytest.mark.parametrize(
    "written",
    sorted(
        {"", "10", "minute", "10/fortnight", "1.5/minute", "10 apples/minute", "0/minute", "0 USD/day"}
        | {"4 concurrent/day", "-1/minute", "10//minute", "5 EUR/day", "2 concurrent per", "10/minute;", ": 5/minute"}
    ),
)
def test_what_is_no_limit_is_an_error(written):
    """Nothing is guessed."""
    with pytest.raises(ConfigError):
        parse_limit(written)


def test_the_strictest_limit_of_a_window_counts():
    """Two limits on the same thing are one budget, not two charges."""
    assert strictest(parse_limit("10/minute; 3/minute; 5/hour")) == parse_limit("3/minute; 5/hour")


def test_every_price_is_whole_billionths_and_output_is_dearer():
    """The table has no slip of a factor, and each amount is exact."""
    for name, price in PRICES.items():
        assert price.output >= price.input >= (price.cached or 0) > -1, name
        for amount in (price.input, price.output, price.cached or 0):
            assert math.isclose(amount * 1_000, round(amount * 1_000)), name
        short = min(1_000_000, price.long_from)
        assert price.nano(short, 0) == round(price.input * 1_000) * short, name
        if price.long is not None:
            assert 1 < price.long.input / price.input <= 5, name
            assert 1 < price.long.output / price.output <= 5, name


def test_a_long_prompt_costs_what_long_prompts_cost():
    """All tokens of the call, at a host too; the last short prompt does not."""
    price = Price(2, 10, 1, Price(4, 15, 2), long_from=100)
    assert price.nano(100, 1) == 100 * 2_000 + 10_000
    assert price.nano(101, 1) == 101 * 4_000 + 15_000
    assert price.nano(101, 0, cached_tokens=101) == 101 * 2_000
    assert price.nano(101, 0, quarters=4) == (101 + 1) * 4_000
    assert price.times(1.1).nano(101, 1) == 101 * 4_400 + 16_500


def test_prices_are_found_by_release_and_can_be_overridden():
    """A release date or a provider prefix does not hide a price; an unknown name has none."""
    assert price_of("claude-sonnet-4-5-20250929") == PRICES["claude-sonnet-4-5"]
    assert price_of("gpt-4o-2024-08-06", {"gpt-4o": Price(1, 2)}) == Price(1, 2)
    assert price_of("models/gemini-2.5-flash-001") == price_of("google/gemini-2.5-flash") == PRICES["gemini-2.5-flash"]
    assert price_of("gpt-4o-realtime") is None
    assert Price(2, 4, 1).nano(10, 3, cached_tokens=4) == 6 * 2_000 + 4 * 1_000 + 3 * 4_000


@pytest.mark.parametrize(
    ("model", "same", "factor"),
    [
        ("anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4", 1),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", "claude-opus-4-1", 1),
        ("global.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5", 1),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5", 1.1),
        ("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4-5", "claude-sonnet-4-5", 1.1),
        ("publishers/anthropic/models/claude-sonnet-4-5@20250929", "claude-sonnet-4-5", 1),
        ("claude-opus-4@20250514", "claude-opus-4", 1),
        ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5", 1),
        ("anthropic/claude-opus-5.5", "claude-opus-5-5", 1),
        ("global.anthropic.claude-sonnet-5-5", "claude-sonnet-5-5", 1),
        ("us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6", 1.1),
        ("eu.anthropic.claude-sonnet-5", "claude-sonnet-5", 1.1),
    ],
)
def test_claude_of_a_host_has_its_price_there(model, same, factor):
    """Names at Bedrock, Vertex AI and OpenRouter are known, and what a region costs more; one's own price holds."""
    price = price_of(model)
    assert price.input == pytest.approx(PRICES[same].input * factor)
    assert price.output == pytest.approx(PRICES[same].output * factor)
    assert price.cached == pytest.approx(PRICES[same].cached * factor)
    assert price.nano(100_000, 0) == round(price.input * NANO / 10)
    assert price_of(model, {same: Price(1, 2)}) == Price(1, 2)


@pytest.mark.parametrize(
    "model",
    [
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "us.anthropic.claude-sonnet-4-9-20990101-v1:0",
        "claude-sonnet-4-5-preview",
        "meta.llama3-70b-instruct-v1:0",
        "models/gemini-9-pro",
    ],
)
def test_no_price_is_guessed(model):
    """A model that costs something else at its host, or is new, has no price until one is stated."""
    assert price_of(model) is None
    assert price_of(model, {model.rpartition("/")[2]: Price(1, 2)}) == Price(1, 2)


def test_the_estimate_is_three_bytes_a_token_and_media_are_a_constant():
    """No block is fetched or decoded, whatever it points to."""
    image = {"type": "image_url", "image_url": {"url": "https://203.0.113.1/x.png"}}
    messages = [
        HumanMessage([{"type": "text", "text": "abcdef"}, image]),
        AIMessage("", tool_calls=[{"name": "f", "args": {"q": "x" * 30}, "id": "1"}]),
        ToolMessage("y" * 9, tool_call_id="1"),
    ]
    count = input_tokens(messages, tokens.estimate)
    assert tokens.MEDIA_TOKENS + 12 + 3 + 2 + 10 < count < tokens.MEDIA_TOKENS + 80
    prompt = ChatPromptTemplate.from_messages([("system", "be brief"), ("human", "{q}")]).invoke({"q": "hi"})
    assert input_tokens(prompt, tokens.estimate) == 4 + 3 + 4 + 1
    assert input_tokens(None, tokens.estimate) == 0
    assert input_tokens({"n": 10**5000}, tokens.estimate) > 5000 / 3
    assert input_tokens([UserString("abc"), Unwritable()], tokens.estimate) == 1
    assert input_tokens({"question": "abc"}, tokens.estimate) == 3 + 1
    assert input_tokens([("human", "abc")], tokens.estimate) == 2 + 1
    assert tokens.estimate("\ud800") == 1


def test_a_document_of_bytes_counts_as_one_and_one_of_text_by_its_text():
    """The letters of an encoded file are no tokens: a PDF of a megabyte would ask for more than any budget has."""
    source = {"type": "base64", "media_type": "application/pdf", "data": "QUJD" * 100_000}
    file = input_tokens([HumanMessage([{"type": "document", "source": source}])], tokens.estimate)
    assert tokens.MEDIA_TOKENS < file < tokens.MEDIA_TOKENS + 30
    source = {"type": "text", "media_type": "text/plain", "data": "abc" * 5_000}
    assert 5_000 < input_tokens([HumanMessage([{"type": "document", "source": source}])], tokens.estimate) < 5_050


def test_what_has_no_end_cannot_be_counted():
    """A list that holds itself is refused and not followed."""
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(InvalidInput, match="nested"):
        input_tokens(circle, tokens.estimate)


class Unwritable:
    """A value that cannot be written out."""

    def __str__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("schema", [{"type": ["string", "null"]}, {"properties": {"type": {"type": "string"}}}])
def test_schemas_of_tools_are_counted_whatever_they_call_a_type(schema):
    """A nullable argument, or one that is named `type`, is no media block and no obstacle."""
    assert 0 < input_tokens([schema], tokens.estimate) < tokens.MEDIA_TOKENS


def test_tiktoken_is_used_only_when_its_vocabulary_is_on_disk(tmp_path, monkeypatch):
    """Without an intact cached file the estimate counts, and nothing is downloaded."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    tokens._load.cache_clear()
    assert tokens.token_counter("gpt-4o-mini") is tokens.estimate
    assert tokens.token_counter("gpt-4") is tokens.estimate
    assert tokens.token_counter("claude-sonnet-4") is tokens.estimate
    source = "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken"
    file = tmp_path / hashlib.sha1(source.encode()).hexdigest()
    file.write_bytes(b"damaged")
    tokens._load.cache_clear()
    assert tokens.token_counter("gpt-4") is tokens.estimate
    monkeypatch.setitem(tokens._VOCABULARIES, "cl100k_base", hashlib.sha256(b"damaged").hexdigest())

    class Encoding:
        def encode_ordinary(self, text):
            return list(text)

    monkeypatch.setattr("tiktoken.get_encoding", lambda name: Encoding())
    tokens._load.cache_clear()
    assert tokens.token_counter("gpt-4")("four") == 4
    tokens._load.cache_clear()


def test_tiktoken_counts_long_white_space(tmp_path, monkeypatch):
    """A million spaces are a text like any other: by itself `tiktoken` ends the call with a panic of Rust."""
    letters = {bytes([value]): value for value in range(256)}
    encoding = tiktoken.Encoding("x", pat_str=r"\s+(?!\S)|\s+|\S+", mergeable_ranks=letters, special_tokens={})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("tiktoken.get_encoding", lambda name: encoding)
    monkeypatch.setattr(tokens, "_cached", lambda name: True)
    tokens._load.cache_clear()
    assert tokens.token_counter("gpt-4o-mini")(" " * 1_000_000 + "four") == 1_000_004
    tokens._load.cache_clear()


def test_headers_of_a_refusal():
    """The refusal of each kind of limit becomes headers a client can act on."""
    limiter = RateLimitRunnable(limits=["2/minute"])
    limiter.batch(["x", "x"])
    with pytest.raises(RateLimitExceeded) as refused:
        limiter.invoke("x")
    headers = rate_limit_headers(refused.value)
    assert 60 <= int(headers["Retry-After"]) <= 61
    assert headers["RateLimit-Policy"] == '"global-requests";q=2;w=60'
    assert headers["RateLimit"] == f'"global-requests";r=0;t={headers["Retry-After"]}'
    with pytest.raises(RateLimitExceeded) as refused:
        RateLimitRunnable(limits=["5 tokens/hour"]).invoke("x")
    assert rate_limit_headers(refused.value) == {
        "RateLimit": '"global-tokens";r=5',
        "RateLimit-Policy": '"global-tokens";q=5;w=3600',
    }
    lockout = RateLimitExceeded("", limit_type="lockout", limit="lockout after 3 per 10 minute", retry_after=2)
    assert rate_limit_headers(lockout) == {"Retry-After": "2", "RateLimit": '"user-lockout";r=0;t=2'}


@pytest.mark.parametrize("nobody", [None, "", True, 1.5, ["alice"], {"id": 1}, b"alice"])
def test_only_text_integers_and_uuids_name_somebody(nobody):
    """Whatever else a request puts where the identity belongs is no identity."""
    assert identity(nobody) is None
    assert identity(7) == identity("7") == "7"
