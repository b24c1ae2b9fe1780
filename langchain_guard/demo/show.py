"""The demonstration in the terminal: scripted conversations through the whole chain, and what each control did."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig
from rich.console import Console
from rich.table import Table
from rich.text import Text

from langchain_guard.callbacks import AuditCallbackHandler
from langchain_guard.demo.model import DemoChatModel
from langchain_guard.demo.scenes import BURST, SCENES, Scene
from langchain_guard.exceptions import GuardBlocked, GuardError, RateLimitExceeded
from langchain_guard.findings import DECISION_EVENT
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.limiter import RateLimitRunnable
from langchain_guard.runnables.redactor import OutputRedactorRunnable
from langchain_guard.settings import GuardSettings

PLACEHOLDER = r"\[REDACTED_\w+\]"

STYLES = {
    "passed": "green",
    "cleaned": "yellow",
    "redacted": "yellow",
    "flagged": "cyan",
    "blocked": "bold red",
    "refused": "bold magenta",
    "failed": "red",
}
"""What can become of a conversation."""


class Decisions(BaseCallbackHandler):
    """Collects what the controls decide, as any handler of yours could."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def on_custom_event(self, name: str, data: Any, **_: Any) -> None:
        """Note a decision."""
        if name == DECISION_EVENT:
            self.seen.append(data)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one conversation."""

    scene: Scene
    word: str
    control: str = ""
    details: str = ""
    answer: str = field(default="", repr=False)


def show(
    *, audit: Path | None = None, speed: float = 1.0, model: str = "gpt-4.1-mini", console: Console | None = None
) -> int:
    """Run the conversations and explain them.

    Args:
        audit: File of the audit trail; None makes one in the temporary folder.
        speed: 1 streams about as fast as a person reads, 0 shows answers at once.
        model: The model to use when `OPENAI_API_KEY` is set.
        console: Where to print.

    Returns:
        The exit code: 0, or 2 when the settings or the audit file cannot be used.
    """
    console = console or Console(highlight=False)
    try:
        settings = GuardSettings()
        llm = _llm(settings, speed, model)
        path = audit or Path(tempfile.mkdtemp(prefix="langchain-guard-")) / "audit.jsonl"
        before = path.stat().st_size if path.exists() else 0
        key = settings.audit_key
        trail = AuditCallbackHandler(path, key=key.get_secret_value().encode() if key else None)
    except (GuardError, OSError) as error:
        Console(stderr=True).print(Text(f"langchain-guard: {error}"))
        return 2
    limiter = RateLimitRunnable(limits=[f"{BURST}/minute"], key="configurable.user_id")
    chain = limiter | InputGuardRunnable() | llm | OutputRedactorRunnable()
    _introduce(console, llm)
    outcomes = []
    try:
        for number, scene in enumerate(SCENES, 1):
            console.print(Text.assemble((f"{number:2} {scene.title}", "bold"), f"  {scene.user}"))
            outcome = _play(scene, chain, trail, console)
            again = [_play(scene, chain, trail, Console(quiet=True)) for _ in range(scene.times - 1)]
            if again:
                words = Text(", ").join(Text(each.word, STYLES[each.word]) for each in again)
                outcome = again[-1]
                console.print(Text.assemble(("   again  ", "dim"), words, (f"  {outcome.details}", "dim")))
            outcomes.append(outcome)
            console.print()
    finally:
        trail.close()
    _summarise(console, outcomes, path, before)
    return 0


def _llm(settings: GuardSettings, speed: float, model: str) -> BaseChatModel:
    if not settings.OPENAI_API_KEY:
        return DemoChatModel(answers={scene.prompt: scene.answer for scene in SCENES}, delay=min(5, 0.015 * speed))
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 -- slow, and the script needs none

    return ChatOpenAI(model=model, api_key=settings.OPENAI_API_KEY, base_url=settings.OPENAI_BASE_URL, timeout=60)


def _introduce(console: Console, llm: BaseChatModel) -> None:
    console.rule("[bold]langchain-guard")
    console.print(Text("RateLimitRunnable | InputGuardRunnable | llm | OutputRedactorRunnable", "bold cyan"))
    told = "a scripted demo model, not an AI (set OPENAI_API_KEY to use a real one)"
    console.print(Text(f"llm: {told if isinstance(llm, DemoChatModel) else type(llm).__name__}\n", "dim"))


def _play(scene: Scene, chain: Runnable[Any, Any], trail: AuditCallbackHandler, console: Console) -> Outcome:
    """Ask once, stream the answer to the console, and say what happened."""
    decisions = Decisions()
    identity = {"user_id": scene.user}
    config = RunnableConfig(callbacks=[decisions, trail], configurable=identity, metadata=dict(identity))
    prompt = scene.prompt if len(scene.prompt) < 200 else f"{scene.prompt[:60]}... ({len(scene.prompt):,} characters)"
    console.print(Text.assemble(("   asks   ", "dim"), Text(prompt.replace("\n", "\n          "))))
    answer = ""
    try:
        for chunk in chain.stream(scene.prompt, config):
            text = _printable(chunk.text)
            if not answer and text:
                console.print(Text("   gets   ", "dim"), end="")
            answer += text
            shown = Text(text.replace("\n", "\n          "))
            shown.highlight_regex(PLACEHOLDER, "black on yellow")
            console.print(shown, end="", soft_wrap=True)
        outcome = _outcome(scene, decisions.seen, answer)
    except RateLimitExceeded as error:
        outcome = Outcome(scene, "refused", error.control, f"{error.limit}; retry in {error.retry_after:.0f} s")
    except GuardBlocked as error:
        outcome = Outcome(scene, "blocked", error.control, ", ".join(error.rule_ids) or "refused")
    except GuardError as error:
        outcome = Outcome(scene, "refused", error.control, str(error))
    except Exception as error:  # noqa: BLE001 -- whatever the provider raises is shown by its name, not its text
        outcome = Outcome(scene, "failed", "provider", type(error).__name__)
    if answer:
        console.print()
    result = Text.assemble(
        "   ", (f"{outcome.word:9}", STYLES[outcome.word]), f"{outcome.control} ", (outcome.details, "dim")
    )
    console.print(result, soft_wrap=True)
    return outcome


def _outcome(scene: Scene, decisions: list[dict[str, Any]], answer: str) -> Outcome:
    """Put in words what the controls decided about a conversation that went through."""
    for action, words in (("sanitize", ("cleaned", "redacted")), ("flag", ("flagged", "flagged"))):
        for decision in decisions:
            if decision["action"] == action:
                counts = ", ".join(f"{number} {kind}" for kind, number in decision["counts"].items())
                word = words[decision["stage"] != "input"]
                return Outcome(scene, word, decision["control"], counts or ", ".join(decision["rules"]), answer)
    same = answer == scene.answer
    return Outcome(scene, "passed", "", "byte for byte" if same else "nothing found", answer)


def _printable(text: str) -> str:
    """A model's text without what could steer the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t\u200c\u200d" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _summarise(console: Console, outcomes: list[Outcome], path: Path, before: int) -> None:
    table = Table(title="What the controls did", title_justify="left", expand=False)
    for column in ("Conversation", "User", "Outcome", "Control", "Grounds"):
        table.add_column(column, overflow="fold")
    for outcome in outcomes:
        word = Text(outcome.word, STYLES[outcome.word])
        table.add_row(outcome.scene.title, outcome.scene.user, word, outcome.control, Text(outcome.details))
    console.print(table)
    totals = Counter(outcome.word for outcome in outcomes)
    console.print(Text(", ".join(f"{number} {word}" for word, number in totals.items()), "bold"))
    with path.open("rb") as trail:
        trail.seek(before)  # what stood there is not of this run
        events = Counter(json.loads(line)["event"] for line in trail if line.strip())
    console.print(Text(f"\nAudit trail: {path}", "bold"), soft_wrap=True)
    told = ", ".join(f"{number} {event}" for event, number in sorted(events.items()))
    console.print(Text(f"{events.total()} JSON records, no text of any conversation: {told}", "dim"))
    console.print(Text(f"Check it: langchain-guard audit verify {path}", "dim"), soft_wrap=True)
    console.print(Text("On your own text: langchain-guard scan FILE, langchain-guard redact FILE", "dim"))
