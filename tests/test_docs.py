"""The documentation as a site: whole, without a dead link, and what it says of commands is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import commands
from tests.support import CHECKOUT, process_environment


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site, in which every warning is an error: a dead link, a page that no other leads to."""
    folder = tmp_path_factory.mktemp("docs")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        folder / "trees",
    ]
    done = subprocess.run(
        [*command, CHECKOUT / "docs", folder / "site"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "site"


def test_every_page_is_in_the_site(site: Path):
    """Each page of `docs` and those of the checkout stand in the site, and the links among them lead there."""
    pages = {path.stem for path in (CHECKOUT / "docs").glob("*.md")}
    assert pages <= {path.stem for path in site.glob("*.html")}
    security = (site / "about" / "security.html").read_text(encoding="utf-8")
    assert "SECURITY.md stands here" not in security
    contributing = (site / "about" / "contributing.html").read_text(encoding="utf-8")
    assert 'href="architecture.html"' in contributing


def test_pages_ask_other_sites_for_nothing(site: Path):
    """No page loads a font, a script, a style or a picture from elsewhere."""
    loaded = re.compile(
        r'<(?:script|img|iframe)[^>]* src="([^"]*)"|<link rel="(?:stylesheet|preload)"[^>]* href="([^"]*)"'
    )
    for page in site.rglob("*.html"):
        for found in loaded.findall(page.read_text(encoding="utf-8")):
            assert not re.match(r"(?:https?:)?//", "".join(found)), (page.name, found)


def test_documentation_is_published_with_the_digest(tmp_path: Path):
    """One command makes the site that is published: the shipped digest for an address, beside it the documentation, which leads there."""
    address = "https://www.example.org/broadsheet/"
    script = (CHECKOUT / ".ci" / "site.sh", sys.executable, tmp_path / "site", address)
    done = subprocess.run(
        ["sh", *script], capture_output=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{address}">' in home
    assert (tmp_path / "site" / "docs" / "tutorial.html").is_file()
    for page in ("index.html", "about/architecture.html"):
        text = (tmp_path / "site" / "docs" / page).read_text(encoding="utf-8")
        assert f'<a href="{address}">' in text


def test_own_workflows_run_what_there_is():
    """The project's workflows have the form of workflows, and each target of make in them is one."""
    targets = set(
        re.findall(
            r"^([a-z]+)(?: [a-z]+)*:", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE
        )
    )
    for workflow in sorted((CHECKOUT / ".github" / "workflows").glob("*.yaml")):
        schema = ("--builtin-schema", "vendor.github-workflows")
        command = [sys.executable, "-m", "check_jsonschema", *schema, workflow]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout
        text = workflow.read_text(encoding="utf-8")
        assert set(re.findall(r"run: make (\w+)", text)) <= targets, workflow
        for script in re.findall(r"run: (\.ci/\w+)", text):
            assert os.access(CHECKOUT / script, os.X_OK), script


def test_reference_of_commands_is_what_they_say():
    """The page is what --help says; after a change of a command, `python -m docs.commands` writes it anew."""
    assert commands.FILE.read_text(encoding="utf-8") == commands.written()


def test_every_option_says_what_it_does():
    """No option is left without a word."""
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", commands.written(), re.MULTILINE)
    assert [name for name, text in rows if re.fullmatch(r"(\[.*\])?\s*", text)] == []


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("bui", "build"),
        ("imp", "import"),
        ("build --cle", "--clean"),
        ("build --progress l", "lines"),
    ],
)
def test_shells_complete(typed: str, completed: str):
    """With the line that the page gives, the tab key completes commands, options and their values."""
    environment = process_environment(
        {
            "_BROADSHEET_COMPLETE": "bash_complete",
            "COMP_WORDS": f"broadsheet {typed}",
            "COMP_CWORD": str(len(typed.split())),
        }
    )
    code = "import sys; sys.argv = ['broadsheet']; from generator.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"plain,{completed}\n", "")
