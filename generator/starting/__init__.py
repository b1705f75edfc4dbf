"""A new digest: its settings, its first papers, and topics for them.

Enters: what its owner answers, and dumps or none. Leaves: a folder that `broadsheet build` makes a site of. Refuses: to write over anything.
"""

from __future__ import annotations

from generator.starting.digest import Started, refuse_old_digest, start_digest, start_from
from generator.starting.dumps import Dump, Dumps, read_dumps, with_year

__all__ = [
    "Dump",
    "Dumps",
    "Started",
    "read_dumps",
    "refuse_old_digest",
    "start_digest",
    "start_from",
    "with_year",
]
