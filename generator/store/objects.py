"""Bodies of papers as objects of a store that all workers of a cluster reach: one object for each batch of papers.

Enters: papers that a worker made. Leaves: where in which object each one's body and shown texts lie, and from that, in any process, the
bodies. An object is an Arrow IPC file (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format) with the columns `number`, `body`
and `shown`, named by the digest of its bytes, so that the same batch twice is the same object; one that holds anything else is refused.

A process fetches an object once, for the papers that are asked for next lie anywhere, and keeps what it holds in a file without a name (in
TMPDIR), which goes with the process however that ends. Arrow is loaded where an object is written or fetched, and nowhere else.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from generator.errors import ObjectStoreError
from generator.papers import RecordSpool
from generator.stores import ObjectStore, in_order, open_store, shown_url

Column = Literal["body", "shown"]
NOWHERE = 0xFFFF_FFFF  # stands for the object of a paper that has none, for it is hidden
_NAME = 16  # bytes of a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A paper to be stored: `title` sorts it among those of its day; a hidden paper has no `row`, `body` and `shown`.

    Where body and texts lie in an object, its name and the paper's place in it are `at`, and they are not here.
    """

    number: int
    made_of: bytes
    newest: int
    title: bytes
    row: bytes | None
    digest: bytes
    body: bytes | None
    shown: bytes | None
    at: tuple[str, int] | None = None


def put_away(store: ObjectStore, rows: Sequence[StoredRow]) -> list[StoredRow]:
    """Put the bodies of a batch into a store, as one object; gives the rows without them. Raises `ObjectStoreError`."""
    kept = [row for row in rows if row.body is not None]
    if not kept:
        return list(rows)
    data = _written(kept)
    name = _name_of(data)
    store.write(name, data)
    places = {row.number: place for place, row in enumerate(kept)}
    return [
        row
        if row.body is None
        else replace(row, body=None, shown=None, at=(name, places[row.number]))
        for row in rows
    ]


def _name_of(data: bytes) -> str:
    return f"{hashlib.blake2b(data, digest_size=_NAME).hexdigest()}.arrow"


def _written(rows: Sequence[StoredRow]) -> bytes:
    import pyarrow as pa

    columns = {
        "number": pa.array([row.number for row in rows], pa.uint64()),
        "body": pa.array([row.body for row in rows], pa.large_binary()),
        "shown": pa.array([row.shown for row in rows], pa.large_binary()),
    }
    batch = pa.record_batch(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _columns(data: bytes) -> tuple[list[bytes], list[bytes]]:
    import pyarrow as pa

    batch = pa.ipc.open_file(pa.py_buffer(data)).get_batch(0)
    return batch.column("body").to_pylist(), batch.column("shown").to_pylist()


class _Fetched(NamedTuple):
    """Where the bodies of an object begin in the file without a name; as many shown texts come after them."""

    first: int
    papers: int


class _Objects:
    """The objects of a store that this process has fetched."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._begin()

    def __del__(self) -> None:
        self._spool.drop()

    def _begin(self) -> None:
        self._spool = RecordSpool()
        self._fetched: dict[str, _Fetched] = {}

    def fetch(self, names: Iterable[str]) -> None:
        """Fetch those of some objects that are not here, several at a time; raises `ObjectStoreError`."""
        missing = [name for name in dict.fromkeys(names) if name not in self._fetched]
        for name, data in zip(missing, in_order(self._store, self._read, missing), strict=True):
            bodies, shown = _columns(data)
            first = self._keep([*bodies, *shown])
            self._fetched[name] = _Fetched(first, len(bodies))

    def get(self, name: str, place: int, column: Column) -> bytes:
        """Give a body, or shown texts, of an object; raises `ObjectStoreError`."""
        if name not in self._fetched:
            self.fetch([name])
        found = self._fetched[name]
        more = found.papers if column == "shown" else 0
        return self._spool[found.first + more + place]

    def _read(self, name: str) -> bytes:
        try:
            data = self._store.read(name)
        except FileNotFoundError:
            raise self._unusable(name, "is not there", "build again") from None
        if _name_of(data) != name:
            raise self._unusable(name, "is damaged", "build again with --clean")
        return data

    def _unusable(self, name: str, found: str, what_to_do: str) -> ObjectStoreError:
        return ObjectStoreError(
            f"{shown_url(self._store.url)}/{name}: {found}; expected papers that a worker put there; {what_to_do}, which makes it anew"
        )

    def _keep(self, records: Sequence[bytes]) -> int:
        """Keep records; where there is no room for more, those that were kept go first."""
        for last in (False, True):
            first = len(self._spool)
            try:
                self._spool.extend(records)
                self._spool.flush()
            except OSError:
                if last:
                    raise
                self._spool.drop()
                self._begin()
            else:
                return first
        raise AssertionError("the last try gives a place or raises")


@lru_cache(maxsize=1)
def _objects_of(url: str) -> _Objects:
    """Give the objects of a store, which stay at hand from crew to crew, and from build to build."""
    return _Objects(open_store(url))


class BodiesInObjects:
    """The bodies of papers by row, in the objects of a store: the row's object is a place among `names`."""

    def __init__(
        self, store: ObjectStore, names: Sequence[str], objects: array[int], places: array[int]
    ) -> None:
        self._store = store
        self._names = names
        self._objects = objects
        self._places = places

    def read(self, column: Column, rows: Sequence[int]) -> Iterator[bytes | None]:
        """Give what a column has of papers, in the order of the rows; `None` for those that are hidden."""
        fetched = _objects_of(self._store.url)
        numbers = [self._objects[row] for row in rows]
        fetched.fetch(self._names[number] for number in numbers if number != NOWHERE)
        for row, number in zip(rows, numbers, strict=True):
            if number == NOWHERE:
                yield None
            else:
                yield fetched.get(self._names[number], self._places[row], column)
