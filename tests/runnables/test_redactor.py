"""The output redactor: every shape, every option, and what observers of its own run see."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import functools
import pickle
import traceback
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.load import dumps, loads
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    ChatMessageChunk,
    HumanMessage,
    HumanMessageChunk,
    ToolMessage,
    ToolMessageChunk,
)
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import ChatGeneration, Generation, LLMResult
from langchain_core.prompt_values import ChatPromptValue
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.runnables.utils import AddableDict
from pydantic import BaseModel, HttpUrl, SecretStr, ValidationError, computed_field

from langchain_guard import InputGuardRunnable, OutputRedactorRunnable
from langchain_guard.exceptions import ConfigError, InputTooLarge, InvalidInput, OutputBlocked
from langchain_guard.redaction import Vault
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.traces import redacting_anonymizer

MAIL = "bob@example.com"
CARD = 4111111111111111
REDACTOR = OutputRedactorRunnable()


class Point(NamedTuple):
    """A named tuple of the user's."""

    x: Any
    y: int


@dataclasses.dataclass(frozen=True)
class Box:
    """A dataclass of the user's."""

    label: str
    size: int = 1


class Answer(BaseModel, extra="allow"):
    """A model of the user's."""

    id: str
    parts: list[str]


class Color(enum.Enum):
    """Constants of the program are no answer of a model."""

    RED = "red"


VALUES: dict[str, Any] = {
    "text": f"to {MAIL}",
    "message": AIMessage(f"to {MAIL}", id="1"),
    "blocks": AIMessage([f"to {MAIL} ", {"type": "text", "text": MAIL, "annotations": [{"title": MAIL, "url": "x"}]}]),
    "text over blocks": AIMessage([{"type": "text", "text": "bob@exam"}, {"type": "text", "text": "ple.com !"}]),
    "reasoning": AIMessage([{"type": "reasoning", "reasoning": MAIL, "index": 0}]),
    "refusal": AIMessage([{"type": "refusal", "refusal": MAIL}]),
    "non-standard": AIMessage([{"type": "non_standard", "value": {"refusal": MAIL}}]),
    "server tools": AIMessage(
        [
            {"type": "server_tool_call", "args": {"q": MAIL}, "id": "s"},
            {"type": "server_tool_result", "output": [{"page": MAIL}], "tool_call_id": "s"},
        ]
    ),
    "tool calls": AIMessage(
        "",
        tool_calls=[{"name": "f", "args": {"q": [MAIL], "n": CARD, MAIL: 1}, "id": "c"}],
        invalid_tool_calls=[{"name": "f", "args": '{"q": "' + MAIL, "id": "d", "error": f"at {MAIL}"}],
    ),
    "data under structure": AIMessage(
        "", additional_kwargs={"id": [MAIL], "cache_control": {"type": "x", "note": MAIL}}
    ),
    "data": ToolMessage([{"type": "json", "json": {"id": MAIL}}], tool_call_id="c"),
    "tool use": AIMessage([{"type": "tool_use", "id": "t", "name": "f", "input": {"q": MAIL}}]),
    "additional": AIMessage(
        "",
        additional_kwargs={
            "reasoning_content": MAIL,
            "parsed": Answer(id=MAIL, parts=[MAIL], note=MAIL),
            "function_call": {"name": "f", "arguments": '{"q": "' + MAIL + '"}'},
        },
    ),
    "data under names of structure": AIMessage(
        [{"type": "server_tool_result", "output": [{"id": MAIL}], "tool_call_id": "s"}],
        additional_kwargs={"parsed": {"id": MAIL, "role": [MAIL]}},
    ),
    "keys": AIMessage("", additional_kwargs={MAIL: None, "sources": {MAIL: [2]}}),
    "metadata": AIMessage("", response_metadata={"logprobs": {"content": [{"token": MAIL}]}, "note": MAIL}),
    "name": AIMessage("", name=MAIL),
    "extra field": AIMessage("", remark={"deep": [MAIL]}),
    "tool message": ToolMessage(MAIL, tool_call_id="c", artifact={"rows": [(MAIL, 1)]}),
    "document": Document(f"to {MAIL}", metadata={"source": MAIL}),
    "generation": LLMResult(generations=[[Generation(text=MAIL, generation_info={"logprobs": {"x": MAIL}})]]),
    "chat generation": ChatGeneration(message=AIMessage(MAIL), generation_info={"note": MAIL}),
    "prompt": ChatPromptValue(messages=[HumanMessage(MAIL)]),
    "dict": {"a": MAIL, MAIL: [1, None], "n": CARD},
    "containers": [(MAIL,), {MAIL}, frozenset({MAIL}), Point(MAIL, 1)],
    "dataclass": Box(MAIL),
    "model": Answer(id=MAIL, parts=["x", MAIL], note=MAIL),
    "error": {"parsed": None, "parsing_error": ValueError(f"cannot parse {MAIL}")},
}


