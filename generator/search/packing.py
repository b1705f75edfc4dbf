"""Plain values and arrays as bytes, which a build keeps between two runs.

Enters: values that JSON has, arrays of whole numbers. Leaves: bytes, from which both come back; the arrays then are
read-only views of them, or are read from a file piece by piece. Refuses bytes that are cut off or of another form with
ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np

from generator.search.arrays import Numbers
from generator.stores import ObjectStore

_FORM = b"broadsheet search 2\n"
_SIZE = 8  # bytes that hold the size of the head
_START = len(_FORM) + _SIZE
_TYPES = frozenset({"|u1", "<u2", "<u4", "<i8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNumbers:
    """An array in a file of a store, or a part of it, which can be cut further before it is read; `first` counts bytes."""

    store: ObjectStore
    name: str
    form: str
    first: int
    size: int

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, some: slice) -> StoredNumbers:
        start, stop, _ = some.indices(self.size)
        first = self.first + start * np.dtype(self.form).itemsize
        return replace(self, first=first, size=stop - start)

    def read(self) -> Numbers:
        """Read it; raises `OSError`, and ValueError if the file has become shorter."""
        size = np.dtype(self.form).itemsize * self.size
        data = self.store.read_range(self.name, self.first, self.first + size) if size else b""
        if len(data) != size:
            raise ValueError("cut off")
        return np.frombuffer(data, self.form)


def pack(values: object, arrays: Sequence[Numbers]) -> bytes:
    """Write a value of JSON and some arrays."""
    return b"".join(pieces(values, arrays))


def pieces(values: object, arrays: Sequence[Numbers]) -> Iterator[bytes | memoryview]:
    """Give what `pack` writes piece by piece, for what is large; an array's piece is its own memory."""
    kept = [np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for array in arrays]
    forms = [(array.dtype.str, array.size) for array in kept]
    head = json.dumps([values, forms], separators=(",", ":")).encode()
    yield from (_FORM, len(head).to_bytes(_SIZE, "little"), head)
    for array in kept:
        yield array.data.cast("B") if array.size else b""


def unpack(data: bytes | memoryview) -> tuple[Any, list[Numbers]]:
    """Read what `pack` wrote."""
    values, forms, places = _parts(data)
    pairs = zip(forms, places, strict=True)
    return values, [np.frombuffer(data, form, count, at) for (form, count), at in pairs]


def unpack_stored(store: ObjectStore, name: str) -> tuple[Any, list[StoredNumbers]]:
    """Read the values of a file of what `pack` wrote; its arrays are read again, in parts, when they are needed."""
    values, forms, places = _parts(store.read(name))
    arrays = [
        StoredNumbers(store=store, name=name, form=form, first=at, size=count)
        for (form, count), at in zip(forms, places, strict=True)
    ]
    return values, arrays


def is_whole(store: ObjectStore, name: str) -> bool:
    """Tell whether a file of what `pack` wrote is there and not cut off; its arrays are not read."""
    try:
        first = _first(store.read_range(name, 0, _START))
        _head(store.read_range(name, _START, first), first, store.look(name).size)
    except (FileNotFoundError, ValueError):
        return False
    return True


def _parts(data: bytes | memoryview) -> tuple[Any, list[tuple[str, int]], list[int]]:
    first = _first(data[:_START])
    return _head(bytes(data[_START:first]), first, len(data))


def _first(start: bytes | memoryview) -> int:
    """Give where the first array begins, from the first bytes."""
    if start[: len(_FORM)] != _FORM:
        raise ValueError("of another form")
    return _START + int.from_bytes(start[len(_FORM) :], "little")


def _head(head: bytes, first: int, size: int) -> tuple[Any, list[tuple[str, int]], list[int]]:
    """Read a head: the values, the forms of arrays, and where each of them begins; `first` is where the first does."""
    values, forms = json.loads(head)
    if not {form for form, _ in forms} <= _TYPES:
        raise ValueError("of another form")
    sizes = [np.dtype(form).itemsize * count for form, count in forms]
    places = [*accumulate(sizes, initial=first)]
    if places.pop() != size:
        raise ValueError("cut off")
    return values, forms, places


def words_array(words: str) -> Numbers:
    """Write words, as `words_of_array` reads them."""
    return np.frombuffer(words.encode("utf-8", "surrogatepass"), np.uint8)


def words_of_array(array: Numbers) -> str:
    """Read words that were written as an array."""
    return array.tobytes().decode("utf-8", "surrogatepass")
