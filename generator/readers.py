"""What the browsers of readers ask for beside pages: what is new, and which files the whole digest has.

Enters: the plan, and the digests and sizes of the files that were made. Leaves: artifacts. `data/recent.json` has the newest
days with the number of papers whose last day each is, ascending, and of the newest the ends of their slugs.
`offline/index.json` lists pieces of the site, each with a digest, the number of its files and their bytes;
`offline/NAME.json` has of each file of a piece the address and the beginning of its SHA-256. Papers are cut into pieces
from the oldest on, lists by how often they change, and the search by its folders, so that a day's papers
change few pieces, and no piece is large.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from generator import urls
from generator.artifacts import Artifact
from generator.pages import NotFoundPage, Page, SitePlan
from generator.urls import UrlPath

_DAYS = 60
_MOST_IDS = 1_000
_ID_LENGTH = 5  # characters at the end of a slug that are the paper's own
_PIECE = 256  # files
_DIGEST_LENGTH = 10
# The index for others; and a page, which is among the lists.
_NOT_KEPT = {urls.LUNR_INDEX, urls.file_of(urls.SEARCH)}


class FileFacts(Protocol):
    """A file of the site: the SHA-256 of its bytes, and how many they are."""

    @property
    def digest(self) -> bytes: ...  # noqa: D102
    @property
    def size(self) -> int: ...  # noqa: D102


def recent_artifact(plan: SitePlan) -> Artifact:
    """Make `data/recent.json`."""
    days = []
    newest: list[str] = []
    for day in list(plan.archive.days)[-_DAYS:]:
        rows = [row for row in plan.archive.days[day] if plan.rows[row].dates[-1] == day]
        days.append((day.isoformat(), len(rows)))
        newest = [plan.rows[row].slug[-_ID_LENGTH:] for row in rows]
    # Of a day with more, no paper is told from those that come to it later.
    values = {"days": days, "newest": sorted(newest) if len(newest) <= _MOST_IDS else []}
    return Artifact(path=urls.RECENT_DATA, data=_json(values))


def offline_artifacts(plan: SitePlan, files: Mapping[str, FileFacts]) -> Iterator[Artifact]:
    """Make the lists of the whole digest; `files` are those of the site by path, all but these."""
    entries = []
    for name, paths, written in _pieces(plan, files):
        facts = [files[file] for file in written]
        digests = [each.digest.hex()[:_DIGEST_LENGTH] for each in facts]
        data = _json(list(zip(paths, digests, strict=True)))
        digest = hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH]
        entries.append((name, digest, len(paths), sum(each.size for each in facts)))
        yield Artifact(path=f"{urls.OFFLINE}{name}.json", data=data)
    yield Artifact(path=urls.OFFLINE_INDEX, data=_json(entries))


def _pieces(
    plan: SitePlan, paths: Iterable[str]
) -> Iterator[tuple[str, Sequence[UrlPath], Sequence[str]]]:
    """Give each piece's name, addresses and their files; what a reader needs first stands first."""
    assets, search = [], dict[str, list[UrlPath]]()
    for path in paths:
        folder, _, rest = path.partition("/")
        if folder == "assets":
            assets.append(UrlPath(path))
        elif f"{folder}/" == urls.SEARCH and path not in _NOT_KEPT:
            name, inside, _ = rest.partition("/")
            search.setdefault(name if inside else "start", []).append(UrlPath(path))
    yield from _cut("static", sorted(assets))
    pages = [page for page in plan.lists if not isinstance(page, NotFoundPage)]
    yield from _cut("lists", [page.path for page in pages if not _is_later(page)])
    yield from _cut("later", [page.path for page in pages if _is_later(page)])
    if plan.homes is None:
        # A piece at a time: of a large digest all paths are a tenth of its memory.
        slugs = (plan.rows[row].slug for row in reversed(plan.newest_first))
        for number, some in enumerate(iter(lambda: list(islice(slugs, _PIECE)), [])):
            files = list(map(urls.paper_file, some))
            yield f"papers-{number}", list(map(urls.paper_path, some)), files
    for folder in sorted(search):
        yield from _cut(f"search-{folder}", sorted(search[folder]))


def _is_later(page: Page) -> bool:
    """Tell whether a page continues a list, and so stays as it is when a paper comes."""
    place = getattr(page, "place", None)
    return place is not None and place.number > 1


def _cut(
    name: str, paths: Sequence[UrlPath]
) -> Iterator[tuple[str, Sequence[UrlPath], Sequence[str]]]:
    for number, start in enumerate(range(0, len(paths), _PIECE)):
        some = paths[start : start + _PIECE]
        yield f"{name}-{number}", some, list(map(urls.file_of, some))


def _json(value: object) -> bytes:
    return f"{json.dumps(value, separators=(',', ':'))}\n".encode()
