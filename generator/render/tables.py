"""The tables that all pages share: topics, collections, days and cards.

Enters: the plan and the papers. Leaves: views by slug, and those of papers, made from one paper, the settings and the
names of topics alone: how many papers there are changes no paper's page.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment
from markupsafe import Markup, escape

from generator import urls
from generator.config import SiteConfig, TopicSettings
from generator.models import ClassifiedPaper, Paper, Slug, TopicMatch, Variant, quick_maker
from generator.pages import EditionPage, PaperPage, Row, SitePlan, UndatedPage
from generator.prose import render_line
from generator.render.cards import Cards, Texts
from generator.render.collection_views import collection_link, collection_views
from generator.render.dates import DateViews
from generator.render.links import LinkViews, elsewhere
from generator.render.trend_views import TrendViews
from generator.render.views import (
    EntryView,
    NamedLink,
    PaperView,
    SourceView,
    TopicReason,
    TopicView,
    VariantView,
    new_paper_view,
    new_source_view,
)
from generator.render.words import quoted_words
from generator.text.html import rich_html, variant_title_html
from generator.text.pieces import read_pieces
from generator.text.shown import ShownTexts
from generator.words import Words

_new_reason = quick_maker(TopicReason)


class Tables:
    """Views that more than one page shows."""

    def __init__(
        self,
        plan: SitePlan,
        config: SiteConfig,
        environment: Environment,
        texts: Texts,
        words: Words,
    ) -> None:
        self._texts = texts
        self._links = LinkViews(words)
        self._plan = plan
        self._ahead: dict[Row, ShownTexts] = {}
        self.topic_links = {
            topic.slug: NamedLink(
                title=topic.title,
                path=urls.topic_path(topic.slug),
                count=len(plan.topics[topic.slug]),
            )
            for topic in config.topics
        }
        parents = {topic.slug: topic.parent for topic in config.topics}
        self.dates = DateViews(plan.archive, words)
        self._topics = _topic_views(
            config.topics, self.topic_links, TrendViews(plan.over_time, words)
        )
        self.top_topics = tuple(
            self._topics[topic.slug] for topic in config.topics if topic.parent is None
        )
        self.collections = collection_views(config.collections, plan)
        self.every_collection = tuple(self.collections.values())
        self.cards = Cards(
            plan, texts, self.topic_links, parents, self.dates, environment, config.theme.show
        )

    def topic(self, slug: Slug) -> TopicView:
        """Give a topic's view."""
        return self._topics[slug]

    def read_ahead(self, rows: Sequence[Row]) -> None:
        """Read the texts of the papers whose pages are asked for next."""
        self._ahead = dict(zip(rows, self._texts(rows), strict=True))

    def paper(self, page: PaperPage, classified: ClassifiedPaper) -> PaperView:
        """Give a paper's own page."""
        paper, row = classified.paper, page.paper
        shown = self._ahead[row] if row in self._ahead else self._texts([row])[0]
        return new_paper_view(
            id=paper.id,
            title=shown.title,
            derived=shown.derived,
            authors=", ".join(paper.authors),
            abstract=_abstract(paper, shown),
            reasons=tuple([self._reason(match) for match in classified.matches]),
            collections=tuple(
                [collection_link(self.collections[slug]) for slug in classified.collections]
            ),
            days=tuple([self.dates.day(date) for date in paper.dates]),
            venue=paper.venue,
            links=self._links.of(paper),
            elsewhere=elsewhere(paper),
            sources=self._source_views(paper),
            variants=tuple([_variant_view(variant, paper) for variant in paper.variants]),
            before=page.before,
            after=page.after,
        )

    def in_full(
        self,
        page: EditionPage | UndatedPage,
        papers: Sequence[ClassifiedPaper],
        root: str,
        *,
        show_day: bool,
    ) -> Markup:
        """Give the papers of a page: in full those whose address it is, the others as cards."""
        return Markup("").join(
            [
                self.cards.entry(self._entry(papers[row], shown, show_day), root)
                if self._plan.home_of(row) == page.path
                else self.cards.cards([row], root, show_day=show_day)
                for row, shown in zip(page.papers, self._texts(page.papers), strict=True)
            ]
        )

    def _entry(self, classified: ClassifiedPaper, shown: ShownTexts, show_day: bool) -> EntryView:
        paper = classified.paper
        return EntryView(
            slug=paper.slug,
            title=shown.title,
            derived=shown.derived,
            authors=", ".join(paper.authors),
            abstract=_abstract(paper, shown),
            links=self._links.of(paper),
            topics=self.cards.narrowest(classified.topics),
            day=self.cards.day(paper.dates[-1]) if show_day and paper.dates else None,
        )

    def _reason(self, match: TopicMatch) -> TopicReason:
        because_of = None
        if match.because_of:
            because_of = ", ".join([self.topic_links[slug].title for slug in match.because_of])
        return _new_reason(
            topic=self.topic_links[match.topic],
            words=quoted_words(_each_once(match.terms)) if match.terms else None,
            because_of=because_of,
            by_editor=match.by == "override",
            nearest=match.by == "nearest",
        )

    def _source_views(self, paper: Paper) -> tuple[SourceView, ...]:
        """Give where a paper was read; the day of each place where it has several, for one stands above the title."""
        several = len(paper.dates) > 1
        day = self.dates.names.day
        return tuple(
            [
                new_source_view(
                    path=seen.location.path,
                    line=seen.location.line,
                    day=day(seen.date) if several and seen.date is not None else None,
                    credit=seen.credit,
                )
                for seen in paper.sources
            ]
        )


def _abstract(paper: Paper, shown: ShownTexts) -> Markup:
    return escape(paper.abstract) if shown.abstract is None else shown.abstract


def _variant_view(variant: Variant, paper: Paper) -> VariantView:
    return VariantView(
        title=variant_title_html(variant, paper),
        abstract=rich_html(read_pieces(variant.as_read_abstract)),
    )


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out a word that differs from an earlier one in its capitals alone.

    >>> _each_once(("Graph", "graph", "GNN"))
    ('Graph', 'GNN')
    """
    if len(words) < 2:
        return words
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.casefold(), word)
    return tuple(first.values())


def _topic_views(
    topics: Sequence[TopicSettings], links: dict[Slug, NamedLink], trends: TrendViews
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
            trend=trends.of(topic.slug),
        )
        return views[topic.slug]

    for topic in children.get(None, ()):
        view(topic)
    return views
