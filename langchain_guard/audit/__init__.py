"""The audit trail: events, the MAC chain, the sink, the verifier and the report."""
