"""Pictures of clocks and offsets for a report: the right pixels of the right picture, or why there is none."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.story.clock_films import film, running
from tests.unit.workflow.cases import add_clock, add_film, made

from gestae.base.canonical import Json, canonical_bytes
from gestae.errors import DecodeError
from gestae.model.evidence import Digest
from gestae.workflow.case import Case
from gestae.workflow.clockpictures import CUT_WIDTH_PX, WantedClock, draw_clocks, region_of, take_clocks
from gestae.workflow.reportclocks import clock_pictures, offset_views
from gestae.workflow.reportread import ReadCase

REGION = (10.0, 12.0, 150.0, 30.0)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[int]]:
    """A vault's folder with one drawn film in it, its digest, and the times of its pictures."""
    from datetime import datetime

    from gestae.decode.container import read_packets

    folder = tmp_path_factory.mktemp("clocks")
    drawn = film(folder / "film.mp4", running(datetime(2022, 3, 16, 14, 5, 1), "%d.%m.%Y %H:%M:%S"))  # noqa: DTZ001
    digest = Digest.of(drawn.read_bytes()).hex
    kept = folder / digest[:2] / digest
    kept.parent.mkdir()
    drawn.rename(kept)
    return folder, digest, [int(one) for one in read_packets(kept, 0).times[:3]]


def silent(_: float) -> None:
    """Take no notice."""


def asked(original: tuple[Path, str, list[int]], **more: Json) -> dict[str, Json]:
    folder, digest, times = original
    return {"path": str(folder / digest[:2] / digest), "sha256": digest, "stream": 0, "pts": [times[0]],
            "region": list(REGION), **more}  # fmt: skip


def picture_of(answer: Any, pts: int) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(answer[str(pts)]["picture"])))


def test_the_clock_is_cut_out_of_the_decoded_picture_with_a_little_around_it(
    original: tuple[Path, str, list[int]],
) -> None:
    pts = original[2][0]
    cut = picture_of(draw_clocks(asked(original), silent), pts)
    around = 0.4 * (REGION[3] - REGION[1])
    assert cut.format == "PNG"
    assert cut.size == (int(REGION[2] + around) + 1 - int(REGION[0] - around), int(REGION[3] + around) + 1 - 4)
    whole = picture_of(draw_clocks(asked(original, region=None), silent), pts)
    assert whole.format == "JPEG"
    assert whole.width > cut.width
    left, top = int(REGION[0] - around), 4
    same = np.asarray(whole.convert("L"), np.int16)[top : top + cut.height, left : left + cut.width]
    assert np.abs(same - np.asarray(cut.convert("L"), np.int16)).mean() < 8, "the same place of the same picture"


def test_a_region_beyond_the_picture_gives_all_of_it(original: tuple[Path, str, list[int]]) -> None:
    answer = draw_clocks(asked(original, region=[9000, 9000, 9100, 9020]), silent)
    assert picture_of(answer, original[2][0]).format == "JPEG"
    wide = picture_of(draw_clocks(asked(original, region=[0, 0, 9000, 9000]), silent), original[2][0])
    assert wide.width <= CUT_WIDTH_PX


def test_a_picture_that_is_not_there_and_a_copy_that_was_changed_say_so(
    original: tuple[Path, str, list[int]], tmp_path: Path
) -> None:
    answer: Any = draw_clocks(asked(original, pts=[-77]), silent)
    assert "no picture at -77" in answer["-77"]["wrong"]
    changed: Any = draw_clocks(asked(original, sha256="ab" * 32), silent)
    assert "no longer what was received" in changed["altered"]
    lost: Any = draw_clocks(asked(original, path=str(tmp_path / "gone")), silent)
    assert "cannot be read" in lost["altered"]


@pytest.mark.parametrize("wrong", [{"stream": "0"}, {"pts": 7}, {"pts": ["seven"]}])
def test_what_is_no_order_for_pictures_is_refused(
    original: tuple[Path, str, list[int]], wrong: dict[str, Json]
) -> None:
    with pytest.raises(DecodeError):
        draw_clocks(asked(original, **wrong), silent)


def test_workers_bring_each_picture_to_who_asked_for_it(original: tuple[Path, str, list[int]]) -> None:
    folder, digest, times = original
    wanted = [WantedClock(digest, 0, pts, REGION) for pts in (*times, -5)]
    found = take_clocks(folder, wanted, 1)
    assert [found[one].picture is not None for one in wanted] == [True, True, True, False]
    assert "no picture at -5" in found[wanted[-1]].why
    missing = WantedClock("ab" * 32, 0, 0, None)
    assert "cannot be read" in take_clocks(folder, [missing], 1)[missing].why


