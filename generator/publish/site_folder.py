"""The output folder as a build finds it.

Enters: the folder. Leaves: which files the last build wrote there. Refuses: a link, a file, a manifest that no build
wrote, and files that no build wrote.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import OutputError, quoted
from generator.publish.beside import MANIFEST, is_ours

_FORMAT = 2
_LARGE = 1 << 20  # bytes
_OUTSIDE = re.compile(r"(?:^|[/\0])\.{0,2}(?:[/\0]|\Z)")
_ESCAPED = re.compile(r'["\\\x00-\x1f]')  # in JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the last build wrote: the SHA-256 of each file by path, and their bytes in the same order."""

    digests: Mapping[str, str] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()


def manifest_of(output: Path) -> Manifest:
    """Read what the last build wrote; raises `OutputError`."""
    if output.is_symlink():
        raise OutputError(
            f"{output}: is a link; expected a folder; give the folder that it leads to as --output"
        )
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"{output}: is a file; expected a folder; remove it, or choose another --output"
        )
    try:
        data = (output / MANIFEST).read_bytes()
    except FileNotFoundError:
        return Manifest()
    return parsed_manifest(data, output / MANIFEST)


def parsed_manifest(data: bytes, place: Path | str) -> Manifest:
    """Read a manifest, which lies at a place; raises `OutputError`."""
    try:
        written = json.loads(data)
        digests = {str(path): str(digest) for path, digest in written["files"].items()}
        sizes = tuple(map(int, written.get("sizes", ())))  # the first builds did not note them
        if len(sizes) not in {0, len(digests)} or not are_inside(digests):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise OutputError(
            f"{place}: is not a manifest of a build; expected the one that the last build "
            "wrote; remove the folder, or choose another --output"
        ) from None
    return Manifest(digests=digests, sizes=sizes)


def are_inside(paths: Iterable[str]) -> bool:
    """Tell whether paths stay below the folder that they are relative to.

    >>> [are_inside([path]) for path in ("a/..b/index.html", "/a", "a/../../b", "", "a//b", "a/.")]
    [True, False, False, False, False, False]
    """
    # A character that no path of a site has parts them; to look through all at once is five times as quick.
    listed = list(paths)
    together = "\0".join(listed)
    return together.count("\0") == max(len(listed) - 1, 0) and not (
        listed and _OUTSIDE.search(together)
    )


def others_in(output: Path, known: Container[str]) -> list[str]:
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


def _unknown(output: Path, known: Container[str]) -> Iterator[str]:
    for path, _ in _files_below(str(output)):
        if path not in known and path != MANIFEST and not is_ours(path.partition("/")[0]):
            yield path


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


def digests_on_disk(output: Path, paths: Iterable[str]) -> dict[str, str]:
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
            found[path] = digest.hexdigest()
    return found


def files_that_stand(output: Path, manifest: Manifest) -> tuple[dict[str, str], list[str]]:
    """Give the digests of those files that are there, and what no build wrote; no bytes are read.

    Since the system was started only a build can have left them otherwise than it wrote them. Of those that stood before, a loss of
    power may have cut some short, so they must have their sizes too.
    """
    digests = manifest.digests
    found = {path for path, is_file in _files_below(str(output)) if is_file or path not in digests}
    others = others_in(output, digests) if len(found) > 1 + len(found & digests.keys()) else []
    if not manifest.sizes or _is_of_this_run(output / MANIFEST):
        return {path: digest for path, digest in digests.items() if path in found}, others
    stand = {
        path: digest
        for (path, digest), size in zip(digests.items(), manifest.sizes, strict=True)
        if path in found and _has_size(f"{output}/{path}", size)
    }
    return stand, others


def all_are_there(folder: Path, manifest: Manifest) -> bool:
    """Tell whether each file of a site is there and, if it is older than this run of the system, has its size."""
    if not manifest.sizes or _is_of_this_run(folder / MANIFEST):
        # This takes two thirds of the time of asking what they are.
        is_there, at_all = os.access, os.F_OK
        return all(is_there(f"{folder}/{path}", at_all) for path in manifest.digests)
    sizes = zip(manifest.digests, manifest.sizes, strict=True)
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
        digests = known.digests
        if len(digests) > most_read:
            return all_are_there(output, known)
        return not any(_unknown(output, digests)) and digests_on_disk(output, digests) == digests
    except (OSError, OutputError):  # or another build takes it away at this moment
        return False


def manifest_bytes(files: Mapping[str, tuple[str, int]]) -> bytes:
    """Write the manifest of a site, of whose files it is given the digest and the size."""
    quote = json.JSONEncoder(ensure_ascii=False).encode
    quoted_in_json = _ESCAPED.search
    paths = sorted(files)
    lines = ",\n".join(
        [
            f'{quote(path)}: "{files[path][0]}"'
            if quoted_in_json(path)
            else f'"{path}": "{files[path][0]}"'
            for path in paths
        ]
    )
    sizes = ",".join([str(files[path][1]) for path in paths])
    text = f'{{\n"format": {_FORMAT},\n"files": {{\n{lines}\n}},\n"sizes": [{sizes}]\n}}\n'
    return text.encode("utf-8", "surrogatepass")


def refuse_collisions(paths: Collection[str]) -> None:
    """Refuse two paths that some file system cannot tell apart."""
    if len(set(map(str.casefold, paths))) == len(paths):
        return
    folded: dict[str, str] = {}
    for path in paths:
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            raise collision(other, path)


def collision(one: str, other: str) -> OutputError:
    """Give the error of two files that are to be written to one place."""
    return OutputError(
        f"{other}: two pages would be written to {quoted(one)} and {quoted(other)}; expected each "
        "address once; rename one of the two topics or papers"
    )
