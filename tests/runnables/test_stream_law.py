"""What streams out adds up to what whole-message redaction gives, for every way a message can be cut into chunks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, message_chunk_to_message

from langchain_guard import OutputRedactorRunnable, RedactionPolicy
from langchain_guard.runnables.jsontext import JsonRedactor

SECRETS = ["alice@example.com", "536-90-4399", "4111 1111 1111 1111", "AK" + "IAZ7XQ4KV2MNB8RTWP"]
REDACTORS = {how: OutputRedactorRunnable(html=how) for how in ("judge", "clean")}


class Maker:
    """Makes random message streams as providers send them: the content block by block, and what may stand between."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)

    def text(self) -> str:
        words = [*SECRETS, "", "hello", "x", "é😀", "\n", '"', "a@b", "call me,", "\\", "<b>", "a & b<x>"]
        return " ".join(self.pick.choice(words) for _ in range(self.pick.randint(1, 8)))

    def args(self) -> str:
        value = self.pick.choice([self.text(), [self.text()], {"n": 4111111111111111, "t": self.text()}, 1, None])
        return json.dumps({self.pick.choice(["q", "to", SECRETS[0]]): value}, ensure_ascii=False)

    def cut(self, text: str) -> list[str]:
        pieces, start = [], 0
        while start < len(text):
            end = start + self.pick.randint(1, 6)
            pieces.append(text[start:end])
            start = end
        return pieces or [""]

    def content(self) -> list[list[dict[str, Any]]]:
        """The lanes of the content: one, for providers end a block before they begin the next."""
        shape = self.pick.choice(["text", "blocks", "running", "mixed"])
        if shape == "text":
            return [[{"content": piece} for piece in self.cut(self.text())]]
        if shape == "running":
            return [[{"content": [{"type": "text", "text": piece}]} for piece in self.cut(self.text())]]
        if shape == "mixed":
            later = [self.pick.choice(self.elements(piece, at)) for at, piece in enumerate(self.cut(self.text()))]
            return [[{"content": piece} for piece in self.cut(self.text())] + [{"content": one} for one in later]]
        lanes = []
        for place in range(self.pick.randint(1, 3)):
            kind, index = self.pick.choice(["text", "reasoning", "refusal"]), self.pick.choice([place, f"lc_{place}"])
            lanes.append(
                [{"content": [{"type": kind, kind: piece, "index": index}]} for piece in self.cut(self.text())]
            )
        summary = {"type": "summary_text", "index": 0}
        lanes.append(
            [
                {"content": [{"type": "reasoning", "index": 9, "summary": [{**summary, "text": piece}]}]}
                for piece in self.cut(self.text())
            ]
        )
        call = {"type": "function_call", "index": 8}
        lanes.append([{"content": [{**call, "arguments": piece}]} for piece in self.cut(self.args())])
        return [[*chain.from_iterable(self.pick.sample(lanes, self.pick.randint(1, len(lanes))))]]

    @staticmethod
    def elements(piece: str, index: int) -> list[Any]:
        """Ways to go on with a text after a text."""
        block = {"type": "text", "text": piece}
        return [[{"type": "reasoning", "reasoning": piece}], [{**block, "index": index}], [block], [piece], piece]

    def others(self) -> Iterator[list[dict[str, Any]]]:
        for index in range(self.pick.choice([0, 0, 1, 2])):
            head = {"type": "tool_call_chunk", "name": f"f{index}", "id": f"c{index}", "args": "", "index": index}
            rest = {**head, "name": None, "id": None}
            calls = [head, *({**rest, "args": piece} for piece in self.cut(self.args()))]
            yield [{"tool_call_chunks": [call]} for call in calls]
        if self.pick.random() < 0.4:
            yield [{"additional_kwargs": {"reasoning_content": piece}} for piece in self.cut(self.text())]
        if self.pick.random() < 0.2:
            pieces = self.cut(self.args())
            yield [{"additional_kwargs": {"function_call": {"arguments": piece}}} for piece in pieces]

    def stream(self) -> list[AIMessageChunk]:
        lanes = [*self.content(), *self.others()]
        chunks: list[AIMessageChunk] = []
        while any(lanes):
            fields = self.pick.choice([lane for lane in lanes if lane]).pop(0)
            chunks.append(AIMessageChunk(**{"content": "", "id": "run-1", **fields}))
        empty: Any = chunks[-1].content[:0]
        if self.pick.random() < 0.6:
            spelt = {"content": [{"token": SECRETS[0]}]}
            metadata = {"finish_reason": "stop", "model_name": "m", "logprobs": spelt}
            chunks.append(AIMessageChunk(content=empty, id="run-1", response_metadata=metadata))
        if self.pick.random() < 0.6:
            usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
            chunks.append(AIMessageChunk(content=empty, id="run-1", usage_metadata=usage))
        if self.pick.random() < 0.5:
            last = chunks[-1] if self.pick.random() < 0.5 else AIMessageChunk(content=empty, id="run-1")
            chunks = [chunk for chunk in chunks if chunk is not last]
            chunks.append(last.model_copy(update={"chunk_position": "last"}))
        return chunks