@pytest.mark.parametrize("shape", VALUES)
def test_nothing_raw_is_left_in_any_shape(shape):
    """The value has the same type, holds a placeholder, and neither it nor the original was damaged."""
    value = VALUES[shape]
    before = repr(value)
    streamed = list(REDACTOR.stream(value))
    whole = "".join(streamed) if shape == "text" else streamed[0]
    for result in (REDACTOR.invoke(value), asyncio.run(REDACTOR.ainvoke(value)), whole):
        shown = f"{result!r} {getattr(result, 'artifact', '')} {getattr(result, '__dict__', '')}"
        assert MAIL not in shown
        assert str(CARD) not in shown
        assert "ple.com" not in shown
        assert "[REDACTED_EMAIL]" in shown
        assert type(result) is type(value)
    assert repr(value) == before


CLEAN: dict[str, Any] = {
    "text": "é😀 فارسی",
    "none": None,
    "number": 3.5,
    "flag": True,
    "long": 10**11,
    "constant": Color.RED,
    "secret": SecretStr("x" * 20),
    "message": AIMessage([{"type": "text", "text": "fine", "id": "b"}], id="1", response_metadata={"model_name": "m"}),
    "chunk": AIMessageChunk("fine", id="1"),
    "nested": {"a": [Document("x"), Box("y"), Point(1, 2)], "b": (AIMessage("x"), {"c"})},
    "error": ValueError("plain"),
}


@pytest.mark.parametrize("shape", CLEAN)
def test_what_holds_nothing_comes_back_as_the_same_object(shape):
    """Not a copy: what is clean is not touched."""
    assert REDACTOR.invoke(CLEAN[shape]) is CLEAN[shape]


def test_ids_types_and_opaque_values_are_never_rewritten():
    """What providers need back unchanged stays, even if it looks like something else."""
    block = {"type": "reasoning", "reasoning": MAIL, "id": MAIL, "encrypted_content": MAIL, "thought_signature": MAIL}
    image = {"type": "image", "base64": "QUFB" * 40, "mime_type": "image/png"}
    result = REDACTOR.invoke(AIMessage([block, image], id=MAIL))
    assert result.id == MAIL
    assert result.content[0] == {**block, "reasoning": "[REDACTED_EMAIL]"}
    assert result.content[1] == image


