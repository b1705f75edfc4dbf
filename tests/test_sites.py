"""Tiny sites with their committed output, byte for byte; `python -m tests.refresh` writes it anew."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.support import SITES, copy_input, files_of, run_broadsheet

VALID = sorted((SITES / "valid").iterdir())
_ASSET_FOLDER = re.compile(rb"assets/[0-9a-f]{10}/")


def build_committed(site: Path, folder: Path) -> dict[str, bytes]:
    """Build a committed site in `folder`; gives its files as they are committed.

    Left out are the assets, which are the same for every site, the manifest, and pictures, whose bytes are
    Pillow's (tests/test_previews.py looks at them). The name of their
    folder is a digest of them, so it is written as `assets/DIGEST/`: a change of the style sheet
    changes no expected page. So are the lists of all files' digests (`tests/test_readers.py` reads those).
    """
    copy_input(site, folder)
    done = run_broadsheet("build", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return {
        path: _ASSET_FOLDER.sub(b"assets/DIGEST/", data)
        for path, data in files_of(folder / "public").items()
        if not path.startswith((".broadsheet", "assets/", "offline/")) and not path.endswith(".png")
    }


@pytest.mark.parametrize("site", VALID, ids=lambda site: site.name)
def test_site_is_built_as_committed(site: Path, tmp_path: Path):
    """A tiny site gives exactly the committed files (see tests/refresh.py)."""
    built = build_committed(site, tmp_path)
    expected = files_of(site / "expected")
    assert sorted(built) == sorted(expected)
    for path, data in built.items():
        # Lines first: a difference between lists is shown line by line.
        assert data.decode("utf-8").splitlines() == expected[path].decode("utf-8").splitlines(), (
            path
        )
        assert data == expected[path], path


class _Page(HTMLParser):
    """Gathers the links, scripts and event handlers of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.scripts: set[str | None] = set()
        self.handlers: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links.update(values[key] or "" for key in ("href", "src") if key in values)
        self.handlers.update(name for name, _ in attrs if name.startswith("on"))
        if tag == "script" and values.get("type") != "application/ld+json":
            self.scripts.add(values.get("src"))


PAGES = [page for site in VALID for page in sorted((site / "expected").rglob("*.html"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITES / "valid")))
def test_every_link_of_a_page_leads_somewhere(page: Path):
    """Each link is http or https, or leads by a relative path to a file of the site."""
    root = next(folder for folder in page.parents if folder.name == "expected")
    here = page.relative_to(root).as_posix()
    missing = here == "404.html"
    base = urlsplit(_canonical_root(root)).path
    for link in _Page(page.read_text(encoding="utf-8")).links:
        parts = urlsplit(link)
        if parts.scheme or "assets/DIGEST/" in link or not parts.path:
            assert parts.scheme in {"http", "https", ""}, link
            continue
        # The missing page is served under any address, so its links begin at the host's root.
        assert missing == parts.path.startswith("/"), link
        path = parts.path.removeprefix(base) if missing else urljoin(f"/{here}", parts.path)[1:]
        target = root / path
        assert target.is_file() or (target / "index.html").is_file(), link


def _canonical_root(root: Path) -> str:
    robots = (root / "robots.txt").read_text(encoding="utf-8")
    return robots.partition("Sitemap: ")[2].removesuffix("sitemap.xml\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITES / "valid")))
def test_text_of_papers_is_text_in_every_page(page: Path):
    """No text of a paper becomes a script, a handler or an image; scripts are the site's own files."""
    html = page.read_text(encoding="utf-8")
    found = _Page(html)
    assert found.handlers == set()
    own = re.compile(r"assets/DIGEST/|search/manifest\.js$")
    assert all(source and own.search(source) for source in found.scripts)
    assert "<img src=x" not in html
    assert "<b>bold" not in html
    assert "49" not in re.findall(r"Tricks&#39;\s*(\S+)", html)
