"""The controls as LangChain Runnables."""
