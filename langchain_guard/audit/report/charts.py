"""The charts of the report as SVG and HTML text; colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from langchain_guard.audit.report.figures import KINDS

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 1180, 230, 50, 24, 8


def number(value: float) -> str:
    """A number for people.

    >>> number(1234567), number(950), number(0.1234), number(12.5)
    ('1.23 M', '950', '0.123', '12.5')
    """
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if abs(value) >= size:
            scaled = value / (1e3 if unit == " k" else size)
            return f"{scaled:.3g}{unit}" if scaled < 1000 else f"{scaled:.0f}{unit}"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"


def _ceiling(top: int) -> int:
    """A round number not below `top`."""
    size = 1
    while True:
        for factor in (1, 1.2, 1.6, 2, 2.4, 3, 4, 6, 8, 10):
            if size * factor >= top and size * factor == int(size * factor):
                return int(size * factor)
        size *= 10


def timeline(labels: Sequence[str], series: Mapping[str, Sequence[int]], step: str) -> str:
    """Stacked columns over time."""
    if not labels:
        return '<p class="none">Nothing happened.</p>'
    top = _ceiling(max(sum(series[kind][i] for kind in KINDS) for i in range(len(labels))) or 1)
    slot = (_WIDTH - _LEFT) / len(labels)
    bar = min(slot * 0.82, 30)
    scale = (_HEIGHT - _TOP - _BOTTOM) / top
    base = _HEIGHT - _BOTTOM
    said = f"Events over time, one column per {escape(step)}"
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{said}">']
    for quarter in range(5):
        y = base - scale * top * quarter / 4
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        if (top * quarter) % 4 == 0:
            parts.append(_text(_LEFT - 8, y + 4, "end", number(top * quarter // 4)))
    for i, label in enumerate(labels):
        x, y = _LEFT + slot * i + (slot - bar) / 2, float(base)
        said = ", ".join(f"{series[kind][i]} {kind}" for kind in KINDS if series[kind][i])
        if said:
            parts.append(f"<g><title>{escape(label)}: {escape(said)}</title>")
            for kind in KINDS:
                height = series[kind][i] * scale
                if height:
                    y -= height
                    shape = f'x="{x:.1f}" y="{y:.2f}" width="{bar:.1f}" height="{max(height, 1):.2f}"'
                    parts.append(f'<rect class="{kind}" {shape}/>')
            parts.append("</g>")
    every = max(1, len(labels) // 6)
    marks = range(0, len(labels), every)
    parts += [_text(_LEFT + slot * (i + 0.5), _HEIGHT - 6, "middle", escape(labels[i])) for i in marks]
    parts.append("</svg>")
    key = "".join(f'<li><i class="{kind}"></i>{kind}</li>' for kind in KINDS)
    return f'<ul class="key">{key}<li class="step">one column per {escape(step)}</li></ul>' + "".join(parts)


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text class="axis" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def bars(
    rows: Iterable[tuple[str, Sequence[tuple[str, float]], str]], empty: str, key: Sequence[tuple[str, str]] = ()
) -> str:
    """Horizontal bars: a label, its parts as (class, size), and what to write beside it; `key` explains the classes."""
    listed = list(rows)
    if not listed:
        return f'<p class="none">{escape(empty)}</p>'
    top = max(sum(size for _, size in parts) for _, parts, _ in listed) or 1
    said = "".join(f'<li><i class="{look}"></i>{escape(meaning)}</li>' for look, meaning in key)
    out = [f'<ul class="key">{said}</ul>' if key else "", '<ol class="bars">']
    for label, parts, figures in listed:
        inner = "".join(f'<i class="{look}" style="width:{100 * size / top:.2f}%"></i>' for look, size in parts if size)
        name = escape(label, quote=True)
        out.append(f'<li><span class="label" title="{name}">{name}</span><span class="bar">{inner}</span>')
        out.append(f"<b>{escape(figures)}</b></li>")
    return "".join([*out, "</ol>"])


def tiles(items: Iterable[tuple[str, str, str]]) -> str:
    """Key figures: label, value, class."""
    return "".join(
        f'<div class="tile {escape(kind)}"><b>{escape(value)}</b><span>{escape(label)}</span></div>'
        for label, value, kind in items
    )
