"""What a file of the site is made from, as a digest: the same digest, the same bytes.

Enters: pages and feeds with the light rows of their papers. Leaves: keys. What few pages show, counts of topics above all,
has none: those pages are made in every build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from generator.archive import Period
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
    WholeTopicPage,
)

if TYPE_CHECKING:
    from generator.produce.marks import RowMarks

_SIZE = 16


class PackedKeys(Sequence[bytes]):
    """Keys in one run of bytes."""

    def __init__(self, keys: bytes) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys) // _SIZE

    def __iter__(self) -> Iterator[bytes]:
        keys = self._keys
        return (keys[start : start + _SIZE] for start in range(0, len(keys), _SIZE))

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return list(self)[place]
        return self._keys[place * _SIZE : (place + 1) * _SIZE]


class FileKeys:
    """The keys of a site's files; `shared` is the digest of what all pages have in common."""

    def __init__(self, shared: str, plan: SitePlan, config: SiteConfig) -> None:
        self._shared = shared.encode()
        self._plan = plan
        self._digests = [row.digest for row in plan.rows]
        self._children: dict[Slug | None, list[Slug]] = {}
        for topic in config.topics:
            self._children.setdefault(topic.parent, []).append(topic.slug)
        self._pictured = frozenset(plan.pictured)

    def papers(self, marks: RowMarks) -> PackedKeys:
        """Give the keys of the papers' pages, by row."""
        from generator.produce.marks import page_marks  # with numpy, as in `making`

        known, keys = b"paper" + self._shared, bytearray()
        for table in page_marks(marks, self._plan):
            size, written = table.shape[1], table.tobytes()
            keys += b"".join(
                [
                    hashlib.blake2b(
                        known + written[start : start + size], digest_size=_SIZE
                    ).digest()
                    for start in range(0, len(written), size)
                ]
            )
        return PackedKeys(bytes(keys))

    def page(self, page: Page) -> bytes | None:
        """Give the key of a list of papers; `None` for a page that is to be made in any case."""
        match page:
            case TopicPage():
                return self._list(page.place, page.papers, *self._of_topic(page))
            case WholeTopicPage():
                return self._digest(page.papers, "whole", page.topic, page.total)
            case CollectionPage():
                return self._list(page.place, page.papers, page.collection)
            case UndatedPage():
                return self._list(page.place, page.papers)
            case EditionPage():
                pictured = page.period in self._pictured
                return self._list(page.place, page.papers, pictured, *self._of_edition(page))
            case PeriodPage():
                return self._of_period(page)
        return None

    def feed(self, path: str, rows: Iterable[Row], other: object) -> bytes:
        """Give the key of a feed, which shows something `other` besides its papers."""
        return self._digest(rows, "feed", path, other)

    def preview(self, path: str, rows: Iterable[Row], words: object) -> bytes:
        """Give the key of a picture that links show, which has some words and the titles of some papers."""
        return self._digest(rows, "preview", path, words)

    def redirect(self, path: str, target: str) -> bytes:
        """Give the key of the page at an old address."""
        return self._digest((), "redirect", path, target)

    def data(self) -> bytes:
        """Give the key of the file of all papers."""
        digest = hashlib.blake2b(b"data" + self._shared, digest_size=_SIZE)
        digest.update(b"".join(self._digests))
        return digest.digest()

    def _of_period(self, page: PeriodPage) -> bytes:
        """Give the key of a page that leads to finer periods, which may reach beyond it, as weeks do."""
        archive = self._plan.archive
        finer = archive.groups[: archive.groups.index(page.period.kind)]
        inner = [each for kind in finer for each in archive.inside(page.period, kind)]
        days = sorted({day for each in (page.period, *inner) for day in archive.days_of(each)})
        rows = [row for day in days for row in archive.days[day]]
        listed = [(day, len(archive.days[day])) for day in days]
        note = self._note(page.period)
        values = (page.period, page.earlier, page.later, listed, note)
        # It shows titles alone.
        links = b"".join([self._plan.rows[row].link for row in rows])
        return self._digest(rows if self._plan.homes is not None else (), "period", *values, links)

    def _of_edition(self, page: EditionPage) -> tuple[object, ...]:
        archive = self._plan.archive
        return (
            page.period,
            page.earlier,
            page.later,
            archive.credits_of(page.period),
            archive.days_of(page.period)[-1],
            self._note(page.period) if page.place.number == 1 else None,
        )

    def _note(self, period: Period) -> tuple[object, ...] | None:
        """Give what a curator's note shows."""
        note = self._plan.notes.get(period)
        if note is None:
            return None
        return (
            note.title,
            note.curator,
            note.text,
            [(self._plan.rows[row].digest, self._plan.address(row)) for row in note.picks],
        )

    def _of_topic(self, page: TopicPage) -> tuple[object, ...]:
        """Give what the first page of a topic says of all its papers, and of those under it and next to it."""
        if page.place.number > 1:
            return (page.topic,)
        plan, time = self._plan, self._plan.over_time
        children = self._children.get(page.topic, ())
        return (
            page.topic,
            *((slug, len(plan.topics[slug])) for slug in children),
            plan.near[page.topic],
            (time.periods[0], time.periods[-1], time.ended) if time is not None else None,
            self._digest(plan.topics[page.topic]),
        )

    def _list(self, place: Place, rows: Iterable[Row], *values: object) -> bytes:
        # Later pages of a list do not say how many papers it has, so that these may grow.
        total = place.total if place.number == 1 else None
        return self._digest(rows, place.first, place.number, place.of, total, *values)

    def _digest(self, rows: Iterable[Row], *values: object) -> bytes:
        digest = hashlib.blake2b(self._shared, digest_size=_SIZE)
        digest.update(repr(values).encode("utf-8", "surrogatepass"))
        every, homes = self._digests, self._plan.home_of
        if self._plan.homes is None:
            digest.update(b"".join([every[row] for row in rows]))
            return digest.digest()
        # Where papers have no page of their own, links to them say on which page of a list they are.
        for row in rows:
            digest.update(every[row] + b"%s\n" % str(homes(row)).encode())
        return digest.digest()
