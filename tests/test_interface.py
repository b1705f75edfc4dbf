"""What programs use of the package: the examples of docs/python.md, and what they may rely on."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import generator
from generator import interface
from tests.support import (
    CHECKOUT,
    LEAST_CONFIG,
    TREES,
    TREES_TITLE,
    listing,
    process_environment,
    write_site,
)

PAGE = CHECKOUT / "docs" / "python.md"
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S
)


@pytest.mark.parametrize(("code", "output"), EXAMPLES, ids=["counts", "rules", "search"])
def test_example_prints_what_the_page_says(code: str, output: str, tmp_path: Path):
    """Each example runs as it stands, in the folder of the shipped digest, without a warning."""
    shutil.copy(CHECKOUT / "site.yaml", tmp_path)
    shutil.copytree(CHECKOUT / "seeds", tmp_path / "seeds")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == output


def test_package_has_the_names_of_the_interface():
    """`generator.NAME` is what the interface has, the page names each function, and nothing else is offered."""
    assert set(interface.__all__) == generator._INTERFACE
    for name in interface.__all__:
        assert getattr(generator, name) is getattr(interface, name)
        assert name in dir(generator)
    functions = {name for name in interface.__all__ if name.islower()}
    assert functions == set(re.findall(r"^\| `(\w+)\(", PAGE.read_text(encoding="utf-8"), re.M))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        generator.nothing  # noqa: B018 - asking is the test


def test_command_does_not_load_the_interface():
    """A command starts as fast as without it."""
    code = "import sys, generator.cli.build; sys.exit('generator.interface' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], env=process_environment(), check=False
        ).returncode
        == 0
    )


def test_papers_of_several_dumps_are_merged(tmp_path: Path):
    """A paper that two dumps have is one; it has the day that was given where the dumps have none."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(listing((TREES_TITLE, TREES)), encoding="utf-8")
    papers = generator.read_papers(
        tmp_path / "a.txt", str(tmp_path / "b.txt"), date=dt.date(2025, 3, 14)
    )
    assert [paper.title for paper in papers] == [TREES_TITLE]
    assert (papers[0].dates, len(papers[0].sources)) == ((dt.date(2025, 3, 14),), 2)
    assert [ledger.papers for ledger in papers.ledgers] == [1, 1]
    write_site(tmp_path, LEAST_CONFIG, a=listing((TREES_TITLE, TREES)))
    library = generator.read_library(tmp_path / "site.yaml")
    assert [each.paper.id for each in library.papers] == [papers[0].id]


def test_all_mistakes_come_at_once(tmp_path: Path):
    """What is wrong in any dump is told with its place; so is what is wrong in rules."""
    (tmp_path / "empty.txt").write_text("")
    files = (tmp_path / "none.txt", tmp_path / "empty.txt")
    with pytest.raises(generator.InputError) as error:
        generator.read_papers(*files)
    assert [each.location.path for each in error.value.problems] == sorted(map(str, files))
    with pytest.raises(
        generator.InputError, match=r'^topics: unknown key "anny" in topic "a"'
    ) as error:
        generator.classify_papers((), [{"slug": "a", "title": "A", "anny": ["x"]}])
    with pytest.raises(generator.BroadsheetError, match="expected"):
        generator.search_site(tmp_path / "nowhere", "trees")
