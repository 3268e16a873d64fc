"""Which detector looks, which nets read poses and text, chosen once for a run; what is absent is off and says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import WeightsError
from gestae.sight.detector import Detector
from gestae.sight.loading import Setting, load_detector, load_pose, rules_for
from gestae.sight.pose import PoseReader
from gestae.sight.reading import OnnxText
from gestae.sight.table import Role
from gestae.sight.tesseract import Tesseract, find_tesseract
from gestae.sight.tracker import TrackRules
from gestae.sight.weights import find, is_there, read_weights, whole_table

__all__ = [
    "Chosen",
    "choose_cyrillic",
    "choose_detector",
    "choose_pose",
    "choose_text",
    "open_cyrillic",
    "open_detector",
    "open_pose",
    "open_text",
]


_NO_TEXT: Final = "text on vehicles and clothing is not read"
_NO_CYRILLIC: Final = "Cyrillic letters are not read"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model of a role in a run: its name in the table (None: none is here), and what is off for that."""

    name: str | None
    feature_off: str


def choose_detector(name: str | None) -> Chosen:
    """Take the detector that was asked for, or the first of the table whose file is on this machine.

    Raises:
        AbsentWeightsError: the one that was asked for is not here.
        UnknownModelError: no table names it.
        FixityError: its file is not the one that the table names.
    """
    table = whole_table()
    if name is not None:
        find(table.entry(name))
        return Chosen(name, "")
    entry = table.choose(Role.DETECTOR, is_there)
    if entry is None:
        return Chosen(None, f"{Role.DETECTOR.off}; fetch a detector with `gestae models fetch --defaults`")
    return Chosen(entry.name, "")


def choose_pose() -> Chosen:
    """Take the first net for poses of the table whose file is on this machine."""
    entry = whole_table().choose(Role.POSE, is_there)
    if entry is None:
        return Chosen(None, f"{Role.POSE.off}; fetch a net for poses with `gestae models fetch --defaults`")
    return Chosen(entry.name, "")


def choose_text() -> tuple[Chosen, Chosen]:
    """Take the finder and the reader of text; both or none."""
    table = whole_table()
    finder, reader = (table.choose(role, is_there) for role in (Role.TEXT_FINDER, Role.TEXT_READER))
    if finder is None or reader is None:
        off = f"{_NO_TEXT}; fetch what reads it with `gestae models fetch --defaults`"
        return Chosen(None, off), Chosen(None, off)
    return Chosen(finder.name, ""), Chosen(reader.name, "")


def choose_cyrillic() -> tuple[dict[str, Json] | None, str]:
    """Look for a reader of Cyrillic letters; give its identity, or None and what is off for that."""
    try:
        found = find_tesseract()
    except WeightsError as error:
        return None, f"{_NO_CYRILLIC}: {error}"
    if found is None:
        return None, f"{_NO_CYRILLIC}; install tesseract with its data for ukr and rus"
    return {**found.identity.as_json()}, ""


def open_cyrillic(identity: Mapping[str, Json]) -> Tesseract:
    """Take the reader of Cyrillic letters that was chosen.

    Raises:
        WeightsError: it is not here, or has another version or other data.
    """
    found = find_tesseract()
    if found is None or {**found.identity.as_json()} != dict(identity):
        here = "none is here" if found is None else f"{found.identity.name} is here, or its data differ"
        raise WeightsError(f"Cyrillic letters were read by {identity.get('name')}; {here}")
    return found


def open_detector(name: str, setting: str) -> tuple[Detector, TrackRules]:
    """Load a detector with the tracker's rules that fit its scores.

    Raises:
        WeightsError: no such model, or its file is absent or not of its kind.
        FixityError: its file is not the one that the table names.
    """
    entry = whole_table().entry(name)
    if entry.role is not Role.DETECTOR:
        raise WeightsError(f"the model {name} is no detector; see `gestae models list`")
    return load_detector(entry, read_weights(entry), Setting(setting)), rules_for(entry)


def open_pose(name: str) -> PoseReader:
    """Load a net for poses.

    Raises:
        WeightsError: no such model, or its file is absent or not of its kind.
        FixityError: its file is not the one that the table names.
    """
    entry = whole_table().entry(name)
    if entry.role is not Role.POSE:
        raise WeightsError(f"the model {name} reads no poses; see `gestae models list`")
    return load_pose(entry, read_weights(entry))


def open_text(finder: str, reader: str) -> OnnxText:
    """Load the two nets.

    Raises:
        WeightsError: no such model, or its file is absent or not of its kind.
        FixityError: its file is not the one that the table names.
    """
    table = whole_table()
    entries = [table.entry(name) for name in (finder, reader)]
    for entry, role in zip(entries, (Role.TEXT_FINDER, Role.TEXT_READER), strict=True):
        if entry.role is not role:
            raise WeightsError(f"the model {entry.name} is no {role}; see `gestae models list`")
    return OnnxText.load((entries[0], read_weights(entries[0])), (entries[1], read_weights(entries[1])))
