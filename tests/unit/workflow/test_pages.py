"""Where a page may be written, and that no page bears its name before the journal knows it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from tests.unit.workflow.cases import made

from gestae.errors import CaseError
from gestae.model.evidence import Digest
from gestae.workflow.case import Case
from gestae.workflow.integrity import verify_case
from gestae.workflow.pages import default_report_path, keep_page, left_pages, refuse_foreign
from gestae.workflow.withholding import erase_entries


def wrote(case: Case, path: Path, page: bytes = b"a page") -> None:
    """Write a page as a report is written."""
    with keep_page(path, page):
        case.decide("report-written", "for reading", name=path.name, sha256=Digest.of(page).hex)


def test_a_film_in_the_place_of_the_report_stays(tmp_path: Path) -> None:
    film = tmp_path / "gate.mp4"
    film.write_bytes(b"a film")
    with made(tmp_path) as case, pytest.raises(CaseError, match="is no report that this case wrote; name another"):
        refuse_foreign(case.store, film)


def test_a_report_of_the_case_may_be_written_over_unless_somebody_changed_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    with made(tmp_path) as case:
        wrote(case, page)
        refuse_foreign(case.store, page)
        page.write_bytes(b"a page with remarks in it")
        with pytest.raises(CaseError):
            refuse_foreign(case.store, page)


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere"), lambda path: path.touch()])
def test_what_is_no_page_is_never_replaced(tmp_path: Path, make: object) -> None:
    place = tmp_path / "page.html"
    assert callable(make)
    make(place)
    with made(tmp_path) as case, pytest.raises(CaseError):
        refuse_foreign(case.store, place)


def test_a_page_does_not_go_into_the_case(tmp_path: Path) -> None:
    with made(tmp_path) as case, pytest.raises(CaseError, match="lies inside the case"):
        refuse_foreign(case.store, case.folder / "pages" / "page.html")


def test_the_default_place_is_numbered_where_it_is_taken_by_another(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        first = default_report_path(case.store)
        assert first == tmp_path / "wall-report.html"
        wrote(case, first)
        assert default_report_path(case.store) == first, "one's own is replaced"
        first.write_bytes(b"somebody else's")
        (tmp_path / "wall-report-2.html").touch()
        assert default_report_path(case.store) == tmp_path / "wall-report-3.html"


def test_while_the_digest_is_journaled_the_page_has_no_name_yet(tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    with keep_page(page, b"words"):
        assert not page.exists()
        (part,) = page.parent.iterdir()
        assert part.read_bytes() == b"words", "whole before it is journaled"
    assert page.read_bytes() == b"words"
    assert list(page.parent.iterdir()) == [page]


def test_a_page_that_could_not_be_journaled_leaves_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"older")
    with pytest.raises(OSError, match="no room"), keep_page(page, b"words"):
        raise OSError("no room for the entry")
    assert page.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [page]


def test_a_stranger_s_file_in_the_way_of_the_part_is_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    (tmp_path / "page.html.part").write_bytes(b"mine")
    with keep_page(page, b"words"):
        pass
    assert (tmp_path / "page.html.part").read_bytes() == b"mine"


HEAD = b'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'


def killed_while_writing(page: Path, content: bytes) -> Path:
    """Leave what a report leaves that is killed before its page has a name."""
    child = os.fork()
    if child == 0:
        with keep_page(page, content):
            os._exit(9)
    os.waitpid(child, 0)
    return page.with_name(f"{page.name}.{child}.part")


def test_what_a_killed_report_left_is_named_and_the_next_one_removes_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        page = default_report_path(case.store)
        left = killed_while_writing(page, HEAD + b"told by Verbytskyi")
        assert left.read_bytes().endswith(b"told by Verbytskyi")
        (fault,) = verify_case(case.folder).faults
        assert (fault.where, "a killed report left" in fault.what) == (f"../{left.name}", True)
        seq = case.decide("note-added", "a remark", target="x", text="y")
        assert erase_entries(case, [seq], "order 7").reports_before == (left.name,)
        wrote(case, page, HEAD + b"told by V.")
        assert not left.exists()
        assert verify_case(case.folder).is_whole


def test_an_empty_page_that_a_kill_left_is_removed_too_and_the_number_of_the_process_may_come_again(
    tmp_path: Path,
) -> None:
    page = tmp_path / "elsewhere" / "page.html"
    page.parent.mkdir()
    own = page.with_name(f"{page.name}.{os.getpid()}.part")
    own.touch()
    with made(tmp_path) as case:
        wrote(case, page)
    assert sorted(path.name for path in page.parent.iterdir()) == ["page.html"]


def test_a_page_that_is_being_written_and_a_file_of_somebody_else_stay(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        page = default_report_path(case.store)
        foreign = page.with_name(f"{page.name}.12.part")
        foreign.write_bytes(b"a download of something else")
        linked = page.with_name(f"{page.name}.13.part")
        linked.symlink_to(foreign)
        child = os.fork()
        if child == 0:
            with keep_page(page, b"a page"):
                signal.pause()
        held = page.with_name(f"{page.name}.{child}.part")
        while not (held.exists() and held.read_bytes()):
            time.sleep(0.01)
        assert left_pages(case.folder) == (foreign,)
        wrote(case, page)
        assert foreign.exists()
        assert linked.is_symlink()
        assert held.exists()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_an_unfinished_title_page_is_told_with_what_to_do(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        (case.folder / "case.toml.part").write_bytes(b"title =")
        (fault,) = verify_case(case.folder).faults
    assert (fault.where, "take it away" in fault.right) == ("case.toml.part", True)
