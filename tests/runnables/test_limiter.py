"""`RateLimitRunnable` as a step in a chain."""

from __future__ import annotations

import asyncio
import functools
import pickle
import traceback
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.load import dumps, loads
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import ConfigError, InvalidInput, RateLimitExceeded
from langchain_guard.limit.prices import Price
from langchain_guard.redaction import Vault
from langchain_guard.runnables.identity import by_context, by_metadata, by_user
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable

CANARY = "canary-" + "7f3a" * 4
ALICE = {"configurable": {"user_id": "alice"}}
BOB = {"configurable": {"user_id": "bob"}}


def _stream(runnable, value, config):
    (chunk,) = runnable.stream(value, config)
    return chunk


def _transform(runnable, value, config):
    (chunk,) = runnable.transform(iter([value]), config)
    return chunk


async def _astream(runnable, value, config):
    (chunk,) = [chunk async for chunk in runnable.astream(value, config)]
    return chunk


async def _atransform(runnable, value, config):
    async def chunks():
        yield value

    (chunk,) = [chunk async for chunk in runnable.atransform(chunks(), config)]
    return chunk


WAYS = {
    "invoke": lambda r, v, c: r.invoke(v, c),
    "ainvoke": lambda r, v, c: asyncio.run(r.ainvoke(v, c)),
    "stream": _stream,
    "astream": lambda r, v, c: asyncio.run(_astream(r, v, c)),
    "transform": _transform,
    "atransform": lambda r, v, c: asyncio.run(_atransform(r, v, c)),
    "batch": lambda r, v, c: r.batch([v], c)[0],
    "abatch": lambda r, v, c: asyncio.run(r.abatch([v], c))[0],
}


@pytest.mark.parametrize(
    "way", [RateLimitRunnable.status, lambda *who, **kw: asyncio.run(RateLimitRunnable.astatus(*who, **kw))]
)
def test_the_status_takes_identities_as_the_key_gives_them(way):
    """An integer names the budget that its calls were booked on; what names nobody is refused, not looked up."""
    limiter = RateLimitRunnable(
        limits=["2/minute", "tenant: 5/minute"], key=by_user, keys={"tenant": by_metadata("team")}
    )
    team = UUID(int=7)
    limiter.invoke("x", {"configurable": {"user_id": 42}, "metadata": {"team": team}})
    assert [usage.remaining for usage in way(limiter, 42, tenant=team)] == [1, 4]
    with pytest.raises(InvalidInput, match="identity of user is text, an integer or a UUID, not dict"):
        way(limiter, ALICE)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_calling_books_once_and_passes_the_input(way):
    """Every method books exactly one request, returns the very object, and refuses the next."""
    limiter = RateLimitRunnable(limits=["2/minute"], key=by_user)
    value = {"question": CANARY}
    assert WAYS[way](limiter, value, ALICE) is value
    assert limiter.status("alice")[0].used == 1
    WAYS[way](limiter, value, ALICE)
    with pytest.raises(RateLimitExceeded) as refused:
        WAYS[way](limiter, value, ALICE)
    error = refused.value
    assert (error.limit_type, error.scope, error.limit, error.remaining) == ("requests", "user", "2 per 1 minute", 0)
    assert 59 < error.retry_after <= 60.5
    assert error.status_code == 429
    assert CANARY not in str(error) + repr(error.__dict__)
    assert "alice" not in str(error) + repr(error.__dict__)
    assert WAYS[way](limiter, value, BOB) is value


def test_all_limits_are_one_decision():
    """What one limit refuses, no other limit has booked."""
    limiter = RateLimitRunnable(limits=["100/minute", "2/hour"], tokens_per_minute=10_000, key=by_user)
    for _ in range(2):
        limiter.invoke("abc", ALICE)
    with pytest.raises(RateLimitExceeded, match="2 per 1 hour"):
        limiter.invoke("abc", ALICE)
    assert {usage.limit.unit: usage.used for usage in limiter.status("alice") if usage.limit.seconds == 60} == {
        "requests": 2,
        "tokens": 2 * (1 + 1024),
    }


