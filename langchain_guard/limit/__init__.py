"""Budgets of requests, tokens, money and concurrency: reserved before the call, settled after it."""

from langchain_guard.limit.headers import rate_limit_headers
from langchain_guard.limit.prices import Price

__all__ = ["Price", "rate_limit_headers"]
