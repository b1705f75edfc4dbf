"""A built site is damaged as it happens in real life, and a check says what, where and what to do."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.check import check_digest
from tests.checked import AGAIN, BASE, accept, build_woods, checked, lines, rewrite
from tests.support import write_site

PAPER = "papers/hedges-without-rain-b9s4e/index.html"
ADDRESS = "papers/hedges-without-rain-b9s4e/"
DOCUMENT = "search/5vl5cpzd/documents/3.js"
LINK = "; expected an address of the site; build the site again, or correct the link where it is written"
CHAIN = f"; expected one chain from the feed to its oldest archive; {AGAIN}"
ROBOTS = (
    'robots.txt:3: the site was built for "https://digest.example/some/path/"; expected "https://e.org/"; build it '
    f"with --base-url https://e.org/, or check it with --base-url {BASE}"
)
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def woods(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with every kind of page, feeds with archives, and a whole index."""
    folder = tmp_path_factory.mktemp("woods")
    build_woods(folder)
    return folder


@pytest.fixture
def site(woods: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    shutil.copytree(woods, tmp_path / "woods", symlinks=True)
    return tmp_path / "woods" / "public"


def said(site: Path) -> list[str]:
    """Give what a check says, but for the lists for reading offline: these name each file that was changed."""
    return [line for line in lines(checked(site.parent)) if not line.startswith("offline/")]


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


def again(path: str, what: str) -> str:
    return f"{path}: {what}; {AGAIN}"


def test_undamaged_site_has_no_findings(site: Path):
    """A site as it was built is right in all its parts."""
    report = checked(site.parent)
    assert lines(report) == []
    assert [(each.part, each.what) for each in report.checked] == [
        ("settings", "6 papers from 3 sources"),
        ("files", report.checked[1].what),
        ("pages", report.checked[2].what),
        ("feeds", report.checked[3].what),
        ("sitemap", "26 addresses"),
        ("search", "6 documents"),
        ("data", "6 papers"),
    ]
    assert re.fullmatch(r"\d+ files, 0\.\d MB", report.checked[1].what)


def test_deleted_page_is_named_wherever_it_is_missed(site: Path):
    """The manifest, lists, feeds, the sitemap, the search and the data miss a page that is gone."""
    (site / PAPER).unlink()
    found = said(site)
    page = (site / "topics/hedges/index.html").read_text(encoding="utf-8")
    listed = page.count("\n", 0, page.index(ADDRESS)) + 1
    nothing = f'"{BASE}{ADDRESS}" leads to nothing{LINK}'
    for line in (
        again(PAPER, "is missing; expected the file that the last build wrote"),
        f'topics/hedges/index.html:{listed}: "../../{ADDRESS}" leads to nothing{LINK}',
        f"topics/hedges/feed.xml:15: {nothing}",
        f"topics/hedges/rss.xml:14: {nothing}",
        f"topics/hedges/feed.json:14: {nothing}",
        f"feeds/archive/1-3.xml:27: {nothing}",
        f"sitemap.xml:26: {nothing}",
        again(DOCUMENT, f'leads to "{ADDRESS}", where nothing is; expected the paper'),
        again(
            "data/papers.jsonl",
            "has 1 paper without a page (hedges-without-rain-b9s4e); expected one of each",
        ),
    ):
        assert line in found
    assert not any(AGAIN not in line and LINK not in line for line in found)


def test_edited_page_differs_from_the_manifest(site: Path):
    """A page that was edited by hand has another digest, and its title is no longer that of the search."""
    text = (site / PAPER).read_text(encoding="utf-8")
    (site / PAPER).write_text(text.replace("Hedges", "Edges"), encoding="utf-8")
    found = said(site)
    assert re.fullmatch(
        rf"{PAPER}: differs from what the last build wrote; expected SHA-256 [0-9a-f]{{12}}…, found "
        rf"[0-9a-f]{{12}}…; {AGAIN}",
        found[0],
    )
    assert found[1:] == [
        again(
            DOCUMENT,
            f'calls "{ADDRESS}" "Hedges Without Rain"; expected the title of the page, "Edges Without Rain"',
        )
    ]


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
                "move it away"
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


def test_link_out_of_the_folder_is_never_followed(site: Path):
    """A symbolic link is named with what it leads to; nothing is read through it."""
    (site / "feed.xml").unlink()
    (site / "feed.xml").symlink_to("/etc/passwd")
    found = said(site)
    assert (
        again(
            "feed.xml", 'is a link to "/etc/passwd"; expected a file of its own; remove it, and'
        ).replace("and; ", "and ")
        in found
    )
    assert not any("root:" in line for line in found)


def test_truncated_files_are_named_with_the_line(site: Path):
    """A feed and a JSON Feed that end early are no traceback, but findings with the line where they end."""
    for name in ("feed.xml", "feed.json"):
        data = (site / name).read_bytes()
        (site / name).write_bytes(data[:900])
    found = said(site)
    assert again("feed.xml:16", "is not well-formed (unclosed token); expected XML") in found
    assert (
        again("feed.json:14", "is not JSON (Unterminated string starting at); expected JSON")
        in found
    )


def test_changed_file_is_told_to_readers_offline(site: Path):
    """The lists for reading offline have each file's digest, so they name a file that is another."""
    rewrite(site / "topics/index.html", lambda text: f"{text} ")
    assert lines(checked(site.parent)) == [
        again(
            "offline/lists-0.json",
            'lists "topics/", which is missing or another by now; expected the files of this build',
        )
    ]


def test_url_in_a_style_sheet_is_followed(site: Path):
    """What a style sheet loads is there."""
    css = next(site.glob("assets/*/css/site.css"))
    rewrite(css, lambda text: f"{text}\np {{ background: url(no.png) }}")
    path = css.relative_to(site).as_posix()
    assert [re.sub(r"css:\d+", "css", line) for line in said(site)] == [
        f'{path}: "no.png" leads to nothing{LINK}'
    ]


def test_site_for_another_address_is_one_finding(site: Path):
    """A site that was built for another address is told once, and checked under its own."""
    assert lines(checked(site.parent, base_url="https://e.org/")) == [ROBOTS]


def test_site_of_other_sources_is_older(site: Path):
    """Papers that came to the sources after the build are named, as a warning."""
    page = site.parent / "seeds" / "page.txt"
    with (site.parent / "seeds" / "march.txt").open("a", encoding="utf-8") as day:
        day.write(
            "\nA New Paper About Lakes\nLakes are deep. We measure how deep they are with a rope and a stone. It "
            "works well in all three lakes.\n"
        )
    assert page.is_file()
    found = lines(checked(site.parent))
    assert len(found) == 1
    assert re.fullmatch(
        r"data/papers\.jsonl: there are 1 paper of the sources not on the site: a-new-paper-about-lakes-\w{5}; expected "
        r"the same papers; run broadsheet build \(warning\)",
        found[0],
    )


def test_mistakes_in_settings_do_not_hide_those_of_the_site(site: Path):
    """Where site.yaml cannot be read, its mistakes are told, and the site is checked under its own address."""
    (site.parent / "site.yaml").write_text("site: {titel: x}\n", encoding="utf-8")
    (site / "CNAME").write_bytes(b"x")
    assert lines(checked(site.parent, base_url=None)) == [
        'site.yaml:1: "site" has no "title"; expected some text; write title: My digest',
        'site.yaml:1: there is no "sources"; expected a list of dumps; write: sources: [{path: "seeds/*.txt"}]',
        'site.yaml:1: unknown key "titel" in "site"; known keys: about, description, language, tag, title, url, words; '
        'did you mean "title"?',
        "CNAME: no build wrote this; expected files of the last build alone, for the next one refuses others; move it "
        "away",
    ]


HOSTILE = {
    "deep.json": b"[" * 100_000,
    "deep.html": b"<title>x</title>" + b"<div>" * 100_001,
    "deep.xml": b"<a>" * 100_000,
    "number.json": b"9" * 10_000,
    "feed.json": b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "\\ud800", "url": "\\ud800/#\\udfff"}, 1]}',
    "sitemap.xml": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://[</loc></url></urlset>',
    "manifest.webmanifest": b'{"start_url": {}, "icons": [{"src": 1}]}',
    "service-worker.js": b"\xff",
    "offline/index.json": b'[[1], ["lists-0"]]',
    "offline/lists-0.json": b"[[1, 2]]",
    "robots.txt": b"Sitemap: https://[/sitemap.xml",
    "data/papers.jsonl": b'[]\n{"slug": {}}\n\xff\n' + b"[" * 10_000 + b"\n",
    "search/manifest.js": b'searchPart("manifest",{"version":3,"documents":1000000000000,"documents_a_part":1,"fields":[],'
    b'"boosts":[],"totals":[],"segments":[],"topic_segments":[],"groups":"","lists":"","words":"","topics":[]})',
    "feeds.opml": b"",
    "about/index.html": b'<a href="http://[">x</a><a href="#%FF%00">y</a><img srcset=", ,">',
}


