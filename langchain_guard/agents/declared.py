"""What a tool declares of its arguments: their names, also of those that stand inside of others.

A rule names an argument. A call that gives it under another name, as the aliases of a pydantic model let it, would pass
the rule by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_core.tools import BaseTool

from langchain_guard.agents.arguments import elements

_SAME_PLACE = ("anyOf", "oneOf", "allOf", "items", "prefixItems")
"""Keys under which a JSON schema says more about one place; a dotted name leads through lists."""


def argument_names(tool: BaseTool) -> tuple[str, ...]:
    """The names of a tool's arguments; none when it has a JSON schema that names none, as MCP servers send."""
    schema = tool.args_schema
    return tuple(schema.get("properties", ()) if isinstance(schema, dict) else tool.args)


def declared_names(tool: BaseTool, rules: Iterable[str]) -> frozenset[str]:
    """The names of a tool's arguments and, dotted, of all that it declares beside what a dotted rule leads to.

    Args:
        tool: Any tool.
        rules: The names of the arguments that have rules.

    >>> from langchain_core.tools import tool
    >>> @tool(args_schema={"properties": {"lines": {"items": {"properties": {"price": {}, "count": {}}}}}})
    ... def pay(**kwargs: object) -> str:
    ...     '''Pay.'''
    >>> sorted(declared_names(pay, ["lines.price"]))
    ['lines', 'lines.count', 'lines.price']
    """
    known = set(argument_names(tool))
    schema: Any = tool.tool_call_schema
    for rule in rules:
        inside, *steps = rule.split(".")
        if not steps:
            continue
        whole = schema if isinstance(schema, dict) else getattr(schema, "model_json_schema", dict)()
        parts = _properties([whole], whole).get(inside, [])
        for step in steps:
            declared = _properties(parts, whole)
            known.update(f"{inside}.{name}" for name in declared)
            inside, parts = f"{inside}.{step}", declared.get(step, [])
    return frozenset(known)


def passed_by(
    rules: Iterable[str], args: Mapping[str, Any], known: frozenset[str], *, whole: bool = False
) -> list[str]:
    """Which rules a call could pass by, by id.

    Args:
        rules: The names of the arguments that have rules.
        args: The arguments of the call.
        known: What the tool declares, see `declared_names`; where it declares nothing inside of an argument, anything
            may stand there.
        whole: A rule judges all arguments together, by the names that the tool declares.

    >>> passed_by(["order.price"], {"order": {"unitPrice": 1}}, frozenset({"order", "order.unitPrice"}))
    ['tools.argument.order.price']
    """
    refused = ["tools.argument.unknown"] if whole and known and not known.issuperset(args) else []
    for rule in rules:
        inside, held = "", [args]
        for step in rule.split("."):
            names = {name.removeprefix(inside) for name in known if name.startswith(inside)}
            if inside and not names:
                break
            refused += [f"tools.argument.{rule}"] if step not in names else []
            refused += ["tools.argument.unknown"] if not all(names.issuperset(one) for one in held) else []
            inside = f"{inside}{step}."
            held = [one for given in held for one in _mappings(given.get(step))]
    return refused


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    """What a dotted name leads into; nothing in lists that are nested too deep, which no rule accepts."""
    try:
        return [one for one in elements(value) if isinstance(one, Mapping)]
    except RecursionError:
        return []


def _properties(parts: Iterable[Any], whole: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What parts of a JSON schema say about each name that they declare, all alternatives and references together."""
    found: dict[str, list[Any]] = defaultdict(list)
    waiting, read = [*parts], set[int]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, Mapping) and id(part) not in read:
            read.add(id(part))  # one may hold itself
            waiting += [part.get(key) for key in _SAME_PLACE]
            waiting.append(_referred(whole, str(part.get("$ref", ""))))
            properties = part.get("properties")
            for name, inner in properties.items() if isinstance(properties, Mapping) else ():
                found[name].append(inner)
    return found


def _referred(whole: Any, reference: str) -> Any:
    """The part of a JSON schema that a reference such as `#/$defs/Order` leads to; None when it is not in there."""
    for step in reference.removeprefix("#/").split("/"):
        whole = whole.get(step) if isinstance(whole, Mapping) else None
    return whole
