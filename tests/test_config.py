"""site.yaml to settings. What is refused stands in tests/sites/invalid."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import SiteConfig, find_config, load_config, parse_document
from generator.config.site_section import url_fault
from generator.errors import InputError, Problem

SITE = "site: {title: My digest}\n"
SOURCES = "sources: [{path: seeds/*.txt}]\n"


def _load(folder: Path, text: str | bytes) -> SiteConfig:
    file = folder / "site.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return load_config(file)


def test_least_config_gets_every_default(tmp_path: Path):
    """The least site.yaml is enough: all that it leaves out has a default."""
    config = _load(
        tmp_path, "site: {title: My digest}\nsources:\n  - path: seeds/*.txt\n    year: 2025\n"
    )
    assert config.folder == tmp_path.resolve()
    assert config.path == "site.yaml"
    assert (config.site.title, config.site.language, config.site.about) == (
        "My digest",
        "en",
        "about.md",
    )
    assert (config.site.url, config.site.description, config.site.tag) == (None, None, None)
    assert [(s.pattern, s.format, s.year) for s in config.sources] == [("seeds/*.txt", None, 2025)]
    assert config.topics == ()
    assert config.pages.papers_per_page > 0
    assert config.feeds.entries > 0
    assert config.search.title_boost > 0


def test_every_setting_is_read(tmp_path: Path):
    """Each key of site.yaml ends where it belongs, with the line of each source and topic."""
    config = _load(
        tmp_path,
        """\
site:
  title: My digest
  description: All of *it*.
  url: https://example.org/digest
  language: pt-BR
  about: words/about.md
  tag: example.org,2025-01-01
sources:
  - {path: a.txt, format: day-page, year: 2024}
  - path: b.txt
topics:
  - slug: trees
    title: Trees
    description: Of forests.
    parent: plants
    any: [tree]
  - {slug: plants, title: Plants, none: [animal], threshold: 2}
