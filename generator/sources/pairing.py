"""Which lines of a listing are titles and which are abstracts.

Enters: the content lines of a page in blocks, banners and days already taken out. Leaves: a role for
each line. Lines that were surely broken out of one paragraph are joined; then each block is aligned
(`alignment`), and a page that is odd anywhere is read again with what the reading before told about all
of it. Linear in the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.sources.alignment import Alignment, Role
from generator.sources.cutting import Cutting
from generator.sources.evidence import Evidence, Memory, Piece
from generator.sources.furniture import PageLine
from generator.sources.layout import Findings, Gap, Layout, gap_of, learnt_layout, usual_layout
from generator.sources.looks import Look, look_at
from generator.sources.wrapping import Wrapping, find_wrapping, is_dangling, surely_goes_on

_MOST_READINGS = 3


class ContentLine(NamedTuple):
    """A line of content, and what stands between it and the one above."""

    text: str
    gap: Gap


def content_lines(page: Iterable[PageLine]) -> list[ContentLine]:
    """Give the content of a page or a part of it, with what stands between its lines."""
    content: list[ContentLine] = []
    above, beside = 0, False
    for line in page:
        if line.kind is None:
            gap: Gap = "furniture" if beside else gap_of(line.number - above - 1)
            content.append(ContentLine(line.text, gap))
        above, beside = line.number, line.kind is not None
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The pieces of each block, and what they tell at once."""

    pieces: Sequence[Sequence[Piece]]
    wrapping: Wrapping
    sure: Findings
    gapped: float  # the share of lines that follow a blank line or furniture

    def usual(self, *, titled: bool) -> Layout:
        """Give the layout to begin with."""
        return usual_layout(
            titled=titled,
            broken=self.wrapping.width is not None,
            inner_gaps=self.sure.inner_gaps(self.gapped),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The roles of the lines of each block, and the score of all of them."""

    roles: tuple[tuple[Role, ...], ...]
    score: float


def read_roles(blocks: Sequence[Sequence[ContentLine]]) -> tuple[tuple[Role, ...], ...]:
    """Find the most likely roles of the lines of each block."""
    return _read(_joined(blocks), titled=True, readings=_MOST_READINGS).roles


def read_abstract_starts(content: Sequence[ContentLine]) -> list[bool]:
    """Say for each line of abstracts alone whether an abstract begins with it."""
    page = _joined([content])
    (pieces,) = page.pieces
    starts = set(Cutting(pieces, page.wrapping, page.usual(titled=False)).starts(_MOST_READINGS))
    begins: list[bool] = []
    for place, piece in enumerate(pieces):
        begins += [place in starts] + [False] * (piece.lines - 1)
    return begins


def has_titles(content: Sequence[ContentLine]) -> bool:
    """Say whether lines are titles and abstracts rather than abstracts alone."""
    page = _joined([content])
    alternating = _read(page, titled=True, readings=1).score
    return alternating > _read(page, titled=False, readings=1).score


def _joined(blocks: Sequence[Sequence[ContentLine]]) -> _Page:
    """Join the lines that surely belong together."""
    looks = [[look_at(line.text) for line in block] for block in blocks]
    texts = [[line.text for line in block] for block in blocks]
    wrapping = find_wrapping(list(zip(texts, looks, strict=True)))
    sure = Findings()
    pieces = [
        _pieces(block, seen, wrapping, sure) for block, seen in zip(blocks, looks, strict=True)
    ]
    return _Page(pieces=pieces, wrapping=wrapping, sure=sure, gapped=_gapped(blocks))


def _read(page: _Page, *, titled: bool, readings: int) -> _Reading:
    """Find the most likely roles; `titled` is false where no line is a title."""
    layout = usual = page.usual(titled=titled)
    memories = [Memory() for _ in page.pieces]
    for _ in range(readings):
        found = Findings(joints=page.sure.joints.copy())
        alignments = [
            Alignment(Evidence(block, page.wrapping, layout, memory))
            for block, memory in zip(page.pieces, memories, strict=True)
        ]
        roles = tuple(tuple(alignment.roles(found)) for alignment in alignments)
        if page.wrapping.width is None and not found.is_odd(titled=titled):
            break
        learnt = learnt_layout(found, usual)
        if learnt == layout:
            break
        layout = learnt
    return _Reading(roles=roles, score=sum(alignment.score for alignment in alignments))


def _gapped(blocks: Sequence[Sequence[ContentLine]]) -> float:
    """Give the share of all lines that follow a blank line or furniture."""
    lines = [line for block in blocks for line in block]
    return sum(1 for line in lines if line.gap) / max(1, len(lines))


def _pieces(
    block: Sequence[ContentLine], looks: Sequence[Look], wrapping: Wrapping, sure: Findings
) -> list[Piece]:
    """Join the lines that nothing but a broken paragraph explains."""
    pieces: list[Piece] = []
    for line, look in zip(block, looks, strict=True):
        above = pieces[-1] if pieces else None
        if above is not None and surely_goes_on(
            above.last, look, line.text, wrapping, dangling=is_dangling(above.text)
        ):
            sure.joints["line", line.gap] += 1
            pieces[-1] = above.joined(line.text, look)
        else:
            pieces.append(Piece(line.text, look, look, look, line.gap, 1))
    return pieces
