"""What results show.

Enters: classified papers in the order of their rows. Leaves: the parts `documents/K` (docs/search-index.md), in groups
that lie in a folder each, so that those of a new day change the last group alone. What topics a paper has stands elsewhere
(`generator.search.topics`), so that other rules change none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.artifacts import Artifact
from generator.models import ClassifiedPaper, Paper
from generator.search.parts import artifacts, as_json, folder_of, part
from generator.urls import UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentGroup:
    """The files of some parts, and the name of their folder."""

    folder: str
    artifacts: tuple[Artifact, ...]


def document_group(
    papers: Sequence[ClassifiedPaper],
    first_row: int,
    a_part: int,
    homes: Sequence[UrlPath | None] | None = None,
) -> DocumentGroup:
    """Write what results show of the rows of a group (see `document_groups`), `a_part` of them in each part.

    `homes` has for each paper the page on which it stands, where they have none of their own.
    """
    on = homes or [None] * len(papers)
    entries = [_entry(each.paper, home) for each, home in zip(papers, on, strict=True)]
    parts = [
        part(
            f"documents/{(first_row + start) // a_part}",
            as_json(entries[start : start + a_part]),
        )
        for start in range(0, len(papers), a_part)
    ]
    folder = folder_of(parts)
    return DocumentGroup(folder=folder, artifacts=artifacts(parts, folder))


def _entry(paper: Paper, home: UrlPath | None) -> list[object]:
    more: dict[str, object] = {
        "authors": list(paper.authors),
        "ids": dict(paper.ids),
        "links": [[link.kind, link.url] for link in paper.links],
        "venue": paper.venue,
        "home": home,
    }
    return [
        paper.slug,
        paper.title,
        paper.dates[-1].isoformat() if paper.dates else None,
        paper.abstract,
        {key: value for key, value in more.items() if value},
    ]
