"""One build's way into the output folder.

Enters: what is written, kept, and nothing else. Leaves: the new site in place, and what that changed.

The site is put together beside the old one, with links to the files that stay, and changes places with it in one
step. Of a large site the one before is kept to become the next (`spare`). Where the output cannot change places with another
folder it is changed file by file (`moving`).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType

from generator.artifacts import Artifact
from generator.beside import Beside
from generator.errors import OutputError
from generator.file_table import only_in
from generator.locks import Lock
from generator.publish.beside import MANIFEST, places_of, refuse_what_no_build_left
from generator.publish.exchange import heal, swap
from generator.publish.looking import Looked, look, mark_of
from generator.publish.manifest import Manifest, Published
from generator.publish.moving import move_in, refuse_links, refuse_what_is_in_the_way
from generator.publish.site_files import PublishReport, SiteFiles
from generator.publish.site_folder import (
    digests_on_disk,
    files_that_stand,
    is_whole,
    manifest_of,
    others_in,
    refuse_others,
)
from generator.publish.spare import bring_up, discard_spare, linked, make_spare, whole_spare
from generator.publish.standing import FolderSite
from generator.publish.writer import FileWriter, WrittenFile

MOST_LINKED = 4_000


def publish(
    artifacts: Iterable[Artifact],
    output: Path,
    *,
    clean: bool = False,
    keep_others: bool = False,
    most_linked: int | None = None,
) -> PublishReport:
    """Put the site in place; raises `OutputError`, and then the old site still stands.

    With `clean` every file is written anew even where it did not change; with `keep_others` files in the output that no build
    wrote stay as they are.
    """
    with Publication(
        output, clean=clean, keep_others=keep_others, most_linked=most_linked
    ) as publication:
        for artifact in artifacts:
            publication.add(publication.writer.write(artifact))
        return publication.commit()


class Publication(SiteFiles):
    """A site on its way: files are written by `writer`, told to `add`, and `commit` puts them in place.

    Errors of the file system in its `with` block become `OutputError`s, and the old site stands. No other build works on
    the same output meanwhile; where one does, `tell` hears of it and this one waits.
    """

    def __init__(
        self,
        output: Path,
        *,
        clean: bool = False,
        keep_others: bool = False,
        most_linked: int | None = None,
        known: Published | None = None,
        looked: Callable[[], Looked | None] | None = None,
        beside: Beside[bool] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the output; where the site in it is the `known` one, its manifest is not read, and what was `looked` at is taken from there.

        What can be done meanwhile is done `beside` this process.
        """
        super().__init__()
        self._output = output.absolute()
        self._places = places_of(self._output)
        self._in_place = self._places.inside
        self._clean = clean
        self._keep_others = keep_others
        self._most_linked = MOST_LINKED if most_linked is None else most_linked
        self._known = known
        self._look = looked
        self._looked: Looked | None = None
        self._beside = beside
        self._making: Callable[[], bool] | None = None
        self._stack = ExitStack()
        self._tell = tell
        self._lock = Lock(self._places.lock, f"which builds {self._output}")
        self._staging = self._places.new
        self._manifest = Manifest()
        self._name = ""
        self.before: Mapping[str, bytes] = {}
        self.writer = FileWriter(self._staging, self.before)

    def __enter__(self) -> Publication:
        try:
            self._output.parent.mkdir(parents=True, exist_ok=True)
            stopped = self._lock.take(self._tell)
        except FileExistsError as error:  # a file is in the way of a folder above
            what = NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), error.filename)
            raise self._refused(what) from error
        except OSError as error:
            raise self._refused(error) from error
        try:
            refuse_what_no_build_left(self._places, stopped=stopped)
        except BaseException:
            self._lock.release(remove=not stopped)
            raise
        try:
            self._begin()
        except BaseException as error:
            self._end()
            if isinstance(error, OSError):
                raise self._refused(error) from error
            raise
        return self

    def _begin(self) -> None:
        was_stopped = bool(self._places.leftovers())
        heal(self._places)
        self._manifest = manifest_of(self._output, self._known)
        if self._output.exists() and not os.access(self._output, os.W_OK):
            # It would be exchanged for a folder that can be written, against the will of who forbade it.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._output))
        known = self._manifest.files.paths
        large = len(known) > self._most_linked
        if large and not self._clean:
            self.before, others = self._standing_files(was_stopped=was_stopped)
        else:
            others = others_in(self._output, known)
            self.before = {} if self._clean else digests_on_disk(self._output, known)
        if others and not self._keep_others:
            refuse_others(self._output, others)
        # Another folder in the place of theirs would be theirs no more: its rights, its empty folders, its links.
        self._in_place = self._places.inside or bool(others)
        self._staging.mkdir()
        self.writer = FileWriter(self._staging, self.before)
        self._make_spare()

    def _make_spare(self) -> None:
        """Have a spare site made, where there is none and all of the one that stands is there."""
        looked, beside = self._looked, self._beside
        if looked is None or beside is None or self._in_place or looked.there.count(0):
            return
        if not os.path.lexists(self._places.spare):
            make = partial(make_spare, self._places, self._manifest.files.paths)
            self._making = self._stack.enter_context(beside(make))

    def _standing_files(self, *, was_stopped: bool) -> tuple[Mapping[str, bytes], Sequence[str]]:
        """Give the digests of the files that stand, and what no build wrote; what was looked at holds if nobody built since."""
        files = self._manifest.files
        is_known = self._known is not None and files is self._known.files
        if self._look is not None and is_known and not was_stopped:
            self._looked = self._look()
        if self._looked is None:
            return files_that_stand(self._output, self._manifest)
        return files.digests(self._looked.there), self._looked.others

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        half = self._places.changes.exists()
        self._end()
        if isinstance(error, OSError):
            raise self._refused(error, half=half) from error

    def _end(self) -> None:
        """Clear what was begun, or finish it where it cannot be cleared; what is left is the next build's to heal."""
        self._stack.close()
        with suppress(OSError):
            self.writer.close_elsewhere()
        if self._places.leftovers():
            with suppress(OSError, OutputError):
                heal(self._places)
        self._lock.release(remove=not self._places.leftovers())

    def _refused(self, error: OSError, *, half: bool = False) -> OutputError:
        if half:
            return OutputError(
                f"{error.filename or self._output}: cannot be written ({error.strerror}) while the site changes file "
                "by file; expected a folder to write the site to; check its permissions and the space left, and "
                "build again, which ends what was begun"
            )
        return OutputError(
            f"{error.filename or self._output}: cannot be written ({error.strerror}); expected a folder to "
            "write the site to; check its permissions and the space left, or choose another --output"
        )

    @property
    def standing(self) -> FolderSite:
        """Give the site that stands."""
        return FolderSite(self._output)

    @property
    def staging(self) -> Path:
        """Give the folder in which the new files are made."""
        return self._staging

    def seen(self, file: WrittenFile) -> WrittenFile:
        """Take a file back that was written to the staging folder, if the old site has the same."""
        if self.before.get(file.path) != file.digest:
            return file
        (self._staging / file.path).unlink()
        return replace(file, written=False)

    def commit(self) -> PublishReport:
        """Put the new site in place; raises `OutputError` where some file system cannot tell two paths apart."""
        self.writer.close_elsewhere()
        manifest = self._manifest_pieces()
        self._name = self.writer.write_pieces(MANIFEST, manifest).hex()
        removed = list(only_in(self._manifest.files.paths, self._table.paths))
        if self._in_place:
            self._change_in_place(removed)
        else:
            self._exchange()
        return self._report(len(removed))

    @property
    def manifest(self) -> str:
        """Name the site that was put in place: the digest of its manifest."""
        return self._name

    def _exchange(self) -> None:
        """Let the new site change places with the old one."""
        large = len(self._table) > self._most_linked
        spared = self._spared() if large and not self._clean else None
        if spared is not None:
            bring_up(self._places, spared, self._table)
        else:
            discard_spare(self._places)
            self._link_what_stays()
        swap(self._places, keep=large and not self._clean)

    def _spared(self) -> Manifest | None:
        """Give the manifest of the spare site, if that is whole."""
        if self._making is not None:
            return self._manifest if self._making() else None
        if self._looked is not None and self._looked.mark == mark_of(self._places):
            return self._looked.spare
        return whole_spare(self._places)

    def _change_in_place(self, removed: Sequence[str]) -> None:
        files = self._table
        written = [path for place, path in enumerate(files.paths) if files.is_written(place)]
        refuse_links(self._output, [*written, *removed])
        refuse_what_is_in_the_way(self._output, written, self._manifest.files.paths)
        # What somebody took away may be where a folder of the new site is to be.
        there = [path for path in removed if os.path.lexists(self._output / path)]
        move_in(self._places, written, there)

    def _link_what_stays(self) -> None:
        files = self._table
        stay = (path for place, path in enumerate(files.paths) if not files.is_written(place))
        for path in linked(stay, self._output, self._staging):
            # A file system without hard links: copy, and keep the time stamp.
            shutil.copy2(self._output / path, self._staging / path)


def stands(output: Path, manifest: str) -> bool:
    """Tell whether the site of a manifest's digest stands in a folder, and nothing else, nor was a build stopped there."""
    place = output.absolute()
    return not places_of(place).leftovers() and is_whole(place, manifest, MOST_LINKED)


def looking_at(output: Path, known: Published) -> Callable[[], Looked | None] | None:
    """Give what looks at the site that stands in a folder, where it is large."""
    return partial(look, output, known) if len(known.files) > MOST_LINKED else None
