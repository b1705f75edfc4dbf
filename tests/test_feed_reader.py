"""The feeds in a real feed reader, newsboat, which subscribes to them over HTTP as its users do."""

from __future__ import annotations

import html
import json
import os
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from generator.build import build_site
from tests.browser.served import served

NEWSBOAT = os.environ.get("NEWSBOAT", "newsboat")
CONFIG = (
    "site: {title: Trees & more}\n"
    "sources: [{path: 'seeds/*.jsonl'}]\n"
    "topics: [{slug: trees, title: Trees, any: [tree*]}, {slug: rivers, title: Rivers, any: [river*]}]\n"
    "collections: [{slug: both, title: Both, all: [tree*, river*]}]\n"
)


class Reader:
    """Newsboat with a home of its own."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self._home = home
        (home / "config").write_text("reload-threads 2\n", encoding="utf-8")
        (home / "urls").touch()

    def run(self, *arguments: str) -> str:
        files = ["-C", "config", "-u", "urls", "-c", "cache.db"]
        done = subprocess.run(
            [NEWSBOAT, *files, *arguments],
            cwd=self._home,
            env={"PATH": os.environ["PATH"], "HOME": str(self._home), "TERM": "dumb"},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def unread(self) -> int:
        """Fetch all feeds, and give how many articles are new to the reader."""
        told = re.search(r"([0-9]+) unread", self.run("-x", "reload", "print-unread"))
        assert told
        return int(told[1])

    def articles(self) -> list[tuple[str, str, str]]:
        """Give the title, the content and the address of each article as the reader shows them."""
        with sqlite3.connect(self._home / "cache.db") as store:
            found = store.execute("SELECT title, content, url FROM rss_item").fetchall()
        return [(html.unescape(title), content, url) for title, content, url in found]

    def read_all(self) -> None:
        """Mark every article as read."""
        with sqlite3.connect(self._home / "cache.db") as store:
            guids = [guid for (guid,) in store.execute("SELECT guid FROM rss_item")]
        (self._home / "read").write_text("".join(f"{guid}\n" for guid in guids), encoding="utf-8")
        self.run("-I", "read")


def _papers(count: int) -> list[dict[str, str]]:
    subjects = ("trees", "rivers", "trees by rivers", "stones")
    made = [
        {
            "title": f"On {subjects[n % 4]} < {n} & more",
            "abstract": f"Number {n} is about {subjects[n % 4]}, $x_{n} \\le y$ & their {n} < roots.",
        }
        for n in range(count)
    ]
    for number in range(0, count, 2):
        made[number]["date"] = "2025-03-14"
    return made


def _write(folder: Path, papers: list[dict[str, str]]) -> Path:
    (folder / "seeds").mkdir(exist_ok=True)
    text = "".join(f"{json.dumps(paper)}\n" for paper in papers)
    (folder / "seeds" / "a.jsonl").write_text(text, encoding="utf-8")
    file = folder / "site.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_reader_shows_every_paper_once_and_new_ones_alone(tmp_path: Path, form: str):
    """A reader that subscribes to the list of feeds shows every paper; after ten more it shows ten, after none none."""
    file = _write(tmp_path, _papers(24))
    reader = Reader(tmp_path / "reader")
    with served(file, tmp_path / "public") as site:
        # Times in HTTP are whole seconds, and no reader fetches a feed that is no second newer.
        for path in site.folder.rglob("*.xml"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 60))
        subscriptions = tmp_path / "feeds.opml"
        text = (site.folder / "feeds.opml").read_text(encoding="utf-8")
        if form == "rss":
            text = text.replace("editions.xml", "editions-rss.xml").replace("/feed.xml", "/rss.xml")
        subscriptions.write_text(text, encoding="utf-8")
        reader.run("-i", str(subscriptions))
        assert reader.unread() == 25, "24 papers and an edition"
        shown = {title: (content, url) for title, content, url in reader.articles()}
        for number, paper in enumerate(_papers(24)):
            content, url = shown[paper["title"]]
            words = re.sub(r"<[^>]*>", "", content)
            assert f"Number {number} is about" in words
            assert html.unescape(html.unescape(words)).endswith(f"& their {number} < roots.")
            assert url.startswith(f"{site.url}papers/")
        reader.read_all()
        assert reader.unread() == 0
        _write(tmp_path, _papers(34))
        build_site(file, site.folder, base_url=site.url)
        assert reader.unread() == 10
        titles = {title for title, _, _ in reader.articles()}
        assert {paper["title"] for paper in _papers(34)} <= titles
        reader.read_all()
        build_site(file, site.folder, base_url=site.url, clean=True)
        assert reader.unread() == 0
