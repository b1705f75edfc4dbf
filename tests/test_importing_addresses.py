"""Where posts of Hugo, Jekyll and Pelican stood, with and without the settings of their sites."""

from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath

import pytest

from generator.errors import InputError
from generator.importing.addresses import AddressError, PostFile, old_addresses
from generator.importing.old_sites import OldSite, old_site
from generator.importing.posts import Tool

DAY = dt.date(2020, 5, 3)


def addresses(
    tool: Tool,
    path: str,
    pattern: str | None = None,
    site: OldSite | None = None,
    day: dt.date | None = DAY,
    **given: object,
) -> tuple[str, ...]:
    post = PostFile(path=PurePosixPath(path), given=given, title="Élan: 2 Papers", day=day)
    return old_addresses(post, site or OldSite(tool=tool, root=Path(), because=""), pattern)


@pytest.mark.parametrize(
    ("path", "given", "pattern", "expected"),
    [
        ("posts/My First Post.md", {}, None, ("/posts/my-first-post/",)),
        ("posts/a/index.md", {}, None, ("/posts/a/",)),
        ("a.md", {"slug": "b c"}, None, ("/b-c/",)),
        ("posts/2020/Ä & (b).md", {}, None, ("/posts/2020/ä-b/",)),
        ("posts/a.md", {"url": "/x/y.html"}, None, ("/x/y.html",)),
        (
            "posts/a.md",
            {"aliases": ["/old/", "older", "../up.html"]},
            None,
            ("/posts/a/", "/old/", "/posts/older", "/posts/../up.html"),
        ),
        ("posts/a.md", {}, "/:year/:month/:day/:slug/", ("/2020/05/03/élan-2-papers/",)),
        ("posts/x/a.md", {"slug": "s"}, "/:sections/:slugorfilename", ("/posts/x/s/",)),
        (
            "posts/a.md",
            {},
            "/:section/:filename/:yearday/:monthname/:weekdayname/",
            ("/posts/a/124/May/Sunday/",),
        ),
    ],
)
def test_hugo(path: str, given: dict[str, object], pattern: str | None, expected: tuple[str, ...]):
    """A page stands at its url, at its section's permalink, or at its file's place, and at all of its aliases."""
    assert addresses("hugo", path, pattern, **given) == expected


def test_hugo_settings(tmp_path: Path):
    """Permalinks of a section, in both forms, and ugly addresses come from the site's settings."""
    for text, expected in (
        ('[permalinks]\nposts = "/p/:slug/"\n', "/p/élan-2-papers/"),
        ('[permalinks.page]\nposts = "/q/:filename/"\n', "/q/a/"),
        ("uglyURLs = true\n", "/posts/a.html"),
        ("", "/posts/a/"),
    ):
        (tmp_path / "hugo.toml").write_text(text)
        site = old_site(tmp_path, None, ())
        assert (site.tool, addresses("hugo", "posts/a.md", site=site)) == ("hugo", (expected,))


@pytest.mark.parametrize(
    ("path", "given", "pattern", "expected"),
    [
        ("_posts/2020-05-03-A-b.c.md", {}, None, ("/2020/05/03/A-b.c.html",)),
        (
            "_posts/2020-05-03-a.md",
            {"categories": ["ML", "Vision"]},
            None,
            ("/ml/vision/2020/05/03/a.html",),
        ),
        (
            "news/_posts/2020-05-03-a.md",
            {"category": "New Papers"},
            None,
            ("/news/new papers/2020/05/03/a.html",),
        ),
        (
            "_posts/2020-05-03-a.md",
            {"categories": "ml vision"},
            "pretty",
            ("/ml/vision/2020/05/03/a/",),
        ),
        ("_posts/2020-05-03-a.md", {"permalink": "/x/:title"}, "pretty", ("/x/a.html",)),
        ("_posts/2020-05-03-a.md", {"permalink": "/x/"}, None, ("/x/",)),
        (
            "_posts/2020-05-03-a.md",
            {"slug": "b", "redirect_from": "/gone/"},
            "none",
            ("/b.html", "/gone/"),
        ),
        ("_posts/2020-05-03-a.md", {}, "ordinal", ("/2020/124/a.html",)),
        ("_posts/2020-05-03-a.md", {}, "weekdate", ("/2020/W18/Sun/a.html",)),
        ("_posts/2020-05-03-a.md", {}, "/:short_year/:i_month/:i_day/:slug/", ("/20/5/3/a/",)),
    ],
)
def test_jekyll(
    path: str, given: dict[str, object], pattern: str | None, expected: tuple[str, ...]
):
    """A post stands where its permalink or the site's says, with its folders and categories before it."""
    assert addresses("jekyll", path, pattern, **given) == expected


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("permalink: pretty\n", "pretty"),
        ("permalink: pretty\ncollections: {posts: {permalink: /c/:title/}}\n", "/c/:title/"),
        (
            'defaults:\n- {scope: {path: "", type: posts}, values: {permalink: /d/:title/}}\n',
            "/d/:title/",
        ),
        ("title: x\n", None),
    ],
)
def test_jekyll_settings(tmp_path: Path, text: str, pattern: str | None):
    """The pattern is that of posts, before that of all pages."""
    (tmp_path / "_config.yml").write_text(text)
    (tmp_path / "_posts").mkdir()
    assert old_site(tmp_path / "_posts", None, ()).pattern == pattern