def test_scopes_have_their_own_budgets():
    """A tenant's budget is shared by its users, the global one by everybody."""
    limiter = RateLimitRunnable(
        limits=["10/minute", "tenant: 2/minute", "global: 3/minute"], key=by_user, keys={"tenant": by_metadata("org")}
    )
    limiter.invoke("x", {**ALICE, "metadata": {"org": "acme"}})
    limiter.invoke("x", {**BOB, "metadata": {"org": "acme"}})
    with pytest.raises(RateLimitExceeded) as refused:
        limiter.invoke("x", {**BOB, "metadata": {"org": "acme"}})
    assert refused.value.scope == "tenant"
    limiter.invoke("x", {**BOB, "metadata": {"org": "other"}})
    with pytest.raises(RateLimitExceeded) as refused:
        limiter.invoke("x", {**BOB, "metadata": {"org": "third"}})
    assert refused.value.scope == "global"


def test_a_missing_identity_is_asked_for_where_it_is_looked_for():
    """Who does what the refusal says gets through."""
    limiter = RateLimitRunnable(limits=["1/minute"], key="metadata.uid")
    with pytest.raises(InvalidInput, match=r"config=\{'metadata': \{'uid': \.\.\.\}\}"):
        limiter.invoke("x")
    assert limiter.invoke("x", {"metadata": {"uid": "alice"}}) == "x"
    with pytest.raises(InvalidInput, match="its key function found none"):
        RateLimitRunnable(limits=["1/minute"], key=lambda config: None).invoke("x")


@pytest.mark.parametrize("amount", ["5", "5 tokens", "5 USD; 3"])
def test_a_money_budget_is_one_of_money(amount):
    """An amount without its currency is refused: it would limit requests, and no money."""
    with pytest.raises(ConfigError, match="5 USD"):
        RateLimitRunnable(cost_per_day=amount)


@pytest.mark.parametrize("written", ["5 concurrent", "5 USD/day", "5 tokens/minute", "5/minute; 10/hour"])
def test_a_lockout_is_one_number_of_requests_within_one_window(written):
    """What would never lock anybody out, or is two lockouts, is refused and says what to write."""
    with pytest.raises(ConfigError, match="5 per 10 minutes"):
        RateLimitRunnable(lockout=written)


@pytest.mark.parametrize("config", [{}, {"configurable": {"user_id": ""}}, {"configurable": {"user_id": True}}])
def test_a_call_without_identity_is_refused(config):
    """No identity, no call, unless all of them shall share one budget."""
    with pytest.raises(InvalidInput, match="no user identity"):
        RateLimitRunnable(limits=["1/minute"], key=by_user).invoke("x", config)
    shared = RateLimitRunnable(limits=["1/minute"], key=by_user, on_missing_key="shared")
    shared.invoke("x", config)
    with pytest.raises(RateLimitExceeded):
        shared.invoke("x", config)


def test_identity_from_a_context_variable_cannot_be_overridden():
    """What the caller passes in the config does not matter to `by_context`."""
    user = ContextVar("user")
    limiter = RateLimitRunnable(limits=["1/minute"], key=by_context(user))
    user.set("alice")
    limiter.invoke("x", BOB)
    with pytest.raises(RateLimitExceeded):
        limiter.invoke("x", ALICE)


@pytest.mark.filterwarnings("ignore:The function `loads` is in beta")
def test_copies_share_their_budget_and_others_do_not():
    """Pickles, loads(dumps()) and copies count together; a second limiter counts for itself."""
    limiter = RateLimitRunnable(limits=["4/minute"], key="configurable.user_id")
    copies = [
        limiter,
        pickle.loads(pickle.dumps(limiter)),
        limiter.model_copy(),
        loads(dumps(limiter), allowed_objects=[RateLimitRunnable], valid_namespaces=["langchain_guard"]),
    ]
    for copy in copies:
        copy.invoke("x", ALICE)
    for copy in copies:
        with pytest.raises(RateLimitExceeded):
            copy.invoke("x", ALICE)
    RateLimitRunnable(limits=["4/minute"], key="configurable.user_id").invoke("x", ALICE)


