"""What stands on the pages of editions besides their papers: curators' notes, and an index by topic.

Enters: the plan and the tables of all pages. Leaves: views. The index leads to the papers where they stand on the same
page, by numbers; a paper stands there under the narrowest of its topics.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.archive import Period
from generator.models import Slug
from generator.pages import Row, SitePlan
from generator.prose import lowered, render_prose
from generator.render.tables import Tables
from generator.render.views import IndexPart, NoteView
from generator.text.shown import as_markup
from generator.words import Words

# Fewer papers are looked through sooner than their index.
_LEAST_INDEXED = 8


class Editions:
    """Notes and indices of editions."""

    def __init__(self, plan: SitePlan, tables: Tables, words: Words) -> None:
        self._say = words.say
        self._plan = plan
        self._tables = tables

    def note(self, period: Period | None) -> NoteView | None:
        """Give the curator's note of a period, if there is one."""
        note = self._plan.notes.get(period) if period is not None else None
        if note is None:
            return None
        return NoteView(
            title=note.title or self._say("note.title"),
            curator=note.curator,
            text=lowered(render_prose(note.text)) if note.text else None,
        )

    def picks(self, period: Period) -> tuple[Row, ...]:
        """Give the papers that the curator of a period puts first."""
        note = self._plan.notes.get(period)
        return note.picks if note is not None else ()

    def index(self, rows: Sequence[Row], own: Sequence[Row], root: str) -> tuple[IndexPart, ...]:
        """Give the papers of a page by topic, in the order of site.yaml; nothing for a few or for one topic.

        `rows` are all that the page shows, `own` those of its edition: picks may be of another.
        """
        edition = frozenset(own)
        if len(rows) < _LEAST_INDEXED:
            return ()
        cards, papers = self._tables.cards, self._plan.rows
        found: dict[Slug | None, list[str]] = {
            slug: [] for slug in (*self._tables.topic_links, None)
        }
        # Written here and not by a template, which takes a second for 50,000 papers.
        for number, (row, title) in enumerate(
            zip(rows, cards.shown_titles(rows), strict=True), start=1
        ):
            if row not in edition:
                continue
            full = self._plan.homes is not None
            href = f"{root}{self._plan.address(row)}" if full else f"#p{number}"
            entry = f'<li><a href="{href}">{title!s}</a>\n'
            for slug in cards.narrowest_of(papers[row].topics) or (None,):
                found[slug].append(entry)
        parts = tuple(self._part(slug, entries) for slug, entries in found.items() if entries)
        return parts if len(parts) > 1 else ()

    def _part(self, slug: Slug | None, entries: Sequence[str]) -> IndexPart:
        link = self._tables.topic_links[slug] if slug is not None else None
        return IndexPart(
            title=link.title if link else self._say("edition.other"),
            path=link.path if link else None,
            anchor=f"in-{slug}" if slug else "in-no-topic",
            count=len(entries),
            entries=as_markup("".join(entries)),
        )
