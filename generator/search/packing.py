"""Plain values and arrays as bytes, which a build keeps between two runs.

Enters: values that JSON has, arrays of whole numbers. Leaves: bytes, from which both come back; the arrays then are
read-only views of them. Refuses bytes that are cut off or of another form with ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from generator.search.arrays import Numbers

_FORM = b"broadsheet search 1\n"
_SIZE = 8  # bytes that hold the size of the head
_TYPES = frozenset({"|u1", "<u2", "<u4", "<i8"})


def pack(values: object, arrays: Sequence[Numbers]) -> bytes:
    """Write a value of JSON and some arrays."""
    kept = [np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for array in arrays]
    forms = [(array.dtype.str, array.size) for array in kept]
    head = json.dumps([values, forms], separators=(",", ":")).encode()
    sized = [_FORM, len(head).to_bytes(_SIZE, "little"), head]
    return b"".join([*sized, *(array.tobytes() for array in kept)])


def unpack(data: bytes) -> tuple[Any, list[Numbers]]:
    """Read what `pack` wrote."""
    start = len(_FORM) + _SIZE
    if not data.startswith(_FORM):
        raise ValueError("of another form")
    first = start + int.from_bytes(data[len(_FORM) : start], "little")
    values, forms = json.loads(data[start:first])
    if not {form for form, _ in forms} <= _TYPES:
        raise ValueError("of another form")
    sizes = [np.dtype(form).itemsize * count for form, count in forms]
    places = [*accumulate(sizes, initial=first)]
    if places[-1] != len(data):
        raise ValueError("cut off")
    pairs = zip(forms, places[:-1], strict=True)
    return values, [np.frombuffer(data, form, count, at) for (form, count), at in pairs]
