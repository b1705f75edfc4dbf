"""The schema of site.yaml, the loader and the documentation know the same keys and values."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import schema
from generator.config import load_config, parse_document
from generator.config.key import Key
from generator.config.keys import COLLECTION, INCLUDED, OVERRIDE, SETTINGS, SOURCE, TOPIC, paths
from generator.config.rule_keys import CONDITION, RULE
from generator.errors import InputError
from generator.rules import compile_rules
from tests.schema import faults, plain, properties
from tests.support import CHECKOUT, SITES

VALID = [CHECKOUT / "site.yaml", *sorted((SITES / "valid").glob("*/site.yaml"))]
INVALID = sorted(path.parent.name for path in (SITES / "invalid").glob("*/site.yaml"))

# A site in which every section stands, and in which the word "plants" names something everywhere.
BASE = {
    "site": {"title": "T"},
    "sources": [{"path": "a.txt", "year": 2025}],
    "topics": [
        {"slug": "plants", "title": "Plants", "any": ["plant"]},
        {"slug": "trees", "title": "Trees", "any": [{"list": "plants"}]},
    ],
    "lists": {"plants": ["tree"]},
    "collections": [{"slug": "coded", "title": "Coded", "any": [{"topics": "plants"}]}],
    "overrides": [{"paper": "A", "pin": True, "title": "B"}],
}
WORD = "plants"
SAMPLES = [
    WORD, "two words", "", " ", 5, 0, -1, 2.5, 1_000_000, True, None, [], [WORD], [WORD, WORD],
    [""], [None], [[WORD]], {}, {"a": "b"}, [{}], [{"a": "b"}], [{"title": [WORD], "weight": 2}],
    [{"weight": 2}], [{"list": WORD}], {"list": WORD}, [{"list": WORD, "weight": 0.5}],
    [{"any": [WORD], "none": [{"title": "x"}]}], "2025-03-14", "2025-03", "2025", "14 March 2025",
    {"from": "2025-01", "to": 2025}, {"from": "soon"}, {"until": "2025"}, "https://example.org/a",
    "code", ["code", "mod*"], "en", "example.org,2025", "UTC", "%Y-%m-%d", ["month"], "Plants",
]  # fmt: skip


def _accepted(folder: Path, settings: object) -> tuple[bool, str]:
    """Say whether a digest can be built of settings, and what is wrong with them."""
    (folder / WORD).write_text("{}", encoding="utf-8")
    file = folder / "site.yaml"
    file.write_text(json.dumps(settings), encoding="utf-8")
    try:
        compile_rules(load_config(file))
    except InputError as error:
        return False, str(error)
    return True, ""


def _with(place: tuple[str | int, ...], name: str, value: object) -> dict[str, object]:
    """Give the settings of `BASE` with one key changed."""
    settings = copy.deepcopy(BASE)
    inner: object = settings
    for step in place:
        if isinstance(inner, dict) and step not in inner:
            inner[step] = {}
        inner = inner[step]  # type: ignore[index]
    inner[name] = value  # type: ignore[index]
    return settings


def _placed(
    keys: tuple[Key, ...] = SETTINGS, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Key]]:
    """Give every key with where it stands in `BASE`; conditions stand in groups of topics and collections."""
    for key in keys:
        yield place, key
        if key.kind == "mapping":
            yield from _placed(key.keys, (*place, key.name))
        elif key.kind == "mappings" and key.name != "links":
            # The second topic may name the first one.
            last = 1 if key.name == "topics" else 0
            yield from _placed(key.keys, (*place, key.name, last))
    if not place:
        for section, last in (("topics", 1), ("collections", 0)):
            yield from (((section, last, "any", 0), key) for key in CONDITION)


PLACED = [(place, key) for place, key in _placed() if key.kind != "mappings" or place == ()]


def test_schema_is_written_from_the_keys():
    """The committed schema is what `python -m docs.schema` writes."""
    assert schema.FILE.read_text(encoding="utf-8") == schema.written(), "run python -m docs.schema"


def test_schema_names_every_key_and_says_what_it_does():
    """Each key is in the schema, with a sentence, its default if it has one, and no other key is."""
    known = dict(properties(schema.schema()))
    sections = {key.name: key for key in SETTINGS}
    documented = {path for path, _ in paths()} - {"lists.NAME"}
    assert documented <= known.keys()
    assert {path.partition(".")[0].removesuffix("[]") for path in known} == set(sections)
    for path, key in paths():
        if path != "lists.NAME":
            assert known[path]["description"] == key.says
            assert json.dumps(known[path].get("default")) == json.dumps(key.default)
    for key in (*SETTINGS, *CONDITION, *(key for _, key in paths())):
        assert re.fullmatch(r"[A-Z].*[^.]\.", key.says), key


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.parent.name)
def test_schema_has_nothing_against_a_valid_site(path: Path):
    """The shipped site.yaml and every valid one of the tests pass the schema."""
    assert faults(path.read_text(encoding="utf-8")) == []


def test_editors_find_the_schema_of_the_shipped_site():
    """The first line of the shipped site.yaml names the schema in the words of YAML's language server."""
    first = (CHECKOUT / "site.yaml").read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (CHECKOUT / named).resolve() == schema.FILE


# The mistakes of wrong keys, missing keys and wrong kinds of values, by what the build says of them.
_SEEN = re.compile(
    r"nknown key |has no \"(?!rule)|has no rule; expected any or all;|there is no \"|a group without terms"
    r"|is (?:empty|nothing|a list|a mapping|\"(?!\.nan)[^\"]*\"); expected (?!one of: \w[\w-]*; )"
    r"(?:some text|a list|a mapping|a whole number|a number|one value|one of|a text|paths|entries|names|true)"
)


