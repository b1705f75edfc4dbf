"""Where a site goes: into a folder, or into a store by its URL.

Enters: a path or a URL. Leaves: what stands there, and a build's way into it. Refuses: what a folder alone can do, asked of a store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from generator.beside import Beside
from generator.errors import OutputError
from generator.file_table import NO_KEY, FileTable
from generator.publish.looking import Looked
from generator.publish.manifest import Published
from generator.publish.publication import Publication, looking_at
from generator.publish.publication import stands as stands_in_folder
from generator.publish.site_files import PublishReport
from generator.publish.standing import StandingSite
from generator.publish.writer import FileWriter, WrittenFile
from generator.stores import ObjectStore, is_url, open_store, shown_url

if TYPE_CHECKING:
    from generator.publish.store_writer import StoreWriter

Output = Path | ObjectStore


class Publishing(Protocol):
    """A site on its way, wherever it goes: see `Publication` and `StorePublication`."""

    before: Mapping[str, bytes]

    @property
    def writer(self) -> FileWriter | StoreWriter:
        """Give what writes files, in any process."""

    @property
    def staging(self) -> Path:
        """Give a folder for a file that is made here piece by piece; `seen` takes it from there."""

    @property
    def standing(self) -> StandingSite:
        """Give the site that stands."""

    @property
    def files(self) -> Mapping[str, WrittenFile]:
        """Give the files of the new site so far, by path."""

    @property
    def manifest(self) -> str:
        """Name the site that was published."""

    @property
    def table(self) -> FileTable:
        """Give the files of the new site so far, with their keys."""

    def add(self, file: WrittenFile, key: bytes = NO_KEY) -> None:
        """Take a file of the new site in, with the key of what it was made from; `commit` refuses two at one path."""

    def keep(self, path: str, digest: bytes, size: int, key: bytes) -> None:
        """Take a file in that stands."""

    def seen(self, file: WrittenFile) -> WrittenFile:
        """Take a file that was written to the staging folder."""

    def commit(self) -> PublishReport:
        """Put the new site in place."""


def output_of(place: Path | str) -> Output:
    """Give the output of a path or a URL; raises `ObjectStoreError`."""
    if isinstance(place, str) and is_url(place):
        return open_store(place)
    return Path(place)


def name_of(output: Output) -> str:
    """Give the name under which an output is remembered."""
    return str(output.absolute()) if isinstance(output, Path) else output.url


def stands(output: Output, manifest: str) -> bool:
    """Tell whether the site of a manifest's digest stands in an output; raises `ObjectStoreError`."""
    if isinstance(output, Path):
        return stands_in_folder(output, manifest)
    if not manifest:
        return False
    # Who builds into a folder need not load it.
    from generator.publish.versions import current_of, files_there

    current = current_of(output)
    return current.digest == manifest and len(files_there(output, current)) == len(
        current.manifest.files
    )


def looking(output: Output, known: Published) -> Callable[[], Looked | None] | None:
    """Give what looks at what stands in an output, where that takes a while; it may be called in another process."""
    return looking_at(output, known) if isinstance(output, Path) else None


def publishing_to(
    output: Output,
    *,
    work: Path,
    clean: bool = False,
    keep_others: bool = False,
    known: Published | None = None,
    looked: Callable[[], Looked | None] | None = None,
    beside: Beside[bool] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> AbstractContextManager[Publishing]:
    """Give a build's way into an output; `work` is a folder of the build's own, if it needs one. Raises `OutputError`.

    Where the site that stands is the `known` one, its files are taken from there, and what of them is there in a folder from what was `looked` at.
    What can be done meanwhile is done `beside` this process.
    """
    if isinstance(output, Path):
        return Publication(
            output,
            clean=clean,
            keep_others=keep_others,
            known=known,
            looked=looked,
            beside=beside,
            tell=tell,
        )
    if keep_others:
        raise OutputError(
            f"--keep-others: {shown_url(output.url)} is a store, where each build has a folder of its own and nothing of others is "
            "touched; expected a folder as --output; leave --keep-others out"
        )
    # Likewise.
    from generator.publish.stored_site import StorePublication

    return StorePublication(output, work=work, clean=clean, known=known)
