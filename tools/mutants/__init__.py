"""Mutants of the time engine: small faults put into it one by one, each of which some test must notice."""