@pytest.mark.parametrize("name", INVALID)
def test_schema_refuses_the_mistakes_that_a_schema_can_see(name: str):
    """A wrong or missing key and a value of the wrong kind are marked in an editor already."""
    folder = SITES / "invalid" / name
    lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    seen = [line for line in lines if line.startswith("site.yaml:") and _SEEN.search(line)]
    if seen and "YAML" not in lines[0]:
        assert faults((folder / "site.yaml").read_text(encoding="utf-8")), seen


def test_base_of_the_comparisons_is_valid(tmp_path: Path):
    """The settings that the next test changes are right as they are."""
    assert _accepted(tmp_path, BASE) == (True, "")
    assert faults(json.dumps(BASE)) == []


# What the build knows of names and files, and a schema cannot.
_BEYOND = re.compile(
    r"is not UTF|stands twice|in the wrong place|no letter|no rule|unknown (?:list|topic|parent)"
    r"|expected one of: plants, trees|there is none|does nothing|matches no file|circle|used by no rule|has no rule"
    r"|time zone|no place of|date_pattern|the day|already|beside"
)


@pytest.mark.parametrize(
    ("place", "key"), PLACED, ids=[".".join(map(str, (*place, key.name))) for place, key in PLACED]
)
def test_schema_and_loader_agree_on_every_value(
    tmp_path: Path, place: tuple[str | int, ...], key: Key
):
    """For each key, the schema takes a value exactly when the build does, names and files aside."""
    bounds = [key.least - 1, key.least, key.most, key.most + 1] if key.kind == "whole" else []
    for value in (*SAMPLES, *bounds, *key.examples, *key.choices):
        settings = _with(place, key.name, value)
        accepted, problems = _accepted(tmp_path, settings)
        beyond = not accepted and all(_BEYOND.search(line) for line in problems.splitlines())
        if not beyond:
            found = faults(json.dumps(settings))
            assert (not found) == accepted, f"{value!r}: {found or problems}"


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        pytest.param((), SETTINGS, id="top"),
        *(
            pytest.param((key.name,), key.keys, id=key.name)
            for key in SETTINGS
            if key.kind == "mapping"
        ),
        pytest.param(("sources", 0), SOURCE, id="source"),
        pytest.param(("sources", 0, "columns"), SOURCE[-1].keys, id="columns"),
        pytest.param(("topics", 0), TOPIC, id="topic"),
        pytest.param(("collections", 0), COLLECTION, id="collection"),
        pytest.param(("overrides", 0), OVERRIDE, id="override"),
        pytest.param(("topics", 1, "any", 0), CONDITION, id="condition"),
    ],
)
def test_loader_knows_the_same_keys(
    tmp_path: Path, place: tuple[str | int, ...], keys: tuple[Key, ...]
):
    """The keys that a message names as known, and so those that are read, are those of the schema."""
    accepted, problems = _accepted(tmp_path, _with(place, "unheard-of", "x"))
    assert not accepted
    (known,) = re.findall(r'"unheard-of".*; known keys: ([^;]+);', problems)
    assert sorted(known.split(", ")) == sorted(key.name for key in keys)


def test_included_file_has_the_keys_of_the_schema(tmp_path: Path):
    """An included file may hold those of the top-level keys that are not about the whole site."""
    (tmp_path / "more.yaml").write_text("unheard-of: 1\n", encoding="utf-8")
    _, problems = _accepted(tmp_path, {**BASE, "include": "more.yaml"})
    (known,) = re.findall(r"known keys: ([^;]+);", problems)
    assert sorted(known.split(", ")) == sorted(key.name for key in INCLUDED)


def _documented() -> dict[str, str]:
    """Give the keys in the table of docs/site-yaml.md, each with its default as written there."""
    page = (CHECKOUT / "docs" / "site-yaml.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]*)\| ", page, re.MULTILINE)
    found: dict[str, str] = {}
    for names, default in rows:
        first, *others = re.findall(r"`([^`]+)`", names)
        above = first[: first.rfind(".") + 1]
        for path in (first, *(f"{above}{other}" for other in others)):
            assert path not in found, f"{path} stands twice"
            found[path] = default.strip()
    return found


def test_every_key_is_documented_with_its_default():
    """The table in docs/site-yaml.md has each key once, and no other, with what holds without it."""
    documented = _documented()
    known = dict(paths())
    assert documented.keys() == known.keys()
    for path, key in known.items():
        assert documented[path].strip("`[]").replace("`", "") == _shown(path, key), path


def _shown(path: str, key: Key) -> str:
    # What holds without the keys of a rule stands in docs/rules.md.
    if key.required or key in RULE or path == "lists.NAME":
        return ""
    if key.default is None:
        return key.otherwise
    value = key.default
    return ", ".join(value) if isinstance(value, tuple) else json.dumps(value).strip('"')


def test_every_key_of_a_rule_is_documented():
    """docs/rules.md speaks of each key that a group of a rule may have."""
    page = (CHECKOUT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [key.name for key in CONDITION if f"`{key.name}`" not in page] == []


def test_examples_in_the_schema_are_valid():
    """Each example that an editor offers is one that the schema takes."""
    for place, key in PLACED:
        # A rule may ask for topics in a collection alone.
        asks_for_topics = key.name == "topics" and place[:1] == ("topics",)
        for value in () if asks_for_topics else key.examples:
            found = faults(json.dumps(_with(place, key.name, value)))
            assert found == [], (key.name, value)
    assert plain(parse_document("a: 2025-03-14", "x")) == {"a": "2025-03-14"}
