"""The output folder as a build finds it.

Enters: the folder. Leaves: which files the last build wrote there. Refuses: a link, a file, a manifest that no build
wrote, and files that no build wrote.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.errors import OutputError
from generator.file_table import Digests, PathTable
from generator.publish.beside import MANIFEST, is_ours
from generator.publish.manifest import Manifest, Published, parsed_manifest

_LARGE = 1 << 20  # bytes


def manifest_of(output: Path, known: Published | None = None) -> Manifest:
    """Read what the last build wrote, which need not be done where that is `known`; raises `OutputError`."""
    if output.is_symlink():
        raise OutputError(
            f"{output}: is a link; expected a folder; give the folder that it leads to as --output"
        )
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"{output}: is a file; expected a folder; remove it, or choose another --output"
        )
    place = output / MANIFEST
    try:
        with place.open("rb") as stream:
            if (
                known is not None
                and hashlib.file_digest(stream, "sha256").hexdigest() == known.name
            ):
                return known.manifest
            stream.seek(0)
            data = stream.read()
    except FileNotFoundError:
        return Manifest()
    return parsed_manifest(data, place)


def others_in(output: Path, known: PathTable) -> list[str]:
    """Give what stands in a folder that no build wrote, sorted."""
    return sorted(_unknown(output, known))


def refuse_others(output: Path, foreign: Sequence[str]) -> None:
    """Refuse a folder in which something stands that no build wrote."""
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise OutputError(
            f"{output}: holds files that no build wrote ({', '.join(foreign[:3])}{more}); expected an "
            "empty folder or a site built before; move them away, keep them there with --keep-others, or choose another --output"
        )


def _unknown(output: Path, known: PathTable) -> Iterator[str]:
    for path, _ in _files_below(str(output)):
        if known.find(path) is None and not _is_of_builds(path):
            yield path


def _is_of_builds(path: str) -> bool:
    """Tell whether a build has a file, or works with it, that is not in its manifest."""
    return path == MANIFEST or is_ours(path.partition("/")[0])


def _files_below(folder: str) -> Iterator[tuple[str, bool]]:
    """Give the path of each file below a folder, in no order, and whether it is one, not a link or a device."""
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            entries = os.scandir(f"{folder}/{prefix}")
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{prefix}{entry.name}/")
                else:
                    yield prefix + entry.name, entry.is_file(follow_symlinks=False)


def digests_on_disk(output: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Give the digests of what files hold now; those that are links or not there are left out."""
    found = {}
    for path in paths:
        try:
            status = (output / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if stat.S_ISREG(status.st_mode):
            with (output / path).open("rb") as stream:
                # What an owner put there may be large; all else is read at once, which is quicker.
                large = status.st_size > _LARGE
                digest = (
                    hashlib.file_digest(stream, "sha256")
                    if large
                    else hashlib.sha256(stream.read())
                )
            found[path] = digest.digest()
    return found


def files_that_stand(output: Path, manifest: Manifest) -> tuple[Digests, list[str]]:
    """Give the digests of those files that are there, and what no build wrote, as `looked_through`."""
    there, others = looked_through(output, manifest)
    return manifest.files.digests(there), others


def looked_through(output: Path, manifest: Manifest) -> tuple[bytearray, list[str]]:
    """Give a 1 for each file of a manifest that is there, and what no build wrote, sorted; no bytes are read.

    Since the system was started only a build can have left them otherwise than it wrote them. Of those that stood before, a loss of
    power may have cut some short, so they must have their sizes too.
    """
    files, others = manifest.files, []
    there, find = bytearray(len(files)), files.paths.find
    for path, is_file in _files_below(str(output)):
        place = find(path)
        if place is not None:
            there[place] = is_file
        elif not _is_of_builds(path):
            others.append(path)
    if manifest.has_sizes and not _is_of_this_run(output / MANIFEST):
        for place, path in enumerate(files.paths):
            if there[place]:
                there[place] = _has_size(f"{output}/{path}", files.sizes[place])
    return there, sorted(others)


def all_are_there(folder: Path, manifest: Manifest) -> bool:
    """Tell whether each file of a site is there and, if it is older than this run of the system, has its size."""
    paths = manifest.files.paths
    if not manifest.has_sizes or _is_of_this_run(folder / MANIFEST):
        # This takes two thirds of the time of asking what they are.
        is_there, at_all = os.access, os.F_OK
        return all(is_there(f"{folder}/{path}", at_all) for path in paths)
    sizes = zip(paths, manifest.files.sizes, strict=True)
    return all(_has_size(f"{folder}/{path}", size) for path, size in sizes)


def _is_of_this_run(file: Path) -> bool:
    """Tell whether a file was written since the system was started; only how much is checked depends on this clock."""
    try:
        started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        return file.stat().st_mtime > started
    except (OSError, AttributeError):  # other systems do not say
        return False


def _has_size(path: str, size: int) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return status.st_size == size and stat.S_ISREG(status.st_mode)


def is_whole(output: Path, manifest: str, most_read: int) -> bool:
    """Tell whether the site stands whose manifest has this digest.

    Of up to `most_read` files all are read; of more it is only seen that they are there, and how large.
    """
    try:
        found = hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()
        if found != manifest or output.is_symlink():
            return False
        known = manifest_of(output)
        if len(known.files) > most_read:
            return all_are_there(output, known)
        paths = known.files.paths
        on_disk = digests_on_disk(output, paths)
        return not any(_unknown(output, paths)) and on_disk == known.files.digests()
    except (OSError, OutputError):  # or another build takes it away at this moment
        return False
