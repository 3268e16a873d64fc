"""The table of models is read strictly, told of all its faults at once, and joined with others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.sight.tables import ENTRY_TOML, entry

from gestae.errors import Faults, InputRefused, RecordError
from gestae.model.sighting import Label
from gestae.sight.resize import Fit
from gestae.sight.table import Kind, ModelTable, Registry, Role, UnknownModelError
from gestae.sight.tableform import load_table
from gestae.sight.weights import shipped_table


def test_a_whole_entry_is_read_word_by_word() -> None:
    (read,) = load_table(ENTRY_TOML).entries
    assert (read.kind, read.classes, read.sure_score) == (Kind.ONNX, {7: Label.BICYCLE}, 0.4)
    assert (read.input.width_px, read.input.height_px, read.input.fit) == (32, 48, Fit.STRETCH)
    assert (read.input.mean, read.input.deviation, read.input.filling) == ((1, 2, 3), (4, 5, 6), 114)
    assert read.output is not None
    assert (read.output.boxes, read.output.classes, read.output.box_form) == ("b", None, "cx cy w h")
    assert [(one.registry, one.member) for one in read.archives] == [(Registry.PYPI, "pkg/net.onnx")]


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        pytest.param("format = 1", "format = 2", "this version reads format 1", id="another format"),
        pytest.param('"invented"', '"In vented"', "write a-z 0-9", id="a name with a blank"),
        pytest.param('package = "inv', 'package = "--index=', "write the package's name", id="an option for a package"),
        pytest.param('version = "1.0.0"', 'version = ">=1"', "one exact version", id="a range of versions"),
        pytest.param('sha256 = "ab', 'sha256 = "AB', "64 digits", id="digest in capitals"),
        pytest.param('"pkg/net.onnx"', '"../net.onnx"', "leads out of the archive", id="member outside"),
        pytest.param('"pkg/net.onnx"', '"/net.onnx"', "leads out of the archive", id="member from the root"),
        pytest.param("https://", "http://", "begins https://", id="address without protection"),
        pytest.param("sure_score = 0.4", "sure_score = 1.4", "between 0 and 1", id="score above 1"),
        pytest.param("width_px = 32", "width_px = 0", "from 16 to 4096", id="no width"),
        pytest.param("[4.0, 5.0, 6.0]", "[4.0, 5.0]", "one for each colour", id="two colours"),
        pytest.param("[4.0, 5.0, 6.0]", "[0.0, 5.0, 6.0]", "divides by zero", id="division by zero"),
        pytest.param('label = "bicycle"', 'label = "pistol"', "not known here", id="a label nobody should guess"),
        pytest.param('kind = "onnx-boxes"', 'kind = "onnx-yolox"', "does not go with kind", id="output for YOLOX"),
        pytest.param("sure_score", 'classes = "coco-80"\nsure_score', "one list of classes", id="two lists of classes"),
        pytest.param('role = "detector"', 'role = "text-finder"', "is no text-finder", id="a kind of another role"),
        pytest.param('licence = "MIT"', "", "licence: is missing", id="no licence"),
        pytest.param("says =", "sais =", "did you mean 'says'", id="misspelt"),
    ],
)
def test_one_thing_wrong_is_named(good: str, bad: str, says: str) -> None:
    assert good in ENTRY_TOML
    with pytest.raises(Faults, match=says):
        load_table(ENTRY_TOML.replace(good, bad), "mine.toml")


def test_all_faults_are_told_at_once() -> None:
    wrong = ENTRY_TOML.replace("https://", "http://").replace("fit = ", "fitt = ").replace('"MIT"', '""')
    with pytest.raises(Faults) as told:
        load_table(wrong, "mine.toml")
    assert len(told.value.faults) == 4  # the misspelt key and the missing one are two


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(InputRefused, match="not TOML"):
        load_table("model = [", "mine.toml")


def test_the_shipped_table_can_be_had_by_each_client_alone() -> None:
    table = shipped_table()
    registries = {one.registry for model in table.of_role(Role.DETECTOR) for one in model.archives}
    assert registries == set(Registry)
    assert all(model.archives and model.licence == "Apache-2.0" for model in table.entries)


def test_the_preferred_model_that_is_there_is_chosen_and_none_turns_the_feature_off() -> None:
    table = ModelTable((entry(name="best"), entry(name="second")))
    assert table.choose(Role.DETECTOR, lambda one: one.name == "second") == table.entry("second")
    assert table.choose(Role.DETECTOR, lambda _: True) == table.entry("best")
    assert table.choose(Role.DETECTOR, lambda _: False) is None
    assert "not looked for" in Role.DETECTOR.off


def test_every_role_has_a_model_of_its_kind_and_says_what_is_off_without_it() -> None:
    table = shipped_table()
    for role in Role:
        assert table.of_role(role)
        assert all(model.kind.role is role for model in table.of_role(role))
        assert " is not " in role.off or " are not " in role.off


def test_a_model_that_finds_no_things_has_no_classes() -> None:
    as_reader = ENTRY_TOML.replace('"detector"', '"text-reader"').replace('"onnx-boxes"', '"onnx-text-ctc"')
    with pytest.raises(Faults, match="go with a detector only"):
        load_table(as_reader)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownModelError, match="known: invented") as told:
        ModelTable((entry(),)).entry("other")
    assert told.value.known == ("invented",)


def test_tables_join_but_one_name_means_one_model() -> None:
    one = ModelTable((entry(),))
    assert one.with_table(ModelTable((entry(), entry(name="more")))).names == ("invented", "more")
    with pytest.raises(RecordError, match="twice"):
        one.with_table(ModelTable((replace(entry(), says="something else"),)))
