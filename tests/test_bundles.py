"""Scripts that are served as one file."""

from __future__ import annotations

import json
import re

import pytest

from generator.bundles import Spoken, bundled
from generator.errors import BroadsheetError
from tests.support import CHECKOUT, english


def _files(bundles: dict[str, list[str]], **scripts: str) -> dict[str, bytes]:
    files = {f"js/{name}.js": text.encode() for name, text in scripts.items()}
    return {**files, "js/bundles.json": json.dumps(bundles).encode()}


def test_bundle_has_its_parts_in_order_and_they_are_not_served_apart():
    """A bundle is its parts one after the other; other scripts stay as they are."""
    made = bundled(_files({"js/all.js": ["js/b.js", "js/a.js"]}, a="a();", b="b();", c="c(); // c"))
    assert made == {"js/all.js": b"b();\na();", "js/c.js": b"c(); // c"}


def test_comments_of_our_scripts_are_taken_out_and_those_of_others_stay():
    """A licence that another project asks to keep stays in the bundle; texts that look like comments too."""
    files = _files(
        {"js/all.js": ["vendor/x/x.js", "js/a.js"]}, a='/* why */ f("/* no comment */"); // end'
    )
    made = bundled({**files, "vendor/x/x.js": b"/** @license MIT */ x();"})
    assert made["js/all.js"] == b'/** @license MIT */ x();\nf("/* no comment */");'


def test_missing_part_is_named():
    """A bundle of a script that is not there names it."""
    with pytest.raises(BroadsheetError, match=r"names js/gone\.js, which is not there"):
        bundled(_files({"js/all.js": ["js/gone.js"]}))


def test_bundle_begins_with_the_texts_that_it_says():
    """A bundle has the texts of its own parts and the language of their plurals, and one that says nothing has none."""
    texts = {"a.b": "Text “with” {value}", "c.d": {"one": "1", "other": "2"}, "e.f": "Unused"}
    files = _files({"js/all.js": ["js/a.js"], "js/mute.js": ["js/b.js"]}, b="b();", a="""
        say("a.b", { value }); say(
          "c.d", { count })""")  # fmt: skip
    made = bundled(files, Spoken(language="de", find=texts.__getitem__))
    table = '{"":"de","a.b":"Text “with” {value}","c.d":{"one":"1","other":"2"}}'
    assert (
        made["js/all.js"]
        .decode()
        .startswith(f"Object.assign((self.broadsheet??={{}}).texts??={{}},{table});\n")
    )
    assert made["js/mute.js"] == b"b();"


def test_script_that_says_an_unknown_text_is_named():
    """A key without a text stops the build, with the script's name."""
    files = _files({"js/all.js": ["js/a.js"]}, a='say("star.stra")')
    with pytest.raises(BroadsheetError, match=r'static/js/a\.js: .*did you mean "star.star"\?'):
        bundled(files, Spoken(language="en", find=english().of_script))


@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "static").rglob("*.js")), ids=lambda path: path.name
)
def test_every_key_that_a_script_says_stands_there(path):
    """A key that is put together would not be found: each call of `say` begins with the whole of one."""
    said = re.findall(r"\bsay\((?!\s*\"[a-z_]+\.[a-z_]+\")", path.read_text(encoding="utf-8"))
    assert said == []


def test_without_bundles_files_stay_as_they_are():
    """Static files without a list of bundles are given back."""
    assert bundled({"css/site.css": b"a{}"}) == {"css/site.css": b"a{}"}


@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "static").rglob("*.js")), ids=lambda path: path.name
)
def test_no_script_has_a_template_within_a_template(path):
    """Rjsmin takes the inner one for the end of the outer, and spaces out of texts."""
    nested = re.search(r"`[^`]*\$\{[^}`]*`", path.read_text(encoding="utf-8"))
    assert nested is None, nested