class Recorder(BaseCallbackHandler):
    """Keeps everything this Runnable tells."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.decisions: list[dict[str, Any]] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.seen.append(inputs)

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.seen.append(outputs)

    def on_custom_event(self, name: str, data: Any, **kwargs: Any) -> None:
        self.decisions.append(data)


CALLING = AIMessageChunk("", tool_call_chunks=[{"name": "f", "args": f'{{"q": "{MAIL}"}}', "id": "c", "index": 0}])


def test_what_was_done_is_reported_without_the_text():
    """One decision per value with counts by kind; bytes nobody can read are counted, clean values are not."""
    recorder = Recorder()
    config: Any = {"callbacks": [recorder]}
    image = {"type": "image", "base64": "QUFB", "mime_type": "image/png"}
    REDACTOR.invoke(AIMessage([MAIL, image]), config)
    list(REDACTOR.transform(iter(["to bob@exam", "ple.com"]), config))
    REDACTOR.invoke(CALLING, config)
    source = {"type": "url_citation", "url": "https://tea.example/", "title": "Tea"}
    REDACTOR.invoke(AIMessage([{"type": "text", "text": "clean", "annotations": [source]}]), config)
    counts = [decision["counts"] for decision in recorder.decisions]
    assert counts == [{"email": 1, "uninspected": 1}, {"email": 1}, {"email": 1}]
    assert {decision["action"] for decision in recorder.decisions} == {"sanitize"}
    assert MAIL not in str(recorder.seen)


def test_strategies_apply_on_every_surface():
    """Mask, hash, flag and a strategy per kind."""
    assert OutputRedactorRunnable(strategy="mask").invoke(AIMessage(MAIL)).content.endswith(".com")
    assert "_hash:" in OutputRedactorRunnable(strategy="hash", hash_key="k" * 32).invoke({"a": MAIL})["a"]
    recorder = Recorder()
    flagging = OutputRedactorRunnable(strategy="flag")
    assert flagging.invoke(MAIL, {"callbacks": [recorder]}) == MAIL
    assert recorder.decisions[0]["action"] == "flag"
    mixed = OutputRedactorRunnable(strategies={"email": "remove"}, kinds=["email", "us_ssn"])
    assert mixed.invoke(f"<{MAIL}> 536-90-4399") == "<> [REDACTED_US_SSN]"
    assert OutputRedactorRunnable(allow_list=[MAIL]).invoke(MAIL) == MAIL


def test_the_strategy_of_a_kind_counts_more_than_that_of_its_group():
    """Whichever was written first."""
    for strategies in ({"email": "remove", "pii": "mask"}, {"pii": "mask", "email": "remove"}):
        redactor = OutputRedactorRunnable(strategies=strategies)
        assert redactor.invoke(f"<{MAIL}> 536-90-4399") == "<> ***-**-**99"


def test_one_kind_has_one_strategy():
    """A kind that is given twice, under whichever names, is refused when the values differ."""
    for strategies in ([("email", "mask"), ("email", "block")], {"email": "mask", "EMAIL_ADDRESS": "block"}):
        with pytest.raises(ConfigError, match="twice, with different values"):
            OutputRedactorRunnable(strategies=strategies)
    assert OutputRedactorRunnable(strategies={"email": "remove", "EMAIL_ADDRESS": "remove"}).invoke(MAIL) == ""


ARGS = AIMessage(
    [{"type": "tool_use", "id": "c", "name": "f", "input": {"q": MAIL}}, {"type": "text", "text": MAIL}],
    tool_calls=[{"name": "f", "args": {"q": MAIL}, "id": "c"}],
)


def test_tool_arguments_may_be_left_or_refused():
    """`leave` keeps them wherever they stand, but for tools of the provider; `block` refuses the answer."""
    leaving = OutputRedactorRunnable(tool_args="leave")
    left = leaving.invoke(ARGS)
    assert left.tool_calls[0]["args"] == {"q": MAIL}
    assert left.content[0]["input"] == {"q": MAIL}
    assert left.content[1]["text"] == "[REDACTED_EMAIL]"
    theirs = {"type": "server_tool_call", "id": "s", "name": "search", "args": {"q": MAIL}}
    assert leaving.invoke(AIMessage([theirs])).content == [{**theirs, "args": {"q": "[REDACTED_EMAIL]"}}]
    blocking = OutputRedactorRunnable(tool_args="block")
    with pytest.raises(OutputBlocked):
        blocking.invoke(ARGS)
    assert blocking.invoke(AIMessage(MAIL)).content == "[REDACTED_EMAIL]"
    pieces = [{"name": "f", "args": '{"q": "bob@exam', "id": "c", "index": 0}]
    rest = [{"name": None, "args": 'ple.com"}', "id": None, "index": 0}]
    chunks = [AIMessageChunk("", tool_call_chunks=pieces), AIMessageChunk("", tool_call_chunks=rest)]
    kept = list(leaving.transform(iter(chunks)))
    assert (kept[0] + kept[1]).tool_calls[0]["args"] == {"q": MAIL}
    with pytest.raises(OutputBlocked):
        list(blocking.transform(iter(chunks)))


def test_what_cannot_be_inspected_is_refused_unless_told_otherwise():
    """Unknown objects, deep ones and bytes are refused by default; otherwise they are counted."""
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    for value in (object(), b"bytes", {"a": object()}, deep):
        with pytest.raises(OutputBlocked, match="cannot inspect"):
            REDACTOR.invoke(value)
        recorder = Recorder()
        assert OutputRedactorRunnable(on_unknown="allow").invoke(value, {"callbacks": [recorder]}) is value
        assert recorder.decisions[0]["counts"] == {"uninspected": 1}
    with pytest.raises(InputTooLarge):
        OutputRedactorRunnable(max_chars=10).invoke("x" * 11)


def test_a_refusal_has_the_shape_of_the_answer():
    """`on_block="reply"` replaces texts and messages; other shapes raise."""
    reply = OutputRedactorRunnable(strategy="block", on_block="reply", refusal="No.")
    assert reply.invoke(MAIL) == "No."
    assert reply.invoke(AIMessage(MAIL, id="7")).id == "7"
    assert asyncio.run(reply.ainvoke(AIMessage(MAIL))).content == "No."
    with pytest.raises(OutputBlocked):
        reply.invoke({"a": MAIL})


def test_a_refusal_in_a_stream_has_the_shape_of_its_chunks():
    """Whether the answer is blocked in the middle or only when it ends; what it cost and by which model stays known."""
    reply = OutputRedactorRunnable(strategy="block", on_block="reply", refusal="No.")
    assert _streamed(["fine ", f"{MAIL} ", "never"], reply)[-1] == "No."
    assert _streamed(["fine ", MAIL], reply)[-1] == "No."
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    end = AIMessageChunk(MAIL, id="7", usage_metadata=usage, response_metadata={"model_name": "m"})
    refusal = _streamed([AIMessageChunk("fine ", id="7"), end], reply)[-1]
    assert (refusal.content, refusal.id, refusal.usage_metadata) == ("No.", "7", usage)
    assert refusal.response_metadata["model_name"] == "m"


def _streamed(values: list[Any], redactor: OutputRedactorRunnable = REDACTOR) -> list[Any]:
    async def source() -> Any:
        for value in values:
            yield value

    async def drained() -> list[Any]:
        return [value async for value in redactor.atransform(source())]

    sync = list(redactor.transform(iter(values)))
    assert asyncio.run(drained()) == sync
    return sync


def test_other_streams_are_redacted_as_they_come():
    """Texts, dicts of streams, growing objects, lists, other kinds of chunks."""
    assert "".join(_streamed(["to bob@", "example", ".com!"])) == "to [REDACTED_EMAIL]!"
    total = AddableDict()
    for piece in _streamed([AddableDict(a="to bob@", b=1), AddableDict(a="example.com"), AddableDict(c=["x", MAIL])]):
        total = total + piece
    assert total == {"a": "to [REDACTED_EMAIL]", "b": 1, "c": ["x", "[REDACTED_EMAIL]"]}
    growing = _streamed([{"to": "bo"}, {"to": "bob@exam"}, {"to": MAIL}, {"to": MAIL, "cc": "x"}])
    assert growing[-1] == {"to": "[REDACTED_EMAIL]", "cc": "x"}
    assert "bob" not in str(growing)
    assert _streamed([["one"], ["two", MAIL]]) == [["one"], ["two", "[REDACTED_EMAIL]"]]
    assert _streamed([AIMessage(MAIL), None, 3]) == [AIMessage("[REDACTED_EMAIL]"), None, 3]
    for first, second in (
        (HumanMessageChunk("bob@"), HumanMessageChunk("example.com")),
        (ToolMessageChunk("bob@", tool_call_id="c"), ToolMessageChunk("example.com", tool_call_id="c")),
        (ChatMessageChunk("bob@", role="r"), ChatMessageChunk("example.com", role="r")),
    ):
        out = _streamed([first, second])
        assert "".join(chunk.content for chunk in out) == "[REDACTED_EMAIL]"


def test_what_grows_keeps_its_keys():
    """Every version of a growing object can be read by its keys, and none shows one that holds something."""
    who = {"name": "Jo", MAIL: 1}
    out = _streamed([{"n": 1}, {"n": 1, "who": {}}, {"n": 12, "who": who}, {"n": 12, "who": who, "x": 1}])
    assert [list(one) for one in out] == [["n"], ["n", "who"], ["n", "who"], ["n", "who", "x"]]
    assert MAIL not in str(out)
    parsed = FakeListChatModel(responses=['{"name": "Jo", "n": 1, "more": {"id": 2}}']) | JsonOutputParser() | REDACTOR
    assert {key for version in parsed.stream("hi") for key in version} == {"name", "n", "more"}


def test_a_model_that_grows_is_not_shown_half():
    """Versions of a pydantic object replace each other; the last one is redacted whole."""
    versions = [Answer(id="1", parts=parts) for parts in (["bo"], ["bob@exam"], [MAIL], [MAIL, "end"])]
    out = _streamed(versions)
    assert out[-1].parts == ["[REDACTED_EMAIL]", "end"]
    assert "bob" not in str(out)


def test_it_composes_in_chains():
    """`|`, `assign`, `with_config`, `with_retry`, `with_fallbacks`; steps after it see clean text."""
    chain = RunnablePassthrough.assign(answer=RunnableLambda(lambda _: MAIL)) | REDACTOR
    assert chain.invoke({"q": "x"}) == {"q": "x", "answer": "[REDACTED_EMAIL]"}
    assert (REDACTOR | str.upper).with_config(tags=["t"]).invoke(MAIL) == "[REDACTED_EMAIL]"
    assert REDACTOR.with_retry().invoke(MAIL) == "[REDACTED_EMAIL]"
    blocking = OutputRedactorRunnable(strategy="block")
    assert blocking.with_fallbacks([REDACTOR]).invoke(MAIL) == "[REDACTED_EMAIL]"
    assert REDACTOR.batch([MAIL, "x"]) == ["[REDACTED_EMAIL]", "x"]
    assert REDACTOR.get_name() == "OutputRedactorRunnable"
    assert REDACTOR.get_input_jsonschema() is not None
    assert REDACTOR.get_output_jsonschema() is not None


@pytest.mark.filterwarnings("ignore:The function `loads` is in beta")
def test_the_configuration_is_frozen_picklable_and_loadable(monkeypatch):
    """Copies do the same; the key stays out of what is serialised, and loading without it is refused."""
    redactor = OutputRedactorRunnable(strategy="hash", hash_key="k" * 32, strategies={"us_ssn": "mask"})
    with pytest.raises(ValueError, match="frozen"):
        redactor.strategy = "flag"
    for change in (redactor.configurable_fields, redactor.configurable_alternatives):
        with pytest.raises(ConfigError, match="cannot be made configurable"):
            change()
    assert pickle.loads(pickle.dumps(redactor)) == redactor
    text = dumps(redactor)
    assert "k" * 32 not in text + repr(redactor)
    monkeypatch.setenv("LANGCHAIN_GUARD_HASH_KEY", "k" * 32)
    options: Any = {"allowed_objects": [OutputRedactorRunnable], "valid_namespaces": ["langchain_guard"]}
    assert loads(text, secrets_from_env=True, **options) == redactor
    with pytest.raises(ConfigError, match="hash_key"):
        loads(text, secrets_map={"LANGCHAIN_GUARD_HASH_KEY": ""}, **options)


@pytest.mark.parametrize(
    "options",
    [
        *({"strategy": "hash"}, {"strategy": "nonsense"}, {"kinds": ["nonsense"]}, {"tool_args": "pseudonymize"}),
        *({"score_threshold": 2}, {"unknown": 1}, {"hash_key": ["secret" * 5]}),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(options):
    """When it is written, with one plain error that quotes no secret."""
    with pytest.raises(ConfigError) as caught:
        OutputRedactorRunnable(**options)
    assert "secretsecret" not in f"{caught.value} {caught.value.__context__!r}"


def test_the_anonymizer_cleans_what_a_tracer_would_send():
    """Deep data is redacted; what cannot be is withheld, and nothing is raised."""
    anonymize = redacting_anonymizer()
    deep: Any = MAIL
    for _ in range(40):
        deep = {"x": [deep]}
    assert MAIL not in str(anonymize({"messages": [[HumanMessage(MAIL)]], "deep": deep}))
    assert anonymize({"plain": [1, "x"]}) == {"plain": [1, "x"]}
    withheld = redacting_anonymizer(OutputRedactorRunnable(strategy="block"))({"a": MAIL})
    assert MAIL not in str(withheld)
    assert "withheld" in str(withheld)


def test_keys_that_become_one_placeholder_cost_no_value():
    """Each value stays, under a key of its own: in data, and in what providers add to a message."""
    pairs = {MAIL: 1, "bob" + "@example.org": 2, "x": 3}
    clean = {"[REDACTED_EMAIL]": 1, "[REDACTED_EMAIL] (2)": 2, "x": 3}
    assert OutputRedactorRunnable().invoke(pairs) == clean
    assert (
        OutputRedactorRunnable().invoke(AIMessage("", additional_kwargs={"a": pairs})).additional_kwargs["a"] == clean
    )


def test_a_dict_with_a_factory_keeps_it():
    """A `defaultdict` comes back as one."""
    clean = OutputRedactorRunnable().invoke(defaultdict(list, {"a": [MAIL]}))
    assert (clean, clean["new"]) == ({"a": ["[REDACTED_EMAIL]"], "new": []}, [])


@pytest.mark.parametrize("frozen", [True, False])
def test_what_a_dataclass_works_out_is_redacted(frozen):
    """Fields that are no arguments of the constructor are fields like others; the original stays as it is."""

    def work_out(self):
        object.__setattr__(self, "text", f"to {MAIL}")

    fields = [("number", int), ("text", str, dataclasses.field(init=False))]
    kind = dataclasses.make_dataclass("Card", fields, namespace={"__post_init__": work_out}, frozen=frozen)
    card = kind(1)
    clean = OutputRedactorRunnable().invoke(card)
    assert (clean.number, clean.text, card.text) == (1, "to [REDACTED_EMAIL]", f"to {MAIL}")


def test_a_key_streams_out_as_it_comes_out_whole():
    """No chunk has a raw key, what was held back comes under the clean one, and two keys stay two."""
    other, text = "bob" + "@example.org", f"from {MAIL}"
    redactor = OutputRedactorRunnable()
    parts = [AddableDict({MAIL: text[:10]}), AddableDict({other: 1}), AddableDict({MAIL: text[10:]})]
    chunks = list(redactor.transform(iter(parts)))
    assert MAIL not in str(chunks)
    assert sum(chunks[1:], chunks[0]) == redactor.invoke(sum(parts[1:], parts[0]))
    messages = [AIMessageChunk("", additional_kwargs={MAIL: piece}) for piece in (text[:10], text[10:])]
    chunks = list(redactor.transform(iter(messages)))
    assert MAIL not in str(chunks)
    assert sum(chunks[1:], chunks[0]).additional_kwargs == {"[REDACTED_EMAIL]": "from [REDACTED_EMAIL]"}


def test_integers_of_any_length_are_taken():
    """Python writes no integer of more than 4,300 digits: what cannot be read counts as any unknown value does."""
    huge = 10**5000
    with pytest.raises(OutputBlocked):
        OutputRedactorRunnable().invoke({"n": huge})
    assert OutputRedactorRunnable(on_unknown="allow").invoke([huge, -huge]) == [huge, -huge]
    with pytest.raises(InvalidInput):
        InputGuardRunnable().invoke({"input": "hello there", "n": huge})
    assert InputGuardRunnable(on_unknown="allow").invoke({"input": "hello there", "n": huge})["n"] == huge


class Wanting(Exception):
    """An error that cannot be made without an argument."""

    def __new__(cls, text):
        return super().__new__(cls, text)


class Grouped(ExceptionGroup):
    """A group of errors of a class of its own."""


@pytest.mark.parametrize(
    "error",
    [
        Wanting(MAIL),
        ExceptionGroup(MAIL, [ValueError("a"), ExceptionGroup("b", [KeyError(MAIL)])]),
        Grouped("a", [ValueError(MAIL)]),
        ExceptionGroup(
            "a", [functools.reduce(lambda inner, _: ExceptionGroup("b", [inner]), range(200), KeyError(MAIL))]
        ),
    ],
    ids=["wanting", "nested", "own", "deep"],
)
def test_errors_of_any_make_come_out_clean(error):
    """Groups, as task groups raise them, and errors that want arguments keep their class and lose what they quote."""
    clean = OutputRedactorRunnable().invoke(error)
    assert type(clean) is type(error)
    assert MAIL not in "".join(traceback.format_exception(clean))
    assert MAIL not in repr(clean)


class Person(BaseModel):
    """What a provider's answer is parsed into."""

    age: int


