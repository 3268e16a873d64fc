"""A model file is read only if it is the one that was named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.sight.tables import ENTRY_TOML, WEIGHTS, entry

from gestae.errors import Faults, FixityError, RecordError
from gestae.sight.weights import (
    AbsentWeightsError,
    add_table,
    find,
    is_there,
    read_weights,
    shipped_table,
    whole_table,
)


def test_what_is_there_is_found_and_read(tmp_path: Path) -> None:
    (tmp_path / entry().sha256).write_bytes(WEIGHTS)
    assert is_there(entry(), tmp_path)
    assert find(entry(), tmp_path) == tmp_path / entry().sha256
    assert read_weights(entry(), tmp_path) == WEIGHTS


def test_what_is_absent_is_told_with_the_command(tmp_path: Path) -> None:
    assert not is_there(entry(), tmp_path)
    for act in (find, read_weights):
        with pytest.raises(AbsentWeightsError, match="gestae models fetch invented") as told:
            act(entry(), tmp_path)
        assert told.value.command == "gestae models fetch invented"


def test_one_flipped_bit_is_refused(tmp_path: Path) -> None:
    (tmp_path / entry().sha256).write_bytes(bytes([WEIGHTS[0] ^ 1]) + WEIGHTS[1:])
    for act in (find, read_weights):
        with pytest.raises(FixityError, match="invented"):
            act(entry(), tmp_path)


def test_a_file_cut_short_does_not_count_as_there(tmp_path: Path) -> None:
    (tmp_path / entry().sha256).write_bytes(WEIGHTS[:-1])
    assert not is_there(entry(), tmp_path)


def test_an_added_table_stands_behind_the_shipped_one(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine.toml", tmp_path / "tables"
    mine.write_text(ENTRY_TOML)
    assert whole_table(folder) == shipped_table()
    assert add_table(mine, folder).names == ("invented",)
    assert whole_table(folder).names == (*shipped_table().names, "invented")
    add_table(mine, folder)
    assert len(list(folder.iterdir())) == 1


def test_a_table_that_clashes_or_is_wrong_is_not_added(tmp_path: Path) -> None:
    mine, folder = tmp_path / "mine.toml", tmp_path / "tables"
    mine.write_text(ENTRY_TOML.replace('"invented"', '"efficientdet-lite1"', 1))
    with pytest.raises(RecordError, match="twice"):
        add_table(mine, folder)
    mine.write_text(ENTRY_TOML.replace("https", "http"))
    with pytest.raises(Faults):
        add_table(mine, folder)
    assert not folder.exists()
