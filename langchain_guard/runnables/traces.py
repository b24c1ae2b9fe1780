"""`redacting_anonymizer()`: LangSmith sees what the redactor would let out, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from langchain_guard.runnables.redactor import OutputRedactorRunnable

logger = logging.getLogger(__name__)

WITHHELD = {"langchain_guard": "withheld: could not be redacted"}
"""What is sent in place of data that could not be redacted."""


def redacting_anonymizer(redactor: OutputRedactorRunnable | None = None) -> Callable[[Any], Any]:
    """A function for `langsmith.Client(anonymizer=...)` that redacts traces by the policy of a redactor.

    No component inside a chain can hide what the caller passes in: LangChain records the input of the root run before
    anything runs. LangSmith's client calls its anonymizer on the inputs, outputs, errors and metadata of every run
    before they are sent, so this is the place for it. Data of any depth up to 100 levels is redacted; tags and run
    names are not seen by it, so keep user text out of those.

    Args:
        redactor: Its policy is used; the default one when not given. Whatever it would block is withheld.

    Returns:
        A function from data to redacted data. It never raises: what cannot be redacted is withheld.

    >>> anonymize = redacting_anonymizer()
    >>> anonymize({"messages": [["Write to bob@example.com"]]})
    {'messages': [['Write to [REDACTED_EMAIL]']]}
    """
    redactor = redactor or OutputRedactorRunnable(on_unknown="allow")

    def anonymize(data: Any) -> Any:
        try:
            return redactor.walk().data(data)
        except Exception as error:  # noqa: BLE001 -- a trace that cannot be cleaned is not sent, and breaks nothing
            logger.warning("trace data withheld: %s", type(error).__name__)
        return dict(WITHHELD)

    return anonymize
