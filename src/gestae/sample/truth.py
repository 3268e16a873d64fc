"""What really happened: acts with their true instants, clocks with their true errors. Nouns of the sample alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.errors import InputRefused
from gestae.sample.clocks import RecorderClock

__all__ = ["CHECKED_KINDS", "Act", "FileTruth", "Sight", "Truth", "acts_for_check", "load_truth", "truth_bytes"]

FORMAT: Final = 1
TRUTH_FILE: Final = "truth/truth.json"
# The acts that the tracker, the motion gate and the two camera rules are to find.
CHECKED_KINDS: Final = frozenset({
    "person_enters", "person_leaves", "person_present", "vehicle_present", "vehicle_arrives", "vehicle_stops",
    "vehicle_leaves", "light_changed", "camera_moved",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """A camera that can see an act: the first picture at or after its start, and at or after its end.

    Numbers and pts are None where the film is over by then (or the act has no end).
    """

    camera: str
    n: int | None
    pts: int | None
    end_n: int | None = None
    end_pts: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its true instants (UTC, nanoseconds), who takes part, who can see it."""

    kind: str
    subjects: tuple[str, ...]
    start_ns: int
    end_ns: int | None
    sights: tuple[Sight, ...]
    via: str = ""  # "edge" or "door" for who enters and leaves

    @property
    def cameras(self) -> tuple[str, ...]:
        """The cameras that can see it."""
        return tuple(sight.camera for sight in self.sights)


@dataclass(frozen=True, slots=True)
class FileTruth:
    """One recorder's file: its clock's true errors and every picture's pts, in order."""

    recorder: str
    camera: str
    file: str
    size_px: tuple[int, int]
    time_base: str
    offset_ns: int
    rate_ppb: int
    zero_ns: int
    first_ns: int
    period: str
    pts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of one drawing."""

    seed: int
    files: tuple[FileTruth, ...]
    acts: tuple[Act, ...]
    film_from_ns: int
    film_to_ns: int

    def file(self, camera: str) -> FileTruth:
        """Find a camera's file."""
        return next(file for file in self.files if file.camera == camera)


def acts_for_check(truth: Truth) -> tuple[Act, ...]:
    """Choose the acts that a first look at the footage is measured by.

    Whoever steps out of the booth or the van crosses no edge of a picture; those ways in and out are left aside.
    """
    return tuple(act for act in truth.acts if act.kind in CHECKED_KINDS and act.via != "door")


def file_truth(clock: RecorderClock, *, size_px: tuple[int, int], time_base: str, pts: tuple[int, ...]) -> FileTruth:
    """Join what a clock is with what its file came to hold."""
    return FileTruth(
        clock.recorder, clock.camera, clock.file, size_px, time_base, clock.offset_ns, clock.rate_ppb, clock.zero_ns,
        clock.first_ns, str(clock.period), pts,
    )  # fmt: skip


def truth_bytes(truth: Truth) -> bytes:
    """Write the truth as canonical JSON; instants are text, for JSON's numbers end at 2**53."""
    plain = {"format": FORMAT, **asdict(truth)}
    return canonical_bytes(_texts(plain))


def _texts(value: Any) -> Json:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, dict):
        return {k: str(v) if k.endswith("_ns") and v is not None else _texts(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(item) for item in value]
    return value  # type: ignore[no-any-return]


def load_truth(folder: Path) -> Truth:
    """Read the truth of a drawn yard.

    Raises:
        InputRefused: the folder holds no truth of this format.
    """
    path = folder / TRUTH_FILE
    if not path.is_file():
        raise InputRefused(str(folder), wrong=f"holds no {TRUTH_FILE}", right="draw the yard there first")
    plain: Any = parse_json(path.read_bytes(), str(path))
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise InputRefused(str(path), wrong="is of another format", right=f"draw the yard anew (format {FORMAT})")
    files = tuple(
        FileTruth(**{**_ints(file), "size_px": tuple(file["size_px"]), "pts": tuple(file["pts"])})
        for file in plain["files"]
    )
    acts = tuple(
        Act(**{**_ints(act), "subjects": tuple(act["subjects"]), "sights": tuple(Sight(**s) for s in act["sights"])})
        for act in plain["acts"]
    )
    return Truth(plain["seed"], files, acts, int(plain["film_from_ns"]), int(plain["film_to_ns"]))


def _ints(record: dict[str, Any]) -> dict[str, Any]:
    return {k: int(v) if k.endswith("_ns") and v is not None else v for k, v in record.items()}
