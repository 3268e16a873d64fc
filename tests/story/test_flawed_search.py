"""A film that proves damaged only where its moments are looked at is looked at from beginning to end, in one go."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from tests.story.incident import Workplace
from tests.story.long_films import write_long_film

from gestae.workflow.case import read_case
from gestae.workflow.coverage import coverage_document

pytestmark = pytest.mark.prove


def lose_a_picture(path: Path, at_s: float) -> None:
    """Write rubbish over the first packet from a time on that is no key frame."""
    with av.open(str(path)) as container:
        place, size = next(
            (int(one.pos or 0), one.size)
            for one in container.demux(video=0)
            if one.size > 20 and not one.is_keyframe and float((one.pts or 0) * one.time_base) >= at_s
        )
    data = bytearray(path.read_bytes())
    data[place + 5 : place + size] = bytes([0x3F]) * (size - 5)
    path.write_bytes(data)


def test_damage_beside_what_the_first_pass_decoded_is_told(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.delivery.mkdir()
    film = place.delivery / "gate.mp4"
    write_long_film(film, seconds=330, crossings_s=((100.0, 105.0),))
    lose_a_picture(film, 96.5)
    place.run("init", place.case, "--title", "The wall", "--zone", "UTC")
    place.run("add", place.case, place.delivery, "--from", "I. Mak")
    place.run("analyze", place.case, "--first-pass-only", "--looks", "0.1")
    with read_case(place.case) as view:
        (one,) = coverage_document(view)["footage"]
    lost = [span for span in one["coverage"] if span["how"] == "unreadable"]
    assert one["not_looked_at"] is None
    assert any(span["from"]["seconds"] < 97 and span["to"]["seconds"] > 96.4 for span in lost)
    assert {span["light_camera_motion"] for span in one["coverage"]} == {"complete", "unreadable"}
    entries = len(read_entries(place.case))
    place.run("analyze", place.case, "--first-pass-only", "--looks", "0.1")
    assert len(read_entries(place.case)) == entries, "what is known is not looked at again"


def read_entries(case: Path) -> tuple[object, ...]:
    with read_case(case) as view:
        return tuple(view.entries())
