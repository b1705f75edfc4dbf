"""An object as a stream: read piece by piece, from any place in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from generator.errors import ObjectStoreError
from generator.stores.store import ObjectStore

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 23  # bytes; a request takes as long as the transport of some megabytes
_FIRST = 1 << 16  # bytes, which are enough to tell a format


def open_object(store: ObjectStore, name: str) -> BinaryIO:
    """Open an object for reading; raises `OSError`, and so does reading, also where the object changes meanwhile."""
    return cast(BinaryIO, io.BufferedReader(_ObjectStream(store, name), _FIRST))


class _ObjectStream(io.RawIOBase):
    """The bytes of an object from a place on, some megabytes of them at hand."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        super().__init__()
        self._store = store
        self._name = name
        try:
            self._found = store.look(name)
        except ObjectStoreError as error:
            raise OSError(error.reason or str(error)) from None
        self._place = 0
        self._start = 0
        self._held = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._found.size}[whence]
        self._place = max(base + offset, 0)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        if not 0 <= self._place - self._start < len(self._held):
            self._fetch()
        at = self._place - self._start
        data = self._held[at : at + len(view)]
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def _fetch(self) -> None:
        """Fetch what stands at the place; at the end it is seen whether all was of one object."""
        size = self._found.size
        self._start = self._place
        stop = min(self._place + (_PIECE if self._place else _FIRST), size)
        try:
            if self._place >= size:
                self._held = b""
            else:
                self._held = self._store.read_range(self._name, self._place, stop)
            changed = stop == size and self._store.look(self._name) != self._found
        except ObjectStoreError as error:
            raise OSError(error.reason or str(error)) from None
        if changed or len(self._held) != max(stop - self._place, 0):
            raise OSError("it changed while it was read")
