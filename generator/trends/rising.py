"""Words that came up of late in the titles of topics.

Enters: the papers of topics, newest first, and titles in small letters. Leaves: for each topic words that stand in
markedly more titles of its newest papers than of those before. A title counts a word once; numbers, words of two letters and of
grammar are none. Only the newest few hundred papers of a topic are looked at, and each title once for all topics.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.archive import Row
from generator.models import PaperRow, Slug
from generator.trends.over_time import OverTime

# The titles of some rows, ascending, in small letters.
Titles = Callable[[Sequence[Row]], Sequence[str]]
_WORD = re.compile(r"[^\W\d_][\w'’-]+\w")
# Words of grammar rise and fall with the fashion of titles, and nobody looks for them.
_GRAMMAR = frozenset(
    "about across after all among and any are as at before between beyond but can does for from has have how "
    "into its more new not off on one onto our out over should than that the their them there these they "
    "this through to toward towards two under upon using via we what when where which while who why will "
    "with within without you your".split()
)
_MOST = 8
_FEWEST = 4
_TIMES = 2.0
# Of chi-squared with one degree of freedom: one word in ten thousand gets there by chance, and titles have a thousand.
_LEAST_G2 = 15.13
_DIGITS = 6
# Words are counted in the newest period that has enough papers, or in the newest few periods; and before.
_FEWEST_NEWEST, _MOST_NEWEST, _NEWEST_PERIODS = 12, 150, 3
_FEWEST_BEFORE, _MOST_BEFORE = 30, 300
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingWord:
    """A word in small letters, in how many of the newest titles it stands, and in which, the newest first."""

    word: str
    titles: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """Words of a topic that rose most, at most eight, in papers since a day."""

    since: dt.date
    words: tuple[RisingWord, ...]


def rising(
    topics: Mapping[Slug, Sequence[Row]],
    rows: Sequence[PaperRow],
    time: OverTime | None,
    titles: Titles,
) -> dict[Slug, Rising]:
    """Give the topics in which words rise; their papers come newest first, undated ones last."""
    parted = {
        slug: parts
        for slug, numbers in topics.items()
        if time is not None and (parts := _parted(numbers, rows, time)) is not None
    }
    wanted = sorted({row for newest, before in parted.values() for row in (*newest, *before)})
    words = {
        row: frozenset(_WORD.findall(title)) - _GRAMMAR
        for row, title in zip(wanted, titles(wanted) if wanted else (), strict=True)
    }
    found = {}
    for slug, (newest, before) in parted.items():
        rose = rising_words([words[row] for row in newest], [words[row] for row in before])
        if rose:
            found[slug] = Rising(
                since=min(rows[row].dates[-1] for row in newest),
                words=tuple(_with_rows(word, count, newest, words) for word, count in rose),
            )
    return found


def rising_words(
    newest: Sequence[Iterable[str]], before: Sequence[Iterable[str]]
) -> tuple[tuple[str, int], ...]:
    """Give the words that rise most with their newest titles, by Dunning's G-squared (1993) of titles with and without.

    A word must stand in four of the newest titles at least, and twice as often as before.

    >>> rising_words([{"flow", "matching"}] * 6 + [{"trees"}] * 6, [{"trees"}] * 50)
    (('flow', 6), ('matching', 6))
    """
    now, then = _counted(newest), _counted(before)
    found = []
    for word, count in now.items():
        old = then.get(word, 0)
        if count < _FEWEST or count * len(before) < _TIMES * old * len(newest):
            continue
        score = round(_g2(count, len(newest), old, len(before)), _DIGITS)
        if score >= _LEAST_G2:
            found.append((-score, word, count))
    return tuple((word, count) for _, word, count in sorted(found)[:_MOST])


def _parted(
    numbers: Sequence[Row], rows: Sequence[PaperRow], time: OverTime
) -> tuple[Sequence[Row], Sequence[Row]] | None:
    """Part the papers of a topic into the newest and those before; `None` where they are too few."""

    def age(row: Row) -> int:
        dates = rows[row].dates
        return -dates[-1].toordinal() if dates else 0

    dated = bisect_right(numbers, -1, key=age)
    for period in reversed(time.periods[-_NEWEST_PERIODS:]):
        newest = bisect_right(numbers, -period.first.toordinal(), hi=dated, key=age)
        if newest >= _FEWEST_NEWEST:
            before = numbers[newest : min(dated, newest + _MOST_BEFORE)]
            return (
                (numbers[:newest][:_MOST_NEWEST], before) if len(before) >= _FEWEST_BEFORE else None
            )
    return None


def _with_rows(
    word: str, count: int, newest: Iterable[Row], words: Mapping[Row, frozenset[str]]
) -> RisingWord:
    rows = [row for row in newest if word in words[row]]
    return RisingWord(word=word, titles=count, rows=tuple(rows[:_SHOWN]))


def _counted(titles: Iterable[Iterable[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words in titles:
        counts.update(words)
    return counts


def _g2(count: int, titles: int, old: int, old_titles: int) -> float:
    """Give the G-squared of a table of two by two."""
    share = (count + old) / (titles + old_titles)
    cells = (
        (count, titles * share),
        (titles - count, titles * (1 - share)),
        (old, old_titles * share),
        (old_titles - old, old_titles * (1 - share)),
    )
    return 2 * sum(seen * math.log(seen / chance) for seen, chance in cells if seen)
