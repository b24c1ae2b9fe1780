"""Promises of the rules for arguments: what they let pass, and what slips by none of them."""

from __future__ import annotations

import dataclasses
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.tools import tool
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from langchain_guard.agents import Amount, Egress, Hosts, Matches, OneOf, Paths, ToolCallFacts, ToolPolicy, ToolRule
from langchain_guard.agents.arguments import found, rule_from
from langchain_guard.agents.declared import declared_names
from langchain_guard.exceptions import ConfigError


class Recipient(BaseModel):
    """Whom to write to."""

    address: str
    copies: int = 1


class Bounded(BaseModel):
    """An amount with a bound."""

    amount: int = Field(0, lt=9)


ROWS: list[tuple[Any, Any, bool]] = [
    (Hosts("docs.example.com"), "https://docs.example.com/a", True),
    (Hosts("docs.example.com"), "docs.example.com", True),
    (Hosts("*.example.com"), "https://a.example.com", True),
    (Hosts("docs.example.com"), "https://docs.example.com.evil.example/", False),
    (Hosts("docs.example.com"), "https://docs.example.com@evil.example/", False),
    (Hosts("docs.example.com"), "https://evil.example/docs.example.com", False),
    (Hosts("docs.example.com"), "https:\\\\evil.example", False),
    (Hosts("docs.example.com"), "https://dосs.example.com/", False),
    (Hosts("docs.example.com"), 7, False),
    (Hosts("docs.example.com"), "docs.example.com/a//b", True),
    (Hosts("docs.example.com"), "docs.example.com:443/a", True),
    (Hosts("docs.example.com"), "\\\\docs.example.com\\a", True),
    (Hosts("docs.example.com"), "//docs.example.com\\x@evil.example/", False),
    (Hosts("docs.example.com"), "evil.example//x", False),
    (Hosts("docs.example.com"), "evil.example/?u=//x", False),
    (Hosts("docs.example.com"), "?u=https://docs.example.com/", False),
    (Hosts("docs.example.com"), "/a", False),
    (Hosts("docs.example.com"), "evil:", False),
    (Hosts("docs.example.com"), "https:evil.example//docs.example.com", False),
    (Hosts("docs.example.com"), "https:\\docs.example.com", True),
    (Hosts("docs.example.com"), "javascript://docs.example.com/", False),
    (Hosts("127.0.0.1:8000"), "http://127.0.0.1:8000/x", True),
    (Hosts("127.0.0.1:8000"), "http://127.0.0.1:9000/x", False),
    (Amount(0, 500), 0, True),
    (Amount(0, 500), 500, True),
    (Amount(0, 500), "499.99", True),
    pytest.param(Amount(), 10**5000, False, id="huge"),
    (Amount(0, 500), Decimal(500), True),
    (Amount(0, 500), 500.01, False),
    (Amount(0, 500), -1, False),
    (Amount(0, 500), "1e9", False),
    (Amount(0), 1e300, True),
    (Amount(maximum=3), float("-inf"), False),
    (Amount(), "nan", False),
    (Amount(), True, False),
    (Amount(), "five", False),
    (Amount(), None, False),
    (Amount(0), "9" * 200, False),
    (Matches(r"[a-z]+@example\.com"), "jane@example.com", True),
    (Matches(r"[a-z]+@example\.com"), "jane@example.com\n", False),
    (Matches(r"[a-z]+@example\.com"), "x jane@example.com", False),
    (Matches(r"[a-z]+@example\.com"), ["jane@example.com", "joe@example.com"], True),
    (Matches(r"[a-z]+@example\.com"), ["jane@example.com", "joe@evil.example"], False),
    (Matches(r"[a-z]+@example\.com"), {"to": "jane@example.com"}, False),
    (Matches("é+"), "éé", True),
    (OneOf("read", "list"), "read", True),
    (OneOf("read", "list"), "delete", False),
    (OneOf(1), True, False),
    (OneOf(1), 1.0, False),
    (Recipient, {"address": "a"}, True),
    (Recipient, {"copies": 1}, False),
    (str.isdigit, "12", True),
    (str.isdigit, "x", False),
    (str.isdigit, 12, False),
    (lambda value: "yes", "anything but True is a no", False),
]


