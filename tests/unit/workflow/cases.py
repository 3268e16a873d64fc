"""Small cases with journaled facts and real vaults, and no film: what the workflow's modules read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from gestae.base.canonical import Json
from gestae.model.footage import PacketIndex
from gestae.model.observation import Kind, Moment, Observation, Status
from gestae.model.observation_document import to_document
from gestae.model.time import Instant
from gestae.workflow.case import Case, Desk, create_case
from gestae.workflow.findings import place_of
from gestae.workflow.footage import name_of
from gestae.workflow.parquet import write_documents, write_packets

BASE: Final = Fraction(1, 25)
NOON: Final = Instant.parse("2022-03-16T12:00:00Z")
VERSIONS: Final[dict[str, Json]] = {"gestae": "test"}


def desk() -> Desk:
    return Desk("O. Tester", now=lambda: NOON)


def made(folder: Path) -> Case:
    return create_case(folder / "wall.case", desk(), title="The wall", zone="Europe/Kyiv")


def index(times: list[int], base: Fraction = BASE, dts: list[int] | None = None) -> PacketIndex:
    n = len(times)
    whole, flags = np.arange(n, dtype=np.int64), np.zeros(n, np.bool_)
    decoded = np.array(dts, np.int64) if dts else whole
    return PacketIndex(0, base, np.array(times, np.int64), decoded, whole + 1, whole * 9, flags, flags, flags)


def add_film(
    case: Case,
    name: str,
    frames: int = 100,
    *,
    camera: str | None = None,
    recorder: str | None = None,
    content: bytes | None = None,
    ticks: int = 1,
    times: list[int] | None = None,
) -> str:
    """Journal a footage of so many pictures, 25 a second, so many ticks apart, or at times; returns its digest."""
    digest = case.originals.put_bytes(content or name.encode()).digest.hex
    case.decide("item-received", "received", **_receipt(digest, name, "footage"))
    case.decide("facts-read", "read", sha256=digest, facts=facts(frames, ticks))
    lies = times or [n * ticks for n in range(frames)]
    packets = case.artifacts.put_bytes(write_packets(index(lies, BASE / ticks, dts=times), digest)).digest.hex
    said = {"sha256": packets, "name": "packets", "source_sha256": digest, "stage": "packets"}
    case.decide("artifact-recorded", "the index of its packets", **said)
    if camera is not None:
        case.decide("camera-named", "as the form says", sha256=digest, camera=camera, recorder=recorder)
    return digest


def add_text(case: Case, name: str, text: str) -> str:
    """Journal a statement; returns its digest."""
    digest = case.originals.put_bytes(text.encode()).digest.hex
    case.decide("item-received", "received", **_receipt(digest, name, "text"))
    return digest


def add_clock(case: Case, recorder: str, sha256: str, *, pts: int, shown: str, fast_s: int) -> None:
    """Journal that a recorder's clock is so many seconds fast within one, and what it showed at a tick."""
    displayed = f"2022-03-16T14:{10 + fast_s // 60:02}:{fast_s % 60:02}"
    case.decide(
        "time-check-made",
        "checked",
        recorder=recorder,
        displayed=displayed,
        reference="2022-03-16T12:10:00.000000000Z",
        within_ns=10**9,
    )
    case.decide(
        "clock-read",
        "read",
        sha256=sha256,
        stream=0,
        pts=pts,
        time_base="1/25",
        displayed=shown,
        how="tick",
        within_ns=0,
    )


def seen(sha256: str, at: int, *, within: int = 1, text: str | None = None, kind: Kind = Kind.FALL) -> Observation:
    """Say that something was seen at a picture, within so many pictures."""
    return Observation(
        kind=kind,
        sha256=sha256,
        stream=0,
        camera=None,
        start=Moment(at, max(0, at - within), at + within, BASE),
        end=None,
        rule="person/1",
        status=Status.ACCEPTED,
        text=text,
    )


def record(case: Case, one: Observation) -> str:
    """Journal that a person saw it; returns its id."""
    body: dict[str, Json] = {
        "id": one.id,
        "footage": one.sha256,
        "kind": one.kind.value,
        "stream": 0,
        "start": place_of(one.start),
        "says": to_document(one, name=name_of(one.sha256), first_pts=0),
    }
    case.store.append(case.desk.entry("observation-recorded", "seen", body))
    return one.id


def propose(case: Case, sha256: str, *found: Observation, look: Mapping[str, Json] | None = None) -> str:
    """Keep proposals as an artifact of a look that was done, with these parameters; returns the artifact's digest."""
    proposals = [one.with_status(Status.PROPOSED) for one in found]
    documents = [to_document(one, name=name_of(sha256), first_pts=0) for one in proposals]
    kept = case.artifacts.put_bytes(write_documents(documents)).digest.hex
    case.decide(
        "analysis-done",
        "looked",
        sha256=sha256,
        stage="look",
        parameters=dict(look or {}),
        versions=VERSIONS,
        artifacts={"observations": kept},
    )
    return kept


def facts(frames: int, ticks: int = 1) -> dict[str, Json]:
    """Give the facts of a film of 25 pictures a second, as far as anything reads them."""
    ends: Mapping[str, Any] = {
        "first": {"pts": 0, "seconds": 0.0},
        "last": {"pts": (frames - 1) * ticks, "seconds": (frames - 1) / 25},
    }
    video: dict[str, Any] = {
        "index": 0,
        "kind": "video",
        "codec": "mpeg4",
        "time_base": f"1/{25 * ticks}",
        "packets": frames,
        "frames": frames,
        "frames_by": "packets",
        "times_from": "presentation times",
        "picture": {"width": 320, "height": 240},
        "gaps": [],
        **ends,
    }
    return {"container": "mp4", "streams": [video], "sound": None, "damage": [], "refused": None, "codec": "mpeg4"}


def _receipt(digest: str, name: str, item: str) -> dict[str, Json]:
    return {
        "sha256": digest,
        "size_bytes": 10,
        "name": name,
        "item": item,
        "protected": False,
        "media_type": "text (by content)" if item == "text" else "MP4 (by content)",
    }
