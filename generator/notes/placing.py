"""Notes with their papers and their pages.

Enters: notes, the rows of papers, and the archive. Leaves: notes whose picks are rows. Refuses nothing: a pick that no
paper has, or several have, and a note that no page shows are named, with what comes nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.archive import Archive, Period, Row
from generator.errors import Location, Problem, quoted
from generator.models import PaperRow
from generator.notes.files import Note, Pick
from generator.text.normal import identity_key

Value = TypeVar("Value")
# The titles of all papers by row; those of the store are in small letters.
Titles = Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNote:
    """A curator's note; `text` is Markdown, `picks` are rows, each once."""

    path: str
    period: Period
    text: str
    title: str | None
    curator: str | None
    picks: tuple[Row, ...]


def place_notes(
    notes: Iterable[Note], rows: Sequence[PaperRow], titles: Titles
) -> tuple[tuple[PlacedNote, ...], tuple[Problem, ...]]:
    """Find the papers of all picks; gives the notes, and a warning for each pick that has no paper.

    Titles are asked for only where a pick is no id and no slug, and compared without case, accents and signs.
    """
    every = tuple(notes)
    picks = {pick.text for note in every for pick in note.picks}
    finder = _Finder(picks, rows, titles)
    placed, warnings = [], []
    for note in every:
        found: list[Row] = []
        for pick in note.picks:
            meant = finder.meant(pick.text)
            if len(meant) == 1:
                found += meant
            else:
                warnings.append(finder.problem(pick))
        placed.append(
            PlacedNote(
                path=note.path,
                period=note.period,
                text=note.text,
                title=note.title,
                curator=note.curator,
                picks=tuple(dict.fromkeys(found)),
            )
        )
    return tuple(placed), tuple(warnings)


def on_pages(notes: Iterable[PlacedNote], archive: Archive) -> dict[Period, PlacedNote]:
    """Give the notes that have a page: of a period that has papers, and of a group that has pages."""
    return {note.period: note for note in notes if _has_page(note.period, archive)}


def without_page(notes: Iterable[PlacedNote], archive: Archive) -> tuple[Problem, ...]:
    """Name the notes that no page shows."""
    return tuple(
        Problem(location=Location(path=note.path), message=_why(note.period, archive))
        for note in notes
        if not _has_page(note.period, archive)
    )


def _has_page(period: Period, archive: Archive) -> bool:
    return period.kind in archive.groups and period in archive.periods[period.kind]


def _why(period: Period, archive: Archive) -> str:
    kind = period.kind
    if kind not in archive.groups:
        return (
            f"it is of a {kind}, and a {kind} has no page; expected a note of what dates.group_by names "
            f"({', '.join(archive.groups)}); add {kind} there, or rename the file"
        )
    return (
        f"no paper is of this {kind}; expected one that has papers{_nearest(period, archive)}; correct the "
        "name, or leave it: the note is shown when papers come"
    )


def _nearest(period: Period, archive: Archive) -> str:
    known = archive.periods[period.kind]
    if not known:
        return ""
    near = min(known, key=lambda other: (abs(other.first - period.first), other.first))
    return f", such as {near.iso}"


class _Finder:
    """Finds papers by id, slug or title."""

    def __init__(self, wanted: Iterable[str], rows: Sequence[PaperRow], titles: Titles) -> None:
        texts = set(wanted)
        self._rows = rows
        self._found: dict[str, list[Row]] = {text: [] for text in texts}
        self._titles: Sequence[str] = ()
        if not texts:
            return
        for number, row in enumerate(rows):
            for name in (row.id, row.slug):
                if name in texts:
                    self._found[name].append(number)
        missing = [text for text in sorted(texts) if not self._found[text]]
        if missing:
            self._titles = titles()
            self._by_title(missing)

    def meant(self, text: str) -> list[Row]:
        """Give the rows of the papers that a text may mean."""
        return self._found[text]

    def problem(self, pick: Pick) -> Problem:
        """Say why a pick means no single paper."""
        meant = self._found[pick.text]
        if meant:
            slugs = ", ".join(self._rows[row].slug for row in meant)
            found = f"the pick {quoted(pick.text)} is the title of {len(meant)} papers"
            return Problem(
                location=pick.location, message=f"{found}; expected one; write one of: {slugs}"
            )
        # Loaded for a message alone: it reads LaTeX.
        from generator.overrides import nearest_title

        near = nearest_title(pick.text, sorted(set(self._titles)))
        row = self._titles.index(near) if near else None
        advice = "correct or remove it" if row is None else f"did you mean {self._named(row)}?"
        return Problem(
            location=pick.location,
            message=f"the pick {quoted(pick.text)} is no paper; expected the id, the slug or the exact title "
            f"of one that was read; {advice}",
        )

    def _named(self, row: Row) -> str:
        return f"{quoted(self._titles[row], 120)} ({self._rows[row].slug})"

    def _by_title(self, missing: Iterable[str]) -> None:
        keys = _grouped((identity_key(text), text) for text in missing)
        keys.pop("", None)
        for row, title in enumerate(self._titles):
            for text in keys.get(identity_key(title), ()):
                self._found[text].append(row)


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
