"""What a build keeps on disk: its papers while it works, and all that spares work to the next one.

Enters: papers, records of sources, what was written. Leaves: the same, by number, by key or in order. Everything here
may be deleted; the next build then does all its work again.
"""

from __future__ import annotations

from generator.store.folder import StoreFolder, open_store, store_errors
from generator.store.outputs import OutputMemory, Remembered
from generator.store.packing import packed_paper, packed_texts, unpacked_paper
from generator.store.papers import PaperStore, StoredPapers, StoredRow
from generator.store.rows import packed_row
from generator.store.sources import SourceStore, StoredSource, packed_ledger, unpacked_ledger

__all__ = [
    "OutputMemory",
    "PaperStore",
    "Remembered",
    "SourceStore",
    "StoreFolder",
    "StoredPapers",
    "StoredRow",
    "StoredSource",
    "open_store",
    "packed_ledger",
    "packed_paper",
    "packed_row",
    "packed_texts",
    "store_errors",
    "unpacked_ledger",
    "unpacked_paper",
]
