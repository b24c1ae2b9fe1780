"""Budgets of requests, tokens, money and concurrency: reserved before the call, settled after it."""