def _invalid() -> Exception:
    try:
        Person.model_validate({"age": MAIL})
    except ValidationError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("error", [_invalid(), FileNotFoundError(2, "missing", "/srv/" + MAIL)], ids=["pydantic", "os"])
def test_errors_that_hide_their_text_are_withheld(error):
    """Text that is neither an argument nor an attribute does not come out; the error is still caught as what it is."""
    clean = OutputRedactorRunnable().invoke(error)
    assert isinstance(clean, ValueError if isinstance(error, ValueError) else FileNotFoundError)
    assert MAIL not in "".join(traceback.format_exception(clean)) + repr(clean) + repr(vars(clean))
    assert type(error).__name__ in str(clean)


class Card(BaseModel):
    """A record with a property that keeps what it has worked out."""

    mail: str

    @computed_field
    @cached_property
    def label(self) -> str:
        """The record in one line."""
        return f"<{self.mail}>"


def test_what_was_worked_out_from_raw_text_is_worked_out_anew():
    """A kept property of a model does not outlive the redaction of the field it came from."""
    card = Card(mail=MAIL)
    assert MAIL in card.label
    assert MAIL not in str(OutputRedactorRunnable().invoke(card).model_dump())


@pytest.mark.parametrize("kind", [int, float, Decimal])
def test_card_numbers_of_every_kind_of_number(kind):
    """A card number is one as an integer, a float and a decimal; numbers that are none stay as they are."""
    number = kind("4111" + "1111" * 3)
    assert OutputRedactorRunnable().invoke({"card": number}) == {"card": "[REDACTED_CREDIT_CARD]"}
    others = [kind("1234"), float("nan"), float("inf"), 1e300, 4111111111111111.5, Decimal("sNaN"), Decimal("1e999999")]
    assert OutputRedactorRunnable().invoke(others) is others


