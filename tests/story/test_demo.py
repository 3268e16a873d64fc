"""The sample's case says of itself how it came about, and is built from what lies in its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.story.incident import FORM, deliver

from gestae.sample import Truth
from gestae.workflow.demo import build_case

pytestmark = pytest.mark.story


def test_the_journal_does_not_say_that_somebody_watched(tmp_path: Path) -> None:
    place = deliver(tmp_path / "drawn")
    (place.delivery / "handover.toml").write_text(FORM, encoding="utf-8")
    (place.root / "papers").mkdir()
    shutil.move(place.delivery / "statement.txt", place.root / "papers" / "guard.txt")
    with build_case(place.root, Truth(seed=7, files=(), acts=(), film_from_ns=0, film_to_ns=1), workers=2) as case:
        said = {one.entry.kind: one.entry for one in case.store.entries() if one.entry is not None}
    recorded = said["observation-recorded"]
    assert recorded.author == "Demo reviewer"
    assert recorded.reason == "written from the film's known truth, as a person who watched would (seed 7)"
