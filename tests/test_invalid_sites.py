"""Sites with mistakes: the exact message for each, and the old site still in place.

`python -m tests.refresh` writes the messages anew; read them as a newcomer would.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support import SITES, copy_input, files_of, run_broadsheet, write_site

INVALID = sorted(site.name for site in (SITES / "invalid").iterdir())
_MESSAGE = re.compile(r"[\w./-]+(?::\d+)?: [^;\n]+; .+")


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    write_site(folder)
    done = run_broadsheet("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "public"


@pytest.mark.parametrize("name", INVALID)
def test_mistake_gets_its_message_and_the_old_site_stays(name: str, tmp_path: Path, old_site: Path):
    """A mistake in the input ends in exit code 1 and its message alone; the old site stands."""
    folder = copy_input(SITES / "invalid" / name, tmp_path)
    shutil.copytree(old_site, folder / "public")
    done = run_broadsheet("build", cwd=folder)
    expected = (SITES / "invalid" / name / "expected.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert files_of(folder / "public") == files_of(old_site)


@pytest.mark.parametrize("name", INVALID)
def test_message_names_the_place_and_what_to_do(name: str):
    """Each line of a message is `path:line: found; expected; what to do`, and there is no traceback."""
    lines = (SITES / "invalid" / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        assert _MESSAGE.fullmatch(line), line
        assert line.count("; ") >= 2 or "did you mean" in line, line
        assert len(line) < 400, line