@pytest.mark.parametrize(("rule", "value", "passes"), ROWS)
def test_rules(rule: Any, value: Any, passes: bool) -> None:
    """Each rule lets pass what it is for, and refuses what it cannot read."""
    policy = ToolPolicy(tools={"t": ToolRule(arguments={"x": rule})})
    decision = policy.judge(ToolCallFacts("t", {"x": value}))
    assert decision.rules == (() if passes else ("tools.argument.x",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, a link inside, and a link that leads out."""
    root = tmp_path / "root"
    (root / "inner").mkdir(parents=True)
    (tmp_path / "root-secrets").mkdir()
    (tmp_path / "root-secrets" / "key").write_text("key")
    (root / "inner" / "a.txt").write_text("a")
    (root / "inside").symlink_to(root / "inner")
    (root / "outside").symlink_to(tmp_path / "root-secrets")
    (root / "loop").symlink_to(root / "loop")
    return root


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        ("inner/a.txt", True),
        ("inner/../inner/a.txt", True),
        ("inside/a.txt", True),
        ("new/file.txt", True),
        (".", True),
        ("../root-secrets/key", False),
        ("inner/../../root-secrets/key", False),
        ("outside/key", False),
        ("outside", False),
        ("/etc/passwd", False),
        ("~/x", False),
        ("inner\\..\\..\\x", False),
        ("C:/x", False),
        ("file:///etc/passwd", False),
        ("a\0b", False),
        ("", False),
        ("\ud800", False),
        (None, False),
        (["inner/a.txt", "/etc/passwd"], False),
    ],
)
def test_paths(folder: Path, path: Any, passes: bool) -> None:
    """A path stays in its folder, whatever dots and links say, or does not pass."""
    policy = ToolPolicy(tools={"t": ToolRule(arguments={"x": Paths(folder)})})
    assert (policy.judge(ToolCallFacts("t", {"x": path})).rules == ()) is passes
    if passes:
        assert policy.judge(ToolCallFacts("t", {"x": str(folder / path)})).rules == ()


@given(st.lists(st.sampled_from(["..", ".", "a", "inner", "outside", "inside", "", "etc", "/"]), max_size=8))
def test_no_path_leads_out(parts: list[str]) -> None:
    """Whatever steps a path is made of: if it passes, it ends inside the folder."""
    root = os.path.realpath("tests")
    path = "/".join(parts)
    if Paths("tests").accepts(path):
        end = os.path.realpath(os.path.join(root, path))
        assert end == root or end.startswith(root + os.sep)


def test_nested_arguments() -> None:
    """A dotted name reaches into data and lists; an argument that is not there is not judged."""
    rule = ToolRule(arguments={"lines.price": Amount(0, 10), "note": OneOf("a")})
    policy = ToolPolicy(tools={"t": rule})
    assert policy.judge(ToolCallFacts("t", {"lines": [{"price": 1}, {"price": 2}]})).rules == ()
    refused = policy.judge(ToolCallFacts("t", {"lines": [{"price": 1}, {"price": 20}]}))
    assert refused.rules == ("tools.argument.lines.price",)
    assert list(found({"a": [[{"b": 2}], {"b": 3}, {}, None]}, "a.b")) == [2, 3]


@pytest.mark.parametrize(
    "lines",
    ['{"price": 20}', ['{"price": 20}'], [{"price": 1}, '{"price": 20}'], [[{"price": 20}]], 20, [["price", 20]]],
)
@pytest.mark.parametrize("rule", [Amount(0, 10), Matches(".*"), lambda _: True])
def test_nothing_hides_from_a_dotted_name(lines: Any, rule: Any) -> None:
    """Lists in lists are entered; a text or number where a dotted name goes on is refused by every rule."""
    rules = {"lines.price": Amount(0, 10)} if lines == [[{"price": 20}]] else {"lines.price": rule}
    policy = ToolPolicy(tools={"t": ToolRule(arguments=rules)})
    assert policy.judge(ToolCallFacts("t", {"lines": lines})).rules == ("tools.argument.lines.price",)


def test_all_arguments_together() -> None:
    """A schema and a check see all arguments; a check that fails or is not sure refuses."""

    def sober(args: Any) -> bool:
        return bool(args["copies"] < 5)

    rule = ToolRule(schema=Recipient, check=sober)
    policy = ToolPolicy(tools={"t": rule})
    assert policy.judge(ToolCallFacts("t", {"address": "a", "copies": 1})).rules == ()
    assert policy.judge(ToolCallFacts("t", {"address": "a", "copies": 7})).rules == ("tools.check",)
    assert policy.judge(ToolCallFacts("t", {})).rules == ("tools.check", "tools.schema")


def test_argument_under_another_name() -> None:
    """A call cannot get by a rule with an argument the tool does not declare, nor a rule by a misspelt name."""
    policy = ToolPolicy(tools={"t": ToolRule(arguments={"to": OneOf("a")})})
    known = frozenset({"to", "body"})
    assert policy.judge(ToolCallFacts("t", {"to": "a"}, known=known)).rules == ()
    assert policy.judge(ToolCallFacts("t", {"recipient": "b"}, known=known)).rules == ("tools.argument.unknown",)
    renamed = policy.judge(ToolCallFacts("t", {"recipient": "b"}, known=frozenset({"recipient"})))
    assert renamed.rules == ("tools.argument.to",)


class Line(BaseModel):
    """A model whose fields go by two names, and that may hold others of its kind."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    unit_price: float
    discount: float = Field(default=0, validation_alias=AliasChoices("discount", "rebate"))
    parts: list[Line] | None = None


@tool
def order(lines: list[Line], note: dict[str, Any]) -> str:
    """Order."""
    return "ordered"


BOUNDS = {
    "lines.unitPrice": Amount(0, 10),
    "lines.discount": Amount(0, 1),
    "lines.parts.unitPrice": Amount(0, 10),
    "note.x": OneOf(1),
}


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ({"unitPrice": 2, "parts": [{"unitPrice": 2, "parts": None}]}, ()),
        ({"unitPrice": 20}, ("tools.argument.lines.unitPrice",)),
        ({"unit_price": 20}, ("tools.argument.unknown",)),
        ({"unitPrice": 2, "rebate": 5}, ("tools.argument.unknown",)),
        ({"unitPrice": 2, "parts": [{"unit_price": 20}]}, ("tools.argument.unknown",)),
    ],
)
def test_aliases_inside_of_arguments(line: dict[str, Any], rules: tuple[str, ...]) -> None:
    """What a field is also called hides nothing from a dotted name; in free data anything may stand."""
    policy = ToolPolicy(tools={"order": ToolRule(arguments=BOUNDS)})
    args = {"lines": [{"unitPrice": 1}, line], "note": {"x": 1, "y": 2}}
    known = declared_names(order, BOUNDS)
    assert policy.judge(ToolCallFacts("order", args, known=known)).rules == rules


