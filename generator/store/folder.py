"""Where a digest's store lies, and who works in it.

Enters: the folder of site.yaml, and the name of the program that works. Leaves: a folder of the program's own, locked
until the build ends. Where none can be made, a folder that goes with the build.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = ".broadsheet"
_STORES = "store"


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

    def others(self) -> Iterator[Path]:
        """Give the stores of other programs: of an older version, or of other code."""
        if self.lasting:
            yield from (
                path for path in self.path.parent.iterdir() if path != self.path and path.is_dir()
            )


@contextmanager
def open_store(digest_folder: Path, program: str) -> Iterator[StoreFolder]:
    """Open the store of a digest; another build of the same digest is waited for."""
    base = digest_folder / NAME
    try:
        (base / _STORES / program).mkdir(parents=True, exist_ok=True)
        # Version control and backups need none of it.
        (base / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = (base / "lock").open("w")
    except OSError:
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
            yield StoreFolder(path=Path(folder), lasting=False)
        return
    with lock:
        _take(lock.fileno())
        folder_of = StoreFolder(path=base / _STORES / program, lasting=True)
        yield folder_of
        for other in folder_of.others():
            shutil.rmtree(other, ignore_errors=True)


def _take(lock: int) -> None:
    """Wait for a lock, which the system lets go when its holder ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: a second build there is on its own
        return
    fcntl.flock(lock, fcntl.LOCK_EX)
