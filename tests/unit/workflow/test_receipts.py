"""What was received before is received again only where somebody says so."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.unit.workflow.cases import made

from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, Intake, add


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """Two folders with one file, and an archive that holds it twice under one name."""
    place = tmp_path / "usb"
    for folder in ("DVR_A", "DVR_B"):
        (place / folder).mkdir(parents=True)
        (place / folder / "ch01.mp4").write_bytes(b"one film")
    with ZipFile(place / "export.zip", "w") as archive:
        archive.writestr("a/ch01.mp4", b"one film")
        archive.writestr("b/ch01.mp4", b"one film")
    return place


def take(case: Case, *paths: Path, name: str | None = None, who: str | None = None) -> Intake:
    return add(case, Delivery(paths, name=name, received_from=who))


def counts(intake: Intake) -> tuple[int, int, int]:
    return len(intake.taken), len(intake.known), len(intake.again)


def test_copies_in_one_delivery_are_each_received_once(tmp_path: Path, usb: Path) -> None:
    with made(tmp_path) as case:
        assert counts(take(case, usb)) == (5, 0, 0)
        assert counts(take(case, usb)) == (0, 5, 0)
        # One more copy of what this very delivery brought before is one of its items.
        (usb / "DVR_C").mkdir()
        (usb / "DVR_C" / "ch01.mp4").write_bytes(b"one film")
        assert counts(take(case, usb)) == (1, 5, 0)


def test_another_place_or_another_giver_is_no_new_hand_over(tmp_path: Path, usb: Path) -> None:
    with made(tmp_path) as case:
        take(case, usb, who="I. Mak")
        head = case.store.head()
        usb.rename(tmp_path / "mnt")
        intakes = [take(case, tmp_path / "mnt", who=who) for who in ("I. Mak", "O. Koval", None)]
        assert [(counts(one), len(one.received)) for one in intakes] == [((0, 0, 5), 5)] * 3
        assert case.store.head() == head
        one = intakes[0].again[0]
        (receipt,) = [row for row in case.store.rows("receipts") if row["seq"] == one.seq]
        assert (receipt["name"], receipt["sha256"]) == (one.received.name, one.received.digest.hex)
        assert (one.at, one.received_from) == (receipt["at"], "I. Mak")


def test_a_hand_over_with_a_name_receives_everything_again(tmp_path: Path, usb: Path) -> None:
    with made(tmp_path) as case:
        take(case, usb)
        assert counts(take(case, usb, name="second stick")) == (5, 0, 0)
        assert counts(take(case, usb, name="second stick")) == (0, 5, 0)
        assert len(case.store.rows("receipts")) == 10
        assert len(case.store.rows("exhibits")) == 2


def test_the_same_bytes_under_another_name_are_another_item(tmp_path: Path, usb: Path) -> None:
    with made(tmp_path) as case:
        take(case, usb)
        (tmp_path / "gate.mp4").write_bytes(b"one film")
        assert counts(take(case, tmp_path / "gate.mp4")) == (1, 0, 0)
