"""The site that stands while the next one is made: its files, wherever they are.

Enters: paths of files. Leaves: their bytes. Refuses: a file that stands and cannot be read, for taken for none it would be
lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from generator.errors import OutputError


class StandingSite(Protocol):
    """The site that stands, or none, whose files are not there."""

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        """Give the bytes of files, in their order, `None` for each that is not there; raises `OutputError`."""

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading from any place in it; raises `OSError`."""

    def feeds_below(self, folder: str) -> list[str]:
        """Give the paths of the files `feed.xml` in the folders right in a folder, sorted."""

    def place(self, path: str) -> Path | str:
        """Say where a file is: its path, or its URL."""


class FolderSite:
    """The site in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        """Give the bytes of files, `None` for each that is not there; raises `OutputError`."""
        for path in paths:
            try:
                yield (self._folder / path).read_bytes()
            except FileNotFoundError:
                yield None
            except OSError as error:
                raise unreadable(self._folder / path, error) from None

    def open(self, path: str) -> BinaryIO:
        """Open a file; raises `OSError`."""
        return (self._folder / path).open("rb")

    def feeds_below(self, folder: str) -> list[str]:
        """Give the paths of feeds in the folders right in a folder, sorted."""
        found = sorted((self._folder / folder).glob("*/feed.xml"))
        return [file.relative_to(self._folder).as_posix() for file in found]

    def place(self, path: str) -> Path:
        """Give the path of a file."""
        return self._folder / path


def unreadable(place: Path | str, error: OSError) -> OutputError:
    """Give the error of a file that stands and cannot be read."""
    return OutputError(
        f"{place}: cannot be read ({error.strerror or error}); expected the feed that stands, of which this build "
        "must not lose entries; correct its rights, or remove it"
    )
