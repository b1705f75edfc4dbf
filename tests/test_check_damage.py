"""One damage after another to a built site: what a check says of each, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checked import (
    ADDRESS,
    BASE,
    CHAIN,
    DOCUMENT,
    LINK,
    PAPER,
    accept,
    again,
    rewrite,
    said,
)

Damage = Callable[[Path], object]


@pytest.fixture
def site(woods: Path, tmp_path: Path) -> Path:
    """A small site, to be damaged."""
    shutil.copytree(woods, tmp_path / "woods", symlinks=True)
    return tmp_path / "woods" / "public"


class Replaced:
    """Replaces text in a file as if a build had written it so; it must be there, on the line that `line` tells then."""

    def __init__(self, path: str, old: str, new: str) -> None:
        self._path, self._old, self._new = path, old, new
        self.line = 0

    def __call__(self, site: Path) -> None:
        text = (site / self._path).read_text(encoding="utf-8")
        self.line = text.count("\n", 0, text.index(self._old)) + 1
        rewrite(site / self._path, lambda text: text.replace(self._old, self._new))


def removed(path: str) -> Damage:
    """Remove a file as if no build had written it."""

    def damage(site: Path) -> None:
        (site / path).unlink()
        accept(site / path)

    return damage


def written(path: str, data: bytes) -> Damage:
    """Put bytes in the place of a file, or beside the others, as if a build had written them."""

    def damage(site: Path) -> None:
        (site / path).write_bytes(data)
        accept(site / path)

    return damage


UNLED = [
    f"feeds/archive/{name}.xml: is an archive to which no feed leads{CHAIN}"
    for name in ("1-3", "4-6")
]


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        pytest.param(
            Replaced(PAPER, '"../../topics/"', '"../../topcs/"'),
            [f'{PAPER}:@: "../../topcs/" leads to nothing{LINK}'],
            id="link to nothing",
        ),
        pytest.param(
            Replaced(PAPER, '"../../dates/"', '"../../dates"'),
            [f'{PAPER}:@: "../../dates" leads to nothing, for the address is "dates/"{LINK}'],
            id="folder without its slash",
        ),
        pytest.param(
            Replaced(PAPER, '"../../feeds/"', '"../../../feeds/"'),
            [f'{PAPER}:@: "../../../feeds/" leaves {BASE}{LINK}'],
            id="link out of the base path",
        ),
        pytest.param(
            Replaced(PAPER, '"../../feeds/"', '"javascript:alert(1)"'),
            [
                f'{PAPER}:@: "javascript:alert(1)" begins with javascript:; expected http, https, mailto or tel; '
                "build the site again, or correct the link where it is written"
            ],
            id="script as a link",
        ),
        pytest.param(
            Replaced(PAPER, 'href="#main"', 'href="#man"'),
            [
                f'{PAPER}:@: "{ADDRESS}#man" leads to no place on that page; expected an element with the id "man"; '
                "build the site again, or correct the link where it is written"
            ],
            id="fragment of the same page",
        ),
        pytest.param(
            Replaced(PAPER, '"../../topics/"', '"../../topics/#m%C3%A9"'),
            [
                f'{PAPER}:@: "topics/#mé" leads to no place on that page; expected an element with the id "mé"; '
                "build the site again, or correct the link where it is written"
            ],
            id="fragment of another page",
        ),
        pytest.param(
            Replaced(PAPER, '<main id="main">', '<main id="main"><p id="main">'),
            [f'{PAPER}: 2 elements have the id "main"; expected one; rename all but one of them'],
            id="id twice",
        ),
        pytest.param(
            Replaced(PAPER, "icon.svg", "ikon.svg"),
            None,
            id="resource that is not there",
        ),
        pytest.param(
            written("CNAME", b"digest.example"),
            [],
            id="file of a build",
        ),
        pytest.param(
            lambda site: (site / "CNAME").write_bytes(b"digest.example"),
            [
                "CNAME: no build wrote this; expected files of the last build alone, for the next one refuses others; "
                "move it away, or keep it with --keep-others"
            ],
            id="foreign file",
        ),
        pytest.param(
            lambda site: os.mkfifo(site / "pipe"),
            [
                "pipe: is neither a file nor a folder; expected one; remove it, and run broadsheet build --clean"
            ],
            id="pipe",
        ),
        pytest.param(
            written(PAPER, b"\x89PNG\r\n\xff\x00"),
            [again(f"{PAPER}:1", "byte 0x89 is not UTF-8; expected text")],
            id="picture called a page",
        ),
        pytest.param(
            written(PAPER, b""),
            [again(PAPER, "has no <title>; expected a page")],
            id="empty page",
        ),
        pytest.param(
            Replaced("feed.xml", "<feed", '<!DOCTYPE x [<!ENTITY a "aa">]><feed'),
            [
                again("feed.xml:3", "has a document type; expected XML"),
                again("feeds.opml:6", '"feed.xml" is no feed; expected a feed'),
                *UNLED,
            ],
            id="entities in a feed",
        ),
        pytest.param(
            lambda site: rewrite(
                site / "feed.xml", lambda text: re.sub("(<id>tag:[^<]*paper/)[^<]*", "\\1same", text)
            ),
            [
                again(
                    f"feed.xml:{line}",
                    'the id "tag:example.org,2025-01-01:paper/same" stands in line 14 too; expected it once',
                )
                for line in (25, 37)
            ],
            id="ids of a feed twice",
        ),
        pytest.param(
            Replaced("topics/hedges/feed.json", '"id"', '"di"'),
            [again("topics/hedges/feed.json", 'an item has no "id"; expected one in each')] ,
            id="item without an id",
        ),
        pytest.param(
            Replaced("topics/hedges/rss.xml", "guid", "guide"),
            [again("topics/hedges/rss.xml:12", "<item> has no <guid>; expected one")],
            id="item of RSS without a guid",
        ),
        pytest.param(
            removed("feeds/archive/1-3.xml"),
            [f'feeds/archive/4-6.xml:14: "{BASE}feeds/archive/1-3.xml" leads to nothing{LINK}'],
            id="archive that is gone",
        ),
        pytest.param(
            lambda site: rewrite(
                site / "feed.xml", lambda text: re.sub('<link rel="prev-archive".*\n', "", text)
            ),
            UNLED,
            id="archives that no feed names",
        ),
        pytest.param(
            Replaced("feeds/archive/1-3.xml", f'rel="current" type="application/atom+xml" href="{BASE}feed.xml"', f'rel="current" href="{BASE}editions.xml"'),
            [f'feeds/archive/1-3.xml: does not lead to "feed.xml" as the current feed{CHAIN}'],
            id="archive of another feed",
        ),
        pytest.param(
            Replaced("feeds/archive/1-3.xml", "<fh:archive/>", f'<fh:archive/><link rel="prev-archive" href="{BASE}feeds/archive/4-6.xml"/>'),
            [
                'feeds/archive/1-3.xml: leads to "feeds/archive/4-6.xml" as its archive, which is in the chain already '
                f"or no feed{CHAIN}"
            ],
            id="archives in a circle",
        ),
        pytest.param(
            Replaced("feeds.opml", "topics/trees/feed.xml", "topics/trees/"),
            [again("feeds.opml:11", '"topics/trees/index.html" is no feed; expected a feed')],
            id="outline of pages",
        ),
        pytest.param(
            lambda site: rewrite(
                site / "sitemap.xml", lambda text: re.sub("<url><loc>[^<]*hedges-without.*\n", "", text)
            ),
            [again(PAPER, "is in no sitemap; expected its address in sitemap.xml")],
            id="page that the sitemap lacks",
        ),
        pytest.param(
            Replaced("sitemap.xml", "topics/hedges/", "feed.xml"),
            [
                again("sitemap.xml:9", '"feed.xml" is no page; expected addresses of pages'),
                again("topics/hedges/index.html", "is in no sitemap; expected its address in sitemap.xml"),
            ],
            id="feed in the sitemap",
        ),
        pytest.param(
            Replaced("opensearch.xml", "search/?q=", "find/?q="),
            [f'opensearch.xml:6: "{BASE}find/?q=x" leads to nothing{LINK}'],
            id="search of browsers",
        ),
        pytest.param(
            Replaced(DOCUMENT, "Hedges Without", "Edges Without"),
            [
                again(
                    DOCUMENT,
                    f'calls "{ADDRESS}" "Edges Without Rain"; expected the title of the page, "Hedges Without Rain"',
                )
            ],
            id="old part of the search",
        ),
        pytest.param(
            removed(DOCUMENT),
            [
                again(
                    "data/papers.jsonl",
                    "has 1 paper without a document of the search (hedges-without-rain-b9s4e); expected one of each",
                ),
                again(
                    "search/manifest.js",
                    'names "5vl5cpzd/documents/3.js", which is missing; expected all parts of the index',
                ),
            ],
            id="part of the search that is gone",
        ),
        pytest.param(
            written(DOCUMENT, b'searchPart("documents/3",[[1]])\n'),
            [
                again("data/papers.jsonl", "has 1 paper without a document of the search (hedges-without-rain-b9s4e); expected one of each"),
                again(DOCUMENT, "has 0 documents; expected 1"),
                again(DOCUMENT, "has rows that are no documents; expected slug, title, day, abstract and more"),
            ],
            id="part of the search with other types",
        ),
        pytest.param(
            written("search/manifest.js", b'searchPart("manifest",{"version":3,"documents":"x"})\n'),
            [
                "search/manifest.js: cannot be read (damaged); expected the index of a built site; run "
                "`broadsheet build`"
            ],
            id="manifest of the search with other types",
        ),
        pytest.param(
            Replaced("search/lunr.json", "title/0", "title/77"),
            [again("search/lunr.json", "has 7 documents; expected the 6 of the manifest")],
            id="refs of the whole index",
        ),
        pytest.param(
            lambda site: rewrite(site / "data/papers.jsonl", lambda text: text[:-30]),
            [
                "data/papers.jsonl: there are 1 paper of the sources not on the site: "
                "sorting-noisy-lists-with-small-networks-t3hvj; expected the same papers; run broadsheet build (warning)",
                again("data/papers.jsonl:6", "is no paper; expected a JSON object with a slug"),
                again(
                    "papers/sorting-noisy-lists-with-small-networks-t3hvj/index.html",
                    "is a page of no paper; expected a line in data/papers.jsonl",
                ),
                again(
                    "search/manifest.js",
                    "has 1 document of no paper (sorting-noisy-lists-with-small-networks-t3hvj); expected a line in "
                    "data/papers.jsonl",
                ),
            ],
            id="data that ends early",
        ),
        pytest.param(
            Replaced("service-worker.js", "site.css", "sight.css"),
            None,
            id="service worker",
        ),
        pytest.param(
            Replaced("manifest.webmanifest", '"search/"', '"find/"'),
            [again("manifest.webmanifest", '"find/" leads to nothing; expected a file of the site')],
            id="shortcut of the web app",
        ),
        pytest.param(
            lambda site: (site / ".broadsheet.json").write_text('{"files": [1]}', encoding="utf-8"),
            [
                ".broadsheet.json: is no manifest of a build; expected the list of all files that a build writes; "
                "run broadsheet build --clean, or give the folder of a built site as --output"
            ],
            id="manifest with other types",
        ),
        pytest.param(
            lambda site: (site / ".broadsheet.json").unlink(),
            [
                ".broadsheet.json: is missing; expected the list of all files that a build writes; "
                "run broadsheet build --clean, or give the folder of a built site as --output"
            ],
            id="no manifest",
        ),
        pytest.param(
            written("lone.html", b"<title>Lone</title>"),
            [
                again("lone.html", "is in no sitemap; expected its address in sitemap.xml"),
                'lone.html: no links lead to "lone.html" from the front page; expected a way to every page; link it '
                "from a page of yours, or remove it (warning)",
            ],
            id="orphan",
        ),
        pytest.param(
            written("aux.txt", b"x"),
            [
                "aux.txt: Windows forbids this name; expected a name that every system can hold; choose another slug "
                "or title (warning)"
            ],
            id="name that Windows forbids",
        ),
        pytest.param(
            written("Robots.txt", b"x"),
            [
                'robots.txt: is "Robots.txt" where case does not count; expected a name that every system can hold; '
                "choose another slug or title (warning)"
            ],
            id="names alike but for case",
        ),
        pytest.param(
            lambda site: (site.parent / ".public.new").mkdir(),
            [
                "../.public.new: a build was stopped here, or one is at work; expected nothing beside the site; run "
                "broadsheet build, which mends it (warning)"
            ],
            id="build that was stopped",
        ),
        pytest.param(
            lambda site: (site.parent / ".public.changes").write_text("{}", encoding="utf-8"),
            [
                "../.public.changes: a build was stopped here, or one is at work, so the site is partly the old and "
                "partly the new one; expected nothing beside the site; run broadsheet build, which mends it"
            ],
            id="build that was stopped while it moved files",
        ),
    ],
)  # fmt: skip
def test_damage_is_named(damage: Damage, expected: list[str] | None, site: Path):
    """Each damage gives the lines that say what was found, what was expected and what to do, and no others."""
    damage(site)
    place = f":{getattr(damage, 'line', 0)}: "
    found = said(site)
    if expected is None:  # the names of asset folders change with every style sheet
        assert [
            re.sub(r"[0-9a-f]{10}", "DIGEST", line.replace(place, ":@: ")) for line in found
        ] in (
            [f'{PAPER}:@: "../../assets/DIGEST/ikon.svg" leads to nothing{LINK}'],
            [
                again(
                    "service-worker.js",
                    '"assets/DIGEST/css/sight.css" leads to nothing; expected a file of the site',
                )
            ],
        )
    else:
        assert found == [line.replace(":@: ", place) for line in expected]
