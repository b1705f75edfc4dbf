"""A newsletter as HTML and as text, in the templates of the site or of its owner.

Enters: an `Issue`. Leaves: a `Layout`, which writes it for a reader. HTML stays under the size at which Gmail cuts a message off: first the later
papers lose their sentence, then the last are left out, and both is said. Nothing that turns the direction of writing and no control
character is left in either form, whatever the papers had.
"""

from __future__ import annotations

import bisect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from generator import assets
from generator.config.settings import EmailSettings
from generator.newsletter.contents import Contents
from generator.newsletter.issue import Issue
from generator.newsletter.subscribers import Subscriber
from generator.newsletter.views import ReaderView
from generator.render.environment import TemplateEnvironment, make_environment

# Gmail shows the first 102 KB of a message's HTML; what a reader's own addresses take is counted with it.
LONGEST = 96_000  # bytes of UTF-8
_MOST = 1000  # papers: titles of more have no room
_COLUMNS = 72
_FOLDER = "email"
# Controls but tab and line feed, marks of direction that reach beyond a word, separators of lines, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class Letter(NamedTuple):
    """What one reader gets."""

    subject: str
    html: str
    text: str


class Leaving(NamedTuple):
    """How a reader leaves the list: a letter to an address, and an address of the web if there is one.

    `one_click` says that a program may ask for that address by itself (RFC 8058), for it names the reader.
    """

    mailto: str
    url: str | None
    one_click: bool


class Layout:
    """Writes an issue; how much of it has room is found once."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._environment = _environment(issue)
        self._contents = Contents(issue)
        self.shown, self.leads = self._fitted()

    @property
    def papers(self) -> int:
        """Count the papers of the issue, shown or not."""
        return self._contents.papers

    def letter(self, reader: Subscriber | None) -> Letter:
        """Write the newsletter for a reader, or for all."""
        view = self._contents.view(self.shown, self.leads)
        own = self._reader(reader)
        return Letter(
            subject=_clean(" ".join(view.subject.split())),
            html=self._rendered("newsletter.html", self.shown, self.leads, own),
            text=self._rendered("newsletter.txt", self.shown, self.leads, own),
        )

    def _reader(self, reader: Subscriber | None) -> ReaderView:
        say, site = self._issue.words.say, self._issue.config.site.title
        way = leaving(self._issue.config.email, site, reader)
        return ReaderView(
            why=say("email.why_all", site=site)
            if reader is None
            else say("email.why", address=reader.address, site=site),
            leave=say("email.leave"),
            leave_url=way.url or way.mailto,
        )

    def _fitted(self) -> tuple[int, int]:
        """Find how many papers have room, and how many of them with their sentence, which take half of the room at least."""
        own = self._reader(None)

        def too_long(shown: int, leads: int, most: int = LONGEST) -> bool:
            return len(self._rendered("newsletter.html", shown, leads, own).encode()) > most

        most = min(self.papers, _MOST)
        least = _last(0, most, lambda count: too_long(count, count, LONGEST // 2))
        shown = _last(least, most, lambda count: too_long(count, least))
        return shown, _last(least, shown, lambda count: too_long(shown, count))

    def _rendered(self, name: str, shown: int, leads: int, reader: ReaderView) -> str:
        view = self._contents.view(shown, leads)
        with self._environment.faults(self._issue.config.folder):
            template = self._environment.get_template(f"{_FOLDER}/{name}")
            written = _clean(template.render(letter=view, reader=reader))
        return _EMPTY_LINES.sub("\n\n", written).strip() + "\n"


def _last(least: int, most: int, too_long: Callable[[int], bool]) -> int:
    """Give the largest count from `least` on that is not too long; more papers are never shorter."""
    if not too_long(most):
        return most
    return max(bisect.bisect_left(range(most + 1), True, lo=least, key=too_long) - 1, least)


def leaving(settings: EmailSettings, site: str, reader: Subscriber | None) -> Leaving:
    """Say how a reader leaves the list; without one, an address of the web that would name them is left out."""
    address = settings.unsubscribe_address or settings.reply_to or settings.sender
    mailto = f"mailto:{address}?subject={quote(f'unsubscribe {site}', safe='')}"
    url = settings.unsubscribe_url
    named = url is not None and ("{address}" in url or "{token}" in url)
    if url is None or (named and reader is None):
        return Leaving(mailto, None, one_click=False)
    if reader is not None:
        url = url.replace("{address}", quote(str(reader.address), safe=""))
        url = url.replace("{token}", quote(reader.token or "", safe=""))
    return Leaving(mailto, quote(url, safe="%/:=&?~#+!$,;'@()*[]"), one_click=named)


def _environment(issue: Issue) -> TemplateEnvironment:
    made = make_environment(assets.templates_folder(), issue.words, {}, own=_own(issue))
    # Jinja takes a function of the template's name: what is text is not escaped.
    made.autoescape = _is_html
    made.filters["wrapped"] = _wrapped
    return made


def _own(issue: Issue) -> Path | None:
    return issue.theme.templates


def _is_html(name: str | None) -> bool:
    return not (name or "").endswith(".txt")


def _wrapped(text: str, indent: int = 0) -> str:
    """Fold a paragraph into lines that every program shows whole; addresses are never cut."""
    return textwrap.fill(
        " ".join(text.split()),
        _COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _clean(text: str) -> str:
    return _UNWANTED.sub("", text.replace("\r", ""))
