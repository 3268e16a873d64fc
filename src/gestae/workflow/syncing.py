"""How far two recordings lie apart: proposed from sound and movement, taken as an offset when a person accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gestae import __version__
from gestae.base.canonical import Json, canonical_bytes
from gestae.engine.work import Outcome, WorkItem
from gestae.errors import DecodeError, InputRefused
from gestae.model.offset import Offset, OffsetBy
from gestae.store.case import CaseView
from gestae.workflow.case import Case, Progress, no_progress
from gestae.workflow.engines import local_engine
from gestae.workflow.exhibits import exhibit_numbers
from gestae.workflow.footage import footage_rows
from gestae.workflow.versions import library_versions

__all__ = [
    "RULE",
    "WITHIN_M",
    "Asked",
    "Compared",
    "accept_offset",
    "compare",
    "compared_by",
    "comparison",
    "evidence_of",
    "offsets_of",
    "sync_document",
]

# The rule by which recordings are held against each other, as the evidence names it.
RULE: Final = "offset-of-two/1"
# Metres by which a source of sound may be farther from one camera than from the other, where nobody says otherwise:
# two cameras that hear one street corner. It is printed with every proposal from sound.
WITHIN_M: Final = 50
_NAME: Final = "offset-evidence.json"
_CONTAINER: Final = (
    "the times of each file are those that its container gives, one clock for its sound and its pictures"
)
_ONE_SCENE: Final = "both views show the same movement; two scenes that move alike by chance look the same"
_ONE_SOUND: Final = "both microphones heard the same; a broadcast heard at two places is heard with its own delays"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two files, and how they are to be held against each other.

    Attributes:
        a: digest of the one file.
        b: digest of the other.
        senses: by sound, by movement or by both.
        within_m: metres by which a source of sound may be farther from one camera than from the other.
        part_a_ns: from when to when of A, in its own time; None: all of it.
        part_b_ns: the same of B.
    """

    a: str
    b: str
    senses: tuple[OffsetBy, ...] = (OffsetBy.SOUND, OffsetBy.MOVEMENT)
    within_m: int = WITHIN_M
    part_a_ns: tuple[int, int] | None = None
    part_b_ns: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.a == self.b:
            raise InputRefused("the two files", wrong="are one and the same", right="name two exhibits")
        if self.within_m < 0:
            raise InputRefused("--within-m", wrong=f"is {self.within_m}", right="write metres, nought or more")
        for option, part in (("--part-a", self.part_a_ns), ("--part-b", self.part_b_ns)):
            if part is not None and part[1] <= part[0]:
                raise InputRefused(option, wrong="ends before it begins", right="write from when to when, in seconds")


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it: what was asked, and what each sense found, with what a picture of it needs."""

    asked: Asked
    found: tuple[Mapping[str, Any], ...]

    @property
    def proposed(self) -> tuple[Mapping[str, Any], ...]:
        """What was proposed."""
        return tuple(one for one in self.found if one["status"] == "proposed")

    @property
    def contradicts(self) -> bool:
        """Whether sound and movement propose offsets that cannot both be true."""
        least = [one["least_ns"] for one in self.proposed]
        most = [one["most_ns"] for one in self.proposed]
        return bool(self.proposed) and max(least) > min(most)


def compare(case: Case, asked: Asked, progress: Progress = no_progress) -> Compared:
    """Hold two footages against each other; nothing is journaled.

    Args:
        case: the case.
        asked: which, and how.
        progress: is told what is done.

    Raises:
        InputRefused: one of the two is no footage.
        DecodeError: the worker ended without an answer.
    """
    item = comparison(case, asked, None)

    def tell(standing: Any) -> None:  # noqa: ANN401 - a Standing of the engine
        progress("holding the two against each other", standing.reached / standing.weight)

    (outcome,) = local_engine(1).run([item], watch=tell)
    if outcome.failure is not None:
        raise DecodeError(f"the two could not be held against each other: {outcome.failure.detail}")
    return compared_by(asked, outcome)


def comparison(case: Case, asked: Asked, key: str | None) -> WorkItem:
    """Write what a worker is to do; under a key of its own, or one of what is asked.

    Raises:
        InputRefused: one of the two is no footage.
    """
    rows = {str(row["sha256"]): row for row in footage_rows(case.store)}
    a = _file(case, rows, asked.a, asked.part_a_ns)
    b = _file(case, rows, asked.b, asked.part_b_ns)
    senses: list[Json] = [sense.value for sense in asked.senses]
    arguments: dict[str, Json] = {"a": a, "b": b, "senses": senses, "within_m": asked.within_m}
    function = "gestae.workflow.syncscan:compare_recordings"
    return WorkItem.of(function, arguments) if key is None else WorkItem(key, function, arguments)


def compared_by(asked: Asked, outcome: Outcome) -> Compared:
    """Read what a worker answered.

    Raises:
        DecodeError: it gave nothing that can be read.
    """
    answer = outcome.answer
    if not isinstance(answer, Sequence) or isinstance(answer, str | bytes):
        raise DecodeError("the worker gave no answer that can be read; run it again")
    return Compared(asked, tuple(one for one in answer if isinstance(one, Mapping)))


def sync_document(view: CaseView, compared: Compared) -> dict[str, Any]:
    """Write what was found, with all that it rests on and takes for granted, and the offsets that count already."""
    asked = compared.asked
    return {
        "format": 1,
        "rule": RULE,
        "a": _named(view, asked.a, asked.part_a_ns),
        "b": _named(view, asked.b, asked.part_b_ns),
        "within_m": asked.within_m,
        "found": [_found(one, asked) for one in compared.found],
        "contradict": compared.contradicts,
        "accepted": [
            {
                "seq": seq,
                "a_sha256": one.a_sha256,
                "b_sha256": one.b_sha256,
                "how": one.how.value,
                "first_ns": one.first_ns,
                "last_ns": one.last_ns,
                "least_ns": one.least_ns,
                "most_ns": one.most_ns,
                "artifact": one.artifact,
                "author": author,
            }
            for seq, one, author in offsets_of(view, asked.a, asked.b)
        ],
    }


def accept_offset(case: Case, compared: Compared, reason: str, how: OffsetBy | None = None) -> Offset:
    """Journal a proposal as an offset, with the evidence kept beside it.

    Args:
        case: the case.
        compared: what was found.
        reason: why the person stands by it.
        how: whether the one from sound or the one from movement is meant, where there are both.

    Raises:
        InputRefused: there is no such proposal, or more than one.
    """
    chosen = [one for one in compared.proposed if how is None or one["how"] == how.value]
    if len(chosen) != 1:
        wrong = "is proposed" if not chosen else "is proposed twice, by sound and by movement"
        right = "no offset can be accepted; state one as a constraint, or name other stretches"
        raise InputRefused(
            "an offset",
            wrong=f"none {wrong}" if not chosen else wrong,
            right=right if not chosen else "name one: --how",
        )
    (one,) = chosen
    asked = compared.asked
    evidence = canonical_bytes(evidence_of(case.store, asked, one))
    artifact = case.artifacts.put_bytes(evidence).digest.hex
    first_ns, last_ns = one["overlap_ns"]
    offset = Offset(
        asked.a, asked.b, first_ns, last_ns, one["least_ns"], one["most_ns"], OffsetBy(one["how"]), artifact
    )
    body: dict[str, Json] = {
        "a_sha256": offset.a_sha256,
        "b_sha256": offset.b_sha256,
        "first_ns": offset.first_ns,
        "last_ns": offset.last_ns,
        "least_ns": offset.least_ns,
        "most_ns": offset.most_ns,
        "how": offset.how.value,
        "artifact": artifact,
    }
    kept: dict[str, Json] = {
        "sha256": artifact,
        "name": _NAME,
        "size_bytes": len(evidence),
        "media_type": "application/json",
        "source_sha256": asked.a,
        "stage": "sync",
    }
    case.store.append(
        case.desk.entry("artifact-recorded", "the evidence for an offset", kept),
        case.desk.entry("offset-accepted", reason, body),
    )
    return offset


def evidence_of(view: CaseView, asked: Asked, one: Mapping[str, Any]) -> dict[str, Json]:
    """Write what a proposal rests on, with the curves, for whoever looks at it later; names of files stay out."""
    said = _found(one, asked)
    sides = {
        side: {name: value for name, value in _named(view, sha256, part).items() if name in ("sha256", "part_ns")}
        for side, sha256, part in (
            ("a", asked.a, asked.part_a_ns),
            ("b", asked.b, asked.part_b_ns),
        )
    }
    return {
        **sides,
        "format": 1,
        "rule": RULE,
        "within_m": asked.within_m,
        "found": {**said, "drawing": one["drawing"]},
        "versions": {**library_versions(), "gestae": __version__},
    }


def offsets_of(view: CaseView, a: str, b: str) -> tuple[tuple[int, Offset, str], ...]:
    """Give the offsets that count between two files, as they were accepted: place in the journal, offset, author."""
    found = []
    for row in view.rows("offsets"):
        pair = (str(row["a_sha256"]), str(row["b_sha256"]))
        if pair in ((a, b), (b, a)):
            found.append((_integer(row["seq"]), _offset(row), str(row["author"])))
    return tuple(found)


def _offset(row: Mapping[str, Json]) -> Offset:
    return Offset(
        str(row["a_sha256"]),
        str(row["b_sha256"]),
        _integer(row["first_ns"]),
        _integer(row["last_ns"]),
        _integer(row["least_ns"]),
        _integer(row["most_ns"]),
        OffsetBy(str(row["how"])),
        str(row["artifact"]),
    )


def _file(
    case: Case, rows: Mapping[str, Mapping[str, Any]], sha256: str, part_ns: tuple[int, int] | None
) -> dict[str, Json]:
    row = rows.get(sha256)
    if row is None or not row["facts"]:
        raise InputRefused(
            f"exhibit {sha256[:12]}", wrong="is no footage, or its facts are withheld", right="name two footages"
        )
    kinds = {stream["kind"]: stream["index"] for stream in reversed(row["facts"]["streams"])}
    return {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "video": kinds.get("video"),
        "sound": kinds.get("sound"),
        "part_ns": None if part_ns is None else [*part_ns],
    }


def _named(view: CaseView, sha256: str, part_ns: tuple[int, int] | None) -> dict[str, Any]:
    row = next((row for row in footage_rows(view) if row["sha256"] == sha256), {})
    return {
        "exhibit": exhibit_numbers(view)[sha256],
        "sha256": sha256,
        "name": row.get("name"),
        "camera": row.get("camera"),
        "part_ns": None if part_ns is None else [*part_ns],
    }


def _found(one: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    plain = {name: value for name, value in one.items() if name != "drawing"}
    is_sound = one["how"] == OffsetBy.SOUND.value
    assumes = [_CONTAINER, _ONE_SOUND if is_sound else _ONE_SCENE]
    if is_sound:
        assumes.append(
            f"no source of the sound was more than {asked.within_m} m farther from one camera than from the other"
        )
    return {**plain, "assumes": assumes if one["status"] == "proposed" else []}


def _integer(value: Json) -> int:
    if not isinstance(value, int):  # pragma: no cover - an integer column
        raise TypeError(f"{value!r} from an integer column")
    return value
