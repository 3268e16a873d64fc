"""Seconds that people read count from a film's first frame, wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.workflow.cases import facts, made

from gestae.workflow.material import Material
from gestae.workflow.sightings import Clocks


def moment(seconds: float) -> dict[str, Any]:
    return {"pts": round(seconds * 25), "seconds": seconds}


def test_gaps_and_damage_of_a_film_that_begins_late(tmp_path: Path) -> None:
    known: dict[str, Any] = facts(100)
    gap = {"after": moment(6.0), "before": moment(8.0), "seconds": 2.0}
    known["streams"][0] |= {"first": moment(5.0), "last": moment(9.0), "gaps": [gap]}
    lost = {"what": "absent", "stream": 0, "packets": None, "detail": None}
    known["damage"] = [{**lost, "after": moment(9.0), "before": moment(11.0)}, {**lost, "after": None, "before": None}]
    with made(tmp_path) as case:
        digest = case.originals.put_bytes(b"late").digest.hex
        said: dict[str, Any] = {"sha256": digest, "size_bytes": 4, "name": "late.mp4", "item": "footage"}
        case.decide("item-received", "received", **said, protected=False, media_type="MP4 (by content)")
        case.decide("facts-read", "read", sha256=digest, facts=known)
        (source,) = Material(case.store, Clocks(case.store), ()).sources()
    assert "no picture for 2.00 s, from 1.00 s after its first frame on" in source.does_not_show
    assert source.damage == ("absent after 4.00 s until 6.00 s", "absent from the start")
