"""An index in Lunr's own serialisation (lunr-schema 2.3.9).

Enters: a `MergedIndex`. Leaves: JSON in UTF-8, in pieces: the bytes that `json` makes of what lunr.py
serialises. The refs of documents are their rows.

One thing differs from lunr.py: terms stand in the order of UTF-16, which is another where a character
beyond U+FFFF meets one from U+E000 on. lunr.js compares so, and refuses to load terms in other order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import compress, islice

from generator.search.batch import FIELDS, BatchIndex
from generator.search.merge import MergedIndex

_K1 = 1.2
_B = 0.75
_PIPELINE = ("stemmer",)  # what lunr.js does with the words of a query
_VERSION = "2.3.9"
_TERMS_AT_ONCE = 4096
_quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorWork:
    """What the field vectors of one batch are made of; `numbers` and `idf` are by the batch's terms."""

    batch: BatchIndex
    first_row: int
    numbers: Sequence[int]
    idf: Sequence[float]
    average_lengths: Sequence[float]
    boosts: Sequence[int]


def vector_work(index: MergedIndex, boosts: Sequence[int]) -> Iterator[VectorWork]:
    """Give the field vectors that are to be written, batch by batch."""
    for batch, first_row, numbers in zip(
        index.batches, index.first_rows, index.numbers, strict=True
    ):
        yield VectorWork(
            batch=batch,
            first_row=first_row,
            numbers=numbers,
            idf=[0.0, *(index.idf[number] for number in islice(numbers, 1, None))],
            average_lengths=index.average_lengths,
            boosts=boosts,
        )


def write_vectors(work: VectorWork) -> bytes:
    """Write the field vectors of a batch, with commas between them."""
    batch = work.batch
    vectors: list[str] = []
    start = 0
    for position, (size, length) in enumerate(zip(batch.sizes, batch.lengths, strict=True)):
        row, place = divmod(position, len(FIELDS))
        ref = f"{FIELDS[place]}/{work.first_row + row}"
        vectors.append(f'["{ref}",[{_vector(work, place, start, start + size, length)}]]')
        start += size
    return _shortened(",".join(vectors)).encode()


def _vector(work: VectorWork, place: int, start: int, end: int, length: int) -> str:
    """Write the weights of one field of one document, by number of the term; `;` ends each."""
    if start == end:
        return ""
    terms, counts = work.batch.numbers[start:end], work.batch.counts[start:end]
    idf, gain, boost = work.idf, _K1 + 1, work.boosts[place]
    norm = _K1 * (1 - _B + _B * (length / work.average_lengths[place]))
    once = norm + 1
    # In lunr.py's order of operations, for the last digit's sake.
    weights = [
        (idf[term] * gain / once if count == 1 else idf[term] * (gain * count) / (norm + count))
        * boost
        for term, count in zip(terms, counts, strict=True)
    ]
    weight_of = dict(zip(map(work.numbers.__getitem__, terms), weights, strict=True))
    ordered = sorted(weight_of)
    values: list[float] = [0.0] * (2 * len(ordered))
    values[::2] = ordered
    values[1::2] = map(weight_of.__getitem__, ordered)
    # The same digits as those of lunr.py's round(weight, 3).
    return "%d,%.3f;" * len(ordered) % tuple(values)


def _shortened(vectors: str) -> str:
    """Take the zeros off the ends of weights that JSON's shortest decimal has not: 1.250, 2.000."""
    for ending, shorter in (("000;", "#;"), ("00;", ";"), ("0;", ";"), ("#", "0"), (";]", "]")):
        vectors = vectors.replace(ending, shorter)
    return vectors.replace(";", ",")


def write_terms(index: MergedIndex) -> Iterator[bytes]:
    """Write the terms, sorted, each with the documents that have it; some thousands at a time."""
    postings = _postings(index)
    terms = sorted(index.terms, key=_utf_16)
    for start in range(0, len(terms), _TERMS_AT_ONCE):
        some = terms[start : start + _TERMS_AT_ONCE]
        yield ",".join([_term(term, index.terms[term], postings) for term in some]).encode()


def _postings(index: MergedIndex) -> dict[int, str]:
    """Write the documents of each field of each term, if it has any, by term and field."""
    parts: dict[int, list[str]] = {}
    postings: dict[int, str] = {}
    for batch, first_row, numbers in zip(
        index.batches, index.first_rows, index.numbers, strict=True
    ):
        refs = [f'"{row}":{{}}' for row in range(first_row, first_row + batch.documents)]
        having = list(map(refs.__getitem__, batch.rows))
        start = 0
        for place in compress(range(len(batch.having)), batch.having):
            end = start + batch.having[place]
            number, field = divmod(place, len(FIELDS))
            key = numbers[number + 1] * len(FIELDS) + field
            part = ",".join(having[start:end])
            # Most terms are in few documents; a list for each would cost more than its text.
            if key in postings:
                parts.setdefault(key, [postings[key]]).append(part)
            else:
                postings[key] = part
            start = end
    return postings | {key: ",".join(several) for key, several in parts.items()}


def _utf_16(term: str) -> bytes:
    return term.encode("utf-16-be")


_TERM = "[%s,{" + "".join(f'"{name}":{{%s}},' for name in FIELDS) + '"_index":%d}]'


def _term(term: str, number: int, postings: Mapping[int, str]) -> str:
    key = number * len(FIELDS)
    having = [postings.get(key + field, "") for field in range(len(FIELDS))]
    return _TERM % (f'"{term}"' if term.isalnum() else _quoted(term), *having, number)


def lunr_json(
    index: MergedIndex, boosts: Sequence[int], executor: Executor | None = None
) -> Iterator[bytes]:
    """Write an index, piece by piece; `boosts` are by field."""
    yield f'{{"version":"{_VERSION}","fields":{_quoted(FIELDS)},"fieldVectors":['.encode()
    work = list(vector_work(index, boosts))
    if executor is None:
        yield from _separated(map(write_vectors, work))
        terms = write_terms(index)
    else:
        # The terms are as much work as a few batches of vectors; what nobody has begun then is done here.
        begun = [executor.submit(write_vectors, some) for some in work[::-1]][::-1]
        terms = iter(list(write_terms(index)))
        yield from _separated(map(_result, begun, work))
    yield b'],"invertedIndex":['
    yield from _separated(terms)
    yield f'],"pipeline":{_quoted(_PIPELINE)}}}'.encode()


def _result(begun: Future[bytes], work: VectorWork) -> bytes:
    """Wait for what another process makes, or make it here if none has begun with it."""
    return write_vectors(work) if begun.cancel() else begun.result()


def _separated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for number, piece in enumerate(pieces):
        if number:
            yield b","
        yield piece
