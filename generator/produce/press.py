"""The files of a site, made in all processes, but for those that would be made from the same as before.

Enters: a `Desk`, what is remembered of the site that stands, and the `Publication` of the new one. Leaves: every file of
the new site in the publication, and what is to be remembered of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from generator import urls
from generator.artifacts import Artifact
from generator.crews import Crew
from generator.errors import InputError, Problem, quoted
from generator.own_files import OwnFile
from generator.pages import Page, SitePlan
from generator.produce.data_file import old_lines, write_data
from generator.produce.desk import (
    Desk,
    Lines,
    write_feeds,
    write_pages,
    write_papers,
)
from generator.produce.keys import FileKeys
from generator.produce.pictures import pictures, write_pictures
from generator.publish import Publishing, WrittenFile, new_file
from generator.redirects.pages import redirect_page, with_pages
from generator.redirects.paths import file_and_above, folded, redirect_file
from generator.redirects.targets import PlacedRedirect
from generator.settled import Settled
from generator.stopwatch import Stopwatch
from generator.store.outputs import Remembered

if TYPE_CHECKING:
    from generator.produce.marks import RowMarks

Value = TypeVar("Value")
# Of a part of the search, by its key: a value, and its files.
Parts = Mapping[bytes, tuple[bytes, list[str]]]
# As many make a piece of work of some ten milliseconds.
_PAPERS, _LISTS, _FEEDS, _PICTURES = 64, 8, 3, 1
# Of many, as many more: each piece costs who hands it out a millisecond or two on a cluster.
_PIECES, _MOST_AT_ONCE = 256, 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Press:
    """Makes the files of a site; `keys` are those of the files made so far."""

    publication: Publishing
    remembered: Remembered
    file_keys: FileKeys
    watch: Stopwatch
    keys: dict[str, bytes] = field(default_factory=dict)

    def papers(self, crew: Crew[Desk], plan: SitePlan, marks: RowMarks, lines: Lines) -> None:
        """Make the pages of papers, if they have any; their lines of the file of all papers go to `lines`."""
        if plan.homes is not None:
            return
        with self.watch.stage("render", total=plan.page_count, unit="pages", goes_on=True):
            files = [urls.paper_file(row.slug) for row in plan.rows]
            rows = self._missing(files, self.file_keys.papers(marks))
            self.watch.advance(len(plan.rows) - len(rows))
            parts = list(_batches(rows, _at_once(rows, _PAPERS)))
            for some, made in zip(parts, crew.map(write_papers, parts), strict=True):
                self._add(made.files)
                lines.put(some, made.lines)

    def lists(self, crew: Crew[Desk], plan: SitePlan) -> None:
        """Make all pages but those of papers."""
        with self.watch.stage("render", total=plan.page_count, unit="pages"):
            pages = [page for page in plan.lists if not self._stays(page)]
            self._make(crew, write_pages, pages, _LISTS)

    def feeds(self, crew: Crew[Desk], desk: Desk) -> None:
        """Make the feeds."""
        with self.watch.stage("feeds", total=len(desk.feeds.paths), unit="files"):
            keys = {
                path: self.file_keys.feed(path, *desk.feeds.made_of(path))
                for path in desk.feeds.paths
            }
            paths = [path for path, key in keys.items() if not self._kept(urls.file_of(path), key)]
            self._make(crew, write_feeds, paths, _FEEDS)

    def previews(self, crew: Crew[Desk], desk: Desk) -> None:
        """Make the pictures that links show."""
        with self.watch.stage("previews", unit="files"):
            every = [
                picture
                for picture in pictures(desk)
                if not self._kept(
                    picture.path,
                    self.file_keys.preview(
                        picture.path, picture.rows, (picture.line, picture.words)
                    ),
                )
            ]
            self._make(crew, write_pictures, every, _PICTURES)

    def data(self, crew: Crew[Desk], plan: SitePlan, lines: Lines) -> bytes:
        """Make the file of all papers; gives what is to be remembered of it."""
        path = urls.PAPERS_DATA
        with self.watch.stage("export", total=len(plan.rows), unit="papers"):
            self.watch.advance(len(plan.rows))
            before = self.publication.before.get(path)
            known = self.remembered.files.get(path)
            stands = known is not None and before == known[1]
            if self._stands(path, self.file_keys.data()):
                return self.remembered.lines
            old = old_lines(self._open_old, self.remembered.lines) if stands else None
            staging = self.publication.staging
            file, places = write_data(crew, plan.rows, staging, old, lines)
            self.publication.add(self.publication.seen(file))
            return places

    def _open_old(self) -> BinaryIO:
        return self.publication.standing.open(urls.PAPERS_DATA)

    def redirects(self, redirects: Iterable[PlacedRedirect], settled: Settled) -> None:
        """Make the pages at old addresses, after all others; raises `InputError` where the site has a file of its own at one."""
        every = with_pages(redirects)
        files = {folded(file) for file in self.publication.files} if every else set()
        taken = [
            each
            for each in every
            if any(folded(part) in files for part in file_and_above(each.path))
        ]
        if taken:
            raise InputError(map(_taken, taken))
        missing = self._missing(
            [redirect_file(each.path) for each in every],
            [self.file_keys.redirect(each.path, each.target) for each in every],
        )
        self.put(
            redirect_page(every[place], settled.words, url=settled.url, placed=settled.placed)
            for place in missing
        )

    def part(self, key: bytes, known: Parts) -> bytes | None:
        """Keep the files of a part of the search that was made from the same; gives its value."""
        if key not in known:
            return None
        value, paths = known[key]
        if not all(self._has(path, key) for path in paths):
            return None
        for path in paths:
            self._stands(path, key)
        return value

    def put_part(self, key: bytes, artifacts: Iterable[Artifact]) -> list[str]:
        """Write the files of a part that is to be remembered; gives their paths."""
        return self.add_part(key, self.publication.writer.write_all(artifacts))

    def add_part(self, key: bytes, files: Sequence[WrittenFile]) -> list[str]:
        """Take in the files of a part that were written elsewhere; gives their paths."""
        for file in files:
            self.keys[file.path] = key
            self.publication.add(file)
        return [file.path for file in files]

    def made(self) -> dict[str, tuple[bytes, str, int]]:
        """Give what is to be remembered of the files that need not be made again."""
        files = self.publication.files
        return {
            path: (key, files[path].digest, files[path].size) for path, key in self.keys.items()
        }

    def put(self, artifacts: Iterable[Artifact]) -> None:
        """Write files that are made in any case."""
        for file in self.publication.writer.write_all(artifacts):
            self.publication.add(file)

    def copy(self, files: Iterable[OwnFile]) -> None:
        """Copy files of the owner's; raises `InputError` for one that cannot be read any more."""
        for file in files:
            with file.open() as stream:
                writer = self.publication.writer
                self.publication.add(writer.copy(file.path, stream, file.digest, file.size))

    def _stays(self, page: Page) -> bool:
        key = self.file_keys.page(page)
        return key is not None and self._kept(urls.file_of(page.path), key)

    def _kept(self, path: str, key: bytes) -> bool:
        """Keep the file that stands at a path, if it was made from the same, and count it."""
        kept = self._stands(path, key)
        if kept:
            self.watch.advance()
        return kept

    def _missing(self, paths: Sequence[str], keys: Sequence[bytes]) -> list[int]:
        """Keep the files that stand and were made from the same; gives the places of the others."""
        self.keys.update(zip(paths, keys, strict=True))
        known, before = self.remembered.files.get, self.publication.before.get
        missing = []
        for place, (path, key) in enumerate(zip(paths, keys, strict=True)):
            found = known(path)
            if found is None or found[0] != key or before(path) != found[1]:
                missing.append(place)
                continue
            _, digest, size = found
            self.publication.add(new_file(path=path, digest=digest, size=size, written=False))
        return missing

    def _has(self, path: str, key: bytes) -> bool:
        known = self.remembered.files.get(path)
        return (
            known is not None and known[0] == key and self.publication.before.get(path) == known[1]
        )

    def _stands(self, path: str, key: bytes) -> bool:
        return not self._missing([path], [key])

    def _make(
        self,
        crew: Crew[Desk],
        work: Callable[[Desk, Any], list[WrittenFile]],
        values: Sequence[Value],
        batch: int,
    ) -> None:
        for files in crew.map(work, list(_batches(values, _at_once(values, batch)))):
            self._add(files)

    def _add(self, files: Sequence[WrittenFile]) -> None:
        for file in files:
            self.publication.add(file)
        self.watch.advance(len(files))


def _taken(redirect: PlacedRedirect) -> Problem:
    return Problem(
        location=redirect.location,
        message=f"the old address {quoted(redirect.path)} is a file of the site itself; expected one at which it has nothing; "
        "delete the line",
    )


def _at_once(values: Sequence[object], least: int) -> int:
    """Give how many values make a piece of work: more where there are many pieces."""
    return min(max(least, len(values) // _PIECES), _MOST_AT_ONCE * least)


def _batches(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
