"""What is known of the owner's files, and what is said of those that cannot be taken.

Leaves: `OwnFiles`. Bytes stay on disk, whatever their size, and are copied when the site is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from generator.artifacts import Artifact
from generator.errors import InputError, Location, Problem

# Their lines are added to those that a build writes.
JOINED = frozenset(("_headers", "_redirects", "robots.txt"))
_FONTS = (".woff2", ".woff", ".ttf", ".otf")

# Of a fault: what was found, what was expected, what to do.
Fault = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file; `path` is its address on the site, `shown` its path from the folder of site.yaml, `digest` the SHA-256 of its bytes."""

    path: str
    shown: str
    source: Path
    digest: str
    size: int

    def open(self) -> BinaryIO:
        """Open it; raises `InputError`."""
        try:
            return self.source.open("rb")
        except OSError as error:
            raise InputError([problem(self.shown, *unreadable(error))]) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFiles:
    """The files by path, and warnings of what is left out."""

    files: tuple[OwnFile, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Give the path and digest of each file."""
        return tuple((file.path, file.digest) for file in self.files)

    @property
    def has_fonts(self) -> bool:
        """Tell whether a style sheet could load a font of these."""
        return any(file.path.lower().endswith(_FONTS) for file in self.files)


def joined(artifacts: Iterable[Artifact], own: OwnFiles) -> Iterator[Artifact]:
    """Add the owner's lines to files that a build writes too."""
    found = {file.path: file for file in own.files if file.path in JOINED}
    for artifact in artifacts:
        if (file := found.get(artifact.path)) is None:
            yield artifact
            continue
        with file.open() as stream:
            lines = stream.read().removeprefix(b"\xef\xbb\xbf").splitlines()
        more = b"".join(b"%b\n" % line for line in lines)
        yield Artifact(path=artifact.path, data=artifact.data + b"\n" + more)


def problem(path: str, found: str, expected: str, do: str) -> Problem:
    """Give what is wrong with a file by its `path` from the folder of site.yaml, whose name may be any."""
    path = "".join(sign if sign.isprintable() else "?" for sign in path)
    return Problem(location=Location(path=path), message=f"{found}; expected {expected}; {do}")


def unreadable(error: OSError) -> Fault:
    """Say why a file cannot be read."""
    return (
        f"cannot be read ({error.strerror})",
        "a file for the site",
        "correct its rights, or take it out",
    )
