"""The files that the sharded index is made of, and how words are divided among them.

Enters: JSON values, words with the size of what belongs to each. Leaves: `Part`s, named by their path in
their folder, which are scripts (docs/search-index.md), and the folder that their content gives them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator import urls
from generator.artifacts import Artifact
from generator.search.arrays import Numbers
from generator.search.symbols import word_lists

_DIGEST_LENGTH = 5  # bytes, which are 8 characters in a folder's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part by its name, such as `terms/3`, as the script that it is served as."""

    name: str
    script: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Words in shards: the JSON of each, its first word, and the list of its words."""

    shards: tuple[bytes, ...]
    firsts: tuple[str, ...]
    lists: tuple[str, ...]

    def parts(self, name: str) -> list[Part]:
        """Give the parts of a table of this name."""
        return numbered(name, self.shards)


def part(name: str, value: bytes) -> Part:
    """Make a part of a value, which is JSON in UTF-8."""
    return Part(name=name, script=script(name, value))


def numbered(name: str, values: Iterable[bytes], first: int = 0) -> list[Part]:
    """Make parts of these values, such as `terms/0`, `terms/1`."""
    return [part(f"{name}/{number}", value) for number, value in enumerate(values, first)]


def as_json(value: object) -> bytes:
    """Write a value as JSON in UTF-8; characters that UTF-8 cannot hold become question marks."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def script(name: str, value: bytes) -> bytes:
    """Write a part as the script that it is served as."""
    return b'searchPart("%s",%s)\n' % (name.encode(), value)


def shard_size(documents: int) -> int:
    """Give how many characters a shard should have: few where a segment is small, more where it is large.

    A page fetches a shard for each word, so small shards save bytes; but each has its request, and the
    manifest names them all.
    """
    return round(6_000 * math.sqrt(math.sqrt(max(documents / 400, 1))))


def shards(sizes: Numbers, most: int) -> Iterator[slice]:
    """Divide a list, whose elements have sizes, into slices of at most `most`, but of one element at least."""
    ends = np.cumsum(sizes, dtype=np.int64)
    start = 0
    while start < len(ends):
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + most, side="right")), start + 1)
        yield slice(start, stop)
        start = stop


def table(
    words: Sequence[str], written: bytes, ends: Numbers, most: int
) -> tuple[Table, tuple[slice, ...]]:
    """Put words, and what is written for each, into shards; `ends` has where each word's part ends.

    Gives the table, and which words each shard has.
    """
    sizes = np.fromiter(map(len, words), np.int64, len(words)) // 2 + 2
    every = tuple(shards(np.diff(ends, prepend=0) + sizes, most))
    lists = word_lists(words, [some.start for some in every]) if every else []
    made = []
    for some, text in zip(every, lists, strict=True):
        own = written[int(ends[some.start - 1]) if some.start else 0 : int(ends[some.stop - 1])]
        made.append(b'[%s,"%s"]' % (as_json(text), own))
    firsts = tuple(words[some.start] for some in every)
    return Table(shards=tuple(made), firsts=firsts, lists=tuple(lists)), every


def artifacts(parts: Iterable[Part], folder: str) -> tuple[Artifact, ...]:
    """Make the files of a folder below `search/`."""
    return tuple(
        Artifact(path=f"{urls.SEARCH}{folder}/{each.name}.js", data=each.script) for each in parts
    )


def folder_of(parts: Iterable[Part], *salt: object) -> str:
    """Give the name of a folder that holds these parts, and of no other."""
    digest = hashlib.sha256(repr(salt).encode())
    for each in parts:
        # A script has its name and ends with a line feed, so that no two lists of parts give the same bytes.
        digest.update(each.script)
    return base64.b32encode(digest.digest()[:_DIGEST_LENGTH]).decode().lower()
