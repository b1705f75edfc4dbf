"""The Lunr index and what the search page shows for its refs.

Enters: classified papers and topics. Leaves: `search/lunr.json`, a Lunr 2.3.9 index in Lunr's own
serialisation, and `search/documents.json`, the titles and addresses by row. A document's ref is its
row number, in the order of the papers' ids.

The index is the one that lunr.py builds with its defaults, reached faster: words are cut by a regular
expression instead of character by character, and each word goes through lunr's pipeline once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from lunr import get_default_builder
from lunr.index import Index
from lunr.pipeline import Pipeline
from lunr.token import Token

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, Slug


def search_artifacts(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> tuple[Artifact, ...]:
    """Make the files of the search page."""
    titles = {topic.slug: topic.title for topic in config.topics}
    index = build_index(papers, titles, config.search.title_boost)
    return (
        Artifact(path=urls.LUNR_INDEX, data=_json(index.serialize())),
        Artifact(path=urls.SEARCH_DOCUMENTS, data=_json(_documents(papers, config))),
    )


# Where lunr's own tokenizer cuts.
_SEPARATORS = re.compile(r"[ \t\n\r\f\v\xa0-]+")


def build_index(
    papers: Sequence[ClassifiedPaper], topic_titles: dict[Slug, str], title_boost: int
) -> Index:
    """Build the index of all papers over title, abstract, authors and topics."""
    builder = get_default_builder()
    terms = _Terms(builder.pipeline)
    builder.pipeline = Pipeline()
    builder.ref("ref")
    builder.field("title", boost=title_boost)
    for name in ("abstract", "authors", "topics"):
        builder.field(name)
    for row, classified in enumerate(papers):
        paper = classified.paper
        builder.add(
            {
                "ref": str(row),
                "title": terms.of(paper.title),
                "abstract": terms.of(paper.abstract),
                "authors": terms.of(" ".join(paper.authors)),
                "topics": terms.of(" ".join(topic_titles[slug] for slug in classified.topics)),
            }
        )
    return builder.build()


class _Terms:
    """Texts to index terms; remembers what lunr's pipeline makes of each word."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> list[str]:
        terms: list[str] = []
        for word in _SEPARATORS.split(text.lower()):
            if word:
                found = self._known.get(word)
                terms += self._run(word) if found is None else found
        return terms

    def _run(self, word: str) -> tuple[str, ...]:
        terms = tuple(str(token) for token in self._pipeline.run([Token(word)]))
        self._known[word] = terms
        return terms


def _documents(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> dict[str, object]:
    """Give what a result shows, by row: slug, title, newest day, topic numbers."""
    numbers = {topic.slug: number for number, topic in enumerate(config.topics)}
    parents = {topic.slug: topic.parent for topic in config.topics}
    rows: list[list[object]] = []
    for classified in papers:
        paper = classified.paper
        covered = {parents[slug] for slug in classified.topics}
        rows.append(
            [
                paper.slug,
                paper.title,
                paper.dates[-1].isoformat() if paper.dates else None,
                [numbers[slug] for slug in classified.topics if slug not in covered],
            ]
        )
    return {
        "topics": [[topic.slug, topic.title] for topic in config.topics],
        "papers": rows,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
