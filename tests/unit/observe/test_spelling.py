"""Words asked for beside a text that was read: surely there, perhaps, or not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.observe.spelling import stands_in


@pytest.mark.parametrize(
    ("asked", "reads", "alternatives", "answer"),
    [
        pytest.param("8029", "AC 8029 EM", (), True, id="a part"),
        pytest.param("ac8029em", "AC 8029 EM", (), True, id="gaps and small letters do not count"),
        pytest.param("AC-8029", "AC 8029 EM", (), True, id="nor dashes"),
        pytest.param("АС8029ЕМ", "AC 8029 EM", (), True, id="written in Cyrillic twins"),
        pytest.param("AC8029", "АС 8029", (), True, id="read in Cyrillic twins"),
        pytest.param("8029", "AC 80·9", ("2/Z",), None, id="one letter may be it"),
        pytest.param("8079", "AC 80·9", ("2/Z",), False, id="one letter is none of what it may be"),
        pytest.param("8079", "AC 80·9", ("",), None, id="nothing is known of the letter"),
        pytest.param("AO12", "A012", (), None, id="an O for a nought"),
        pytest.param("8O29", "AC 8·29", ("0/2",), None, id="an O for what may be a nought"),
        pytest.param("AB1I", "AB11", (), None, id="an I for a one"),
        pytest.param("V", "AB·1", ("",), False, id="an unread letter alone is not anything"),
        pytest.param("ABCD", "A···", ("", "", ""), False, id="less than half stands there"),
        pytest.param("AC80299", "AC8029", (), False, id="longer than what was read"),
        pytest.param("", "AC8029", (), False, id="nothing is asked"),
        pytest.param(" - ", "AC8029", (), False, id="gaps alone are asked"),
    ],
)
def test_answers(asked: str, reads: str, alternatives: Sequence[str], answer: bool | None) -> None:
    assert stands_in(asked, reads, alternatives) is answer


def test_a_sure_place_comes_before_a_doubtful_one() -> None:
    assert stands_in("AB1", "AB· AB1", ("1/7",)) is True
