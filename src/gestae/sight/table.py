"""The table of models: what each file is, how it is fed and read, and where it can be taken from. Pure.

One TOML file ships with the package; a person may add others (`gestae models add FILE.toml`), so that a
stronger detector is one entry and no code. `gestae.sight.tableform` says what may stand in such a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gestae.errors import RecordError, WeightsError
from gestae.model.sighting import Label
from gestae.sight.resize import Fit

__all__ = [
    "Archive",
    "Input",
    "Kind",
    "ModelEntry",
    "ModelTable",
    "Output",
    "Registry",
    "Role",
    "UnknownModelError",
]


class Role(StrEnum):
    """What a model is for; `off` says what is missing without one."""

    DETECTOR = "detector"
    POSE = "pose"
    TEXT_FINDER = "text-finder"
    TEXT_READER = "text-reader"

    @property
    def off(self) -> str:
        """Say which part of the work is off while no model of this role is there."""
        return _OFF[self]


_OFF: Final = {
    Role.DETECTOR: "people, vehicles and cycles are not looked for; only motion, light and camera changes are found",
    Role.POSE: "how people hold themselves is not looked at; raised hands, falls and people who lie are not found",
    Role.TEXT_FINDER: "the clock burnt into the picture is not looked for, nor plates and markings",
    Role.TEXT_READER: "the clock burnt into the picture is not read, nor plates and markings",
}


class Kind(StrEnum):
    """How a file is run and read."""

    EFFICIENTDET = "efficientdet-tflite"
    YOLOX = "onnx-yolox"
    NANODET = "onnx-nanodet"
    ONNX = "onnx-boxes"
    MOVENET = "movenet-tflite"
    TEXT_LINES = "onnx-text-lines"
    TEXT_CTC = "onnx-text-ctc"

    @property
    def role(self) -> Role:
        """Say what a file of this kind is for."""
        return _ROLE_OF.get(self, Role.DETECTOR)


_ROLE_OF: Final = {
    Kind.MOVENET: Role.POSE,
    Kind.TEXT_LINES: Role.TEXT_FINDER,
    Kind.TEXT_CTC: Role.TEXT_READER,
}


class Registry(StrEnum):
    """Whose ordinary client takes an archive."""

    PYPI = "pypi"
    NPM = "npm"


class UnknownModelError(WeightsError):
    """No entry of that name stands in the table."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no model is named {name!r}; known: {', '.join(known)} (see `gestae models list`)")
        self.name, self.known = name, known


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of a package registry that holds the file."""

    registry: Registry
    package: str
    version: str
    sha256: str
    member: str

    def __str__(self) -> str:
        return f"{self.registry} {self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Input:
    """How a picture is brought before the net.

    Attributes:
        width_px: of the net's input; for text, the most that it is given.
        height_px: of the net's input; for `onnx-text-lines`, of the picture's shorter side.
        fit: proportions kept and padded, or stretched.
        filling: grey of the padding, 0 to 255.
        colours: "rgb" or "bgr".
        channels: "first" (1, 3, h, w) or "last" (1, h, w, 3); for ONNX.
        mean: taken off each colour, in the net's order of colours, on the scale 0..255; for ONNX.
        deviation: divides what remains; for ONNX.
    """

    width_px: int
    height_px: int
    fit: Fit
    filling: int = 114
    colours: str = "rgb"
    channels: str = "first"
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    deviation: tuple[float, ...] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Output:
    """Which arrays of an `onnx-boxes` net hold what.

    Attributes:
        boxes: name of the array (1, n, 4).
        scores: name of the array (1, n), or (1, n, classes) where `classes` is None.
        classes: name of the array (1, n) of class rows, or None.
        box_form: order and meaning of the four numbers.
        box_unit: "pixel" of the net's input, or "part" of its sides, 0 to 1.
        scores_are: "parts" 0 to 1, or "logits" that still need the logistic function.
    """

    boxes: str
    scores: str
    classes: str | None
    box_form: str
    box_unit: str
    scores_are: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model file: what it is, how it is used, where it can be taken from.

    Attributes:
        name: unique in the table, as written on the command line.
        role: what it is for.
        kind: how it is run and read.
        sha256: digest of the one file; another file is refused.
        size_bytes: its length.
        licence: SPDX name of the weights' licence.
        licence_from: where that is stated.
        says: one line for people.
        classes: the net's row numbers and the labels they become; other rows are dropped. None for poses and text.
        sure_score: the score at which about as many detections are wrong as are missed; the tracker's rules
            are set by it, for every net scales its scores otherwise.
        input: how pictures are brought before it.
        output: which arrays hold what; for `onnx-boxes`.
        archives: carriers, tried in this order.
        url: a last carrier, the bare file, or None.
    """

    name: str
    role: Role
    kind: Kind
    sha256: str
    size_bytes: int
    licence: str
    licence_from: str
    says: str
    classes: Mapping[int, Label]
    sure_score: float
    input: Input
    output: Output | None = None
    archives: tuple[Archive, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ModelTable:
    """All entries, in the order of preference within each role.

    Raises:
        RecordError: two entries bear one name.
    """

    entries: tuple[ModelEntry, ...]

    def __post_init__(self) -> None:
        names = self.names
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RecordError(f"the model {twice[0]!r} stands twice in the table; give one of the two another name")

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(entry.name for entry in self.entries)

    def entry(self, name: str) -> ModelEntry:
        """Find an entry.

        Raises:
            UnknownModelError: with the names that are known.
        """
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise UnknownModelError(name, self.names)

    def of_role(self, role: Role) -> tuple[ModelEntry, ...]:
        """Give the entries of a role, the preferred one first."""
        return tuple(entry for entry in self.entries if entry.role.value == role.value)

    def choose(self, role: Role, present: Callable[[ModelEntry], bool]) -> ModelEntry | None:
        """Take the most preferred entry of a role whose file is there; None turns the role's feature off."""
        return next(filter(present, self.of_role(role)), None)

    def with_table(self, other: ModelTable) -> ModelTable:
        """Add another table behind this one; an entry that is the same in both stands once.

        Raises:
            RecordError: one name, two different entries.
        """
        return ModelTable(self.entries + tuple(entry for entry in other.entries if entry not in self.entries))
