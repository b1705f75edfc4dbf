"""The manifest of a site: every file that a build wrote, with its SHA-256 and size, sorted by path.

    {
    "format": 2,
    "files": {
    "about/index.html": "5b0c9e1f...",
    ...
    },
    "sizes": [1234,...]
    }

Enters: the files of a site, or the bytes of a manifest. Leaves: these bytes, some at a time, or a `Manifest`. Refuses: what no build wrote, and two paths
that some file system cannot tell apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

from generator.errors import OutputError, quoted
from generator.file_table import FileTable, PathTable

_FORMAT = 2
_HEAD = f'{{\n"format": {_FORMAT},\n"files": {{\n'.encode()
_SIZES = b'\n},\n"sizes": ['
_FOOT = b"]\n}\n"
_LINES = 4096  # written at once
_BLOCK = 1 << 19  # bytes read at once
_OUTSIDE = re.compile(r"(?:^|[/\0])\.{0,2}(?:[/\0]|\Z)")
_ESCAPED = re.compile(r'["\\\x00-\x1f]')  # in JSON
_DIGEST = 64  # hexadecimal digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files that the last build wrote, sorted by path; the first builds did not note their sizes."""

    files: FileTable = field(default_factory=FileTable)
    has_sizes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A site of which the files are known: its name, which is the SHA-256 of its manifest in hexadecimal digits, and these, sorted by path."""

    name: str
    files: FileTable

    @property
    def manifest(self) -> Manifest:
        """Give what its manifest says."""
        return Manifest(files=self.files, has_sizes=True)


def parsed_manifest(data: bytes, place: Path | str) -> Manifest:
    """Read a manifest, which lies at a place; raises `OutputError`."""
    try:
        found = _by_lines(data)
        return _as_a_whole(data) if found is None else found
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise OutputError(
            f"{place}: is not a manifest of a build; expected the one that the last build "
            "wrote; remove the folder, or choose another --output"
        ) from None


def _by_lines(data: bytes) -> Manifest | None:
    """Read a manifest that is written as `manifest_pieces` does, some lines at a time; `None` for any other."""
    stop = data.rfind(_SIZES)
    if not data.startswith(_HEAD) or not data.endswith(_FOOT) or stop < len(_HEAD):
        return None
    files, last = FileTable(), ""
    sizes = _sizes(data, stop + len(_SIZES), len(data) - len(_FOOT))
    for block in _blocks(data, len(_HEAD), stop, b",\n"):
        found = json.loads(b"{%b}" % block)
        paths = [last, *found]
        if any(one >= other for one, other in pairwise(paths)):
            return None
        _extend(files, found, list(islice(sizes, len(found))))
        last = paths[-1]
    if next(sizes, None) is not None:
        raise ValueError
    return Manifest(files=files, has_sizes=len(files) > 0)


def _blocks(data: bytes, start: int, stop: int, mark: bytes) -> Iterator[bytes]:
    """Cut a part of some bytes at marks, which are left out."""
    while start < stop:
        end = data.find(mark, start + _BLOCK, stop)
        end = stop if end < 0 else end
        yield data[start:end]
        start = end + len(mark)


def _sizes(data: bytes, start: int, stop: int) -> Iterator[int]:
    for block in _blocks(data, start, stop, b","):
        yield from json.loads(b"[%b]" % block)


def _as_a_whole(data: bytes) -> Manifest:
    """Read a manifest of any build, however it is written."""
    written = json.loads(data)
    found = {str(path): digest for path, digest in written["files"].items()}
    sizes = list(map(int, written.get("sizes", ())))
    has_sizes = bool(sizes)
    every = zip(found, sizes if has_sizes else [0] * len(found), strict=True)
    files, in_order = FileTable(), sorted(every)
    _extend(files, {path: found[path] for path, _ in in_order}, [size for _, size in in_order])
    return Manifest(files=files, has_sizes=has_sizes)


def _extend(files: FileTable, found: Mapping[str, str], sizes: Sequence[int]) -> None:
    """Add files to a table; raises `ValueError` for what is not as it should be, and `TypeError`."""
    if not are_inside(found) or any(len(digest) != _DIGEST for digest in found.values()):
        raise ValueError
    for (path, digest), size in zip(found.items(), sizes, strict=True):
        files.append(path, bytes.fromhex(digest), size)


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


def manifest_pieces(files: FileTable) -> Iterator[bytes]:
    """Write the manifest of a site; raises `OutputError` for two files at one path."""
    order, paths = files.paths.in_order(), files.paths.sorted()
    quote = json.JSONEncoder(ensure_ascii=False).encode
    before, comma = "", ""
    yield _HEAD
    for start in range(0, len(order), _LINES):
        some = list(islice(paths, _LINES))
        if any(one == other for one, other in pairwise([before, *some])):
            raise _twice(before, some)
        before = some[-1]
        names = (
            map(quote, some) if _ESCAPED.search("".join(some)) else [f'"{path}"' for path in some]
        )
        digests = files.digests_of(order[start : start + _LINES])
        lines = [f'{name}: "{digest}"' for name, digest in zip(names, digests, strict=True)]
        yield (comma + ",\n".join(lines)).encode("utf-8", "surrogatepass")
        comma = ",\n"
    yield _SIZES
    sizes, comma = files.sizes, ""
    for start in range(0, len(order), _LINES):
        part = order[start : start + _LINES]
        yield (comma + ",".join([str(sizes[place]) for place in part])).encode()
        comma = ","
    yield _FOOT


def _twice(before: str, paths: Sequence[str]) -> OutputError:
    path = next(one for one, other in pairwise([before, *paths]) if one == other)
    return _collision(path, path)


def refuse_collisions(paths: PathTable) -> None:
    """Refuse two paths that some file system cannot tell apart, but for a path that is there twice."""
    # Hardly one is not in lower case, so all of a piece are looked at at once.
    unlike = [
        path
        for piece in paths.pieces()
        if piece.casefold() != piece
        for path in piece.split("\0")
        if path.casefold() != path
    ]
    known: dict[str, str] = {}
    for path in unlike:
        folded = path.casefold()
        other = known.setdefault(folded, path)
        if other == path and paths.find(folded) is not None:
            other = folded
        if other != path:
            raise _collision(*sorted((other, path), key=lambda each: paths.find(each) or 0))


def _collision(one: str, other: str) -> OutputError:
    """Give the error of two files that are to be written to one place."""
    return OutputError(
        f"{other}: two pages would be written to {quoted(one)} and {quoted(other)}; expected each "
        "address once; rename one of the two topics or papers"
    )
