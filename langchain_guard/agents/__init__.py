"""Guards for agents: middleware, tools, retrievers (extra `agents`)."""
