"""One build's way into the output folder.

Enters: what is written, kept, and nothing else. Leaves: the new site in place, and what that changed.

A site of some thousand files is put together beside the old one, with links to the files that stay, and changes
places with it in one step. Linking tens of thousands of files takes longer than a small change may, so
a large site is changed in place, file by file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.locks import Lock
from generator.publish.beside import (
    changes_of,
    leftovers,
    lock_of,
    refuse_what_no_build_left,
    staging_of,
)
from generator.publish.exchange import heal, swap
from generator.publish.moving import can_be_moved, move_in, refuse_links
from generator.publish.site_folder import (
    MANIFEST,
    Manifest,
    collision,
    digests_on_disk,
    files_that_stand,
    is_whole,
    manifest_bytes,
    manifest_of,
    refuse_collisions,
    refuse_foreign_files,
)
from generator.publish.writer import FileWriter, WrittenFile

MOST_LINKED = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What a build put in place: files and bytes in all, and how they differ from before."""

    files: int
    bytes: int
    written: int
    unchanged: int
    removed: int


def publish(
    artifacts: Iterable[Artifact],
    output: Path,
    *,
    clean: bool = False,
    most_linked: int | None = None,
) -> PublishReport:
    """Put the site in place; raises `OutputError`, and then the old site still stands.

    With `clean` every file is written anew even where it did not change.
    """
    with Publication(output, clean=clean, most_linked=most_linked) as publication:
        for artifact in artifacts:
            publication.add(publication.writer.write(artifact))
        return publication.commit()


class Publication:
    """A site on its way: files are written by `writer`, told to `add`, and `commit` puts them in place.

    Errors of the file system in its `with` block become `OutputError`s, and the old site stands. No other build works on
    the same output meanwhile; where one does, `tell` hears of it and this one waits.
    """

    def __init__(
        self,
        output: Path,
        *,
        clean: bool = False,
        most_linked: int | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._output = output.absolute()
        self._clean = clean
        self._most_linked = MOST_LINKED if most_linked is None else most_linked
        self._tell = tell
        self._lock = Lock(lock_of(self._output), f"which builds {self._output}")
        self._staging = staging_of(self._output)
        self._files: dict[str, WrittenFile] = {}
        self._manifest = Manifest()
        self._name = ""
        self.before: Mapping[str, str] = {}

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
            refuse_what_no_build_left(self._output, stopped=stopped)
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
        heal(self._output)
        self._manifest = manifest_of(self._output)
        if self._output.exists() and not os.access(self._output, os.W_OK):
            # It would be exchanged for a folder that can be written, against the will of who forbade it.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._output))
        known = self._manifest.digests
        large = len(known) > self._most_linked
        if self._clean or not large:
            refuse_foreign_files(self._output, known)
        if not self._clean:
            self.before = (
                files_that_stand(self._output, self._manifest)
                if large
                else digests_on_disk(self._output, known)
            )
        self._staging.mkdir()
        self.writer = FileWriter(self._staging, self.before)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        half = changes_of(self._output).exists()
        self._end()
        if isinstance(error, OSError):
            raise self._refused(error, half=half) from error

    def _end(self) -> None:
        """Clear what was begun, or finish it where it cannot be cleared; what is left is the next build's to heal."""
        if leftovers(self._output):
            with suppress(OSError, OutputError):
                heal(self._output)
        self._lock.release(remove=not leftovers(self._output))

    def _refused(self, error: OSError, *, half: bool = False) -> OutputError:
        if half:
            return OutputError(
                f"{error.filename or self._output}: cannot be written ({error.strerror}) while a large site changes file "
                "by file; expected a folder to write the site to; check its permissions and the space left, and "
                "build again, which ends what was begun"
            )
        return OutputError(
            f"{error.filename or self._output}: cannot be written ({error.strerror}); expected a folder to "
            "write the site to; check its permissions and the space left, or choose another --output"
        )

    def add(self, file: WrittenFile) -> None:
        """Take a file of the new site in; raises `OutputError` where another stands at its path."""
        if file.path in self._files:
            raise collision(file.path, file.path)
        self._files[file.path] = file

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

    @property
    def files(self) -> Mapping[str, WrittenFile]:
        """Give the files of the new site so far, by path."""
        return self._files

    def commit(self) -> PublishReport:
        """Put the new site in place; raises `OutputError` where some file system cannot tell two paths apart."""
        files = self._files
        refuse_collisions(files)
        manifest = manifest_bytes({path: (each.digest, each.size) for path, each in files.items()})
        self._name = hashlib.sha256(manifest).hexdigest()
        self.writer.write_bytes(MANIFEST, manifest)
        written = [path for path, file in files.items() if file.written]
        removed = sorted(self._manifest.digests.keys() - files.keys())
        kept = len(files) - len(written)
        in_place = self._in_place(kept)
        if in_place:
            refuse_links(self._output, [*written, *removed])
        if in_place and can_be_moved(self._output, written):
            self._refuse_what_is_in_the_way(written)
            move_in(self._output, written, removed)
        else:
            self._link_what_stays()
            swap(self._output)
        return PublishReport(
            files=len(files),
            bytes=sum(file.size for file in self._files.values()),
            written=len(written),
            unchanged=kept,
            removed=len(removed),
        )

    @property
    def manifest(self) -> str:
        """Name the site that was put in place: the digest of its manifest."""
        return self._name

    def _in_place(self, kept: int) -> bool:
        return not self._clean and kept > self._most_linked

    def _refuse_what_is_in_the_way(self, written: Iterable[str]) -> None:
        foreign = [
            path
            for path in written
            if path not in self._manifest.digests and os.path.lexists(self._output / path)
        ]
        if foreign:
            raise OutputError(
                f"{self._output / foreign[0]}: is a file that no build wrote, where a page is to be; expected "
                "nothing there; move it away, or choose another --output"
            )

    def _link_what_stays(self) -> None:
        folders: set[Path] = set()
        for path, file in self._files.items():
            if file.written:
                continue
            target = self._staging / path
            if target.parent not in folders:
                target.parent.mkdir(parents=True, exist_ok=True)
                folders.add(target.parent)
            try:
                os.link(self._output / path, target)
            except OSError:  # a file system without hard links: copy, and keep the time stamp
                shutil.copy2(self._output / path, target)


def stands(output: Path, manifest: str) -> bool:
    """Tell whether the site of a manifest's digest stands in a folder, and nothing else, nor was a build stopped there."""
    place = output.absolute()
    return not leftovers(place) and is_whole(place, manifest, MOST_LINKED)
