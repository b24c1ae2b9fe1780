"""Tests of the heavy extras `ner`, `presidio`, `train`; a module is collected only where its extra is installed."""
