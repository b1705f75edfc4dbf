"""Tiny sites with their committed output, byte for byte; `python -m tests.refresh` writes it anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support import SITES, copy_input, files_of, run_broadsheet

VALID = sorted((SITES / "valid").iterdir())
_ASSET_FOLDER = re.compile(rb"assets/[0-9a-f]{10}/")


def build_committed(site: Path, folder: Path) -> dict[str, bytes]:
    """Build a committed site in `folder`; gives its files as they are committed.

    Left out are the assets, which are the same for every site, and the manifest. The name of their
    folder is a digest of them, so it is written as `assets/DIGEST/`: a change of the style sheet
    changes no expected page.
    """
    copy_input(site, folder)
    done = run_broadsheet("build", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return {
        path: _ASSET_FOLDER.sub(b"assets/DIGEST/", data)
        for path, data in files_of(folder / "public").items()
        if not path.startswith((".broadsheet", "assets/"))
    }


@pytest.mark.parametrize("site", VALID, ids=lambda site: site.name)
def test_site_is_built_as_committed(site: Path, tmp_path: Path):
    """A tiny site gives exactly the committed files (see tests/refresh.py)."""
    built = build_committed(site, tmp_path)
    expected = files_of(site / "expected")
    assert sorted(built) == sorted(expected)
    for path, data in built.items():
        assert data.decode("utf-8").splitlines() == expected[path].decode("utf-8").splitlines(), (
            f"{site.name}: {path}{os.linesep}"
        )
        assert data == expected[path], path
