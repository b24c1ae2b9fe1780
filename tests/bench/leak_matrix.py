"""Where can planted text be seen? Fifty canaries in every place of an answer, every way to call, every observer.

    python -m tests.bench.leak_matrix            # writes results/leak_matrix.json and results/leak_matrix.md

A real `ChatOpenAI` talks to a server on loopback that puts personal data and keys into each place of its answers that
can hold text, over chat completions and the Responses API. Every way of calling is used, and everything that could
observe the call is searched afterwards: what was returned, callbacks, tracers, streamed events, the messages mode of
langgraph, the cache, exceptions, logs. Streamed pieces are put together before they are searched.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import random
import traceback
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.globals import set_llm_cache
from langchain_core.tools import tool
from langchain_core.tracers.base import BaseTracer
from langgraph.graph import START, MessagesState, StateGraph
from pydantic import BaseModel

from langchain_guard import GuardedChatModel, InputGuardRunnable, OutputRedactorRunnable
from tests.bench.results_file import RESULTS, save
from tests.leaky_server import CHAT_PLACES, ERROR_PLACES, RESPONSES_PLACES, LeakyServer

CANARIES = 50
PART = 8
PLACES = (*CHAT_PLACES, *RESPONSES_PLACES, *ERROR_PLACES)


@dataclasses.dataclass(frozen=True)
class Canary:
    """One planted value: what it is and where it stands."""

    kind: str
    place: str
    value: str

    @property
    def parts(self) -> list[str]:
        """Every eight characters in a row, but for the domain all samples share: half a value is a leak, too."""
        core = squeezed(self.value).removesuffix("examplecom")
        return [core[start : start + PART] for start in range(len(core) - PART + 1)]


def squeezed(text: str) -> str:
    """Letters and digits only, so that no separator hides a value."""
    return "".join(character for character in text.lower() if character.isalnum())


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = int(digit) * (2 - place % 2)
        total += double - 9 * (double > 9)
    return digits + str(-total % 10)


def _iban(account: str) -> str:
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


def canaries() -> list[Canary]:
    """Fifty values of ten kinds in twenty-one places, each kind and each place several times."""
    pick = random.Random(20261123)

    def some(letters: str, length: int) -> str:
        return "".join(pick.choice(letters) for _ in range(length))

    upper, mixed = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    kinds: dict[str, Callable[[int], str]] = {
        "email": lambda n: f"zq{n:02d}kv.mail@corp{n}.example.com",
        "phone": lambda n: f"+141555501{n:02d}",
        "us_ssn": lambda n: f"536-90-43{n:02d}",
        "credit_card": lambda n: _luhn(f"4111117302{n:05d}"),
        "ipv4": lambda n: f"203.0.113.{100 + n}",
        "ipv6": lambda n: f"2001:db8:85a3::8a2e:370:73{n:02d}",
        "iban": lambda n: _iban(f"37040044053201{n:04d}"),
        "aws_access_key": lambda _: "AK" + "IA" + some(upper + "234567", 16),
        "openai_key": lambda _: "sk-" + some(mixed, 48),
        "github_token": lambda _: "gh" + "p_" + some(mixed, 36),
    }
    names = list(kinds)
    return [
        Canary(names[n % len(names)], PLACES[n % len(PLACES)], kinds[names[n % len(names)]](n)) for n in range(CANARIES)
    ]


def rounds(planted: list[Canary], places: tuple[str, ...]) -> list[list[Canary]]:
    """The canaries of some places, at most one per place in a round."""
    waiting = {place: [canary for canary in planted if canary.place == place] for place in places}
    out = []
    while any(waiting.values()):
        out.append([found.pop() for found in waiting.values() if found])
    return out


class Leaves:
    """All texts in what an observer was given, pieces of a stream put together by their place."""

    def __init__(self) -> None:
        self._texts: dict[tuple[object, ...], list[str]] = defaultdict(list)
        self._seen: set[int] = set()

    def add(self, value: Any, *path: object) -> None:
        """Take everything in a value."""
        if isinstance(value, str):
            self._texts[path].append(value)
        elif isinstance(value, (int, float, bytes, type(None))):
            self._texts[path].append(str(value))
        elif len(path) < 24:
            for step, item in self._inside(value):
                self.add(item, *path, step)

    def _inside(self, value: Any) -> Iterator[tuple[object, Any]]:
        if isinstance(value, Mapping):
            yield from (("key", key) for key in value)
            yield from value.items()
        elif isinstance(value, (list, tuple, set, frozenset)):
            for place, item in enumerate(value):
                index = item.get("index") if isinstance(item, Mapping) else None
                yield (place if index is None else ("index", index)), item
        elif isinstance(value, BaseModel):
            yield from value.__dict__.items()
            yield from (value.model_extra or {}).items()
        elif isinstance(value, BaseException):
            yield "traceback", "".join(traceback.format_exception(value))
            yield from value.__dict__.items()
            yield "args", value.args
            yield "cause", value.__cause__
            yield "context", value.__context__
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            yield from ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        elif hasattr(value, "__dict__") and type(value).__module__.partition(".")[0] in {"httpx", "httpx2"}:
            yield "text", getattr(value, "text", "")
        elif not callable(value):
            yield "repr", repr(value)

    def found(self, planted: list[Canary]) -> set[Canary]:
        """The canaries that can be read."""
        texts = [squeezed("".join(pieces)) for pieces in self._texts.values()]
        texts += [squeezed(piece) for pieces in self._texts.values() for piece in pieces]
        whole = "\n".join(texts)
        return {canary for canary in planted if any(part in whole for part in canary.parts)}


class Recorder(BaseCallbackHandler):
    """Keeps what every callback is given."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("on_"):
            return super().__getattribute__(name)

        def take(*args: Any, **kwargs: Any) -> None:
            kwargs.pop("parent_run_id", None)
            kwargs.pop("run_id", None)
            self._leaves.add((args, kwargs), name)

        return take


