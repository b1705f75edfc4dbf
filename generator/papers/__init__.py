"""Source records to papers: identity, and the merging of duplicates.

Enters: the records of all sources, in any order. Leaves: papers by id, each with every place where it
was read; the result does not depend on the order of the records. Memory grows by about 200 bytes a
record: the texts wait in a temporary file, and only hashes of them are compared.
"""

from __future__ import annotations

from generator.papers.merge import merge_records

__all__ = ["merge_records"]
