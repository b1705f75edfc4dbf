"""Where a digest's store lies, and who works in it.

Enters: the folder of site.yaml, and the name of the program that works. Leaves: a folder of the program's own, locked
until the build ends. Where none can be made, a folder that goes with the build. What the system refuses there is a
`StoreError`.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator.errors import StoreError
from generator.locks import Lock

NAME = ".broadsheet"
_STORES = "store"
_IGNORE = b"*\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFolder:
    """A folder for one program's store; one that is not `lasting` is empty and goes with the build."""

    path: Path
    lasting: bool

    @property
    def papers(self) -> Path:
        """Give where the papers lie."""
        return self.path / "papers.sqlite"

    @property
    def sources(self) -> Path:
        """Give where the sources lie."""
        return self.path / "sources"

    @property
    def counted(self) -> Path:
        """Give where it lies what was counted for the search."""
        return self.path / "counted"

    @property
    def templates(self) -> Path:
        """Give where compiled templates lie."""
        return self.path / "templates"

    @property
    def upload(self) -> Path:
        """Give where a build may put together what it sends to a store."""
        return self.path / "upload"

    def drop_parts(self) -> None:
        """Remove what a build that failed had begun to write, for it may be what fills the disk."""
        for path in (
            *self.path.glob("*.new*"),
            *self.path.glob("*/*.part"),
            *self.path.glob("*/*.tmp"),
        ):
            if not path.is_dir():
                path.unlink(missing_ok=True)
        shutil.rmtree(self.upload, ignore_errors=True)

    def others(self) -> Iterator[Path]:
        """Give the stores of other programs: of an older version, or of other code."""
        if self.lasting:
            yield from (
                path for path in self.path.parent.iterdir() if path != self.path and path.is_dir()
            )


@contextmanager
def store_errors(folder: Path, what: str = "what a build keeps") -> Iterator[None]:
    """Raise `StoreError`, which names a folder and what it is for, in place of what the system and SQLite raise."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise _refused(folder, what, error) from error


def _refused(folder: Path, what: str, error: OSError | sqlite3.Error) -> StoreError:
    file, reason = None, str(error)
    if isinstance(error, OSError):
        file, reason = error.filename, error.strerror or reason
    return StoreError(
        f"{file or folder}: {what} cannot be written or read there ({reason}); expected a folder with room for some "
        f"kilobytes a paper; make room, check its permissions, or delete the folder {NAME}, which the next build "
        "makes anew"
    )


@contextmanager
def open_store(
    digest_folder: Path, program: str, tell: Callable[[str], None] = lambda _: None
) -> Iterator[StoreFolder]:
    """Open the store of a digest; another build of the same digest is waited for, and `tell` hears of it.

    Raises `StoreError` where there is no room for one anywhere, and when SQLite cannot go on in it.
    """
    base = digest_folder / NAME
    try:
        (base / _STORES / program).mkdir(parents=True, exist_ok=True)
        _keep_out_of_version_control(base)
        lock = Lock(base / "lock", f"which builds {digest_folder.absolute()}")
        lock.take(tell)
    except OSError:
        with store_errors(Path(tempfile.gettempdir())):
            passing = tempfile.TemporaryDirectory(prefix="broadsheet-")
        with passing, _database_errors(Path(passing.name)):
            yield StoreFolder(path=Path(passing.name), lasting=False)
        return
    try:
        folder_of = StoreFolder(path=base / _STORES / program, lasting=True)
        with _without_parts(folder_of), _database_errors(folder_of.path):
            yield folder_of
        for other in folder_of.others():
            shutil.rmtree(other, ignore_errors=True)
    finally:
        lock.release(remove=False)


def _keep_out_of_version_control(base: Path) -> None:
    """Let neither version control nor backups take what is here; a build that changes nothing writes nothing."""
    file = base / ".gitignore"
    if not file.exists() or file.read_bytes() != _IGNORE:
        file.write_bytes(_IGNORE)


@contextmanager
def _without_parts(folder: StoreFolder) -> Iterator[None]:
    """Remove what is half-written: what a build that was killed left, and what this one leaves when it fails."""
    with suppress(OSError):
        folder.drop_parts()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.drop_parts()
        raise


@contextmanager
def _database_errors(folder: Path) -> Iterator[None]:
    """Raise `StoreError` for what SQLite raises in any stage; another file's errors are told by who asked for it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refused(folder, "what a build keeps", error) from error