class Tracer(BaseTracer):
    """Keeps every finished root run, with its children and their events."""

    def __init__(self, leaves: Leaves) -> None:
        super().__init__()
        self._leaves = leaves

    def _persist_run(self, run: Any) -> None:
        self._leaves.add(_run(run), "run")


def _run(run: Any) -> dict[str, Any]:
    fields = ("inputs", "outputs", "error", "events", "extra", "serialized", "tags", "name")
    return {
        **{name: getattr(run, name, None) for name in fields},
        "children": [_run(child) for child in run.child_runs],
    }


class LogLeaves(logging.Handler):
    """Keeps what is logged, formatted and with its arguments."""

    def __init__(self, leaves: Leaves) -> None:
        super().__init__(logging.DEBUG)
        self._leaves = leaves

    def emit(self, record: logging.LogRecord) -> None:
        self._leaves.add((record.getMessage(), str(record.exc_info), record.args), "log")


@tool
def lookup(query: str) -> str:
    """Look something up."""
    return f"nothing about {query}"


SHAPES = (
    *("the model alone", "guard | llm | redactor", "that chain in a node"),
    *("GuardedChatModel", "create_agent(GuardedChatModel)", "langgraph node"),
)


def shapes(llm: Any) -> dict[str, Any]:
    """The ways to put the controls around a model."""
    model = GuardedChatModel(llm)
    chain = InputGuardRunnable() | llm | OutputRedactorRunnable()
    made = (
        *(llm, chain, in_node(chain)),
        *(model, create_agent(model, tools=[lookup]), in_node(model)),
    )
    return dict(zip(SHAPES, made, strict=True))


def in_node(runnable: Any) -> Any:
    """A graph of one node that calls a Runnable."""
    graph: Any = StateGraph(MessagesState)
    graph.add_node("answer", lambda state: {"messages": [runnable.invoke(state["messages"])]})
    graph.add_edge(START, "answer")
    return graph.compile()


def is_graph(shape: str) -> bool:
    """Whether a shape is a langgraph graph."""
    return shape.endswith("node") or shape.startswith("create_agent")


async def _drained(stream: Any) -> list[Any]:
    return [item async for item in stream]


async def _third(runnable: Any, value: Any, config: Any) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the third version of events is announced as beta
        return await _drained(await runnable.astream_events(value, config, version="v3"))


CALLS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "invoke": lambda r, v, c: r.invoke(v, c),
    "ainvoke": lambda r, v, c: asyncio.run(r.ainvoke(v, c)),
    "stream": lambda r, v, c: list(r.stream(v, c)),
    "astream": lambda r, v, c: asyncio.run(_drained(r.astream(v, c))),
    "batch": lambda r, v, c: r.batch([v, v], c),
    "abatch": lambda r, v, c: asyncio.run(r.abatch([v, v], c)),
    "events v2": lambda r, v, c: asyncio.run(_drained(r.astream_events(v, c, version="v2"))),
    "events v3": lambda r, v, c: asyncio.run(_third(r, v, c)),
    "messages mode": lambda r, v, c: list(r.stream(v, c, stream_mode="messages")),
    "async messages mode": lambda r, v, c: asyncio.run(_drained(r.astream(v, c, stream_mode="messages"))),
}
OBSERVERS = ("returned", "callbacks", "tracer", "cache", "exception", "logs")


