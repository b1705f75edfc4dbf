"""How a site lies in a store: one folder for each version, and one object that names the version that is served.

    current.json                          {"format": 1, "version": "000012-5b0c9e1f", "path": "versions/000012-5b0c9e1f/", ...}
    versions/000012-5b0c9e1f/...          the files of the site, with their manifest
    versions/000011-e4a31b77/...          the version before

Enters: what stands in a store. Leaves: a `Current`, the version that is served, and the names of others. Refuses: a `current.json` that no
build wrote. A version's name is its number and some random digits, so that no two builds ever write to one.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from generator.errors import OutputError
from generator.file_table import Digests
from generator.publish.beside import MANIFEST
from generator.publish.manifest import Manifest, Published, parsed_manifest
from generator.stores import ObjectStore, shown_url

CURRENT = "current.json"
_FORMAT = 1
_VERSIONS = "versions"
_VERSION = re.compile(r"([0-9]{6,})-[0-9a-f]{8}")
# With each version lies what makes it the one that is served.
POINTER = ".broadsheet.current.json"
# An answer about it must not be kept, and the file is small.
HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-cache"}
_MOST_LISTED = 10_000  # files, for which a store is asked ten times


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The version that is served, its manifest with its digest, and the tag of the object that names it; all empty where there is none."""

    version: str | None = None
    manifest: Manifest = field(default_factory=Manifest)
    digest: str = ""
    tag: str | None = None

    def path(self, file: str) -> str:
        """Give the name of a file of the version."""
        return f"{folder_of(self.version or '')}/{file}"


def folder_of(version: str) -> str:
    """Give the folder of a version."""
    return f"{_VERSIONS}/{version}"


def current_of(store: ObjectStore, known: Published | None = None) -> Current:
    """Read which version is served, and its manifest, which is not looked through where it is the `known` one; raises `OutputError`, and `ObjectStoreError`."""
    try:
        data, tag = store.read_with_tag(CURRENT)
    except FileNotFoundError:
        return Current()
    version, digest = _named(store, data)
    path = f"{folder_of(version)}/{MANIFEST}"
    try:
        manifest = store.read(path)
    except FileNotFoundError:
        manifest = b""
    if hashlib.sha256(manifest).hexdigest() != digest:
        # Nothing can be taken from it, and what it is of does not matter to the next one.
        return Current(version=version, tag=tag)
    if known is not None and known.name == digest:
        said = known.manifest
    else:
        said = parsed_manifest(manifest, f"{shown_url(store.url)}/{path}")
    return Current(
        version=version,
        manifest=said,
        digest=digest,
        tag=tag,
    )


def _named(store: ObjectStore, data: bytes) -> tuple[str, str]:
    try:
        said = json.loads(data)
        version, digest = str(said["version"]), str(said["manifest"])
        if said["format"] != _FORMAT or not _VERSION.fullmatch(version):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise OutputError(
            f"{shown_url(store.url)}/{CURRENT}: is not from a build; expected the version of a site that a build put there; "
            "move it away, or choose another --output"
        ) from None
    return version, digest


def pointer_to(version: str, digest: str, before: str | None) -> bytes:
    """Write what names a version, the digest of its manifest, and the version before."""
    said = {
        "format": _FORMAT,
        "version": version,
        "path": f"{folder_of(version)}/",
        "manifest": digest,
        "before": before,
    }
    return (json.dumps(said, indent=1) + "\n").encode()


def versions_in(store: ObjectStore) -> tuple[str, ...]:
    """Give the names of all versions that are there, whole or not; nothing else in the folder is a build's."""
    return tuple(name for name in store.folders(_VERSIONS) if _VERSION.fullmatch(name))


def next_version(versions: Collection[str]) -> str:
    """Give a version a name that none has and none will have."""
    return f"{max(map(_number, versions), default=0) + 1:06}-{secrets.token_hex(4)}"


def files_there(store: ObjectStore, current: Current) -> Digests:
    """Give the digests of those files of a version that are there and have their size.

    Of a large site they are taken for there: a store loses nothing, and one that somebody removed is missed when it is copied.
    """
    files = current.manifest.files
    if len(files) > _MOST_LISTED:
        return files.digests()
    if not current.manifest.has_sizes:
        return files.digests(bytearray(len(files)))
    folder = folder_of(current.version or "")
    found = {each.name: each.size for each in store.listed(folder)}
    sizes = zip(files.paths, files.sizes, strict=True)
    return files.digests(bytearray(found.get(f"{folder}/{path}") == size for path, size in sizes))


def older_than(
    version: str, versions: Collection[str], kept: Collection[str | None]
) -> Iterator[str]:
    """Give the folders of the versions that began before one and are not kept, what builds that were killed left among them."""
    number = _number(version)
    return (folder_of(name) for name in versions if name not in kept and _number(name) < number)


def _number(version: str) -> int:
    return int(version.partition("-")[0])
