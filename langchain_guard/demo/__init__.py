"""The demonstration: a chat model that needs no key, scripted conversations, and the show in the terminal."""

from langchain_guard.demo.model import DemoChatModel

__all__ = ["DemoChatModel"]
