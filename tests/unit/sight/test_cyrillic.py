"""A line is Cyrillic where all proportions read it alike and letters stand that no Latin capital resembles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.sight.cyrillic import CyrillicRules, as_read, cyrillic_of, parameters, worded

RULES = CyrillicRules()


@pytest.mark.parametrize(
    ("forms", "text"),
    [
        pytest.param(["аптека 24", "АПТЕКА 24.", "АПТЕКА  24"], None, id="one own letter alone"),
        pytest.param(["поліція 102", "ПОЛІЦІЯ 102.", "ПОЛІЦІЯ  102"], "ПОЛІЦІЯ 102", id="marks at the ends"),
        pytest.param(["ПОЛІЦІЯ", "ПОЛІЦІЯ", "ПОЛИЦИЯ"], None, id="one form differs"),
        pytest.param(["РНАВМАСУ"] * 3, None, id="all letters have twins"),
        pytest.param(["ПОЛICE"] * 3, None, id="Latin letters among them"),
        pytest.param(["ЯЖ"] * 3, None, id="too short"),
        pytest.param([""] * 3, None, id="nothing"),
    ],
)
def test_what_one_picture_says(forms: Sequence[str], text: str | None) -> None:
    assert as_read(forms, RULES) == text


@pytest.mark.parametrize(
    ("pictures", "found"),
    [
        pytest.param(["ХЛІБ"] * 3 + [None, None], ("ХЛІБ", (0, 1, 2)), id="three of five, two say nothing"),
        pytest.param(["ХЛІБ"] * 2, None, id="two"),
        pytest.param(["ХЛІБ"] * 3 + ["ХЛІВ"] * 2, None, id="two of five say another text"),
        pytest.param([None] * 5, None, id="none"),
    ],
)
def test_what_pictures_agree_on(pictures: Sequence[str | None], found: tuple[str, tuple[int, ...]] | None) -> None:
    assert cyrillic_of(pictures, RULES) == found


def test_a_soft_sign_stays_open() -> None:
    assert (worded("ТЬМЬ").reads, worded("ТЬМЬ").alternatives) == ("Т·М·", ("Ь/Ы", "Ь/Ы"))
    assert worded("ДСНС").alternatives == ()


def test_parameters_are_numbers_by_name() -> None:
    assert parameters()["cyrillic_form_2.width"] == 0.8
    assert parameters()["cyrillic.pictures"] == 3.0
