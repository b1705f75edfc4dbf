"""Pagefind over Hugo's output, for benchmarks/building.py: not a benchmark itself.

Only the articles of papers are indexed (`data-pagefind-body` in the layout), not the lists they stand in.
"""

from __future__ import annotations

from pathlib import Path

VERSION = "pagefind@1.6.0"


def find_pagefind(peers: Path) -> Path | None:
    """Find Pagefind's own binary, behind the script of Node that npm puts before it."""
    found = sorted((peers / "node_modules" / "@pagefind").glob("*/bin/pagefind*"))
    binaries = [file for file in found if file.suffix in ("", ".exe")]
    return binaries[0] if binaries else None


def pagefind_command(pagefind: Path, site: Path) -> list[str]:
    """Give the command that adds an index to a site."""
    return [str(pagefind), "--site", str(site), "--silent"]
