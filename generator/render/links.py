"""The ways from a paper's page to the paper and what belongs to it.

Enters: a paper. Leaves: links by kind, the paper itself first, and where nobody knows its address, ways to look for its title.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote_plus

from generator.models import Link, LinkKind, Paper
from generator.render.views import LinkView, new_link_view
from generator.text.shorten import shorten
from generator.words import Words

_LONGEST_ADDRESS = 40
# In the order in which they stand; what is of no kind is named by its address.
_NAMES: dict[LinkKind, str] = {
    "paper": "link.paper",
    "doi": "link.doi",
    "code": "link.code",
    "project": "link.project",
    "model": "link.model",
    "dataset": "link.dataset",
    "video": "link.video",
    "other": "",
}
_PLACE = {kind: place for place, kind in enumerate(_NAMES)}
_HOSTS = (
    ("https://arxiv.org/", "arXiv"),
    ("https://openreview.net/", "OpenReview"),
    ("https://aclanthology.org/", "ACL Anthology"),
)
_ELSEWHERE = (
    ("arXiv", "https://arxiv.org/search/?searchtype=title&query="),
    ("Google Scholar", "https://scholar.google.com/scholar?q="),
    ("Semantic Scholar", "https://www.semanticscholar.org/search?q="),
)


class LinkViews:
    """The links of papers, named in the words of the site."""

    def __init__(self, words: Words) -> None:
        self._names = {kind: words.say(key) if key else "" for kind, key in _NAMES.items()}

    def of(self, paper: Paper) -> tuple[LinkView, ...]:
        """Give the links of a paper by kind, and those of a kind in their order; no two have one name."""
        if not paper.links:
            return ()
        if len(paper.links) == 1:
            (link,) = paper.links
            return (new_link_view(url=link.url, name=self._name(link)),)
        links = sorted(paper.links, key=lambda link: _PLACE[link.kind])
        names = [self._name(link) for link in links]
        counts = Counter(names)
        return tuple(
            [
                new_link_view(
                    url=link.url, name=f"{name} {_shown(link)}" if counts[name] > 1 else name
                )
                for link, name in zip(links, names, strict=True)
            ]
        )

    def _name(self, link: Link) -> str:
        if link.kind == "paper":
            for start, name in _HOSTS:
                if link.url.startswith(start):
                    return name
        return self._names[link.kind] or _shown(link)


def elsewhere(paper: Paper) -> tuple[LinkView, ...]:
    """Give ways to look for a paper whose own address is not known."""
    if paper.ids or any(link.kind in {"paper", "doi"} for link in paper.links):
        return ()
    title = quote_plus(paper.title.encode("utf-8", "replace"))
    return tuple([new_link_view(url=url + title, name=name) for name, url in _ELSEWHERE])


def _shown(link: Link) -> str:
    return shorten(link.url.partition("//")[2].rstrip("/"), _LONGEST_ADDRESS)
