"""Writers of numbers in words, for reading them back: nominative in all three languages, genitive in two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final


def _words(text: str) -> list[str]:
    return text.split()


_EN: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_EN_TENS: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_UK: Final = _words(
    "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять "
    "чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять"
)
_UK_TENS: Final = _words("двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто")
_UK_HUNDREDS: Final = _words("сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот")
_UK_OF: Final = _words(
    "нуля одного двох трьох чотирьох п'яти шести семи восьми дев'яти десяти одинадцяти дванадцяти "
    "тринадцяти чотирнадцяти п'ятнадцяти шістнадцяти сімнадцяти вісімнадцяти дев'ятнадцяти"
)
_UK_OF_TENS: Final = _words("двадцяти тридцяти сорока п'ятдесяти шістдесяти сімдесяти вісімдесяти дев'яноста")
_UK_OF_HUNDREDS: Final = _words("ста двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот")
_RU: Final = _words(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_RU_TENS: Final = _words("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_RU_HUNDREDS: Final = _words("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
_RU_OF: Final = _words(
    "нуля одного двух трёх четырёх пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати "
    "четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати"
)
_RU_OF_TENS: Final = _words("двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста")
_RU_OF_HUNDREDS: Final = _words("ста двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот")


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        return _EN_TENS[number // 10 - 2] + (f"-{_EN[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{_EN[number // 100]} hundred" + (f" and {_english(number % 100)}" if number % 100 else "")
    rest = f" {'and ' if number % 1000 < 100 else ''}{_english(number % 1000)}" if number % 1000 else ""
    return f"{_english(number // 1000)} thousand{rest}"


def _slavic(ones: list[str], tens: list[str], hundreds: list[str], thousands: tuple[str, ...]) -> Callable[[int], str]:
    """Make a writer; `thousands` is the words for 1, for 2 to 4 and for more, then how one and two agree with them."""

    def below(number: int) -> list[str]:
        words = [hundreds[number // 100 - 1]] if number >= 100 else []
        number %= 100
        if number >= 20:
            words.append(tens[number // 10 - 2])
            number %= 10
        return words + ([ones[number]] if number else [])

    def write(number: int) -> str:
        if not number:
            return ones[0]
        high, low = divmod(number, 1000)
        words: list[str] = []
        if high:
            last = 0 if 11 <= high % 100 <= 14 else high % 10
            agreeing = {ones[1]: thousands[3], ones[2]: thousands[4]} if last in (1, 2) else {}
            counted = below(high)
            counted[-1] = agreeing.get(counted[-1], counted[-1])
            words += [*counted, thousands[0 if last == 1 else 1 if 2 <= last <= 4 else 2]]
        return " ".join(words + below(low))

    return write


WRITERS: Final[Mapping[tuple[str, str], Callable[[int], str]]] = {
    ("en", "plain"): _english,
    ("uk", "nominative"): _slavic(_UK, _UK_TENS, _UK_HUNDREDS, ("тисяча", "тисячі", "тисяч", "одна", "дві")),
    ("uk", "genitive"): _slavic(_UK_OF, _UK_OF_TENS, _UK_OF_HUNDREDS, ("тисячі", "тисяч", "тисяч", "однієї", "двох")),
    ("ru", "nominative"): _slavic(_RU, _RU_TENS, _RU_HUNDREDS, ("тысяча", "тысячи", "тысяч", "одна", "две")),
    ("ru", "genitive"): _slavic(_RU_OF, _RU_OF_TENS, _RU_OF_HUNDREDS, ("тысячи", "тысяч", "тысяч", "одной", "двух")),
}
