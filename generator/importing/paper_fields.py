"""What front matter says of a paper, by the names that themes and people give it.

Enters: fields. Leaves: `PaperFields`, and the names of those for which a paper has no room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.models import Link
from generator.sources.fields import link_of, short_text_of, texts_of
from generator.sources.names import names_of
from generator.text.ids import Ids, ids_in

_IDS = ("arxiv", "arxiv_id", "arxivid", "eprint", "doi", "acl", "acl_id", "openreview", "paper_id")
# In the order in which the first is taken for the paper's own.
_URLS = (
    *(
        "paper",
        "paper_url",
        "paperurl",
        "paper_link",
        "url_paper",
        "url_pdf",
        "pdf",
        "pdf_url",
        "external_url",
        "external_link",
    ),
    *("externallink", "original", "link", "source_url", "canonical_url", "canonicalurl"),
)
_LINKS = {
    "code": "code", "code_url": "code", "url_code": "code", "github": "code", "repo": "code", "repository": "code",
    "project": "project", "project_url": "project", "url_project": "project", "website": "project", "homepage": "project",
    "video": "video", "url_video": "video", "youtube": "video", "dataset": "dataset", "url_dataset": "dataset",
    "url_poster": "other", "url_slides": "other", "slides": "other", "demo": "other",
}  # fmt: skip
_VENUES = ("venue", "publication", "journal", "conference", "booktitle", "publication_short")
_KEYWORDS = ("tags", "tag", "keywords", "categories", "category", "topics")
_ABSTRACT = "abstract"
SUMMARIES = ("summary", "description", "excerpt", "subtitle")
# What says where or whether a post stands, and so was read already.
_OF_POST = frozenset(
    "title date publishdate pubdate published draft status slug url aliases permalink redirect_from save_as layout".split()
)
_FOR_EDITIONS = (*_KEYWORDS, "author", "authors", "curator")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFields:
    """What front matter says of a paper; `names` are all its fields, `taken` those that a paper has room for."""

    ids: Ids = ()
    urls: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    venue: str | None = None
    keywords: tuple[str, ...] = ()
    abstract: str | None = None
    summary: str | None = None
    names: tuple[str, ...] = ()
    taken: frozenset[str] = frozenset()

    def unkept(self, kind: str) -> tuple[str, ...]:
        """Give the fields that do not come along with a post of a kind."""
        kept = self.taken if kind == "paper" else frozenset(_FOR_EDITIONS)
        return tuple(name for name in self.names if name not in kept and name not in _OF_POST)


def paper_fields(fields: Mapping[str, object]) -> PaperFields:
    """Read what fields say of a paper."""
    names = tuple(name for name, value in fields.items() if value not in (None, "", [], {}, False))
    ids = ids_in(text for name in _IDS for text in _texts(fields.get(name)))
    urls = [text for name in _URLS for text in _texts(fields.get(name)) if link_of(text)]
    taken = {
        name
        for name in (*_IDS, *_URLS)
        if any(ids_in((t,)) or link_of(t) for t in _texts(fields.get(name)))
    }
    links, more = _links(fields)
    authors = names_of(fields.get("authors"))
    venue = next((text for name in _VENUES if (text := short_text_of(fields.get(name)))), None)
    abstract = _text(fields.get(_ABSTRACT))
    summary = next((text for name in SUMMARIES if (text := _text(fields.get(name)))), None)
    taken.update(more)
    taken.update(name for name in (*_KEYWORDS, *_VENUES[:1], _ABSTRACT) if name in fields)
    taken.update(next(([name] for name in _VENUES if fields.get(name)), []))
    taken.update(["authors"] if authors else [])
    # Without an abstract and a body the summary is what is shown.
    return PaperFields(
        ids=ids or ids_in(urls[:1]),
        urls=tuple(dict.fromkeys(urls)),
        links=tuple(links),
        authors=authors,
        venue=venue,
        keywords=_keywords(fields),
        abstract=abstract,
        summary=summary,
        names=names,
        taken=frozenset(taken),
    )


def _keywords(fields: Mapping[str, object]) -> tuple[str, ...]:
    found = (text for name in _KEYWORDS for text in texts_of(fields.get(name)))
    return tuple(dict.fromkeys(found))


def _links(fields: Mapping[str, object]) -> tuple[list[Link], set[str]]:
    links, taken = [], set()
    for name, kind in _LINKS.items():
        for text in _texts(fields.get(name)):
            if (link := link_of(text)) is not None:
                links.append(Link(url=link.url, kind=kind))  # type: ignore[arg-type]
                taken.add(name)
    listed = fields.get("links")
    for each in listed if isinstance(listed, list) else ():
        address = each.get("url") if isinstance(each, dict) else each
        found = link_of(address) if isinstance(address, str) else None
        if found is not None:
            links.append(found)
            taken.add("links")
    return links, taken


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
