"""The audit trail as a LangChain callback handler."""
