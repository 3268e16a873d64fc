"""Decisions become entries, entries a chain, the chain a state. Pure."""
