"""Text in pictures, read by the nets: drawn plates whose letters are known, a lorry and a van on a motorway."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gestae.base.canonical import Json
from gestae.decode.container import read_facts, read_packets
from gestae.model.evidence import Digest
from gestae.preserve.vault import Vault
from gestae.sight.reading import OnnxText
from gestae.sight.table import Role
from gestae.sight.textlines import levelled
from gestae.sight.weights import is_there, shipped_table
from gestae.workflow.detectors import choose_detector, choose_text, open_text
from gestae.workflow.looking import look
from gestae.workflow.parquet import read_documents
from gestae.workflow.stillreading import read_still, shown
from gestae.workflow.watching import Source


@pytest.fixture(scope="module")
def nets() -> OnnxText:
    """The finder and the reader; skip where they are not on this machine."""
    for role in (Role.TEXT_FINDER, Role.TEXT_READER):
        if shipped_table().choose(role, is_there) is None:
            pytest.skip(f"no {role} here; `gestae models fetch --defaults` brings it")
    finder, reader = choose_text()
    assert finder.name
    assert reader.name
    return open_text(finder.name, reader.name)


def test_the_letters_of_drawn_plates_are_told(nets: OnnxText, shared_footage: Path) -> None:
    truth = tomllib.loads((shared_footage / "truth" / "plates.toml").read_text("utf-8"))["plate"]
    drawn = [one for one in truth if one["file"].endswith(".png")]
    assert len(drawn) == 4
    for one in drawn:
        with Image.open(shared_footage / one["file"]) as picture:
            rgb, grey = np.asarray(picture.convert("RGB")), np.asarray(picture.convert("L"))
        lines = sorted(
            (line for line in nets.sloped(rgb) if line.height_px > 0.6 * len(grey)), key=lambda line: line.box
        )
        told = [glyph.told for line in lines for glyph in nets.glyphs(levelled(grey, line, 2))]
        assert "".join(letter or "·" for letter in told) == one["text"].replace(" ", "")


def test_a_picture_without_text_has_none(nets: OnnxText) -> None:
    soft = np.tile(np.linspace(60, 180, 300).astype(np.uint8)[None, :, None], (150, 1, 3))
    assert nets.sloped(soft) == ()


@pytest.mark.prove
@pytest.mark.parametrize(
    ("clip", "texts"),
    [
        ("osd/motorway_a12_osd.mp4", ["A12 KM. 32·2 ITINERE OVEST"]),
        (
            "events/store_aisle_cctv.mp4",
            ["CA·ERA ·5"],
        ),  # "Camera 05", nine pixels high; two forms say CANERA throughout
        ("cctv/brightness_change.avi", ["CAMERA 87"]),
        ("fights/fi045.mp4", []),  # a clock and a date alone
        ("cctv/pedestrians_side.mp4", []),
    ],
)
def test_captions_are_read_and_clocks_are_not(
    nets: OnnxText, shared_footage: Path, clip: str, texts: list[str]
) -> None:
    path = shared_footage / clip
    sha256 = Digest.of(path.read_bytes()).hex
    stream = read_facts(path, sha256).video
    assert stream is not None
    source = Source(path, sha256, read_packets(path, stream.index))
    height, width = next(source.samples([None])).shape
    found = read_still(list(shown(source, source.pts, (width, height), 5)), nets, [])
    assert [one.wording.reads for one in found] == texts


@pytest.mark.prove
def test_names_on_a_lorry_and_a_van_are_read_and_plates_that_no_eye_can_read_are_not(
    nets: OnnxText, shared_footage: Path, tmp_path: Path
) -> None:
    path = shared_footage / "cctv" / "traffic_camera.mp4"
    arguments: dict[str, Json] = {
        "path": str(path), "sha256": Digest.of(path.read_bytes()).hex, "detector": choose_detector(None).name,
        "setting": "quick", "looks_per_s": 5.0, "text": [one.name for one in nets.identities],
    }  # fmt: skip
    answers = [look({**arguments, "artifacts": str(tmp_path / name)}, lambda done: None) for name in ("a", "b")]
    assert answers[0] == answers[1]
    assert isinstance(answers[0], dict)
    artifacts = answers[0]["artifacts"]
    assert isinstance(artifacts, dict)
    texts = read_documents(Vault(tmp_path / "a").get(Digest(str(artifacts["texts"]))))
    assert [(one["reads"], one["script"], one["means"]) for one in texts] == [
        ("·C·BACUS", "undecided", "reader"),  # a lorry's "abacus" in small letters, behind an emblem of two arcs
        ("ADMEDIA", "latin", "reader"),
    ]
