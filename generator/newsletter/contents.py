"""What a newsletter says: the papers of an issue as plain views.

Enters: an `Issue`. Leaves: a `NewsletterView` with as many papers, and as many of them with their sentence, as is asked for. All texts
of papers are without links, so that all links of a newsletter lead to the site.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from markupsafe import Markup

from generator import urls
from generator.archive import Row
from generator.feeds.editions import TopicGroup
from generator.newsletter.issue import Issue
from generator.newsletter.views import NewsletterView, NoteView, PaperView, SectionView
from generator.prose import render_prose
from generator.text.html import rich_html
from generator.text.shorten import shorten
from generator.theme import SHIPPED
from generator.words import is_right_to_left
from generator.words.day_names import DayNames

_MOST_AUTHORS = 3
_LONGEST_TITLE, _LONGEST_AUTHOR = 400, 60  # characters; longer ones are no titles and no names
_PREHEADER = 140  # characters, which is what lists of messages show of one
_TAG = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)(")')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = r'\b%s="([^"]*)"'
_MARKDOWN_LINK = re.compile(r"(\]\()([^)\s]+)")


class Contents:
    """Makes views of an issue; each paper is read once."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._say = issue.words.say
        self.papers = len(issue.rows)
        self._paper = functools.cache(self._make_paper)

    def view(self, shown: int, leads: int) -> NewsletterView:
        """Give the newsletter with so many papers, of which the first ones have their sentence."""
        issue, site = self._issue, self._issue.config.site
        topic = None if issue.topic is None else issue.groups[0].title
        page = issue.period.path if issue.topic is None else urls.topic_path(issue.topic)
        names = DayNames(issue.words)
        said = {"site": site.title, "edition": names.title(issue.period)}
        return NewsletterView(
            language=issue.words.language,
            direction="rtl" if is_right_to_left(issue.words.language) else "ltr",
            colours={**SHIPPED[issue.config.theme.name], **issue.config.theme.colours},
            site=issue.theme.wordmark or site.title,
            site_url=issue.url,
            topic=topic,
            subject=self._say("email.subject", **said)
            if topic is None
            else self._say("email.subject_of_topic", topic=topic, **said),
            edition=names.with_lead(issue.period),
            facts=self._say("count.papers", count=self.papers),
            url=issue.url + page,
            preheader=self._preheader(),
            note=self._note(),
            sections=tuple(self._sections(shown, leads)),
            shortened=tuple(self._shortened(shown, leads)),
            whole=self._say("email.whole", count=self.papers),
            on_the_site=self._say("email.on_the_site"),
            imprint=issue.config.email.imprint,
        )

    def _preheader(self) -> str:
        titles = [self._paper(row).plain_title for row in self._issue.rows[:3]]
        return shorten(" · ".join(titles), _PREHEADER)

    def _sections(self, shown: int, leads: int) -> Iterator[SectionView]:
        left, with_lead = shown, leads
        for group in self._issue.groups:
            rows = group.rows[:left]
            if not rows:
                return
            yield SectionView(
                title=group.title,
                url=self._group_url(group),
                count=self._count(group),
                papers=tuple(map(self._paper, rows[:with_lead])),
                titles=tuple(map(self._paper, rows[with_lead:])),
            )
            left, with_lead = left - len(rows), max(with_lead - len(rows), 0)

    def _group_url(self, group: TopicGroup) -> str | None:
        return None if group.slug is None else self._issue.url + urls.topic_path(group.slug)

    def _count(self, group: TopicGroup) -> str | None:
        picks = self._issue.note.picks if self._issue.note is not None else ()
        return None if group.rows == list(picks) else self._issue.words.number(len(group.rows))

    def _make_paper(self, row: Row) -> PaperView:
        issue, paper, texts = self._issue, self._issue.papers[row], self._issue.texts(row)
        title = "".join(piece.text for piece in texts.title)
        lead = "".join(piece.text for piece in texts.lead)
        short = shorten(title, _LONGEST_TITLE)
        return PaperView(
            url=issue.url + issue.plan.address(row),
            title=rich_html(texts.title, linked=False) if short == title else Markup.escape(short),
            plain_title=short,
            authors=self._authors(paper.authors),
            lead=rich_html(texts.lead, linked=False) if lead else None,
            plain_lead=lead or None,
            derived=paper.title_is == "derived",
        )

    def _authors(self, names: tuple[str, ...]) -> str:
        first = ", ".join(shorten(name, _LONGEST_AUTHOR) for name in names[:_MOST_AUTHORS])
        more = len(names) - _MOST_AUTHORS
        if more <= 0:
            return first
        number = self._issue.words.number(more)
        return self._say("email.more_authors", authors=first, number=number)

    def _shortened(self, shown: int, leads: int) -> Iterator[str]:
        if leads < shown:
            yield self._say("email.titles_alone", count=shown - leads)
        if shown < self.papers:
            yield self._say("email.left_out", count=self.papers - shown)

    def _note(self) -> NoteView | None:
        note = self._issue.note
        if note is None or not (note.text or note.title):
            return None
        page = self._issue.url + self._issue.period.path
        curator = note.curator and self._say("note.curator", name=note.curator)
        return NoteView(
            title=note.title or self._say("note.title"),
            curator=curator or None,
            html=_for_mail(render_prose(note.text), page) if note.text else None,
            text=_MARKDOWN_LINK.sub(lambda m: m[1] + urljoin(page, m[2]), note.text).strip()
            if note.text
            else None,
        )


def _for_mail(prose: Markup, page: str) -> Markup:
    """Make the addresses in the owner's HTML absolute, and of pictures links: a newsletter loads nothing when it is opened.

    >>> _for_mail(Markup('<a href="../x">x</a> <img alt="Map" src="map.png">'), "https://example.org/a/")
    Markup('<a href="https://example.org/x">x</a> <a href="https://example.org/a/map.png">Map</a>')
    """

    def absolute(tag: re.Match[str]) -> str:
        return tag[1] + html.escape(urljoin(page, html.unescape(tag[2]))) + tag[3]

    def linked(tag: re.Match[str]) -> str:
        source = re.search(_ATTRIBUTE % "src", tag[0])
        words = re.search(_ATTRIBUTE % "alt", tag[0])
        if source is None:
            return ""
        return f'<a href="{source[1]}">{(words and words[1]) or source[1]}</a>'

    return Markup(_IMAGE.sub(linked, _TAG.sub(absolute, prose)))
