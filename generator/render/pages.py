"""One template for each kind of page, rendered with what the page shows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper
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
)
from generator.render.cards import Texts
from generator.render.contents import Content, Contents
from generator.render.environment import make_environment, rendered
from generator.render.tables import Tables
from generator.render.views import FrameView, HeadView, SiteView
from generator.text.html import ShownTexts, shown_texts
from generator.text.shorten import shorten
from generator.theme import Theme
from generator.urls import UrlPath

_TEMPLATES: dict[type[Page], str] = {
    HomePage: "pages/home.html",
    PaperPage: "pages/paper.html",
    TopicIndexPage: "pages/topics.html",
    TopicPage: "pages/topic.html",
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
        texts: Texts | None = None,
        compiled: Path | None = None,
        theme: Theme | None = None,
    ) -> None:
        """Compile the templates; raises `BroadsheetError` for a faulty one of the owner's. `texts` has what is shown of papers, where that is known already.

        In the folder `compiled` templates are kept as the code that they become, by their content.
        """
        self._url = url
        self._folder = config.folder
        theme = theme or Theme()
        site = SiteView(
            title=config.site.title,
            wordmark=theme.wordmark or config.site.title,
            logo=theme.logo,
            description=config.site.description,
            language=config.site.language,
            assets=assets,
            version=version,
            has_about=about is not None,
            papers=len(papers),
            rejects=len(plan.rejects),
        )
        environment = make_environment(templates, {"site": site}, compiled, theme.templates)
        self._environment = environment
        with environment.faults(config.folder):
            tables = Tables(plan, config, environment, texts or _texts_of(papers))
            self._templates = {
                kind: environment.get_template(name) for kind, name in _TEMPLATES.items()
            }
            self._parts = {
                name: environment.get_template(f"partials/frame_{name}.html") for name in _FRAME
            }
        self._contents = Contents(
            papers,
            plan,
            site,
            tables,
            zone=config.dates.time_zone if plan.archive.days else None,
            about=about,
        )
        self._frame = functools.cache(self._make_frame)

    def render(self, pages: Iterable[Page]) -> Iterator[Artifact]:
        """Render pages in their order; raises `BroadsheetError` for a faulty template of the owner's."""
        with self._environment.faults(self._folder):
            yield from map(self._rendered, pages)

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
        return Artifact(path=urls.file_of(page.path), data=html.encode("utf-8"))

    def _head(self, page: Page, content: Content, root: str) -> HeadView:
        return HeadView(
            title=content.title,
            description=shorten(content.description, _DESCRIPTION_LENGTH),
            root=root,
            canonical=None if isinstance(page, NotFoundPage) else self._url + page.path,
            section=content.section,
            feeds=content.feeds,
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

    return texts
