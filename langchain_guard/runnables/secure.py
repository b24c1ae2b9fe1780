"""`secure(llm)`: rate limits, input guard, redaction at the model's boundary and the audit trail, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

from langchain_guard.callbacks import AuditCallbackHandler
from langchain_guard.limit.backends import MEMORY
from langchain_guard.profiles import profile_named
from langchain_guard.redaction import Vault
from langchain_guard.runnables.canary import Canaries, as_canaries
from langchain_guard.runnables.configuration import of_type
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.limiter import RateLimitRunnable
from langchain_guard.runnables.model import GuardedChatModel
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.redactor import OutputRedactorRunnable
from langchain_guard.settings import PREFIX, GuardSettings

if TYPE_CHECKING:
    from langchain_guard.runnables.identity import KeyFunction


def secure(
    llm: BaseChatModel,
    settings: GuardSettings | None = None,
    *,
    profile: Literal["strict", "balanced", "observe"] | None = None,
    key: str | KeyFunction | None = None,
    limiter: RateLimitRunnable | Literal[False] | None = None,
    guard: InputGuardRunnable | None = None,
    redactor: OutputRedactorRunnable | None = None,
    canary: Canaries | bool | None = None,
    reversible: PseudonymizerRunnable | bool | None = None,
    audit: AuditCallbackHandler | Literal[False] | None = None,
) -> Runnable[Any, AIMessage]:
    """Put every control around a chat model.

    The chain is `limiter | guard | GuardedChatModel(llm)`, audited: budgets are reserved before a call and settled
    after it, the input is checked before any callback of the model sees it, and the answer is redacted where the model
    is called, so that callbacks, traces and streamed events see only clean text. What the caller passes in is recorded
    by the caller's own tracer before any control runs: see `redacting_anonymizer`.

    Args:
        llm: Any chat model, as it is; for tools or structured output use `GuardedChatModel(llm)` and its `bind_tools`.
        settings: Read from the environment and `.env` when not given.
        profile: Another posture than that of the settings.
        key: Who a user is, for limits per user, see `RateLimitRunnable`; without it all calls share the limits.
        limiter: In place of the one the settings describe, whose budgets all chains of a process with the same limits
            share; False for no limits.
        guard: In place of the one the settings describe.
        redactor: In place of the one the settings describe.
        canary: True puts a secret token into the system prompt of each call and refuses an answer that gives it away,
            see `Canaries`; what the settings say when not given.
        reversible: True gives the provider placeholders in place of personal data and secrets and the caller the values
            again, see `PseudonymizerRunnable`; what the settings say when not given. Each call must name its tenant and
            thread then. The root run is one that records placeholders.
        audit: In place of the handler the settings describe; False for no audit trail.

    Returns:
        A Runnable that takes what a chat model takes and answers with a message; streams, and batches. Options of the
        model are set on `llm`: as in every chain, what `bind` or a call adds, such as `max_tokens`, does not reach it.

    Raises:
        ConfigError: When the settings or options cannot be used.

    >>> from langchain_core.language_models import FakeListChatModel
    >>> chain = secure(FakeListChatModel(responses=["Write to bob@example.com"]), GuardSettings(_env_file=None))
    >>> chain.invoke("Whom do I write to?").content
    'Write to [REDACTED_EMAIL]'
    """
    of_type(
        "secure",
        settings=(settings, GuardSettings),
        limiter=(None if limiter is False else limiter, RateLimitRunnable),
        guard=(guard, InputGuardRunnable),
        redactor=(redactor, OutputRedactorRunnable),
        audit=(None if audit is False else audit, AuditCallbackHandler),
    )
    settings = settings or GuardSettings()
    if profile is not None:
        known = profile_named(str(profile))  # by name alone: settings have no place for a profile of one's own
        settings = settings.model_copy(update={"profile": known.name})
    hide = pseudonymizer_from(settings, reversible)
    redactor = redactor or redactor_from(settings, hide)
    model = GuardedChatModel(llm, guard=None, redactor=redactor, canary=canaries_from(settings, canary))
    guard = guard or guard_from(settings)
    chain: Runnable[Any, Any] = guard | model if hide is None else hide.wrap(model, guard)
    if limiter is not False:
        chain = (limiter or limiter_from(settings, key)).wrap(chain)
    if audit is not False:
        chain = chain.with_config(callbacks=[audit or AuditCallbackHandler.shared(settings)])
    return chain


def guard_from(settings: GuardSettings) -> InputGuardRunnable:
    """The input guard the settings describe."""
    return InputGuardRunnable(
        profile=settings.posture,
        policy=settings.guard_policy,
        classifier=settings.injection_classifier,
        allow_list=settings.allow_list,
        locales=settings.locales,
        max_message_chars=settings.max_message_chars,
        max_messages=settings.max_messages,
        whitespace_run=settings.guard_whitespace_run,
        on_block=settings.on_block,
        refusal=settings.refusal,
    )


def pseudonymizer_from(
    settings: GuardSettings, reversible: PseudonymizerRunnable | bool | None = None
) -> PseudonymizerRunnable | None:
    """The pseudonymizer the settings describe, with a vault of its own, unless a switch says otherwise; None for none.

    Raises:
        MissingKeyError: When the vault has no key.
        ConfigError: When the switch is none.
    """
    if isinstance(reversible, PseudonymizerRunnable):
        return reversible
    of_type("secure", reversible=(None if isinstance(reversible, bool) else reversible, PseudonymizerRunnable))
    if not (settings.reversible if reversible is None else reversible):
        return None
    vault = Vault(
        settings.vault_key or settings.require(f"{PREFIX}VAULT_KEY"),
        old_keys=settings.vault_old_keys,
        uri=settings.vault_uri,
        ttl=settings.vault_ttl,
    )
    return PseudonymizerRunnable(
        vault=vault,
        tenant=settings.vault_tenant,
        thread=settings.vault_thread,
        kinds=settings.redact_kinds or None,
        locales=settings.locales,
        allow_list=settings.allow_list,
        allow_patterns=settings.allow_patterns,
        score_threshold=settings.score_threshold,
        max_chars=settings.max_text_chars,
        restore_sources=settings.restore_sources,
        restore_tool_args=settings.restore_tool_args,
        on_unknown=settings.posture.on_unknown,
    )


def redactor_from(settings: GuardSettings, reversible: PseudonymizerRunnable | None = None) -> OutputRedactorRunnable:
    """The output redactor the settings describe; under `observe` it only reports.

    Args:
        settings: The settings.
        reversible: Holds values; the arguments of tool calls are pseudonymised then unless the settings say otherwise.
    """
    holds = reversible is not None and "tool_args" not in settings.model_fields_set
    posture = settings.posture
    watches = settings.profile == "observe" and "redact_strategy" not in settings.model_fields_set
    return OutputRedactorRunnable(
        kinds=settings.redact_kinds or None,
        locales=settings.locales,
        strategy="flag" if watches else settings.redact_strategy,
        strategies=settings.redact_strategies,
        allow_list=settings.allow_list,
        allow_patterns=settings.allow_patterns,
        max_chars=settings.max_text_chars,
        tool_args="pseudonymize" if holds else settings.tool_args,
        reversible=reversible,
        score_threshold=settings.score_threshold,
        hash_key=settings.hash_key,
        links=posture.links,
        allowed_hosts=settings.allowed_link_hosts,
        code=posture.dangerous_code,
        terminal_controls=posture.terminal_controls,
        html=settings.html,
        on_unknown=posture.on_unknown,
        on_block=settings.on_block,
        refusal=settings.refusal,
    )


def canaries_from(settings: GuardSettings, canary: Canaries | bool | None = None) -> Canaries | None:
    """The canaries the settings describe, unless a switch says otherwise; None for none."""
    if isinstance(canary, Canaries):
        return canary
    wanted = settings.canary if canary is None else canary
    if wanted and settings.canary_key is not None:
        return Canaries(key=settings.canary_key)
    return as_canaries(wanted)


def limiter_from(settings: GuardSettings, key: str | KeyFunction | None = None) -> RateLimitRunnable:
    """The rate limiter the settings describe. All of a process with the same limits share their budgets.

    >>> settings = GuardSettings(_env_file=None, rate_limits=["7/minute"])
    >>> _ = limiter_from(settings).invoke("hello")
    >>> limiter_from(settings).status()[0].remaining
    6
    """
    limits: dict[str, Any] = {
        "limits": settings.rate_limits,
        "tokens_per_minute": settings.tokens_per_minute,
        "cost_per_day": settings.cost_per_day,
        "max_concurrency": settings.max_concurrency,
        "lockout": settings.lockout,
        "lockout_seconds": settings.lockout_seconds,
    }
    uri = settings.storage_uri.get_secret_value()
    return RateLimitRunnable(
        **limits,
        wait=settings.max_wait > 0,
        max_wait=settings.max_wait or 1.0,  # not used without `wait`
        storage_uri=uri,
        namespace=f"settings:{hash(tuple(limits.values()))}" if uri == MEMORY else "",
        on_backend_error=settings.on_backend_error,
        key=key or settings.user_key,
    )
