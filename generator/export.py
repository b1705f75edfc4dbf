"""Papers as data: one JSON object a line, in the order of their ids.

Enters: classified papers. Leaves: the lines of `/data/papers.jsonl`, the same that
`broadsheet papers --format jsonl` prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring as _quoted

from generator import urls
from generator.artifacts import Artifact
from generator.models import ClassifiedPaper, Sighting, Variant

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
    title, abstract = _quoted(paper.title), _quoted(paper.abstract)
    read_title, read_abstract = paper.as_read_title, paper.as_read_abstract
    as_read_title = title if read_title == paper.title else _encode(read_title)
    as_read_abstract = abstract if read_abstract == paper.abstract else _quoted(read_abstract)
    # No day and no kind of a link has a sign that JSON escapes.
    dates = ",".join([f'"{date.isoformat()}"' for date in paper.dates])
    links = ",".join(
        [f'{{"url":{_quoted(link.url)},"kind":"{link.kind}"}}' for link in paper.links]
    )
    ids = ",".join([f"{_quoted(key)}:{_quoted(each)}" for key, each in dict(paper.ids).items()])
    return (
        f'{{"id":{_quoted(paper.id)},"slug":{_quoted(paper.slug)},"title":{title},'
        f'"title_is":"{paper.title_is}","abstract":{abstract},'
        f'"as_read":{{"title":{as_read_title},"abstract":{as_read_abstract}}},'
        f'"authors":[{_list(paper.authors)}],"topics":[{_list(classified.topics)}],'
        f'"dates":[{dates}],"links":[{links}],"ids":{{{ids}}},'
        f'"sources":[{",".join(map(_sighting, paper.sources))}],'
        f'"variants":{_encode(list(map(_variant, paper.variants))) if paper.variants else "[]"}}}'
    )


def _list(texts: Iterable[str]) -> str:
    return ",".join(map(_quoted, texts))


def _sighting(sighting: Sighting) -> str:
    line = sighting.location.line
    return (
        f'{{"path":{_quoted(sighting.location.path)},"line":{"null" if line is None else line},'
        f'"format":{_quoted(sighting.format)}}}'
    )


def _variant(variant: Variant) -> dict[str, str | None]:
    return {"title": variant.title, "abstract": variant.abstract}
