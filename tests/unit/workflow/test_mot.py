"""Tracks as MOTChallenge writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.workflow.cases import VERSIONS, add_film, made

from gestae.base.canonical import Json
from gestae.errors import CaseError
from gestae.model.observation import Kind
from gestae.model.sighting import Label, Track
from gestae.workflow.case import Case
from gestae.workflow.dive import write_dive
from gestae.workflow.framenumbers import numbered
from gestae.workflow.markfiles import FileOfMarks, mark_file
from gestae.workflow.mot import mot_lines, write_mot
from gestae.workflow.parquet import write_tracks
from gestae.workflow.trackfiles import write_new


def track(number: int, n: list[int], x: float) -> Track:
    boxes = np.array([(x + k, 10, x + k + 5.25, 30) for k in range(len(n))], np.float32)
    scores = np.full(len(n), 0.5, np.float32)
    scores[1:-1] = 0
    pts = np.array(n, np.int64) * 3600
    return Track(f"t{number}", number, Label.PERSON, np.array(n, np.int64), pts, boxes, scores)


def test_lines_go_by_frame_then_by_track_and_count_from_one() -> None:
    written = mot_lines([track(2, [0, 1, 2], 100), track(1, [1, 2], 7)])
    assert written.splitlines() == [
        "1,2,100.00,10.00,5.25,20.00,0.5000,-1,-1,-1",
        "2,1,7.00,10.00,5.25,20.00,0.5000,-1,-1,-1",
        "2,2,101.00,10.00,5.25,20.00,0.0000,-1,-1,-1",
        "3,1,8.00,10.00,5.25,20.00,0.5000,-1,-1,-1",
        "3,2,102.00,10.00,5.25,20.00,0.5000,-1,-1,-1",
    ]


def test_no_tracks_are_an_empty_file() -> None:
    assert mot_lines([]) == ""


def looked(case: Case, name: str, *tracks: Track) -> str:
    film = add_film(case, name)
    kept = case.artifacts.put_bytes(write_tracks(tracks or [track(1, [0, 1], 7)])).digest.hex
    body: dict[str, Json] = {
        "sha256": film,
        "stage": "look",
        "parameters": {},
        "versions": VERSIONS,
        "artifacts": {"tracks": kept},
    }
    case.decide("analysis-done", "looked", **body)
    return film


def test_files_are_named_after_their_footage_and_equal_names_are_told_apart(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        gate, other = looked(case, "gate.mp4"), looked(case, "gate.avi")
        looked(case, "yard.mp4")
        add_film(case, "never looked at.mp4")
        written = write_mot(case.store, tmp_path / "mot")
    assert {path.name for path in written} == {f"gate-{gate[:8]}.txt", f"gate-{other[:8]}.txt", "yard.txt"}
    assert all(path.parent == tmp_path / "mot" for path in written)


@pytest.mark.parametrize("name", ["../../escape.mp4", "..", "a/b.mp4", ".hidden", "con:aux.mp4"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with made(tmp_path) as case:
        looked(case, name)
        (path,) = write_mot(case.store, tmp_path / "deep" / "mot")
    assert path.resolve().parent == (tmp_path / "deep" / "mot").resolve()
    assert path.read_text("ascii").startswith("1,1,7.00")


def test_frames_are_those_of_the_stream_and_lost_pictures_count(tmp_path: Path) -> None:
    """Thirty pictures gave none: the tenth that came out is the fortieth, and is read back as that."""
    late = replace(track(1, [10, 11, 12], 7), pts=np.array([40, 41, 42], np.int64))
    with made(tmp_path) as case:
        looked(case, "gate.mp4", late)
        (mot,), (dive,) = write_mot(case.store, tmp_path / "mot"), write_dive(case.store, tmp_path / "dive")
        assert [line.split(",")[0] for line in mot.read_text("ascii").splitlines()] == ["41", "42", "43"]
        for path, form, kind in ((mot, "mot", (Kind.PERSON_PRESENT, None)), (dive, "dive", None)):
            file = FileOfMarks(path.name, path.read_bytes(), form, "gate.mp4", kind, 0)
            (mark,) = mark_file(case, file, "drawn").marks
            seen = mark.observation
            assert (seen.start.pts, seen.end.pts if seen.end else None) == (40, 42)


def test_times_that_the_stream_does_not_show_leave_the_frames_as_they_are(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = looked(case, "gate.mp4")
        one = track(1, [0, 1], 7)  # at 3600 ticks: beyond the hundred pictures of the stream
        assert numbered(case.store, film, 0, [one])[0].n.tolist() == [0, 1]
        assert numbered(case.store, film, None, [one]) == (one,)


@pytest.mark.parametrize("write", [write_mot, write_dive])
@pytest.mark.parametrize("inside", ["", "originals", "originals/new"])
def test_nothing_is_written_into_the_case(tmp_path: Path, write: Callable[..., object], inside: str) -> None:
    with made(tmp_path) as case:
        looked(case, "gate.mp4")
        before = sorted(case.folder.rglob("*"))
        with pytest.raises(CaseError, match="inside the case"):
            write(case.store, case.folder / inside)
        assert sorted(case.folder.rglob("*")) == before


@pytest.mark.parametrize("write", [write_mot, write_dive])
def test_what_is_there_already_is_not_replaced_and_nothing_is_written_beside_it(
    tmp_path: Path, write: Callable[..., tuple[Path, ...]]
) -> None:
    """A file of this name may hold what somebody corrected by hand."""
    with made(tmp_path) as case:
        looked(case, "gate.mp4")
        (path,) = write(case.store, tmp_path / "tracks")
        path.write_text("corrected by hand", encoding="ascii")
        looked(case, "a-yard.mp4")
        with pytest.raises(CaseError, match=r"gate.* is there already, and not replaced"):
            write(case.store, tmp_path / "tracks")
    assert [one.name for one in (tmp_path / "tracks").iterdir()] == [path.name]
    assert path.read_text("ascii") == "corrected by hand"


def test_a_link_of_that_name_is_not_followed(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        looked(case, "gate.mp4")
        (tmp_path / "mot").mkdir()
        (tmp_path / "mot" / "gate.txt").symlink_to(tmp_path / "elsewhere.txt")
        with pytest.raises(CaseError, match="there already"):
            write_mot(case.store, tmp_path / "mot")
    assert not (tmp_path / "elsewhere.txt").exists()


def test_of_files_that_cannot_all_be_written_none_is_left(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        write_new([(tmp_path / "a.txt", "a"), (tmp_path / f"{'b' * 300}.txt", "b")])
    assert not list(tmp_path.iterdir())