def calls_of(shape: str) -> list[str]:
    """What can be called: a plain sequence has no third version of events, and only graphs have a messages mode."""
    graph = is_graph(shape)
    sequence = "|" in shape
    return [
        name for name in CALLS if not (("messages mode" in name and not graph) or (name == "events v3" and sequence))
    ]


def observed(runnable: Any, call: str, value: Any) -> dict[str, Leaves]:
    """Make one call and give what every observer saw."""
    seen = {name: Leaves() for name in OBSERVERS}
    cache = InMemoryCache()
    handler, root = LogLeaves(seen["logs"]), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    set_llm_cache(cache)
    try:
        result = CALLS[call](runnable, value, {"callbacks": [Recorder(seen["callbacks"]), Tracer(seen["tracer"])]})
        for item in result if isinstance(result, list) else [result]:
            seen["returned"].add(item, "returned")
    except Exception as error:  # noqa: BLE001 -- what an error shows is part of the question
        seen["exception"].add(error, "error")
    finally:
        set_llm_cache(None)
        root.setLevel(level)
        root.removeHandler(handler)
    seen["cache"].add(list(cache._cache.items()), "cache")
    return seen


def measure(most_rounds: int | None = None) -> dict[str, Any]:
    """Fill the matrix: the canaries that could be read, by shape, call and observer.

    Args:
        most_rounds: Rounds per wire, for a quick look; None for all fifty canaries.
    """
    planted = canaries()
    matrix: dict[str, dict[str, dict[str, list[str]]]] = {}
    runs = requests = 0
    with LeakyServer() as server:
        wires = [
            (server.chat_model(stream_usage=True), CHAT_PLACES),
            (server.chat_model(use_responses_api=True), RESPONSES_PLACES),
            (server.chat_model(), ERROR_PLACES),
        ]
        for llm, places in wires:
            for group in rounds(planted, places)[:most_rounds]:
                server.texts = {canary.place: f"Note {canary.value} for later." for canary in group}
                for shape, runnable in shapes(llm).items():
                    for call in calls_of(shape):
                        question = "Tell me something."
                        value = {"messages": [("user", question)]} if is_graph(shape) else question
                        row = matrix.setdefault(shape, {}).setdefault(call, {name: [] for name in OBSERVERS})
                        for observer, leaves in observed(runnable, call, value).items():
                            row[observer] += sorted(f"{canary.place}/{canary.kind}" for canary in leaves.found(group))
                        runs += 1
        requests = server.count
    return {"canaries": len(planted), "places": len(PLACES), "runs": runs, "requests": requests, "leaks": matrix}


def counted(result: dict[str, Any]) -> dict[str, Any]:
    """The same with numbers in place of names."""
    numbers = {
        shape: {call: {observer: len(found) for observer, found in row.items()} for call, row in calls.items()}
        for shape, calls in result["leaks"].items()
    }
    return {**result, "leaks": numbers}


def table(result: Mapping[str, Any]) -> str:
    """The matrix as Markdown: how many of the canaries could be read."""
    lines = [
        f"{result['canaries']} canaries in {result['places']} places of an answer, {result['runs']} calls of a real",
        "`ChatOpenAI` on a loopback server; the number of canaries that could be read. Made by",
        "`python -m tests.bench.leak_matrix`.",
        "",
        f"| shape | call | {' | '.join(OBSERVERS)} |",
        f"|---|---|{'---|' * len(OBSERVERS)}",
    ]
    for shape in SHAPES:
        for call in calls_of(shape):
            cells = " | ".join(str(result["leaks"][shape][call][observer]) for observer in OBSERVERS)
            lines.append(f"| {shape.replace('|', chr(92) + '|')} | {call} | {cells} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """Both matrices as they are committed: of models and chains, and of agents."""
    from tests.bench import agent_leaks

    results = json.loads((RESULTS / "leak_matrix.json").read_text())
    return table(results["leak_matrix"]) + agent_leaks.table(results["agents"])


def written() -> None:
    """Write the page from the results."""
    Path(RESULTS / "leak_matrix.md").write_text(page())


if __name__ == "__main__":
    save("leak_matrix", "leak_matrix", counted(measure()))
    written()