def test_the_configuration_cannot_be_changed_afterwards():
    """Neither by assignment nor through the config."""
    limiter = RateLimitRunnable(limits=["1/minute"])
    with pytest.raises(ValidationError):
        limiter.limits = ("1000/minute",)
    with pytest.raises(ConfigError):
        limiter.configurable_fields(limits=None)
    with pytest.raises(ConfigError):
        limiter.configurable_alternatives(None)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"limits": ["ten/minute"]},
        {"limits": ["0/minute"]},
        {"limits": ["tenant: 5/minute"]},
        {"limits": ["user: 5/minute"]},
        {"limits": ["1/minute"], "key": "user_id"},
        {"limits": ["1/minute"], "storage_uri": "mongodb://x"},
        {"limits": ["1/minute"], "key_secret": "s" * 65},
        {"cost_per_day": "5 USD", "model": "nobody-knows-1"},
        {"limits": ["1/minute"], "limit": ["2/minute"]},
        {"limits": ["1/minute"], "lease_seconds": float("inf")},
    ],
)
def test_an_unusable_configuration_fails_at_construction(options):
    """What cannot be enforced is an error before the first call."""
    with pytest.raises(ConfigError):
        RateLimitRunnable(**options)


def test_an_unknown_price_is_an_error_or_a_setting():
    """A model without a price is never free."""
    with pytest.raises(ConfigError, match="no price"):
        RateLimitRunnable(cost_per_day="5 USD").invoke("x")
    priced = RateLimitRunnable(cost_per_day="0.01 USD", default_price=Price(input=1, output=10), output_reserve=500)
    priced.invoke("abc")
    assert priced.status()[0].used == 1 * 1000 + 500 * 10_000
    with pytest.raises(RateLimitExceeded) as refused:
        priced.invoke("abc" * 2_000)
    assert refused.value.limit == "0.01 USD per 1 day"
    assert refused.value.remaining == pytest.approx(0.004999)


def test_concurrency_needs_to_see_the_end():
    """A step that cannot see a call end says so instead of never giving the slot back."""
    with pytest.raises(ConfigError, match="wrap"):
        RateLimitRunnable(max_concurrency=2).invoke("x")


class Recorder(BaseCallbackHandler):
    """Keeps everything a tracer would see."""

    def __init__(self):
        self.seen: list[Any] = []

    def on_chain_start(self, serialized, inputs, **kwargs):
        self.seen.append(("start", kwargs.get("name"), inputs))

    def on_chain_end(self, outputs, **kwargs):
        self.seen.append(("end", outputs))

    def on_chain_error(self, error, **kwargs):
        self.seen.append(("error", repr(error)))

    def on_custom_event(self, name, data, **kwargs):
        self.seen.append((name, data))


@pytest.mark.parametrize("way", WAYS)
def test_its_run_is_named_and_holds_no_input(way):
    """Traces show that the limiter decided, never what passed through it; a refusal is an event."""
    limiter = RateLimitRunnable(limits=["1/minute"]).with_config(run_name="my_limiter")
    recorder = Recorder()
    WAYS[way](limiter, CANARY, {"callbacks": [recorder]})
    with pytest.raises(RateLimitExceeded):
        WAYS[way](limiter, CANARY, {"callbacks": [recorder]})
    assert ("start", "my_limiter", {"input": "<withheld>"}) in recorder.seen
    assert CANARY not in repr(recorder.seen)
    (event,) = [entry[1] for entry in recorder.seen if entry[0] == "langchain_guard.decision"]
    assert (event["control"], event["action"], event["rules"]) == ("rate_limit", "block", ("rate_limit.requests",))


def test_retries_charge_each_attempt_and_fallbacks_see_the_refusal():
    """`with_retry` books again; `with_fallbacks` acts on `RateLimitExceeded` as on any error."""
    limiter = RateLimitRunnable(limits=["3/minute"])

    def fail(_: Any) -> str:
        raise ValueError

    chain = (limiter | RunnableLambda(fail)).with_retry(stop_after_attempt=3, wait_exponential_jitter=False)
    with pytest.raises(ValueError):  # noqa: PT011 -- the tests' own error has no text
        chain.invoke("x")
    assert limiter.status()[0].remaining == 0
    fallback = (limiter | RunnableLambda(str)).with_fallbacks([RunnableLambda(lambda _: "busy")])
    assert fallback.invoke("x") == "busy"


