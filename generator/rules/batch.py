"""The terms found in many papers at once.

Enters: papers. Leaves: for each text and each term in it how often it stands there and where first. All texts of a
batch become one row of numbers (see `generator.rules.lexicon`), and numpy does the rest; what `TermMatcher.find` gives for
each text is the same.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator.models import Paper
from generator.rules.arrays import Numbers, spread, starts_of_runs
from generator.rules.conditions import TextField
from generator.rules.evidence import Evidence, texts_of
from generator.rules.lexicon import GOES, ODD_PLACE, PLACE_BITS, Lexicon, pair_slot
from generator.rules.matcher import Place, TermMatcher, TextHits, joined, part_of_run, runs_of
from generator.rules.regexes import CharacterSpan

KINDS: tuple[TextField, ...] = ("title", "abstract", "authors", "venue")
_NO_HEAD = (1 << 32) - 1
_TWO_RUNS = 0x000100  # from the first word of one to the first of the next


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """Places of terms, a row each: the text, the term, and where, as `first run << PLACE_BITS | place`."""

    text: Numbers
    term: Numbers
    at: Numbers


@dataclass(slots=True, kw_only=True, eq=False)
class BatchHits:
    """The terms of a batch of papers, one row for each term of each text, by text and term.

    Paper `n` has the texts from `n * kinds` on, which are the first of `KINDS`; `times` says how often a term stands in
    its text, `at` where first.
    `odd` are papers with a place that has no number: these are to be read one by one.
    """

    papers: Sequence[Paper]
    kinds: int
    texts: Sequence[str]
    runs: Sequence[str]
    starts: Numbers
    text: Numbers
    term: Numbers
    times: Numbers
    at: Numbers
    odd: Numbers
    spans: dict[tuple[int, int], list[CharacterSpan]]

    def shown(self, rows: Numbers) -> Iterator[str]:
        """Give the first place of terms as it stands in the text."""
        runs = self.runs
        columns = (self.at[rows], self.text[rows], self.term[rows])
        for at, text, term in zip(*(column.tolist() for column in columns), strict=True):
            run = runs[at >> PLACE_BITS]
            if at & 0xFF00:
                after = runs[(at >> PLACE_BITS) + 1]
                shown = f"{run} {after}"
                # Mostly it is two plain words with a space between them.
                plain = at & 0xFFFFFF == _TWO_RUNS and run.isalpha() and after.isalpha()
                if not (plain and shown in self.texts[text]):
                    shown = self._shown_across(text, term, at)
                yield shown
            elif run.isalpha():
                yield run
            else:
                yield part_of_run(run, at >> 16 & 0xFF, at & 0xFF)

    def _shown_across(self, text: int, term: int, at: int) -> str:
        """Give the first place of a term that goes over several runs, or of a regular expression."""
        if (text, term) not in self.spans:
            first = at >> PLACE_BITS
            last = first + (at >> 8 & 0xFF)
            shown = joined(self.runs, (first, at >> 16 & 0xFF, last, at & 0xFF))
            if shown in self.texts[text]:
                return shown
        return self._hits(text, [(term, 1, at)]).words(term)

    def evidence(self, number: int) -> Evidence:
        """Give the evidence of a paper; of the places of a term all but the first are like the first."""
        kinds = self.kinds
        ends = np.searchsorted(self.text, np.arange(number * kinds, (number + 1) * kinds + 1))
        found: list[TextHits] = []
        for kind in range(kinds):
            rows = slice(ends[kind], ends[kind + 1])
            columns = (self.term[rows], self.times[rows], self.at[rows])
            triples = zip(*(column.tolist() for column in columns), strict=True)
            found.append(self._hits(number * kinds + kind, list(triples)))
        title, abstract, *others = found
        authors, venue = others or (None, None)
        return Evidence(
            paper=self.papers[number], title=title, abstract=abstract, authors=authors, venue=venue
        )

    def _hits(self, text: int, found: Sequence[tuple[int, int, int]]) -> TextHits:
        """Give the terms found in a text, each with how often and where first."""
        start = int(self.starts[text])
        hits = TextHits(self.texts[text], self.runs[start : int(self.starts[text + 1]) - 1])
        for term, times, at in found:
            if (text, term) in self.spans:
                hits.note_regex(term, self.spans[text, term])
            else:
                run = (at >> PLACE_BITS) - start
                place = (run, at >> 16 & 0xFF, run + (at >> 8 & 0xFF), at & 0xFF)
                hits.places[term] = [place] * times
        return hits


class BatchReader:
    """Finds the terms of a rule book in batches of papers; fields that no rule asks for are not read."""

    def __init__(self, matcher: TermMatcher, fields: frozenset[TextField]) -> None:
        self._matcher = matcher
        # Title and abstract alone, or all four.
        self._kinds = 2 if fields.isdisjoint(KINDS[2:]) else len(KINDS)
        self._lexicon = Lexicon(matcher.vocabulary)

    def read(self, papers: Sequence[Paper]) -> BatchHits:
        """Find the terms of a batch of papers."""
        if self._lexicon.full:
            self._lexicon = Lexicon(self._matcher.vocabulary)
        texts = [text for paper in papers for text in texts_of(paper, self._kinds)]
        runs: list[str] = []
        ends = array("q", [0])
        for whole in texts:
            if whole:
                runs += runs_of(whole)
            runs.append("")
            ends.append(len(runs))
        starts = np.array(ends)
        rows = self._plain_rows(runs, starts)
        spans: dict[tuple[int, int], list[CharacterSpan]] = {}
        more = [*self._near_rows(texts, rows, starts), *self._regex_rows(texts, spans)]
        if more:
            text, term, at = (
                np.array(column, dtype=np.int64) for column in zip(*more, strict=True)
            )
            rows = _Rows(
                text=np.append(rows.text, text),
                term=np.append(rows.term, term),
                at=np.append(rows.at, at),
            )
        groups = self._grouped(rows)
        odd = np.zeros(len(papers), dtype=bool)
        odd[rows.text[(rows.at & ODD_PLACE) == ODD_PLACE] // self._kinds] = True
        return BatchHits(
            papers=papers,
            kinds=self._kinds,
            texts=texts,
            runs=runs,
            starts=starts,
            text=groups[0],
            term=groups[1],
            times=groups[2],
            at=groups[3],
            odd=odd,
            spans=spans,
        )

    def _plain_rows(self, runs: Sequence[str], starts: Numbers) -> _Rows:
        """Find the terms of words."""
        lexicon = self._lexicon
        nodes = np.array(array("I", map(lexicon.__getitem__, runs)))
        gaps = starts[1:] - 1
        found = [_hits(lexicon, np.arange(len(nodes)), nodes)]
        head = _taken(lexicon.head, nodes)
        # In the gap between two texts no term goes on.
        head[gaps] = _NO_HEAD
        places, last = np.flatnonzero(_taken(lexicon.goes, nodes)), 1
        nodes = nodes[places]
        while len(places):
            follow = _may_follow(lexicon, nodes, head[places + last])
            places, nodes = places[follow], nodes[follow]
            after = [runs[place] for place in (places + last).tolist()]
            keys = zip(nodes.tolist(), after, itertools.repeat(last))
            nodes = np.array(array("I", map(lexicon.onward.__getitem__, keys)))
            found.append(_hits(lexicon, places, nodes))
            goes = np.flatnonzero(_taken(lexicon.goes, nodes))
            places, nodes, last = places[goes], nodes[goes], last + 1
        first, term, at = (np.concatenate(columns) for columns in zip(*found, strict=True))
        texts = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        return _Rows(text=texts[first], term=term, at=first << PLACE_BITS | at)

    def _near_rows(
        self, texts: Sequence[str], rows: _Rows, starts: Numbers
    ) -> Iterator[tuple[int, int, int]]:
        """Find the proximities, text by text, where both of their terms stand."""
        if not self._matcher.near:
            return
        asked: set[int] = set()
        for _, left, right in self._matcher.near:
            sides = (set(rows.text[rows.term == side].tolist()) for side in (left, right))
            asked |= set.intersection(*sides)
        numbers = [number for number, _, _ in self._matcher.near]
        for text in sorted(asked):
            places = self._matcher.find(texts[text]).places
            for number in numbers:
                for place in places.get(number, ()):
                    yield text, number, _packed(place, int(starts[text]))

    def _regex_rows(
        self, texts: Sequence[str], spans: dict[tuple[int, int], list[CharacterSpan]]
    ) -> Iterator[tuple[int, int, int]]:
        """Find the regular expressions, text by text, and keep where they stand."""
        regexes = self._matcher.regexes
        if regexes is None:
            return
        for text, whole in enumerate(texts):
            for number, found in regexes.find(whole) if whole else ():
                spans[text, number] = found
                yield from [(text, number, 0xFF00)] * len(found)

    def _grouped(self, rows: _Rows) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Put the places of each term in each text together: text, term, how often and where first."""
        size = len(rows.text)
        bits = size.bit_length()
        keys = (rows.text * self._matcher.numbers + rows.term) << bits | np.arange(size)
        keys.sort()
        at = rows.at[keys & ((1 << bits) - 1)]
        keys >>= bits
        firsts = starts_of_runs(keys)
        if size:
            at = np.minimum.reduceat(at, firsts)
        text, term = np.divmod(keys[firsts], self._matcher.numbers)
        times = np.diff(firsts, append=size)
        # The two terms of a proximity have numbers of their own, past those of the rules.
        own = term < len(self._matcher.terms)
        if own.all():
            return text, term, times, at
        return text[own], term[own], times[own], at[own]


