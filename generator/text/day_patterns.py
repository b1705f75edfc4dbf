"""Days in the names of files, by a pattern as in strftime.

Enters: a pattern such as `%Y-%m-%d` or `week-%G-W%V`. Leaves: a `DayPattern`, which finds a day in a name.
Codes are those of C's strftime in English, `*` is any text, and all else stands for itself. An ISO week
alone means its Monday, a month alone its first day. Refuses: codes of other kinds, a code twice, and
codes that together name no day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from generator.errors import quoted

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
CODES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"1[0-2]|0?[1-9]",
    "d": r"3[01]|[12]\d|0?[1-9]",
    "b": "|".join(name[:3] for name in _MONTHS),
    "B": "|".join(_MONTHS),
    "j": r"36[0-6]|3[0-5]\d|[12]\d\d|0?[1-9]\d|0{0,2}[1-9]",
    "G": r"\d{4}",
    "V": r"5[0-3]|[1-4]\d|0?[1-9]",
}
# The codes that name a day together: a year, and where in it.
_YEARS, _MONTH_CODES = ("Y", "y"), ("m", "b", "B")
_TOKEN = re.compile(r"%(.?)|(\*+)|[^%*]+", re.DOTALL)


class DayPatternError(ValueError):
    """A pattern that finds no day; the message is `what is wrong; expected what; what to do`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPattern:
    """A pattern, as written and as a regular expression with a group for each code."""

    text: str
    form: re.Pattern[str]

    def day_in(self, name: str) -> dt.date | None:
        """Give the first day of the calendar that the pattern finds in a name.

        >>> day_pattern("%Y-%m-%d").day_in("export-2025-03-14.txt")
        datetime.date(2025, 3, 14)
        >>> day_pattern("%G-W%V").day_in("2025-W01.json"), day_pattern("%Y-%m").day_in("2025-13")
        (datetime.date(2024, 12, 30), None)
        """
        for match in self.form.finditer(name):
            try:
                return _day(match.groupdict())
            except ValueError:
                continue
        return None

    def name_of(self, day: dt.date) -> str:
        """Write a day as the pattern does, where `*` is no text.

        >>> day_pattern("*%d. %B %Y").name_of(dt.date(2025, 3, 4)), day_pattern("%G-W%V").name_of(dt.date(2025, 3, 4))
        ('04. March 2025', '2025-W10')
        """
        return _TOKEN.sub(lambda token: _written(token, day), self.text)


def _written(token: re.Match[str], day: dt.date) -> str:
    iso, month = day.isocalendar(), _MONTHS[day.month - 1].capitalize()
    values = {
        "Y": f"{day.year:04}",
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}",
        "d": f"{day.day:02}",
        "b": month[:3],
        "B": month,
        "j": f"{day.timetuple().tm_yday:03}",
        "G": f"{iso.year:04}",
        "V": f"{iso.week:02}",
        "%": "%",
    }
    return "" if token[2] else values.get(token[1] or "", token[0])


def day_pattern(text: str) -> DayPattern:
    """Read a pattern; raises `DayPatternError`."""
    parts: list[str] = []
    codes: list[str] = []
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        code, star = token[1], token[2]
        if code == "%":
            parts.append("%")
        elif code is not None:
            _check_code(code, codes)
            codes.append(code)
            before = place == 0 or tokens[place - 1][2]
            after = place + 1 == len(tokens) or tokens[place + 1][2]
            parts.append(_group(code, at_start=bool(before), at_end=bool(after)))
        else:
            parts.append(".*?" if star else re.escape(token[0]))
    _check_codes(codes)
    return DayPattern(text=text, form=re.compile("".join(parts), re.ASCII | re.IGNORECASE))


def _group(code: str, *, at_start: bool, at_end: bool) -> str:
    """Write a code's group; where nothing stands beside it, it may not be cut out of a longer word."""
    more = "[a-z]" if code in "bB" else r"\d"
    before = f"(?<!{more})" if at_start else ""
    after = f"(?!{more})" if at_end else ""
    return f"{before}(?P<{code}>{CODES[code]}){after}"


def _check_code(code: str, earlier: list[str]) -> None:
    if code not in CODES:
        known = ", ".join(f"%{known}" for known in CODES)
        raise DayPatternError(
            f"has the unknown code {quoted('%' + code)}; expected codes of {known}; "
            "correct it, or write %% for a percent sign"
        )
    if code in earlier:
        raise DayPatternError(
            f'has "%{code}" twice; expected each code once; write * for one of them'
        )


def _check_codes(codes: list[str]) -> None:
    """Accept exactly one way to write a day: by week, by day of the year, or by month."""
    found = set(codes)
    if found == {"G", "V"}:
        return
    rest = found.difference(_YEARS)
    months = rest.intersection(_MONTH_CODES)
    if len(found) == len(rest) + 1 and (
        rest == {"j"} or (len(months) == 1 and rest <= {"d", *months})
    ):
        return
    raise DayPatternError(
        "names no day; expected a year with a month, or with a month and a day, or with a day of the "
        "year, or an ISO year and week; write, for instance, %Y-%m-%d, %Y-%m, %Y-%j or %G-W%V"
    )


def _day(found: dict[str, str]) -> dt.date:
    if "G" in found:
        return dt.date.fromisocalendar(int(found["G"]), int(found["V"]), 1)
    year = int(found["Y"]) if "Y" in found else _whole_year(int(found["y"]))
    if "j" in found:
        day = dt.date(year, 1, 1) + dt.timedelta(days=int(found["j"]) - 1)
        if day.year != year:
            raise ValueError(found["j"])
        return day
    if "m" in found:
        month = int(found["m"])
    else:
        name = (found.get("b") or found.get("B") or "")[:3].lower()
        month = [known[:3] for known in _MONTHS].index(name) + 1
    return dt.date(year, month, int(found.get("d", 1)))


def _whole_year(two_digits: int) -> int:
    """Put a century before two digits, as POSIX does: 69 to 99 are of the twentieth."""
    return two_digits + (1900 if two_digits >= 69 else 2000)
