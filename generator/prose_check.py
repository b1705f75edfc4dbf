"""What is taken out of the Markdown of owners and curators, each with its place.

Enters: the settings, the text of about.md and the files of notes. Leaves: warnings, one for each kind of element and attribute
of a text. Refuses (`InputError`): Markdown that `generator.prose` refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

from generator.config import SiteConfig
from generator.config.settings import CollectionSettings, TopicSettings
from generator.errors import InputError, Location, Problem, quoted
from generator.notes.files import Note, NoteFile
from generator.prose import TAGS, ProseError, is_kept, unchecked_html
from generator.text.lines import split_lines

_TOLD_BY_VALUE = frozenset(("cite", "href", "id", "src"))


def check_prose(
    config: SiteConfig, about: str | None, files: Iterable[NoteFile], notes: Iterable[Note]
) -> tuple[Problem, ...]:
    """Warn of what pages will not show; raises `InputError` with every text that cannot be rendered."""
    lines_of = {file.path: file.lines for file in files}
    warnings: list[Problem] = []
    problems: list[Problem] = []
    for place, text, lines in _texts(config, about, notes, lines_of):
        try:
            found = list(_taken_out(text))
        except ProseError as error:
            problems.append(Problem(location=place, message=str(error)))
            continue
        warnings += [_warning(place, lines, what, sign) for what, sign in found]
    if problems:
        raise InputError(problems)
    return tuple(warnings)


def _texts(
    config: SiteConfig,
    about: str | None,
    notes: Iterable[Note],
    lines_of: dict[str, tuple[str, ...]],
) -> Iterator[tuple[Location, str, Sequence[str]]]:
    """Give every text, its place, and the lines of its file where it has one of its own."""
    if about is not None:
        yield Location(path=config.site.about, line=1), about, split_lines(about)
    described: tuple[TopicSettings | CollectionSettings, ...] = (
        *config.topics,
        *config.collections,
    )
    for owner in described:
        if owner.description:
            yield owner.location, owner.description, ()
    for note in notes:
        yield Location(path=note.path, line=1), note.text, lines_of.get(note.path, ())


class _Reader(HTMLParser):
    """Collects what is not kept, with what it begins with in the source; each once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.setdefault(f"<{tag}>", f"<{tag}")
            return
        for name, value in attrs:
            if is_kept(tag, name, value or ""):
                continue
            if value and name in _TOLD_BY_VALUE:
                self.found.setdefault(f"{name} {quoted(value)} of <{tag}>", value)
            else:
                self.found.setdefault(f"{name} of <{tag}>", name)


def _taken_out(text: str) -> Iterator[tuple[str, str]]:
    html = unchecked_html(text)
    if "<" in html:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        yield from reader.found.items()


def _warning(place: Location, lines: Sequence[str], what: str, sign: str) -> Problem:
    sought = re.compile(re.escape(sign), re.IGNORECASE)
    line = next((n for n, text in enumerate(lines, start=1) if sought.search(text)), place.line)
    return Problem(
        location=Location(path=place.path, line=line),
        message=f"{what} is taken out of the Markdown; expected text, tables, pictures of this site and links to http, https, mailto or tel; "
        "write it without, or show it as code between backticks",
    )
