"""What a paper's page says to programs: tags that Google Scholar and Zotero read, and schema.org's JSON-LD.

Enters: a paper. Leaves: `Markup` in which all text is escaped. No abstract stands in it a second time, and nothing that its readers do not ask for:

- Google Scholar takes `citation_title`, `citation_author` (one a tag) and `citation_publication_date`, or nothing:
  https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
- Zotero takes these, `citation_doi`, the venue's tag, and `citation_abstract_html_url`, which stands for ids that are no DOI:
  https://github.com/zotero/translators, "Embedded Metadata.js"
- Search engines take a `ScholarlyArticle` (https://schema.org/ScholarlyArticle), of which the tags do not tell; what
  links show elsewhere comes from `og:title`, which the title's tag is too (https://ogp.me).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json.encoder import encode_basestring as _quoted
from typing import Literal

from markupsafe import Markup, escape

from generator.models import Paper
from generator.text.ids import id_date, id_url
from generator.text.shown import as_markup

VenueKind = Literal["conference", "journal"]

# Would end the element or begin a comment in it, or end a line where a script is read as one.
_UNSAFE = re.compile("[<>&\u2028\u2029]")
# As in static/js/citations.js.
_CONFERENCE = re.compile(r"\b(?:proc|proceedings|conference|workshop|symposium|meeting)\b", re.I)
_JOURNAL = re.compile(r"\b(?:journal|transactions|letters|review|annals)\b", re.I)
_LINE_END = "\n"
# What shows links elsewhere takes the same title.
_TITLE = '<meta name="citation_title" property="og:title" content="'
_AUTHOR = '<meta name="citation_author" content="'
_DATE = '<meta name="citation_publication_date" content="'
_SPECIAL = re.compile("[&<>\"']").search
# Every paper on arXiv has one: https://info.arxiv.org/help/doi.html
_ARXIV_DOI = "10.48550/arXiv."
_CONFERENCE_IDS = {"acl", "openreview"}


def paper_tags(paper: Paper) -> Markup:
    """Write what the head of a paper's page says to programs."""
    ids = dict(paper.ids)
    address = known_address(paper)
    tags = [f'{_TITLE}{_safe(paper.title)}">\n']
    if paper.authors:
        # No name has a line end in it, for texts are cleaned; to escape all at once takes a part of the time.
        names = _safe(_LINE_END.join(paper.authors)).replace(_LINE_END, f'">\n{_AUTHOR}')
        tags.append(f'{_AUTHOR}{names}">\n')
    if (date := published(paper)) is not None:
        tags.append(f'{_DATE}{date}">\n')
    if paper.venue is not None and (kind := venue_kind(paper.venue, ids)) is not None:
        tags.append(f'<meta name="citation_{kind}_title" content="{_safe(paper.venue)}">\n')
    for name, value in _identity(ids, address):
        tags.append(f'<meta name="citation_{name}" content="{_safe(value)}">\n')
    tags.append(_json_ld(paper.title, address))
    return as_markup("".join(tags))


def _safe(text: str) -> str:
    return str(escape(text)) if _SPECIAL(text) else text


def _identity(ids: dict[str, str], address: str | None) -> Iterator[tuple[str, str]]:
    """Give the tags of a paper's ids; arXiv's needs none of its own beside the DOI that arXiv gives."""
    if "doi" in ids:
        yield "doi", ids["doi"]
        if "arxiv" in ids:
            yield "arxiv_id", ids["arxiv"]
    elif "arxiv" in ids:
        yield "doi", f"{_ARXIV_DOI}{ids['arxiv']}"
    elif address is not None:
        yield "abstract_html_url", address


def known_address(paper: Paper) -> str | None:
    """Give where the paper itself stands, by its ids; `None` where it has none.

    The ids have an order (see `generator.text.ids`): arXiv's page is free to read, a DOI's may not be. Links are no
    proof, for one in an abstract may lead to another paper.
    """
    for scheme, name in paper.ids:
        if (url := id_url(scheme, name)) is not None:
            return url
    return None


def published(paper: Paper) -> str | None:
    """Give the day, month or year in which a paper came out, as far as it is known, with slashes.

    What an id tells counts more than a listing, which may be of a later day.
    """
    first = paper.dates[0] if paper.dates else None
    for scheme, name in paper.ids:
        if found := id_date(scheme, name):
            if first is not None and found == (first.year, first.month):
                break
            return "/".join([f"{part:02}" for part in found])
    return None if first is None else first.isoformat().replace("-", "/")


def venue_kind(venue: str | None, ids: dict[str, str]) -> VenueKind | None:
    """Tell a conference from a journal, by its ids and its name; `None` where neither is sure.

    >>> venue_kind("Proceedings of ICML", {}), venue_kind("Nature", {"doi": "10.1/2"}), venue_kind("Nature", {})
    ('conference', 'journal', None)
    """
    if venue is None:
        return None
    if _CONFERENCE.search(venue) or not _CONFERENCE_IDS.isdisjoint(ids):
        return "conference"
    return "journal" if "doi" in ids or _JOURNAL.search(venue) else None


def _json_ld(title: str, address: str | None) -> str:
    """Write a block of data, which no browser runs."""
    same = "" if address is None else f',"sameAs":{_quoted(address)}'
    text = f"{_quoted(title)}{same}"
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"ScholarlyArticle",'
        f'"headline":{text}}}</script>\n'
    )
