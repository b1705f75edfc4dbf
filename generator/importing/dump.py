"""Papers of posts as a dump that a digest reads: JSON lines.

Enters: posts with their papers. Leaves: lines, each of one paper; what a paper has no key for in a dump stands under `post` and `was`, which no build
reads: where the paper was told of, and its old address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.importing.posts import FoundPaper, ReadPost


def dump_lines(posts: Iterable[ReadPost]) -> Iterable[str]:
    """Write the papers of posts, in their order."""
    for read in posts:
        for paper in read.papers:
            yield f"{json.dumps(_values(read, paper), ensure_ascii=False)}\n"


def _values(read: ReadPost, paper: FoundPaper) -> dict[str, object]:
    known = dict(paper.ids)
    others = {
        scheme: _id(scheme, value) for scheme, value in paper.ids if scheme not in ("arxiv", "doi")
    }
    values: dict[str, object] = {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "date": None if paper.date is None else paper.date.isoformat(),
        "arxiv": known.get("arxiv"),
        "doi": known.get("doi"),
        "ids": others,
        "url": paper.url,
        "links": [{"url": link.url, "kind": link.kind} for link in paper.links],
        "venue": paper.venue,
        "keywords": list(paper.keywords),
        "post": f"{read.post.name}:{paper.line}",
        "was": next(iter(read.post.addresses), None),
    }
    return {
        key: _printable(value) for key, value in values.items() if value not in (None, "", [], {})
    }


def _id(scheme: str, value: str) -> str:
    # Only an address tells that a word is an id there.
    return f"https://openreview.net/forum?id={value}" if scheme == "openreview" else value


def _printable(value: object) -> object:
    """Replace what UTF-8 cannot hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
