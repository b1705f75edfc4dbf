"""Files of the owner's own: they stand at the site's root as they are, and what cannot stand there is told."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import urllib.request
from pathlib import Path

import pytest

from generator import own_files
from generator.addresses import folders
from generator.build import build_site
from generator.errors import InputError
from generator.own_files import reading
from generator.server import make_server
from tests.support import LEAST_CONFIG, files_of, run_broadsheet, write_site

CONFIG = LEAST_CONFIG.replace("title: My digest", "title: My digest, static: files")
CV = b"%PDF-1.7\r\n\x00\xff any bytes\n"


def _site(folder: Path, config: str = CONFIG, **own: bytes) -> Path:
    """Write a digest; `CNAME=b"..."` becomes `files/CNAME`."""
    file = write_site(folder, config)
    for name, data in own.items():
        _put(folder, name, data)
    return file


def _put(folder: Path, name: str, data: bytes = b"x") -> Path:
    file = folder / "files" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def _said(folder: Path) -> list[str]:
    """Build a digest that is refused; gives the lines that say why."""
    done = run_broadsheet("build", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert not (folder / "public").exists()
    return done.stderr.splitlines()


def test_files_stand_at_the_root_as_they_are(tmp_path: Path):
    """A site has each file of the folder under the same path, byte for byte, and counts it; without them it is as before."""
    _site(tmp_path, LEAST_CONFIG)
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    plain = files_of(tmp_path / "public")
    own = {"CNAME": b"digest.example.org\n", "files/cv.pdf": CV, ".well-known/security.txt": b"x"}
    _site(tmp_path)
    for name, data in own.items():
        _put(tmp_path, name, data)
    done = run_broadsheet("build", "--report", "report.json", cwd=tmp_path)
    assert (done.returncode, "static" in done.stderr) == (0, False)
    found = files_of(tmp_path / "public")
    assert found.pop(".broadsheet.json") != plain.pop(".broadsheet.json")
    assert found == plain | own
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["own_files"] == 3
    assert report["files"] == len(found)
    assert report["bytes"] == sum(map(len, found.values()))
    assert run_broadsheet("check", "--strict", cwd=tmp_path).stderr.count("foreign") == 0


def test_changed_file_is_copied_and_no_page_made_anew(tmp_path: Path):
    """The next build goes by what files hold: it writes one that changed, takes away one that went, and leaves the rest."""
    file = _site(tmp_path, a=b"1", b=b"2")
    build_site(file, tmp_path / "public", jobs=1)
    again = build_site(file, tmp_path / "public", jobs=1)
    assert (again.published.written, again.own_files) == (0, 2)
    _put(tmp_path, "a", b"3")
    (tmp_path / "files" / "b").unlink()
    report = build_site(file, tmp_path / "public", jobs=1)
    assert (report.published.written, report.published.removed, report.own_files) == (1, 1, 1)
    assert (tmp_path / "public" / "a").read_bytes() == b"3"
    assert not (tmp_path / "public" / "b").exists()


def test_lines_of_headers_and_robots_come_after_those_of_the_site(tmp_path: Path):
    """`_headers` and robots.txt are both the site's and the owner's; line ends are those of the site."""
    _site(
        tmp_path,
        _headers=b"\xef\xbb\xbf/files/*\r\n  X-Robots-Tag: noindex\r\n",
        _redirects=b"/a /b\n",
    )
    _put(tmp_path, "robots.txt", b"User-agent: GPTBot\nDisallow: /")
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    public = tmp_path / "public"
    headers = (public / "_headers").read_bytes()
    assert headers.startswith(b"/*\n  Content-Security-Policy: ")
    assert headers.endswith(b"\n\n/files/*\n  X-Robots-Tag: noindex\n")
    robots = (public / "robots.txt").read_text()
    assert re.fullmatch(
        r"User-agent: \*\nAllow: /\nSitemap: \S+\n\nUser-agent: GPTBot\nDisallow: /\n", robots
    )
    assert (public / "_redirects").read_bytes() == b"/a /b\n"
    done = run_broadsheet("check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_fonts_are_allowed_where_the_site_has_some(tmp_path: Path):
    """The policy of pages and of the headers names fonts of the site once there is one, and not before."""
    _site(tmp_path, CNAME=b"a")
    public = tmp_path / "public"
    for expected in (False, True):
        if expected:
            _put(tmp_path, "fonts/own.WOFF2")
        assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
        for name in ("index.html", "404.html", "_headers"):
            text = (public / name).read_text()
            assert ("img-src 'self' data:;font-src 'self';script-src" in text) == expected, name
            assert "{fonts}" not in text


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("feed.xml", 'stands where the site has "/feed.xml" (the feed of all papers, as Atom)'),
        ("Feed.XML", 'stands where the site has "/feed.xml" (the feed of all papers, as Atom)'),
        ("index.html", 'stands where the site has "/" (the front page: '),
        (
            "sitemap-3.xml",
            'stands where the site has "/sitemap-<number>.xml" (a part of all pages, for search engines)',
        ),
        ("Papers/a.pdf", 'files/Papers: stands where the site has its own "papers/"'),
        ("search", 'stands where the site has its own "search/"'),
    ],
)
def test_address_of_the_site_is_no_place_for_a_file(tmp_path: Path, name: str, what: str):
    """What a build writes, or may write with the next paper, is named with the file that would stand there."""
    _site(tmp_path)
    _put(tmp_path, name)
    (line,) = _said(tmp_path)
    assert line.startswith(f"files/{name.partition('/')[0]}: ")
    assert what in line
    assert (
        "; expected an address that no page or file of the site has; give it another name" in line
    )


def test_every_folder_of_the_site_is_its_own(tmp_path: Path):
    """No folder that a built site has can be one of the owner's."""
    _site(tmp_path)
    for name in folders():
        _put(tmp_path, f"{name}/own.txt")
    assert len(_said(tmp_path)) == len(folders()) > 10


