"""The same input gives the same bytes, wherever and however it is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import CHECKOUT, SITES, copy_input, files_of, run_cold


@pytest.mark.parametrize("name", ["woods", "shipped"])
def test_surroundings_change_no_byte(name: str, tmp_path: Path):
    """Hash seed, time zone, locale, user and folder of a build change no byte of the site."""
    homes = tmp_path / "one", tmp_path / "another place" / "deep"
    for home in homes:
        if name == "shipped":
            home.mkdir(parents=True)
            for part in ("site.yaml", "about.md"):
                shutil.copy(CHECKOUT / part, home)
            shutil.copytree(CHECKOUT / "seeds", home / "seeds")
        else:
            copy_input(SITES / "valid" / name, home)
    surroundings = (
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "80"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": "/nowhere"},
    )
    here = run_cold("build", cwd=homes[0], environment=surroundings[0])
    there = run_cold(
        *("build", "--config", homes[1] / "site.yaml", "--output", homes[1] / "public"),
        cwd=tmp_path,
        environment=surroundings[1],
    )
    assert (here.returncode, there.returncode) == (0, 0), here.stderr + there.stderr
    one, other = (files_of(home / "public") for home in homes)
    assert list(one) == list(other)
    assert [path for path in one if one[path] != other[path]] == []


def test_order_and_times_of_the_input_change_no_byte(tmp_path: Path):
    """Dumps written in another order, at other times, give the same bytes."""
    one = copy_input(SITES / "valid" / "woods", tmp_path / "one")
    other = tmp_path / "other"
    (other / "seeds").mkdir(parents=True)
    for file in sorted(one.rglob("*.*"), reverse=True):
        if file.is_file():
            shutil.copyfile(file, other / file.relative_to(one))
    for home in (one, other):
        assert run_cold("build", cwd=home).returncode == 0
    assert files_of(one / "public") == files_of(other / "public")
