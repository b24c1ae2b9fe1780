"""How far the documented token estimate is from `tiktoken`, by kind of text.

    python -m tests.bench.token_estimate --data FOLDER

FOLDER holds the vocabulary files as `tiktoken` caches them (it is set as TIKTOKEN_CACHE_DIR; nothing is downloaded).
Results go to `tests/bench/results/limits.json` under `estimate`: estimated tokens over real ones. The texts are article
1 of the Universal Declaration of Human Rights in several languages, this package's code and licence, and data.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
from pathlib import Path

from langchain_guard.limit.tokens import estimate, token_counter
from tests.bench.results_file import save

ROOT = Path(__file__).parent.parent.parent
NOISE = b"".join(hashlib.sha256(bytes([index])).digest() for index in range(64))

TEXTS = {
    "English": "All human beings are born free and equal in dignity and rights. They are endowed with reason and "
    "conscience and should act towards one another in a spirit of brotherhood.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen "
    "begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "French": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et "
    "de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "Russian": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и "
    "совестью и должны поступать в отношении друг друга в духе братства.",
    "Chinese": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
    "Japanese": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "emoji": "👍🎉😀🚀❤️👨‍👩‍👧‍👦🇩🇪✨🔥🙏" * 4,
    "code": (ROOT / "langchain_guard" / "limit" / "memory.py").read_text("utf-8"),
    "licence": (ROOT / "LICENSE").read_text("utf-8"),
    "JSON": json.dumps([{"id": index, "name": f"user{index}", "active": index % 2 == 0} for index in range(50)]),
    "digits": "".join(str(byte) for byte in NOISE[:500]),
    "hexadecimal": NOISE.hex(),
    "base64": base64.b64encode(NOISE).decode(),
}


def main(folder: Path) -> dict[str, object]:
    """Estimated over real tokens, per text and vocabulary."""
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    result: dict[str, object] = {}
    for vocabulary, model in (("o200k_base", "gpt-4o"), ("cl100k_base", "gpt-4")):
        count = token_counter(model)
        if count is estimate:
            raise SystemExit(f"no vocabulary {vocabulary} in the folder")
        result[vocabulary] = {name: round(estimate(text) / count(text), 2) for name, text in TEXTS.items()}
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    save("limits", "estimate", main(parser.parse_args().data))
