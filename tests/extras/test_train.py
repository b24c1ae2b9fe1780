"""Training for real, on a handful of texts: the command runs, repeats itself, and the runtime loads what it wrote."""

import json
from pathlib import Path

import pytest
import torch

from langchain_guard.detect.injection.classifier import MiniLM
from langchain_guard.detect.injection.generator import generate
from langchain_guard.detect.injection.train.__main__ import main
from langchain_guard.detect.injection.train.loop import judge
from langchain_guard.detect.injection.train.model import base_folder, build


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small sources in two folds."""
    folder = tmp_path_factory.mktemp("data")
    for source, seed in (("gandalf", 1), ("oss_docs", 2), ("inthewild", 3), ("banking77", 4)):
        with (folder / f"{source}.jsonl").open("w", encoding="utf-8") as lines:
            for made in generate(30, seed=seed):
                kind = "benign-doc" if made.channel == "document" and not made.label else "direct"
                lines.write(json.dumps({"text": made.text, "label": made.label, "kind": kind}) + "\n")
    return folder


def test_the_command_trains_calibrates_and_repeats_itself(data: Path, tmp_path: Path) -> None:
    """Two runs with one seed write the same weights; the thresholds come from folds; the runtime judges with them."""
    few = ["--data", str(data), "--examples", "64", "--generated", "60"]
    main([*few, "--out", str(tmp_path / "folds"), "--leave-one-out", "--folds", "0", "2"])
    lines = (tmp_path / "folds" / "fold0.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    assert {row["source"] for row in judged} == {"gandalf", "oss_docs"}
    for run in ("one", "two"):
        main([*few, "--out", str(tmp_path / run), "--calibrate-on", str(tmp_path / "folds")])
    first, second = (MiniLM(tmp_path / run) for run in ("one", "two"))
    texts = [made.text for made in generate(8, seed=5)]
    assert first.logits(texts, "user") == second.logits(texts, "user")
    assert all(0 <= score <= 1 for score in first.score(texts, "document"))


def test_the_encoder_is_the_one_of_the_base() -> None:
    """With all layers and no state halved, the states are those of `transformers`' own model."""
    transformers = pytest.importorskip("transformers", reason="compares with transformers")
    base = base_folder()
    theirs = transformers.BertModel.from_pretrained(str(base), add_pooling_layer=False, local_files_only=True).eval()
    ours = build(list(range(30_522)), base=base, seed=1, widths=[1536] * 6, halved=None).eval()
    ids = torch.randint(1000, 20_000, (3, 24), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(ids)
    mask[1, 12:] = 0
    with torch.no_grad():
        wanted = theirs(input_ids=ids, attention_mask=mask).last_hidden_state
        states, _ = ours.states(ids, mask)
    assert torch.allclose(states[mask.bool()], wanted[mask.bool()], atol=1e-4)


def test_a_batch_is_judged_like_its_texts_alone() -> None:
    """Padding changes nothing."""
    from langchain_guard.detect.injection.train.cuts import Window

    model = build(list(range(30_522)), base=base_folder(), seed=1)
    pool = [Window(tuple(range(2000, 2000 + size)), size, 0, "x", "user") for size in (5, 60, 120)]
    together = judge(model, pool)
    alone = [judge(model, [window])[0] for window in pool]
    assert together == pytest.approx(alone, abs=0.05)
