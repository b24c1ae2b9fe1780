"""The configuration of an `OutputRedactorRunnable`: frozen, out of reach of the `RunnableConfig`, and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cached_property, lru_cache
from typing import Any, Literal

from langchain_core.runnables import RunnableConfig, RunnableSerializable
from pydantic import ConfigDict, Field, SecretStr, field_validator

from langchain_guard.detect import MAX_CHARS
from langchain_guard.exceptions import ConfigError, GuardError, OutputBlocked
from langchain_guard.findings import Action
from langchain_guard.redaction import RedactionPolicy
from langchain_guard.redaction.placeholders import ANY_PLACEHOLDER
from langchain_guard.redaction.pseudonyms import Pseudonymizer
from langchain_guard.redaction.vault import VaultScope
from langchain_guard.runnables.configuration import Fixed
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import ToolArgs, Walk
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.redacting import Policy
from langchain_guard.runnables.values import Values
from langchain_guard.runnables.watch import UNWATCHED, Watch

REFUSAL = "The answer was withheld because it holds something that must not be shown."
"""What `on_block="reply"` answers."""


class RedactionOptions(Fixed, RunnableSerializable[Any, Any]):
    """The options, described at `OutputRedactorRunnable`, and what follows from them."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    kinds: tuple[str, ...] | None = None
    locales: tuple[str, ...] = ()
    strategy: str = "redact"
    strategies: tuple[tuple[str, str], ...] = ()
    extra: tuple[Any, ...] = ()
    allow_list: tuple[str, ...] = ()
    allow_patterns: tuple[str, ...] = ()
    score_threshold: float = Field(default=0.0, ge=0, le=1)
    hash_key: SecretStr | None = None
    links: str = "balanced"
    allowed_hosts: tuple[str, ...] = ()
    code: Action = Action.FLAG
    terminal_controls: bool = False
    html: Literal["judge", "clean"] = "judge"
    max_chars: int = Field(default=MAX_CHARS, ge=1)
    tool_args: ToolArgs = "redact"
    reversible: PseudonymizerRunnable | None = None
    on_unknown: Literal["block", "allow"] = "block"
    on_block: Literal["raise", "reply"] = "raise"
    refusal: str = REFUSAL

    @field_validator("strategies", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(value.items()) if isinstance(value, Mapping) else value

    def model_post_init(self, context: Any, /) -> None:
        """Refuse a configuration that cannot work when it is written, not when it is used."""
        super().model_post_init(context)
        asked = {self.tool_args, self.strategy, *(strategy for _, strategy in self.strategies)}
        if "pseudonymize" in asked and self.reversible is None:
            message = '"pseudonymize" needs a vault: give reversible=PseudonymizerRunnable(vault=Vault(key))'
            raise ConfigError(message, control="output_redactor")
        self.policy  # noqa: B018 -- builds it, and raises when it cannot be built

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain may serialise this: yes, without the key."""
        return True

    @property
    def lc_secrets(self) -> dict[str, str]:
        """The key is not serialised, but read from the environment."""
        return {"hash_key": "LANGCHAIN_GUARD_HASH_KEY"}

    @property
    def policy(self) -> RedactionPolicy:
        """The policy these options make of texts that are not shown as HTML."""
        return self._as_given

    @cached_property
    def _as_given(self) -> RedactionPolicy:
        return self._variant()

    @cached_property
    def _for_answers(self) -> RedactionPolicy:
        """The policy for the text of an answer."""
        return self._as_given if self.html == "judge" else self._variant(html=self.html)

    @cached_property
    def _for_arguments(self) -> RedactionPolicy | None:
        """The policy for the arguments of tool calls; None leaves them alone."""
        if self.tool_args == "redact":
            return self._as_given
        return None if self.tool_args == "leave" else self._variant(self.tool_args)

    @property
    def waits(self) -> bool:
        """Whether an event loop should not wait for the redactor: a disk, a server or a detector is asked."""
        return self._waits

    @cached_property
    def _waits(self) -> bool:
        return bool(self.policy.selection.detectors) or (self.reversible is not None and self.reversible.waits)

    def _variant(self, strategy: str = "", html: str = "judge") -> RedactionPolicy:
        """The policy; with another strategy for everything if one is given."""
        options: dict[str, Any] = {name: getattr(self, name) for name in _POLICY_FIELDS} | {"html": html}
        if strategy:
            options |= {"strategy": strategy, "strategies": ()}
        if self.reversible is not None:
            options["allow_patterns"] = (*self.allow_patterns, ANY_PLACEHOLDER)
        try:
            return _policy(**options)
        except TypeError:  # a detector of the user's that cannot be hashed
            return RedactionPolicy(**options)

    def scope(self, config: RunnableConfig | None) -> VaultScope | None:
        """Whose call this is; None when nothing is held.

        Raises:
            InvalidInput: When values are held, and the configuration does not say.
        """
        return None if self.reversible is None else self.reversible.scope(config)

    def text_policy(self, scope: VaultScope | None) -> Policy:
        """The policy for texts in a scope."""
        return self._held(self._as_given, scope)

    def answer_policy(self, scope: VaultScope | None) -> Policy:
        """The policy for a text that is the whole answer."""
        return self._held(self._for_answers, scope)

    def walk(self, *, json_content: bool = False, watch: Watch = UNWATCHED, scope: VaultScope | None = None) -> Walk:
        """A walk that redacts one whole value with this configuration.

        Args:
            json_content: Whether string content is JSON.
            watch: Looks for a canary.
            scope: Whose call it is, see `scope`; the current run's when values are held and none is given.
        """
        return Walk(*self._policies(watch, scope), json_content=json_content, other=Values(self._refuse))

    def stream_walk(
        self, *, json_content: bool = False, watch: Watch = UNWATCHED, scope: VaultScope | None = None
    ) -> StreamWalk:
        """A walk that redacts the chunks of one message with this configuration; see `walk`."""
        return StreamWalk(*self._policies(watch, scope), json_content=json_content, other=Values(self._refuse))

    @property
    def _refuse(self) -> Callable[[str], GuardError] | None:
        return _unknown if self.on_unknown == "block" else None

    def _policies(self, watch: Watch, scope: VaultScope | None) -> tuple[Policy, Policy | None, Policy | None]:
        """Of texts, of the arguments of tool calls, and of the text of an answer; None is the first."""
        if self.reversible is not None and scope is None:
            scope = self.reversible.scope(None)
        args = None if self._for_arguments is None else self._held(self._for_arguments, scope)
        shown = None if self.html == "judge" else watch.over(self._held(self._for_answers, scope))
        return watch.over(self._held(self._as_given, scope)), watch.over(args), shown

    def _held(self, policy: RedactionPolicy, scope: VaultScope | None) -> Policy:
        if self.reversible is None or scope is None:
            return policy
        return Pseudonymizer(policy, scope, "model", self.reversible.language)


def _unknown(kind: str) -> OutputBlocked:
    message = (
        f"cannot inspect a value of type {kind}; return text, messages, data or pydantic objects, or set "
        'on_unknown="allow"'
    )
    return OutputBlocked(message, control="output_redactor", rule_ids=("shape.unknown",), stage="output")


_POLICY_FIELDS = tuple(field.name for field in fields(RedactionPolicy))
_policy = lru_cache(maxsize=256)(RedactionPolicy)
