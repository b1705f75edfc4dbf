"""One template for each kind of page, rendered with what the page shows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from markupsafe import Markup

from generator import urls
from generator.archive import Period
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, quick_maker
from generator.pages import (
    AboutPage,
    CollectionIndexPage,
    CollectionPage,
    DateIndexPage,
    EditionPage,
    FeedsPage,
    HomePage,
    NotFoundPage,
    Page,
    PaperPage,
    PeriodPage,
    ReadingPage,
    RejectedPage,
    Row,
    SearchPage,
    SitePlan,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    WholeTopicPage,
)
from generator.render.cards import Texts
from generator.render.contents import Contents
from generator.render.environment import make_environment, rendered
from generator.render.tables import Tables
from generator.render.views import Content, FrameView, HeadView, SiteView, new_head_view
from generator.text.html import shown_texts
from generator.text.shorten import shorten
from generator.text.shown import ShownTexts
from generator.theme import Theme
from generator.urls import UrlPath
from generator.words import Words, is_right_to_left, load_words

_TEMPLATES: dict[type[Page], str] = {
    HomePage: "pages/home.html",
    PaperPage: "pages/paper.html",
    TopicIndexPage: "pages/topics.html",
    TopicPage: "pages/topic.html",
    WholeTopicPage: "pages/topic_whole.html",
    CollectionIndexPage: "pages/collections.html",
    CollectionPage: "pages/collection.html",
    DateIndexPage: "pages/dates.html",
    PeriodPage: "pages/period.html",
    EditionPage: "pages/edition.html",
    UndatedPage: "pages/undated.html",
    SearchPage: "pages/search.html",
    ReadingPage: "pages/reading.html",
    FeedsPage: "pages/feeds.html",
    AboutPage: "pages/about.html",
    RejectedPage: "pages/rejected.html",
    NotFoundPage: "pages/not_found.html",
}
_FRAME = ("links", "masthead", "colophon")
_DESCRIPTION_LENGTH = 160
_MOST_TEXTS = 8192
_AT_ONCE = 64  # pages whose papers are read together
_new_head = quick_maker(HeadView)
_new_artifact = quick_maker(Artifact)


class PageRenderer:
    """Compiled templates and the tables that the pages share.

    Papers are asked for by row when a page needs them, so `papers` may read them from a file. A page's bytes do not
    depend on which pages were rendered before it.
    """

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        config: SiteConfig,
        *,
        url: str,
        templates: Path,
        assets: UrlPath,
        about: Markup | None,
        version: str,
        placed: bool = True,
        has_previews: bool = False,
        texts: Texts | None = None,
        compiled: Path | None = None,
        theme: Theme | None = None,
        words: Words | None = None,
        has_fonts: bool = False,
        own_texts: Mapping[str, str] | None = None,
    ) -> None:
        """Compile the templates; raises `BroadsheetError` for a faulty one of the owner's.

        Pages tell their addresses if the site is `placed`, and pictures if it has any. `texts` has what is shown of papers,
        where that is known already. In the folder `compiled` templates are kept as the code that they become, by their content;
        `own_texts` are those of the owner's, where their folder may not be reached.
        """
        self._url = url
        self._placed = placed
        self._has_previews = has_previews
        self._pictured = frozenset(plan.pictured)
        self._folder = config.folder
        theme = theme or Theme()
        words = words or load_words(config, templates)
        site = SiteView(
            title=config.site.title,
            wordmark=theme.wordmark or config.site.title,
            logo=theme.logo,
            description=config.site.description,
            language=config.site.language,
            is_rtl=is_right_to_left(config.site.language),
            assets=assets,
            version=version,
            has_about=about is not None,
            papers=len(papers),
            rejects=len(plan.rejects),
            has_paper_pages=plan.homes is None,
            has_fonts=has_fonts,
        )
        environment = make_environment(
            templates, words, {"site": site}, compiled, theme.templates, own_texts
        )
        self._environment = environment
        with environment.faults(config.folder):
            tables = Tables(plan, config, environment, texts or _texts_of(papers), words)
            self._templates = {
                kind: environment.get_template(name) for kind, name in _TEMPLATES.items()
            }
            self._parts = {
                name: environment.get_template(f"partials/frame_{name}.html") for name in _FRAME
            }
        self._dates = tables.dates
        self._words = words
        self._contents = Contents(
            papers,
            plan,
            site,
            tables,
            words=words,
            zone=config.dates.time_zone if plan.archive.days else None,
            about=about,
        )
        self._frame = functools.cache(self._make_frame)

    def render(self, pages: Iterable[Page]) -> Iterator[Artifact]:
        """Render pages in their order; raises `BroadsheetError` for a faulty template of the owner's."""
        rest = iter(pages)
        with self._environment.faults(self._folder):
            while some := list(islice(rest, _AT_ONCE)):
                self._contents.read_ahead(some)
                yield from map(self._rendered, some)

    def _rendered(self, page: Page) -> Artifact:
        is_missing = isinstance(page, NotFoundPage)
        # A host serves this page under any address, so no relative link would hold.
        root = urls.base_path(self._url) if is_missing else urls.root_prefix(page.path)
        content = self._contents.of(page, root)
        values = {
            "head": self._head(page, content, root),
            "frame": self._frame(root, content.section),
            **content.values,
        }
        html = rendered(self._templates[type(page)], values)
        return _new_artifact(path=urls.file_of(page.path), data=html.encode("utf-8"))

    def _head(self, page: Page, content: Content, root: str) -> HeadView:
        return new_head_view(
            title=content.title,
            description=shorten(content.description, _DESCRIPTION_LENGTH),
            root=root,
            canonical=self._canonical(page),
            preview=self._preview(page) if self._has_previews else None,
            tags=content.tags,
            section=content.section,
            feeds=content.feeds,
        )

    def _canonical(self, page: Page) -> str | None:
        if not self._placed or isinstance(page, NotFoundPage):
            return None
        return self._url + page.path

    def _preview(self, page: Page) -> str | None:
        """Give the address of the picture that links to a page show; a paper's show its words alone."""
        match page:
            case PaperPage():
                return None
            case EditionPage(period=edition) | HomePage(edition=Period() as edition):
                if edition in self._pictured:
                    return self._url + urls.preview_path(edition.path)
        return self._url + urls.SITE_PREVIEW

    def line_of(self, edition: Period, papers: int) -> str:
        """Name an edition, a day with its weekday, and say how many papers it has."""
        name = self._dates.names.with_lead(edition)
        return self._words.say(
            "preview.edition", period=name, count=papers, number=self._words.number(papers)
        )

    def _make_frame(self, root: str, section: str) -> FrameView:
        """Render what stands around the content, once for each depth and part of the site."""
        made = {
            name: Markup(part.render(root=root, section=section))
            for name, part in self._parts.items()
        }
        return FrameView(**made)


def _texts_of(papers: Sequence[ClassifiedPaper]) -> Texts:
    """Read the texts of papers when they are asked for."""

    @functools.lru_cache(maxsize=_MOST_TEXTS)
    def texts(row: Row) -> ShownTexts:
        return shown_texts(papers[row].paper)

    return lambda rows: [texts(row) for row in rows]
