"""What a check is made of: addresses, XML, markup, and what hosts take."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check import hosts, markup
from generator.check.addresses import Addresses, Place, address_of
from generator.check.hosts import LIMITS, Limits, host_findings
from generator.check.reading import Desk, read_files
from generator.check.xml import XmlFaultError, read_xml
from tests.checked import BASE, build_woods, checked, lines

FILES = {
    "index.html",
    "topics/index.html",
    "topics/a b/index.html",
    "404.html",
    "feed.xml",
    "x.html",
}
SMALL = Limits(name="Attic Pages", files=10, bytes=1_000_000, largest=500_000)


def place(here: str, link: str) -> Place | None:
    return Addresses(BASE, FILES).place(here, link)


@pytest.mark.parametrize(
    ("here", "link", "file", "fragment"),
    [
        ("", "./", "index.html", ""),
        ("", "topics/", "topics/index.html", ""),
        ("", "#top", "index.html", "top"),
        ("", "?q=x#y", "index.html", "y"),
        ("topics/", "../", "index.html", ""),
        ("topics/", "../feed.xml", "feed.xml", ""),
        ("topics/", "", "topics/index.html", ""),
        ("topics/a%20b/", "../../topics/a%20b/#c%20d", "topics/a b/index.html", "c d"),
        ("404.html", "/some/path/topics/", "topics/index.html", ""),
        ("404.html", "//digest.example/some/path/feed.xml", "feed.xml", ""),
        ("", f"{BASE}topics/?page=2", "topics/index.html", ""),
        ("", BASE.removesuffix("/"), "index.html", ""),
        ("topics/", "./../topics/./", "topics/index.html", ""),
    ],
)
def test_link_leads_to_a_file(here: str, link: str, file: str, fragment: str) -> None:
    """A link is resolved as a browser does, and a folder is its index."""
    assert place(here, link) == Place(file, fragment)


@pytest.mark.parametrize(
    "link",
    [
        "https://other.example/",
        "https://digest.example/other/",
        "mailto:a@b.example",
        "tel:123",
        "data:image/png;base64,",
        "//other.example/x",
    ],
)
def test_link_out_of_the_site_is_none_of_ours(link: str) -> None:
    """Links written in full that lead elsewhere are not followed, to the same host neither."""
    assert place("topics/", link) is None


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("../nothing/", "leads to nothing"),
        ("../topics", 'leads to nothing, for the address is "topics/"'),
        ("../../other/", f"leaves {BASE}"),
        ("/topics/", f"leaves {BASE}"),
        ("JavaScript:alert(1)", "begins with javascript:"),
        ("file:///etc/passwd", "begins with file:"),
        ("https://[", "is no address"),
        ("..\\x", "leads to nothing"),
    ],
)
def test_link_to_nothing_has_a_fault(link: str, fault: str) -> None:
    """A link that leads nowhere says why."""
    found = place("topics/", link)
    assert found is not None
    assert found.fault == fault


@given(st.text(max_size=40))
def test_any_text_is_a_link(text: str) -> None:
    """No text that stands where a link is meant to makes a check fail."""
    found = place("topics/", text)
    assert found is None or found.fault or found.file in FILES


PIECES = st.sampled_from(
    [
        "../",
        "../../",
        "./",
        "/",
        "//",
        "topics/",
        "a b/",
        "a%20b/",
        "feed.xml",
        "#x",
        "?y",
        ".",
        BASE,
        "https://o.example/",
        ":",
    ]
)


@given(st.sampled_from(["", "topics/", "topics/a b/", "404.html"]), st.lists(PIECES, max_size=5))
def test_links_that_are_looked_up_lead_where_resolving_leads(here: str, pieces: list[str]) -> None:
    """The quick way for links of the usual forms gives what resolving as RFC 3986 says gives."""
    link = "".join(pieces)
    target = urljoin(BASE + here, link)
    found = place(here, link)
    if not target.startswith(BASE):
        assert target == BASE[:-1] or found is None or found.fault
        return
    path = unquote(target[len(BASE) :].partition("#")[0].partition("?")[0])
    file = f"{path}index.html" if not path or path.endswith("/") else path
    assert found is not None
    assert (found.file, not found.fault) == (file, file in FILES)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Bytes that are no XML are refused, and any text is read as markup."""
    with suppress(XmlFaultError):
        assert read_xml(data)
    markup.read_markup(data.decode("utf-8", "replace"))


def test_document_type_is_refused_before_its_entities_are_read() -> None:
    """A bomb of entities is never lit."""
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(30))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{levels}]><x>&e30;</x>'
    with pytest.raises(XmlFaultError, match="has a document type"):
        read_xml(bomb.encode())


