"""The document of `gestae footage --json`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from tests.unit.decode.clips import SHA, Film, even_times, write_film

from gestae.base.canonical import canonical_bytes
from gestae.decode.container import read_facts
from gestae.decode.document import coverage_json, footage_json, refused_json
from gestae.model.footage import CoverageSpan, Looked


def test_a_film_with_a_gap(tmp_path: Path) -> None:
    times = [time for time in even_times(30) if not 400 < time < 1000]
    path = write_film(tmp_path / "gate.mkv", times, Film(sound=True))
    written = footage_json(read_facts(path, SHA), "Камера 3.mkv")
    assert {key: written[key] for key in ("sha256", "name", "container", "codec", "time_base", "frames")} == {
        "sha256": SHA,
        "name": "Камера 3.mkv",
        "container": "matroska,webm",
        "codec": "mpeg4",
        "time_base": "1/1000",
        "frames": len(times),
    }
    assert written["size"] == path.stat().st_size
    assert (written["first"], written["last"]) == ({"pts": 0, "seconds": 0.0}, {"pts": 1160, "seconds": 1.16})
    assert written["distance"] == {
        "least": {"ticks": 40, "seconds": 0.04},
        "median": {"ticks": 40, "seconds": 0.04},
        "greatest": {"ticks": 600, "seconds": 0.6},
    }
    assert written["gaps"] == [
        {"after": {"pts": 400, "seconds": 0.4}, "before": {"pts": 1000, "seconds": 1.0}, "seconds": 0.6}
    ]
    assert (written["jumps"], written["clock"], written["refused"]) == ([], None, None)
    assert isinstance(written["sound"], dict)
    assert written["sound"]["codec"] == "pcm_s16le"
    assert canonical_bytes(written)


def test_without_sound_there_is_null_and_nothing_else(tmp_path: Path) -> None:
    written = footage_json(read_facts(write_film(tmp_path / "a.mkv", even_times(3)), SHA), "a.mkv", decoded=2)
    assert written["sound"] is None
    assert (written["frames"], written["frames_by"]) == (2, "decoding")


def test_no_times_are_nulls(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.m4v", even_times(3), Film(container="m4v"))
    written = footage_json(read_facts(path, SHA), "a.m4v")
    assert [written[key] for key in ("first", "last", "distance")] == [None, None, None]


def test_a_refused_file_has_the_same_keys(tmp_path: Path) -> None:
    facts = read_facts(write_film(tmp_path / "a.mkv", even_times(3)), SHA)
    refused = refused_json(SHA, "letter.doc", 12, "is not readable as footage")
    assert set(refused) == set(footage_json(facts, "a.mkv"))
    assert refused["refused"] == "is not readable as footage"
    assert canonical_bytes(refused)


def test_coverage_names_how_each_stretch_was_looked_at() -> None:
    spans = (CoverageSpan(0, 5, Looked.COMPLETE), CoverageSpan(5, 9, Looked.EVERY_NTH, 4))
    written = coverage_json(spans, Fraction(1, 5))
    assert [(w["how"], w["every_n"]) for w in written if isinstance(w, dict)] == [("complete", None), ("every n-th", 4)]
