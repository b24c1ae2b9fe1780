"""HTTP headers for a refusal."""

from __future__ import annotations

import math

from langchain_guard.exceptions import ConfigError, RateLimitExceeded
from langchain_guard.limit.notation import parse_limit


def rate_limit_headers(error: RateLimitExceeded) -> dict[str, str]:
    """The headers of the 429 answer for a `RateLimitExceeded`.

    `Retry-After` as in RFC 9110, section 10.2.3; `RateLimit` and `RateLimit-Policy` as in the IETF draft
    `draft-ietf-httpapi-ratelimit-headers-10`, with the window left out where a limit has none. The amounts of money
    limits are in US dollars; the draft allows whole numbers only, so they are rounded down. When a concurrent call ends
    nobody knows, so a refusal for concurrency states no time.

    >>> error = RateLimitExceeded("", limit="10 per 1 minute", retry_after=11.2)
    >>> for header in rate_limit_headers(error).items():
    ...     print(*header, sep=": ")
    Retry-After: 12
    RateLimit: "user-requests";r=0;t=12
    RateLimit-Policy: "user-requests";q=10;w=60
    """
    name = f'"{error.scope}-{error.limit_type}"'
    unknown = math.isinf(error.retry_after) or error.limit_type == "concurrency"
    after = "" if unknown else str(math.ceil(error.retry_after))
    headers = {"Retry-After": after} if after else {}
    headers["RateLimit"] = f"{name};r={int(error.remaining)}" + (f";t={after}" if after else "")
    try:
        (limit,) = parse_limit(error.limit)
    except ConfigError:  # a lockout, or a limit from elsewhere: no policy to state
        return headers
    window = f";w={limit.seconds}" if limit.seconds else ""
    headers["RateLimit-Policy"] = f"{name};q={int(limit.shown(limit.amount))}{window}"
    return headers
