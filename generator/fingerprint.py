"""What the results of a build depend on besides its input: digests of programs, files and values.

Enters: files and plain values. Leaves: short names that are the same exactly where the content is.
"""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from generator import __version__
from generator.errors import Location

_PACKAGE = Path(__file__).resolve().parent
_SIZE = 16
# Those whose version may change what is written.
_LIBRARIES = (
    "anyascii",
    "bibtexparser",
    "google-re2",
    "jinja2",
    "lunr",
    "markdown",
    "markupsafe",
    "nh3",
    "numpy",
    "pillow",
    "pyyaml",
    "rjsmin",
    "tzdata",
)


@lru_cache(maxsize=1)
def program() -> str:
    """Name this program: its version, its code, and what it is run with."""
    digest = hashlib.blake2b(digest_size=8)
    versions = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    digest.update("\n".join([__version__, platform.python_version(), *versions]).encode())
    digest.update(folder_digest(_PACKAGE, "*.py").encode())
    return digest.hexdigest()


def folder_digest(folder: Path, pattern: str = "*") -> str:
    """Name the files below a folder, by their paths and what they hold."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and "_bundled" not in path.parts:
            data = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def file_digest(file: Path) -> str:
    """Name what a file holds; raises `OSError`."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=_SIZE)).hexdigest()


class StreamDigest:
    """Names what a file holds, as `file_digest` does, for who reads it anyway."""

    def __init__(self) -> None:
        self._digest = hashlib.blake2b(digest_size=_SIZE)

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self._digest.update(data)

    def name(self) -> str:
        """Give the name of all that was added."""
        return self._digest.hexdigest()


def value_digest(*values: object) -> str:
    """Name plain values and dataclasses of such, wherever in their files they stand."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for value in values:
        for piece in _pieces(value):
            digest.update(piece)
    return digest.hexdigest()


def _pieces(value: object) -> Iterable[bytes]:
    """Write a value piece by piece, so that different values give different bytes."""
    if isinstance(value, Location):
        return
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield f"<{type(value).__name__}".encode()
        for field in dataclasses.fields(value):
            yield from _pieces(getattr(value, field.name))
        yield b">"
    elif isinstance(value, dict):
        yield b"{"
        for key, entry in value.items():
            yield from _pieces(key)
            yield from _pieces(entry)
        yield b"}"
    elif isinstance(value, tuple | list):
        yield b"("
        for entry in value:
            yield from _pieces(entry)
        yield b")"
    elif isinstance(value, bytes):
        yield b"%d:%b" % (len(value), value)
    else:
        text = repr(value)
        yield f"{type(value).__name__}:{len(text)}:{text}".encode("utf-8", "surrogatepass")
