"""The files of a site, made in all processes, but for those that would be made from the same as before.

Enters: a `Desk`, what is remembered of the site that stands, and the `Publication` of the new one. Leaves: every file of
the new site in the publication, and what is to be remembered of them.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from generator import urls
from generator.artifacts import Artifact
from generator.crews import Crew
from generator.errors import InputError, Problem, quoted
from generator.file_table import NO_KEY, Digests
from generator.own_files import OwnFile
from generator.pages import SitePlan
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
from generator.publish import Publishing, WrittenFile
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
_PIECES, _MOST_AT_ONCE = 64, 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Press:
    """Makes the files of a site, but for those that `remembered` says would be made from the same."""

    publication: Publishing
    remembered: Remembered
    file_keys: FileKeys
    watch: Stopwatch

    def papers(self, crew: Crew[Desk], plan: SitePlan, marks: RowMarks, lines: Lines) -> None:
        """Make the pages of papers, if they have any; their lines of the file of all papers go to `lines`."""
        if plan.homes is not None:
            return
        with self.watch.stage("render", total=plan.page_count, unit="pages", goes_on=True):
            keys = self.file_keys.papers(marks)
            rows = self._missing((urls.paper_file(row.slug) for row in plan.rows), keys)
            self.watch.advance(len(plan.rows) - len(rows))
            parts = _batches(rows, _at_once(rows, _PAPERS))
            for some, made in zip(parts, crew.map(write_papers, parts), strict=True):
                self._add(made.files, [keys[row] for row in some])
                lines.put(some, made.lines)

    def lists(self, crew: Crew[Desk], plan: SitePlan) -> None:
        """Make all pages but those of papers."""
        with self.watch.stage("render", total=plan.page_count, unit="pages"):
            keyed = ((page, self.file_keys.page(page)) for page in plan.lists)
            pages = [
                (page, key or NO_KEY)
                for page, key in keyed
                if key is None or not self._kept(urls.file_of(page.path), key)
            ]
            self._make(crew, write_pages, pages, _LISTS)

    def feeds(self, crew: Crew[Desk], desk: Desk) -> None:
        """Make the feeds."""
        with self.watch.stage("feeds", total=len(desk.feeds.paths), unit="files"):
            made_of, key_of = desk.feeds.made_of, self.file_keys.feed
            keyed = ((path, key_of(path, *made_of(path))) for path in desk.feeds.paths)
            paths = [(path, key) for path, key in keyed if not self._kept(urls.file_of(path), key)]
            self._make(crew, write_feeds, paths, _FEEDS)

    def previews(self, crew: Crew[Desk], desk: Desk) -> None:
        """Make the pictures that links show."""
        with self.watch.stage("previews", unit="files"):
            key_of = self.file_keys.preview
            keyed = (
                (picture, key_of(picture.path, picture.rows, (picture.line, picture.words)))
                for picture in pictures(desk)
            )
            every = [(picture, key) for picture, key in keyed if not self._kept(picture.path, key)]
            self._make(crew, write_pictures, every, _PICTURES)

    def data(self, crew: Crew[Desk], plan: SitePlan, lines: Lines) -> bytes:
        """Make the file of all papers; gives what is to be remembered of it."""
        path = urls.PAPERS_DATA
        with self.watch.stage("export", total=len(plan.rows), unit="papers"):
            self.watch.advance(len(plan.rows))
            key = self.file_keys.data()
            if self._keep(path, key):
                return self.remembered.lines
            stands = self._standing(path) is not None
            old = old_lines(self._open_old, self.remembered.lines) if stands else None
            staging = self.publication.staging
            file, places = write_data(crew, plan.rows, staging, old, lines)
            self.publication.add(self.publication.seen(file), key)
            return places

    def _open_old(self) -> BinaryIO:
        return self.publication.standing.open(urls.PAPERS_DATA)

    def redirects(self, redirects: Iterable[PlacedRedirect], settled: Settled) -> None:
        """Make the pages at old addresses, after all others; raises `InputError` where the site has a file of its own at one."""
        every = with_pages(redirects)
        places = [frozenset(map(folded, file_and_above(each.path))) for each in every]
        wanted = frozenset().union(*places)
        paths = self.publication.files if wanted else ()
        files = {file for file in map(folded, paths) if file in wanted}
        taken = [each for each, at in zip(every, places, strict=True) if not files.isdisjoint(at)]
        if taken:
            raise InputError(map(_taken, taken))
        key_of = self.file_keys.redirect
        keyed = ((each, key_of(each.path, each.target)) for each in every)
        missing = [
            (each, key) for each, key in keyed if not self._keep(redirect_file(each.path), key)
        ]
        made = self.publication.writer.write_all(
            redirect_page(each, settled.words, url=settled.url, placed=settled.placed)
            for each, _ in missing
        )
        for file, (_, key) in zip(made, missing, strict=True):
            self.publication.add(file, key)

    def part(self, key: bytes, known: Parts) -> bytes | None:
        """Keep the files of a part of the search that was made from the same; gives its value."""
        if key not in known:
            return None
        value, paths = known[key]
        file_key = _file_key(key)
        places = [self._place(path, file_key) for path in paths]
        if None in places:
            return None
        for path in paths:
            self._keep(path, file_key)
        return value

    def put_part(self, key: bytes, artifacts: Iterable[Artifact]) -> list[str]:
        """Write the files of a part that is to be remembered; gives their paths."""
        return self.add_part(key, self.publication.writer.write_all(artifacts))

    def add_part(self, key: bytes, files: Sequence[WrittenFile]) -> list[str]:
        """Take in the files of a part that were written elsewhere; gives their paths."""
        for file in files:
            self.publication.add(file, _file_key(key))
        return [file.path for file in files]

    def put(self, artifacts: Iterable[Artifact]) -> None:
        """Write files that are made in any case."""
        for file in self.publication.writer.write_all(artifacts):
            self.publication.add(file)

    def copy(self, files: Iterable[OwnFile]) -> None:
        """Copy files of the owner's; raises `InputError` for one that cannot be read any more."""
        for file in files:
            with file.open() as stream:
                writer = self.publication.writer
                digest = bytes.fromhex(file.digest)
                self.publication.add(writer.copy(file.path, stream, digest, file.size))

    def _kept(self, path: str, key: bytes) -> bool:
        """Keep the file that stands at a path, if it was made from the same, and count it."""
        kept = self._keep(path, key)
        if kept:
            self.watch.advance()
        return kept

    def _missing(self, paths: Iterable[str], keys: Sequence[bytes]) -> array[int]:
        """Keep the files that stand and were made from the same; gives the places of the others."""
        if not len(self.remembered.files):
            return array("I", range(len(keys)))
        every = enumerate(zip(paths, keys, strict=True))
        return array("I", [place for place, (path, key) in every if not self._keep(path, key)])

    def _keep(self, path: str, key: bytes) -> bool:
        """Keep the file that stands at a path, if it was made from the same."""
        place = self._place(path, key)
        if place is None:
            return False
        files = self.remembered.files
        self.publication.keep(path, files.digest(place), files.sizes[place], key)
        return True

    def _place(self, path: str, key: bytes) -> int | None:
        """Give the place of what is remembered of a file, if that stands and was made from the same."""
        place = self._standing(path)
        return place if place is not None and self.remembered.files.key(place) == key else None

    def _standing(self, path: str) -> int | None:
        """Give the place of what is remembered of a file, if that stands."""
        files, before = self.remembered.files, self.publication.before
        place = files.paths.find(path)
        if place is None:
            return None
        # Where the site that stands is the one that is remembered, a path is looked for once.
        if isinstance(before, Digests) and before.are_of(files.paths):
            return place if before.has(place) else None
        return place if before.get(path) == files.digest(place) else None

    def _make(
        self,
        crew: Crew[Desk],
        work: Callable[[Desk, Any], list[WrittenFile]],
        keyed: Sequence[tuple[Value, bytes]],
        batch: int,
    ) -> None:
        """Make a file of each value, with the key of what it is made from."""
        parts = _batches(keyed, _at_once(keyed, batch))
        values = [[value for value, _ in part] for part in parts]
        for part, files in zip(parts, crew.map(work, values), strict=True):
            self._add(files, [key for _, key in part])

    def _add(self, files: Sequence[WrittenFile], keys: Sequence[bytes]) -> None:
        for file, key in zip(files, keys, strict=True):
            self.publication.add(file, key)
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


def _batches(values: Sequence[Value], size: int) -> list[Sequence[Value]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def _file_key(key: bytes) -> bytes:
    """Give the key of the files of a part of the search: it has as many bytes as those of other files."""
    return hashlib.blake2b(key, digest_size=len(NO_KEY)).digest()
