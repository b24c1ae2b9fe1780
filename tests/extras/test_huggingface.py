"""The transformers detector with a real model: small, random, built here and loaded from disk."""

import shutil
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, BertForTokenClassification, PreTrainedTokenizerFast

from langchain_guard import redact, scan
from langchain_guard.detect.injection import HuggingFaceJudge
from langchain_guard.detect.ner import HuggingFaceNerDetector
from langchain_guard.exceptions import ConfigError

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "Jane", "lives", "in", "Paris", "works", "for", "Acme", "."]
LABELS = {0: "O", 1: "B-PER", 2: "B-LOC", 3: "B-ORG"}
NAMES = {"Jane": 1, "Paris": 2, "Acme": 3}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A BERT whose classifier reads the label off the word embedding, saved as safetensors."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        id2label=LABELS,
        label2id={label: number for number, label in LABELS.items()},
    )
    network = BertForTokenClassification(config)
    with torch.no_grad():
        for parameter in network.bert.parameters():
            parameter.zero_()
        network.bert.embeddings.LayerNorm.weight.fill_(1)
        network.bert.encoder.layer[0].attention.output.LayerNorm.weight.fill_(1)
        network.bert.encoder.layer[0].output.LayerNorm.weight.fill_(1)
        network.classifier.weight.zero_()
        network.classifier.bias.zero_()
        for index, word in enumerate(WORDS):
            label = NAMES.get(word, 0)
            network.bert.embeddings.word_embeddings.weight[index, label] = 4.0
        for label in LABELS:
            network.classifier.weight[label, label] = 4.0
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    folder = tmp_path_factory.mktemp("model")
    network.save_pretrained(folder)
    fast.save_pretrained(folder)
    return str(folder)


def test_names_are_found_with_exact_spans(model: str) -> None:
    """Person, place and organisation come back as our kinds, beside what the built-in rows find."""
    text = "Jane lives in Paris. Jane works for Acme. jane@example.com"
    result = scan(text, extra=[HuggingFaceNerDetector(model)])
    assert [(text[f.start : f.end], f.kind) for f in result.findings] == [
        ("Jane", "person"),
        ("Paris", "location"),
        ("Jane", "person"),
        ("Acme", "organization"),
        ("jane@example.com", "email"),
    ]


def test_a_text_longer_than_the_model_sees_is_read_to_its_end(model: str) -> None:
    """Names beyond the model's window are found: nothing is cut off in silence."""
    text = "lives in " * 60 + "Paris"
    assert scan(text, extra=[HuggingFaceNerDetector(model)]).counts == {"location": 1}


def test_redaction_uses_it(model: str) -> None:
    """The detector's kinds name the placeholders."""
    assert redact("Jane works for Acme .", extra=[HuggingFaceNerDetector(model)]) == (
        "[REDACTED_PERSON] works for [REDACTED_ORGANIZATION] ."
    )


def test_a_missing_model_is_a_configuration_error(tmp_path) -> None:
    """No download is tried; the error says what to do."""
    with pytest.raises(ConfigError, match="download it first"):
        HuggingFaceNerDetector(str(tmp_path))


def test_an_injection_judge_reads_its_model_from_disk(model: str, tmp_path) -> None:
    """A sequence classifier saved as safetensors scores texts; pickled weights and absent models are refused."""
    config = BertConfig.from_pretrained(model, num_labels=2, id2label={0: "BENIGN", 1: "INJECTION"})
    network = BertForSequenceClassification(config)
    network.save_pretrained(tmp_path)
    for path in Path(model).glob("*token*"):
        shutil.copy(path, tmp_path)
    (score,) = HuggingFaceJudge(str(tmp_path)).score(["Jane lives in Paris"], "user")
    assert 0 < score < 1
    torch.save(network.state_dict(), tmp_path / "pytorch_model.bin")
    (tmp_path / "model.safetensors").unlink()
    for absent in (str(tmp_path), "nobody/no-such-model"):
        with pytest.raises(ConfigError, match="safetensors"):
            HuggingFaceJudge(absent)
