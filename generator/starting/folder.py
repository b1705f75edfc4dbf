"""The files of a new digest, written into its folder.

Enters: texts and copies by path. Leaves: the folder. Refuses: to write over anything; what stands in the way is named, all of it at once,
and nothing is written. All files are made in a folder of their own first; that becomes the digest's where there is none yet, and else each file is
put in its place whole, site.yaml last. So a digest with a site.yaml is complete, and where an `init` was stopped before, what it
left is the same as what is written now: that is no obstacle.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.config.files import CONFIG_NAME
from generator.errors import InputError, Location, OutputError, Problem

_STAGING_END = ".init"
_IN_THE_WAY = "is there already; expected nothing there, for init writes over nothing; move it away, or choose another folder"


@contextmanager
def staged(
    folder: Path, texts: Mapping[str, str], copies: Sequence[tuple[Path, str]]
) -> Iterator[Path]:
    """Make all files in a folder beside or in the digest's, for what is to be checked before they count; raises `InputError`, `OutputError`."""
    refuse_what_is_no_folder(folder)
    _refuse_what_is_there(folder, texts, copies)
    try:
        above = folder if folder.is_dir() else _made(folder.absolute().parent)
        name = folder.absolute().name
        staging = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=_STAGING_END, dir=above))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        try:
            _fill(staging, texts, copies)
        except OSError as error:
            raise _unwritable(folder, error) from error
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def settle_in(staging: Path, folder: Path) -> None:
    """Put what was made in its place; raises `InputError` where something came to stand there meanwhile."""
    try:
        if not folder.exists():
            # mkdtemp makes folders for their owner alone.
            staging.chmod(_usual_mode())
            staging.rename(folder)
            return
        files = sorted(path for path in staging.rglob("*") if path.is_file())
        for file in sorted(files, key=lambda path: path.name == CONFIG_NAME):
            _put(file, folder / file.relative_to(staging))
    except OSError as error:
        raise _unwritable(folder, error) from error


def refuse_digest(folder: Path, paths: Iterable[str]) -> None:
    """Raise `InputError` where a digest is already, with all of the paths that are there."""
    refuse_what_is_no_folder(folder)
    if os.path.lexists(folder / CONFIG_NAME):
        there = [path for path in paths if os.path.lexists(folder / path)]
        raise InputError([_in_the_way(folder / path) for path in there])


def left_by_others(folder: Path) -> list[Path]:
    """Give the folders that an `init` of the same digest left when it was killed."""
    name = folder.absolute().name
    places = {folder.absolute(), folder.absolute().parent}
    return sorted(
        path
        for place in places
        if place.is_dir()
        for path in place.glob(f".{name}.*{_STAGING_END}")
    )


def _fill(staging: Path, texts: Mapping[str, str], copies: Sequence[tuple[Path, str]]) -> None:
    for path, text in texts.items():
        target = staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    for file, path in copies:
        target = staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        # The rights of the original are no use here: it may be read-only.
        changed = file.stat()
        os.utime(target, ns=(changed.st_atime_ns, changed.st_mtime_ns))


def _put(file: Path, target: Path) -> None:
    """Put a whole file where none is; one with the same content may stay."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)
    except FileExistsError:
        if not _same(target, file.read_bytes()):
            raise InputError([_in_the_way(target)]) from None
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise InputError([_in_the_way(target)]) from None
        file.rename(target)


def refuse_what_is_no_folder(folder: Path) -> None:
    """Raise `InputError` where no folder can be."""
    for place in (folder, *folder.absolute().parents):
        if os.path.lexists(place) and not place.is_dir():
            message = "is no folder; expected the folder of the new digest; choose another one"
            raise InputError([Problem(location=Location(path=place.as_posix()), message=message)])


def _refuse_what_is_there(
    folder: Path, texts: Mapping[str, str], copies: Sequence[tuple[Path, str]]
) -> None:
    """Name all that stands where something is to be written, but for what an `init` that was stopped has left."""
    begun = not os.path.lexists(folder / CONFIG_NAME)
    problems = [
        _in_the_way(folder / path)
        for path, text in texts.items()
        if os.path.lexists(folder / path)
        and not (begun and _same(folder / path, text.encode("utf-8")))
    ]
    problems += [
        _in_the_way(folder / path)
        for file, path in copies
        if os.path.lexists(folder / path) and not (begun and _same_files(folder / path, file))
    ]
    for path in sorted(
        {above for each in (*texts, *(to for _, to in copies)) for above in _above(each)}
    ):
        if os.path.lexists(folder / path) and not (folder / path).is_dir():
            problems.append(_in_the_way(folder / path))
    if problems:
        raise InputError(problems)


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _same(file: Path, content: bytes) -> bool:
    try:
        return (
            file.is_file() and file.stat().st_size == len(content) and file.read_bytes() == content
        )
    except OSError:
        return False


def _same_files(one: Path, other: Path) -> bool:
    try:
        return one.is_file() and filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _in_the_way(path: Path) -> Problem:
    return Problem(location=Location(path=path.as_posix()), message=_IN_THE_WAY)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o777 & ~mask


def _unwritable(folder: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"{folder}: the digest cannot be written there ({reason}); expected a folder that may be written; choose another one"
    )
