"""What a paper's page says to programs: tags that Google Scholar and Zotero read, and schema.org's JSON-LD.

Enters: a paper. Leaves: a `MetadataView`. No abstract stands in it a second time, and nothing that its readers do not ask for:

- Google Scholar takes `citation_title`, `citation_author` (one a tag) and `citation_publication_date`, or nothing:
  https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
- Zotero takes these, `citation_doi`, the venue's tag, and `citation_abstract_html_url`, which stands for ids that are no DOI:
  https://github.com/zotero/translators, "Embedded Metadata.js"
- Search engines take a `ScholarlyArticle` (https://schema.org/ScholarlyArticle), of which the tags do not tell; what
  links show elsewhere comes from `og:title`, which the title's tag is too (https://ogp.me).
"""

from __future__ import annotations

import json
import re
from typing import Literal

from markupsafe import Markup

from generator.models import Paper
from generator.render.views import MetadataView
from generator.text.ids import id_date, id_url

VenueKind = Literal["conference", "journal"]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Would end the element or begin a comment in it, or end a line where a script is read as one.
_UNSAFE = re.compile("[<>&\u2028\u2029]")
# As in static/js/citations.js.
_CONFERENCE = re.compile(r"\b(?:proc|proceedings|conference|workshop|symposium|meeting)\b", re.I)
_JOURNAL = re.compile(r"\b(?:journal|transactions|letters|review|annals)\b", re.I)
# Every paper on arXiv has one: https://info.arxiv.org/help/doi.html
_ARXIV_DOI = "10.48550/arXiv."
_CONFERENCE_IDS = {"acl", "openreview"}


def paper_metadata(paper: Paper) -> MetadataView:
    """Give what a paper's page says to programs."""
    ids = dict(paper.ids)
    address = known_address(paper)
    kind = venue_kind(paper.venue, ids)
    doi = ids.get("doi") or (f"{_ARXIV_DOI}{ids['arxiv']}" if "arxiv" in ids else None)
    return MetadataView(
        title=paper.title,
        authors=paper.authors,
        published=published(paper),
        doi=doi,
        # The DOI says it already, but for a paper with one of a publisher too.
        arxiv=ids.get("arxiv") if "doi" in ids else None,
        venue=paper.venue if kind is not None else None,
        venue_kind=kind,
        address=address if doi is None else None,
        data=_json_ld(paper.title, address),
    )


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
    return None if first is None else f"{first:%Y/%m/%d}"


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


def _json_ld(title: str, address: str | None) -> Markup:
    """Write a block of data, which no browser runs."""
    values = {"@context": "https://schema.org", "@type": "ScholarlyArticle", "headline": title}
    if address is not None:
        values["sameAs"] = address
    text = _encode(values)
    if _UNSAFE.search(text):
        text = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    return Markup(text)
