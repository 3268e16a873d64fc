"""What a statement of a case says, in words: its own, or those of what it was derived from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gestae.chronology.firsts import FIRST
from gestae.model.network import Network

__all__ = ["said_of"]

_FIRST: Final = "it began with the first of what shows it"


def said_of(statement: str, words: Mapping[str, str], network: Network) -> str:
    """Say what a statement says; its name where nothing is known of it.

    Args:
        statement: by its id.
        words: what the statements that were made say, by id.
        network: the network that holds it, if it was derived.

    >>> said_of("c1", {"c1": "a minute later"}, Network.of([], []))
    'a minute later'
    """
    if not statement.startswith(FIRST):
        return words.get(statement, statement)
    rests = next((one.rests for one in network.said if one.id == statement), ())
    if not rests:
        return _FIRST
    said = "; ".join(dict.fromkeys(words.get(one, one) for one in rests))
    return f"{_FIRST}; each of them is bounded so: {said}"
