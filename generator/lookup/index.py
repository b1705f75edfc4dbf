"""The index of a built site, opened.

Enters: the output folder. Leaves: terms, names, words and what results show, read when asked for.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from generator import urls
from generator.lookup.language import Clause
from generator.lookup.parts import Parts, place_of
from generator.lookup.postings import Names, Terms
from generator.lookup.symbols import read_numbers, read_words, utf_16
from generator.lookup.vocabulary import matching, near
from generator.models import Slug
from generator.search.stemmer import stem
from generator.urls import UrlPath

_MOST_SHARDS = 8  # of words, up to which all are looked through
# For a word with stars or edits.
_MOST_TERMS = 20_000
_MOST_TERM_SHARDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a result shows of a document; of its topics, those that are nobody's parent here."""

    slug: Slug
    title: str
    abstract: str
    date: dt.date | None
    topics: tuple[Slug, ...]
    path: UrlPath


class Index:
    """The index of a built site; raises `BroadsheetError` where it cannot be read."""

    def __init__(self, output: Path, name: str) -> None:
        """Open it; `name` is what errors call the folder."""
        self._parts = Parts(output, name)
        self.manifest = self._parts.manifest
        self.terms = Terms(self._parts)
        self.names = Names(self._parts)
        self._expanded: dict[Clause, Sequence[str]] = {}

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """Give all terms."""
        lists = [
            read_words(self._parts.value(f"{segment.folder}/vocabulary"))
            if segment.vocabulary is None
            else segment.vocabulary
            for segment in self.manifest.segments
        ]
        every, longest = set().union(*lists), max(lists, key=len, default=())
        return longest if len(longest) == len(every) else sorted(every, key=utf_16)

    def words_near(self, word: str) -> Iterator[tuple[str, int]]:
        """Give words to which one may be corrected, with how many documents have each.

        Of a large index those that begin with its first or its second letter, as the page loads no more.
        """
        shards = list(range(len(self.manifest.words)))
        if len(shards) > _MOST_SHARDS:
            every = [number for letter in word[:2] for number in self._shards_from(letter)]
            shards = list(dict.fromkeys(every))
        for number in shards:
            written, counts = self._parts.value(f"{self.manifest.lists}/words/{number}")
            yield from zip(read_words(written), (read_numbers(counts) + 1).tolist(), strict=True)

    def _shards_from(self, beginning: str) -> range:
        """Give the shards of words that may have words with a beginning."""
        firsts = self.manifest.words
        last = place_of(firsts, f"{beginning}\uffff")
        return range(max(place_of(firsts, beginning), 0), last + 1)

    def expanded(self, clause: Clause) -> Sequence[str]:
        """Give the terms of the index that a clause stands for."""
        if clause not in self._expanded:
            self._expanded[clause] = self._expand(clause)
        return self._expanded[clause]

    def _expand(self, clause: Clause) -> Sequence[str]:
        term = stem(clause.term) if clause.stemmed else clause.term
        if clause.edits is not None and clause.is_open:
            return near(self.vocabulary, term, int(clause.edits))
        if clause.is_open:
            return matching(self.vocabulary, term)
        return [term] if self.terms.get(term) is not None else []

    def bounded(self, terms: Sequence[str]) -> Sequence[str]:
        """Leave out terms where there are more, or in more shards, than the page looks up for a clause."""
        if len(terms) <= _MOST_TERM_SHARDS:
            return terms
        segments = self.manifest.segments
        shards: set[tuple[int, int]] = set()
        for number, term in enumerate(terms):
            shards |= {(each.first_row, place_of(each.terms, term)) for each in segments}
            if number == _MOST_TERMS or len(shards) > _MOST_TERM_SHARDS:
                return terms[:number]
        return terms

    def ref(self, row: int) -> str:
        """Give a document's name in `search/lunr.json`, where the newest is 0."""
        return str(self.manifest.documents - 1 - row)

    def shown(self, row: int) -> Shown:
        """Give what a result shows of a document."""
        part, place = divmod(row, self.manifest.documents_a_part)
        slug, title, date, abstract, more = self._parts.value(self.manifest.document_part(part))[
            place
        ]
        return Shown(
            slug=slug,
            title=title,
            abstract=abstract,
            date=None if date is None else dt.date.fromisoformat(date),
            topics=tuple(Slug(self.manifest.topics[number][0]) for number in self._topics(row)),
            path=urls.paper_fragment(more["home"], slug)
            if "home" in more
            else urls.paper_path(slug),
        )

    def _topics(self, row: int) -> list[int]:
        """Give the numbers of the topics that a result shows."""
        part, place = self.manifest.topics_part(row)
        numbers = iter(read_numbers(self._parts.value(part)).tolist())
        for _ in range(place):
            deque(islice(numbers, next(numbers)), 0)
        return list(islice(numbers, next(numbers)))
