"""Guards for agents: middleware (extra `agents`), tool policy, guarded tools, retrievers and documents."""

from langchain_guard.agents.arguments import Amount, ArgumentRule, Hosts, Matches, OneOf, Paths
from langchain_guard.agents.documents import DocumentGuardRunnable
from langchain_guard.agents.egress import Egress
from langchain_guard.agents.policy import ToolCallFacts, ToolPolicy, ToolRule
from langchain_guard.agents.taint import mark_untrusted, taint_sources
from langchain_guard.agents.tools import guard_retriever, guard_tool

__all__ = [
    "Amount",
    "ArgumentRule",
    "DocumentGuardRunnable",
    "Egress",
    "Hosts",
    "Matches",
    "OneOf",
    "Paths",
    "ToolCallFacts",
    "ToolPolicy",
    "ToolRule",
    "guard_retriever",
    "guard_tool",
    "mark_untrusted",
    "taint_sources",
]
