"""The manifest of a site: written and read in pieces, in whatever form a build wrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import OutputError
from generator.file_table import FileTable
from generator.publish import manifest
from generator.publish.manifest import Manifest, manifest_pieces, parsed_manifest

NAMES = st.text(st.characters(blacklist_characters="\0/"), min_size=1, max_size=4)
PATHS = (
    st.lists(NAMES, min_size=1, max_size=3)
    .map("/".join)
    .filter(lambda path: manifest.are_inside([path]))
)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _written(sizes: Mapping[str, int]) -> bytes:
    """Write the manifest of files that have their paths as texts."""
    table = FileTable()
    for path, size in sizes.items():
        table.append(path, _digest(path), size)
    return b"".join(manifest_pieces(table))


def _found(read: Manifest) -> list[tuple[str, bytes, int]]:
    files = read.files
    return [(path, files.digest(at), files.sizes[at]) for at, path in enumerate(files.paths)]


@pytest.fixture(params=["whole", "in pieces"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let manifests be written and read as those of a small site are, or of a large one."""
    if request.param == "in pieces":
        monkeypatch.setattr(manifest, "_LINES", 2)
        monkeypatch.setattr(manifest, "_BLOCK", 20)


@pytest.mark.usefixtures("_size")
def test_manifest_is_json_that_is_read_again():
    """A manifest names all files, sorted, with digests and sizes; the next build reads the same from it."""

    @given(st.dictionaries(PATHS, st.integers(0, 1 << 40)))
    def holds(sizes: dict[str, int]) -> None:
        data = _written(sizes)
        paths = sorted(sizes)
        said = json.loads(data.decode("utf-8", "surrogatepass"))
        assert list(said["files"].items()) == [(path, _digest(path).hex()) for path in paths]
        assert said["sizes"] == [sizes[path] for path in paths]
        read = parsed_manifest(data, "here")
        assert read.has_sizes == bool(sizes)
        assert _found(read) == [(path, _digest(path), sizes[path]) for path in paths]

    holds()


FILES = {path: _digest(path).hex() for path in ("b.html", "a/index.html", "c/x.js", "c.css")}


@pytest.mark.parametrize("spaces", [None, 1])
@pytest.mark.parametrize("sizes", [[3, 1, 4, 1], []])
def test_manifest_of_another_build_is_read(spaces: int | None, sizes: list[int]):
    """Order and white space of a manifest do not matter, and the first builds noted no sizes."""
    text = json.dumps({"format": 1, "files": FILES, "sizes": sizes}, indent=spaces)
    read = parsed_manifest(text.encode(), "here")
    assert read.has_sizes == bool(sizes)
    every = zip(FILES, sizes or [0] * 4, strict=True)
    assert _found(read) == sorted((path, _digest(path), size) for path, size in every)


@pytest.mark.usefixtures("_size")
@pytest.mark.parametrize(
    ("found", "other"),
    [
        (b'"sizes": [7,', b'"sizes": ['),
        (b"[7,7,7", b"[7,7,7,7"),
        (b"[7,7", b'[7,"7"'),
        (b"[7,7", b"[7,-7"),
        (b"[7,7", b"[7 7"),
        (b"c.css", b"../c.css"),
        (b'"c.css": "', b'"c.css": "0'),
        (b'"c.css": "', b'"c.css": null, "c.d": "'),
        (b"]\n}\n", b"]\n"),
        (b'"files": {', b'"files": ['),
        (b'",\n"c', b'"\n"c'),
    ],
)
def test_manifest_that_is_damaged_is_refused(found: bytes, other: bytes):
    """What lacks a size, names a file outside, has no digest or is no JSON is no manifest, and nothing is taken from it."""
    data = _written(dict.fromkeys(FILES, 7))
    assert data.count(found) >= 1
    with pytest.raises(OutputError, match="is not a manifest of a build; expected the one that"):
        parsed_manifest(data.replace(found, other, 1), "here")


def test_file_that_comes_twice_is_refused():
    """Two files at one path are told of, however far from each other they came."""
    table = FileTable()
    for number in (*range(9000), 17):
        table.append(f"{number}.html", bytes(32), 1)
    with pytest.raises(
        OutputError, match=r"two pages would be written to .17\.html. and .17\.html."
    ):
        b"".join(manifest_pieces(table))
