"""Papers as data: one JSON object a line, in the order of their ids.

Enters: classified papers. Leaves: the lines of `/data/papers.jsonl`, the same that
`broadsheet papers --format jsonl` prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator import urls
from generator.artifacts import Artifact
from generator.models import ClassifiedPaper

_encode = json.JSONEncoder(ensure_ascii=False).encode


def papers_artifact(papers: Iterable[ClassifiedPaper]) -> Artifact:
    """Make the file of all papers."""
    body = "".join(paper_json(paper) + "\n" for paper in papers)
    return Artifact(path=urls.PAPERS_DATA, data=body.encode("utf-8"))


def paper_json(classified: ClassifiedPaper) -> str:
    """Write a paper as one line of JSON; the keys are part of the product's contract."""
    paper = classified.paper
    return _encode(
        {
            "id": paper.id,
            "slug": paper.slug,
            "title": paper.title,
            "title_is": paper.title_is,
            "abstract": paper.abstract,
            "as_read": {"title": paper.as_read_title, "abstract": paper.as_read_abstract},
            "authors": list(paper.authors),
            "topics": list(classified.topics),
            "dates": [date.isoformat() for date in paper.dates],
            "links": [{"url": link.url, "kind": link.kind} for link in paper.links],
            "ids": dict(paper.ids),
            "sources": [
                {
                    "path": sighting.location.path,
                    "line": sighting.location.line,
                    "format": sighting.format,
                }
                for sighting in paper.sources
            ],
            "variants": [
                {"title": variant.title, "abstract": variant.abstract} for variant in paper.variants
            ],
        }
    )
