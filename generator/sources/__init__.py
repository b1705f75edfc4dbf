"""Reading sources: one module per input shape, each from a file to records and a ledger.

What reads takes long to load, and a site that did not change is not read: what a source is read with stands in
`generator.sources.opening`, and here only what settings need to know.
"""

from __future__ import annotations

from generator.sources.dump import DUMP_SHAPES
from generator.sources.registry import ReaderError, format_names

__all__ = ["ReaderError", "known_formats"]


def known_formats() -> tuple[str, ...]:
    """Give the name of every shape and format that can be read here."""
    return (*DUMP_SHAPES, *format_names())
