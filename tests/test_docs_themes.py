"""The pages of the documentation on themes: their examples do what they say, their tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from generator.config.settings import ThemeName
from generator.theme import SHIPPED
from tests.examples import examples, write_example
from tests.support import CHECKOUT, run_broadsheet

DOCS = CHECKOUT / "docs"


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _built(name: str, folder: Path) -> Path:
    """Build the example of a page; gives the site. No warning but that of the address that nobody gave."""
    write_example(name, folder)
    done = run_broadsheet("build", "--base-url", "https://example.org/trees/", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    checked = run_broadsheet("check", "--base-url", "https://example.org/trees/", cwd=folder)
    assert checked.returncode == 0, checked.stderr
    return folder / "public"


def test_example_of_a_block_and_of_a_template(tmp_path: Path):
    """One block stands on every page behind what is shipped; one template stands in place of the shipped foot."""
    files = examples("own-templates.md")
    assert set(files) == {
        "site.yaml",
        "design/templates/base.html",
        "design/templates/partials/frame_colophon.html",
    }
    public = _built("own-templates.md", tmp_path)
    pages = sorted(public.rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        html = page.read_text(encoding="utf-8")
        depth = len(page.relative_to(public).parts) - 1
        root = "/trees/" if page.name == "404.html" else "../" * depth or "./"
        line = (
            f'<p class="small">Chosen by the library of trees. <a href="{root}about/">How?</a></p>'
        )
        assert html.count(line) == 1, page
        assert html.index("</main>") < html.index(line) < html.index("<footer>")
        foot = html[html.index("<footer>") :]
        assert "<p>Trees: 2 papers." in foot
        assert "Broadsheet" not in foot
        assert "papers.jsonl" not in foot


def test_example_of_a_style_sheet(tmp_path: Path):
    """The rules come last in the one style sheet, outside of any layer, and the pages are those without them."""
    public = _built("own-css.md", tmp_path)
    (sheet,) = public.glob("assets/*/css/site.css")
    css = sheet.read_text(encoding="utf-8")
    own = examples("own-css.md")["design/own.css"]
    assert css.endswith(own)
    assert css.count("{", 0, css.index(own)) == css.count("}", 0, css.index(own))


def test_example_of_files(tmp_path: Path):
    """A file is at its address, and what the page about the digest links to is there."""
    for name in ("fonts/own.woff2", "talks/2025.pdf"):
        file = tmp_path / "files" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(b"own")
    public = _built("own-files.md", tmp_path)
    assert (public / "talks" / "2025.pdf").read_bytes() == b"own"
    about = (public / "about" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../talks/2025.pdf">slides</a>' in about
    (sheet,) = public.glob("assets/*/css/site.css")
    (address,) = re.findall(r'src: url\("(.*?)"\)', sheet.read_text(encoding="utf-8"))
    assert (sheet.parent / address).resolve() == (public / "fonts" / "own.woff2").resolve()


@pytest.mark.parametrize("name", get_args(ThemeName))
def test_shipped_theme_has_a_page(name: ThemeName):
    """Each theme that comes along has a page with its colours and with pictures of it, one of them on a phone."""
    page = _page(f"theme-{name}.md")
    assert f"theme: {{name: {name}}}" in page
    rows = re.findall(r"^\| `(\w+)` \| `(#\w+)` \| `(#\w+)` \|$", page, re.MULTILINE)
    assert {hue: (day, night) for hue, day, night in rows} == SHIPPED[name]
    pictures = re.findall(r"!\[(.+?)\]\((screenshots/.+?\.png)\)", page)
    assert len(pictures) >= 2
    assert any("phone" in text for text, _ in pictures)


def test_custom_properties_are_those_of_the_style_sheet():
    """The table names each property of the tokens, and no other."""
    css = (CHECKOUT / "static/css/site.css").read_text(encoding="utf-8")
    tokens = css[css.index("@layer tokens {") : css.index("@media (prefers-contrast")]
    table = re.findall(r"^\| (`--.*?) \|", _page("own-css.md"), re.MULTILINE)
    named = re.findall(r"`(--[\w-]+)`", " ".join(table))
    assert sorted(named) == sorted(re.findall(r"^ +(--[\w-]+):", tokens, re.MULTILINE))


def test_pictures_are_those_that_the_command_takes():
    """Each picture of the documentation is there, is used, is taken by the command, and is small."""
    command = _page("screenshots.py")
    used = set[str]()
    for page in (*DOCS.glob("*.md"), CHECKOUT / "README.md"):
        used |= set(re.findall(r"screenshots/([\w-]+)\.png", page.read_text(encoding="utf-8")))
    found = {file.stem: file.stat().st_size for file in (DOCS / "screenshots").iterdir()}
    assert used == found.keys()
    assert [name for name in used if f'"{name}"' not in command] == []
    assert max(found.values()) < 250_000