def test_file_where_something_else_is_written_is_named_with_it(tmp_path: Path):
    """Whatever a build comes to write at an address, a file there is refused, as are folders and files of one name."""
    own = own_files.OwnFiles(
        files=tuple(
            own_files.OwnFile(path=path, shown=f"files/{path}", source=tmp_path, digest="", size=1)
            for path in ("old/Page", "talks", "a/b/c", "robots.txt", "free/x")
        )
    )
    written = ["old/page", "talks/2024/index.html", "a/b", "robots.txt", "index.html", "free/y"]
    with pytest.raises(InputError) as error:
        own_files.to_copy(own, written)
    said = [str(problem).partition(";")[0] for problem in error.value.problems]
    assert said == [
        'files/a/b/c: would stand where the build writes "a/b"',
        'files/old/Page: would stand where the build writes "old/page"',
        'files/talks: would stand where the build writes "talks/2024/index.html"',
    ]
    kept = own_files.to_copy(own, ["robots.txt", "index.html"])
    assert [file.path for file in kept] == ["old/Page", "talks", "a/b/c", "free/x"]


def test_what_tools_leave_is_left_out_and_other_hidden_files_are_told(tmp_path: Path):
    """Nothing hidden is published by accident: it is one of a few names, of a tool's, or a warning."""
    _site(tmp_path, a=b"1")
    taken = (".htaccess", ".domains", ".well-known/x")
    left = (".DS_Store", ".gitkeep", ".git/config", "._a", "a~", ".a.swp", "Thumbs.db", ".nojekyll")
    for name in (*taken, *left, ".env", "deep/.secret/x"):
        _put(tmp_path, name)
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 0
    lines = [line for line in done.stderr.splitlines() if line.startswith("files/")]
    assert [line.partition(";")[0] for line in lines] == [
        "files/.env: is hidden, so it is left out",
        "files/deep/.secret: is hidden, so it is left out",
    ]
    found = files_of(tmp_path / "public")
    assert {path for path, data in found.items() if data == b"x"} == set(taken)
    assert run_broadsheet("build", "--strict", "--output", "other", cwd=tmp_path).returncode == 1


