"""An index in Lunr's own serialisation (lunr-schema 2.3.9).

Enters: a `WholeIndex`. Leaves: JSON in UTF-8, in pieces: the bytes that `json` makes of what lunr.py
serialises.

One thing differs from lunr.py: terms stand in the order of UTF-16, which is another where a character
beyond U+FFFF meets one from U+E000 on. lunr.js compares so, and refuses to load terms in other order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from generator.search.arrays import Numbers, different
from generator.search.batch import FIELDS
from generator.search.spread import Spread, here
from generator.search.whole import WholeIndex, weights

_PIPELINE = ("stemmer",)  # what lunr.js does with the words of a query
_VERSION = "2.3.9"
_TERMS_AT_ONCE = 4096
_TEXTS_AT_ONCE = 4096
_NEAR_HALF = 1e-6
_quoted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorWork:
    """Some texts, the first of them `first`: how many terms each has, their numbers and their weights.

    A text is a field of a document; its number is the ref times `FIELDS` plus the field.
    """

    first: int
    sizes: Numbers
    numbers: Numbers
    weights: Numbers


def vector_work(index: WholeIndex, boosts: Sequence[int]) -> Iterator[VectorWork]:
    """Give the field vectors that are to be written, some thousands of texts at a time."""
    fields = np.repeat(index.groups % len(FIELDS), index.sizes)
    texts = index.refs * len(FIELDS) + fields
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
    unique, inverse = different(thousandths)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWork:
    """Some terms, with their numbers; their groups, counted from the first, and the refs of these."""

    terms: Sequence[str]
    numbers: Numbers
    groups: Numbers
    sizes: Numbers
    refs: Numbers


def term_work(index: WholeIndex) -> Iterator[TermWork]:
    """Give the terms that are to be written, some thousands at a time."""
    ends = np.cumsum(np.append(0, index.sizes), dtype=np.int64)
    for start in range(0, len(index.terms), _TERMS_AT_ONCE):
        stop = min(start + _TERMS_AT_ONCE, len(index.terms))
        first, last = np.searchsorted(index.groups, np.array([start, stop]) * len(FIELDS)).tolist()
        yield TermWork(
            terms=index.terms[start:stop],
            numbers=index.numbers[start:stop],
            groups=index.groups[first:last] - start * len(FIELDS),
            sizes=index.sizes[first:last],
            refs=index.refs[int(ends[first]) : int(ends[last])],
        )


def write_terms(work: TermWork) -> bytes:
    """Write some terms, each with the documents that have it, with commas between them."""
    refs, places = different(work.refs)
    written = [f'"{ref}":{{}}' for ref in refs.tolist()]
    having = list(map(written.__getitem__, places.tolist()))
    lists = [""] * (len(work.terms) * len(FIELDS))
    bounds = pairwise([0, *np.cumsum(work.sizes).tolist()])
    for group, (start, stop) in zip(work.groups.tolist(), bounds, strict=True):
        lists[group] = ",".join(having[start:stop])
    of_fields = [lists[field :: len(FIELDS)] for field in range(len(FIELDS))]
    rows = zip(map(_name, work.terms), *of_fields, work.numbers.tolist(), strict=True)
    return ",".join(map(_TERM.__mod__, rows)).encode()


def _name(term: str) -> str:
    return f'"{term}"' if term.isalnum() else _quoted(term)


def lunr_json(index: WholeIndex, boosts: Sequence[int], spread: Spread = here) -> Iterator[bytes]:
    """Write an index, piece by piece; `boosts` are by field."""
    yield f'{{"version":"{_VERSION}","fields":{_quoted(FIELDS)},"fieldVectors":['.encode()
    yield from _separated(spread(write_vectors, vector_work(index, boosts)))
    yield b'],"invertedIndex":['
    yield from _separated(spread(write_terms, term_work(index)))
    yield f'],"pipeline":{_quoted(_PIPELINE)}}}'.encode()


def _separated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for number, piece in enumerate(pieces):
        if number:
            yield b","
        yield piece
