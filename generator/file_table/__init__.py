"""What is known of many files, without an object for each: a site of a million papers has more than a million.

Enters: the path of each file, the SHA-256 of its bytes, their number, a key of what it was made from, and whether its bytes are new.
Leaves: the same, by a file's place (its number in the order in which files came), by path, and in the order of the paths. A file takes its path
and 66 bytes, and some 10 more as soon as one is looked for by path. Refuses: nothing; who adds files sees to it that no path comes twice.
"""

from __future__ import annotations

from generator.file_table.digests import Digests
from generator.file_table.files import NO_KEY, FileTable, differing
from generator.file_table.paths import PathTable, only_in

__all__ = ["NO_KEY", "Digests", "FileTable", "PathTable", "differing", "only_in"]
