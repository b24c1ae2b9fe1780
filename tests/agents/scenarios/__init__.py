"""A real agent in a small office: attacks that work without the package, and honest work that must get done with it."""
