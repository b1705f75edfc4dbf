"""The shards in which a page looks things up: terms with positions, names, and words.

Enters: a `MergedIndex`. Leaves: `Table`s and parts (docs/search-index.md).
"""

from __future__ import annotations

import numpy as np

from generator.search.arrays import Listing, Numbers
from generator.search.merge import MergedIndex, merged_listing
from generator.search.parts import Part, Table, as_json, shard_size, table
from generator.search.postings import Written, write_positions, write_postings
from generator.search.symbols import ends_of, gaps, in_utf_16_order, symbols, word_list

# In digests of so many documents, a word is completed and corrected to if it is in so many of them.
_WORD_IN = ((20_000, 3), (2_000, 2))


def term_parts(index: MergedIndex, ranks: tuple[Numbers, ...]) -> tuple[Table, list[Part]]:
    """Write the terms with their postings; and, by the same shards, where they stand."""
    most = shard_size(index.documents)
    postings = write_postings(index, ranks)
    found, every = table("terms", index.terms, postings.text, postings.ends, most)
    positions = write_positions(index)
    parts = []
    for number, some in enumerate(every):
        start = int(positions.ends[some.start - 1]) if some.start else 0
        text = positions.text[start : int(positions.ends[some.stop - 1])]
        parts.append(Part(name=f"positions/{number}", json=b'"%s"' % text))
    return found, parts


def vocabulary_part(index: MergedIndex) -> Part:
    """Write all terms."""
    return Part(name="vocabulary", json=as_json(word_list(index.terms)))


def name_table(index: MergedIndex, identified: Listing) -> Table:
    """Write the keys of names, and of identifiers, with the rows of each."""
    every = merged_listing([index.names, identified], [0, 0])
    written = _counted_rows(every.rows, every.sizes)
    return table("names", every.names, written.text, written.ends, shard_size(index.documents))[0]


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


def word_table(index: MergedIndex) -> Table:
    """Write the words that are completed and corrected to, with how many documents have each."""
    least = next((least for documents, least in _WORD_IN if index.documents >= documents), 1)
    words = in_utf_16_order(word for word, count in index.words.items() if count >= least)
    counts = np.fromiter((index.words[word] - 1 for word in words), np.int64, len(words))
    ends = ends_of(counts)
    text = symbols(counts, ends).tobytes()
    return table("words", words, text, ends, shard_size(index.documents))[0]