def test_hostile_files_are_findings_and_nothing_worse(site: Path):
    """Files that hold anything, and names that hold anything, never end a check; each is named, on one line."""
    for path, data in HOSTILE.items():
        (site / path).write_bytes(data)
    (site / "two\nlines.html").write_bytes(b"")
    Path(os.fsdecode(os.fsencode(site) + b"/\xff.html")).write_bytes(b"")
    report = checked(site.parent)
    named = {each.location.path for each in report.findings if each.part != "files"}
    assert HOSTILE.keys() <= named
    assert {"two\ufffdlines.html", "\ufffd.html"} <= named
    assert [line for line in lines(report) if not line.isprintable()] == []


def test_no_site_is_no_error(tmp_path: Path):
    """Without a built site the settings and sources alone are checked."""
    config = write_site(tmp_path)
    report = check_digest(config, tmp_path / "public", base_url=BASE)
    assert (report.has_site, [each.part for each in report.checked]) == (False, ["settings"])
    assert lines(report) == []


def test_places_of_papers_without_pages_are_checked(tmp_path: Path):
    """Where papers stand on lists alone, the search and the links to their places are held against the ids there."""
    config = (
        "site: {title: Lists}\nsources: [{path: seeds/*.txt, year: 2025}]\npages: {papers: false}\n"
    )
    file = write_site(tmp_path, config)
    from generator.build import build_site

    build_site(file, tmp_path / "public", base_url=BASE, jobs=1)
    assert lines(checked(tmp_path)) == []
    page = tmp_path / "public" / "dates" / "undated" / "index.html"
    slug = next(re.finditer(r'id="(sorting-[^"]*)"', page.read_text(encoding="utf-8")))[1]
    rewrite(page, lambda text: text.replace(f'id="{slug}"', f'id="{slug}x"'))
    found = [line for line in lines(checked(tmp_path)) if not line.startswith("offline/")]
    place = f"dates/undated/#{slug}"
    assert any(
        re.fullmatch(
            rf"search/\w+/documents/\d\.js: leads to {re.escape(chr(34) + place[:119])}.*", line
        )
        for line in found
    )
    assert f'"{place}" leads to no place on that page' in " ".join(found)
