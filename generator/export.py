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

# White space between tokens, of which JSON needs none, would be a hundredth of the file.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def papers_artifact(papers: Iterable[ClassifiedPaper]) -> Artifact:
    """Make the file of all papers."""
    body = "".join(paper_json(paper) + "\n" for paper in papers)
    return Artifact(path=urls.PAPERS_DATA, data=body.encode("utf-8"))


def paper_json(classified: ClassifiedPaper) -> str:
    """Write a paper as one line of JSON; the keys are part of the product's contract."""
    paper = classified.paper
    # Most of a line is its texts, and most texts are as they were read: these are encoded once.
    title, abstract = _encode(paper.title), _encode(paper.abstract)
    read_title, read_abstract = paper.as_read_title, paper.as_read_abstract
    as_read = (
        f'{{"title":{title if read_title == paper.title else _encode(read_title)},'
        f'"abstract":{abstract if read_abstract == paper.abstract else _encode(read_abstract)}}}'
    )
    rest = _encode(
        {
            "authors": paper.authors,
            "topics": classified.topics,
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
    return (
        f'{{"id":{_encode(paper.id)},"slug":{_encode(paper.slug)},"title":{title},'
        f'"title_is":{_encode(paper.title_is)},"abstract":{abstract},"as_read":{as_read},{rest[1:]}'
    )
