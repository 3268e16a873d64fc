"""Up to nine pictures tell a moment: before it, its first and last, where acts begin, what differs most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.story.incident import write_film
from tests.unit.workflow.test_momentspans import BASE, seen

from gestae.base.canonical import Json
from gestae.decode.container import read_packets
from gestae.errors import DecodeError
from gestae.model.evidence import Digest
from gestae.model.observation import Kind
from gestae.workflow.findings import Finding
from gestae.workflow.momentcuts import MOST_PICTURES, Part, cut_moments, pictures_of
from gestae.workflow.momentspans import Spell

TIMES = np.arange(0, 1000, 2)


def spell(start: int, end: int, *found: Finding) -> Spell:
    return Spell(start, end, None, None, "complete", found)


def test_a_single_picture_is_shown_with_the_one_before() -> None:
    cut = pictures_of(spell(100, 100), TIMES, BASE)
    assert cut.parts == ((98, Part.BEFORE), (100, Part.FIRST))
    assert cut.clip == (80, 120)


def test_the_first_picture_of_all_has_none_before() -> None:
    cut = pictures_of(spell(0, 0), TIMES, BASE)
    assert cut.parts == ((0, Part.FIRST),)
    assert cut.clip == (0, 20)


def test_the_first_act_of_each_kind_comes_before_more_of_it_and_before_who_is_there() -> None:
    present = [seen(Kind.PERSON_PRESENT, at) for at in range(110, 180, 10)]
    acts = [*(seen(Kind.GETS_OUT, at) for at in range(182, 196, 2)), seen(Kind.ARM_AIMED, 198)]
    cut = pictures_of(spell(100, 200, *present, *acts), TIMES, BASE)
    shown = [pts for pts, part in cut.parts if part is Part.ACT]
    assert 198 in shown
    assert shown[0] == 182
    assert not {110, 120} & set(shown)
    assert len(cut.parts) == MOST_PICTURES - 1, "one place is kept for what differs most"


def test_without_acts_pictures_are_spread() -> None:
    cut = pictures_of(spell(100, 500), TIMES, BASE)
    between = [pts for pts, part in cut.parts if part is Part.BETWEEN]
    assert len(cut.parts) == MOST_PICTURES - 1
    assert max(np.diff([100, *between, 500])) <= 70
    assert set(cut.candidates) <= set(TIMES.tolist())


def test_a_moment_without_pictures_is_refused() -> None:
    with pytest.raises(DecodeError, match="no picture"):
        pictures_of(spell(101, 101), TIMES, BASE)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "gate.mp4"
    write_film(path, seconds=2, speed_px=8)
    return path


def asked(path: Path, sha256: str) -> dict[str, Json]:
    times = np.unique(read_packets(path).times)
    cut = pictures_of(spell(int(times[5]), int(times[30])), times, read_packets(path).time_base)
    moment: dict[str, Json] = {
        "name": "moment-001",
        "parts": [pts for pts, _ in cut.parts],
        "candidates": list(cut.candidates),
        "region": [0, 100, 320, 200],
        "clip": list(cut.clip),
        "place": str(path.with_name("clip.mp4")),
    }
    return {"path": str(path), "sha256": sha256, "stream": 0, "moments": [moment]}


def test_a_worker_gives_each_picture_and_the_one_that_differs_most(film: Path) -> None:
    digest = Digest.of(film.read_bytes()).hex
    told: list[float] = []
    answer: Any = cut_moments(asked(film, digest), told.append)
    moment: Any = asked(film, digest)["moments"][0]  # type: ignore[index]
    found = answer["moment-001"]
    assert {int(pts) for pts in found["pictures"]} == {*moment["parts"], found["most"]}
    assert found["most"] >= moment["candidates"][15], "the box covers most of the wall late"
    assert found["clip"]["packets_identical"]
    assert film.with_name("clip.mp4").stat().st_size > 0
    assert told == [1.0]


def test_of_another_file_than_was_received_nothing_is_shown(film: Path) -> None:
    answer: Any = cut_moments(asked(film, "ab" * 32), lambda _: None)
    assert list(answer) == ["altered"]
    assert not film.with_name("clip.mp4").exists()
