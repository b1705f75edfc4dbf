"""The pictures that links to the site show: one of the site, and one of each of its newest editions.

Enters: a `Desk`. Leaves: pictures as words and rows, and the files of those that are to be made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import urls
from generator.pages import Row
from generator.previews import Preview, preview_artifact
from generator.produce.desk import Desk
from generator.publish import WrittenFile
from generator.urls import UrlPath

_MOST_TITLES = 10  # that are looked at; some may be in letters that cannot be drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's line under the site's name, and what it lists: words, and titles of papers by row."""

    path: UrlPath
    line: str
    words: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def pictures(desk: Desk) -> Iterator[Picture]:
    """Give the pictures of a site, which has none where nobody could be led to them."""
    if not desk.has_previews:
        return
    topics = tuple(topic.title for topic in desk.config.topics if topic.parent is None)
    line = desk.config.site.description or ""
    yield Picture(path=urls.SITE_PREVIEW, line=line, words=topics)
    archive = desk.plan.archive
    for edition in desk.plan.pictured:
        rows = archive.rows(edition)
        yield Picture(
            path=urls.preview_path(edition.path),
            line=desk.renderer.line_of(edition, len(rows)),
            rows=rows[:_MOST_TITLES],
        )


def write_pictures(desk: Desk, some: Sequence[Picture]) -> list[WrittenFile]:
    """Write some pictures."""
    return desk.writer.write_all(preview_artifact(_preview(desk, picture)) for picture in some)


def _preview(desk: Desk, picture: Picture) -> Preview:
    titles = tuple(desk.papers[row].paper.title for row in picture.rows)
    return Preview(
        path=picture.path,
        name=desk.config.site.title,
        line=picture.line,
        titles=picture.words + titles,
    )