def _hits(lexicon: Lexicon, places: Numbers, nodes: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Give the terms that end in runs from these places on: the place, the term, and where they stand."""
    sizes = _taken(lexicon.count, nodes)
    some = np.flatnonzero(sizes)
    sizes = sizes[some].astype(np.int64)
    listed = spread(_taken(lexicon.first, nodes[some]).astype(np.int64), sizes)
    return (
        np.repeat(places[some], sizes),
        _taken(lexicon.terms, listed).astype(np.int64),
        _taken(lexicon.places, listed).astype(np.int64),
    )


def _may_follow(lexicon: Lexicon, nodes: Numbers, head: Numbers) -> Numbers:
    """Say of runs whether a term may go on from them into the run after them, which has this head."""
    goes = _taken(lexicon.goes, nodes)
    slots = pair_slot(_taken(lexicon.heads, nodes).astype(np.int64), head.astype(np.int64))
    allowed = np.frombuffer(lexicon.pairs, dtype=bool)[slots]
    follow: Numbers = ((goes == GOES) | allowed) & (head != _NO_HEAD)
    return follow


def _taken(column: array[int], numbers: Numbers) -> Numbers:
    """Give the values of a growing column at these numbers; a view of it would keep it from growing."""
    if not len(column):
        return np.zeros(len(numbers), dtype=np.int64)
    values: Numbers = np.frombuffer(column, dtype=column.typecode)[numbers]
    return values


def _packed(place: Place, start: int) -> int:
    first, head, last, tail = place
    odd = max(head, last - first, tail) >= 0xFF
    at = ODD_PLACE if odd else head << 16 | (last - first) << 8 | tail
    return (first + start) << PLACE_BITS | at
