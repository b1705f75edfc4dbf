"""The most likely cut of a block into titles and the paragraphs of abstracts.

Enters: the evidence about its pieces. Leaves: a role for each line, found by dynamic programming:
titles and abstracts alternate unless the pieces say very clearly that they do not. So a long title, an
abstract of one short sentence or a missing line moves nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from generator.sources.evidence import MOST_KINSHIP, NEVER, Evidence
from generator.sources.layout import Findings, Joint

Role = Literal["title", "more-title", "abstract", "more-abstract"]

# What a stretch of pieces is: a title, the first paragraph of an abstract, or a further one.
_Kind = Literal["title", "first", "further"]

_ROLES: Mapping[_Kind, tuple[Role, Role]] = {
    "title": ("title", "more-title"),
    "first": ("abstract", "more-abstract"),
    "further": ("more-abstract", "more-abstract"),
}
_MOST_PIECES = 40
_HOPELESS = -7.0  # log odds under which no further piece is tried
_SHORT = 120  # characters
_SHORT_BEGINNING = -3.0
_DOUBT = 2.0  # so much worse a reading may be at first and still win


class _End(NamedTuple):
    """The best reading of all up to some piece that ends in a stretch of some kind."""

    score: float
    start: int  # the piece that the stretch begins with
    after: _Kind | None  # what stands above it, None where it begins the block
    joint: Joint  # what it is to that
    paper: int  # the piece that its paper begins with


_NO_END = _End(NEVER, 0, None, "paper", 0)


class Alignment:
    """One search; a table for each kind holds at n the best reading of the first n pieces."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._layout = evidence.layout
        self._size = len(evidence.pieces)
        self._titles = [_NO_END] * (self._size + 1)
        self._firsts = [_NO_END] * (self._size + 1)
        self._further = [_NO_END] * (self._size + 1)
        for start in range(self._size):
            title, first = self._title_above(start), self._first_above(start)
            least = max(first.score, title.score + evidence.titles[start]) - _DOUBT
            further = self._further_above(start, least)
            self._extend_title(start, title)
            self._extend_paragraph(start, self._firsts, first)
            self._extend_paragraph(start, self._further, further)
        lone = self._titles[-1].score + self._layout.lone_title
        abstract, self._last = self._abstract_above(self._size)
        if lone > abstract.score:
            self._last = "title"
        self.score = max(lone, abstract.score) if self._size else 0.0

    def _extend_title(self, start: int, above: _End) -> None:
        """Let a title begin at a piece, and end after each of the next ones."""
        score = above.score + self._evidence.titles[start]
        end = start + 1
        while score > above.score + _HOPELESS or end == start + 1:
            if score > self._titles[end].score:
                self._titles[end] = above._replace(score=score)
            if end == self._size:
                return
            score += self._evidence.title_joint(end, start)
            end += 1

    def _extend_paragraph(self, start: int, table: list[_End], above: _End) -> None:
        """Let a paragraph begin at a piece, and end after each of the next ones."""
        if above.score == NEVER:
            return
        odds = 0.0
        for end in range(start + 1, min(start + _MOST_PIECES, self._size) + 1):
            if end > start + 1:
                odds += self._evidence.joints[end - 1]
                if odds < _HOPELESS:
                    return
            score = above.score + odds + self._evidence.long_paragraph(start, end)
            if score > table[end].score:
                table[end] = above._replace(score=score)

    def _abstract_above(self, start: int) -> tuple[_End, _Kind]:
        """Give the better reading that ends in an abstract above a piece."""
        first, further = self._firsts[start], self._further[start]
        return (further, "further") if further.score > first.score else (first, "first")

    def _title_above(self, start: int) -> _End:
        """Give the best reading above a title that begins at a piece."""
        if not self._layout.titled:
            return _NO_END
        if start == 0:
            return _End(0.0, 0, None, "paper", 0)
        gap = self._evidence.gap("paper", start)
        abstract, kind = self._abstract_above(start)
        title = self._titles[start]
        lone = title.score + self._layout.lone_title
        if self._layout.settled and lone + MOST_KINSHIP > abstract.score:
            lone -= self._evidence.missed(title.start, start)
        if lone > abstract.score:
            return _End(lone + gap, start, "title", "paper", start)
        return _End(abstract.score + gap, start, kind, "paper", start)

    def _first_above(self, start: int) -> _End:
        """Give the best reading above an abstract that begins at a piece."""
        if start == 0:
            return _End(self._layout.lone_abstract, 0, None, "paper", 0)
        title = self._titles[start]
        abstract, kind = self._abstract_above(start)
        score = abstract.score + self._evidence.gap("paper", start) + self._layout.lone_abstract
        # Among abstracts alone, two short ones are two more often than one.
        most = 3.0 if self._layout.titled else 1.0
        score -= max(0.0, min(most, self._evidence.length_odds(abstract.paper, start)))
        titled = title.score + self._evidence.gap("abstract", start)
        # Nothing else is likely where one title stands between abstracts and looks like one.
        is_sure = titled > score + MOST_KINSHIP and title.after in {"first", "further"}
        if self._layout.settled and titled > NEVER and (self._layout.broken or not is_sure):
            titled += self._evidence.title_kinship(title.start, start)
        if titled > score:
            return _End(titled, start, "title", "abstract", title.paper)
        return _End(score, start, kind, "paper", start)

    def _further_above(self, start: int, least: float) -> _End:
        """Give the best reading above a further paragraph, unless it is sure to be under `least`."""
        kinds: tuple[tuple[_Kind, _End], ...] = (
            ("first", self._firsts[start]),
            ("further", self._further[start]),
        )
        best = _NO_END
        for kind, above in kinds:
            score = above.score + self._evidence.gap("paragraph", start) + self._layout.paragraph
            score += min(0.0, self._evidence.length_odds(above.paper, start))
            if above.joint == "paper" and self._layout.titled:
                # Nor has an abstract without a title a beginning that is shorter than a title.
                short = self._evidence.length(above.start, start) < _SHORT
                score += _SHORT_BEGINNING if short else 0.0
            if not self._layout.titled:
                # What looks like a title is not a part of an abstract.
                score -= max(0.0, self._evidence.titles[above.start])
            if score + MOST_KINSHIP > max(best.score, least):
                score += self._evidence.paragraph_kinship(above.paper, start)
                if score > best.score:
                    best = _End(score, start, kind, "paragraph", above.paper)
        return best

    def roles(self, found: Findings) -> list[Role]:
        """Give the roles of the lines, and count what was found."""
        roles: list[Role] = []
        below: _Kind | None = None
        for end, kind, step in self._steps():
            self._count(found, kind, step, end, below)
            lines = sum(piece.lines for piece in self._evidence.pieces[step.start : end])
            first, more = _ROLES[kind]
            roles += [more] * (lines - 1) + [first]
            below = kind
        return roles[::-1]

    def _steps(self) -> Iterator[tuple[int, _Kind, _End]]:
        """Go back through the best reading from its end."""
        tables = {"title": self._titles, "first": self._firsts, "further": self._further}
        end, kind = self._size, self._last
        while end:
            step = tables[kind][end]
            yield end, kind, step
            end, kind = step.start, step.after or kind

    def _count(
        self, found: Findings, kind: _Kind, step: _End, end: int, below: _Kind | None
    ) -> None:
        pieces = self._evidence.pieces
        if step.start:
            found.joints[step.joint, pieces[step.start].gap] += 1
        for place in range(step.start + 1, end):
            found.joints["line", pieces[place].gap] += 1
        if kind == "title":
            found.title_lines += end - step.start > 1
            found.wide_titles += self._evidence.is_wide(step.start, end)
            found.lone_titles += below != "first"
        if kind == "first":
            found.lengths.append(self._evidence.length(step.start, end))
        found.paragraphs += kind == "further"
        found.lone_abstracts += kind == "first" and step.joint == "paper"
        found.papers += step.joint == "paper"
