"""A display counts as read where the narrow form and two of the three wide ones say the same moment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gestae.sight.clockforms import PLAIN, Form, SaidAs, agreed, formed

A, B, C = "2022-03-16 14:05:16", "2022-03-16 14:05:15", "2082-03-16 14:05:16"
NONE, SPACED, UNDATED = "2022-03-16 14 05", "2022-03-1614:05:16", "14:05:16"


def reader(narrow: str, *wide: str, unsure: str = "") -> tuple[Callable[[Form], tuple[str, float]], list[Form]]:
    """Give a reader that says one text in the narrow form and others, in turn, in the wide ones."""
    asked: list[Form] = []
    rest = iter(wide)

    def read(form: Form) -> tuple[str, float]:
        asked.append(form)
        text = narrow if form.width < 1 else next(rest)
        return text, 0.2 if text == unsure else 0.5 + 0.1 * len(asked)

    return read, asked


@pytest.mark.parametrize(
    ("texts", "said", "forms"),
    [
        pytest.param((A, A, A), A, 3, id="the first two wide ones agree with it"),
        pytest.param((A, B, A, A), A, 4, id="the plain form alone misreads"),
        pytest.param((A, A, B, A), A, 4, id="another one misreads"),
        pytest.param((A, NONE, A, A), A, 4, id="the plain form reads nothing"),
        pytest.param((A, SPACED, A), SPACED, 3, id="the same moment, written otherwise: as the plain form has it"),
        pytest.param((A, B, B), None, 3, id="two wide ones against it, the third cannot help"),
        pytest.param((B, A, A), None, 3, id="narrowed it says something else"),
        pytest.param((A, A, B, C), None, 4, id="one wide form alone"),
        pytest.param((A, C, C), None, 3, id="another year"),
        pytest.param((A, UNDATED, UNDATED), None, 3, id="without the date it is another moment"),
        pytest.param((NONE, A), None, 2, id="narrowed it says nothing"),
    ],
)
def test_a_display_is_read_where_its_forms_agree(texts: tuple[str, ...], said: str | None, forms: int) -> None:
    read, asked = reader(*texts)
    found = agreed(read, 0.3)
    assert len(asked) == len(set(asked)) == forms
    assert found.disputed is (said is None)
    if said is None:
        assert found == SaidAs(" | ".join(dict.fromkeys((*texts[1:], texts[0]))), 0.0, disputed=True)
    else:
        assert found.text == said


def test_an_unsure_text_agrees_with_nothing() -> None:
    read, _ = reader(A, A, A, A, unsure=A)
    assert agreed(read, 0.3).disputed


def test_the_score_is_the_weakest_of_those_that_agree() -> None:
    read, _ = reader(A, A, A)
    assert agreed(read, 0.3).score == pytest.approx(0.6)


def test_forms_keep_or_change_the_size_of_a_line() -> None:
    line = np.arange(200, dtype=np.uint8).reshape(10, 20)
    assert formed(line, PLAIN) is line
    assert formed(line, Form(0, enlarged=True)).shape == (40, 80)
    assert formed(line, Form(0, enlarged=True, width=0.5)).shape == (40, 40)
    assert formed(line[:1, :1], Form(0, enlarged=True, width=0.1)).shape == (4, 1)