def added(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    """The sum, as LangChain makes it."""
    total = chunks[0]
    for chunk in chunks[1:]:
        total = total + chunk
    return total


def comparable(message: AIMessageChunk) -> dict[str, Any]:
    """A message as plain data: neighbouring blocks of one text put together, JSON texts parsed."""
    data = message_chunk_to_message(message).model_dump()
    blocks: list[dict[str, Any]] = []
    for item in data["content"] if isinstance(data["content"], list) else [data["content"]]:
        block = {"type": "text", "text": item} if isinstance(item, str) else dict(item)
        kind = block["type"]
        if "arguments" in block:
            block["arguments"] = json.loads(block["arguments"])
        before = blocks[-1] if blocks else {}
        if before.get("type") == kind and kind in block and kind in before:
            before[kind] += block[kind]
        elif block.get(kind) or kind not in block:
            blocks.append({key: item for key, item in block.items() if key != "index"})
    return {**data, "content": blocks}


@pytest.mark.parametrize("redactor", REDACTORS.values(), ids=REDACTORS)
@pytest.mark.parametrize("seed", range(15))
def test_the_sum_of_the_chunks_is_the_redacted_sum(seed, redactor):
    """A hundred random streams each: no difference, nothing doubled, nothing changed in place, nothing raw."""
    maker = Maker(seed)
    for number in range(100):
        chunks = maker.stream()
        before = str(chunks) if number % 10 == 0 else ""
        released = list(redactor.transform(iter(chunks)))
        assert not before or str(chunks) == before
        assert len(chunks) <= len(released) <= len(chunks) + 3
        whole = redactor.invoke(added(chunks))
        assert comparable(added(released)) == comparable(whole)
        assert added(released).usage_metadata == added(chunks).usage_metadata
        assert "token" not in str(added(released).response_metadata)


@pytest.mark.parametrize("seed", range(5))
def test_json_stays_json_however_it_is_cut(seed):
    """Arguments are redacted inside their strings: they parse to what redacting the parsed values gives."""
    maker, policy = Maker(seed), RedactionPolicy()

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return policy.apply(value).text
        if isinstance(value, dict):
            return {clean(key): clean(item) for key, item in value.items()}
        if isinstance(value, list):
            return [clean(item) for item in value]
        if type(value) is int and len(str(value)) >= 12:
            return clean(str(value)) if clean(str(value)) != str(value) else value
        return value

    for _ in range(60):
        value = {f"k{n}": json.loads(maker.args()) for n in range(3)}
        text = json.dumps(value, ensure_ascii=maker.pick.random() < 0.5, indent=maker.pick.choice([None, 1]))
        redactor = JsonRedactor(policy)
        pieces = [redactor.feed(piece) for piece in maker.cut(text)]
        assert json.loads("".join(pieces) + redactor.close()) == clean(value)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_not_json_is_redacted_as_text(seed):
    """Broken JSON releases no secret, and the same text for every way to cut it."""
    maker = Maker(seed)
    parts = ['{"a":', f" {SECRETS[0]} ", '"', "}", "12", "34 ", " ", ",", "tru", "null", "[", "]", "\\u12", "\\"]
    for _ in range(200):
        text = "".join(maker.pick.choice(parts) for _ in range(maker.pick.randint(1, 8)))
        results = set()
        for _ in range(3):
            redactor = JsonRedactor(RedactionPolicy())
            results.add("".join(redactor.feed(piece) for piece in maker.cut(text)) + redactor.close())
        assert len(results) == 1
        assert SECRETS[0] not in results.pop()
