"""docs/templates.md names every template, block, macro, variable, field and filter that there is, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from unittest import mock

import jinja2.defaults
import pytest
from jinja2 import Template, meta, nodes
from markupsafe import Markup

from docs import variables
from docs.variables import says, views
from generator.build import build_site
from generator.newsletter import layout
from generator.render import pages
from generator.render.environment import make_environment, rendered
from generator.render.say import SayExtension
from tests.support import CHECKOUT, SITES, copy_input, english

Seen = dict[str, list[Mapping[str, object]]]
# Enough for words that came up of late ("drones").
PAPERS = "".join(
    f'{{"title": "Tree {n} in {words}", "abstract": "We count {n} trees of {words}.", "date": "{day}"}}\n'
    for day, words, count in (
        ("2025-03-14", "a wood", 40),
        ("2025-04-02", "the park", 9),
        ("2025-04-08", "towns with drones", 20),
        ("", "gardens", 8),
    )
    for n in range(count)
).replace(', "date": ""', "")
CONFIG = """\
site: {title: T, url: "https://example.org/"}
sources: [{path: a.jsonl}]
topics: [{slug: trees, title: Trees, any: [tree]}, {slug: parks, title: Parks, parent: trees, any: [park]}]
collections: [{slug: kept, title: Kept, any: [tree]}]
pages: {papers_per_page: 3}
dates: {group_by: [day, week, month, year]}
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Build sites that have between them every kind of page; gives what each template got."""
    found: Seen = {}

    def noted(template: Template, values: Mapping[str, object]) -> str:
        found.setdefault(template.name or "", []).append(values)
        return rendered(template, values)

    folder = tmp_path_factory.mktemp("sites")
    files = [
        copy_input(SITES / "valid" / name, folder / name) / "site.yaml"
        for name in ("woods", "rejected", "weeks", "edited")
    ]
    own = folder / "own" / "site.yaml"
    own.parent.mkdir()
    own.write_text(CONFIG, encoding="utf-8")
    own.with_name("a.jsonl").write_text(PAPERS, encoding="utf-8")
    own.with_name("about.md").write_text("# Trees\n", encoding="utf-8")
    own.with_name("editions").mkdir()
    for name in ("2025-04-08", "2025-04", "2025-W15", "2025"):
        note = own.with_name("editions") / f"{name}.md"
        note.write_text("---\npicks: [Tree 1 in towns with drones]\n---\nRead.\n", encoding="utf-8")
    with mock.patch.object(pages, "rendered", noted):
        for file in (*files, own):
            build_site(file, file.parent / "public", jobs=1)
    return found


def _is(value: object, kind: str) -> bool:
    """Tell whether a value is what the page says that it is."""
    if kind.endswith(" or none"):
        return value is None or _is(value, kind.removesuffix(" or none"))
    if kind.startswith("list of "):
        one = kind.removeprefix("list of ")
        return isinstance(value, tuple) and all(_is(each, one) for each in value)
    if kind in views():
        return type(value) is views()[kind]
    if kind == "HTML":
        return isinstance(value, Markup)
    if kind == "sections":
        return isinstance(value, tuple) and len(value) == 3
    known = {"text": str, "address": str, "number": int, "true or false": bool}
    return type(value) is known[kind]


def test_pages_are_documented_with_what_they_get(seen: Seen):
    """Each template of a page gets just the values that its table has, and each is of its type."""
    assert seen.keys() == says()["pages"].keys()
    for name, each in seen.items():
        table = says()["pages"][name]["values"]
        for values in each:
            assert values.keys() - says()["shared"].keys() == table.keys(), name
            for key, (kind, _) in table.items():
                assert _is(values[key], kind), (name, key, kind, values[key])


def test_types_that_may_be_none_or_a_value_are_both_seen(seen: Seen):
    """What the page says may be none is so somewhere, and is a value elsewhere."""
    for name, each in seen.items():
        for key, (kind, _) in says()["pages"][name]["values"].items():
            given = {values[key] is None for values in each}
            if kind.endswith(" or none"):
                assert False in given, (name, key)
            else:
                assert given == {False}, (name, key)


def test_shared_values_are_of_their_types(seen: Seen):
    """`head` and `frame` come with each page, `site` with every template."""
    for values in (values for each in seen.values() for values in each):
        for name in ("head", "frame"):
            assert type(values[name]) is views()[says()["shared"][name]["type"]]
    assert set(says()["shared"]) == {"site", "head", "frame"}


def test_every_template_is_documented():
    """Each shipped template is on the page, and none that is not there."""
    newsletter = {name for name in says()["newsletter"] if name != "values"}
    documented = {"base.html", *says()["pages"], *says()["partials"], *newsletter}
    assert documented == variables.templates().keys()
    text = variables.FILE.read_text(encoding="utf-8")
    assert [name for name in documented if f"{name}" not in text] == []


def _own_names(tree: nodes.Template) -> Iterator[str]:
    """Give what a template takes from partials, and its macros, which its blocks see too."""
    for each in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in each.names)
    yield from (each.name for each in tree.find_all(nodes.Macro))


def test_templates_use_nothing_else():
    """What a template asks for is what the page says that it gets."""
    shared = set(says()["shared"])
    for name, tree in variables.templates().items():
        wanted = meta.find_undeclared_variables(tree) - set(_own_names(tree))
        if name.startswith("email/"):
            assert wanted == says()["newsletter"]["values"].keys(), name
        elif name in says()["pages"]:
            assert wanted - shared <= says()["pages"][name]["values"].keys(), name
        elif "values" in says()["partials"].get(name, {}):
            assert wanted - {"site"} <= says()["partials"][name]["values"].keys(), name
        else:
            assert wanted <= shared, name


def test_every_block_is_documented():
    """Pages have the blocks of base.html; those and the newsletter's are explained."""
    for name in variables.templates():
        if name.startswith("pages/"):
            assert set(variables.blocks(name)) == set(says()["blocks"]["base.html"]), name
        else:
            assert set(variables.blocks(name)) == set(says()["blocks"].get(name, {})), name


