"""Guards for agents: middleware (extra `agents`), tools, retrievers and documents."""

from langchain_guard.agents.documents import DocumentGuardRunnable
from langchain_guard.agents.tools import guard_retriever, guard_tool

__all__ = ["DocumentGuardRunnable", "guard_retriever", "guard_tool"]
