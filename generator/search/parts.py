"""The files that the sharded index is made of, and how words are divided among them.

Enters: JSON values, words with the size of what belongs to each. Leaves: `Part`s, named by their path in
the index, which are scripts (docs/search-index.md), and the folder that their content gives them.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator import urls
from generator.artifacts import Artifact
from generator.search.arrays import Numbers
from generator.search.symbols import word_list

_DIGEST_LENGTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part by its name, such as `terms/3`, with its value as JSON in UTF-8."""

    name: str
    json: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Words in shards: the parts, and the first word of each."""

    parts: tuple[Part, ...]
    firsts: tuple[str, ...]


def as_json(value: object) -> bytes:
    """Write a value as JSON in UTF-8; characters that UTF-8 cannot hold become question marks."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def script(name: str, value: bytes) -> bytes:
    """Write a part as the script that it is served as."""
    return b'searchPart("%s",%s)\n' % (name.encode(), value)


def shard_size(documents: int) -> int:
    """Give how many characters a shard should have: few where a site is small, more where it is large.

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
    name: str, words: Sequence[str], written: bytes, ends: Numbers, most: int
) -> tuple[Table, tuple[slice, ...]]:
    """Put words, and what is written for each, into shards; `ends` has where each word's part ends.

    Gives the table, and which words each shard has.
    """
    sizes = np.fromiter(map(len, words), np.int64, len(words)) // 2 + 2
    every = tuple(shards(np.diff(ends, prepend=0) + sizes, most))
    parts = []
    for number, some in enumerate(every):
        text = written[int(ends[some.start - 1]) if some.start else 0 : int(ends[some.stop - 1])]
        value = b'[%s,"%s"]' % (as_json(word_list(words[some])), text)
        parts.append(Part(name=f"{name}/{number}", json=value))
    firsts = tuple(words[some.start] for some in every)
    return Table(parts=tuple(parts), firsts=firsts), every


def artifacts(parts: Sequence[Part], manifest: dict[str, object]) -> Iterator[Artifact]:
    """Make the files of an index; the manifest is told the folder."""
    folder = _folder(parts)
    for part in parts:
        path = f"{urls.SEARCH}{folder}/{part.name}.js"
        yield Artifact(path=path, data=script(part.name, part.json))
    value = as_json(manifest | {"folder": folder})
    yield Artifact(path=urls.SEARCH_MANIFEST, data=script("manifest", value))


def _folder(parts: Iterable[Part]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%s\n%d\n" % (part.name.encode(), len(part.json)))
        digest.update(part.json)
    return digest.hexdigest()[:_DIGEST_LENGTH]
