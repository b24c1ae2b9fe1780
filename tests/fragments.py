"""Pieces that property tests build texts from: whole values, half values, and what hostile text is made of."""

from __future__ import annotations

FRAGMENTS = [
    *("john.doe@example.com", "a@b.co.uk", "a@b.co.", "foo@", "jörg@müller.de"),
    *("555-123-4567", "5551234500", "+44 20 7946 0958", "123-45-6789", "10.0.0.1", "10.0.0.", "2001:db8::1"),
    *("4111 1111 1111 1111", "4111-1111", "4111", "DE89 3704 0044 0532 0130 00", "DE89"),
    *("password: hunter22", "passwd", "pass", "api_key = ", "Bearer ", "sk-abcd1234efgh", "sk-", "AK", "IA"),
    *("-----BEGIN KEY-----", "-----END KEY-----", "-----BEGIN ", "---"),
    *("bic ", "swift: ", "DEUTDEFF", "DEUT"),
    *("<b", "<b x jane@x.io>", "<script>", "</script>", "<img src=", ">", '"', "'", "`", "```\n", "\n```\n"),
    *("![a](", "[text](", "http://", "https://evil.example/", "?q=", "//", ")", "]", "[", "]: "),
    *("javascript:", "data:"),
    *("hello", "world", "world. ", " ", "  ", "\n", "\n\n", "\t", ".", ","),
    *("-", "@", "/", ":", "x", "1", "12", "Z", "ZZ", "Y"),
    *("é", "“", "ж", "а", "４１１１", "１", "ＡＢ", "²", "–", "\u00a0", "\u200b"),
    *("\u200b" * 40, "\u202e", "\U000e0041", "😀", "👩\u200d👧"),
    *("\\n", "\\u003e", "%20", "=3D", "__", "号"),
    *("\ud800", "\x1b[31m", "\x00", "&#64;", "%40", "am9obkBleGFtcGxlLmNvbQ=="),
]  # fmt: skip
