"""An acquisition form with protected items: nothing of it in the open, all of it to whoever has the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_clock, add_film, facts, index, made, record, seen
from tests.unit.workflow.test_protected import files_below, whole_folder

from gestae.errors import CaseError, Faults, FixityError, InputRefused
from gestae.journal.chain import State
from gestae.model.evidence import Digest
from gestae.model.observation_document import to_document
from gestae.preserve.sealing import WrongKey, encrypt_bytes
from gestae.store.protecting import Concealed, append_protected
from gestae.workflow.case import Case
from gestae.workflow.clocks import recorder_clocks
from gestae.workflow.findings import place_of
from gestae.workflow.footage import name_of
from gestae.workflow.intake import Delivery, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.parquet import write_packets
from gestae.workflow.placing import order_of_events
from gestae.workflow.protected import SEALED_ORIGINALS, make_key, recipients_of
from gestae.workflow.unsealing import open_case_with

FILM = b"a film of the mill, as its owner gave it"
FORM = """
[acquisition]
format = 1
received_from = "Danylo Verbytskyi"
received_by = "L. Dzvin"
received_at = "2022-03-17T09:30:00+02:00"
place = "the mill at Lypove"
authority = "consent of the miller"
note = "he fears his neighbour"
[[recorder]]
id = "mill-nvr"
make = "Acme"
serial = "SN-88112"
zone = "Europe/Kyiv"
drift = "20 ppm"
[[recorder.time_check]]
displayed = "2022-03-16T14:10:00"
reference = "2022-03-16T14:08:20+02:00"
within = "1 s"
reference_clock = "telephone of the miller"
by = "L. Dzvin"
[[recorder.file]]
name = "mill-gate.mp4"
camera = "mill gate"
[[recorder.file.clock_reading]]
tick = "2022-03-16T14:05:01"
pts = 25
time_base = "1/25"
"""
# Whatever could name the source, its device, or when somebody stood before it.
TELLING = (
    "Verbytskyi", "Lypove", "miller", "neighbour", "mill-nvr", "Acme", "SN-88112", "2022-03-16T14:10:00", "12:08:20",
    "2022-03-16T14:05:01", "mill-gate", "mill gate", "Dzvin", "1/50000",
)  # fmt: skip


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    """Lay out a film and its form, apart from the case; returns both."""
    (tmp_path / "in").mkdir()
    film, form = tmp_path / "in" / "mill-gate.mp4", tmp_path / "in" / "handover.toml"
    film.write_bytes(FILM)
    form.write_text(FORM, encoding="utf-8")
    return film, form


def take(case: Case, papers: tuple[Path, Path], key: Path) -> None:
    make_key(case, key)
    film, form = papers
    add(case, Delivery((film,), acquisition=form, is_protected=True, pseudonym="Source 4"))


def test_nothing_of_the_form_is_in_the_open(tmp_path: Path, papers: tuple[Path, Path]) -> None:
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        for table in ("acquisitions", "recorders", "time_checks", "clock_readings", "cameras"):
            assert case.store.rows(table) == ()
        assert not case.store.rebuild()
        everything = whole_folder(case.folder)
    for trace in (*TELLING, Digest.of(FORM.encode()).hex, Digest.of(FILM).hex):
        assert trace.encode() not in everything, trace
    assert verify_case(case.folder).is_whole
    # The film, the form, and what the form says: a recorder, a check, a camera, a reading.
    states = [one.record.state for one in case.store.entries()]
    assert states.count(State.PROTECTED) == 6


def test_with_the_key_all_of_it_is_there_and_the_disk_stays_as_it_was(
    tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        found = open_case_with(case, tmp_path / "yard.key", "for the hearing")
        before = {path: path.read_bytes() for path in files_below(case.folder) if path.name != "case.db-shm"}
        with found.view as view:
            clock = recorder_clocks(view)["mill-nvr"]
            (reading,), (camera,) = view.rows("clock_readings"), view.rows("cameras")
            assert len(clock.checks) == 1
            assert (clock.zone, str(clock.max_rate_error)) == ("Europe/Kyiv", "1/50000")
            assert camera["sha256"] == reading["sha256"] == Digest.of(FILM).hex
            assert {row["name"] for row in view.rows("exhibits")} == {"mill-gate.mp4", "handover.toml"}
            assert view.rows("withheld") == ()
            assert (len(found.opened), found.closed) == (6, ())
        assert {path: path.read_bytes() for path in before} == before
        last = case.store.entries()[-1].entry
    assert last is not None
    assert (last.kind, last.reason) == ("protected-opened", "for the hearing")
    for trace in TELLING:
        assert trace.encode() not in whole_folder(case.folder)


def conceal(case: Case, kind: str, /, **body: object) -> None:
    """Journal an entry under encryption, as a person with the key will."""
    entry = case.desk.entry(kind, "seen with the key", body)  # type: ignore[arg-type] # JSON, said by the tests
    recipients = recipients_of(case.store)
    append_protected(case.store, [Concealed(entry, None, "protected")], lambda plain: encrypt_bytes(plain, recipients))


def test_its_time_checks_place_the_protected_film_once_the_case_is_open(
    tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    sha256 = Digest.of(FILM).hex
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        packets = case.artifacts.put_bytes(write_packets(index(list(range(100))), sha256)).digest.hex
        conceal(case, "facts-read", sha256=sha256, facts=facts(100))
        conceal(case, "artifact-recorded", sha256=packets, name="packets", source_sha256=sha256, stage="packets")
        one = seen(sha256, 50)
        said = to_document(one, name=name_of(sha256), first_pts=0)
        conceal(
            case, "observation-recorded", id=one.id, footage=sha256, kind=one.kind.value, start=place_of(one.start),
            stream=0, says=said,
        )  # fmt: skip
        assert order_of_events(case.store) == ()
        with open_case_with(case, tmp_path / "yard.key", "to see").view as view:
            (event,) = order_of_events(view)
    # Picture 50 is a second after the tick to 14:05:01 on a clock 100 s fast: 12:03:22 UTC.
    assert event.interval is not None
    assert str(event.interval.earliest) <= "2022-03-16T12:03:22" <= str(event.interval.latest)
    assert event.interval.width_ns < 2_200_000_000


def test_a_withheld_form_does_not_unplace_other_recorders(tmp_path: Path, papers: tuple[Path, Path]) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        record(case, seen(film, 50))
        take(case, papers, tmp_path / "yard.key")
        (event,) = order_of_events(case.store)
    assert event.interval is not None


def test_a_form_that_does_not_fit_leaves_nothing(tmp_path: Path, papers: tuple[Path, Path]) -> None:
    (tmp_path / "in" / "more").mkdir()
    (tmp_path / "in" / "more" / "mill-gate.mp4").write_bytes(b"another film of this name")
    film, form = papers
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        before = case.store.head()
        with pytest.raises(InputRefused, match="files that differ bear this name"):
            add(case, Delivery((film.parent,), acquisition=form, is_protected=True))
        form.write_text(FORM.replace("format = 1", "format = 7"), encoding="utf-8")
        with pytest.raises(Faults):
            add(case, Delivery((film,), acquisition=form, is_protected=True))
        assert case.store.head() == before
    assert files_below(case.folder / SEALED_ORIGINALS) == []


@pytest.mark.parametrize(("drift", "refused"), [("10 ppm", False), ("20 ppm", False), ("21 ppm", True)])
def test_a_larger_drift_of_a_recorder_in_the_open_is_not_withheld(
    tmp_path: Path, papers: tuple[Path, Path], drift: str, refused: bool
) -> None:
    film, form = papers
    openly = tmp_path / "open.toml"
    openly.write_text(FORM.replace("mill-gate.mp4", "yard.mp4"), encoding="utf-8")
    form.write_text(FORM.replace("20 ppm", drift), encoding="utf-8")
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        add(case, Delivery((), acquisition=openly))
        handed = Delivery((film,), acquisition=form, is_protected=True)
        if refused:
            with pytest.raises(InputRefused, match="larger than what is on record in the open"):
                add(case, handed)
            assert case.store.rows("exhibits", protected=True) == ()
        else:
            assert add(case, handed).taken


def test_another_key_opens_nothing_and_a_case_without_secrets_opens_with_any(
    tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "late.key")
        opened = open_case_with(case, tmp_path / "late.key", "nothing is hidden yet")
        opened.view.close()
        assert (opened.opened, opened.closed) == ((), ())
        assert case.store.rows("openings") == ()
    with made(tmp_path / "other") as case:
        take(case, papers, tmp_path / "yard.key")
        with pytest.raises(WrongKey, match="6 protected entries"):
            open_case_with(case, tmp_path / "late.key", "to try")
        (row,) = case.store.rows("openings")
        assert (row["reason"], row["wrong"] is None) == ("to try", False)


def test_what_was_protected_to_a_later_key_alone_stays_closed(tmp_path: Path, papers: tuple[Path, Path]) -> None:
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        make_key(case, tmp_path / "late.key")
        conceal(case, "note-added", target="case", text="for both keys")
        opened = open_case_with(case, tmp_path / "late.key", "to see")
        with opened.view as view:
            assert [row["text"] for row in view.rows("notes") if "both" in str(row["text"])] == ["for both keys"]
            assert len(view.rows("withheld")) == len(opened.closed) == 6
            assert {row["name"] for row in view.rows("exhibits")} == {"Source 4"}
        assert [row["entries"] for row in case.store.rows("openings")] == [[*opened.opened]]


def test_a_sealed_entry_that_is_gone_is_told(tmp_path: Path, papers: tuple[Path, Path]) -> None:
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        next(case.folder.glob("sealed/*.age")).unlink()
        with pytest.raises(CaseError, match="cannot be read"):
            open_case_with(case, tmp_path / "yard.key", "to see")


def test_sealed_entries_put_in_each_others_place_are_found_by_their_leaves(
    tmp_path: Path, papers: tuple[Path, Path]
) -> None:
    """Somebody exchanges two sealed files: the key opens both, and neither is the entry that was journaled there."""
    with made(tmp_path) as case:
        take(case, papers, tmp_path / "yard.key")
        first, second = sorted(case.folder.glob("sealed/*.age"))[:2]
        kept = first.read_bytes()
        first.write_bytes(second.read_bytes())
        second.write_bytes(kept)
        with pytest.raises(FixityError):
            open_case_with(case, tmp_path / "yard.key", "to see")
        assert {fault.where for fault in verify_case(case.folder).faults} == {
            f"sealed/{first.name}",
            f"sealed/{second.name}",
        }
