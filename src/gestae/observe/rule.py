"""What a rule is: which kind of observation it finds, what start and end mean, which parameters it reads.

Rules that read the same things stand in a table of their own; `rules` joins the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gestae.model.observation import Kind
from gestae.observe.acts import Act

__all__ = ["Rule", "Table"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of observation is found.

    Attributes:
        version: goes up whenever the same footage may give another answer.
        starts: what its start means; `ends` what its end means.
        parameters: names of the settings that it reads, as `parameters` lists them.
        act: the function.
        limits: what an observation of this kind never shows.
    """

    version: int
    starts: str
    ends: str
    parameters: tuple[str, ...]
    act: Act
    limits: tuple[str, ...]


Table: TypeAlias = Mapping[Kind, Rule]
