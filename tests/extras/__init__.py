"""Tests of the heavy extras `ner` and `presidio`; each module is collected only where its extra is installed."""
