"""What is wrong with a delivery is found before anything of it is taken in."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.unit.workflow.cases import add_film, made
from tests.unit.workflow.test_clocks import FORM

from gestae.errors import Faults, InputRefused
from gestae.preserve.acquisition import read_acquisition
from gestae.preserve.listing import walk
from gestae.workflow.case import Case
from gestae.workflow.foreseeing import absent, refuse_absent, refuse_unfit_form
from gestae.workflow.forms import record_clocks

MISREAD = FORM.replace("pts = 25", "pts = 24").replace('"1/25"', '"1/50"')


def refuse(case: Case, folder: Path, text: str, *paths: Path, sees_held: bool = True) -> None:
    form = folder / "form.toml"
    form.write_text(text, encoding="utf-8")
    refuse_unfit_form(case.store, read_acquisition(text, form.name), form, walk(paths), sees_held=sees_held)


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    for name in ("DVR_A", "DVR_B"):
        (tmp_path / "usb" / name).mkdir(parents=True)
    return tmp_path / "usb"


def test_only_what_is_not_there_is_absent(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    gone = (tmp_path / "gone", tmp_path / "file" / "below")
    assert absent([tmp_path, *gone, tmp_path / "loop"]) == gone
    with pytest.raises(Faults, match="nothing was taken in: 2 faults"):
        refuse_absent([tmp_path, *gone])


SAME_NAME = {
    "other bytes": (b"one", b"longer", True),
    "other bytes of one size": (b"one", b"two", True),
    "the same bytes": (b"one", b"one", False),
}


@pytest.mark.parametrize(("one", "other", "refused"), SAME_NAME.values(), ids=SAME_NAME.keys())
def test_a_name_that_means_two_files_of_a_delivery_is_refused(
    tmp_path: Path, usb: Path, one: bytes, other: bytes, refused: bool
) -> None:
    (usb / "DVR_A" / "gate.mp4").write_bytes(one)
    with ZipFile(usb / "DVR_B" / "export.zip", "w") as archive:
        archive.writestr("gate.mp4", other)
    with made(tmp_path) as case:
        if not refused:
            refuse(case, tmp_path, FORM, usb)
            return
        with pytest.raises(InputRefused, match=r"usb/DVR_A/gate\.mp4, usb/DVR_B/export\.zip!/gate\.mp4"):
            refuse(case, tmp_path, FORM, usb)


@pytest.mark.parametrize("comes_again", [False, True])
def test_a_reading_of_no_picture_of_a_film_that_is_held_is_refused(
    tmp_path: Path, usb: Path, comes_again: bool
) -> None:
    (usb / "DVR_A" / "gate.mp4").write_bytes(b"ten bytes!")
    with made(tmp_path) as case:
        add_film(case, "gate.mp4", content=b"ten bytes!")
        with pytest.raises(InputRefused, match="its clock reading"):
            refuse(case, tmp_path, MISREAD, *([usb] if comes_again else []))
        refuse(case, tmp_path, FORM, usb)
        refuse(case, tmp_path, MISREAD, sees_held=False)


def test_other_bytes_of_a_known_name_are_no_film_that_is_known(tmp_path: Path, usb: Path) -> None:
    (usb / "DVR_A" / "gate.mp4").write_bytes(b"ten other!")
    with made(tmp_path) as case:
        add_film(case, "gate.mp4", content=b"ten bytes!")
        refuse(case, tmp_path, MISREAD, usb)


def test_a_form_on_record_is_not_held_against_the_case_again(tmp_path: Path) -> None:
    """It would be refused where it was taken in before its film was opened, and nothing could be taken in with it."""
    form = tmp_path / "form.toml"
    form.write_text(MISREAD, encoding="utf-8")
    with made(tmp_path) as case:
        record_clocks(case, read_acquisition(MISREAD, form.name), form, [])
        add_film(case, "gate.mp4")
        refuse(case, tmp_path, MISREAD)


def test_what_cannot_be_read_is_left_to_its_intake(tmp_path: Path, usb: Path) -> None:
    (usb / "DVR_A" / "gate.mp4").write_bytes(b"ten bytes!")
    with made(tmp_path) as case:
        add_film(case, "gate.mp4", content=b"ten bytes!")
        listed = list(walk([usb]))
        (usb / "DVR_A" / "gate.mp4").unlink()
        form = tmp_path / "form.toml"
        form.write_text(MISREAD, encoding="utf-8")
        refuse_unfit_form(case.store, read_acquisition(MISREAD, form.name), form, listed)
