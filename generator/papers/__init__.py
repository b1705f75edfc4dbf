"""Source records to papers: identity, and the merging of duplicates.

Enters: the records of all sources, in any order. Leaves: papers by id, each with every place where it
was read; the result does not depend on the order of the records. Memory grows by about 200 bytes a
record: the texts wait in a temporary file, and only hashes of them are compared. What makes papers of records,
`generator.papers.merge`, is loaded when it is asked for: a site that did not change needs none of it.
"""

from __future__ import annotations

from generator.papers.identity import paper_id, paper_ids
from generator.papers.key_table import DIGEST_SIZE, KeyTable, joined, keys_of
from generator.papers.records import packed_record, unpacked_record
from generator.papers.spool import RecordSpool, SpoolSequence

__all__ = [
    "DIGEST_SIZE",
    "KeyTable",
    "RecordSpool",
    "SpoolSequence",
    "joined",
    "keys_of",
    "packed_record",
    "paper_id",
    "paper_ids",
    "unpacked_record",
]
