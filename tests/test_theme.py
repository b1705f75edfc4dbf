"""How an owner makes the site look like theirs: colours, logo, style sheet, templates, and what is wrong with them."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path
from typing import get_args

import pytest

from generator.config.settings import ThemeName
from generator.theme import SHIPPED, contrast
from tests.support import CHECKOUT, LEAST_CONFIG, SORTING, SORTING_TITLE, run_broadsheet, write_site

DAY = f"{SORTING_TITLE}\n{SORTING}\n"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M0 0h120v40z"/></svg>'


def _build(folder: Path, theme: str, **files: str | bytes) -> tuple[int, str]:
    """Build a site of one paper with a theme and its files; gives the exit code and what was said of mistakes."""
    url = 'site: {title: My digest, url: "https://example.org/"}\n'
    write_site(folder, url + LEAST_CONFIG.partition("\n")[2] + f"theme: {theme}\n", day=DAY)
    for name, held in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held if isinstance(held, bytes) else held.encode())
    done = run_broadsheet("build", cwd=folder)
    return done.returncode, done.stderr


def _css(folder: Path) -> str:
    (file,) = (folder / "public" / "assets").glob("*/css/site.css")
    return file.read_text(encoding="utf-8")


def _home(folder: Path) -> str:
    return (folder / "public" / "index.html").read_text(encoding="utf-8")


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    pixels = zlib.compress(b"".join(b"\0" + b"\0\0\0" * width for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_colours_come_after_ours_and_the_owners_rules_last(tmp_path: Path):
    """Tokens stand at the end of the one style sheet, then the owner's file as it is."""
    theme = '{colours: {accent: ["#0B5C4D", "#7fd6c2"], raised: "#ffffff"}, css: own.css}'
    own = ".cards h2 { font-weight: 500 }\n"
    assert _build(tmp_path, theme, own_css=own) == (0, "")
    css = _css(tmp_path)
    tokens = css.index("--accent: light-dark(#0b5c4d, #7fd6c2)")
    assert css.index("@layer components") < tokens < css.index(own)
    assert "--paper-raised: light-dark(#ffffff, #ffffff)" in css[tokens - 80 :]
    assert css.endswith(own)


def test_without_a_theme_the_style_sheet_is_ours(tmp_path: Path):
    """Nothing is added where nothing was chosen."""
    assert _build(tmp_path, "{}") == (0, "")
    shipped = Path(__file__).parent.parent / "static" / "css" / "site.css"
    assert _css(tmp_path) == shipped.read_text(encoding="utf-8")


def test_second_theme_comes_after_ours_and_before_the_owners_colours(tmp_path: Path):
    """A shipped theme is one request too, the owner's choices stand above it, and no digest carries a theme that it does not use."""
    assert _build(tmp_path, '{name: catalogue, colours: {accent: ["#0b5c4d", "#7fd6c2"]}}') == (
        0,
        "",
    )
    css = _css(tmp_path)
    layer = css.index("@layer theme {")
    assert css.index("@layer components {") < layer < css.index("--accent: light-dark(#0b5c4d")
    names = [path.name for path in (tmp_path / "public" / "assets").rglob("*.css")]
    assert sorted(names) == ["feed.css", "site.css"]
    manifest = json.loads((tmp_path / "public" / "manifest.webmanifest").read_text())
    assert manifest["theme_color"] == "#f2f5f7"


def test_unknown_theme_is_named_with_those_that_there_are(tmp_path: Path):
    """A theme that does not come along is a mistake in site.yaml."""
    code, said = _build(tmp_path, "{name: catalog}")
    assert code == 1
    assert 'site.yaml:3: "name" in "theme" is "catalog"; ' in said
    assert 'did you mean "catalogue"?' in said


@pytest.mark.parametrize("name", get_args(ThemeName))
def test_colours_of_shipped_themes_are_those_of_their_style_sheets(name: ThemeName):
    """What colours are warned of, sent in mails and told to phones are those of the pages, and all can read them."""
    file = {"broadsheet": "site.css"}.get(name, f"themes/{name}.css")
    css = (CHECKOUT / "static" / "css" / file).read_text(encoding="utf-8")
    names = {"soft": "ink-soft"}
    for hue, (day, night) in SHIPPED[name].items():
        first = re.search(rf"--{names.get(hue, hue)}: light-dark\((\S+), (\S+)\);", css)
        assert first is not None
        assert first.groups() == (day, night), hue
    for hue in ("ink", "soft", "accent"):
        for text, paper in zip(SHIPPED[name][hue], SHIPPED[name]["paper"], strict=True):
            assert contrast(text, paper) >= 4.5, (hue, text)


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [("logo.svg", LOGO.encode(), (120, 40)), ("logo.png", _png(30, 20), (30, 20))],
)
def test_logo_stands_at_the_head_with_its_size(
    tmp_path: Path, name: str, data: bytes, size: tuple[int, int]
):
    """A picture has width and height, so that nothing moves when it comes, and the wordmark for those who see none."""
    write_site(tmp_path, LEAST_CONFIG + f"theme: {{logo: {name}, wordmark: The Digest}}\n", day=DAY)
    (tmp_path / name).write_bytes(data)
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    (file,) = (tmp_path / "public" / "assets").glob(f"*/{name}")
    assert file.read_bytes() == data
    source = file.relative_to(tmp_path / "public").as_posix()
    width, height = size
    image = f'<img src="./{source}" width="{width}" height="{height}" alt="The Digest">'
    assert image in _home(tmp_path)


