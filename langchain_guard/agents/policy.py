"""`ToolPolicy`: who may use which tool, with which arguments, how often, and when a person must be asked first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from langchain_core.runnables import RunnableConfig
from pydantic import BaseModel, ValidationError

from langchain_guard.agents.arguments import ArgumentRule, RuleLike, bounded, rule_from
from langchain_guard.agents.declared import passed_by
from langchain_guard.agents.egress import Egress
from langchain_guard.agents.roles import RoleFunction, role_function, roles_of
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.identity import KeyFunction

Review = Literal["never", "tainted", "always"]
"""When a person must be asked before a tool is called."""


@dataclass(frozen=True, slots=True, repr=False)
class ToolCallFacts:
    """One tool call as a policy sees it; its `repr` shows nothing but the tool.

    Attributes:
        name: The tool that is called.
        args: Its arguments, as the tool would get them.
        config: The configuration of the run, for the role function.
        context: The context of the langgraph runtime, for the role function.
        sources: Where text of strangers in the conversation came from, see `agents.taint`; empty when there is none.
        ordinal: Which call of this tool it is, in the run and in the thread, counted from 1.
        known: Names that the tool declares, see `agents.declared`; None when they cannot be known.
    """

    name: str
    args: Mapping[str, Any]
    config: RunnableConfig = field(default_factory=RunnableConfig)
    context: Any = None
    sources: tuple[str, ...] = ()
    ordinal: tuple[int, int] = (1, 1)
    known: frozenset[str] | None = None

    def __repr__(self) -> str:
        return f"ToolCallFacts({self.name!r})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ToolRule:
    """What one tool is, and what it may do.

    Args:
        side_effect: It changes something outside: sends, pays, writes, deletes. Once text of strangers has entered the
            conversation, its calls need a review, and are refused where nobody can be asked.
        review: When a person must be asked: `tainted` (that rule), `always` or `never`. By default `tainted` for tools
            with a side effect, else `never`.
        trusted: Its results are your own data, written by nobody else: they do not taint the conversation. Name the
            schema of a structured output here as well, when a conversation goes on after it: LangChain answers it as
            it answers a tool.
        network: It visits what its arguments name: URLs in them are checked even when no hosts are configured.
        allowed_hosts: Hosts for this tool in place of the policy's, see `Egress`.
        arguments: Rules by argument name; a dotted name leads into nested data. Names are those of the tool's schema,
            of aliases the one that the model is told. A rule is `Hosts`, `Paths`, `Amount`, `Matches`, `OneOf`, a
            pydantic model or a function. An argument that is not given is not judged.
        schema: A pydantic model that all arguments together must validate, under the names that the tool declares.
        check: A function of all arguments, for what involves several; `True` lets the call pass.
        calls_per_run: Most calls between one message of the user and the next.
        calls_per_thread: Most calls in the whole conversation.

    Raises:
        ConfigError: When the options do not fit together.

    >>> from langchain_guard.agents import Amount
    >>> ToolRule(side_effect=True, arguments={"amount": Amount(0, 100)})
    ToolRule(side_effect, review='tainted', arguments=('amount',))
    """

    side_effect: bool = False
    review: Review | None = None
    trusted: bool = False
    network: bool = False
    allowed_hosts: tuple[str, ...] | None = None
    arguments: Mapping[str, RuleLike] | tuple[tuple[str, ArgumentRule], ...] = ()
    schema: type[BaseModel] | None = None
    check: Callable[[Mapping[str, Any]], bool] | None = None
    calls_per_run: int | None = None
    calls_per_thread: int | None = None

    def __post_init__(self) -> None:
        if self.review not in {None, "never", "tainted", "always"}:
            raise _unusable(f"review takes never, tainted or always, not {self.review!r}")
        for name in ("calls_per_run", "calls_per_thread"):
            limit = getattr(self, name)
            if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 0):
                raise _unusable(f"{name} takes a whole number from 0")
        if not all(isinstance(flag, bool) for flag in (self.side_effect, self.trusted, self.network)):
            raise _unusable("side_effect, trusted and network take True or False")
        if self.check is not None and not callable(self.check):
            raise _unusable("check takes a function of all arguments")
        if self.schema is not None and not (isinstance(self.schema, type) and issubclass(self.schema, BaseModel)):
            raise _unusable("schema takes a pydantic model")
        rules = tuple((name, rule_from(rule)) for name, rule in _by_name("arguments", self.arguments).items())
        object.__setattr__(self, "arguments", rules)
        object.__setattr__(self, "review", self.review or ("tainted" if self.side_effect else "never"))
        if self.allowed_hosts is not None:
            object.__setattr__(self, "allowed_hosts", Egress(self.allowed_hosts).hosts)

    def __repr__(self) -> str:
        flags = [name for name in ("side_effect", "trusted", "network") if getattr(self, name)]
        names = tuple(self.bounds)
        limits = [f"{name}={value}" for name in ("calls_per_run", "calls_per_thread") if (value := getattr(self, name))]
        parts = [*flags, f"review={self.review!r}", *([f"arguments={names!r}"] if names else []), *limits]
        return f"ToolRule({', '.join(parts)})"

    @property
    def bounds(self) -> dict[str, ArgumentRule]:
        """The rules for arguments, by name."""
        return dict(cast("tuple[tuple[str, ArgumentRule], ...]", self.arguments))

    def refused_arguments(self, args: Mapping[str, Any], known: frozenset[str] | None) -> list[str]:
        """The rules that refuse these arguments, by id."""
        refused = [f"tools.argument.{name}" for name, rule in self.bounds.items() if not bounded(args, name, rule)]
        if known is not None:
            refused += passed_by(self.bounds, args, known, whole=bool(self.schema or self.check))
        if self.schema is not None:
            try:
                self.schema.model_validate(dict(args))
            except ValidationError:
                refused.append("tools.schema")
        if self.check is not None and not _passes(self.check, args):
            refused.append("tools.check")
        return refused


@dataclass(frozen=True, kw_only=True, repr=False)
class ToolPolicy:
    r"""Which tool calls an agent may make; give it to `GuardMiddleware(policy=...)`.

    Every call is judged when it is about to be made, whatever the model was told: a tool that is not on the list of the
    caller's role, an argument out of its bounds, a URL that leads astray, a spent budget refuse it; a tool with a side
    effect needs a person's review once text of strangers (tool results, documents) has entered the conversation.

    Args:
        tools: What each tool is and may do, by name.
        default: The rule for tools that are not named: by default they count as having side effects.
        allow: Which tools may be used: names for everybody, or names by role; `*` stands for all. What is not listed is
            refused, also for callers without a role. None allows every tool to everybody.
        role: Who is asking: a function of the `RunnableConfig` that gives a role or several, e.g.
            `by_context(variable)` with a context variable that your web framework sets, or `configurable.NAME`,
            `context.NAME`. There is no default, because callers choose what stands in `metadata` and `configurable`.
        allowed_hosts: Hosts that the arguments of any tool may name, see `Egress`. Without it URLs are checked only for
            tools with `network=True`.

    Raises:
        ConfigError: When the options do not fit together.

    >>> from langchain_guard.agents import Matches
    >>> policy = ToolPolicy(
    ...     tools={
    ...         "search": ToolRule(network=True),
    ...         "send_mail": ToolRule(side_effect=True, arguments={"to": Matches(r"[a-z.]+@example\.com")}),
    ...     },
    ...     allow=["search", "send_mail"],
    ... )
    >>> call = {"to": "jane@example.com", "body": "hello"}
    >>> policy.judge(ToolCallFacts("send_mail", call)).action.value
    'allow'
    >>> policy.judge(ToolCallFacts("send_mail", call, sources=("search",))).action.value
    'review'
    >>> policy.judge(ToolCallFacts("send_mail", {"to": "x@evil.example"})).rules
    ('tools.argument.to',)
    >>> policy.judge(ToolCallFacts("delete_all", {})).rules
    ('tools.role',)
    """

    tools: Mapping[str, ToolRule] | tuple[tuple[str, ToolRule], ...] = ()
    default: ToolRule = field(default_factory=lambda: ToolRule(side_effect=True))
    allow: Collection[str] | Mapping[str, Collection[str]] | None = None
    role: str | KeyFunction | None = None
    allowed_hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        rules = _by_name("tools", self.tools)
        if not all(isinstance(rule, ToolRule) for rule in (*rules.values(), self.default)):
            raise _unusable("tools and default take ToolRule(...)")
        if isinstance(self.allow, Mapping) and self.role is None:
            raise _unusable("allow by role needs role=...: say who is asking")
        lists = self.allow.values() if isinstance(self.allow, Mapping) else [() if self.allow is None else self.allow]
        if any(isinstance(names, str) or not isinstance(names, Collection) for names in lists):
            raise _unusable("allow takes a list of tool names, or lists by role")
        _ = self._role, self._egress(self.default), Egress(self.allowed_hosts)
        object.__setattr__(self, "tools", tuple(rules.items()))
        if isinstance(self.allow, Mapping):
            object.__setattr__(self, "allow", _Lists((role, frozenset(names)) for role, names in self.allow.items()))
        elif self.allow is not None and not isinstance(self.allow, _Lists):
            object.__setattr__(self, "allow", frozenset(self.allow))

    def __repr__(self) -> str:
        return f"ToolPolicy(tools={tuple(self._rules)!r})"

    @cached_property
    def _rules(self) -> dict[str, ToolRule]:
        return dict(self.tools)

    @cached_property
    def _role(self) -> RoleFunction | None:
        return None if self.role is None else role_function(self.role)

    def rule(self, tool: str) -> ToolRule:
        """The rule for a tool."""
        return self._rules.get(tool, self.default)

    def trusts(self, tool: str) -> bool:
        """Whether the results of a tool are your own data."""
        return self.rule(tool).trusted

    @cached_property
    def counts_calls(self) -> bool:
        """Whether any tool has a budget."""
        return any(
            rule.calls_per_run is not None or rule.calls_per_thread is not None
            for rule in (*self._rules.values(), self.default)
        )

    def judge(self, call: ToolCallFacts, *, reviewed: bool = False) -> Decision:
        """Judge one call.

        Args:
            call: The call.
            reviewed: Whether a person has seen it and let it pass; all rules but the need for a review still hold.

        Returns:
            `allow`, `review` or `block`, and the rules that led there.
        """
        rule = self.rule(call.name)
        refused = [
            *([] if self._allowed(call) else ["tools.role"]),
            *rule.refused_arguments(call.args, call.known),
            *self._led_astray(rule, call),
            *_overspent(rule, call.ordinal),
        ]
        if refused:
            return _decision(Action.BLOCK, refused, call)
        if rule.review == "always" and not reviewed:
            return _decision(Action.REVIEW, ["tools.review"], call)
        if rule.review == "tainted" and call.sources and not reviewed:
            return _decision(Action.REVIEW, ["tools.tainted"], call)
        return _decision(Action.ALLOW, [], call)

    def _allowed(self, call: ToolCallFacts) -> bool:
        if self.allow is None:
            return True
        if not isinstance(self.allow, _Lists):
            return not {call.name, "*"}.isdisjoint(self.allow)
        try:
            roles = roles_of(self._role(call.config, call.context)) if self._role else ()
        except Exception:  # noqa: BLE001 -- the application's function could not say who it is: then it is nobody
            roles = ()
        return any(role in roles and not {call.name, "*"}.isdisjoint(names) for role, names in self.allow)

    def _led_astray(self, rule: ToolRule, call: ToolCallFacts) -> list[str]:
        egress = self._egress(rule)
        reason = egress.judge(call.args) if egress is not None else None
        return [] if reason is None else [f"tools.egress.{reason}"]

    def _egress(self, rule: ToolRule) -> Egress | None:
        hosts = self.allowed_hosts if rule.allowed_hosts is None else rule.allowed_hosts
        return Egress(hosts) if hosts or rule.network or rule.allowed_hosts is not None else None


class _Lists(tuple[tuple[str, frozenset[str]], ...]):
    """Tool names by role, which nobody can change."""

    __slots__ = ()


def _by_name(option: str, given: Any) -> dict[Any, Any]:
    try:
        return dict(given)
    except (TypeError, ValueError):  # a list of names, or of anything else that is no pair
        raise _unusable(f"{option} takes rules by name: write {option}={{name: rule}}") from None


def _overspent(rule: ToolRule, ordinal: tuple[int, int]) -> list[str]:
    limits = (("run", rule.calls_per_run), ("thread", rule.calls_per_thread))
    return [
        f"tools.budget.{name}"
        for (name, limit), number in zip(limits, ordinal, strict=True)
        if limit is not None and number > limit
    ]


def _decision(action: Action, rules: list[str], call: ToolCallFacts) -> Decision:
    """The decision, with the tool's name and, when taint was the reason, its sources."""
    details: list[tuple[str, str | tuple[str, ...]]] = [("tool", call.name)]
    if "tools.tainted" in rules:
        details.append(("sources", call.sources))
    return Decision(
        "tool_policy",
        action,
        tuple(sorted(set(rules))),
        severity="info" if action is Action.ALLOW else "high",
        stage="tool_call",
        details=tuple(details),
    )


def _passes(check: Callable[[Mapping[str, Any]], bool], args: Mapping[str, Any]) -> bool:
    try:
        return check(args) is True
    except Exception:  # noqa: BLE001 -- it could not judge, and its error may quote the arguments
        return False


def _unusable(message: str) -> ConfigError:
    return ConfigError(message, control="tool_policy")
