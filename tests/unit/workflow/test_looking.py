"""What a worker does with one footage, done here: the same bytes every time, or the reason why there are none."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from tests.story.incident import write_film

from gestae.base.canonical import Json
from gestae.decode.container import NotFootage
from gestae.errors import DecodeError
from gestae.model.evidence import Digest
from gestae.preserve.vault import Vault
from gestae.workflow.looking import NoPictures, NotTheFilesFault, look, read_one
from gestae.workflow.parquet import read_documents, read_times, read_tracks
from gestae.workflow.stills import draw_stills


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "gate.mp4"
    write_film(path, seconds=1.2, speed_px=8, start_n=3)
    return path


def arguments(path: Path, artifacts: Path) -> dict[str, Json]:
    said: dict[str, Json] = {"path": str(path), "sha256": Digest.of(path.read_bytes()).hex, "artifacts": str(artifacts)}
    return {**said, "detector": None, "setting": "quick", "looks_per_s": 5.0}


def told(_fraction: float) -> None:
    """Hear how far it is."""


def test_facts_name_the_footage_by_its_digest_and_keep_the_times(film: Path, tmp_path: Path) -> None:
    answer = read_one(arguments(film, tmp_path), told)
    assert isinstance(answer, dict)
    facts = answer["facts"]
    assert isinstance(facts, dict)
    assert facts["name"] == str(facts["sha256"])[:12]
    assert facts["frames"] == 30
    times = read_times(Vault(tmp_path).get(Digest(str(answer["packets"]))))
    assert times.tolist() == [n * 512 for n in range(30)]


def test_a_look_covers_every_frame_and_gives_the_same_bytes_again(film: Path, tmp_path: Path) -> None:
    reached: list[float] = []
    first = look(arguments(film, tmp_path / "a"), reached.append)
    assert look(arguments(film, tmp_path / "b"), told) == first
    assert isinstance(first, dict)
    assert reached == sorted(reached)
    assert reached[-1] == 1.0
    assert first["model"] is None
    artifacts = first["artifacts"]
    assert isinstance(artifacts, dict)
    data = {name: Vault(tmp_path / "a").get(Digest(str(digest))) for name, digest in artifacts.items()}
    (coverage,) = read_documents(data["coverage"])
    assert isinstance(coverage["spans"], list)
    assert [span["how"] for span in coverage["spans"] if isinstance(span, dict)] == ["complete"]
    assert read_tracks(data["tracks"]) == ()
    assert all("gate" not in str(document) for document in read_documents(data["observations"]))


def test_a_copy_that_changed_or_is_gone_is_not_the_footages_fault(film: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    said = arguments(film, tmp_path / "a")
    for work in (read_one, look):
        with pytest.raises(NotTheFilesFault, match="cannot be read"):
            work({**said, "path": str(other)}, told)
    other.write_bytes(film.read_bytes() + b"x")
    for work in (read_one, look):
        with pytest.raises(NotTheFilesFault, match="no longer what was received"):
            work({**said, "path": str(other)}, told)


def test_what_is_no_footage_is_refused_under_no_name(tmp_path: Path) -> None:
    path = tmp_path / "Danylo.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42 and nothing more")
    with pytest.raises(NotFootage) as refused:
        read_one(arguments(path, tmp_path / "a"), told)
    assert "Danylo" not in str(refused.value)


def test_sound_alone_has_nothing_to_look_at(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    header = b"RIFF" + (36 + 1600).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (1).to_bytes(2, "little") * 2 + (8000).to_bytes(4, "little") + (16000).to_bytes(4, "little")
    path.write_bytes(header + form + b"\2\0\x10\0data" + (1600).to_bytes(4, "little") + bytes(1600))
    with pytest.raises(NoPictures, match="it has no video stream; it is preserved"):
        look(arguments(path, tmp_path / "a"), told)


def test_stills_are_the_pictures_asked_for_or_say_why_not(film: Path) -> None:
    sha256 = Digest.of(film.read_bytes()).hex
    wanted: Json = [512 * 20, 7]
    answer = draw_stills({"path": str(film), "sha256": sha256, "stream": 0, "pts": wanted}, told)
    assert isinstance(answer, dict)
    drawn, missing = answer[str(512 * 20)], answer["7"]
    assert isinstance(drawn, dict)
    assert isinstance(missing, dict)
    with Image.open(BytesIO(base64.b64decode(str(drawn["jpeg"])))) as picture:
        assert picture.size == (320, 240)
        # At picture 20 the light box spans columns 76 to 136.
        assert picture.convert("L").getpixel((100, 150)) > 190  # type: ignore[operator] # one channel: a number
        assert picture.convert("L").getpixel((250, 150)) < 160  # type: ignore[operator]
    assert "nearest times of the stream are 0, 512" in str(missing["wrong"])
    with pytest.raises(DecodeError, match="give ticks as whole numbers"):
        draw_stills({"path": str(film), "sha256": sha256, "stream": 0, "pts": ["x"]}, told)
