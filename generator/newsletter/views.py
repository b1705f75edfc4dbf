"""What the templates of the newsletter are given: plain values, each text once as HTML and once as words.

Addresses are absolute. Texts of papers are escaped `Markup` in what is named for HTML, and have no links and no MathML, which
programs for mail do not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.config.settings import Hue


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper; one without an abstract has no `lead`."""

    url: str
    title: Markup
    plain_title: str
    authors: str
    lead: Markup | None
    plain_lead: str | None
    derived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Papers under a heading; `count` says how many the edition has there, of a curator's picks nothing.

    Behind its `papers` stand those of which only the titles are shown.
    """

    title: str
    url: str | None
    count: str | None
    papers: tuple[PaperView, ...]
    titles: tuple[PaperView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """What the curator says of the edition; `text` is the Markdown."""

    title: str
    curator: str | None
    html: Markup | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterView:
    """All of a newsletter but whom it is for; `shortened` are the sentences that say what is not in it.

    `colours` are by name as in `theme.colours`, each by day and by night.
    """

    language: str
    direction: str
    colours: Mapping[Hue, tuple[str, str]]
    site: str
    site_url: str
    topic: str | None
    subject: str
    edition: str
    facts: str
    url: str
    preheader: str
    note: NoteView | None
    sections: tuple[SectionView, ...]
    shortened: tuple[str, ...]
    whole: str
    on_the_site: str
    imprint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderView:
    """Whom a newsletter is for, in a sentence, and how they leave the list."""

    why: str
    leave: str
    leave_url: str