@pytest.mark.parametrize(
    ("make", "plain", "secret"),
    [
        (PurePosixPath, "/srv/tea.md", f"/home/{MAIL}/tea.md"),
        (HttpUrl, "https://tea.example/green", f"https://tea.example/?to={MAIL}"),
        (Fraction, "1/3", "4111" + "1111" * 3),
    ],
)
def test_texts_and_numbers_of_other_types_are_read(make, plain, secret):
    """Paths, URLs and numbers that are no floats stay what they are, or are redacted like their text."""
    value = {"metadata": make(plain)}
    assert OutputRedactorRunnable().invoke(value) is value
    question = {"input": "hello there", "source": make(plain)}
    assert InputGuardRunnable().invoke(question) is question
    redacted = OutputRedactorRunnable().invoke({"metadata": make(secret)})["metadata"]
    assert "[REDACTED_" in redacted
    assert secret not in redacted


def test_clean_groups_stay_as_they_are():
    """A group in which nothing is found is handed on."""
    error = ExceptionGroup("a", [ValueError("b")])
    assert OutputRedactorRunnable().invoke(error) is error


class Table:
    """A table or an array, which is neither true nor false."""

    def __bool__(self):
        raise ValueError("ambiguous")


def test_what_is_neither_true_nor_false_counts_as_unknown():
    """A data frame beside a tool's result is refused or passed on, as everything that cannot be read."""
    message = ToolMessage("rows", tool_call_id="1", artifact=Table())
    with pytest.raises(OutputBlocked):
        OutputRedactorRunnable().invoke(message)
    assert OutputRedactorRunnable(on_unknown="allow").invoke(message) is message
    with pytest.raises(InvalidInput):
        InputGuardRunnable().invoke([message])


