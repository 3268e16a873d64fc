"""Observations as a document for programs (format 1), and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeVar

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.model.observation import Kind, Moment, Observation, Region, Status
from gestae.model.text import Script

__all__ = ["OBSERVATIONS_FORMAT", "from_document", "observations_document", "to_document"]

OBSERVATIONS_FORMAT: Final = 1
_Read = TypeVar("_Read")


def to_document(observation: Observation, *, name: str, first_pts: int) -> dict[str, Json]:
    """Write one observation as programs read it.

    Args:
        observation: the observation.
        name: the footage's name as received.
        first_pts: the stream's first frame, from which `seconds` counts.
    """
    more: dict[str, Json] = {
        "salt": observation.salt,
        "attribute": observation.attribute,
        "script": observation.script.value if observation.script else None,
        "alternatives": list(observation.alternatives) or None,
    }
    return {
        "id": observation.id,
        "kind": observation.kind.value,
        "status": observation.status.value,
        "confidence": observation.confidence,
        "rule": observation.rule,
        "footage": {"sha256": observation.sha256, "name": name, "stream": observation.stream},
        "camera": observation.camera,
        "start": _write_moment(observation.start, first_pts),
        "end": None if observation.end is None else _write_moment(observation.end, first_pts),
        "tracks": list(observation.tracks),
        "region": None if observation.region is None else list(observation.region.corners),
        "reads": observation.reads,
        "limits": list(observation.limits),
        "text": observation.text,
        **{key: value for key, value in more.items() if value is not None},
    }


def observations_document(documents: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """Bind single documents into the one that `gestae observations --json` prints.

    >>> observations_document([])
    {'format': 1, 'observations': []}
    """
    return {"format": OBSERVATIONS_FORMAT, "observations": [dict(document) for document in documents]}


def from_document(document: Mapping[str, Json]) -> Observation:
    """Read one observation back; `seconds` and the footage's name are derived and not read.

    Raises:
        InputRefused: a key is missing or of another form, or the id is not that of the content.
    """
    footage = _take(document, "footage", _mapping)
    end, region = document.get("end"), document.get("region")
    observation = Observation(
        kind=_take(document, "kind", lambda value: Kind(_text(value))),
        sha256=_take(footage, "sha256", _text),
        stream=_take(footage, "stream", _whole),
        camera=_take(document, "camera", _optional_text),
        start=_take(document, "start", _read_moment),
        end=None if end is None else _take(document, "end", _read_moment),
        rule=_take(document, "rule", _text),
        tracks=_take(document, "tracks", _texts),
        region=None if region is None else _take(document, "region", _read_region),
        confidence=_take(document, "confidence", _optional_number),
        status=_take(document, "status", lambda value: Status(_text(value))),
        limits=_take(document, "limits", _texts),
        reads=_take(document, "reads", _optional_text),
        text=_take(document, "text", _optional_text),
        salt=None if document.get("salt") is None else _take(document, "salt", _text),
        attribute=None if document.get("attribute") is None else _take(document, "attribute", _text),
        script=None if document.get("script") is None else _take(document, "script", lambda one: Script(_text(one))),
        alternatives=_take(document, "alternatives", _texts) if document.get("alternatives") else (),
    )
    if document.get("id") != observation.id:
        raise InputRefused(
            "an observation",
            wrong=f"is named {document.get('id')!r} but says what {observation.id} says",
            right="take the document as it was written",
        )
    return observation


def _write_moment(moment: Moment, first_pts: int) -> dict[str, Json]:
    return {
        "pts": moment.pts,
        "time_base": f"{moment.time_base.numerator}/{moment.time_base.denominator}",
        "seconds": float((moment.pts - first_pts) * moment.time_base),
        "earliest_pts": moment.earliest_pts,
        "latest_pts": moment.latest_pts,
    }


def _take(document: Mapping[str, Json], key: str, read: Callable[[Json], _Read]) -> _Read:
    if key not in document:
        raise InputRefused("an observation", wrong=f"has no {key!r}", right="write null where nothing is known")
    try:
        return read(document[key])
    except (TypeError, ValueError, KeyError, ZeroDivisionError) as error:
        raise InputRefused("an observation", wrong=f"{key!r}: {error}", right="write it as in format 1") from error


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is no object")
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _whole(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _optional_text(value: Json) -> str | None:
    return None if value is None else _text(value)


def _optional_number(value: Json) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _items(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(_text(item) for item in _items(value))


def _read_region(value: Json) -> Region:
    x1, y1, x2, y2 = (_whole(item) for item in _items(value))
    return Region(x1, y1, x2, y2)


def _read_moment(value: Json) -> Moment:
    moment = _mapping(value)
    return Moment(
        pts=_whole(moment["pts"]),
        earliest_pts=_whole(moment["earliest_pts"]),
        latest_pts=_whole(moment["latest_pts"]),
        time_base=Fraction(_text(moment["time_base"])),
    )
