"""Reading text: patterns, canonical views, and how long a match could still grow. No framework, no policy."""