def test_markup_gives_each_address_once() -> None:
    """An element with several of the attributes that are read is one element."""
    page = markup.read_markup(
        '<title>T</title><meta property="og:image" content="p.png"><meta name=robots content=noindex>'
        '<a id=i name=n href="a/?x=1&amp;y=2">a</a><img srcset="b.png 1x, c.png 2x" src=d.png>'
        '<script>var x = "<a href=no>"</script><!-- <a href=no> --><form action=e><input id=q name=q></form>'
    )
    assert page.links == ["a/?x=1&y=2"]
    assert sorted(page.loads) == ["b.png", "c.png", "d.png", "e", "p.png"]
    assert (page.ids, page.names, page.hidden, page.has_title) == (["i", "q"], ["n"], True, True)


def test_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    """What goes away, or may not be read, while a check is at work is named with the system's reason."""
    desk = Desk(root=tmp_path, addresses=Addresses(BASE, FILES), numbers={})
    (facts,) = read_files(desk, ["gone.html"])
    assert facts.digest == ""
    assert [str(each.message) for each in facts.findings] == [
        "cannot be read (No such file or directory); expected a file; check its permissions"
    ]


@pytest.mark.parametrize(
    ("file", "address"),
    [("index.html", ""), ("a/index.html", "a/"), ("myindex.html", "myindex.html")],
)
def test_address_of_a_file(file: str, address: str) -> None:
    """An index is served at its folder, and nothing else is."""
    assert address_of(file) == address


def said(limits: Limits, files: dict[str, int], folders: int = 0) -> list[str]:
    return [
        f"{each.location}: {each.message} ({each.severity})"
        for each in host_findings(limits, files, folders)
    ]


def test_site_within_the_limits_is_taken() -> None:
    """Up to nine tenths of each limit nothing is said."""
    assert said(SMALL, {str(n): 100_000 for n in range(9)}) == []


def test_too_many_files_say_what_to_change() -> None:
    """Of what makes the files, that which would spare most is named first, with how many."""
    files = {f"papers/{n}/index.html": 10 for n in range(8)}
    files |= {f"topics/a/page/{n}/index.html": 10 for n in range(4)}
    assert said(replace(SMALL, bytes=None), files) == [
        ".: has 12 files, 20.0% more than Attic Pages takes; expected 10 at most; try pages: {papers: false} (up to 8 "
        "files less), a larger pages.papers_per_page (up to 4 files less), or choose a host that takes more, or make "
        "two digests of its sources (error)"
    ]


def test_site_near_a_limit_is_warned_of() -> None:
    """From nine tenths of a limit on there is a warning."""
    assert said(replace(SMALL, files=None), {"a": 480_000, "b": 470_000}) == [
        ".: has 0.9 MB, 95% of what Attic Pages takes; expected 1.0 MB at most; choose a host that takes more, or make "
        "two digests of its sources (warning)",
        "a: has 0.5 MB, 96% of what Attic Pages takes; expected 0.5 MB a file at most; choose a host that takes more, "
        "or make two digests of its sources (warning)",
        "b: has 0.5 MB, 94% of what Attic Pages takes; expected 0.5 MB a file at most; choose a host that takes more, "
        "or make two digests of its sources (warning)",
    ]


def test_whole_index_that_is_too_large_names_its_setting() -> None:
    """The index for other programs has a setting of its own."""
    assert said(replace(SMALL, bytes=None), {"search/lunr.json": 900_000}) == [
        "search/lunr.json: has 0.9 MB, 80.0% more than Attic Pages takes; expected 0.5 MB a file at most; a smaller "
        "search.whole_index_megabytes (error)"
    ]


def test_folders_count_where_a_host_counts_them() -> None:
    """GitLab counts folders as files."""
    limits = replace(SMALL, bytes=None, largest=None, counts_folders=True)
    assert said(limits, {"a": 1, "b": 1}, folders=9) == [
        ".: has 11 files and folders, 10.0% more than Attic Pages takes; expected 10 at most; choose a host that takes "
        "more, or make two digests of its sources (error)"
    ]


@given(st.dictionaries(st.text("abc/", min_size=1), st.integers(0, 2_000_000), max_size=20))
def test_errors_are_for_what_is_over_a_limit_alone(files: dict[str, int]) -> None:
    """There is an error where, and only where, a limit is passed."""
    errors = {
        each.location.path for each in host_findings(SMALL, files, 0) if each.severity == "error"
    }
    expected = {path for path, size in files.items() if size > 500_000}
    if len(files) > 10 or sum(files.values()) > 1_000_000:
        expected.add(".")
    assert errors == expected


def test_real_site_is_held_against_the_host_of_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host that site.yaml names is the one whose limits hold."""
    build_woods(tmp_path)
    with (tmp_path / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("host: gitlab-pages\n")
    assert lines(checked(tmp_path)) == []
    limits = {**LIMITS, "gitlab-pages": replace(LIMITS["gitlab-pages"], files=20)}
    monkeypatch.setattr("generator.check.whole.LIMITS", limits)
    (line,) = lines(checked(tmp_path))
    assert "more than GitLab Pages takes; expected 20 at most; try " in line
    assert hosts.LIMITS["gitlab-pages"].files == 200_000
