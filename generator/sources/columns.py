"""The names that exports give to our fields, for formats without a fixed set of them.

Enters: a header or the keys of an object. Leaves: which of them is our title, abstract, and so on.
A mapping in site.yaml (`columns`) goes before every guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

FIELDS = (
    "title",
    "abstract",
    "authors",
    "date",
    "url",
    "id",
    "arxiv",
    "doi",
    "venue",
    "keywords",
    "code",
    "project",
)
# Keys of JSON objects, the likeliest first.
GUESSES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "Title"),
    "abstract": ("abstract", "summary", "paper_abstract", "Abstract", "description"),
    "authors": ("authors", "author", "creators", "Authors"),
    "date": (
        "date",
        "dates",
        "published",
        "publishedAt",
        "published_at",
        "publication_date",
        "publicationDate",
        "published_date",
        "Date",
    ),
    "url": ("url", "link", "paper_url", "url_abs", "pdf_url", "pdf", "URL"),
    "id": ("id", "paper_id", "key"),
    "arxiv": ("arxiv", "arxiv_id", "arxivId", "arXiv"),
    "doi": ("doi", "DOI"),
    "venue": ("venue", "journal", "conference", "booktitle", "proceeding", "journal_ref"),
    "keywords": ("keywords", "categories", "tags", "topics", "subjects", "tasks"),
    "code": ("code", "code_url", "github", "githubRepo", "repo"),
    "project": ("project", "project_page", "projectPage", "homepage"),
}
# Heads of table columns, folded to letters and digits in lower case.
_HEADS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "papertitle", "articletitle", "documenttitle", "paper", "name"),
    "abstract": ("abstract", "summary", "abstractnote", "paperabstract", "description"),
    "authors": ("authors", "author", "authorfullnames", "authornames", "creators", "creator"),
    "date": (
        "date",
        "published",
        "publicationdate",
        "publishedat",
        "publisheddate",
        "pubdate",
        "datepublished",
        "announced",
        "listed",
        "day",
    ),
    "url": ("url", "link", "links", "paperurl", "articleurl", "pdf", "pdfurl", "href"),
    "id": ("id", "paperid", "key", "identifier"),
    "arxiv": ("arxiv", "arxivid"),
    "doi": ("doi", "doilink"),
    "venue": (
        "venue",
        "journal",
        "conference",
        "booktitle",
        "publicationtitle",
        "sourcetitle",
        "journaltitle",
        "source",
    ),
    "keywords": (
        "keywords",
        "authorkeywords",
        "tags",
        "manualtags",
        "categories",
        "topics",
        "subjects",
        "primaryarea",
    ),
    "code": ("code", "codeurl", "codelink", "github", "githubrepo", "repo", "repository"),
    "project": ("project", "projectpage", "homepage", "website"),
}
_NOT_TELLING = re.compile(r"[\W_]+")


def guess_heads(header: Sequence[str]) -> dict[str, int]:
    """Give the column of each of our fields that a table's header has a common name for.

    >>> guess_heads(["Key", "Author(s)", "Title", "Abstract Note"])
    {'title': 2, 'abstract': 3, 'authors': 1, 'id': 0}
    """
    folded = [_NOT_TELLING.sub("", head).lower() for head in header]
    found: dict[str, int] = {}
    for name in FIELDS:
        for head in _HEADS[name]:
            place = next((n for n, text in enumerate(folded) if _same(text, head)), None)
            if place is not None and place not in found.values():
                found[name] = place
                break
    return found


def _same(text: str, head: str) -> bool:
    # "Author(s)" and "Link(s)" fold to a plural.
    return text == head or text == f"{head}s"
