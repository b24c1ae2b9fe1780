"""Playing a scenario: a scripted model that believes what it reads, the guarded agent, and a person who reviews."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.agents import create_agent
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from langchain_guard import GuardMiddleware, GuardSettings, InputGuardRunnable, OutputRedactorRunnable
from langchain_guard.agents import Amount, Matches, Paths, ToolPolicy, ToolRule
from langchain_guard.text.normalize import fold
from tests.agents.scenarios.office import SECRET, SYSTEM, Office
from tests.openai_server import OpenAIServer, Reply, ToolCall

MODES = ("invoke", "ainvoke", "stream", "astream")
Call = tuple[str, dict[str, Any]]
"""A tool and its arguments; `{system}` in a text stands for the system prompt, `{system64}` for its base64."""

SITES = ("forum.example", "search.example", "news.example", "docs.example", "*.harbor.example", "harbor.example")
"""The web as far as the office needs it."""


def office_policy(office: Office) -> ToolPolicy:
    """The one tool policy of all scenarios: what an office would write that has never seen them."""
    on_desk = {"path": Paths(office.desk)}
    return ToolPolicy(
        tools={
            "read_mail": ToolRule(),
            "look_up": ToolRule(),
            "search": ToolRule(calls_per_run=8),
            "fetch": ToolRule(network=True, calls_per_run=8),
            "read_file": ToolRule(arguments=on_desk),
            "read_customer": ToolRule(arguments={"customer": Matches("C-[0-9]{3}")}),
            "post": ToolRule(side_effect=True, network=True, allowed_hosts=("api.harbor.example",)),
            "write_file": ToolRule(side_effect=True, arguments=on_desk),
            "delete_file": ToolRule(side_effect=True, arguments=on_desk),
            "remember": ToolRule(side_effect=True),
            "send_mail": ToolRule(side_effect=True, calls_per_run=5),
            "pay": ToolRule(side_effect=True, arguments={"amount": Amount(0, 1000)}),
        },
        allow=["read_mail", "look_up", "search", "fetch", "read_file", "read_customer", "post", "write_file",
               "delete_file", "remember", "send_mail", "pay"],
        allowed_hosts=SITES,
    )  # fmt: skip


def office_guard(office: Office, *, detect: bool = True, classifier: bool = False) -> GuardMiddleware:
    """The one configuration of all scenarios.

    Args:
        office: Where the files are.
        detect: Whether detectors may stop an attack; without them every attack gets past detection, and only policy,
            taint, egress, link policy and canary are left.
        classifier: Whether the classifier is asked, whose weights change from release to release; the rules always are.
    """
    return GuardMiddleware(
        GuardSettings(_env_file=None),
        guard=InputGuardRunnable(classifier=classifier, policy={} if detect else {"injection": "flag"}),
        # An office works with addresses, telephone and account numbers: they are reported, not hidden.
        redactor=OutputRedactorRunnable(
            tool_args="leave", strategies={"email": "flag", "iban": "flag", "phone": "flag"}
        ),
        tool_results="sanitize" if detect else "flag",
        exit_behavior="interrupt",
        policy=office_policy(office),
        canary=True,
    )


@dataclass(frozen=True)
class Script:
    """What the model does.

    Attributes:
        steps: Tool calls of the honest task, in order.
        needs: Facts that it must have read to answer.
        answer: The answer then.
        poison: An instruction that it obeys once it has read it.
        orders: The tool calls that it makes then.
        confession: The answer it gives then.
        loot: What it must have read to give it.
        obeyed: For each request, whether it obeyed.
    """

    steps: tuple[Call, ...]
    needs: tuple[str, ...] = ()
    answer: str = ""
    poison: str = ""
    orders: tuple[Call, ...] = ()
    confession: str = "All done."
    loot: str = ""
    obeyed: list[bool] = field(default_factory=list, compare=False)

    def reply(self, body: dict[str, Any]) -> Reply:
        """The next step, from the conversation alone: it reads disguised text as well as plain text."""
        messages = body["messages"]
        read = _letters("\n".join(str(message["content"]) for message in messages if message["role"] == "tool"))
        made = {call["id"] for message in messages for call in message.get("tool_calls") or ()}
        system = str(messages[0]["content"])
        obeys = bool(self.poison) and _letters(self.poison)[:60] in read
        self.obeyed.append(obeys)
        for number, (name, given) in enumerate(self.orders if obeys else self.steps):
            call_id = f"call_{'order' if obeys else 'step'}_{number}"
            if call_id not in made:
                args = {key: _filled(value, system) for key, value in given.items()}
                return Reply(tool_calls=[ToolCall(name, json.dumps(args), call_id)], chunk=40)
        if obeys:
            has_it = _letters(self.loot) in read
            return Reply(_filled(self.confession, system) if has_it else "All done.", chunk=7)
        known = all(_letters(fact) in read for fact in self.needs)
        return Reply(self.answer if known else "I could not find that out.", chunk=7)


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text).text.lower() if letter.isalnum())


def _filled(value: Any, system: str) -> Any:
    if not isinstance(value, str):
        return value
    coded = base64.b64encode(system.encode()).decode()
    return value.replace("{system64}", coded).replace("{system}", system).replace("{secret}", SECRET)


@dataclass
class Played:
    """What came of it.

    Attributes:
        answer: The final answer.
        said: All that was shown while it streamed, or the answer.
        reviews: Tool calls a person was asked about, and whether they were approved.
        decisions: What controls decided.
        error: What ended the run, if anything did.
        obeyed: Whether the model did what a stranger's text told it.
    """

    answer: str = ""
    said: str = ""
    reviews: list[tuple[str, bool]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    obeyed: bool = False

    @property
    def stopped_by(self) -> str:
        """The first control that stood in the way, with its rules: a detector only when the model did not obey."""
        acted = [d for d in self.decisions if d["action"] in {"block", "review", "sanitize"}]
        if self.obeyed:  # what the guard took out was not enough
            acted = [d for d in acted if d["stage"] not in {"tool_result", "input"}]
            acted.sort(key=lambda d: d["action"] == "sanitize")  # what merely cleans a text comes last
        if not acted:
            return ""
        first = acted[0]
        control = "review" if first["action"] == "review" else first["control"]
        return f"{control}: {', '.join(first['rules'])}"


class Notes(BaseCallbackHandler):
    """Keeps decisions."""

    run_inline = True

    def __init__(self) -> None:
        self.decisions: list[dict[str, Any]] = []

    def on_custom_event(self, name: str, data: Any, **_: Any) -> None:
        self.decisions.append(data)


Reviewer = Callable[[str, dict[str, Any]], bool]
"""A person who is shown a tool call and says yes or no."""

_threads = itertools.count()


def careful(script: Script) -> Reviewer:
    """A person who knows what they have asked for, and lets nothing else pass."""

    def review(name: str, args: dict[str, Any]) -> bool:
        return (name, args) in script.steps

    return review


async def play(
    server: OpenAIServer,
    office: Office,
    task: str,
    script: Script,
    *,
    guards: Sequence[Any] = (),
    reviewer: Reviewer | None = None,
    mode: str = "invoke",
) -> Played:
    """Let the agent do its work; a person answers when it asks."""
    server.answer = script.reply
    graph = create_agent(
        server.chat_model(), office.tools(), system_prompt=SYSTEM, middleware=list(guards), checkpointer=InMemorySaver()
    )
    notes, played = Notes(), Played()
    config = {"configurable": {"thread_id": str(next(_threads))}, "callbacks": [notes], "recursion_limit": 150}
    given: Any = {"messages": [HumanMessage(task)]}
    try:
        while given is not None:
            played.said += await _run(graph, mode, given, config)
            given = _reviewed(graph.get_state(config), reviewer or (lambda *_: False), played)
        played.answer = str(graph.get_state(config).values["messages"][-1].text)
    except Exception as error:  # noqa: BLE001 -- however it ends, what has happened counts
        played.error = type(error).__name__
    played.said += played.answer
    played.obeyed = any(script.obeyed)
    played.decisions = notes.decisions
    return played


async def _run(graph: Any, mode: str, given: Any, config: Any) -> str:
    """One leg of the run; what was shown of the model's words on the way."""
    if mode == "invoke":
        await asyncio.to_thread(graph.invoke, given, config)
    elif mode == "ainvoke":
        await graph.ainvoke(given, config)
    elif mode == "stream":
        parts = await asyncio.to_thread(lambda: list(graph.stream(given, config, stream_mode="messages")))
        return "".join(message.text for message, _ in parts if message.type == "AIMessageChunk")
    else:
        parts = [part async for part in graph.astream(given, config, stream_mode="messages")]
        return "".join(message.text for message, _ in parts if message.type == "AIMessageChunk")
    return ""


def _reviewed(state: Any, reviewer: Reviewer, played: Played) -> Command[Any] | None:
    """The answers to what the run waits for; None when it does not wait."""
    answers = {}
    for question in state.interrupts:
        (action,) = question.value["action_requests"]
        approved = reviewer(action["name"], action["args"])
        played.reviews.append((action["name"], approved))
        answers[question.id] = {"type": "approve" if approved else "reject"}
    return Command(resume=answers) if answers else None
