"""Reads the phrases of an account by the shipped policies, which are loaded once for each language."""

from __future__ import annotations

from gestae.chronology.accountparts import PhraseReader
from gestae.workflow.words import read_distance

__all__ = ["phrase_reader"]


def phrase_reader() -> PhraseReader:
    """Give a reader of phrases in the shipped languages."""
    return read_distance
