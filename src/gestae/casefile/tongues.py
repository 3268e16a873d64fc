"""The words in which an account is told, as tables: English and Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gestae.base.lengths import worded_length
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
    unlimited_of_some: str  # where not all that is said counts
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
    # Told shortly.
    meaning_short: str
    ordered: str
    unordered: str
    some_time: str
    apart: str
    timeless: str
    timeless_chain: str
    ends: str
    before: str
    not_later_than: str
    # How words of time were read, and by how much they put one thing after another.
    read_by: str
    uncounted: str
    exactly: str
    earlier: str
    earlier_least: str
    earlier_most: str
    later_most_or_earlier: str
    around: str
    # What was seen, where nobody gave it a title of its own: by its kind, and by the camera.
    kinds: Mapping[str, str]
    seen_by: str
    no_camera: str
    # What is taken for granted: of a clock of which no drift is stated; `sentence` is what every other answer says.
    assumed: str
    no_drift: str

    def length(self, length_ns: int) -> str:
        """Write a length exactly, in the units that people use."""
        return worded_length(length_ns, self.units, self.point)


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
    unlimited_of_some="at a time that nothing that counts limits",
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
    meaning_short=(
        "A time says when something begins, by instruments where nothing else is said. “Then” stands only where "
        "everything from there on begins after everything before it, save what is told apart at the end; elsewhere "
        "order follows only where the times leave no doubt or the words behind them say so. Numbers name events."
    ),
    ordered="in an order that follows only as far as times and words show it",
    unordered="in an order that does not follow",
    some_time="at times that are not all bounded on both sides",
    apart="Apart, since their order against many others does not follow:",
    timeless="Apart, without a known time; what follows of order is said of each:",
    timeless_chain="Apart, without a known time; each of these begins after the one before it:",
    ends="ends",
    before="before {n}",
    not_later_than="not later than {n}",
    read_by="“{phrase}” was read by policy {policy} as {as_what}.",
    uncounted="That does not count here.",
    exactly="exactly {least} later",
    earlier="{least} to {most} earlier",
    earlier_least="at least {least} earlier",
    earlier_most="at most {most} earlier, or any time later",
    later_most_or_earlier="at most {most} later, or any time earlier",
    around="between {least} earlier and {most} later",
    kinds={},
    seen_by="{what} (camera {camera})",
    no_camera="not named",
    assumed="assumed: {what}",
    no_drift="{sentence}",
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
    unlimited_of_some="у час, якого ніщо з урахованого не обмежує",
    then="потім",
    not_earlier="не раніше за це",
    same="тієї самої миті",
    about="приблизно тоді ж, що й {n}, з різницею щонайбільше {most}",
    after="після {n}",
    not_earlier_than="не раніше за {n}",
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
    times_on="Увесь час указано за {date}, зсув від UTC {offset}.",
    times_at="Увесь час указано зі зсувом {offset} від UTC.",
    times_in="Кожен час подано зі зсувом від UTC.",
    meaning="«Потім» і «після» стоять лише там, де цей порядок випливає; числа називають речення.",
    nothing="Жодної події не названо.",
    meaning_short=(
        "Час указує, коли щось починається; де не сказано інакше, він за приладами. «Потім» стоїть лише там, де все "
        "подальше починається після всього попереднього, крім наведеного окремо наприкінці; в інших місцях порядок "
        "випливає лише тоді, коли час не лишає сумніву або коли про це сказано словами після нього. Числа називають "
        "події."
    ),
    ordered="у порядку, який випливає лише настільки, наскільки його показують час і слова",
    unordered="у порядку, який не випливає",
    some_time="у час, який не всюди обмежено з обох боків",
    apart="Окремо, бо порядок щодо багатьох інших подій не випливає:",
    timeless="Окремо, без відомого часу; що випливає про порядок, сказано про кожну подію:",
    timeless_chain="Окремо, без відомого часу; кожна з цих подій починається після попередньої:",
    ends="закінчується",
    before="раніше за {n}",
    not_later_than="не пізніше за {n}",
    read_by="Слова «{phrase}» за таблицею {policy} прочитано так: {as_what}.",
    uncounted="Тут це не враховано.",
    exactly="рівно через {least}",
    earlier="щонайменше на {least} і щонайбільше на {most} раніше",
    earlier_least="щонайменше на {least} раніше",
    earlier_most="щонайбільше на {most} раніше або будь-коли пізніше",
    later_most_or_earlier="щонайбільше через {most} або будь-коли раніше",
    around="від {least} раніше до {most} пізніше",
    kinds={
        "person_present": "людина в кадрі",
        "vehicle_present": "транспортний засіб у кадрі",
        "person_enters": "людина входить у кадр",
        "person_leaves": "людина виходить із кадру",
        "vehicle_arrives": "транспортний засіб прибуває",
        "vehicle_stops": "транспортний засіб зупиняється",
        "vehicle_leaves": "транспортний засіб від'їжджає",
        "vehicle_starts": "транспортний засіб рушає",
        "light_changed": "змінилося освітлення",
        "camera_moved": "камера зрушила",
        "person_stops": "людина зупиняється",
        "person_runs": "людина біжить",
        "people_meet": "люди зустрічаються",
        "people_part": "люди розходяться",
        "person_surrounded": "людину оточено",
        "hands_up": "руки підняті",
        "turns_away": "відвертається",
        "faces_away": "стоїть спиною",
        "arm_aimed": "рука спрямована на когось",
        "weapon_raised": "зброю піднято",
        "flash": "спалах",
        "fall": "падіння",
        "lying": "лежить",
        "gets_up": "підводиться",
        "object_left": "предмет залишено",
        "object_taken": "предмет узято",
        "object_carried": "предмет несуть",
        "object_transferred": "предмет передано",
        "text_seen": "видно напис",
        "gets_out": "виходить із транспортного засобу",
        "gets_in": "сідає в транспортний засіб",
        "speaks": "говорить",
        "telephones": "телефонує",
        "searches": "шукає",
        "signals": "подає знак",
        "smokes": "палить",
        "drinks": "п'є",
        "wears": "одягнено",
        "picture_lost": "зображення зникло",
        "clock_jumped": "годинник запису стрибнув",
    },
    seen_by="{what} (камера {camera})",
    no_camera="не названа",
    assumed="припущено: {what}",
    no_drift="відхилення ходу годинника «{clock}» ніде не вказано, тож його хід узято за точний ({premise})",
)  # fmt: skip

TONGUES: Final[Mapping[str, Tongue]] = {"en": _ENGLISH, "uk": _UKRAINIAN}
