"""What a file of the site is made from, as a digest: the same digest, the same bytes.

Enters: pages and feeds with the light rows of their papers. Leaves: keys. What few pages show, counts of topics above all,
has none: those pages are made in every build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from generator.archive import Archive
from generator.config import SiteConfig
from generator.models import Slug
from generator.pages import (
    CollectionPage,
    EditionPage,
    Page,
    PeriodPage,
    Place,
    Row,
    SitePlan,
    TopicPage,
    UndatedPage,
)

_SIZE = 16


class FileKeys:
    """The keys of a site's files; `shared` is the digest of what all pages have in common."""

    def __init__(self, shared: str, plan: SitePlan, config: SiteConfig) -> None:
        self._shared = shared.encode()
        self._plan = plan
        self._children: dict[Slug | None, list[Slug]] = {}
        for topic in config.topics:
            self._children.setdefault(topic.parent, []).append(topic.slug)
        self._pictured = frozenset(plan.pictured)
        self._paper = hashlib.blake2b(b"paper" + self._shared, digest_size=_SIZE)

    def paper(self, row: Row) -> bytes:
        """Give the key of a paper's page."""
        digest = self._paper.copy()
        digest.update(self._plan.rows[row].digest)
        # No slug has a space.
        digest.update("{} {}".format(*self._plan.beside(row)).encode())
        return digest.digest()

    def page(self, page: Page) -> bytes | None:
        """Give the key of a list of papers; `None` for a page that is to be made in any case."""
        match page:
            case TopicPage():
                return self._list(page.place, page.papers, *self._of_topic(page))
            case CollectionPage():
                return self._list(page.place, page.papers, page.collection)
            case UndatedPage():
                return self._list(page.place, page.papers)
            case EditionPage():
                pictured = page.period in self._pictured
                own = _of_edition(page, self._plan.archive)
                return self._list(page.place, page.papers, pictured, *own)
            case PeriodPage():
                return self._of_period(page)
        return None

    def feed(self, path: str, rows: Iterable[Row], built: object) -> bytes:
        """Give the key of a feed; `built` stands in it where a paper has no day, or where there is none."""
        every = list(rows)
        dated = bool(every) and all(self._plan.rows[row].dates for row in every)
        return self._digest(every, "feed", path, None if dated else built)

    def preview(self, path: str, rows: Iterable[Row], words: object) -> bytes:
        """Give the key of a picture that links show, which has some words and the titles of some papers."""
        return self._digest(rows, "preview", path, words)

    def data(self) -> bytes:
        """Give the key of the file of all papers."""
        return self._digest(range(len(self._plan.rows)), "data")

    def _of_period(self, page: PeriodPage) -> bytes:
        """Give the key of a page that leads to finer periods, which may reach beyond it, as weeks do."""
        archive = self._plan.archive
        finer = archive.groups[: archive.groups.index(page.period.kind)]
        inner = [each for kind in finer for each in archive.inside(page.period, kind)]
        days = sorted({day for each in (page.period, *inner) for day in archive.days_of(each)})
        rows = [row for day in days for row in archive.days[day]]
        listed = [(day, len(archive.days[day])) for day in days]
        return self._digest(rows, "period", page.period, page.earlier, page.later, listed)

    def _of_topic(self, page: TopicPage) -> tuple[object, ...]:
        """Give what the first page of a topic says of those under it."""
        if page.place.number > 1:
            return (page.topic,)
        children = self._children.get(page.topic, ())
        return (page.topic, *((slug, len(self._plan.topics[slug])) for slug in children))

    def _list(self, place: Place, rows: Iterable[Row], *values: object) -> bytes:
        # Later pages of a list do not say how many papers it has, so that these may grow.
        total = place.total if place.number == 1 else None
        return self._digest(rows, place.first, place.number, place.of, total, *values)

    def _digest(self, rows: Iterable[Row], *values: object) -> bytes:
        digest = hashlib.blake2b(self._shared, digest_size=_SIZE)
        digest.update(repr(values).encode("utf-8", "surrogatepass"))
        every = self._plan.rows
        digest.update(b"".join([every[row].digest for row in rows]))
        return digest.digest()


def _of_edition(page: EditionPage, archive: Archive) -> tuple[object, ...]:
    return (
        page.period,
        page.earlier,
        page.later,
        archive.credits_of(page.period),
        archive.days_of(page.period)[-1],
    )
