"""Synthetic traffic for reports: a day of a service with a few users who try things."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from langchain_guard.audit.chain import AuditKey, Chain
from langchain_guard.audit.frameworks import frameworks

KEY = b"k" * 32
MODELS = ("gpt-4o-mini", "gpt-4o", "claude-sonnet", "local-llama")
ATTACKS = ("injection.override", "injection.system_prompt", "hidden.tags", "injection.role")
TOOLS = ("send_mail", "write_file", "read_page")
TOOL_RULES = (
    ("tool.not_allowed", "block", ""),
    ("tool.egress", "block", ""),
    ("tool.taint", "review", "approved"),
    ("tool.taint", "review", "rejected"),
)
LEAKS = (
    ("pii.email", "email"),
    ("pii.phone", "phone"),
    ("secret.openai", "openai_api_key"),
    ("link.image", "image_link"),
)


def write(path: Path, count: int, seed: int = 1) -> None:
    """Write a closed log of about `count` records, sealed like any other but dated over one day."""
    rng = random.Random(seed)
    chain = Chain(AuditKey.of(KEY), f"{seed:016x}")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    with path.open("wb") as file:

        def put(event: str, **fields: Any) -> None:
            body = {"v": 1, "time": now.isoformat(timespec="microseconds")[:26] + "Z", "event": event, **fields}
            line, mac = chain.seal(json.dumps(body, separators=(",", ":")).encode())
            file.write(line)
            chain.commit(mac)

        def decide(ids: dict[str, str], control: str, action: str, rule: str, **fields: Any) -> None:
            about = frameworks(control, [rule])
            put("security_event", **ids, control=control, action=action, rules=[rule], **about, **fields)

        put("log.open", pid=1, chain="hmac-sha256")
        while chain.seq < count:
            now += timedelta(seconds=rng.expovariate(count / 80_000))
            user = f"user{int(rng.paretovariate(1.2)) % 300}@example.com"
            run = f"{rng.getrandbits(128):032x}"
            ids = {"run_id": run, "root_run_id": run, "user": user}
            dice = rng.random()
            if dice < 0.06:
                rule = rng.choice(ATTACKS)
                action = "block" if rng.random() < 0.8 else "flag"
                decide(ids, "input_guard", action, rule, severity="high")
                continue
            if dice < 0.08:
                decide(ids, "rate_limit", "block", "rate_limit.requests", severity="low")
                continue
            if dice < 0.085:
                rule, action, review = rng.choice(TOOL_RULES)
                more = {"tool": rng.choice(TOOLS), **({"review": review} if review else {})}
                decide(ids, "tool_policy", action, rule, severity="high", stage="tool_call", **more)
                continue
            model = rng.choices(MODELS, (8, 3, 4, 1))[0]
            failed = rng.random() < 0.02
            put(
                "llm_call",
                **ids,
                provider="openai",
                model=model,
                latency=round(rng.lognormvariate(0.2, 0.6), 4),
                outcome="error" if failed else "ok",
                usage="unknown" if failed else "reported",
                tokens_in=None if failed else rng.randint(50, 4000),
                tokens_out=None if failed else rng.randint(5, 900),
                cost=None if failed else round(rng.random() / 200, 6),
                **({"error_type": "APITimeoutError"} if failed else {}),
            )
            if rng.random() < 0.1:
                rule, kind = rng.choice(LEAKS)
                found = {kind: rng.randint(1, 3)}
                decide(ids, "output_redactor", "sanitize", rule, counts=found, severity="medium")
        put("log.close", records=chain.seq)
