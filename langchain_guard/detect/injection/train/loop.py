"""The training loop."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from typing import Any

from langchain_guard.detect.injection.classifier import END, START, UNTRUSTED, USER
from langchain_guard.detect.injection.train.cuts import Sampler, Window

LOG = logging.getLogger(__name__)

BATCH = 32
RATE = 2e-4
"""Peak learning rate of the encoder, after a warm-up over a tenth of the steps, then falling linearly to zero."""

MASKED = 0.06
"""Share of word pieces masked in training, so that no single word decides."""

MASK = 4
"""Id of `[MASK]` in the pruned vocabulary, see `export.SPECIAL`."""

ROUNDS = 4
"""Parts of the training; after each the model looks for honest windows it finds suspicious."""

TARGETS = {"attack": 0.98, "doubtful": 0.35, "honest": 0.02}
"""What the score of each kind is pulled towards. A doubtful text shall rank above honest ones and cause no alarm."""

MINED = 4000
"""Honest windows it looks at each time, at most as many as it trains on."""

AVERAGED, DECAY = 0.4, 0.995
"""From this share of the steps on, weights are averaged with this decay: the average generalises better to sources
that were not trained on than any single step (Cha et al., SWAD, NeurIPS 2021)."""


def tensors(batch: Sequence[Window], marks: Sequence[int]) -> tuple[Any, Any]:
    """Pad a batch: `[CLS] channel text [SEP]`."""
    import torch  # noqa: PLC0415 -- of an extra

    longest = max(len(window.ids) for window in batch) + 3
    ids = torch.zeros(len(batch), longest, dtype=torch.int64)
    mask = torch.zeros(len(batch), longest, dtype=torch.int64)
    for line, (window, mark) in enumerate(zip(batch, marks, strict=True)):
        full = [START, mark, *window.ids, END]
        ids[line, : len(full)] = torch.tensor(full)
        mask[line, : len(full)] = 1
    return ids, mask


def fit(model: Any, pool: Sequence[Window], *, examples: int, seed: int) -> None:
    """Train in place: binary cross-entropy towards `TARGETS`, AdamW, loud honest windows mined between the parts.

    Args:
        model: From `train_model.build`.
        pool: The training windows.
        examples: Windows seen in total.
        seed: Decides the order, the masks and the channels.
    """
    import torch  # noqa: PLC0415 -- of an extra

    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 -- sampling
    sampler = Sampler(pool, seed=seed)
    body = [*model.norm.parameters(), *model.layers.parameters()]
    head = list(model.head.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": head, "lr": 3 * RATE}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    steps = examples // BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.0, 1 - step / steps))
    )
    average: list[Any] = []
    step = 0
    for turn in range(ROUNDS):
        if turn:
            honest = [window for window in pool if not window.label]
            honest = rng.sample(honest, min(MINED, examples, len(honest)))
            sampler.mine(honest, judge(model, honest))
        model.train()
        for batch in _batches(sampler.draw(examples // ROUNDS), rng):
            marks = [_mark(window.channel, rng) for window in batch]
            ids, mask = tensors(batch, marks)
            blank = (torch.rand(ids.shape) < MASKED) & (ids > UNTRUSTED)
            ids = torch.where(blank, torch.tensor(MASK), ids)
            target = torch.tensor([TARGETS[window.kind] for window in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, mask)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), target)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
            optimizer.step()
            if step < steps - 1:
                schedule.step()
            step += 1
            if step == int(AVERAGED * steps):
                average = [weight.detach().clone() for weight in (*body, *head)]
            elif average:
                for kept, weight in zip(average, (*body, *head), strict=True):
                    kept.lerp_(weight.detach(), 1 - DECAY)
            if step % 50 == 0:
                LOG.info("step %d of %d: loss %.4f", step, steps, loss.item())
    with torch.no_grad():
        for kept, weight in zip(average, (*body, *head), strict=bool(average)):
            weight.copy_(kept)


def _mark(channel: str, rng: random.Random) -> int:
    """The channel mark, swapped now and then: people paste documents, and stores keep what users typed."""
    swapped = rng.random() < 0.25
    return USER if (channel == "user") != swapped else UNTRUSTED


def _batches(drawn: list[Window], rng: random.Random) -> list[list[Window]]:
    """Batches of similar length, in random order."""
    order = sorted(drawn, key=lambda window: len(window.ids) + 8 * rng.random())
    found = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(found)
    return found


def judge(model: Any, pool: Sequence[Window]) -> list[float]:
    """The logit of every window, in evaluation mode."""
    import torch  # noqa: PLC0415 -- of an extra

    model.eval()
    order = sorted(range(len(pool)), key=lambda index: len(pool[index].ids))
    logits = [0.0] * len(pool)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            batch = [pool[index] for index in chosen]
            ids, mask = tensors(batch, [USER if window.channel == "user" else UNTRUSTED for window in batch])
            for index, value in zip(chosen, model(ids, mask).float().tolist(), strict=True):
                logits[index] = value
    return logits