def test_links_pipes_and_sockets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Only files and folders are copied: a link would be another's file, and a pipe has no end."""
    _site(tmp_path, a=b"1")
    own = tmp_path / "files"
    (own / "passwd").symlink_to("/etc/passwd")
    (own / "up").symlink_to("..")
    os.mkfifo(own / "pipe")
    monkeypatch.chdir(own)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        lines = [line.partition("; expected ")[0] for line in _said(tmp_path)]
    assert lines == [
        "files/passwd: is a link",
        "files/pipe: is neither a file nor a folder",
        "files/socket: is neither a file nor a folder",
        "files/up: is a link",
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["aux.txt"], ["files/aux.txt: Windows forbids this name"]),
        (["a/b?.txt"], ["files/a/b?.txt: Windows forbids this name"]),
        (["ends."], ["files/ends.: Windows forbids this name"]),
        (["a\nb"], ["files/a?b: Windows forbids this name"]),
        ([b"\xff".decode(errors="surrogateescape")], ["files/?: is not UTF-8"]),
        (["ü" * 126 + ".a", "ü" * 127], []),
        (["d/" * 99 + "abc"], ["files/" + "d/" * 99 + "abc: is 201 characters long, more than Windows takes"]),
        (["A.txt", "a.txt"], ['files/a.txt: is "files/A.txt" where neither case nor the form of accents counts']),
        (["A/x", "a/y"], ['files/a/y: is "files/A" where neither case nor the form of accents counts']),
        (["e\u0301", "\xe9"], ['files/\xe9: is "files/e\u0301" where neither case nor the form of accents counts']),
    ],
)  # fmt: skip
def test_names_are_those_that_every_system_can_hold(
    tmp_path: Path, names: list[str], expected: list[str]
):
    """A site can be copied to any system, so its names can be."""
    _site(tmp_path, other=b"1")
    for name in names:
        _put(tmp_path, name)
    if not expected:
        assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
        return
    assert [line.partition("; expected ")[0] for line in _said(tmp_path)] == expected


def test_large_file_is_copied_in_pieces_up_to_what_hosts_take(
    tmp_path: Path,
):
    """A file of some megabytes is the same on the site; one beyond the limit is refused, and not read."""
    file = _site(tmp_path)
    large = os.urandom(3_500_000)
    _put(tmp_path, "video.mp4", large)
    build_site(file, tmp_path / "public", jobs=1)
    assert (tmp_path / "public" / "video.mp4").read_bytes() == large
    with _put(tmp_path, "huge.bin").open("r+b") as stream:
        stream.truncate(reading.MOST_BYTES + 1)  # takes no room on the disk
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "files/huge.bin: has 104,857,601 bytes; expected 104,857,600 at most"
    )


@pytest.mark.parametrize(
    ("static", "what"),
    [
        ("nowhere", "which is no folder"),
        ("site.yaml", "which is no folder"),
        (".", "which has the settings in it"),
        ("..", "which has the settings in it"),
        ("public", 'and the site is built in "public"'),
        ("public/files", 'and the site is built in "public"'),
    ],
)
def test_folder_that_cannot_be_one_of_files_is_refused(tmp_path: Path, static: str, what: str):
    """The folder is there, holds neither the settings nor the site, and lies in no site."""
    inner = tmp_path / "digest"
    (inner / "public" / "files").mkdir(parents=True)
    write_site(inner, LEAST_CONFIG.replace("digest}", f"digest, static: {static}}}"))
    done = run_broadsheet("build", cwd=inner)
    assert done.returncode == 1
    assert done.stderr.startswith(f'site.yaml:1: "static" in "site" is "{static}", {what}')
    assert done.stderr.count("\n") == 1


def test_list_of_subscribers_is_never_published(tmp_path: Path):
    """Addresses of readers in the folder stop the build."""
    _site(tmp_path, CONFIG + "email: {subscribers: files/readers.csv}\n")
    _put(tmp_path, "readers.csv", b"email\na@example.org\n")
    (line,) = _said(tmp_path)
    assert line.startswith(
        'files/readers.csv: is the list of "subscribers", which would be published'
    )


