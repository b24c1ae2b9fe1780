"""The LangChain callback handlers of this package."""

from __future__ import annotations

from langchain_guard.callbacks.handler import AuditCallbackHandler

__all__ = ["AuditCallbackHandler"]
