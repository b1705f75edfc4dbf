"""Where terms stand: in which documents, how often, at which places.

Enters: terms, keys of names. Leaves: `Postings`, weights, positions, rows. The weights are those that
`search/lunr.json` has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.lookup.parts import Manifest, Parts, Segment, place_of
from generator.lookup.symbols import Numbers, read_numbers, read_words, rows_of

Weights = npt.NDArray[np.float64]

_NEAR_HALF = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Postings:
    """A field of documents that has a term: the rows, the field's lengths there, how often the term is there."""

    rows: Numbers
    lengths: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """What a shard of a segment has of a term, by the number of the field, and where its positions are."""

    fields: Mapping[int, Postings]
    positions: str
    first_position: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A term of the index with its postings by the number of the field, ascending; they come in a piece a segment."""

    fields: Mapping[int, Postings]
    pieces: tuple[_Piece, ...]

    @property
    def frequency(self) -> int:
        """Give Lunr's number of documents with the term: one for each field that has it."""
        return sum(len(postings.rows) for postings in self.fields.values())

    def rows(self, fields: tuple[int, ...]) -> Numbers:
        """Give the rows of documents that have the term in one of some fields."""
        every = [self.fields[field].rows for field in fields if field in self.fields]
        return np.unique(np.concatenate(every)) if every else np.zeros(0, dtype=np.int64)


class Terms:
    """The terms of an index; each shard is decoded once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shards: dict[str, dict[str, _Piece]] = {}
        self._positions: dict[str, Numbers] = {}
        self._terms: dict[str, Term | None] = {}

    @property
    def manifest(self) -> Manifest:
        """Give the corpus figures."""
        return self._parts.manifest

    def get(self, term: str) -> Term | None:
        """Give a term with its postings, or none if no document has it."""
        if term not in self._terms:
            found = [self._piece(segment, term) for segment in self.manifest.segments]
            pieces = tuple(piece for piece in found if piece is not None)
            self._terms[term] = _joined(pieces) if pieces else None
        return self._terms[term]

    def _piece(self, segment: Segment, term: str) -> _Piece | None:
        number = place_of(segment.terms, term)
        absent = segment.vocabulary is not None and term not in segment.vocabulary
        if number < 0 or absent:
            return None
        part = f"{segment.folder}/terms/{number}"
        if part not in self._shards:
            positions = f"{segment.folder}/positions/{number}"
            count = len(self.manifest.fields)
            self._shards[part] = _shard(self._parts.value(part), segment, positions, count)
        return self._shards[part].get(term)

    def weights(self, term: Term, field: int) -> Weights:
        """Give Lunr's weight of each posting of a term in a field, rounded to three decimals."""
        manifest, postings = self.manifest, term.fields[field]
        frequency = term.frequency
        idf = math.log(1 + abs((manifest.documents - frequency + 0.5) / (frequency + 0.5)))
        # In the order of operations of generator.search.merge, for the last digit's sake.
        norm = 1.2 * (1 - 0.75 + 0.75 * (postings.lengths / (manifest.averages[field] or 1.0)))
        counts = postings.counts.astype(np.float64)
        return _rounded(idf * ((1.2 + 1) * counts) / (norm + counts) * manifest.boosts[field])

    def positions(self, term: Term, field: int) -> tuple[Numbers, Numbers]:
        """Give where a term stands in a field: for each time the row, and the place in the text."""
        found = [self._positions_in(piece, field) for piece in term.pieces if field in piece.fields]
        rows, places = zip(*found, strict=True)
        return np.concatenate(rows), np.concatenate(places)

    def _positions_in(self, piece: _Piece, field: int) -> tuple[Numbers, Numbers]:
        if piece.positions not in self._positions:
            value = self._parts.value(piece.positions)
            self._positions[piece.positions] = read_numbers(value)
        before = [postings for other, postings in piece.fields.items() if other < field]
        start = piece.first_position + sum(int(postings.counts.sum()) for postings in before)
        postings = piece.fields[field]
        counts = postings.counts
        gaps = self._positions[piece.positions][start : start + int(counts.sum())] + 1
        sums = np.cumsum(gaps)
        firsts = np.cumsum(counts) - counts
        places = sums - np.repeat(sums[firsts] - gaps[firsts], counts) - 1
        return np.repeat(postings.rows, counts), places


def _joined(pieces: tuple[_Piece, ...]) -> Term:
    """Put the pieces of a term together, which come in the order of their rows."""
    if len(pieces) == 1:
        return Term(fields=pieces[0].fields, pieces=pieces)
    fields = {}
    for field in sorted({field for piece in pieces for field in piece.fields}):
        every = [piece.fields[field] for piece in pieces if field in piece.fields]
        fields[field] = Postings(
            rows=np.concatenate([postings.rows for postings in every]),
            lengths=np.concatenate([postings.lengths for postings in every]),
            counts=np.concatenate([postings.counts for postings in every]),
        )
    return Term(fields=fields, pieces=pieces)


def _rounded(weights: Weights) -> Weights:
    thousandths = np.rint(weights * 1000)
    # Where half a thousandth is near, the product may round otherwise than the decimals in search/lunr.json.
    for place in np.flatnonzero(np.abs(weights * 1000 % 1 - 0.5) < _NEAR_HALF).tolist():
        thousandths[place] = round(round(float(weights[place]), 3) * 1000)
    return thousandths / 1000


def _shard(
    value: tuple[str, str], segment: Segment, positions: str, count: int
) -> dict[str, _Piece]:
    """Read a shard of an index of so many fields; `positions` is the part that has the words' places."""
    words, written = value
    numbers = read_numbers(written)
    pieces: dict[str, _Piece] = {}
    place = position = 0
    for word in read_words(words):
        mask = int(numbers[place])
        having = [field for field in range(count) if mask >> field & 1]
        place += 1
        sizes = (numbers[place : place + len(having)] + 1).tolist()
        place += len(having)
        fields = {}
        for field, size in zip(having, sizes, strict=True):
            lists = 3 if mask >> count & 1 else 2
            read = numbers[place : place + lists * size].reshape(lists, size)
            place += lists * size
            fields[field] = Postings(
                rows=rows_of(read[0]) + segment.first_row,
                lengths=segment.lengths[field][read[1]],
                counts=read[2] + 1 if lists == 3 else np.ones(size, dtype=np.int64),
            )
        pieces[word] = _Piece(fields=fields, positions=positions, first_position=position)
        position += sum(int(postings.counts.sum()) for postings in fields.values())
    return pieces


class Names:
    """The look-up of names, compounds, folded letters, CJK and identifiers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shards: dict[str, dict[str, Numbers]] = {}

    def rows(self, key: str) -> Numbers:
        """Give the ascending rows of a key of `generator.search.names`, none if no document has it."""
        every = [self._rows_in(segment, key) for segment in self._parts.manifest.segments]
        # Texts and topics may have a key both.
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *every]))

    def _rows_in(self, segment: Segment, key: str) -> Numbers:
        number = place_of(segment.names, key)
        part = f"{segment.folder}/names/{number}"
        if number >= 0 and part not in self._shards:
            self._shards[part] = _named_rows(*self._parts.value(part))
        found = self._shards[part].get(key) if number >= 0 else None
        return np.zeros(0, dtype=np.int64) if found is None else found + segment.first_row


def _named_rows(words: str, written: str) -> dict[str, Numbers]:
    numbers = read_numbers(written)
    named = {}
    place = 0
    for word in read_words(words):
        end = place + 2 + int(numbers[place])
        named[word] = rows_of(numbers[place + 1 : end])
        place = end
    return named