def test_a_batch_is_counted_call_by_call():
    """Of six at once under a limit of four, exactly four pass."""
    chain = RateLimitRunnable(limits=["4/minute"]) | FakeListChatModel(responses=["ok"])
    answers = chain.batch(["x"] * 6, return_exceptions=True)
    assert sum(isinstance(answer, RateLimitExceeded) for answer in answers) == 2
    assert sum(getattr(answer, "content", "") == "ok" for answer in answers) == 4


def test_a_password_in_the_uri_is_not_shown():
    """An unusable storage URI is refused without quoting it."""
    secret = "hunter" + "2" * 3
    for uri, problem in (
        (f"amqp://:{secret}@host", "unknown storage scheme 'amqp'"),
        (f":{secret}@host:6379", "has no scheme"),
        (f"redis:{secret}@host:6379", "has no scheme"),
    ):
        with pytest.raises(ConfigError, match=problem) as refused:
            RateLimitRunnable(limits=["1/minute"], storage_uri=uri)
        assert secret not in str(refused.value)


@pytest.mark.filterwarnings("ignore:The function `loads` is in beta")
def test_dumps_hold_no_storage_uri():
    """A password of the store is not written; `loads` takes the URI as a secret and does not do without it."""
    uri = "redis://:" + "hunter" + "2" * 3 + "@127.0.0.1:9/0"
    written = dumps(RateLimitRunnable(limits=["1/minute"], storage_uri=uri))
    assert "hunter" not in written
    options = {"allowed_objects": [RateLimitRunnable], "valid_namespaces": ["langchain_guard"]}
    assert loads(written, secrets_map={"LANGCHAIN_GUARD_STORAGE_URI": uri}, **options).storage_uri == uri
    with pytest.raises(ConfigError, match="storage_uri"):
        loads(written, **options)


@pytest.mark.parametrize("missing", ["refuse", "shared"])
async def test_a_key_function_that_fails_names_nobody(missing):
    """The call is refused by the limiter in its own words, also where calls without identity share a budget."""

    def broken(config):
        raise KeyError(CANARY)

    limiter = RateLimitRunnable(limits=["9/minute"], key=broken, on_missing_key=missing)
    for call in (lambda: limiter.invoke("x"), lambda: limiter.wrap(RunnableLambda(str)).invoke("x")):
        with pytest.raises(
            InvalidInput, match="no user identity in this call: its key function failed with KeyError"
        ) as e:
            call()
        assert (e.value.control, e.value.rule_ids) == ("rate_limit", ("rate_limit.identity",))
        assert CANARY not in "".join(traceback.format_exception(e.value))
    with pytest.raises(InvalidInput, match="KeyError"):
        await limiter.ainvoke("x")


def test_async_key_functions_are_refused():
    """Nobody waits for one, so it is refused when it is written; what a function gives in place of a name is said."""

    async def later(config):
        return "alice"

    class Later:
        async def __call__(self, config):
            return "alice"

    for key in (later, Later(), functools.partial(later)):
        with pytest.raises(ConfigError, match=r"cannot be async.*by_context"):
            RateLimitRunnable(limits=["9/minute"], key=key)
    with pytest.raises(InvalidInput, match="its key function gave dict, which names nobody"):
        RateLimitRunnable(limits=["9/minute"], key=lambda config: {}).invoke("x")


@pytest.mark.parametrize("wrapped", ["x", None, len])
def test_wrap_takes_runnables(wrapped):
    """What cannot be called as a Runnable is refused when it is written."""
    with pytest.raises(ConfigError, match="wrap needs a model or chain"):
        RateLimitRunnable(limits=["9/minute"]).wrap(wrapped)
    with pytest.raises(ConfigError, match="wrap needs a model or chain"):
        PseudonymizerRunnable(vault=Vault("k" * 32)).wrap(wrapped)
