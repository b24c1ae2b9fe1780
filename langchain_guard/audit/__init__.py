"""The audit room: events, the chain, the sink, the verifier, monitoring and the report. Knows nothing of LangChain."""

from __future__ import annotations

from langchain_guard.audit.heads import Head, head_file, head_stdout
from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.sink import CallableSink, FileSink

__all__ = ["AuditLog", "CallableSink", "FileSink", "Head", "head_file", "head_stdout"]
