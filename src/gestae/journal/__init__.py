"""Decisions become entries, entries become the state of a case: leaves, chain, tree, replay; all of it pure."""
