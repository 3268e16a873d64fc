"""Looking in parts, and over the times in between: what is noted of each is joined as if one had looked at all."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage
from tests.story.long_films import write_long_film

from gestae.base.canonical import Json
from gestae.model.evidence import Digest
from gestae.model.sighting import Detections, Label, ModelIdentity, Track
from gestae.preserve.vault import Vault
from gestae.sight.detector import Rgb
from gestae.sight.groups import windows
from gestae.sight.spans import in_parts, looked_spans, near_spans
from gestae.sight.tracker import TrackRules
from gestae.workflow.copies import NotTheFilesFault
from gestae.workflow.eye import Eye
from gestae.workflow.looking import look, look_at_part, read_one
from gestae.workflow.parquet import read_documents, read_index, read_tracks

# Where something comes, goes or crosses, as a search tells it.
FOUND_S = ((0.0, 30.0), (100.0, 106.0), (180.0, 186.0), (250.0, 319.5))
CROSSINGS_S, STANDING_S = ((100.0, 106.0), (180.0, 186.0)), (30.0, 250.0)


class Bright:
    """Takes every light patch for a person."""

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("detector", "bright", "00" * 32)

    def detect(self, rgb: Rgb) -> Detections:
        patches = ndimage.find_objects(ndimage.label(rgb[:, :, 1] > 200)[0])
        boxes = [[x.start, y.start, x.stop, y.stop] for y, x in patches if x.stop - x.start > 8]
        return Detections(np.array(boxes).reshape(-1, 4), np.full(len(boxes), 0.9), (Label.PERSON,) * len(boxes))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("idle") / "yard.mp4"
    write_long_film(path, seconds=320, crossings_s=CROSSINGS_S, standing_s=STANDING_S)
    return path


@pytest.fixture(autouse=True)
def bright(monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Eye(Bright(), TrackRules(least_hits=2), 2.0)
    monkeypatch.setattr(Eye, "of", classmethod(lambda _cls, _arguments: eye))


def told(_fraction: float) -> None:
    """Hear how far it is."""


def arguments(film: Path, artifacts: Path, searched: str = "complete") -> dict[str, Json]:
    sha256 = Digest.of(film.read_bytes()).hex
    first: dict[str, Json] = {"path": str(film), "sha256": sha256, "artifacts": str(artifacts)}
    answer = read_one(first, told)
    assert isinstance(answer, dict)
    index = read_index(Vault(artifacts).get(Digest(str(answer["packets"]))))
    ticks = [(round(a / index.time_base), round(b / index.time_base)) for a, b in FOUND_S]
    groups = [group for window in windows(index) for stretch in window for group in stretch.groups]
    spans = looked_spans(ticks, groups, index.time_base)
    return {
        **first,
        "packets": answer["packets"],
        "spans": [list(one) for one in spans],
        "moments": [list(one) for one in ticks],
        "searched": searched,
        "check": True,
    }


def part_arguments(whole: Mapping[str, Json]) -> list[dict[str, Json]]:
    index = read_index(Vault(Path(str(whole["artifacts"]))).get(Digest(str(whole["packets"]))))
    spans: Any = whole["spans"]
    moments: Any = whole["moments"]
    parts = in_parts([(a, b) for a, b in spans], [stretch for window in windows(index) for stretch in window])
    return [
        {
            **whole,
            "spans": [list(one) for one in part],
            "moments": [list(one) for one in near_spans([(a, b) for a, b in moments], part, index.time_base)],
        }
        for part in parts
    ]


def read(answer: Json, artifacts: Path, name: str) -> bytes:
    assert isinstance(answer, dict)
    names = answer["artifacts"]
    assert isinstance(names, dict)
    return Vault(artifacts).get(Digest(str(names[name])))


def tracks_of(answer: Json, artifacts: Path) -> list[Track]:
    return list(read_tracks(read(answer, artifacts, "tracks")))


def test_parts_looked_at_in_any_order_and_joined_give_the_same_bytes(film: Path, tmp_path: Path) -> None:
    alone = look(arguments(film, tmp_path / "alone"), told)
    whole = arguments(film, tmp_path / "parted")
    parts = part_arguments(whole)
    assert len(parts) == 2
    digests = [look_at_part(part, told) for part in reversed(parts)][::-1]
    assert look({**whole, "parts": digests}, told) == alone


def test_who_stands_still_is_one_track_over_the_times_in_which_nobody_looked(film: Path, tmp_path: Path) -> None:
    answer = look(arguments(film, tmp_path), told)
    standing = [track for track in tracks_of(answer, tmp_path) if track.boxes[0, 1] > 115]
    (track,) = standing
    base = float(Fraction(1, 2))
    assert track.n[0] * base == pytest.approx(STANDING_S[0], abs=1)
    assert track.n[-1] * base == pytest.approx(STANDING_S[1], abs=1)
    assert not track.seen[(track.n > 40 / base) & (track.n < 90 / base)].any(), "nobody looked there"
    (present,) = (
        one
        for one in read_documents(read(answer, tmp_path, "observations"))
        if one["kind"] == "person_present" and one["tracks"] == [track.id]
    )
    assert "Nobody looked for it from 34.00 to 95.50 s, 110.00 to " in str(present["limits"])


def test_after_key_frames_alone_nothing_is_inferred(film: Path, tmp_path: Path) -> None:
    answer = look(arguments(film, tmp_path, "key frames only"), told)
    standing = [track for track in tracks_of(answer, tmp_path) if track.boxes[0, 1] > 115]
    assert len(standing) == 4
    assert not any("Nobody looked" in str(one) for one in read_documents(read(answer, tmp_path, "observations")))


def test_where_nothing_changes_is_looked_at_more_seldom_and_said_so(film: Path, tmp_path: Path) -> None:
    answer = look(arguments(film, tmp_path), told)
    (coverage,) = read_documents(read(answer, tmp_path, "coverage"))
    spans: Any = coverage["spans"]
    ways = {(span["how"], span["every_n"]) for span in spans}
    assert ways == {("complete", None), ("every n-th", 2)}
    idle = [span for span in spans if span["how"] == "every n-th"]
    assert [round(span["from"]["seconds"], 3) for span in idle][:2] == [31.0, 96.0]
    assert [round(span["to"]["seconds"], 3) for span in idle][:2] == [34.0, 99.0]


def test_what_a_part_left_and_is_gone_is_not_the_footages_fault(film: Path, tmp_path: Path) -> None:
    whole = arguments(film, tmp_path)
    with pytest.raises(NotTheFilesFault, match="what a part of it left cannot be read"):
        look({**whole, "parts": ["ab" * 32]}, told)
