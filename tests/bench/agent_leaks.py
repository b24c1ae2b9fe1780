"""Where can planted text be read when an agent runs? Canaries in all that crosses, all ways to run, all observers.

    python -m tests.bench.agent_leaks            # writes results/leak_matrix.json and results/leak_matrix.md

A real `create_agent` over a real `ChatOpenAI` on loopback calls a tool once. Canaries stand in the user's message, in
the model's text and tool arguments, in the tool's result, artifact, error and in what it writes to the custom stream.
The agent runs in every way and stream mode, on a SQLite checkpointer; afterwards everything that could observe it is
searched, the file on disk as well.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain.tools import ToolRuntime
from langchain_core.tools import ToolException, tool
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from langchain_guard import GuardMiddleware, GuardSettings, InputGuardRunnable
from tests.bench.leak_matrix import (
    Canary,
    Leaves,
    LogLeaves,
    Recorder,
    Tracer,
    _drained,
    _third,
    canaries,
    written,
)
from tests.bench.results_file import save
from tests.leaky_server import LeakyServer

PLACES = ("user message", "answer", "tool arguments", "tool result", "tool artifact", "tool error", "custom stream")
SHAPES = (
    "create_agent",
    "create_agent(middleware=[GuardMiddleware()])",
    "that agent, its input from guard.invoke(...)",
)
OBSERVERS = ("returned", "callbacks", "tracer", "checkpoints on disk", "logs")
MODES = ("values", "updates", "messages", "custom", "tasks", "checkpoints", "debug")

CALLS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "invoke": lambda g, v, c: g.invoke(v, c),
    **{f"stream {mode}": lambda g, v, c, mode=mode: list(g.stream(v, c, stream_mode=mode)) for mode in MODES},
}
ASYNC_CALLS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "ainvoke": lambda g, v, c: g.ainvoke(v, c),
    **{f"astream {mode}": lambda g, v, c, mode=mode: _drained(g.astream(v, c, stream_mode=mode)) for mode in MODES},
    "events v2": lambda g, v, c: _drained(g.astream_events(v, c, version="v2")),
    "events v3": _third,
}

REMAINDER: dict[str, dict[str, frozenset[str]]] = {
    SHAPES[1]: {
        "user message": frozenset({"returned", "callbacks", "tracer", "checkpoints on disk"}),
        "custom stream": frozenset({"returned"}),
    },
    SHAPES[2]: {
        "custom stream": frozenset({"returned"}),
    },
}
"""What can still be read, by shape and place: nothing else."""

REASONS = """What remains, and why:

- *user message*: the caller's own tracer and callbacks, the first `values`, `checkpoints` and `debug` parts and the
  first checkpoint get the input before any middleware runs. Where that matters, call the guard first and hand its
  result to the agent, as the third shape does.
- *custom stream*: what a tool writes to the stream itself goes past everybody. Tools that do so must be trusted to
  write what may be seen.
"""


class Disk:
    """What the files of a checkpointer hold.

    Twelve characters in a row count, as they were written: eight letters and digits occur by chance among the random
    ids that stand in there.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def found(self, planted: list[Canary]) -> set[Canary]:
        """The canaries that can be read."""
        return {canary for canary in planted if any(part.encode() in self._data for part in parts(canary.value))}


def parts(value: str) -> list[str]:
    """Every twelve characters in a row, but for the domain all samples share; all of a shorter value."""
    core = value.removesuffix("example.com")
    return [core[start : start + 12] for start in range(max(1, len(core) - 11))]


def tools(texts: Mapping[str, str]) -> list[Any]:
    """The tool, which shows what is planted."""

    @tool(response_format="content_and_artifact")
    def lookup(query: str, runtime: ToolRuntime) -> tuple[str, Any]:
        """Look something up."""
        if "custom stream" in texts:
            runtime.stream_writer({"note": texts["custom stream"]})
        if "tool error" in texts:
            raise ToolException(texts["tool error"])
        return texts.get("tool result", "nothing"), {"note": texts.get("tool artifact", "")}

    lookup.handle_tool_error = True
    return [lookup]


def graph_of(shape: str, llm: Any, texts: Mapping[str, str], saver: Any) -> Any:
    """The agent of a shape."""
    if shape == SHAPES[0]:
        return create_agent(llm, tools(texts), checkpointer=saver)
    guard = GuardMiddleware(GuardSettings(_env_file=None), guard=sanitizing(), exit_behavior="replace")
    return create_agent(llm, tools(texts), middleware=[guard], checkpointer=saver)


def sanitizing() -> InputGuardRunnable:
    """A guard that takes personal data and secrets out of what the user says."""
    return InputGuardRunnable(policy={"pii": "sanitize", "secret": "sanitize"}, classifier=False)


