"""Which form of a text goes with a number: the cardinal rules of Unicode CLDR, for whole numbers.

Enters: a language and a number. Leaves: the name of a form. Source: CLDR 45, supplemental/plurals.xml; the tests ask
Intl.PluralRules, with which scripts choose. A library for these few lines (Babel) is ten megabytes of data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

Form = Literal["zero", "one", "two", "few", "many", "other"]
FORMS: tuple[Form, ...] = get_args(Form)
_MILLION = 1_000_000


def plural_form(language: str, number: int) -> Form:
    """Choose the form for a number, of which the sign does not count; languages without a rule here have that of English.

    >>> [plural_form("en", n) for n in (0, 1, 2)], [plural_form("pl", n) for n in (1, 22, 12)]
    (['other', 'one', 'other'], ['one', 'few', 'many'])
    """
    rule = _RULES.get(language.partition("-")[0].lower(), _one)
    return rule(abs(number))


def _none(_: int) -> Form:
    return "other"


def _one(n: int) -> Form:
    return "one" if n == 1 else "other"


def _up_to_one(n: int) -> Form:
    return "one" if n <= 1 else "other"


def _romance(n: int) -> Form:
    return "many" if n and n % _MILLION == 0 else _one(n)


def _french(n: int) -> Form:
    return "many" if n and n % _MILLION == 0 else _up_to_one(n)


def _few_at_the_end(n: int) -> bool:
    return 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14


def _one_at_the_end(n: int) -> bool:
    return n % 10 == 1 and n % 100 != 11


def _icelandic(n: int) -> Form:
    return "one" if _one_at_the_end(n) else "other"


def _russian(n: int) -> Form:
    return "one" if _one_at_the_end(n) else "few" if _few_at_the_end(n) else "many"


def _croatian(n: int) -> Form:
    return "one" if _one_at_the_end(n) else "few" if _few_at_the_end(n) else "other"


def _polish(n: int) -> Form:
    return "one" if n == 1 else "few" if _few_at_the_end(n) else "many"


def _czech(n: int) -> Form:
    return "one" if n == 1 else "few" if 2 <= n <= 4 else "other"


def _slovene(n: int) -> Form:
    last = n % 100
    return "one" if last == 1 else "two" if last == 2 else "few" if last in {3, 4} else "other"


def _lithuanian(n: int) -> Form:
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return "other"
    return "one" if n % 10 == 1 else "few"


def _latvian(n: int) -> Form:
    if n % 10 == 0 or 11 <= n % 100 <= 19:
        return "zero"
    return "one" if n % 10 == 1 else "other"


def _romanian(n: int) -> Form:
    return "one" if n == 1 else "few" if n == 0 or 1 <= n % 100 <= 19 else "other"


def _hebrew(n: int) -> Form:
    return "one" if n == 1 else "two" if n == 2 else "other"


def _arabic(n: int) -> Form:
    if n <= 2:
        return ("zero", "one", "two")[n]
    last = n % 100
    return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"


def _irish(n: int) -> Form:
    if n in {1, 2}:
        return "one" if n == 1 else "two"
    return "few" if 3 <= n <= 6 else "many" if 7 <= n <= 10 else "other"


def _welsh(n: int) -> Form:
    forms: dict[int, Form] = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
    return forms.get(n, "other")


_LANGUAGES: dict[Callable[[int], Form], str] = {
    _none: "id ja km ko lo ms my th vi yue zh",
    _up_to_one: "am as bn fa gu hi hy kn mg pa zu",
    _romance: "ca es it",
    _french: "fr pt",
    _icelandic: "is mk",
    _russian: "be ru uk",
    _croatian: "bs hr sr",
    _polish: "pl",
    _czech: "cs sk",
    _slovene: "sl",
    _lithuanian: "lt",
    _latvian: "lv",
    _romanian: "ro",
    _hebrew: "he",
    _arabic: "ar",
    _irish: "ga",
    _welsh: "cy",
}
_RULES = {name: rule for rule, names in _LANGUAGES.items() for name in names.split()}
