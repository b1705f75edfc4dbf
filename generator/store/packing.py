"""Classified papers as bytes, small and quick to read.

Enters: `ClassifiedPaper`s. Leaves: bytes, and from them the same papers. The same paper is always the same bytes.
`marshal` is safe here because nobody but a build writes what it reads.
"""

from __future__ import annotations

import datetime as dt
import marshal
from typing import Any

from generator.errors import Location
from generator.models import (
    ClassifiedPaper,
    Link,
    TopicMatch,
    Variant,
    new_paper,
    new_sighting,
    quick_maker,
)
from generator.text.shown import ShownTexts, as_markup

_FORMAT = 2  # the newest one whose bytes depend on values alone
_new_location = quick_maker(Location)
_new_link = quick_maker(Link)
_new_match = quick_maker(TopicMatch)
_new_classified = quick_maker(ClassifiedPaper)
_SAME = True  # stands for a text as read that is the text as shown


def packed_paper(classified: ClassifiedPaper) -> bytes:
    """Write a paper with its topics."""
    paper = classified.paper
    return marshal.dumps(
        (
            paper.id,
            paper.slug,
            paper.title,
            paper.title_is,
            paper.abstract,
            _SAME if paper.as_read_title == paper.title else paper.as_read_title,
            _SAME if paper.as_read_abstract == paper.abstract else paper.as_read_abstract,
            tuple([date.toordinal() for date in paper.dates]),
            tuple([(link.url, link.kind) for link in paper.links]),
            tuple(
                [
                    (
                        seen.location.path,
                        seen.location.line,
                        seen.format,
                        seen.date.toordinal() if seen.date is not None else None,
                        seen.credit,
                        seen.dated_by,
                    )
                    for seen in paper.sources
                ]
            ),
            tuple(
                [
                    (each.title, each.abstract, each.as_read_title, each.as_read_abstract)
                    for each in paper.variants
                ]
            ),
            paper.authors,
            paper.ids,
            paper.categories,
            paper.venue,
            paper.edited_title,
            tuple(
                [
                    (match.topic, match.terms, match.because_of, match.by)
                    for match in classified.matches
                ]
            ),
            classified.collections,
            classified.pinned,
        ),
        _FORMAT,
    )


def unpacked_paper(data: bytes) -> ClassifiedPaper:
    """Read a paper that `packed_paper` wrote."""
    packed: tuple[Any, ...] = marshal.loads(data)
    (identity, slug, title, title_is, abstract, as_read_title, as_read_abstract, *rest) = packed
    (dates, links, sources, variants, authors, ids, categories, venue, edited_title, *own) = rest
    matches, collections, pinned = own
    day = dt.date.fromordinal
    paper = new_paper(
        id=identity,
        slug=slug,
        title=title,
        title_is=title_is,
        abstract=abstract,
        as_read_title=title if as_read_title is _SAME else as_read_title,
        as_read_abstract=abstract if as_read_abstract is _SAME else as_read_abstract,
        dates=tuple([day(date) for date in dates]),
        links=tuple([_new_link(url=url, kind=kind) for url, kind in links]),
        sources=tuple(
            [
                new_sighting(
                    location=_new_location(path=path, line=line),
                    format=form,
                    date=day(date) if date is not None else None,
                    credit=credit,
                    dated_by=dated_by,
                )
                for path, line, form, date, credit, dated_by in sources
            ]
        ),
        variants=tuple(
            [
                Variant(
                    title=its_title,
                    abstract=text,
                    as_read_title=read_title,
                    as_read_abstract=read,
                )
                for its_title, text, read_title, read in variants
            ]
        ),
        authors=authors,
        ids=ids,
        categories=categories,
        venue=venue,
        edited_title=edited_title,
    )
    return _new_classified(
        paper=paper,
        matches=tuple(
            [
                _new_match(topic=topic, terms=terms, because_of=because_of, by=by)
                for topic, terms, because_of, by in matches
            ]
        ),
        collections=collections,
        pinned=pinned,
    )


def texts_for_rules(data: bytes) -> tuple[str, str]:
    """Read no more of a paper than its title, empty where it was derived, and its abstract."""
    _, _, title, title_is, abstract, *_ = marshal.loads(data)
    return title if title_is == "given" else "", abstract


def packed_texts(shown: ShownTexts) -> bytes:
    """Write a paper's texts as pages show them."""
    abstract = None if shown.abstract is None else str(shown.abstract)
    return marshal.dumps((str(shown.title), str(shown.lead), abstract, shown.derived), _FORMAT)


def unpacked_texts(data: bytes) -> ShownTexts:
    """Read texts that `packed_texts` wrote."""
    title, lead, abstract, derived = marshal.loads(data)
    html = None if abstract is None else as_markup(abstract)
    return ShownTexts(as_markup(title), as_markup(lead), html, derived)
