"""Pictures of outcomes; needs the extra `plots`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_guard.evaluation.figures import POOLED, curve, measure
from langchain_guard.evaluation.outcomes import Outcome, Task
from langchain_guard.exceptions import ConfigError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#4c72b0", "#dd8452", "#55a868", "#c44e52")


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that notebooks show.

    Attributes:
        figure: The matplotlib figure, to be changed or taken apart.
    """

    figure: Figure

    def save(self, path: Path) -> None:
        """Write it; the ending of the name chooses the format: `.png`, `.svg`, `.pdf`."""
        self.figure.savefig(path, dpi=120)

    def _repr_png_(self) -> bytes:
        image = BytesIO()
        self.figure.savefig(image, format="png", dpi=75)
        return image.getvalue()


def plot(outcomes: Mapping[str, Sequence[Outcome]], task: Task) -> Plot:
    """One picture of one or more configurations: how good, how sure, how fast.

    Args:
        outcomes: By the name of the configuration.
        task: What was looked for. Injection: precision over recall, recall over false positives, scores, latency.
            Personal data and secrets: precision and recall by source, latency.

    Returns:
        A picture that notebooks show and `save` writes.

    Raises:
        ConfigError: When there is nothing to plot, or the extra is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 -- of an extra
    except ImportError:
        message = 'plots need the extra "plots": pip install "langchain-guard[plots]"'
        raise ConfigError(message, control="evaluation") from None
    panels = (_tradeoff, _alarms, _scores, _latency) if task == "injection" else (_sources, _latency)
    figure = Figure(figsize=(9, 3.4 * len(panels) / 2), layout="constrained")
    axes = figure.subplots(len(panels) // 2, 2, squeeze=False).flatten()
    for draw, panel in zip(panels, axes, strict=True):
        draw(panel, outcomes)
        panel.spines[["top", "right"]].set_visible(False)
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.12), "ncols": 2} if draw is _sources else {}
        panel.legend(frameon=False, fontsize=8, **below)
    return Plot(figure)


def _coloured(outcomes: Mapping[str, Sequence[Outcome]]) -> list[tuple[str, Sequence[Outcome], str]]:
    colours = (COLOURS[place % len(COLOURS)] for place in range(len(outcomes)))
    return [(name, rows, colour) for (name, rows), colour in zip(outcomes.items(), colours, strict=True)]


def _tradeoff(panel: Axes, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    for name, rows, colour in _coloured(outcomes):
        points = curve(rows)
        panel.plot([row[2] for row in points], [row[1] for row in points], label=name, color=colour)
        now = measure(rows, "injection")[-1]
        if now.precision is not None and now.recall is not None:
            panel.plot(now.recall, now.precision, "o", color=colour)
    panel.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.05))
    panel.set_title("Precision and recall; the dot is the threshold in use", fontsize=10)


def _alarms(panel: Axes, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    for name, rows, colour in _coloured(outcomes):
        points = [(0.0, 0.0, 0.0, 0.0), *curve(rows)]
        panel.plot([row[3] for row in points], [row[2] for row in points], label=name, color=colour)
    panel.axvline(0.01, color="#888888", linewidth=0.8, linestyle=":")
    panel.set_xscale("symlog", linthresh=0.01)
    panel.set(xlabel="false positive rate (1 % dotted)", ylabel="recall", xlim=(0, 1), ylim=(0, 1.05))
    panel.set_title("Recall and false alarms", fontsize=10)


def _scores(panel: Axes, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    for name, rows, colour in _coloured(outcomes):
        for attack, style in ((True, "-"), (False, ":")):
            scores = [row.score for row in rows if bool(row.positive) is attack]
            label = f"{name}, {'attacks' if attack else 'honest'}"
            panel.hist(scores, bins=20, range=(0, 1), histtype="step", color=colour, linestyle=style, label=label)
    panel.set(xlabel="score", ylabel="texts", yscale="symlog")
    panel.margins(y=0.4)  # room for the legend
    panel.set_title("Scores", fontsize=10)


def _sources(panel: Axes, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    for place, (name, rows, colour) in enumerate(_coloured(outcomes)):
        figures = [row for row in measure(rows, "pii") if row.source != POOLED or len({r.source for r in rows}) == 1]
        heights = [index + 0.8 * place / len(outcomes) for index in range(len(figures))]
        height = 0.4 / len(outcomes)
        panel.barh(heights, [row.recall or 0 for row in figures], height, label=f"{name}, recall", color=colour)
        upper = [at + height for at in heights]
        panel.barh(
            upper, [row.precision or 0 for row in figures], height, label=f"{name}, precision", color=colour, alpha=0.5
        )
        panel.set_yticks(range(len(figures)), [row.source for row in figures], parse_math=False)
    panel.set(xlim=(0, 1.02))
    panel.set_title("Recall and precision by source", fontsize=10)


def _latency(panel: Axes, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    for name, rows, colour in _coloured(outcomes):
        times = sorted(row.seconds * 1000 for row in rows)
        shares = [(place + 1) / len(times) for place in range(len(times))]
        panel.plot(times, shares, label=name, color=colour)
    panel.set(xlabel="milliseconds a text", ylabel="share of texts", xscale="log", ylim=(0, 1.02))
    panel.set_title("Latency", fontsize=10)