@pytest.mark.parametrize("name", ["lines.unit_price", "lines.parts.price", "line.unitPrice"])
def test_a_dotted_name_that_there_is_not(name: str) -> None:
    """A rule that could never fire refuses, as one for an argument that the tool does not have."""
    policy = ToolPolicy(tools={"order": ToolRule(arguments={name: Amount(0, 10)})})
    facts = ToolCallFacts("order", {"lines": []}, known=declared_names(order, [name]))
    assert policy.judge(facts).rules == (f"tools.argument.{name}",)


def test_rules_are_immutable_and_silent() -> None:
    """No rule can be changed, and none shows its values."""
    rules = [Hosts("secret.example"), Paths("/secret"), Amount(41, 42), Matches("secret"), OneOf("secret"), len]
    for rule in rules[:-1]:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(rule, dataclasses.fields(rule)[0].name, "/")
    policy = ToolPolicy(
        tools={
            "t": ToolRule(arguments={f"a{n}": rule for n, rule in enumerate(rules)}, allowed_hosts=("secret.example",))
        },
        allowed_hosts=("secret.example",),
        allow={"secret-role": ["t"]},
        role="configurable.role",
    )
    shown = repr([policy, *policy.tools, *(rule_from(rule) for rule in rules), ToolCallFacts("t", {"x": "secret"})])
    assert "secret" not in shown
    assert "42" not in shown
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.allow = None  # type: ignore[misc]  # the point of it