def observed(shape: str, call: str, llm: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """Run once and give what every observer saw."""
    seen: dict[str, Any] = {name: Leaves() for name in OBSERVERS}
    handler, root = LogLeaves(seen["logs"]), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    task = {"messages": [("user", texts.get("user message", "Tell me something."))]}
    config = {
        "configurable": {"thread_id": "t"},
        "callbacks": [Recorder(seen["callbacks"]), Tracer(seen["tracer"])],
    }

    if shape == SHAPES[2]:
        task = sanitizing().invoke(task, config)

    async def run_async(path: str) -> Any:
        async with AsyncSqliteSaver.from_conn_string(path) as saver:
            return await ASYNC_CALLS[call](graph_of(shape, llm, texts, saver), task, config)

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "threads.sqlite")
        try:
            if call in CALLS:
                with SqliteSaver.from_conn_string(path) as saver:
                    result = CALLS[call](graph_of(shape, llm, texts, saver), task, config)
            else:
                result = asyncio.run(run_async(path))
        finally:
            root.setLevel(level)
            root.removeHandler(handler)
        seen["returned"].add(result, "returned")
        seen["checkpoints on disk"] = Disk(b"".join(file.read_bytes() for file in Path(folder).iterdir()))
    return seen


def rounds(planted: list[Canary]) -> list[dict[str, list[Canary]]]:
    """Two canaries a place and round, ten kinds in each; a tool that fails gives nothing back, so rounds alternate."""
    made: list[dict[str, list[Canary]]] = []
    left = list(planted)
    while left:
        other = {"tool result", "tool artifact"} if len(made) % 2 else {"tool error", "custom stream"}
        places = [place for place in PLACES if place not in other]
        turned = places[len(made) % len(places) :] + places[: len(made) % len(places)]  # other kinds in every round
        made.append({place: [left.pop() for _ in range(min(2, len(left)))] for place in turned})
    return made


def measure(most_rounds: int | None = None) -> dict[str, Any]:
    """What could be read: by shape, place and observer, the number of canaries, over all ways to run."""
    planted = canaries()
    matrix: dict[str, dict[str, dict[str, list[str]]]] = {
        shape: {place: {observer: [] for observer in OBSERVERS} for place in PLACES} for shape in SHAPES
    }
    runs, count = 0, dict.fromkeys(PLACES, 0)
    with LeakyServer() as server:
        llm = server.chat_model(stream_usage=True)
        for group in rounds(planted)[:most_rounds]:
            texts = {place: f"Note {' and '.join(one.value for one in some)}." for place, some in group.items() if some}
            server.texts = {"content": texts.get("answer", "On it."), "tool_args": texts.get("tool arguments", "x")}
            for shape in SHAPES:
                found: dict[str, set[Canary]] = {observer: set() for observer in OBSERVERS}
                for call in (*CALLS, *ASYNC_CALLS):
                    for observer, leaves in observed(shape, call, llm, texts).items():
                        found[observer] |= leaves.found([canary for some in group.values() for canary in some])
                    runs += 1
                for place, some in group.items():
                    for observer in OBSERVERS:
                        matrix[shape][place][observer] += [one.kind for one in some if one in found[observer]]
            for place, some in group.items():
                count[place] += len(some)
    numbers = {
        shape: {place: {name: len(kinds) for name, kinds in row.items()} for place, row in places.items()}
        for shape, places in matrix.items()
    }
    return {"canaries": sum(count.values()), "runs": runs, "planted": count, "leaks": numbers}


def table(result: Mapping[str, Any]) -> str:
    """The matrix as Markdown."""
    lines = [
        "",
        "## Agents",
        "",
        f"{result['canaries']} canaries in {len(PLACES)} places, {result['runs']} runs of a `create_agent` with a tool",
        "and a SQLite checkpointer: `invoke`, `stream` in all modes, async twins, events v2 and v3. The number of",
        "canaries that could be read in any of them. Made by `python -m tests.bench.agent_leaks`.",
        "",
        f"| shape | place | planted | {' | '.join(OBSERVERS)} |",
        f"|---|---|---|{'---|' * len(OBSERVERS)}",
    ]
    for shape in SHAPES:
        for place in PLACES:
            cells = " | ".join(str(result["leaks"][shape][place][observer]) for observer in OBSERVERS)
            lines.append(f"| {shape.replace('|', chr(92) + '|')} | {place} | {result['planted'][place]} | {cells} |")
    return "\n".join([*lines, "", REASONS])


if __name__ == "__main__":
    save("leak_matrix", "agents", measure())
    written()
