"""A built site is damaged as it happens in real life, and a check says what, where and what to do."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from generator.check import check_digest
from tests.checked import (
    ADDRESS,
    AGAIN,
    BASE,
    DOCUMENT,
    LINK,
    PAPER,
    again,
    checked,
    lines,
    rewrite,
    said,
)
from tests.support import write_site

ROBOTS = (
    'robots.txt:3: the site was built for "https://digest.example/some/path/"; expected "https://e.org/"; build it '
    f"with --base-url https://e.org/, or check it with --base-url {BASE}"
)


@pytest.fixture
def site(woods: Path, tmp_path: Path) -> Path:
    """A small site, to be damaged."""
    shutil.copytree(woods, tmp_path / "woods", symlinks=True)
    return tmp_path / "woods" / "public"


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
        'site.yaml:1: unknown key "titel" in "site"; known keys: about, description, language, static, tag, title, url, words; '
        'did you mean "title"?',
        "CNAME: no build wrote this; expected files of the last build alone, for the next one refuses others; move it "
        "away, or keep it with --keep-others",
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
