"""A recorder whose time checks are gone is named, with what became of them; it is not one that was never compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.unit.workflow.cases import NOON, add_film, made, record, seen
from tests.unit.workflow.test_clocks import FORM
from tests.unit.workflow.test_withdrawing_forms import take

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.store.withholding import Withholding, erase
from gestae.workflow.case import Case
from gestae.workflow.clocks import recorder_clocks, silent_recorders
from gestae.workflow.documents import integrity_document, order_document, schema
from gestae.workflow.integrity import verify_case
from gestae.workflow.placing import order_of_events
from gestae.workflow.protected import make_key
from gestae.workflow.unsealing import open_case_with
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries, protect_entries

UNDRIFTED = FORM.replace('drift = "20 ppm"\n', "")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def placed(case: Case, folder: Path, text: str = FORM) -> str:
    """Record a form and one thing seen, which it places; returns the form's digest."""
    film = add_film(case, "gate.mp4")
    record(case, seen(film, 50))
    form = take(case, folder, text, film)
    assert order_of_events(case.store)[0].interval is not None
    assert silent_recorders(case.store) == {}
    return form


def checks(case: Case) -> list[int]:
    return [int(str(row["seq"])) for row in case.store.rows("time_checks")]


def said_alike(case: Case) -> str:
    """Give why recorder r1 is silent, the same in the order, its document, and in verify."""
    (event,) = order_of_events(case.store)
    why = silent_recorders(case.store)["r1"]
    assert event.interval is None
    document = json.loads(json.dumps(order_document(case.store)))
    Draft202012Validator(schema("order")).validate(document)
    assert {"recorder": "r1", "why": why} in document["silent_recorders"]
    found = verify_case(case.folder)
    Draft202012Validator(schema("verify")).validate(integrity_document(found))
    assert found.is_whole
    assert dict(found.silent) == silent_recorders(case.store)
    assert case.store.rebuild() == ()
    return why


def test_withdrawn_checks_are_named_with_the_reason(case: Case, tmp_path: Path) -> None:
    with case:
        placed(case, tmp_path)
        first, second = checks(case)
        withdraw(case, [str(first)], "misread")
        assert silent_recorders(case.store) == {}
        withdraw(case, [str(second)], "another clock")
        why = said_alike(case)
        assert f"the time check of entry {first} was withdrawn by entry" in why
        assert f"the time check of entry {second} was withdrawn by entry" in why
        assert "(misread)" in why
        assert "(another clock)" in why
        assert why in order_of_events(case.store)[0].not_placed


def test_a_withdrawn_form_is_named_though_nothing_names_its_recorder_any_more(case: Case, tmp_path: Path) -> None:
    with case:
        form = placed(case, tmp_path)
        gone = ", ".join(map(str, checks(case)))
        withdraw(case, [form], "before another recorder")
        assert "r1" not in recorder_clocks(case.store)
        assert f"the time checks of entries {gone} were withdrawn by entry" in said_alike(case)
        take(case, tmp_path, FORM.replace("500 ms", "600 ms"), add_film(case, "other.mp4"))
        assert silent_recorders(case.store) == {}


def test_an_erased_check_may_be_among_the_entries_that_show_nothing(case: Case, tmp_path: Path) -> None:
    with case:
        placed(case, tmp_path)
        first, second = checks(case)
        erase_entries(case, [first, second], "order 12")
        why = said_alike(case)
    assert f"entries {first}, {second} are erased (order 12) and may have been one" in why


def test_a_form_that_never_stated_a_drift_still_says_so_when_it_is_erased(case: Case, tmp_path: Path) -> None:
    with case:
        placed(case, tmp_path, UNDRIFTED)
        seq = int(str(case.store.rows("acquisitions", recorder="r1")[0]["seq"]))
        before = order_of_events(case.store)[0].interval
        erase_entries(case, [seq], "order 12")
        (event,) = order_of_events(case.store)
        assert event.interval == before
        assert any("no drift of r1 is stated" in sentence for sentence in event.assumes)
        assert silent_recorders(case.store) == {}


def test_an_erased_form_of_which_nobody_knows_whether_it_stated_a_drift_unplaces_its_recorder(
    case: Case, tmp_path: Path
) -> None:
    with case:
        form = placed(case, tmp_path)
        seq = int(str(case.store.rows("acquisitions", recorder="r1")[0]["seq"]))
        body: dict[str, Json] = {"form_sha256": form, "recorder": "r1", "facts": {}}
        stand_in = Entry("acquisition-recorded", NOON, "O. Tester", "withheld", body)
        erase(case.store, Withholding((seq,), "order 12", "O. Tester", NOON, {seq: stand_in}))
        why = said_alike(case)
        assert f"(entry {seq}, erased (order 12))" in why
        # What the message advises works: the form goes, another comes, and the recorder places again.
        withdraw(case, [str(seq)], "its drift is not known")
        film = str(case.store.rows("exhibits")[0]["sha256"])
        take(case, tmp_path, FORM.replace("500 ms", "600 ms"), film)
        assert silent_recorders(case.store) == {}
        assert order_of_events(case.store)[0].interval is not None


def test_a_protected_check_counts_again_for_whoever_has_the_key(case: Case, tmp_path: Path) -> None:
    with case:
        make_key(case, tmp_path / "yard.key")
        placed(case, tmp_path)
        protect_entries(case, checks(case), "order 7")
        assert "are protected (order 7) and may have been one" in said_alike(case)
        with open_case_with(case, tmp_path / "yard.key", "to see").view as view:
            assert silent_recorders(view) == {}
            assert order_of_events(view)[0].interval is not None


def test_a_recorder_that_was_never_compared_is_not_among_them(case: Case, tmp_path: Path) -> None:
    with case:
        bare = FORM[: FORM.index("[[recorder.time_check]]")] + FORM[FORM.index("[[recorder.file]]") :]
        film = add_film(case, "gate.mp4")
        take(case, tmp_path, bare, film)
        record(case, seen(film, 50))
        assert silent_recorders(case.store) == {}
        assert "was never compared" in order_of_events(case.store)[0].not_placed
