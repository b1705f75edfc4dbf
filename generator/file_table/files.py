"""What is known of each file, in columns beside its path.

Enters: files. Leaves: their digests, sizes and keys by place, and all of it as bytes that a later build reads. Refuses: bytes that are not those which
were written.
"""

from __future__ import annotations

import hashlib
import os
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import BinaryIO

from generator.file_table.digests import DIGEST, Digests
from generator.file_table.paths import PathTable

_KEY = 16  # bytes
NO_KEY = bytes(_KEY)  # of a file that is made in each build
_PIECE = 8192  # files
_A_FILE = 8 + 8 + DIGEST + _KEY  # bytes beside its path: where that ends, size, digest, key
_LONGEST_HEAD = 100  # bytes
# Of the bytes of a number, which a machine reads as it wrote them.
_ORDER = {"little": 1, "big": 2}[sys.byteorder]


class FileTable:
    """Files by place; `paths` has their paths."""

    def __init__(self) -> None:
        self.paths = PathTable()
        self._digests = bytearray()
        self._keys = bytearray()
        self._sizes = array("Q")
        self._written = bytearray()

    def __len__(self) -> int:
        return len(self._sizes)

    def append(
        self, path: str, digest: bytes, size: int, key: bytes = NO_KEY, *, written: bool = False
    ) -> None:
        """Add a file that is not there yet."""
        self.paths.append(path)
        self._digests += digest
        self._sizes.append(size)
        self._keys += key
        self._written.append(written)

    def digest(self, place: int) -> bytes:
        """Give the SHA-256 of a file."""
        return bytes(self._digests[place * DIGEST : (place + 1) * DIGEST])

    def key(self, place: int) -> bytes:
        """Give the digest of what a file was made from."""
        return bytes(self._keys[place * _KEY : (place + 1) * _KEY])

    def is_written(self, place: int) -> bool:
        """Tell whether the bytes of a file are new."""
        return self._written[place] == 1

    def digests_of(self, places: Sequence[int]) -> list[str]:
        """Give the SHA-256 of files in hexadecimal digits."""
        together = _taken(self._digests, DIGEST, places).hex()
        return [
            together[start : start + 2 * DIGEST] for start in range(0, len(together), 2 * DIGEST)
        ]

    @property
    def sizes(self) -> Sequence[int]:
        """Give how many bytes each file has."""
        return self._sizes

    @property
    def written(self) -> int:
        """Count the files whose bytes are new."""
        return self._written.count(1)

    def digests(self, there: bytearray | None = None) -> Digests:
        """Give the digests by path, of those files alone that have a 1 in `there`, if it is given."""
        return Digests(self.paths, self._digests, there)

    def packed(self) -> Iterator[bytes]:
        """Give the files as bytes for `unpacked`, sorted by path, some at a time; which are new is left out."""
        check = hashlib.sha256()
        for piece in self._packed():
            check.update(piece)
            yield piece
        yield check.digest()

    def _packed(self) -> Iterator[bytes]:
        order = self.paths.in_order()
        parts = [order[start : start + _PIECE] for start in range(0, len(order), _PIECE)]
        length, ends, end = self.paths.length, array("Q"), 0
        yield b"%d %d %d\n" % (_ORDER, len(order), length)
        for part in parts:
            names = [self.paths.bytes_at(place) for place in part]
            ends.extend(islice(accumulate(map(len, names), initial=end), 1, None))
            end = ends[-1]
            yield b"".join(names)
        yield ends.tobytes()
        for column, width in ((self._sizes, 8), (self._digests, DIGEST), (self._keys, _KEY)):
            for part in parts:
                yield _taken(column, width, part)

    @classmethod
    def unpacked(cls, stream: BinaryIO) -> FileTable:
        """Read what `packed` gave, which ends the stream; raises `ValueError` where it is damaged."""
        head = stream.readline(_LONGEST_HEAD)
        check = hashlib.sha256(head)
        order, count, length = (int(each) for each in head.split())
        start, end = stream.tell(), stream.seek(0, os.SEEK_END)
        stream.seek(start)
        # No more is asked for than is there.
        if order != _ORDER or end - start != length + count * _A_FILE + check.digest_size:
            raise ValueError("damaged")

        def column(size: int) -> bytearray:
            data = bytearray(stream.read(size))
            check.update(data)
            return data

        made, names, ends = cls(), column(length), array("Q")
        ends.frombytes(column(8 * count))
        made.paths = PathTable(names, ends)
        made._sizes.frombytes(column(8 * count))
        made._digests = column(DIGEST * count)
        made._keys = column(_KEY * count)
        made._written = bytearray(count)
        if stream.read() != check.digest():
            raise ValueError("damaged")
        return made


def differing(files: FileTable, others: FileTable) -> Iterator[int]:
    """Give the places, sorted by path, of the files that others have not got with the same bytes."""
    rest = zip(others.paths.sorted(), others.paths.in_order(), strict=True)
    path, place = next(rest, ("", 0))
    for wanted, own in zip(files.paths.sorted(), files.paths.in_order(), strict=True):
        while path < wanted:
            path, place = next(rest, (wanted, -1))
        if path != wanted or place < 0 or others.digest(place) != files.digest(own):
            yield own


def _taken(column: bytearray | array[int], width: int, places: Sequence[int]) -> bytes:
    """Give the values of a column at some places, each of so many bytes."""
    # Who only looks whether a site stands need not load it.
    import numpy as np

    values = np.frombuffer(column, np.uint8).reshape(-1, width)
    return values[np.asarray(places, np.intp)].tobytes()