pages: {papers_per_page: 7}
feeds: {entries: 8}
search: {title_boost: 9}
""",
    )
    site = config.site
    assert (site.title, site.description) == ("My digest", "All of *it*.")
    assert site.url == "https://example.org/digest/"
    assert (site.language, site.about) == ("pt-BR", "words/about.md")
    assert site.tag == "example.org,2025-01-01"
    assert [(s.pattern, s.format, s.year, s.location.line) for s in config.sources] == [
        ("a.txt", "day-page", 2024, 9),
        ("b.txt", None, None, 10),
    ]
    trees, plants = config.topics
    assert (trees.slug, trees.title, trees.description) == ("trees", "Trees", "Of forests.")
    assert (trees.parent, trees.location.line) == ("plants", 12)
    assert [key.text for key, _ in trees.rule.entries] == ["any"]
    assert [key.text for key, _ in plants.rule.entries] == ["none", "threshold"]
    assert (plants.parent, plants.location.line) == (None, 17)
    assert config.pages.papers_per_page == 7
    assert config.feeds.entries == 8
    assert config.search.title_boost == 9


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2025-03-14", "2025-03-14"),
        ("1984", "1984"),
        ("1.50", "1.50"),
        ("no", "no"),
        ("' spaced '", "spaced"),
        ('"caf\\u00e9"', "café"),
        ("日本", "日本"),
    ],
)
def test_text_is_taken_as_written(tmp_path: Path, written: str, title: str):
    """What looks like a number, date or truth value is a fine title, as it was written."""
    assert _load(tmp_path, f"site: {{title: {written}}}\n{SOURCES}").site.title == title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path, end: str):
    """A site.yaml of any editor is read, and its lines are counted as the editor does."""
    text = f"\ufeff{SITE}{SOURCES}pages:\n  per_page: 1\n".replace("\n", end)
    with pytest.raises(InputError) as error:
        _load(tmp_path, text)
    assert [problem.location.line for problem in error.value.problems] == [4]


@given(
    st.text(
        alphabet=st.sampled_from("site:tle[]{},-&*!|>%@`'\"#? \n\t01.~\\uxT<=\0\x07é\u2028"),
        max_size=40,
    )
)
def test_any_text_is_read_or_refused(text: str):
    """Any text in place of the settings ends in problems with a place, never in another error."""
    _assert_read_or_refused(text)


@given(
    st.sampled_from(["!!bool", "!!int", "!!float", "!!timestamp", "!!binary", "!!null", "!!set",
                     "!!omap", "!!pairs", "!!seq", "!!map", "!!str", "!mine", "!!python/tuple"]),
    st.sampled_from(["", "x", "'1'", "[]", "{}", "[a]", "{a: b}", "0x", "1:2", "~", "<<", "ünï"]),
)  # fmt: skip
def test_any_tag_is_read_or_refused(tag: str, value: str):
    """Any tag before any value ends in settings or in problems with a place."""
    _assert_read_or_refused(f"site: {{title: {tag} {value}}}\n{SOURCES}")
    _assert_read_or_refused(f"? {tag} {value}\n: x\n")


def _assert_read_or_refused(text: str) -> None:
    try:
        parse_document(text, "site.yaml")
        problems: tuple[Problem, ...] = ()
    except InputError as error:
        problems = error.problems
    for problem in problems:
        assert problem.location.path == "site.yaml"
        assert problem.location.line is not None
        # YAML ends a line at U+2028 too.
        assert 1 <= problem.location.line <= text.count("\n") + text.count("\u2028") + 2
        assert problem.message.isprintable()


def test_config_of_the_nearest_folder_above_is_found(tmp_path: Path):
    """The settings are those of this folder or of the nearest above it that has some."""
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "site.yaml").write_text(SITE)
    assert find_config(deep) == tmp_path / "site.yaml"
    (tmp_path / "a" / "b" / "site.yaml").write_text(SITE)
    assert find_config(deep) == tmp_path / "a" / "b" / "site.yaml"


def test_config_that_is_not_there_is_a_problem(tmp_path: Path):
    """A settings file that cannot be read is named with the reason and the remedy."""
    with pytest.raises(InputError) as error:
        load_config(tmp_path / "mine.yaml")
    assert str(error.value).startswith("mine.yaml: cannot be read (No such file or directory); ")
    assert "--config" in str(error.value)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://example.org", None),
        ("http://localhost:8000/", None),
        ("https://example.org/a/b/", None),
        ("https://[::1]:80/", None),
        ("https://müller.example/", None),
        ("example.org", "which has no http:// or https://"),
        ("//example.org/", "which has no http:// or https://"),
        ("ftp://example.org/", "which has no http:// or https://"),
        ("https://", "which has no host"),
        ("https:///path/", "which has no host"),
        ("https://example.org/?a", "which has a query or a fragment"),
        ("https://example.org/#a", "which has a query or a fragment"),
        ("https://example.org:port/", "which is not an address"),
        ("https://[::1/", "which is not an address"),
        ('https://example.org/"', "which has characters that an address may not have"),
        ("https://exa mple.org/", "which has characters that an address may not have"),
        ("https://example.org\\evil/", "which has characters that an address may not have"),
    ],
)
def test_fault_of_a_site_address_is_told(url: str, fault: str | None):
    """An address of a site is http or https with a host, and no more than a path behind it."""
    assert url_fault(url) == fault


@pytest.mark.parametrize(
    ("written", "groups", "zone"),
    [
        ("", ("day", "month", "year"), "UTC"),
        ("dates: {}", ("day", "month", "year"), "UTC"),
        ("dates: {group_by: month}", ("month",), "UTC"),
        ("dates: {group_by: [year, week, day, week]}", ("day", "week", "year"), "UTC"),
        ("dates: {time_zone: Europe/Berlin}", ("day", "month", "year"), "Europe/Berlin"),
    ],
)
def test_groups_of_dates_come_finest_first(
    written: str, groups: tuple[str, ...], zone: str, tmp_path: Path
):
    """The groups of the archive may stand in any order; each counts once."""
    dates = _load(tmp_path, f"{SITE}{SOURCES}{written}\n").dates
    assert (dates.group_by, dates.time_zone) == (groups, zone)
