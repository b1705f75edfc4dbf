"""What the owner says of single papers, against what sources and rules say.

Enters: papers after merging, and the overrides of site.yaml. Leaves: the papers that stay, with their
title, days and links as the owner wants them, and the overrides that are meant for each. Overrides of
one paper count in the order of the files, the later over the earlier. The id and the slug of a paper never
move, nor does its text as read. Refuses nothing; an override that is meant for no paper is named.

An exact name is looked up in a dictionary of all overrides; only globs are tried one after the other.
"""

from __future__ import annotations

import difflib
import fnmatch
import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.config import OverrideSettings
from generator.errors import Problem, quoted
from generator.models import Paper, PaperId, Slug
from generator.text.ids import acl_id, arxiv_id, doi, ids_in
from generator.text.normal import identity_key, jaccard, shingles
from generator.text.rich import read_plain

# How an id of each scheme is read; what cannot be read is compared as it stands.
_READERS: dict[str, Callable[[str], str | None]] = {
    "arxiv": arxiv_id,
    "doi": doi,
    "acl": acl_id,
    "openreview": str.strip,
}
_MOST_CANDIDATES = 50
_NEAR_ENOUGH = 0.6

# A topic that a paper has of its own, with the words that gave it; `None` where the owner did.
OwnTopics = dict[Slug, tuple[str, ...] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedPapers:
    """The papers that stay, in their order, and the overrides of those that have any.

    `hidden` is how many papers do not stay; `unmatched` names the overrides that no paper is meant by.
    """

    papers: tuple[Paper, ...]
    overrides: Mapping[PaperId, tuple[OverrideSettings, ...]]
    hidden: int
    unmatched: tuple[Problem, ...]


class Editor:
    """The overrides of a digest, ready to be held against papers."""

    def __init__(self, overrides: Sequence[OverrideSettings]) -> None:
        self._overrides = overrides
        self._finder = _Finder(overrides)

    def meant(self, paper: Paper) -> tuple[int, ...]:
        """Give the numbers of the overrides that are meant for a paper, ascending."""
        return tuple(self._finder.find(paper)) if self._overrides else ()

    def own(self, numbers: Iterable[int]) -> tuple[OverrideSettings, ...]:
        """Give overrides by their numbers."""
        return tuple([self._overrides[number] for number in numbers])

    def unmatched(self, met: Collection[int], titles: Callable[[], Iterable[str]]) -> list[Problem]:
        """Name the overrides that no paper is meant by; `titles` are asked for only if there are any."""
        missed = [one for number, one in enumerate(self._overrides) if number not in met]
        every = sorted(set(titles())) if missed else []
        return [_no_paper(override, every) for override in missed]


def edit_papers(papers: Sequence[Paper], overrides: Sequence[OverrideSettings]) -> EditedPapers:
    """Give papers the titles, days and links that overrides have for them, and leave out the hidden."""
    editor = Editor(overrides)
    stay: list[Paper] = []
    given: dict[PaperId, tuple[OverrideSettings, ...]] = {}
    met: set[int] = set()
    for paper in papers:
        numbers = editor.meant(paper)
        met.update(numbers)
        own = editor.own(numbers)
        if any(override.hide for override in own):
            continue
        stay.append(edited(paper, own))
        if own:
            given[paper.id] = own
    return EditedPapers(
        papers=tuple(stay),
        overrides=given,
        hidden=len(papers) - len(stay),
        unmatched=tuple(editor.unmatched(met, lambda: [paper.title for paper in papers])),
    )


def edited(paper: Paper, overrides: Iterable[OverrideSettings]) -> Paper:
    """Give a paper the title, the day and the links that its overrides have, the last one's first."""
    for override in overrides:
        if override.title is not None:
            shown = read_plain(override.title) or override.title
            paper = replace(paper, title=shown, title_is="given", edited_title=override.title)
        if override.date is not None:
            paper = replace(paper, dates=(override.date,))
        if override.links:
            links = {link.url: link for link in override.links}
            others = (link for link in paper.links if link.url not in links)
            paper = replace(paper, links=(*links.values(), *others))
    return paper


def override_topics(
    own: OwnTopics, overrides: Iterable[OverrideSettings], parents: Mapping[Slug, Slug | None]
) -> OwnTopics:
    """Give a paper's own topics after its overrides; a topic goes with those under it.

    A parent that is there because of its children alone is not among them: it follows from them.
    """
    for override in overrides:
        if override.topics is not None:
            own = dict.fromkeys(override.topics)
        removed = frozenset(override.remove_topics)
        own = {s: words for s, words in own.items() if removed.isdisjoint(_upward(s, parents))}
        for slug in override.add_topics:
            own.setdefault(slug, None)
    return own


def _upward(slug: Slug, parents: Mapping[Slug, Slug | None]) -> Iterator[Slug]:
    above: Slug | None = slug
    while above is not None:
        yield above
        above = parents[above]


class _Finder:
    """Finds the overrides that are meant for a paper, by their numbers."""

    def __init__(self, overrides: Sequence[OverrideSettings]) -> None:
        self._names: dict[str, list[int]] = defaultdict(list)
        self._titles: dict[str, list[int]] = defaultdict(list)
        self._globs_of_ids: list[tuple[re.Pattern[str], int]] = []
        self._globs_of_titles: list[tuple[re.Pattern[str], int]] = []
        for number, override in enumerate(overrides):
            self._enter(override.paper, number)

    def find(self, paper: Paper) -> list[int]:
        """Give the numbers of a paper's overrides, ascending."""
        ids = [_id_key(scheme, value) for scheme, value in paper.ids]
        titles = {identity_key(title) for title in _titles(paper)} - {""}
        found: set[int] = set()
        for name in (paper.id, paper.slug, *ids):
            found.update(self._names.get(name, ()))
        for title in titles:
            found.update(self._titles.get(title, ()))
        for keys, globs in ((ids, self._globs_of_ids), (titles, self._globs_of_titles)):
            for pattern, number in globs:
                if any(pattern.fullmatch(key) for key in keys):
                    found.add(number)
        return sorted(found)

    def _enter(self, text: str, number: int) -> None:
        scheme, value = _scheme_and_value(text)
        if "*" in text and scheme is not None:
            self._globs_of_ids.append((_glob(f"{scheme}:{value.strip().casefold()}"), number))
        elif "*" in text:
            folded = "*".join(identity_key(part) for part in text.split("*"))
            self._globs_of_titles.append((_glob(folded), number))
        else:
            ids = ids_in([text]) if scheme is None else ((scheme, value),)
            for name in (text, *(_id_key(*pair) for pair in ids)):
                self._names[name].append(number)
            # A title may begin as an id does: "ACL: a knee and its ligament".
            self._titles[identity_key(text)].append(number)


def _titles(paper: Paper) -> Iterator[str]:
    """Give every title under which a paper was seen."""
    yield paper.title
    yield from (variant.title for variant in paper.variants if variant.title is not None)


def _scheme_and_value(text: str) -> tuple[str | None, str]:
    scheme, colon, value = text.partition(":")
    known = scheme.strip().casefold()
    return (known, value) if colon and known in _READERS else (None, text)


def _id_key(scheme: str, value: str) -> str:
    """Write an id in one way, whatever its version, its case and its address.

    >>> _id_key("arxiv", "1412.6980v9") == _id_key("arxiv", "https://arxiv.org/abs/1412.6980")
    True
    """
    read = _READERS.get(scheme, str.strip)
    return f"{scheme}:{(read(value.strip()) or value.strip()).casefold()}"


def _glob(text: str) -> re.Pattern[str]:
    """Compile a pattern in which `*` is any text and no other sign has a meaning."""
    plain = re.sub(r"[\[?]", lambda sign: f"[{sign[0]}]", text)
    return re.compile(fnmatch.translate(plain))


def _no_paper(override: OverrideSettings, titles: Sequence[str]) -> Problem:
    text = override.paper
    near = None
    if "*" not in text and _scheme_and_value(text)[0] is None:
        near = nearest_title(text, titles)
    advice = f"did you mean {quoted(near, 120)}?" if near else "correct or remove it"
    return Problem(
        location=override.location,
        message=f"the override of {quoted(text)} matches no paper; expected the id, the title or a "
        f"glob of one that was read; {advice}",
    )


def nearest_title(text: str, titles: Sequence[str]) -> str | None:
    """Give the title most like a text, looked for among those that share the most words with it."""
    wanted = shingles(text, 1)
    shared = heapq.nlargest(
        _MOST_CANDIDATES, titles, key=lambda title: jaccard(wanted, shingles(title, 1))
    )
    folded = {title.casefold(): title for title in shared}
    near = difflib.get_close_matches(text.casefold(), folded, n=1, cutoff=_NEAR_ENOUGH)
    return folded[near[0]] if near else None
