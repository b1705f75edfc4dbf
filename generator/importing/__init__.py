"""Old digests, brought into a new one: posts of Hugo, Jekyll and Pelican, and feeds.

Enters: folders and files. Leaves: papers as a dump of JSON lines, curators' notes, and lines of `redirects.csv` from the old addresses. Nothing is
fetched, nothing of the old site is run, and what does not come along is named with its line.

`collecting` finds posts and `post_files` reads them, with `old_sites` and `addresses` for where they stood, `front_matter`, `markdown_blocks`, `feeds` and `opml` for what they hold;
`reading` tells papers from editions, with `entries` for their lists; `dump`, `noting` and `redirecting` say what a digest gets of them, `writing` puts it there.
"""

from __future__ import annotations

from generator.importing.collecting import collect
from generator.importing.dump import dump_lines
from generator.importing.noting import Noting, notes_of
from generator.importing.posts import Collection, Kind, LeftOut, ReadPost, Tool, Wish
from generator.importing.reading import read_post
from generator.importing.redirecting import Redirecting, redirects_of
from generator.importing.writing import write_notes, write_redirects

__all__ = [
    "Collection",
    "Kind",
    "LeftOut",
    "Noting",
    "ReadPost",
    "Redirecting",
    "Tool",
    "Wish",
    "collect",
    "dump_lines",
    "notes_of",
    "read_post",
    "redirects_of",
    "write_notes",
    "write_redirects",
]
