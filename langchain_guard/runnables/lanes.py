"""Redact a stream of message chunks so that their sum is the redacted sum, and nothing raw is released on the way.

Adding up chunks concatenates the texts that stand at the same place: the content, the text of the block with the same
index, the arguments of the tool call with the same index, the values of `additional_kwargs` under the same keys. Each
such place is a lane with a redactor of its own. A chunk comes out for every chunk that goes in, with the same ids,
indexes, usage and metadata; what a lane holds back comes with a later chunk, at the latest in a chunk of its own
before the last one. What a block of the content holds back comes before the next block, so that who reads on as it
comes reads in order; neighbouring blocks of text are one text, which may hold a value together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from langchain_core.messages import AIMessageChunk, BaseMessageChunk

from langchain_guard.exceptions import OutputBlocked
from langchain_guard.findings import Finding
from langchain_guard.runnables.blocks import RUNNING, comes_whole, mergeable, running_text
from langchain_guard.runnables.entries import Entry, grown
from langchain_guard.runnables.jsontext import JsonPolicy
from langchain_guard.runnables.messages import Place, Walk
from langchain_guard.runnables.redacting import Policy, Redacting
from langchain_guard.runnables.thoughts import signature, unsigned, without_signature


class Run(NamedTuple):
    """The text that goes on through neighbouring blocks.

    Attributes:
        kind: The type of the blocks.
        block: The one that it is in; None when that does not merge by an index.
        bare: Whether that is a text without a dict.
        lane: Its redactor.
    """

    kind: str
    block: Entry | None
    bare: bool
    lane: Redacting

    def rest(self, text: str) -> list[Any]:
        """What was held back of it, as an element of the content."""
        if self.block is not None:
            self.block.gave("", text)
        if not text or self.bare:
            return [text] if text else []
        merging = {} if self.block is None else self.block.stub()
        return [{**merging, "type": self.kind, RUNNING[self.kind]: text}]


class StreamWalk(Walk):
    """Redacts the chunks of one message stream, see `Walk` for the arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lanes: dict[tuple[object, ...], Redacting] = {}
        self._entries: dict[tuple[object, ...], list[Entry]] = {}
        self._run: Run | None = None
        self._in_list = False
        self._first: BaseMessageChunk | None = None

    @property
    def found(self) -> list[Finding]:
        """What was found so far, also in texts that are not at their end."""
        lanes = [*self._lanes.values()] if self._run is None else [*self._lanes.values(), self._run.lane]
        return self.findings + [finding for lane in lanes for finding in lane.findings]

    def push(self, chunk: BaseMessageChunk) -> list[BaseMessageChunk]:
        """Take the next chunk; return what takes its place: one chunk, more only when it is the last."""
        self._first = self._first or chunk
        redacted = self.message(chunk)
        if not isinstance(redacted, BaseMessageChunk):  # pragma: no cover -- a chunk stays one
            raise OutputBlocked("cannot inspect a chunk of an unknown class", control="output_redactor", stage="output")
        if getattr(redacted, "chunk_position", None) != "last":
            return [redacted]
        tails = list(self.flush())
        if not tails:
            return [redacted]
        if not (redacted.content or getattr(redacted, "tool_call_chunks", None) or redacted.additional_kwargs):
            return [*tails, redacted]
        values = {**redacted.__dict__, "chunk_position": None}
        end = {"content": redacted.content[:0], "chunk_position": "last", "id": redacted.id}
        return [self._like(redacted, values), *tails, self._like(redacted, end)]

    def flush(self) -> Iterator[BaseMessageChunk]:
        """What is still held back: chunks that carry nothing else, texts first, then tool calls."""
        total: dict[bool, BaseMessageChunk] = {}
        blocks = self._ended(("content",))
        tails: list[tuple[tuple[object, ...], Any]] = [(("content",), blocks)] if self._in_list else []
        tails += [(place, self._closed(lane)) for place, lane in self._lanes.items()]
        self._lanes.clear()
        for place, tail in tails:
            if tail:
                chunk = self._tail_chunk(place, tail)
                of_tools = place[0] == "tool_call_chunks"
                total[of_tools] = total[of_tools] + chunk if of_tools in total else chunk
        for of_tools in sorted(total):
            yield total[of_tools]

    def text(self, text: str, place: Place) -> str:
        """Redact a piece of a text."""
        if place is None:
            return self.whole(text, self._reading)
        return self._lane(place, self._reading, text).feed(text)

    def json(self, text: str, place: Place, policy: JsonPolicy) -> str:
        """Redact a piece of a JSON text."""
        return super().json(text, None, policy) if place is None else self._lane(place, policy, text).feed(text)

    def element_place(self, element: Any, place: Place) -> Place:
        """The place of the list element that this one will be merged into."""
        if place is None or not mergeable(element):
            return None
        entries = self._entries.setdefault(place, [])
        entry = next((entry for entry in entries if entry.fits(element)), None)
        if entry is None:
            entry = Entry(element["index"], element.get("id"), element.get("type"))
            same = [other for other in entries if other.index == entry.index]
            for other in (*same, entry):
                other.only = not same
            entries.append(entry)
        entry.identity = entry.identity or element.get("id")
        entry.kind = element.get("type") or entry.kind
        return (*place, entry)

    def content(self, content: Any) -> Any:
        """Redact the content of a chunk."""
        if not (isinstance(content, str) and self._in_list):
            return super().content(content)
        pieces = super().content([content])  # added to a list, a text becomes an element of it
        return pieces[0] if len(pieces) == 1 else pieces

    def _blocks(self, blocks: list[Any]) -> list[Any]:
        out: list[Any] = []
        if not self._in_list and (lane := self._lanes.pop(("content",), None)):
            # a text that came before becomes the first element of the list
            self._run = Run("text", None, bare=True, lane=lane)
        self._in_list = True
        for block in blocks:
            kind, text = running_text(block)
            if text is None and not signature(block):
                if not self._joins(block, ("content",)):
                    out += self._ended(("content",))
                out.append(self._element(block, ("content",)))
            else:
                out += self._running(block, kind, text or "")
        return out

    def _running(self, block: Any, kind: str, text: str) -> list[Any]:
        """A block with the piece of its text to release now; before it what was held back of those before it."""
        run = self._run
        place = self.element_place(block, ("content",))
        entry = place[-1] if place is not None and isinstance(place[-1], Entry) else None
        signed, block = signature(block), without_signature(block) if entry is not None else block
        if signed and entry is not None:
            entry.signatures.append(signed)
        # a signed thought ends where it was signed, a text of another kind where it began
        over = run is not None and run.block is not None and run.block is not entry and bool(run.block.signatures)
        goes_on = run is not None and run.kind == kind and not over
        before: list[Any] = []
        if run is not None and goes_on and run.block is entry:
            lane = run.lane
            piece = lane.feed(text)
        elif entry is not None and entry.ended:
            if text:
                raise _returned()
            return [self.frame(block, place, skip=RUNNING[kind]), *entry.signed()]
        elif run is not None and goes_on:
            lane, self._run = run.lane, None
            lane.cut()
            *released, piece = lane.advance(text)
            before = run.rest("".join(released)) + self._ended(("content",), entry)
        else:
            before = self._ended(("content",), entry)
            lane = self.reading(kind).stream()
            piece = lane.feed(text)
        bare, field = isinstance(block, str), RUNNING[kind]
        self._run = Run(kind, entry, bare, lane)
        if bare:
            return [*before, piece]
        if entry is not None:
            entry.gave(text, piece)
        elif signed:
            piece, self._run = piece + self._closed(lane), None
            block = block if piece == text else unsigned(block)
        return [
            *before,
            {**self.frame(block, place, skip=field), **({field: piece} if piece or field in block else {})},
        ]

    def _ended(self, place: tuple[object, ...], begun: Entry | None = None) -> list[Any]:
        """What is held back of the elements of a list, which are at their end: elements that merge with them.

        Args:
            place: Of the list.
            begun: The element behind them, which has begun.
        """
        rest: list[Any] = []
        if len(place) == 1 and self._run is not None:
            rest += self._run.rest(self._closed(self._run.lane))
            self._run = None
        for entry in self._entries.get(place, ()):
            if entry.ended or entry is begun or entry.kind == "tool_call_chunk":  # calls may come side by side
                continue
            entry.ended = True
            inside = (*place, entry)
            for inner in [one for one in self._lanes if one[: len(inside)] == inside]:
                if tail := self._closed(self._lanes.pop(inner)):
                    rest += grown([*inner[len(place) :]], tail)
            rest += entry.signed()
        return rest

    def _elements(self, elements: list[Any], place: Place, *, media: bool = False) -> list[Any]:
        if place is None or place[0] != "content":
            return super()._elements(elements, place, media=media)
        out: list[Any] = []
        for element in elements:
            if not self._joins(element, place):
                out += self._ended(place)
            out.append(self._element(element, place, media=media))
        return out

    def _element(self, element: Any, place: Place, *, media: bool = False) -> Any:
        inner = self.element_place(element, place)
        entry = inner[-1] if inner is not None and place == ("content",) else None
        if isinstance(entry, Entry) and not entry.ended and comes_whole(str(entry.kind)):
            entry.ended, inner = True, None
        return self.frame(element, inner, media=media)

    def _joins(self, element: Any, place: Place) -> bool:
        """Whether an element will be merged into one that is there, so that it does not come between its neighbours."""
        return (
            place is not None and mergeable(element) and any(one.fits(element) for one in self._entries.get(place, ()))
        )

    def _lane(self, place: tuple[object, ...], policy: Policy, text: str) -> Redacting:
        if text and any(isinstance(step, Entry) and step.ended for step in place):
            raise _returned()
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = policy.stream()
        return lane

    def _closed(self, lane: Redacting) -> str:
        tail = lane.close()
        self.findings += lane.findings
        return tail

    def _tail_chunk(self, place: tuple[object, ...], tail: Any) -> BaseMessageChunk:
        first = self._first
        if first is None:  # pragma: no cover -- there is a lane, so there was a chunk
            raise OutputBlocked("no chunk to continue", control="output_redactor", stage="output")
        field, *steps = place
        content: str | list[Any] = [] if self._in_list else ""
        values: dict[str, Any] = {"content": content, "id": first.id, str(field): grown(steps, tail)}
        kept = {"model_provider", "output_version"}  # merged when equal, and needed to read the content
        values["response_metadata"] = {key: item for key, item in first.response_metadata.items() if key in kept}
        return self._like(first, values)

    @staticmethod
    def _like(chunk: BaseMessageChunk, values: dict[str, Any]) -> BaseMessageChunk:
        """A chunk of the same class, with the fields that this class requires."""
        if isinstance(chunk, AIMessageChunk):
            return type(chunk)(**{key: value for key, value in values.items() if key not in {"tool_calls", "type"}})
        required = {
            name: getattr(chunk, name)
            for name, field in type(chunk).model_fields.items()
            if field.is_required() and name not in {"content", "type"}
        }
        return type(chunk)(**{**required, **{key: value for key, value in values.items() if key != "type"}})


def _returned() -> OutputBlocked:
    message = "a block of the answer went on behind the next one, so its text cannot be redacted as a whole"
    return OutputBlocked(message, control="output_redactor", rule_ids=("shape.unknown",), stage="output")