def test_unreadable_file_is_named(tmp_path: Path):
    """What cannot be read is an error with its path; so is a joined file that is no text."""
    _site(tmp_path, _headers=b"\xff")
    (line,) = _said(tmp_path)
    assert line.startswith("files/_headers: is not UTF-8; expected lines of text")


def test_file_that_goes_while_a_site_is_built_is_named(tmp_path: Path):
    """A file that was there when the build began and is no more ends it, and the old site stands."""
    config = reading.read_own_files
    file = _site(tmp_path, a=b"1")
    build_site(file, tmp_path / "public", jobs=1)
    before = files_of(tmp_path / "public")
    _put(tmp_path, "a", b"2")

    def gone(settings: object) -> own_files.OwnFiles:
        found = config(settings)  # type: ignore[arg-type]
        (tmp_path / "files" / "a").unlink()
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.settled.read_own_files", gone)
        with pytest.raises(InputError, match=r"^files/a: cannot be read"):
            build_site(file, tmp_path / "public", jobs=1)
    assert files_of(tmp_path / "public") == before


PAGE = "<h1 id=who>No title of HTML</h1><a href=/nowhere/>a</a><p id=x><p id=x>"


def test_check_asks_of_own_pages_only_where_links_to_them_lead(tmp_path: Path):
    """A page of the owner's is none of the site's: it need not have a title or be linked; links to it must lead somewhere."""
    _site(tmp_path, google123_html=b"google-site-verification: google123.html")
    (tmp_path / "files" / "google123_html").rename(tmp_path / "files" / "google123.html")
    _put(tmp_path, "team/index.html", PAGE.encode())
    for name in ("bad.json", "bad.xml", "bad.css", "more/feed.json"):
        _put(tmp_path, name, b"\xff{ url(nowhere)")
    about = "[a](../team/) [b](../team/#who) [c](../cv.pdf)"
    _put(tmp_path, "cv.pdf", CV)
    (tmp_path / "about.md").write_text(about)
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    done = run_broadsheet("check", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("files")) == (0, 0), done.stderr
    (tmp_path / "about.md").write_text(f"{about} [d](../team/#nobody) [e](../cv2.pdf)")
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    done = run_broadsheet("check", cwd=tmp_path)
    assert done.returncode == 1
    assert '"team/#nobody" leads to no place on that page' in done.stderr
    assert '"../cv2.pdf" leads to nothing' in done.stderr


def test_hosts_limits_count_own_files(tmp_path: Path):
    """A file that is larger than a host takes is told by the check of that host."""
    _site(tmp_path)
    with _put(tmp_path, "film.mp4").open("r+b") as stream:
        stream.truncate(26 * 1024**2)
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    done = run_broadsheet("check", "--host", "cloudflare-pages", cwd=tmp_path)
    assert "film.mp4: has 27.3 MB, 4.0% more than Cloudflare Pages (free) takes" in done.stderr


def test_server_knows_types_of_own_files(tmp_path: Path):
    """Pictures, fonts and papers are served as what they are; of others a browser is told nothing."""
    server = make_server(tmp_path, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        for name, kind in {
            "a.PDF": "application/pdf",
            "b.jpg": "image/jpeg",
            "c.woff2": "font/woff2",
            "d.exe": "application/octet-stream",
            "CNAME": "application/octet-stream",
        }.items():
            (tmp_path / name).write_bytes(b"x")
            address = f"http://localhost:{server.server_address[1]}/{name}"
            with urllib.request.urlopen(address, timeout=20) as answer:
                assert answer.headers.get_content_type() == kind, name
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_own_files_are_in_no_list_for_reading_offline(tmp_path: Path):
    """Who keeps the digest keeps its pages and not whatever lies beside them."""
    _site(tmp_path)
    _put(tmp_path, "film/first.mp4")
    assert run_broadsheet("build", "--quiet", cwd=tmp_path).returncode == 0
    lists = sorted((tmp_path / "public" / "offline").glob("*.json"))
    assert len(lists) > 2
    assert [each.name for each in lists if "film" in each.read_text()] == []
