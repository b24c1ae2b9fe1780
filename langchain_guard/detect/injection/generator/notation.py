"""The notation of the tables: a block of text, a heading a slot or family, a form a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def table(block: str) -> dict[str, tuple[str, ...]]:
    r"""Read a block: `= name` starts a list, every other line is a form, `\n` in it stands for a line break.

    Raises:
        ValueError: A name stands twice, or a form before any name.

    Example:
        >>> table("= greeting\nhello\ngood «day|morning»")
        {'greeting': ('hello', 'good «day|morning»')}
    """
    found: dict[str, list[str]] = {}
    name = ""
    for line in block.splitlines():
        text = line.strip()
        if text.startswith("= "):
            name = text[2:]
            if name in found:
                message = f"{name} stands twice"
                raise ValueError(message)
            found[name] = []
        elif text:
            if not name:
                message = "a form stands before any name"
                raise ValueError(message)
            found[name].append(text.replace(r"\n", "\n"))
    return {key: tuple(forms) for key, forms in found.items()}


def merged(tables: Iterable[Mapping[str, tuple[str, ...]]], *, together: bool = False) -> dict[str, tuple[str, ...]]:
    """One table of several.

    Args:
        tables: The tables.
        together: Join lists of the same name; otherwise a name may stand once.

    Raises:
        ValueError: A name stands in two tables.

    Example:
        >>> merged([{"a": ("1",)}, {"a": ("2",)}], together=True)
        {'a': ('1', '2')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in tables:
        for name, forms in one.items():
            if name in found and not together:
                message = f"{name} stands in two tables"
                raise ValueError(message)
            found[name] = found.get(name, ()) + forms
    return found
