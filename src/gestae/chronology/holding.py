"""Whether a network's statements can all be true: asked without the search for conflicts and the solver it loads."""

from __future__ import annotations

from gestae.chronology.graph import graph_of
from gestae.chronology.ways import negative_round
from gestae.model.network import Network

__all__ = ["can_hold"]


def can_hold(network: Network) -> bool:
    """Say whether the statements can all be true.

    >>> can_hold(Network.of(["fell"], []))
    True
    """
    return not negative_round(graph_of(network))
