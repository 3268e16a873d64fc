"""`case.toml` and other small files: right, whole, and never a source."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.laws.journal_samples import opening

from gestae.journal.replay import replay
from gestae.store.files import remove_file, write_whole
from gestae.store.titlepage import TITLE_PAGE, title_page, title_page_faults, write_title_page


@pytest.mark.parametrize(
    "title", ['"quoted"', "back\\slash", "two\nlines", "\x00\x1b\x7f", "Подвір'я 😀", "#no remark"]
)
def test_any_title_survives_the_page(title: str) -> None:
    assert tomllib.loads(title_page(replay({1: opening(title)})).decode())["title"] == title


def test_a_page_that_is_right_is_left_alone(tmp_path: Path) -> None:
    state = replay({1: opening()})
    write_title_page(tmp_path, state)
    before = (tmp_path / TITLE_PAGE).stat().st_ino
    write_title_page(tmp_path, state)
    assert (tmp_path / TITLE_PAGE).stat().st_ino == before
    assert title_page_faults(tmp_path, state) == ()
    write_title_page(tmp_path, replay({1: opening("Another")}))
    assert (tmp_path / TITLE_PAGE).stat().st_ino != before
    (fault,) = title_page_faults(tmp_path, state)
    assert "does not repeat" in fault.what


def test_a_small_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    place = tmp_path / "x"
    write_whole(place, b"old")
    write_whole(place, b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("x", b"new")]
    remove_file(place)
    remove_file(place)
    assert list(tmp_path.iterdir()) == []
