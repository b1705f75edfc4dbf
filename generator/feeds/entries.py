"""Papers as entries of feeds.

Enters: a classified paper and its texts as pages show them. Leaves: an `Entry`, or a short one that says where the rest is,
for a paper that would fill much of a feed by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from markupsafe import escape

from generator import urls
from generator.feeds.documents import Category, Entry
from generator.models import ClassifiedPaper, Slug
from generator.text.shorten import shorten
from generator.text.shown import ShownTexts
from generator.words import Words

_LONGEST_TITLE = 1000
_LONGEST_LEAD = 500
_MOST_AUTHORS = 20


def paper_entry(
    classified: ClassifiedPaper,
    texts: ShownTexts,
    moment: dt.datetime,
    titles: Mapping[Slug, str],
    *,
    url: str,
    tag: str,
) -> Entry:
    """Make the entry of a paper that stands at `url`; `titles` are those of topics."""
    paper = classified.paper
    abstract = texts.abstract if texts.abstract is not None else escape(paper.abstract)
    return Entry(
        id=urls.paper_tag(tag, paper.id),
        title=shorten(paper.title, _LONGEST_TITLE),
        url=url,
        moment=moment,
        authors=paper.authors,
        categories=tuple([Category(term=slug, label=titles[slug]) for slug in classified.topics]),
        related=tuple([link.url for link in paper.links]),
        html=f"<p>{abstract}</p>",
        plain=paper.abstract,
        rich=texts.abstract is not None,
    )


def shortened(entry: Entry, words: Words) -> Entry:
    """Give the beginning of an abstract and of a list of authors, and say what is missing."""
    lead = shorten(entry.plain, _LONGEST_LEAD)
    rest = words.say("feed.whole_abstract", number=words.number(len(entry.plain)))
    authors, more = entry.authors[:_MOST_AUTHORS], len(entry.authors) - _MOST_AUTHORS
    return replace(
        entry,
        authors=(*authors, words.say("feed.more_authors", number=words.number(more)))
        if more > 0
        else authors,
        html=f'<p>{escape(lead)}</p><p><a href="{escape(entry.url)}">{rest}</a>.</p>',
        plain=f"{lead} {rest}: {entry.url}",
        rich=True,
    )
