"""Which footage was not looked at, why, and what to do: told each time, so that nobody takes silence for "nothing"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.model.evidence import ItemKind
from gestae.model.footage import Looked
from gestae.store.case import CaseView
from gestae.workflow.footage import FACTS, LOOK, every_failure, footage_rows, video_of

__all__ = ["Ground", "Unlooked", "unlooked", "unlooked_after", "unopened"]


class Ground(StrEnum):
    """Why a footage was not looked at, as far as what follows from it differs."""

    NOT_YET = "not yet"
    SOUND = "sound alone"
    NO_TIMES = "no times"
    UNREADABLE = "unreadable"
    COPY = "its copy"  # the original in the case is missing or altered
    STOPPED = "stopped"  # a limit, a full disk: it may pass
    WITHHELD = "withheld"


# The first row that fits counts; the last fits everything.
_GROUNDS: Final = (
    (r"its original (cannot be read|is no longer)", Ground.COPY),
    (r"^(memory limit|time limit|worker died|error):", Ground.STOPPED),
    (r"no video stream", Ground.SOUND),
    (r"have no times", Ground.NO_TIMES),
    (r"", Ground.UNREADABLE),
)
_RIGHT: Final[Mapping[Ground, str]] = {
    Ground.NOT_YET: "look at it with gestae analyze",
    Ground.SOUND: "listen to it; no rule looks for acts in sound",
    Ground.NO_TIMES: "ask for the recorder's own export, or for one in a container that keeps times (MP4, AVI, MKV)",
    Ground.UNREADABLE: "ask for a fresh export",
    Ground.COPY: "gestae verify names it; bring the original back from another copy, then analyze again",
    Ground.STOPPED: "analyze again, with --workers 1 if memory was short; if it fails again, ask for a fresh export",
    Ground.WITHHELD: "open the case with its key",
}
_HOW: Final = {Ground.UNREADABLE: Looked.UNREADABLE}
# What intake took for footage by its bytes or its name; a recorder's own form may be footage too.
_FOOTAGE: Final = frozenset(kind.value for kind in (ItemKind.FOOTAGE, ItemKind.VENDOR))
_NOT_OPENED: Final = "it was not opened yet"
_NOT_ANALYZED: Final = "nobody had it looked at yet"
_NO_FACTS: Final = "its facts are withheld"


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A footage that was not looked at: why, and what to do; `how` is the word for it in a list of coverage."""

    sha256: str
    name: str
    ground: Ground
    why: str

    @property
    def right(self) -> str:
        """Say what to do."""
        return _RIGHT[self.ground]

    @property
    def how(self) -> Looked:
        """Say in coverage's words what became of it."""
        return _HOW.get(self.ground, Looked.NOT)

    @property
    def is_fault_of_case(self) -> bool:
        """Whether the case does not hold what it recorded."""
        return self.ground is Ground.COPY

    @property
    def is_refused(self) -> bool:
        """Whether the footage, as it was received, is the reason; sound alone is none, nobody would look at it."""
        return self.ground in (Ground.NO_TIMES, Ground.UNREADABLE, Ground.STOPPED)

    @property
    def words(self) -> str:
        """Say all of it in a line."""
        return f"{self.name}: {self.why}; {self.right}"

    def document(self) -> dict[str, Json]:
        """Write it for programs."""
        return {"sha256": self.sha256, "name": self.name, "reason": self.why, "right": self.right}


def unlooked(view: CaseView) -> tuple[Unlooked, ...]:
    """Name every footage of a case that nothing ever looked at, in the order of their names."""
    done = {str(row["sha256"]) for row in view.rows("analyses", stage=LOOK) if row["status"] == "done"}
    failed = every_failure(view.rows("analyses", stage=LOOK))
    found = [*_never_opened(view)]
    for row in footage_rows(view):
        sha256 = str(row["sha256"])
        if sha256 not in done:
            found.append(_unlooked(sha256, str(row["name"]), failed.get(sha256) or _missing(row)))
    return _in_order(found)


def unlooked_after(view: CaseView, rows: Iterable[Mapping[str, Json]]) -> tuple[Unlooked, ...]:
    """Name what a run could not look at: what does not open, and what failed in the way that was asked for.

    Args:
        view: the case, after the run.
        rows: of the journaled analyses, those of that way.
    """
    names = {str(row["sha256"]): str(row["name"]) for row in view.rows("exhibits")}
    failed = every_failure(rows)
    return _in_order([*_never_opened(view), *(_unlooked(sha, names[sha], why) for sha, why in failed.items())])


def unopened(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Name what nobody took for footage, was tried as such and does not open: (sha256, why), by digest."""
    others = {str(row["sha256"]) for row in view.rows("exhibits") if row["item"] not in _FOOTAGE}
    failed = every_failure(view.rows("analyses", stage=FACTS))
    return tuple((sha256, _said(failed[sha256])) for sha256 in sorted(others & set(failed)))


def _never_opened(view: CaseView) -> Iterable[Unlooked]:
    """Name what was taken for footage and gives no facts."""
    opened = {str(row["sha256"]) for row in view.rows("footage")}
    failed = every_failure(view.rows("analyses", stage=FACTS))
    for row in view.rows("exhibits"):
        sha256 = str(row["sha256"])
        if row["item"] in _FOOTAGE and sha256 not in opened:
            yield _unlooked(sha256, str(row["name"]), failed.get(sha256, _NOT_OPENED))


def _missing(row: Mapping[str, Any]) -> str:
    if not row["facts"]:
        return _NO_FACTS
    video = video_of(row)
    if video is None:
        return "it has no video stream"
    return _NOT_ANALYZED if video["first"] else "its pictures have no times, so no act in it can be given one"


def _unlooked(sha256: str, name: str, wrong: str) -> Unlooked:
    """Word a failure as the journal keeps it: without the digest before it, without what every sentence ends with."""
    known = {_NOT_OPENED: Ground.NOT_YET, _NOT_ANALYZED: Ground.NOT_YET, _NO_FACTS: Ground.WITHHELD}
    ground = known.get(wrong) or next(ground for pattern, ground in _GROUNDS if re.search(pattern, wrong))
    return Unlooked(sha256, name, ground, _said(wrong))


def _said(wrong: str) -> str:
    said = re.sub(r"^[0-9a-f]{12,64}: ", "", wrong).partition("; it is preserved")[0]
    return said.removeprefix("error: ")


def _in_order(found: Iterable[Unlooked]) -> tuple[Unlooked, ...]:
    return tuple(sorted(found, key=lambda one: (one.name, one.sha256)))