@pytest.mark.parametrize("rule", [OneOf("x"), Amount(0, 1), Matches("x"), Hosts("example.com"), Paths("/")])
def test_deep_arguments_are_refused(rule: Any) -> None:
    """What is nested too deep to be looked through is refused, it does not end the run."""
    value: Any = "x"
    for _ in range(5000):
        value = [value]
    policy = ToolPolicy(tools={"t": ToolRule(arguments={"a": rule, "b.c": rule})})
    assert policy.judge(ToolCallFacts("t", {"a": value})).rules == ("tools.argument.a",)
    assert policy.judge(ToolCallFacts("t", {"b": value})).rules == ("tools.argument.b.c",)


@pytest.mark.parametrize(
    "build",
    [
        Hosts,
        lambda: Hosts("https://example.com"),
        OneOf,
        lambda: Amount("x"),
        lambda: Matches("(?=look)"),
        lambda: ToolRule(arguments={"x": 3}),
        lambda: ToolRule(arguments={"x": int}),
        lambda: ToolRule(review="sometimes"),
        lambda: ToolRule(calls_per_run=-1),
        lambda: ToolRule(calls_per_thread=True),
        lambda: ToolRule(schema=dict),
        lambda: ToolRule(check="x"),
        lambda: ToolRule(trusted="no"),
        lambda: ToolRule(allowed_hosts=("http://x",)),
        lambda: ToolRule(allowed_hosts="localhost"),
        lambda: ToolRule(arguments=["path"]),
        lambda: ToolPolicy(tools={"t": {}}),
        lambda: ToolPolicy(tools=["t"]),
        lambda: ToolPolicy(tools=3),
        lambda: ToolPolicy(allowed_hosts="localhost"),
        lambda: ToolPolicy(allow="search"),
        lambda: ToolPolicy(allow={"clerk": ["search"]}),
        lambda: ToolPolicy(allow={"clerk": "search"}, role="configurable.role"),
        lambda: ToolPolicy(allow=5),
        lambda: ToolPolicy(allow={"clerk": 5}, role="configurable.role"),
        lambda: ToolPolicy(allow=["search"], role="role"),
        lambda: ToolPolicy(role=5),
        lambda: ToolPolicy(allowed_hosts=("a b",)),
        lambda: ToolPolicy(allowed_hosts="intranet"),
        lambda: ToolRule(allowed_hosts="intranet"),
        lambda: Egress("intranet"),
    ],
)
def test_unusable_rules_are_refused(build: Any) -> None:
    """A rule that means nothing is an error when it is written."""
    with pytest.raises(ConfigError):
        build()


@pytest.mark.parametrize("rule", [ToolRule(check=lambda args: args.get("amount", 0) < 9), ToolRule(schema=Bounded)])
def test_rules_for_all_arguments_see_declared_names(rule: ToolRule) -> None:
    """A call that names an argument by an alias the model was not told passes by no check and no schema."""

    class Payment(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        amount: int = Field(validation_alias=AliasChoices("amount", "Amount"))

    @tool(args_schema=Payment)
    def pay(amount: int) -> str:
        """Pay."""
        return str(amount)

    policy = ToolPolicy(tools={"pay": rule})
    for args, action in (({"amount": 5}, "allow"), ({"amount": 50}, "block"), ({"Amount": 50}, "block")):
        judged = policy.judge(ToolCallFacts("pay", args, known=declared_names(pay, ())))
        assert judged.action.value == action, args
    assert judged.rules == ("tools.argument.unknown",)
    nothing = ToolCallFacts("pay", {"amount": 5}, known=frozenset())
    assert policy.judge(nothing).action.value == "allow", "a tool that declares nothing gets what was written"
