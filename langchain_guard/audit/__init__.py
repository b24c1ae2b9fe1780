"""The audit room: events, the chain, the sink, the verifier, monitoring and the report. Knows nothing of LangChain."""

from __future__ import annotations

from langchain_guard.audit.export import to_ocsf, to_otel
from langchain_guard.audit.heads import Head, head_file, head_stdout, read_heads
from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.reading import to_pandas
from langchain_guard.audit.sink import CallableSink, FileSink
from langchain_guard.audit.verdict import Verdict
from langchain_guard.audit.verifier import verify

__all__ = [
    "AuditLog",
    "CallableSink",
    "FileSink",
    "Head",
    "Verdict",
    "head_file",
    "head_stdout",
    "read_heads",
    "to_ocsf",
    "to_otel",
    "to_pandas",
    "verify",
]
