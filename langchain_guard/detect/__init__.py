"""Detectors: `str -> findings`. Each is a table of rows plus validators; `BUILTIN` lists them by hand."""
