"""`PseudonymizerRunnable`: values are replaced by placeholders before the provider sees them, and can come back.

Ten lines make a chain whose provider, callbacks, traces and caches see placeholders only:

>>> from langchain_core.language_models import FakeListChatModel
>>> from langchain_guard.redaction import Vault
>>> hide = PseudonymizerRunnable(vault=Vault("correct horse battery staple"))  # openssl rand -hex 32
>>> thread = {"configurable": {"tenant_id": "acme", "thread_id": "42"}}
>>> hide.invoke("Tell jane@example.com", thread)  # this is what the model gets
'Tell [EMAIL_...]'
>>> llm = FakeListChatModel(responses=[hide.invoke("I told jane@example.com.", thread)])  # a model that repeats it
>>> chain = hide | llm | hide.restorer()  # InputGuardRunnable() | hide | llm | hide.restorer()
>>> chain.invoke("Tell jane@example.com", thread).content
'I told jane@example.com.'
>>> chain.invoke("Tell jane@example.com", {"configurable": {"tenant_id": "acme", "thread_id": "43"}}).content
'I told [EMAIL_...].'

Where values are seen besides the answer that the caller gets (P: placeholders only):

| surface | `hide`, llm, restorer in a sequence | `hide.wrap(chain)`, `secure()` | `GuardedChatModel` |
|---|---|---|---|
| provider, runs and callbacks of the model, LLM cache | P | P | P |
| runs of `hide` and of the restorer | P | P | there are none |
| root run of the chain | values: caller's input, restored output | P | values, in a sequence |
| runs before `hide` (a prompt, the guard), after the restorer (a parser) | values | P: they are inside | values |
| `astream_events`: as above, but chunks of the root are what the caller gets | values | values | values |

A model that reads strangers' text may be told to write a placeholder into the address of an image or a link, which
carries the value away once it is restored. So let the redactor look at the answer first, as `secure` and
`GuardedChatModel` do: `guard | hide | llm | OutputRedactorRunnable(reversible=hide) | hide.restorer()`. Its link policy
`balanced` takes out images of unlisted hosts, `strict` all links to them.

Put parsers before the restorer, or wrap the whole chain. In an agent use `GuardMiddleware(reversible=hide)` and
`hide.wrap(agent)`: state, checkpoints and streams hold placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, RunnableSerializable, ensure_config
from pydantic import ConfigDict, Field, PrivateAttr, field_validator

from langchain_guard.detect import MAX_CHARS
from langchain_guard.detect.names import NER_KINDS, PII_KINDS, SECRET_KINDS
from langchain_guard.exceptions import GuardError, InvalidInput
from langchain_guard.findings import Action, Decision
from langchain_guard.redaction import RedactionPolicy, RestoreRules, Vault
from langchain_guard.redaction.placeholders import ANY_PLACEHOLDER, Language, label_of, language
from langchain_guard.redaction.pseudonyms import VALUE_KINDS, Pseudonymizer
from langchain_guard.redaction.vault import VaultScope
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.redaction.vault_store import Source
from langchain_guard.runnables.around import check_bound
from langchain_guard.runnables.configuration import Fixed, readable_errors
from langchain_guard.runnables.events import aemit_decision, decided, emit_decision, refused, with_uninspected
from langchain_guard.runnables.hiding import Hiding
from langchain_guard.runnables.identity import KeyFunction, asked, identity, key_function
from langchain_guard.runnables.messages import Walk
from langchain_guard.runnables.run import arun_once, off_loop, run_once
from langchain_guard.runnables.values import Values
from langchain_guard.text.pattern import Pattern

if TYPE_CHECKING:
    from langchain_guard.runnables.guard import InputGuardRunnable
    from langchain_guard.runnables.restorer import RestorerRunnable
    from langchain_guard.runnables.reversible import ReversibleRunnable


class PseudonymizerRunnable(Fixed, RunnableSerializable[Any, Any]):
    """Replaces personal data and secrets by typed, stable placeholders: `[EMAIL_7kq2m9xd4t]`.

    Put it after the guard, which must see what the user wrote: `guard | hide | llm | hide.restorer()`. It takes what
    LangChain passes, as the guard does, and one object is the configuration of all that belongs to it: `restorer()`
    and `wrap()` here, and the option `reversible` of `GuardedChatModel`, `OutputRedactorRunnable`, `secure`,
    `guard_tool` and `GuardMiddleware`. All roles are read, the system's as well. Before a prompt template it sees which
    texts are retrieved documents and which are the user's (`{"context": documents, "question": text}`); after it, all
    that stands in a user message counts as the user's.

    A value keeps its placeholder within tenant and thread; in another thread it has another one, and nothing is
    restored across them. Both come from the call's configuration. Set them in your server code from the authenticated
    session: whoever may choose them may read the thread.

    Args:
        vault: Where values are held.
        tenant: Where the tenant stands: `configurable.NAME`, `metadata.NAME`, or a function of the `RunnableConfig`.
        thread: The same for the thread.
        kinds: Kinds that are hidden; None for all personal data and secrets.
        locales: Restrict rules that belong to a country to these (`de`, `us`, ...); all when empty.
        extra: Your own patterns and detectors.
        allow_list: Texts that are never hidden.
        allow_patterns: Regular expressions of such texts.
        score_threshold: Least confidence of a finding, 0 to 1.
        max_chars: Longest text, in characters.
        restore_sources: Whose values are restored for the user: by default what the user has said and what stands in
            your system prompt. What a `tool` or a `document` has brought, or the `model` has made up in the arguments
            of a tool call, stays a placeholder unless it is named here, or the user has said it as well.
        restore_tool_args: Which tools get real values in which arguments, see `RestoreRules`; by default none.
        on_unknown: `block` refuses what cannot be inspected, `allow` passes and reports it.

    Raises:
        ConfigError: When the options do not fit together.
        InvalidInput: When the call names no tenant or no thread: there is no shared one. Also for an input of no
            acceptable shape.
        InputTooLarge: When a text is longer than `max_chars`.
        GuardUnavailable: When the vault cannot hold a value, or a detector of yours fails: nothing goes on to the model
            then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    vault: Vault
    tenant: str | KeyFunction = "configurable.tenant_id"
    thread: str | KeyFunction = "configurable.thread_id"
    kinds: tuple[str, ...] | None = None
    locales: tuple[str, ...] = ()
    extra: tuple[Any, ...] = ()
    allow_list: tuple[str, ...] = ()
    allow_patterns: tuple[str, ...] = ()
    score_threshold: float = Field(default=0.0, ge=0, le=1)
    max_chars: int = Field(default=MAX_CHARS, ge=1)
    restore_sources: tuple[Source, ...] = ("user", "system")
    restore_tool_args: RestoreRules = RestoreRules()
    on_unknown: Literal["block", "allow"] = "block"

    _policy: RedactionPolicy = PrivateAttr()
    _language: Language = PrivateAttr()
    _restored: RestoreRules = PrivateAttr()

    def __init__(self, **options: Any) -> None:
        with readable_errors(CONTROL, type(self).model_fields):
            super().__init__(**options)

    @field_validator("restore_tool_args", mode="before")
    @classmethod
    def _rules(cls, value: object) -> object:
        return RestoreRules(value) if isinstance(value, (Mapping, list, tuple)) else value

    def model_post_init(self, context: Any, /) -> None:
        """Refuse a configuration that cannot work when it is written, not when it is used."""
        super().model_post_init(context)
        for key in (self.tenant, self.thread):
            key_function(key)
        own = sorted({row.kind for row in self.extra if isinstance(row, Pattern)})
        self._language = language(tuple(own))
        self._policy = RedactionPolicy(
            kinds=VALUE_KINDS if self.kinds is None else self.kinds,
            locales=self.locales,
            strategy="pseudonymize",
            extra=self.extra,
            allow_list=self.allow_list,
            allow_patterns=(*self.allow_patterns, ANY_PLACEHOLDER),
            score_threshold=self.score_threshold,
            links="off",
            max_chars=self.max_chars,
        )
        known = {"encoded_value", *PII_KINDS, *SECRET_KINDS, *NER_KINDS, *(label_of(kind).lower() for kind in own)}
        if self._policy.selection.detectors:  # what they find is known only to them
            known.update(kind for _, kinds in self.restore_tool_args.rules for kind in kinds)
        self._restored = self.restore_tool_args.among(known)

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """Anything."""
        return Any

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """The same as the input."""
        return Any

    @property
    def policy(self) -> RedactionPolicy:
        """What finds the values."""
        return self._policy

    @property
    def restored(self) -> RestoreRules:
        """Which kinds come back in which arguments, by our names."""
        return self._restored

    @property
    def waits(self) -> bool:
        """Whether an event loop should not wait for hiding: a disk, a server or a detector is asked."""
        return self.vault.waits or bool(self.policy.selection.detectors)

    @property
    def language(self) -> Language:
        """How placeholders are spelt here."""
        return self._language

    def scope(self, config: RunnableConfig | None) -> VaultScope:
        """Whose call this is.

        Raises:
            InvalidInput: When the configuration does not say.
        """
        config = ensure_config(config)
        keys = (("tenant", self.tenant), ("thread", self.thread))
        tenant, thread = (
            identity(asked(key_function(key), config, name, CONTROL, "vault.scope")) for name, key in keys
        )
        return self.vault.scope(tenant or "", thread or "")

    def walk(self, scope: VaultScope, source: Source) -> Walk:
        """A walk that hides what a source has brought."""
        hide = Pseudonymizer(self.policy, scope, source, self.language)
        return Walk(hide, hide, signs=True, other=Values(_unknown if self.on_unknown == "block" else None))

    def hide(self, value: Any, scope: VaultScope, source: Source = "user") -> tuple[Any, Decision | None]:
        """Hide the values in an input, outside any run.

        Args:
            value: What would be passed to `invoke`.
            scope: Whose call it is, see `scope`.
            source: Who has brought what no role tells of.

        Returns:
            What to pass on, the same object when nothing had to be hidden, and what was done; None for nothing.
        """
        hiding = Hiding(lambda by: self.walk(scope, by))
        hidden = hiding.accept(value, source)
        if not hiding.findings and not hiding.uninspected:
            return hidden, None
        action = Action.SANITIZE if hiding.findings else Action.FLAG
        decision = decided(CONTROL, action, hiding.findings, stage=_STAGES.get(source, "input"))
        return hidden, with_uninspected(decision, hiding.uninspected)

    def restorer(self) -> RestorerRunnable:
        """The other end: puts values back into what comes out of the model or chain."""
        from langchain_guard.runnables.restorer import RestorerRunnable  # noqa: PLC0415 -- it imports this module

        return RestorerRunnable(pseudonymizer=self)

    def wrap(self, runnable: Runnable[Any, Any], guard: InputGuardRunnable | None = None) -> ReversibleRunnable:
        """Both ends around a chain or agent, in one run that records placeholders only.

        A `RunnableWithMessageHistory` goes inside: it keeps what a run records, and of its input this one records
        nothing.

        Args:
            runnable: Any chain, model or agent.
            guard: Examines the input before its values are hidden; one inside of `runnable` sees placeholders.

        Raises:
            ConfigError: When one of them is of another type.
        """
        from langchain_guard.runnables.reversible import ReversibleRunnable  # noqa: PLC0415 -- it imports this module

        check_bound(runnable, "wrap", CONTROL)
        with readable_errors(CONTROL):
            return ReversibleRunnable(pseudonymizer=self, guard=guard, bound=runnable)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Hide the values of one input."""

        def step(manager: CallbackManagerForChainRun, child: RunnableConfig) -> Any:
            try:
                hidden, decision = self.hide(input, self.scope(child))
            except GuardError as error:
                emit_decision(refused(error), manager)
                raise
            if decision is not None:
                emit_decision(decision, manager)
            return hidden

        return run_once(self, step, config)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Hide the values of one input."""

        async def step(manager: AsyncCallbackManagerForChainRun, child: RunnableConfig) -> Any:
            try:
                hidden, decision = await off_loop(self.waits, self._hidden, input, child)
            except GuardError as error:
                await aemit_decision(refused(error), manager)
                raise
            if decision is not None:
                await aemit_decision(decision, manager)
            return hidden

        return await arun_once(self, step, config)

    def _hidden(self, value: Any, config: RunnableConfig) -> tuple[Any, Decision | None]:
        return self.hide(value, self.scope(config))


_STAGES: dict[Source, str] = {"tool": "tool_result", "document": "document", "model": "tool_call"}
"""Where in the conversation a value of a source is met; the others come in."""


def _unknown(kind: str) -> InvalidInput:
    message = f'cannot inspect a value of type {kind}; set on_unknown="allow" to let it pass'
    return InvalidInput(message, control=CONTROL, rule_ids=("shape.unknown",), stage="input")