def test_every_macro_is_documented():
    """Each macro of a partial is explained; those of pages are their own."""
    for name, part in says()["partials"].items():
        assert variables.macros(name).keys() == part.get("macros", {}).keys(), name


def test_every_field_of_a_view_is_documented():
    """Each view that templates see is there, with each of its fields and no other."""
    assert says()["views"].keys() == views().keys()
    for name, texts in says()["views"].items():
        assert texts.keys() == variables.fields(name).keys(), name
        for field, kind in variables.fields(name).items():
            last = kind.removesuffix(" or none").removeprefix("list of ")
            plain = {"text", "number", "true or false", "HTML", "address", "colours", "two numbers"}
            assert last in plain | views().keys(), (name, field, kind)


def test_every_filter_is_documented():
    """Filters, tags and globals beside those of Jinja are on the page."""
    environment = make_environment(CHECKOUT / "templates", english(), {})
    usual = jinja2.defaults.DEFAULT_FILTERS.keys()
    assert set(environment.filters) - usual == {"say"}
    assert set(environment.tests) == set(jinja2.defaults.DEFAULT_TESTS)
    assert set(environment.globals) == set(jinja2.defaults.DEFAULT_NAMESPACE)
    assert set(says()["tags"]) == SayExtension.tags
    issue = mock.Mock(words=english(), theme=mock.Mock(templates=None))
    letter = layout._environment(issue)
    assert set(letter.filters) - usual == says()["filters"].keys()


def test_reference_is_written_from_the_code():
    """The committed page is what `python -m docs.variables` writes."""
    written = variables.written()
    assert variables.FILE.read_text(encoding="utf-8") == written, "run python -m docs.variables"