def test_a_region_is_that_of_the_clock_with_its_date() -> None:
    assert region_of(None) is None
    assert region_of({"region": None, "date_region": None}) is None
    assert region_of({"region": [10, 5, 30, 9], "date_region": None}) == (10.0, 5.0, 30.0, 9.0)


def test_a_few_readings_that_count_are_pictured_and_the_rest_counted(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        sha256 = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        add_clock(case, "r1", sha256, pts=0, shown="2022-03-16T14:05:01", fast_s=100)
        for pts, second in ((25, 2), (50, 3), (75, 4)):
            case.decide("clock-read", "read", sha256=sha256, stream=0, pts=pts, time_base="1/25", how="tick",
                        displayed=f"2022-03-16T14:05:0{second}", within_ns=0, read_by="L. Dzvin")  # fmt: skip
        unclocked = add_film(case, "street.mp4", content=b"street")
        case.decide("clock-read", "read", sha256=unclocked, stream=0, pts=25, time_base="1/25", how="tick",
                    displayed="2022-03-16T14:05:01", within_ns=0)  # fmt: skip
        views, more = clock_pictures(ReadCase.of(case), case.originals.root)
    assert [one.pts for one in views] == [0, 75], "the ends; where its clock stands in the picture nobody said"
    assert more == 2, "a clock of no recorder places nothing, and its readings do not count"
    assert views[1].by == "L. Dzvin; O. Tester stands by it"
    assert all(one.picture is None and one.why for one in views), "this film cannot be decoded, and that is said"


def offset(case: Case, evidence: bytes) -> None:
    a, b = (add_film(case, f"{name}.mp4", content=name.encode()) for name in ("gate", "yard"))
    artifact = case.artifacts.put_bytes(evidence).digest.hex
    case.decide("offset-accepted", "looked at it", a_sha256=a, b_sha256=b, first_ns=0, last_ns=3 * 10**9,
                least_ns=-(10**9), most_ns=-(10**8), how="movement", artifact=artifact)  # fmt: skip


FOUND: dict[str, Json] = {
    "how": "movement", "status": "proposed", "best_ns": -5, "least_ns": -9, "most_ns": -1, "score": 7.0,
    "second": {"offset_ns": 8, "score": 2.0},
    "drawing": {"a": {"times_ns": [0, 1], "values": [0.0, 1.0]}, "b": {"times_ns": [0, 1], "values": [1.0, 0.0]},
                "curve": {"offsets_ns": [-9, 9], "values": [0.0, 7.0]}},
}  # fmt: skip


def test_an_offset_is_told_with_its_evidence_drawn(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        offset(case, canonical_bytes({"format": 1, "found": FOUND}))
        (view,) = offset_views(ReadCase.of(case))
    assert view.exhibits == (1, 2)
    assert view.apart == "the times of exhibit 1 lie 0.1 s to 1 s behind those of exhibit 2"
    assert (view.within, view.how) == ("0.000 s to 3.000 s", "by what both views show moving")
    assert view.by == "O. Tester: looked at it"
    assert view.picture is not None
    assert view.picture.startswith(b"<svg ")
    assert b"A exhibit 1 (black)" in view.picture


@pytest.mark.parametrize(
    "evidence",
    [b"no JSON", b"[]", b'{"found":null}', b'{"found":{"drawing":{}}}', b'{"found":{"drawing":null}}'],
    ids=["no document", "a list", "nothing found", "no curve", "nothing drawn"],
)
def test_evidence_of_another_form_leaves_an_offset_without_a_drawing(tmp_path: Path, evidence: bytes) -> None:
    with made(tmp_path) as case:
        offset(case, evidence)
        (view,) = offset_views(ReadCase.of(case))
    assert view.picture is None
    assert view.why


def test_evidence_that_was_changed_draws_nothing(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        offset(case, canonical_bytes({"found": FOUND}))
        (row,) = case.store.rows("offsets")
        path = case.folder / "artifacts" / str(row["artifact"])[:2] / str(row["artifact"])
        path.chmod(0o644)
        path.write_bytes(b"{}")
        (view,) = offset_views(ReadCase.of(case))
    assert view.picture is None
    assert "do not rely on this copy" in view.why
