"""Stills stand under the digest that they have, and a second one shows what began."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.story.incident import write_film
from tests.unit.workflow.cases import seen

from gestae.model.evidence import Digest
from gestae.model.observation import Moment
from gestae.preserve.vault import Vault
from gestae.workflow.stills import NoStill, draw_stills, later_pts, take_stills


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "gate.mp4"
    write_film(path, seconds=0.4, speed_px=8, start_n=3)
    return path.read_bytes()


def told(_fraction: float) -> None:
    pass


def test_of_an_altered_copy_no_picture_is_drawn(tmp_path: Path, film: bytes) -> None:
    path = tmp_path / "film"
    path.write_bytes(film + b"\0")  # a decoder would not mind
    digest = Digest.of(film).hex
    answer = draw_stills({"path": str(path), "sha256": digest, "stream": 0, "pts": [0]}, told)
    assert isinstance(answer, dict)
    assert list(answer) == ["altered"]
    assert "no longer what was received" in str(answer["altered"])
    assert "cannot be read" in str(draw_stills({"path": "/nowhere", "sha256": digest, "stream": 0, "pts": [0]}, told))


def test_a_worker_s_answer_tells_pictures_from_altered_originals(tmp_path: Path, film: bytes) -> None:
    vault = Vault(tmp_path / "originals")
    kept, altered = vault.put_bytes(film).digest, vault.put_bytes(film + b"\0").digest
    vault.path_of(altered).chmod(0o644)
    vault.path_of(altered).write_bytes(film)
    wanted = [(kept.hex, 0, 512), (kept.hex, 0, 7), (altered.hex, 0, 512)]
    first, missing, changed = (take_stills(vault.root, wanted, 1)[key] for key in wanted)
    assert isinstance(first, bytes)
    assert first.startswith(b"\xff\xd8\xff")
    assert isinstance(missing, NoStill)
    assert not missing.is_altered
    assert isinstance(changed, NoStill)
    assert changed.is_altered


@pytest.mark.parametrize(
    ("end", "times", "later"),
    [
        (60, range(100), 35),  # 25 pictures a second: one second after the tenth
        (35, range(100), 35),
        (34, range(100), None),
        (60, range(0, 100, 4), 36),
        (60, range(20), None),
        (60, (), None),
        (None, range(100), None),
    ],
)
def test_a_later_picture_lies_a_second_on_and_within_what_was_seen(
    end: int | None, times: range, later: int | None
) -> None:
    one = seen("a" * 64, 10)
    lasting = replace(one, end=None if end is None else Moment(end, end, end, Fraction(1, 25)))
    assert later_pts(lasting, np.array(times, np.int64)) == later
