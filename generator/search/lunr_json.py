"""An index in Lunr's own serialisation (lunr-schema 2.3.9).

Enters: a `MergedIndex`. Leaves: JSON in UTF-8, in pieces: the bytes that `json` makes of what lunr.py
serialises. The refs of documents are their rows.

One thing differs from lunr.py: terms stand in the order of UTF-16, which is another where a character
beyond U+FFFF meets one from U+E000 on. lunr.js compares so, and refuses to load terms in other order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from generator.search.arrays import Numbers
from generator.search.batch import FIELDS
from generator.search.merge import MergedIndex, weights

_PIPELINE = ("stemmer",)  # what lunr.js does with the words of a query
_VERSION = "2.3.9"
_TERMS_AT_ONCE = 4096
_TEXTS_AT_ONCE = 4096
_NEAR_HALF = 1e-6
_quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorWork:
    """Some texts, the first of them `first`: how many terms each has, their numbers and their weights.

    A text is a field of a document; its number is the row times `FIELDS` plus the field.
    """

    first: int
    sizes: Numbers
    numbers: Numbers
    weights: Numbers


def vector_work(index: MergedIndex, boosts: Sequence[int]) -> Iterator[VectorWork]:
    """Give the field vectors that are to be written, some thousands of texts at a time."""
    fields = np.repeat(index.groups % len(FIELDS), index.sizes)
    texts = index.rows.astype(np.int64) * len(FIELDS) + fields
    numbers = np.repeat(index.numbers[index.groups // len(FIELDS)], index.sizes)
    order = np.argsort(texts * max(len(index.terms), 1) + numbers)
    weighed, numbers = weights(index, boosts)[order], numbers[order]
    sizes = np.bincount(texts, minlength=index.documents * len(FIELDS))
    ends = np.cumsum(sizes)
    for first in range(0, len(sizes), _TEXTS_AT_ONCE):
        some = sizes[first : first + _TEXTS_AT_ONCE]
        start, end = int(ends[first] - sizes[first]), int(ends[first + len(some) - 1])
        yield VectorWork(
            first=first, sizes=some, numbers=numbers[start:end], weights=weighed[start:end]
        )


def write_vectors(work: VectorWork) -> bytes:
    """Write the field vectors of some texts, with commas between them."""
    thousandths = np.rint(work.weights * 1000).astype(np.int64)
    # Where half a thousandth is near, the product may round otherwise than Python's decimals, as lunr.py's are.
    unsure = np.flatnonzero(np.abs(work.weights * 1000 % 1 - 0.5) < _NEAR_HALF)
    for place in unsure.tolist():
        thousandths[place] = round(round(float(work.weights[place]), 3) * 1000)
    unique, inverse = np.unique(thousandths, return_inverse=True)
    decimals = [repr(number / 1000) for number in unique.tolist()]
    values = [""] * (2 * len(work.numbers))
    values[::2] = map(str, work.numbers.tolist())
    values[1::2] = map(decimals.__getitem__, inverse.tolist())
    ends = (2 * np.cumsum(work.sizes)).tolist()
    vectors = []
    for text, (start, end) in enumerate(pairwise([0, *ends]), start=work.first):
        ref = f"{FIELDS[text % len(FIELDS)]}/{text // len(FIELDS)}"
        vectors.append(f'["{ref}",[{",".join(values[start:end])}]]')
    return ",".join(vectors).encode()


_TERM = "[%s,{" + "".join(f'"{name}":{{%s}},' for name in FIELDS) + '"_index":%d}]'


def write_terms(index: MergedIndex) -> Iterator[bytes]:
    """Write the terms, each with the documents that have it; some thousands at a time."""
    refs = [f'"{row}":{{}}' for row in range(index.documents)]
    ends = np.cumsum(index.sizes)
    numbers = index.numbers.tolist()
    # A term's groups lie from its entry to the next one's.
    firsts = np.searchsorted(index.groups // len(FIELDS), np.arange(len(index.terms) + 1)).tolist()
    for start in range(0, len(index.terms), _TERMS_AT_ONCE):
        stop = min(start + _TERMS_AT_ONCE, len(index.terms))
        groups = slice(firsts[start], firsts[stop])
        first_posting = int(ends[groups.start] - index.sizes[groups.start])
        having = list(
            map(refs.__getitem__, index.rows[first_posting : int(ends[groups.stop - 1])].tolist())
        )
        lists = [""] * ((stop - start) * len(FIELDS))
        before = 0
        for group, end in zip(index.groups[groups].tolist(), ends[groups].tolist(), strict=True):
            lists[group - start * len(FIELDS)] = ",".join(having[before : end - first_posting])
            before = end - first_posting
        yield ",".join(
            _TERM
            % (
                _name(index.terms[term]),
                *lists[(term - start) * len(FIELDS) : (term - start + 1) * len(FIELDS)],
                numbers[term],
            )
            for term in range(start, stop)
        ).encode()


def _name(term: str) -> str:
    return f'"{term}"' if term.isalnum() else _quoted(term)


def lunr_json(
    index: MergedIndex, boosts: Sequence[int], executor: Executor | None = None
) -> Iterator[bytes]:
    """Write an index, piece by piece; `boosts` are by field."""
    yield f'{{"version":"{_VERSION}","fields":{_quoted(FIELDS)},"fieldVectors":['.encode()
    if executor is None:
        yield from _separated(map(write_vectors, vector_work(index, boosts)))
        terms = write_terms(index)
    else:
        work = list(vector_work(index, boosts))
        # The terms are as much work as a third of the vectors; what nobody has begun then is done here.
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