def test_lists_within_lists_without_end_are_refused():
    """A list that holds itself, or is nested thousands deep, is refused as what cannot be read is."""
    circle: list[Any] = [MAIL]
    circle.append(circle)
    for value in (circle, functools.reduce(lambda inner, _: [inner], range(5000), MAIL)):
        with pytest.raises(OutputBlocked):
            OutputRedactorRunnable().invoke(value)
        with pytest.raises(InvalidInput):
            InputGuardRunnable().invoke({"input": "hello there", "x": value})
    circle += [circle] * 50  # so many ways through it that they could not all be walked
    assert OutputRedactorRunnable(on_unknown="allow").invoke(circle)[0] == "[REDACTED_EMAIL]"
    assert InputGuardRunnable(on_unknown="allow").invoke({"input": "hello there", "x": circle})["x"] is circle


def test_structures_without_end_are_refused():
    """Neither fields of a message nor dicts within dicts are followed without end."""
    deep = functools.reduce(lambda inner, _: {"a": inner}, range(5000), MAIL)
    with pytest.raises(OutputBlocked):
        OutputRedactorRunnable().invoke(AIMessage("x", additional_kwargs={"x": deep}))
    with pytest.raises(InvalidInput):
        PseudonymizerRunnable(vault=Vault("k" * 32)).invoke(
            {"x": deep}, {"configurable": {"tenant_id": "acme", "thread_id": "1"}}
        )
    redacted = OutputRedactorRunnable().invoke(
        AIMessage("x", additional_kwargs=functools.reduce(lambda inner, _: {"a": inner}, range(60), {"b": MAIL}))
    )
    assert MAIL not in repr(redacted)
