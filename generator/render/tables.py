"""The tables that all pages share: topics, days and cards, each made once.

Enters: the plan and the papers. Leaves: views by slug and row, and those of dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from generator import urls
from generator.config import SiteConfig, TopicSettings
from generator.models import ClassifiedPaper, Paper, Slug, Variant
from generator.pages import Row, SitePlan
from generator.prose import render_line
from generator.render.collection_views import collection_link, collection_views
from generator.render.dates import DateViews
from generator.render.views import (
    CardView,
    LinkView,
    NamedLink,
    PaperView,
    SourceView,
    TextPiece,
    TopicReason,
    TopicView,
    VariantView,
)
from generator.text.pieces import Piece, first_sentence, read_pieces
from generator.text.shorten import sentences, shorten

_LEAD_LENGTH = 240
_KIND_NAMES = {
    "code": "Code",
    "project": "Project page",
    "model": "Model",
    "dataset": "Dataset",
    "paper": "Paper",
    "doi": "DOI",
    "video": "Video",
    "other": "Link",
}


class Tables:
    """Views that more than one page shows."""

    def __init__(
        self, papers: Sequence[ClassifiedPaper], plan: SitePlan, config: SiteConfig
    ) -> None:
        self._papers = papers
        self.topic_links = {
            topic.slug: NamedLink(
                title=topic.title,
                path=urls.topic_path(topic.slug),
                count=len(plan.topics[topic.slug]),
            )
            for topic in config.topics
        }
        self._parents = {topic.slug: topic.parent for topic in config.topics}
        self.dates = DateViews(plan.archive)
        self._topics = _topic_views(config.topics, self.topic_links)
        self.top_topics = tuple(
            self._topics[topic.slug] for topic in config.topics if topic.parent is None
        )
        self.collections = collection_views(config.collections, plan)
        self.every_collection = tuple(self.collections.values())
        self._cards: dict[Row, CardView] = {}

    def topic(self, slug: Slug) -> TopicView:
        """Give a topic's view."""
        return self._topics[slug]

    def cards(self, rows: Iterable[Row]) -> tuple[CardView, ...]:
        """Give the cards of some papers in their order."""
        return tuple(self.card(row) for row in rows)

    def card(self, row: Row) -> CardView:
        """Give a paper's card, made once however many lists it stands in."""
        if row not in self._cards:
            self._cards[row] = self._card(self._papers[row])
        return self._cards[row]

    def _card(self, classified: ClassifiedPaper) -> CardView:
        paper = classified.paper
        return CardView(
            title=_title(paper),
            path=urls.paper_path(paper.slug),
            derived=paper.title_is == "derived",
            lead=_shown(first_sentence(read_pieces(paper.as_read_abstract), _LEAD_LENGTH)),
            topics=self._narrowest(classified.topics),
            day=self.dates.day(paper.dates[-1]) if paper.dates else None,
            pinned=classified.pinned,
        )

    def _narrowest(self, topics: Sequence[Slug]) -> tuple[NamedLink, ...]:
        """Leave out a topic where a narrower one already says it."""
        covered = {self._parents[slug] for slug in topics}
        return tuple(self.topic_links[slug] for slug in topics if slug not in covered)

    def paper(self, row: Row) -> PaperView:
        """Give a paper's own page."""
        classified = self._papers[row]
        paper = classified.paper
        return PaperView(
            id=paper.id,
            title=_title(paper),
            derived=paper.title_is == "derived",
            authors=paper.authors,
            abstract=_shown(read_pieces(paper.as_read_abstract)),
            reasons=tuple(
                TopicReason(
                    topic=self.topic_links[match.topic],
                    words=_each_once(match.terms),
                    because_of=tuple(self.topic_links[slug].title for slug in match.because_of),
                    by_editor=match.by == "override",
                    nearest=match.by == "nearest",
                )
                for match in classified.matches
            ),
            collections=tuple(
                collection_link(self.collections[slug]) for slug in classified.collections
            ),
            days=tuple(self.dates.day(date) for date in paper.dates),
            links=_link_views(paper),
            sources=tuple(
                SourceView(
                    path=sighting.location.path,
                    line=sighting.location.line,
                    format=sighting.format,
                )
                for sighting in paper.sources
            ),
            variants=tuple(
                VariantView(
                    title=_variant_title(variant, paper),
                    abstract=_shown(read_pieces(variant.as_read_abstract)),
                )
                for variant in paper.variants
            ),
        )


def lead(abstract: str) -> str:
    """Give the opening of an abstract in plain words, cut at a word."""
    first = sentences(abstract)[:1] or [abstract]
    return shorten(first[0], _LEAD_LENGTH)


def _title(paper: Paper) -> tuple[TextPiece, ...]:
    written = paper.edited_title or paper.as_read_title
    if written is None:
        return (TextPiece(kind="text", text=paper.title, url=None, mathml=None),)
    return _shown(read_pieces(written))


def _variant_title(variant: Variant, paper: Paper) -> tuple[TextPiece, ...] | None:
    if variant.title is None or variant.title == paper.title:
        return None
    return _shown(read_pieces(variant.as_read_title or variant.title))


def _shown(pieces: Iterable[Piece]) -> tuple[TextPiece, ...]:
    return tuple(
        TextPiece(
            kind=piece.kind,
            text=piece.text,
            url=piece.url,
            mathml=Markup(piece.mathml) if piece.mathml is not None else None,
        )
        for piece in pieces
    )


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    """Leave out a word that differs from an earlier one in its capitals alone.

    >>> _each_once(("Graph", "graph", "GNN"))
    ('Graph', 'GNN')
    """
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.casefold(), word)
    return tuple(first.values())


def _link_views(paper: Paper) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(
            url=link.url,
            kind=_KIND_NAMES[link.kind],
            shown=shorten(link.url.partition("//")[2].rstrip("/"), 60),
        )
        for link in paper.links
    )


def _topic_views(
    topics: Sequence[TopicSettings], links: dict[Slug, NamedLink]
) -> dict[Slug, TopicView]:
    """Make the views of children before those of their parents."""
    children: dict[Slug | None, list[TopicSettings]] = {}
    for topic in topics:
        children.setdefault(topic.parent, []).append(topic)
    views: dict[Slug, TopicView] = {}

    def view(topic: TopicSettings) -> TopicView:
        link = links[topic.slug]
        views[topic.slug] = TopicView(
            title=topic.title,
            slug=topic.slug,
            path=link.path,
            feed=urls.topic_feed_path(topic.slug),
            count=link.count or 0,
            description=render_line(topic.description) if topic.description else None,
            parent=links[topic.parent] if topic.parent else None,
            children=tuple(view(child) for child in children.get(topic.slug, ())),
        )
        return views[topic.slug]

    for topic in children.get(None, ()):
        view(topic)
    return views
