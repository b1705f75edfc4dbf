"""Digests of all papers as arrays, so that keys of many thousand files are put together without looking at each paper.

Enters: light rows. Leaves: `RowMarks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.models import LINK_DIGEST_SIZE, TEXTS_DIGEST_SIZE, PaperRow
from generator.pages import SitePlan

_Bytes = npt.NDArray[np.uint8]
_AT_ONCE = 8192  # rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowMarks:
    """By row: digests (rows x bytes), which end with those of links and of texts; and newest days, as ordinals, 0 for none."""

    digests: _Bytes
    newest: npt.NDArray[np.int64]

    @property
    def links(self) -> _Bytes:
        """Give the digests of what links to papers show."""
        return self.digests[:, -LINK_DIGEST_SIZE - TEXTS_DIGEST_SIZE : -TEXTS_DIGEST_SIZE]

    @property
    def texts(self) -> _Bytes:
        """Give the digests of texts."""
        return self.digests[:, -TEXTS_DIGEST_SIZE:]

    @property
    def shown(self) -> _Bytes:
        """Give the digests of links and of texts."""
        return self.digests[:, -LINK_DIGEST_SIZE - TEXTS_DIGEST_SIZE :]


def marks_of(rows: Sequence[PaperRow]) -> RowMarks:
    """Gather the marks of rows whose digests are known."""
    digests = np.frombuffer(b"".join([row.digest for row in rows]), np.uint8)
    size = len(rows[0].digest) if rows else LINK_DIGEST_SIZE + TEXTS_DIGEST_SIZE
    newest = [row.dates[-1].toordinal() if row.dates else 0 for row in rows]
    return RowMarks(
        digests=digests.reshape(-1, size),
        newest=np.array(newest, dtype=np.int64),
    )


def page_marks(marks: RowMarks, plan: SitePlan) -> Iterator[_Bytes]:
    """Give by row what the page of a paper is made of, but for what all pages share: papers beside it and related ones too.

    Some rows at a time: of all, it would take more memory than all else that is known of them.
    """
    # Nobody stands at the place -1.
    links = np.vstack([marks.links, np.zeros((1, LINK_DIGEST_SIZE), np.uint8)])
    before, after = (
        np.frombuffer(side, np.int64) for side in (plan.neighbours.before, plan.neighbours.after)
    )
    related = np.frombuffer(plan.related.table, np.int32).reshape(len(before), -1)
    for start in range(0, len(before), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        near = links[related[rows]].reshape(len(before[rows]), -1)
        yield np.hstack([marks.digests[rows], links[before[rows]], links[after[rows]], near])
