"""Ordinary prose to measure on: sentences from a small grammar, seeded, with the numbers that prose has."""

from __future__ import annotations

import random

_SUBJECTS = (
    "the committee", "a young engineer", "the old library", "our neighbour", "the river", "this report", "the harbour",
    "a visiting professor", "the orchestra", "the city council", "an early morning train", "the museum", "her brother",
    "the research group", "a small bakery", "the national park", "the editor", "the bridge", "a retired teacher",
)  # fmt: skip
_VERBS = (
    "opened", "measured", "described", "carried", "followed", "considered", "rebuilt", "sold", "remembered", "crossed",
    "published", "repaired", "compared", "visited", "painted", "organised", "recorded", "translated", "explained",
)  # fmt: skip
_OBJECTS = (
    "the northern road", "a collection of letters", "the second edition", "three wooden boats", "the whole argument",
    "an unusual proposal", "the winter schedule", "most of the garden", "a series of experiments", "the main entrance",
    "the results of the survey", "a long and winding path", "the question of money", "several hundred photographs",
)  # fmt: skip
_NUMBERS = (
    "in {year}", "for {small} days", "at a cost of {big} dollars", "about {percent} per cent of the time",
    "on page {page}", "with {small} helpers", "between {year} and {year}", "at {hour}:{minute:02d} in the morning",
    "after {big} kilometres", "in version {small}.{small}", "for $ {small}.{minute:02d}",
)  # fmt: skip
_LINKS = ("and", "because", "although", "while", "so that", "before", "until", "and then")

FOREIGN = {
    "de": "Der Ausschuss prüfte im Jahr {year} die Vorschläge, und über {small} Gäste blieben länger als üblich. ",
    "fr": "Le comité a examiné en {year} les propositions déposées l’été dernier, puis il a décidé d’attendre. ",
    "es": "El año {year} fue difícil para la región, aunque más de {small} señores volvieron mañana y noche. ",
    "pl": "W roku {year} komisja zbadała wnioski, a później złożyła {small} obszernych sprawozdań źródłowych. ",
    "ru": "В {year} году комиссия рассмотрела предложения, и более {small} участников остались до вечера. ",
    "el": "Το {year} η επιτροπή εξέτασε τις προτάσεις και περισσότεροι από {small} επισκέπτες έμειναν. ",
    "ar": "في عام {year} درست اللجنة المقترحات وبقي أكثر من {small} ضيفا حتى المساء في القاعة الكبيرة. ",
    "hi": "वर्ष {year} में समिति ने प्रस्तावों पर विचार किया और {small} से अधिक अतिथि शाम तक रुके रहे। ",
    "zh": "{year}年委员会审查了各项提案，并且有{small}多位来宾一直留到了晚上，大家讨论了很久。",
    "ja": "{year}年に委員会は提案を検討し、{small}人以上の来客が夜まで残って話し合いを続けました。",
    "ko": "{year}년에 위원회는 제안을 검토했고 {small}명이 넘는 손님이 저녁까지 남아 이야기를 나누었다. ",
}
"""One sentence per language; filled with changing numbers."""


def _numbers(random_: random.Random) -> dict[str, int | str]:
    return {
        "year": random_.randint(1750, 2026),
        "small": random_.randint(2, 48),
        "big": f"{random_.randint(1, 900)},{random_.randint(0, 999):03d}",
        "percent": f"{random_.randint(1, 99)}.{random_.randint(0, 9)}",
        "page": random_.randint(1, 780),
        "hour": random_.randint(1, 12),
        "minute": random_.randint(0, 59),
    }


def english(size: int, seed: int = 1) -> str:
    """About `size` characters of English prose, a number in about every second sentence."""
    random_ = random.Random(seed)
    sentences: list[str] = []
    length = 0
    while length < size:
        words = [random_.choice(_SUBJECTS), random_.choice(_VERBS), random_.choice(_OBJECTS)]
        if random_.random() < 0.5:
            words += [
                random_.choice(_LINKS),
                random_.choice(_SUBJECTS),
                random_.choice(_VERBS),
                random_.choice(_OBJECTS),
            ]
        if random_.random() < 0.5:
            words.append(random_.choice(_NUMBERS).format(**_numbers(random_)))
        sentence = " ".join(words)
        sentences.append(sentence[0].upper() + sentence[1:] + random_.choice((". ", ". ", ".\n", "; ", ".\n\n")))
        length += len(sentences[-1])
    return "".join(sentences)[:size]


def foreign(size: int, seed: int = 1) -> str:
    """About `size` bytes of prose in eleven languages, a paragraph each in turn."""
    random_ = random.Random(seed)
    paragraphs: list[str] = []
    length = 0
    while length < size:
        sentence = random_.choice(list(FOREIGN.values()))
        paragraphs.append("".join(sentence.format(**_numbers(random_)) for _ in range(6)) + "\n\n")
        length += len(paragraphs[-1].encode())
    return "".join(paragraphs)
