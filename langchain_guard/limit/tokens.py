"""Token counts before the provider has counted: `tiktoken` where it works offline, else a documented estimate.

The estimate is one token per three UTF-8 bytes, rounded up. Against the vocabulary of the GPT-4o family it is 1.1 to
3.1 times the real count for prose in seven languages and 1.4 for code, so it reserves too much, and the difference is
given back when the provider's own count arrives. It is too low for dense data: 0.85 of the real count for JSON, 0.6 for
hexadecimal, 0.5 for base64; half is the worst we know (measured by `tests/bench/token_estimate.py`, results in
`tests/bench/results/limits.json`). Nothing here opens a URL: `tiktoken` is used only when its vocabulary file is
already cached, and media are counted by a constant.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

BYTES_PER_TOKEN = 3
MEDIA_TOKENS = 1_600
"""Tokens reserved per image, audio or file block: the larger of OpenAI's 1,445 for the biggest high-detail image (85 +
8 tiles of 170) and the about 1,600 that Anthropic states for an image that is not scaled down."""
MESSAGE_TOKENS = 4
"""Tokens around each message: role, separators, and the priming of the answer (OpenAI cookbook, "How to count tokens
with tiktoken")."""

PART = 100_000
"""Characters handed to `tiktoken` at a time: it panics over a million spaces. A cut adds a token at most."""

_VOCABULARIES = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""SHA-256 of the vocabulary files, as in `tiktoken_ext.openai_public`."""


def estimate(text: str) -> int:
    """Tokens in a text, by the documented estimate.

    >>> estimate("How many tokens are these?")
    9
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN)


def token_counter(model: str = "") -> Callable[[str], int]:
    """The best offline counter for a model.

    Args:
        model: E.g. `gpt-4o-mini`; unknown or empty means the estimate.
    """
    name = _vocabulary(model)
    return _load(name) if name else estimate


def _vocabulary(model: str) -> str:
    if model.startswith(("gpt-4o", "gpt-4.1", "gpt-5", "o1", "o3", "o4", "chatgpt-4o")):
        return "o200k_base"
    if model.startswith(("gpt-4", "gpt-3.5")):
        return "cl100k_base"
    return ""


@lru_cache(maxsize=4)
def _load(name: str) -> Callable[[str], int]:
    if importlib.util.find_spec("tiktoken") is None or not _cached(name):
        return estimate
    import tiktoken  # noqa: PLC0415 -- optional, and slow to import

    encoding = tiktoken.get_encoding(name)

    def count(text: str) -> int:
        parts = (text[start : start + PART] for start in range(0, len(text), PART))
        return sum(len(encoding.encode_ordinary(part)) for part in parts)

    return count


def _cached(name: str) -> bool:
    """Whether the vocabulary is on disk and intact: else `tiktoken` would download it."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    folder = folder or str(Path(tempfile.gettempdir()) / "data-gym-cache")
    source = f"https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
    file = Path(folder) / hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == _VOCABULARIES[name]
    except OSError:
        return False
