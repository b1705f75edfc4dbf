"""The files of curators' notes.

Enters: the folder of site.yaml. Leaves: the text of every file in its folder `editions/`, and notes of them. A file is
Markdown in UTF-8, named after its day, week, month or year (ISO 8601), which YAML between two lines `---` may head.
Refuses: files that cannot be read, and front matter that is no YAML or has mistakes, each with its line. A file with
another name, and one without words or picks, is a warning.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.archive import Period
from generator.config import Mapping, Node, Scalar, parse_document
from generator.config import Sequence as NodeSequence
from generator.config.document import describe
from generator.config.reader import Problems, Section
from generator.config.settings import DateGroup
from generator.errors import InputError, Location, Problem, quoted
from generator.text.lines import NotUtf8Error, decode_lines

FOLDER = "editions"
_KEYS = ("title", "curator", "picks")
_NAME = re.compile(r"(\d{4})(?:-W(\d{2})|-(\d{2})(?:-(\d{2}))?)?\.md")
_FENCE = "---"
_EXAMPLE = "picks: [Attention Is All You Need]"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A file of the folder; `path` is from the folder of site.yaml, `lines` have no ends."""

    path: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A paper as the curator names it: by id, slug or title."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a curator says of a period, in Markdown, and the papers that are to come first."""

    path: str
    period: Period
    text: str
    title: str | None
    curator: str | None
    picks: tuple[Pick, ...]


def read_note_files(folder: Path) -> tuple[NoteFile, ...]:
    """Read the files of notes, by name; hidden ones are left out. Raises `InputError`.

    What has no name of a note is given without its lines.
    """
    try:
        found = sorted((folder / FOLDER).iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        said = f"cannot be read ({error.strerror}); expected a folder of notes in Markdown; "
        place = Location(path=FOLDER)
        raise InputError(
            [Problem(location=place, message=f"{said}correct its rights, or give it another name")]
        ) from None
    files, problems = [], Problems()
    for file in found:
        path = f"{FOLDER}/{file.name}"
        if file.name.startswith("."):
            continue
        lines = _lines(file, path, problems) if period_named(file.name) else ()
        files.append(NoteFile(path=path, lines=lines))
    problems.raise_any()
    return tuple(files)


def parse_notes(files: Iterable[NoteFile]) -> tuple[tuple[Note, ...], tuple[Problem, ...]]:
    """Parse notes; gives them and warnings. Raises `InputError` with every mistake."""
    notes: list[Note] = []
    warnings: list[Problem] = []
    problems = Problems()
    for file in files:
        period = period_named(file.path.rpartition("/")[2])
        if period is None:
            warnings.append(_no_name(file.path))
            continue
        note = _note(file, period, problems)
        if note.text or note.picks:
            notes.append(note)
        else:
            warnings.append(_no_words(file.path))
    problems.raise_any()
    return tuple(notes), tuple(warnings)


def _lines(file: Path, path: str, problems: Problems) -> tuple[str, ...]:
    try:
        return tuple(decode_lines(file.read_bytes()))
    except NotUtf8Error as error:
        problems.add(
            Location(path=path, line=error.line),
            f"byte 0x{error.byte:02X} is not UTF-8; expected Markdown in UTF-8; save the file as UTF-8",
        )
    except OSError as error:
        problems.add(
            Location(path=path),
            f"cannot be read ({error.strerror}); expected a file of Markdown; correct or remove it",
        )
    return ()


def period_named(name: str) -> Period | None:
    """Give the period that a file's name says.

    >>> period_named("2025-W11.md"), period_named("2025-02-30.md")
    (Period(first=datetime.date(2025, 3, 10), kind='week'), None)
    """
    match = _NAME.fullmatch(name)
    if match is None or not name.isascii():
        return None
    year, week, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if week is not None:
            return Period(first=dt.date.fromisocalendar(year, week, 1), kind="week")
        kind: DateGroup = "year" if month is None else "month" if day is None else "day"
        first = dt.date(year, 1 if month is None else month, 1 if day is None else day)
        return Period(first=first, kind=kind)
    except ValueError:
        return None


def _note(file: NoteFile, period: Period, problems: Problems) -> Note:
    head, text = _parted(file, problems)
    front = _front_matter(head, file.path, problems) if head else None
    return Note(
        path=file.path,
        period=period,
        text=text,
        title=front.text("title") if front else None,
        curator=front.text("curator") if front else None,
        picks=_picks(front.node.get("picks"), problems) if front else (),
    )


def _parted(file: NoteFile, problems: Problems) -> tuple[Sequence[str], str]:
    """Part a file into the lines of its front matter, the opening fence among them, and its Markdown."""
    lines = file.lines
    if not lines or lines[0].rstrip() != _FENCE:
        return (), "\n".join(lines).strip()
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return lines[:number], "\n".join(lines[number + 1 :]).strip()
    problems.add(
        Location(path=file.path, line=1),
        f'"{_FENCE}" opens front matter that no line ends; expected a second line "{_FENCE}" below '
        "title, curator or picks; write it, or delete this one",
    )
    return (), ""


def _front_matter(lines: Sequence[str], path: str, problems: Problems) -> Section | None:
    # The opening fence begins a document of YAML too, so its lines keep their numbers.
    try:
        node = parse_document("\n".join(lines) + "\n", path)
    except InputError as error:
        for problem in error.problems:
            problems.add(problem.location, problem.message)
        return None
    if isinstance(node, Mapping):
        return Section("the front matter", node, _KEYS, problems)
    if not isinstance(node, Scalar) or node.value is not None:
        problems.add(
            node.location,
            f"the front matter is {describe(node)}; expected a mapping with title, curator or picks; "
            f"write, for instance, {_EXAMPLE}",
        )
    return None


def _picks(node: Node | None, problems: Problems) -> tuple[Pick, ...]:
    if node is None:
        return ()
    entries = node.entries if isinstance(node, NodeSequence) else (node,)
    picks = []
    for entry in entries:
        if isinstance(entry, Scalar) and entry.value is not None and entry.text.strip():
            picks.append(Pick(text=entry.text.strip(), location=entry.location))
        else:
            problems.add(
                entry.location,
                f"{describe(entry)} under picks; expected the id, slug or title of a paper; "
                f"write {_EXAMPLE}, and put a title that holds a colon in quotes",
            )
    return tuple(picks)


def _no_name(path: str) -> Problem:
    return Problem(
        location=Location(path=path),
        message=f"{quoted(path.rpartition('/')[2])} is the name of no note; expected a day, week, month or "
        "year, such as 2025-03-14.md, 2025-W11.md, 2025-03.md or 2025.md; rename it, or move it elsewhere",
    )


def _no_words(path: str) -> Problem:
    return Problem(
        location=Location(path=path),
        message="the note is empty; expected Markdown, or picks in its front matter; write some, or remove it",
    )
