"""Which documents answer, and in what order: lunr.Index.prototype.query, and what is found beside it.

Enters: what is sought, with the terms of the index that each clause stands for. Leaves: a `Ranking`. A name with
its signs ranks first, another way of writing a word last; without them the answer is Lunr's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.lookup.language import Clause, Presence
from generator.lookup.postings import Terms, Weights
from generator.lookup.symbols import Numbers

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sought:
    """A clause with its terms, or the rows of a phrase.

    `beside` are the rows of names and of other ways to write its word; they go `first` if that is what was typed.
    """

    clause: Clause
    terms: Sequence[str] = ()
    rows: Numbers | None = None
    beside: Sequence[Numbers] = ()
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """Rows of documents, the best first, of equal ones the last, with scores and ranks.

    A rank above 0 is of what goes first, one below 0 of what Lunr does not find.
    """

    rows: Numbers
    scores: Weights
    ranks: Numbers


def rank(terms: Terms, every: Sequence[Sought]) -> Ranking:
    """Find and score documents."""
    by_presence = {
        presence: [each for each in every if each.clause.presence is presence]
        for presence in Presence
    }
    required = by_presence[Presence.REQUIRED]
    others = [each for each in every if each.clause.presence is not Presence.PROHIBITED]
    allowed = ~_having_any(terms, by_presence[Presence.PROHIBITED], beside=True)
    # Lunr takes a query of no clause for one that only excludes, and finds everything.
    scores, hits = _scores(terms, others)
    found = (hits | (not others)) & allowed & _having_all(terms, required, beside=False)
    asked = [each for each in others if len(each.beside)]
    also = _having_all(terms, required, beside=True) & allowed & ~found
    also &= hits | _having_any(terms, asked, beside=True) if asked else False
    ranks = np.zeros(terms.manifest.documents, dtype=np.int64)
    ranks[also] = -1
    for each in asked:
        if each.first:
            rows = np.unique(np.concatenate(each.beside))
            rows = rows[(found | also)[rows]]
            ranks[rows] = np.maximum(ranks[rows], 0) + 1
    rows = np.flatnonzero(found | also)[::-1]
    rows = rows[np.lexsort((-scores[rows], -ranks[rows]))]
    return Ranking(rows=rows, scores=scores[rows], ranks=ranks[rows])


def _scores(terms: Terms, every: Sequence[Sought]) -> tuple[Weights, _Flags]:
    """Give Lunr's scores by row, and which documents have a term."""
    scores = np.zeros(terms.manifest.documents)
    hits = np.zeros(terms.manifest.documents, dtype=np.bool_)
    for field in range(len(terms.manifest.fields)):
        boosts = _boosts(field, every)
        magnitude = math.sqrt(sum(boost * boost for boost in boosts.values()))
        for name, boost in boosts.items():
            term = terms.get(name)
            if term is not None and field in term.fields:
                rows = term.fields[field].rows
                hits[rows] = True
                # Two boosts without a number have no quotient, and none at all has none either.
                factor = boost / magnitude if 0 < magnitude < math.inf else 0.0
                scores[rows] += terms.weights(term, field) * factor
    return scores, hits


def _boosts(field: int, every: Sequence[Sought]) -> dict[str, float]:
    """Give Lunr's query vector of a field: the boosts of the terms that are sought there."""
    boosts: dict[str, float] = {}
    for each in every:
        if field in each.clause.fields:
            for name in each.terms:
                boosts[name] = boosts.get(name, 0.0) + each.clause.boost
    return boosts


def _rows(terms: Terms, sought: Sought, *, beside: bool) -> Iterator[Numbers]:
    if sought.rows is not None:
        yield sought.rows
    for name in sought.terms:
        if (term := terms.get(name)) is not None:
            yield term.rows(sought.clause.fields)
    if beside:
        yield from sought.beside


def _having_any(terms: Terms, every: Sequence[Sought], *, beside: bool) -> _Flags:
    having = np.zeros(terms.manifest.documents, dtype=np.bool_)
    for each in every:
        for rows in _rows(terms, each, beside=beside):
            having[rows] = True
    return having


def _having_all(terms: Terms, every: Sequence[Sought], *, beside: bool) -> _Flags:
    having = np.ones(terms.manifest.documents, dtype=np.bool_)
    for each in every:
        having &= _having_any(terms, [each], beside=beside)
    return having
