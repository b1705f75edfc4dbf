"""An edition, or a topic's part of it, ready to be laid out.

Enters: the path of site.yaml, and what the command line asks for. Leaves: an `Issue`. Refuses what the sources and settings refuse, a site
without an address, and an edition without papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from generator import assets
from generator.archive import Period, Row
from generator.config import SiteConfig
from generator.errors import BroadsheetError, InputError, Location, Problem, quoted
from generator.feeds.editions import TopicGroup, by_topic
from generator.library import Library, read_library
from generator.models import Paper, Slug, paper_row
from generator.newsletter.choice import chosen_edition, chosen_rows
from generator.notes.files import parse_notes, read_note_files
from generator.notes.placing import PlacedNote, place_notes
from generator.pages import SitePlan, plan_site
from generator.text.lead import lead_pieces
from generator.text.pieces import Piece, read_pieces
from generator.theme import Theme, load_theme
from generator.words import Words, load_words


class LetterTexts(NamedTuple):
    """A paper's title and the sentence that says what it does, in pieces without MathML."""

    title: tuple[Piece, ...]
    lead: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The papers of a newsletter in groups, of which the first may be the curator's picks.

    `name` tells it from other issues of the digest: the edition as ISO 8601 writes it, and the topic.
    """

    config: SiteConfig
    words: Words
    theme: Theme
    url: str
    plan: SitePlan
    papers: Sequence[Paper]
    period: Period
    topic: Slug | None
    groups: tuple[TopicGroup, ...]
    note: PlacedNote | None
    warnings: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """Give the name of the issue, for files and for its message."""
        return self.period.iso if self.topic is None else f"{self.period.iso}.{self.topic}"

    @property
    def day(self) -> dt.date:
        """Give the newest day of the edition that has papers."""
        return self.plan.archive.days_of(self.period)[-1]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give the papers in the order in which they stand."""
        return tuple(row for group in self.groups for row in group.rows)

    def texts(self, row: Row) -> LetterTexts:
        """Read the texts of a paper."""
        paper = self.papers[row]
        written = paper.edited_title or paper.as_read_title
        title = read_pieces(written) if written else ()
        return LetterTexts(
            _in_words(title or (Piece(kind="text", text=paper.title),)),
            _in_words(lead_pieces(read_pieces(paper.as_read_abstract))),
        )


def _in_words(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(replace(piece, mathml=None) for piece in pieces)


def read_issue(config_file: Path, date: str | None, topic: str | None) -> Issue:
    """Read the digest and choose what the newsletter has; raises `BroadsheetError`."""
    library = read_library(config_file)
    config = library.config
    url = _site_url(config)
    slug = _known_topic(topic, config)
    plan, warnings = _plan(library)
    period = chosen_edition(date, plan.archive)
    rows = chosen_rows(period, slug, plan.archive, plan.rows)
    words, theme = load_words(config, assets.templates_folder()), load_theme(config)
    note = plan.notes.get(period) if slug is None else None
    return Issue(
        config=config,
        words=words,
        theme=theme,
        url=url,
        plan=plan,
        papers=[each.paper for each in library.papers],
        period=period,
        topic=slug,
        groups=tuple(_groups(rows, slug, note, plan, config, words)),
        note=note,
        warnings=(*library.warnings, *warnings, *words.warnings),
    )


def _site_url(config: SiteConfig) -> str:
    if config.site.url is not None:
        return config.site.url
    message = (
        '"site" has no "url"; expected the address of the site, to which a newsletter leads; '
        "write url: https://example.org/digest/"
    )
    raise InputError([Problem(location=Location(path=config.path), message=message)])


def _known_topic(topic: str | None, config: SiteConfig) -> Slug | None:
    known = [each.slug for each in config.topics]
    if topic is None or topic in known:
        return None if topic is None else Slug(topic)
    raise BroadsheetError(
        f"--topic {quoted(topic)} is no topic; expected one of {config.path}: {', '.join(known) or 'there is none'}; "
        "write one of them"
    )


def _plan(library: Library) -> tuple[SitePlan, tuple[Problem, ...]]:
    config, papers = library.config, library.papers
    notes, of_files = parse_notes(read_note_files(config.folder))
    placed, of_picks = place_notes(
        notes, list(map(paper_row, papers)), lambda: [each.paper.title for each in papers]
    )
    return plan_site(papers, config, notes=placed), (*of_files, *of_picks)


def _groups(
    rows: Sequence[Row],
    topic: Slug | None,
    note: PlacedNote | None,
    plan: SitePlan,
    config: SiteConfig,
    words: Words,
) -> list[TopicGroup]:
    if topic is not None:
        title = next(each.title for each in config.topics if each.slug == topic)
        return [TopicGroup(title, topic, list(rows))]
    picks = list(note.picks) if note is not None else []
    others = by_topic((row for row in rows if row not in set(picks)), plan.rows, config, words)
    if not picks:
        return others
    return [TopicGroup(words.say("note.picks"), None, picks), *others]
