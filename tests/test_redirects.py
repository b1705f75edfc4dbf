"""Old addresses: what `redirects.csv` may say, the pages that a build makes of it, and what a check says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.redirects.paths import PathError, is_page, old_path, redirect_file
from generator.redirects.table import parse_redirects, redirect_line
from generator.urls import UrlPath
from tests.checked import BASE, build_woods, checked, lines, rewrite
from tests.support import run_broadsheet

OLD = "2020/01/old/index.html"


@pytest.fixture
def woods(tmp_path: Path) -> Path:
    """Build a site with two old addresses; gives its folder."""
    (tmp_path / "redirects.csv").write_text("from,to\n2020/01/old/,topic:trees\nb.html,/dates/\n")
    build_woods(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "path", "file"),
    [
        ("/posts/a/", "posts/a/", "posts/a/index.html"),
        ("posts/a", "posts/a", "posts/a/index.html"),
        ("/2020/01/31/a.html", "2020/01/31/a.html", "2020/01/31/a.html"),
        ("/caf%C3%A9/", "café/", "café/index.html"),
        ("/v1.0", "v1.0", "v1.0/index.html"),
        ("a b/", "a b/", "a b/index.html"),
    ],
)
def test_old_address_is_a_file_of_the_site(written: str, path: str, file: str):
    """An old address is read decoded, and its page is the file that hosts serve there."""
    assert (old_path(written), redirect_file(old_path(written))) == (path, file)


@given(st.text())
def test_old_address_never_leaves_the_site(text: str):
    """Whatever an address holds, its file lies below the site's root, and its line is read back as the same."""
    try:
        path = old_path(text)
    except PathError:
        return
    file = redirect_file(path)
    assert not file.startswith("/")
    assert not {"", ".", ".."} & set(file.split("/"))
    (back,) = parse_redirects([redirect_line(path, "/")])
    assert back.path == path


def test_page_leads_on_under_any_path(woods: Path):
    """The page at an old address leads on at once by a relative address, allows nothing, and is not for search engines."""
    page = (woods / "public" / OLD).read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../../../topics/trees/">' in page
    assert '<a href="../../../topics/trees/">' in page
    assert f'<link rel="canonical" href="{BASE}topics/trees/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "content=\"default-src 'none';base-uri 'none'\"" in page
    assert "<script" not in page
    assert "style" not in page


def test_hosts_that_send_redirects_have_their_lines(woods: Path):
    """`_redirects` counts old addresses from the published folder, new ones from the host's root."""
    written = (woods / "public" / "_redirects").read_text(encoding="utf-8")
    assert written == (
        "/2020/01/old/ /some/path/topics/trees/ 301\n/b.html /some/path/dates/ 301\n"
    )


def test_old_addresses_are_in_no_list(woods: Path):
    """Neither the sitemap nor the lists for reading offline, the search or a page name an old address."""
    public = woods / "public"
    kinds = ("*.xml", "*.json", "*.js", "*.html")
    holding = {
        path.relative_to(public).as_posix()
        for kind in kinds
        for path in public.rglob(kind)
        if "2020/01/old" in path.read_text(encoding="utf-8") and path.name != ".broadsheet.json"
    }
    assert holding == set()


def test_check_finds_no_fault_with_old_addresses(woods: Path):
    """A page at an old address is no orphan, and needs no place in the sitemap."""
    assert lines(checked(woods)) == []


def test_check_follows_the_page(woods: Path):
    """A page that leads on to nothing is told of."""
    rewrite(
        woods / "public" / OLD,
        lambda page: page.replace("0; url=../../../topics/trees/", "0;URL=../../no/"),
    )
    assert [line for line in lines(checked(woods)) if "../../no/" in line] == [
        f'{OLD}:10: "../../no/" leads to nothing; expected an address of the site; build the site again, or correct '
        "the link where it is written"
    ]


def test_target_that_moves_takes_its_old_address_along(woods: Path):
    """A build after a change of where a line leads writes that page anew, and one after its removal takes it away."""
    file = woods / "redirects.csv"
    file.write_text("2020/01/old/,/dates/\n")
    assert run_broadsheet("build", "--base-url", BASE, cwd=woods).returncode == 0
    assert "url=../../../dates/" in (woods / "public" / OLD).read_text(encoding="utf-8")
    assert not (woods / "public" / "b.html").exists()
    file.unlink()
    assert run_broadsheet("build", "--base-url", BASE, cwd=woods).returncode == 0
    assert not (woods / "public" / "2020").exists()
    assert not (woods / "public" / "_redirects").exists()


def test_address_that_can_be_no_page_is_for_hosts_alone(tmp_path: Path):
    """The address of an old feed stands in `_redirects`, and a warning says that no page can be there."""
    (tmp_path / "redirects.csv").write_text("index.xml,feed.xml\n")
    public = build_woods(tmp_path)
    assert not (public / "index.xml").exists()
    assert (public / "_redirects").read_text() == "/index.xml /some/path/feed.xml 301\n"
    (warning,) = lines(checked(tmp_path))
    assert warning.startswith('redirects.csv:1: no page can stand at "index.xml"; ')
    assert not is_page(UrlPath("index.xml"))


def test_file_that_only_a_build_knows_is_not_written_over(woods: Path):
    """An old address at which a part of the search or a style sheet would stand is refused before the site changes."""
    (sheet,) = (woods / "public").glob("assets/*/css/site.css")
    taken = f"{sheet.relative_to(woods / 'public').as_posix()}/a.html"
    (woods / "redirects.csv").write_text(f"{taken},/\n")
    done = run_broadsheet("build", "--base-url", BASE, cwd=woods)
    assert done.returncode == 1
    assert re.fullmatch(
        r'redirects\.csv:1: the old address "assets/.*; delete the line\n', done.stderr
    )
    assert sheet.is_file()


def test_paper_in_a_list_is_led_to(tmp_path: Path):
    """Where papers have no pages, the old address of one leads to its place on the page of its day."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.jsonl").write_text(
        '{"title": "Counting Trees", "abstract": "We count.", "date": "2025-03-14"}\n'
    )
    (tmp_path / "site.yaml").write_text(
        "site: {title: X}\nsources: [{path: seeds/a.jsonl}]\npages: {papers: false}\n"
    )
    listed = run_broadsheet("papers", "--format", "jsonl", cwd=tmp_path).stdout
    found = re.search(r'"id":"(\w+)","slug":"([\w-]+)"', listed)
    assert found is not None
    (tmp_path / "redirects.csv").write_text(f"old,paper:{found[1]}\n")
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "public" / "old" / "index.html").read_text()
    assert f'content="0; url=../dates/2025/03/14/#{found[2]}"' in page
    assert "canonical" not in page
