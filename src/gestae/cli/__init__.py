"""The verbs on the command line; no reasoning."""
