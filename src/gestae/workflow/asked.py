"""What is asked of when, in which order and why: a written account, or a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo
from typing import Protocol

from gestae.base.canonical import Json
from gestae.chronology.bounds import Step
from gestae.model.account import Source
from gestae.model.network import Network
from gestae.workflow.anchors import Lacking
from gestae.workflow.eventnames import EventNames
from gestae.workflow.premises import Rates

__all__ = ["Asked"]


class Asked(Protocol):
    """Something with a network: it knows its points, its sources, and how to say what a statement says."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def network(self) -> Network:
        """Everything that is said of time."""

    @property
    def zone(self) -> tzinfo:
        """The zone in which its times are shown."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its sources; those of one origin are one independent source."""

    @property
    def listed_clocks(self) -> frozenset[str] | None:
        """The clocks that a case's lists state; None of a written account, which states all its clocks itself."""

    @property
    def lacking(self) -> Lacking:
        """Why clocks of which something is known place nothing."""

    @property
    def titles(self) -> Mapping[str, tuple[str, str]]:
        """For each point, the id and the title of its event."""

    @property
    def names(self) -> EventNames:
        """How its events are named in sentences."""

    @property
    def untitled(self) -> Mapping[str, tuple[str, str | None]]:
        """For each event that nobody gave a title, by id: the kind of what was seen, and the camera."""

    @property
    def words(self) -> Sequence[Mapping[str, Json]]:
        """How words of time were read, as documents."""

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""

    def node(self, name: str) -> str | None:
        """Name an end of a step as a person reads it; None for the origin."""

    def point(self, name: str) -> str:
        """Find the point that a person means.

        Raises:
            InputRefused: there is none, or more than one.
        """

    def meant(self, name: str) -> frozenset[str]:
        """Find the sources that a person means; raises as `point` does."""

    @property
    def premises(self) -> Mapping[str, str]:
        """Premises that nobody stated and that can be left out as links can, by name, each in a sentence."""

    @property
    def rates(self) -> Rates:
        """What is taken for the rates of its clocks."""

    def standing(self) -> Asked:
        """Give what of it is answered from where not all of it can be true; itself where nothing is chosen for it."""

    def left(self, sources: Collection[str], links: Collection[str]) -> Asked:
        """Give it without some sources, links and premises."""

    def beside(self, said: Collection[str] | None = None) -> Mapping[str, Json]:
        """Give what stands beside an answer in its document; `said` are the statements that the answer rests on."""

    def drifts(self, said: Collection[str], pairs: Collection[tuple[str, str]], *, strict: bool) -> Mapping[str, Json]:
        """Say up to which drift of the clocks, of which none is stated, an order follows; as part of a document."""

    def called(self, source: str) -> str:
        """Name a source for people."""

    def short(self, point: str) -> str:
        """Name a point for people."""

    def written(self, point: str) -> str:
        """Give what a person writes for a point."""

    def stated(self, statement: str) -> str:
        """Name a statement for people."""

    @property
    def way_out(self) -> str:
        """Say what a person does with a statement that is wrong."""