@pytest.mark.parametrize(
    ("given", "pattern", "expected"),
    [
        ({}, None, ("/elan-2-papers.html",)),
        ({"slug": "s"}, "{category}/{slug}/", ("/posts/s/",)),
        (
            {"category": "Big Models"},
            "{date:%Y}/{date:%b}/{date:%-d}/{category}/index.html",
            ("/2020/May/3/big-models/",),
        ),
        ({"save_as": "x/index.html"}, None, ("/x/",)),
        ({"url": "y/", "save_as": "x/index.html"}, None, ("/y/",)),
    ],
)
def test_pelican(given: dict[str, object], pattern: str | None, expected: tuple[str, ...]):
    """An article stands at its url, else where the pattern says."""
    assert addresses("pelican", "posts/a.md", pattern, **given) == expected


def test_pelican_settings_are_read_and_not_run(tmp_path: Path):
    """Plain assignments of a pelicanconf.py count, and nothing in it is run."""
    (tmp_path / "pelicanconf.py").write_text(
        "open('ran', 'w')\nARTICLE_URL = 'p/{slug}/'  # here\nSITEURL = 'https://example.org'\nARTICLE_SAVE_AS = str(1)\n"
    )
    site = old_site(tmp_path, None, ())
    assert (site.tool, site.pattern, site.base) == ("pelican", "p/{slug}/", "https://example.org")
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("tool", "pattern", "said"),
    [
        ("hugo", "/:hash/", "its pattern has :hash, which only the old program could fill"),
        (
            "jekyll",
            "/:nonsense/",
            "its pattern has :nonsense, which only the old program could fill",
        ),
        ("pelican", "{path}.html", "its pattern has {path}, which only Pelican could fill"),
        ("pelican", "{date:%U}/{slug}", "its pattern has %U, which only Pelican could fill"),
        ("hugo", "/:year/", "its address has a day, and the post has none"),
    ],
)
def test_address_that_cannot_be_told_says_why(tool: Tool, pattern: str, said: str):
    """A pattern with parts that nobody knows, and a day that is missing, are told."""
    with pytest.raises(AddressError) as caught:
        addresses(tool, "posts/a.md", pattern, day=None if "day" in said else DAY)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "hugo.toml",
            b"a = \n",
            "hugo.toml:1: not valid TOML in column 5: Invalid value; expected TOML; correct quotes, signs and brackets here",
        ),
        ("_config.yml", b"a: [\n", "_config.yml:2: not valid YAML in column 1"),
        ("config.json", b"{", "config.json:1: not valid JSON in column 2"),
        (
            "_config.yml",
            b"a: \xff\n",
            "_config.yml:1: byte 0xFF is not UTF-8; expected settings in UTF-8; save the file as UTF-8",
        ),
    ],
)
def test_settings_that_cannot_be_read_stop_the_import(
    tmp_path: Path, name: str, data: bytes, said: str
):
    """Old addresses are not guessed where the settings that make them are broken."""
    (tmp_path / "content").mkdir()
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        old_site(tmp_path, None, ())
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(said)


@pytest.mark.parametrize(
    ("lines", "tool"),
    [
        ([("2020-05-03-a.md", "---"), ("2020-05-04-b.md", "---")], "jekyll"),
        ([("a.md", "Title: A"), ("b.md", "Title: B")], "pelican"),
        ([("a.md", "+++"), ("2020-05-03-b.md", "---")], "hugo"),
        ([], "hugo"),
    ],
)
def test_tool_is_told_by_the_posts(tmp_path: Path, lines: list[tuple[str, str]], tool: str):
    """Without settings the names of files and the lines above posts tell the tool."""
    assert old_site(tmp_path, None, lines).tool == tool
