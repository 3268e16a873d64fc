"""Which of a network's statements can hold together, asked of one set after another; its arrows are drawn once.

What follows of points that lie with the first of others is derived for each set anew (`gestae.chronology.firsts`): of
what a set lacks, nothing that was derived stays.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from gestae.chronology.clashes import clash_of
from gestae.chronology.firsts import grounded, plain
from gestae.chronology.graph import AXIOM, Graph, graph_of
from gestae.chronology.holding import can_hold
from gestae.chronology.ways import negative_round
from gestae.model.network import Network

__all__ = ["Subsets"]


class Subsets:
    """The sets of a network's statements, as they were said; a statement is named by its place.

    Attributes:
        network: what was said.
        whole: all places.

    >>> from gestae.model.network import ORIGIN, Apart, Said
    >>> said = [Said("a", Apart(ORIGIN, "fell", 5, None), ("w1",)), Said("b", Apart(ORIGIN, "fell", None, 1), ("w2",))]
    >>> sets = Subsets(Network.of(["fell"], said))
    >>> sets.clash(sets.whole), sets.can_hold({0})
    ((0, 1), True)
    """

    def __init__(self, network: Network) -> None:
        self.network = plain(network)
        self.whole = frozenset(range(len(self.network.said)))
        self._graph = graph_of(self.network)

    def can_hold(self, places: Collection[int]) -> bool:
        """Say whether the statements of a set can all be true."""
        if negative_round(self._arrows(places)):
            return False
        return not self.network.firsts or can_hold(grounded(self.network.only(places)))

    def clash(self, places: Collection[int]) -> tuple[int, ...]:
        """Find a minimal clash within a set; none where it can hold."""
        clash = clash_of(self._arrows(places))
        return clash if clash or not self.network.firsts else self._of_firsts(places)

    def _arrows(self, places: Collection[int]) -> Graph:
        return self._graph.kept(np.isin(self._graph.said, [AXIOM, *places]))

    def _of_firsts(self, places: Collection[int]) -> tuple[int, ...]:
        """Find a minimal clash of statements with what follows of points that lie with the first of others.

        Args:
            places: of statements that can hold but for that.
        """
        whole = grounded(self.network.only(places))
        derived = clash_of(graph_of(whole))
        if not derived:
            return ()
        ids = {name for place in derived for name in (whole.said[place].rests or (whole.said[place].id,))}
        left = [place for place in sorted(places) if self.network.said[place].id in ids]
        left = sorted(places) if self.can_hold(left) else left
        for place in left[:]:
            fewer = [other for other in left if other != place]
            if not self.can_hold(fewer):
                left = fewer
        return tuple(left)
