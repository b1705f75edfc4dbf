"""Files of the owner's own, which stand at the site's root as they are: a `CNAME`, a PDF, a font, a page of another program.

Enters: the folder that `site.static` names. Leaves: `OwnFiles`; their bytes stay on disk, whatever their size, and are copied when the
site is written. Refuses: links, pipes and devices, files that are larger than hosts take, names that some system cannot hold, and
addresses that are the site's own. What tools leave in folders is left out, and other hidden files are, with a warning.
"""

from __future__ import annotations

from generator.own_files.collisions import to_copy
from generator.own_files.files import OwnFile, OwnFiles, joined
from generator.own_files.reading import MOST_BYTES, read_own_files, refuse_overlap

__all__ = [
    "MOST_BYTES",
    "OwnFile",
    "OwnFiles",
    "joined",
    "read_own_files",
    "refuse_overlap",
    "to_copy",
]
