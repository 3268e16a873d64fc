"""The words in which an account is told, as tables: English and Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gestae.casefile.accountview import Side
from gestae.model.network import Grade

__all__ = ["TONGUES", "Tongue"]


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. Braces are filled in; `n` is the number of another sentence."""

    months: tuple[str, ...]
    date: str
    point: str
    units: Mapping[str, str]
    titles: Mapping[Side, str]
    grades: Mapping[Grade, str]
    # When a point lies.
    between: str
    at: str
    not_before: str
    not_after: str
    unlimited: str
    # How it stands to what was told before.
    then: str
    not_earlier: str
    same: str
    about: str
    after: str
    not_earlier_than: str
    same_as: str
    opened: str
    listed: str
    last: str
    # By how much it comes later than "that", or than sentence n.
    later: str
    later_least: str
    later_most: str
    past: str
    past_least: str
    past_most: str
    past_it: str
    # Around the sentences.
    times_on: str
    times_at: str
    times_in: str
    meaning: str
    nothing: str


_ENGLISH: Final = Tongue(
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    date="{day} {month} {year}",
    point=".",
    units={"d": "d", "h": "h", "min": "min", "s": "s", "ns": "ns"},
    titles={Side.WHOLE: "“{title}”", Side.START: "“{title}” begins", Side.END: "“{title}” ends"},
    grades={Grade.INSTRUMENT: "by instruments", Grade.TESTIMONY: "by testimony", Grade.WORDS: "by how words are read"},
    between="between {earliest} and {latest}",
    at="at {earliest}",
    not_before="not before {earliest}",
    not_after="not after {latest}",
    unlimited="at a time that nothing limits",
    then="then",
    not_earlier="not earlier than that",
    same="at the same moment",
    about="at about the same time as {n}, within {most} of it",
    after="after {n}",
    not_earlier_than="not earlier than {n}",
    same_as="at the same moment as {n}",
    opened="The order of this and {n} is not established.",
    listed=", ",
    last=" and ",
    later="{least} to {most} later",
    later_least="at least {least} later",
    later_most="at most {most} later",
    past="{least} to {most} after {n}",
    past_least="at least {least} after {n}",
    past_most="at most {most} after {n}",
    past_it="at most {most} after it",
    times_on="All times are those of {date}, {offset} from UTC.",
    times_at="All times are {offset} from UTC.",
    times_in="Times stand with their offset from UTC.",
    meaning="“Then” and “after” stand only where that order follows; the numbers name sentences.",
    nothing="No event is named.",
)  # fmt: skip

_UKRAINIAN: Final = Tongue(
    months=(
        "січня", "лютого", "березня", "квітня", "травня", "червня",
        "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
    ),
    date="{day} {month} {year} року",
    point=",",
    units={"d": "д", "h": "год", "min": "хв", "s": "с", "ns": "нс"},
    titles={Side.WHOLE: "«{title}»", Side.START: "«{title}» починається", Side.END: "«{title}» закінчується"},
    grades={Grade.INSTRUMENT: "за приладами", Grade.TESTIMONY: "за свідченнями", Grade.WORDS: "за тлумаченням слів"},
    between="між {earliest} і {latest}",
    at="о {earliest}",
    not_before="не раніше ніж о {earliest}",
    not_after="не пізніше ніж о {latest}",
    unlimited="у час, який ніщо не обмежує",
    then="потім",
    not_earlier="не раніше від цього",
    same="тієї самої миті",
    about="приблизно тоді ж, що й {n}, з різницею щонайбільше {most}",
    after="після {n}",
    not_earlier_than="не раніше від {n}",
    same_as="тієї самої миті, що й {n}",
    opened="Порядок цієї події щодо {n} не встановлено.",
    listed=", ",
    last=" і ",
    later="щонайменше через {least} і щонайбільше через {most}",
    later_least="щонайменше через {least}",
    later_most="щонайбільше через {most}",
    past="щонайменше через {least} і щонайбільше через {most} після {n}",
    past_least="щонайменше через {least} після {n}",
    past_most="щонайбільше через {most} після {n}",
    past_it="щонайбільше через {most} після цього",
    times_on="Усюди час {date}, {offset} від UTC.",
    times_at="Усюди час із зсувом {offset} від UTC.",
    times_in="Час подано із зсувом від UTC.",
    meaning="«Потім» і «після» стоять лише там, де цей порядок випливає; числа називають речення.",
    nothing="Жодної події не названо.",
)  # fmt: skip

TONGUES: Final[Mapping[str, Tongue]] = {"en": _ENGLISH, "uk": _UKRAINIAN}
