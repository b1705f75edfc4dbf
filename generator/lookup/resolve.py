"""A text to what is sought in the index.

Enters: a text, an open index. Leaves: a `Resolved`. What Lunr's index has comes first; beside it names, other ways
to write a word, phrases, and the nearest word for one that no document has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.lookup.beside import Keys, Kind, keys_asked, rows_of_phrase, term_asked
from generator.lookup.index import Index
from generator.lookup.language import Clause, Presence
from generator.lookup.reading import Chunk, Phrase, Reading, is_common, joined, read
from generator.lookup.scores import Sought
from generator.lookup.symbols import Numbers
from generator.lookup.words import nearest
from generator.search.terms import term_of

_SIGNS_AT_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_NAMES = (Kind.NAME, Kind.CJK)  # what is looked for as it is, and never corrected
_CUT = "A star or near spelling stands for too many words; not all of them were searched for."


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Words that no document has, and those that were sought for them."""

    misspelt: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What is sought; `keys` are those of words that documents may have in another spelling."""

    sought: tuple[Sought, ...]
    keys: frozenset[str]
    hint: str
    correction: Correction | None


def resolve(index: Index, text: str, *, others: bool) -> Resolved:
    """Resolve a text; `others` looks up other ways to write words that are plain, such as compounds."""
    reading = read(text, index.manifest.fields)
    every = _Clauses(index, reading)
    every.add_names()
    correction = every.correct()
    if others:
        every.add_others(every.plain)
    phrases = [part for phrase in reading.phrases for part in _of_phrase(index, phrase)]
    return Resolved(
        sought=(*every.sought(), *phrases),
        keys=frozenset(every.keys),
        hint=joined(reading.hint, _CUT if every.is_cut else ""),
        correction=correction,
    )


class _Clauses:
    """The clauses of a text, while what belongs to them is looked up."""

    def __init__(self, index: Index, reading: Reading) -> None:
        self._index = index
        self.is_cut = False  # whether a clause stands for more terms than are sought
        self._clauses = reading.clauses
        self._terms = [self._terms_of(clause) for clause in reading.clauses]
        self._beside: dict[int, tuple[Numbers, ...]] = {}
        self._first: set[int] = set()
        self._chunks = [(chunk, keys_asked(chunk.text)) for chunk in reading.chunks]
        self.keys: set[str] = set()

    @property
    def plain(self) -> list[tuple[Chunk, Keys]]:
        """Give the chunks that Lunr reads as they are written."""
        return [(chunk, keys) for chunk, keys in self._chunks if keys.kind is Kind.PLAIN]

    def sought(self) -> list[Sought]:
        """Give what is sought."""
        return [
            Sought(
                clause=clause,
                terms=self._terms[number],
                beside=self._beside.get(number, ()),
                first=number in self._first,
            )
            for number, clause in enumerate(self._clauses)
        ]

    def add_names(self) -> None:
        """Look up what has a sign, a mark on a letter, a hyphen, or is Chinese, Japanese or Korean.

        Other words are found without signs at their ends, too.
        """
        for chunk, asked in self._chunks:
            if asked.kind is not Kind.PLAIN:
                lists = [self._rows(key, names_alone=asked.kind is Kind.CJK) for key in asked.keys]
                self._add(chunk, asked, lists)
            if asked.kind not in _NAMES:
                for number in chunk.clauses:
                    if self._is_lost(number):
                        term = term_asked(self._clauses[number].term)
                        self._terms[number] = self._known(term)

    def add_others(self, chunks: Sequence[tuple[Chunk, Keys]]) -> None:
        """Look up other ways to write plain words that are sought in all fields."""
        for chunk, asked in chunks:
            clause = self._clauses[chunk.clauses[0]]
            anywhere = len(clause.fields) == len(self._index.manifest.fields)
            if anywhere and clause.presence is not Presence.PROHIBITED:
                self._add(chunk, asked, [self._rows(key, names_alone=True) for key in asked.keys])

    def correct(self) -> Correction | None:
        """Seek other ways to write words that no document has, else the nearest words."""
        lost = [
            (chunk, asked, number)
            for chunk, asked in self._chunks
            if asked.kind not in _NAMES
            and not any(number in self._beside for number in chunk.clauses)
            for number in chunk.clauses
            if self._is_lost(number) and self._is_corrected(self._clauses[number])
        ]
        self.add_others([(chunk, asked) for chunk, asked, _ in lost if asked.kind is Kind.PLAIN])
        changed = []
        for _, _, number in lost:
            misspelt = _bare(self._clauses[number].term)
            word = nearest(self._index.words_near(misspelt), misspelt)
            if word is not None and number not in self._beside:
                self._terms[number] = self._known(term_of(word))
                changed.append((misspelt, word))
        if not changed:
            return None
        misspelt, words = (" ".join(some) for some in zip(*changed, strict=True))
        return Correction(misspelt=misspelt, words=words)

    def _add(self, chunk: Chunk, asked: Keys, lists: Sequence[tuple[Numbers, ...]]) -> None:
        """Add the documents that have all keys of a chunk to its first clause."""
        if lists and all(lists):
            number = chunk.clauses[0]
            self._beside[number] = _common(lists) if asked.kind is Kind.CJK else lists[0]
            if asked.kind in _NAMES:
                self._first.add(number)
            self.keys.update(asked.keys)

    def _rows(self, key: str, *, names_alone: bool) -> tuple[Numbers, ...]:
        named = self._index.names.rows(key)
        term = None if names_alone else self._index.terms.get(key)
        in_fields = [postings.rows for postings in term.fields.values()] if term else []
        return tuple(rows for rows in (named, *in_fields) if len(rows))

    def _terms_of(self, clause: Clause) -> Sequence[str]:
        every = self._index.expanded(clause)
        terms = self._index.bounded(every)
        self.is_cut |= len(terms) < len(every)
        return terms

    def _known(self, term: str | None) -> Sequence[str]:
        return [term] if term is not None and self._index.terms.get(term) is not None else []

    def _is_lost(self, number: int) -> bool:
        """Tell whether no document has a clause's word as it is written."""
        return not (self._clauses[number].is_open or self._terms[number])

    @staticmethod
    def _is_corrected(clause: Clause) -> bool:
        bare = _bare(clause.term)
        common = not bare or is_common(bare)
        return clause.presence is not Presence.PROHIBITED and not common


def _bare(word: str) -> str:
    return _SIGNS_AT_ENDS.sub("", word)


def _common(lists: Sequence[tuple[Numbers, ...]]) -> tuple[Numbers, ...]:
    rows = set(lists[0][0].tolist()).intersection(*(some[0].tolist() for some in lists[1:]))
    return (lists[0][0][[row in rows for row in lists[0][0].tolist()]],)


def _of_phrase(index: Index, phrase: Phrase) -> list[Sought]:
    """Require a phrase, and score its words; one of common words alone is left out."""
    places = [(term_asked(word), place) for place, word in enumerate(phrase.words)]
    terms = [(term, place) for term, place in places if term is not None]
    if not terms:
        return []
    presence = Presence.PROHIBITED if phrase.excluded else Presence.REQUIRED
    rows = rows_of_phrase(index, terms, phrase.fields)
    whole = Sought(clause=Clause(term="", fields=phrase.fields, presence=presence), rows=rows)
    scored = [
        Sought(clause=Clause(term=term, fields=phrase.fields), terms=[term]) for term, _ in terms
    ]
    return [whole] if phrase.excluded else [whole, *scored]
