"""Sources by URL: objects of a store, found by a pattern, opened as files are, and told by what the store calls their bytes.

Enters: a URL, in which `*`, `?`, `[...]` and `**` stand for parts of names as they do in paths. Leaves: the URLs of objects, their bytes,
and a name of what they hold. Raises `ObjectStoreError` for what a store refuses.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO

from generator.stores import ObjectStore, StoredObject, open_object, open_store, shown_url
from generator.stores.urls import fault_of

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+://)([^/]*)/?(.*)", re.DOTALL)
_MAGIC = re.compile(r"[*?\[]")
_PIECE = 1 << 20  # bytes
_FILES = ("file://", "local://")


def found_objects(pattern: str) -> dict[str, StoredObject]:
    """Give the objects that a pattern names, by their URLs, sorted; a store's listing says what it calls their bytes."""
    root, parts = _split(pattern)
    wild = next((n for n, part in enumerate(parts) if _MAGIC.search(part)), None)
    store = _store(root)
    if wild is None:
        try:
            there = store.look("/".join(parts))
        except FileNotFoundError:
            return {}
        return {pattern: there}
    listed = store.listed("/".join(parts[:wild]))
    found = (each for each in listed if any(_matches(parts, each.name.split("/"))))
    return {f"{root.rstrip('/')}/{each.name}": each for each in found}


def open_url(url: str) -> BinaryIO:
    """Open an object for reading; raises `OSError`, and so does reading."""
    root, parts = _split(url)
    return open_object(_store(root), "/".join(parts))


def held_at(url: str, found: StoredObject | None = None) -> str:
    """Name what an object holds: by the store's tag and the size, as a listing `found` them, else by its bytes. Raises `OSError`."""
    if found is None:
        root, parts = _split(url)
        found = _store(root).look("/".join(parts))
    if found.tag is not None:
        return f"{found.tag} {found.size}"
    digest = hashlib.sha256()
    with open_url(url) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _split(url: str) -> tuple[str, Sequence[str]]:
    """Part a URL into the store that has all its objects, one for each bucket or machine, and the name of an object there."""
    match = _PARTS.fullmatch(url)
    if match is None:  # no store is known by such a URL, and that says so
        return url, ()
    scheme, host, path = match.groups()
    parts = [part for part in path.split("/") if part]
    if scheme.lower() not in _FILES:
        return f"{scheme}{host}", parts
    # A folder of this machine, below which the pattern begins to be one.
    fixed = next((n for n, part in enumerate(parts) if _MAGIC.search(part)), len(parts) - 1)
    return f"{scheme}{host}/{'/'.join(parts[:fixed])}", parts[fixed:]


@lru_cache(maxsize=8)
def _store(root: str) -> ObjectStore:
    """Give one store for all objects of a bucket: each connects anew."""
    return open_store(root)


def _matches(pattern: Sequence[str], parts: Sequence[str]) -> Iterator[bool]:
    if not pattern:
        yield not parts
    elif pattern[0] == "**":
        for start in range(len(parts)):
            yield from _matches(pattern[1:], parts[start:])
    elif parts and fnmatch.fnmatchcase(parts[0], pattern[0]):
        yield from _matches(pattern[1:], parts[1:])


def source_fault(url: str) -> str | None:
    """Say why a source cannot be at a URL, as `found; expected; what to do`."""
    if shown_url(url) != url:
        return (
            "has a password, and where papers come from is published; expected a URL without one; leave it out, and give it to "
            "the library of the store (docs/stores.md)"
        )
    return fault_of(_MAGIC.sub("", url).replace("]", ""))
