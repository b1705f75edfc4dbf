"""The shards in which a page looks things up: terms with positions, names, and words.

Enters: what batches have of a range of terms, listings of names, words. Leaves: `Table`s (docs/search-index.md). All are
functions of plain values, for any process to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import Listing, Numbers
from generator.search.batch import Words, parted
from generator.search.merge import Run, merge, merged_listing, merged_words
from generator.search.parts import Table, table
from generator.search.postings import Written, positions_of, write_postings
from generator.search.symbols import ends_of, gaps, in_utf_16_order, symbols

# In digests of so many documents, a word is completed and corrected to if it is in so many of them.
_WORD_IN = ((20_000, 3), (2_000, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRange:
    """The shards of a range of terms with their postings; and, by the same shards, where they stand."""

    terms: Table
    positions: tuple[bytes, ...]


def write_range(every: Sequence[Run], ranks: Numbers, most: int) -> TermRange:
    """Merge and write a range of terms, in shards of `most` characters; `ranks` are of the lengths of texts."""
    merged = merge(every)
    postings = write_postings(merged, ranks)
    terms, of_shards = table(merged.terms, postings.text, postings.ends, most)
    positions = positions_of(merged)
    values = []
    for some in of_shards:
        start = int(positions.ends[some.start - 1]) if some.start else 0
        values.append(b'"%s"' % positions.text[start : int(positions.ends[some.stop - 1])])
    return TermRange(terms=terms, positions=tuple(values))


def write_names(listings: Sequence[Listing], first_rows: Sequence[int], most: int) -> Table:
    """Merge and write keys of names and of identifiers with the rows of each."""
    every = merged_listing(listings, first_rows)
    written = _counted_rows(every.rows, every.sizes)
    return table(every.names, written.text, written.ends, most)[0]


def _counted_rows(rows: Numbers, counts: Numbers) -> Written:
    firsts = np.cumsum(counts) - counts
    values = np.zeros(len(rows) + len(counts), dtype=np.int64)
    starts = firsts + np.arange(len(counts))
    values[starts] = counts - 1
    rest = np.ones(len(values), dtype=bool)
    rest[starts] = False
    values[rest] = gaps(rows, firsts)
    ends = ends_of(values)
    return Written(text=symbols(values, ends).tobytes(), ends=ends[starts + counts])


def write_words(
    texts: Sequence[Words], topics: Sequence[Words], documents: int, most: int
) -> Table:
    """Write the words that are completed and corrected to, with how many documents have each.

    `texts` are of titles and abstracts, `topics` of the titles of topics, which few texts have as well: the documents
    are those that have a word here or there, whichever are more.
    """
    least = next((least for bound, least in _WORD_IN if documents >= bound), 1)
    having = _counts(merged_words(texts))
    for word, count in _counts(merged_words(topics)).items():
        having[word] = max(having.get(word, 0), count)
    words = in_utf_16_order(word for word, count in having.items() if count >= least)
    counts = np.fromiter((having[word] - 1 for word in words), np.int64, len(words))
    ends = ends_of(counts)
    return table(words, symbols(counts, ends).tobytes(), ends, most)[0]


def _counts(words: Words) -> dict[str, int]:
    return dict(zip(parted(words.words), words.counts.tolist(), strict=True))