def test_wordmark_stands_in_place_of_the_title(tmp_path: Path):
    """The window and the feeds keep the title."""
    assert _build(tmp_path, "{wordmark: The <Digest>}") == (0, "")
    assert ">The &lt;Digest&gt;</a>" in _home(tmp_path)
    assert "<title>My digest</title>" in _home(tmp_path)


def test_own_template_writes_one_block_anew(tmp_path: Path):
    """A template extends ours of the same name; what it does not mention stays."""
    own = '{% extends "shipped/base.html" %}{% block foot %}<p>Made by hand.</p>{% endblock %}'
    assert _build(tmp_path, "{templates: own}", own__base_html=own) == (0, "")
    pages = sorted((tmp_path / "public").rglob("*.html"))
    assert pages
    assert all("<p>Made by hand.</p>" in page.read_text() for page in pages)
    assert SORTING_TITLE in _home(tmp_path)


def test_changed_template_is_seen_by_the_next_build(tmp_path: Path):
    """Templates of the owner's are part of what a build compares."""
    own = '{% extends "shipped/base.html" %}{% block foot %}<p>One.</p>{% endblock %}'
    assert _build(tmp_path, "{templates: own}", own__base_html=own) == (0, "")
    (tmp_path / "own" / "base.html").write_text(own.replace("One", "Two"))
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    assert "<p>Two.</p>" in _home(tmp_path)


@pytest.mark.parametrize(
    ("name", "held", "line", "says"),
    [
        ("own__base_html", "\n{% block x %}", 2, "TemplateSyntaxError: Unexpected end of template"),
        (
            "own__pages__topic_html",
            "a\nb\n{{ nobody }}",
            3,
            "UndefinedError: 'nobody' is undefined",
        ),
        ("own__pages__home_html", "{{ 1 // 0 }}", 1, "ZeroDivisionError: "),
        ("own__partials__cards_html", "{% macro card() %}", 1, "TemplateSyntaxError: "),
    ],
)
def test_faulty_template_is_told_with_its_line(
    tmp_path: Path, name: str, held: str, line: int, says: str
):
    """No traceback for a mistake in a template: its path, its line, and what is wrong."""
    topics = "topics: [{slug: nets, title: Nets, any: [network]}]\n"
    write_site(tmp_path, LEAST_CONFIG + topics + "theme: {templates: own}\n", day=DAY)
    path = name.replace("__", "/").replace("_", ".")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(held)
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()[-1]
    assert told.startswith(f"{path}:{line}: {says}")
    assert "; expected a template that can be rendered; correct it" in told
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "public").exists()


def test_faint_text_is_warned_of(tmp_path: Path):
    """Text that differs too little from its paper is named, in each mode, and the site is built."""
    code, said = _build(tmp_path, '{colours: {ink: ["#aaaaaa", "#e9e4da"]}}')
    assert code == 0
    (warning,) = said.splitlines()
    assert (
        '"ink" in "colours" is #aaaaaa on #fcfbf8 in light mode, a contrast of 2.2 to 1' in warning
    )


@pytest.mark.parametrize(
    ("theme", "files", "says"),
    [
        ("{logo: no.svg}", {}, '"logo" in "theme": "no.svg" cannot be read (No such file'),
        ("{logo: a.svg}", {"a_svg": "<svg/>"}, '"a.svg" is no such picture; expected an SVG file'),
        ("{logo: a.svg}", {"a_svg": "GIF89a"}, '"a.svg" is no such picture'),
        ("{css: a.css}", {"a_css": b"\xff"}, '"a.css" is not UTF-8; expected a style sheet'),
        ("{templates: own}", {}, '"own" is no folder; expected a folder of Jinja templates'),
    ],
)
def test_file_that_cannot_be_used_is_told(
    tmp_path: Path, theme: str, files: dict[str, str | bytes], says: str
):
    """A file that is not there or is something else is named with the line of site.yaml."""
    code, said = _build(tmp_path, theme, **files)
    assert code == 1
    assert said.startswith("site.yaml:3: ")
    assert says in said


@pytest.mark.parametrize(
    ("show", "there", "gone"),
    [
        ("[summary]", ["We propose a small network"], ["../nets/", "topics/nets/"]),
        ("[topics]", ["topics/nets/"], ["We propose a small network"]),
        ("[]", [SORTING_TITLE], ["We propose a small network", "topics/nets/"]),
    ],
)
def test_lists_show_what_the_owner_chose(
    tmp_path: Path, show: str, there: list[str], gone: list[str]
):
    """Summary, topics and day stand under titles in lists only where they were chosen."""
    topics = "topics: [{slug: nets, title: Nets, any: [network]}]\n"
    write_site(tmp_path, LEAST_CONFIG + topics + f"theme: {{show: {show}}}\n", day=DAY)
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    page = (tmp_path / "public" / "dates" / "undated" / "index.html").read_text(encoding="utf-8")
    main = page[page.index("<main") : page.index("</main>")]
    assert [words for words in there if words not in main] == []
    assert [words for words in gone if words in main] == []
