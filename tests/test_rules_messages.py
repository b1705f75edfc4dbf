"""What is said of rules that cannot be compiled, and what compiled ones hold."""

from __future__ import annotations

import datetime as dt
import pprint
from dataclasses import replace
from pathlib import Path

import pytest

from generator.classify import Classifier
from generator.config import load_config
from generator.errors import BroadsheetError
from generator.models import Link, Paper
from generator.papers.merge import merge_records
from generator.rules import compile_rules
from generator.rules.fingerprint import rules_fingerprint
from tests.support import SITES, record

RULES = Path(__file__).resolve().parent / "data" / "rules"

_OF_RULES = (
    "rule-",
    "term-",
    "list-",
    "lists-",
    "include",
    "collection-",
    "topic-",
    "several-in-the-rules",
    "several-in-all",
    "key-unknown",
)
INVALID = sorted(
    site.name for site in (SITES / "invalid").iterdir() if site.name.startswith(_OF_RULES)
)


def _said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give what is said of the rules of a site, nothing where they are right."""
    monkeypatch.chdir(folder)
    try:
        compile_rules(load_config(Path("site.yaml")))
    except BroadsheetError as error:
        return f"{error}\n"
    return ""


@pytest.mark.parametrize("name", INVALID)
def test_mistake_in_rules_is_told_as_committed(name: str, monkeypatch: pytest.MonkeyPatch):
    """The rules of a committed site with a mistake get the message that stands beside it."""
    folder = SITES / "invalid" / name
    assert _said(folder, monkeypatch) == (folder / "expected.txt").read_text(encoding="utf-8")


MESSAGES = RULES / "messages.txt"
COMPILED = RULES / "compiled.txt"
_REST = """\
  - {slug: other, title: Other, includes: [t]}
  - {slug: top, title: Top}
  - {slug: empty, title: Empty, none: [x], parent: top}
lists: {words: [leaf]}
collections: [{slug: c, title: C, all: [{list: words}]}]
"""


def _message(folder: Path, rule: str, monkeypatch: pytest.MonkeyPatch) -> str:
    text = "site: {title: T}\nsources: [{path: x}]\ntopics:\n"
    (folder / "site.yaml").write_text(
        f"{text}  - {{slug: t, title: T, {rule}}}\n{_REST}", encoding="utf-8"
    )
    return _said(folder, monkeypatch)


def told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give each rule of the committed list, and what is said of it."""
    rules = [line for line in MESSAGES.read_text(encoding="utf-8").splitlines() if line[:1] != " "]
    lines = []
    for rule in rules:
        lines.append(rule)
        lines += [f"    {line}" for line in _message(folder, rule, monkeypatch).splitlines()]
    return "\n".join(lines) + "\n"


def test_rules_get_their_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A rule with a mistake, which stands in a topic in line 4, gets what stands below it, and a right one nothing."""
    assert told(tmp_path, monkeypatch) == MESSAGES.read_text(encoding="utf-8")


def _papers() -> list[Paper]:
    """Give papers that one part of a rule or another holds for."""
    texts = [
        ("On Trees", "A tree and a tree, trees, and one tree more."),
        ("On Oaken Doors", "The oak of doors; oaks."),
        ("Yew and yew", "A yew, a Yew. Birch leaves, and a birch leaf."),
        ("Syntax of Trees", "A tree."),
        ("A Genealogical Tree", "Trees of families. Moss."),
        (
            "The Floor of a Dark Old Forest",
            "Trunks on the forest floor, in the forest and on its wet floor.",
        ),
        ("Bushes", "Low bushes with a green leaf; a shrub."),
        ("Bushes and a Tree", "Low bushes with a green leaf."),
        ("Ferns", "Fern after fern. Moss, mosses."),
        ("In the AWS Cloud", "Nothing of plants."),
        ("Stones", "They are hard."),
    ]
    code = Link(url="https://github.com/a/b", kind="code")
    home = Link(url="https://example.org/", kind="project")
    with_fields = [
        {"authors": ("Ada Lovelace",), "links": (code,)},
        {"authors": ("Wu Li", "Rianne van den Berg")},
        {"venue": "NeurIPS 2024", "date": dt.date(2025, 2, 28)},
        {"venue": "NeurIPS 2024", "date": dt.date(2025, 3, 1)},
        {"ids": (("arxiv", "2501.00001"),), "categories": ("cs.LG",), "links": (home,)},
        {"ids": (("doi", "10.1000/x"),), "categories": ("cs.CL",)},
        {"date": dt.date(2023, 2, 1)},
    ]
    records = [record(title, text) for title, text in texts]
    records += [
        replace(record(f"Field {number}", "A tree is a tree, they say."), **fields)
        for number, fields in enumerate(with_fields)
    ]
    return [paper for one in records for paper in merge_records([one])]


def compiled() -> str:
    """Give what the rules of the committed digest are compiled to, and what they give to papers."""
    book = compile_rules(load_config(RULES / "site.yaml"))
    lines = [pprint.pformat(book, width=130).replace(f"{RULES}/", "")]
    lines.append(pprint.pformat(rules_fingerprint(book), width=130))
    classifier = Classifier(book)
    papers = _papers()
    for paper, at_once in zip(papers, classifier.classified_all(papers), strict=True):
        alone = classifier.classified(paper)
        assert alone == at_once
        lines.append(f"{paper.title} | {', '.join(alone.collections)}")
        lines += [f"    {match}" for match in alone.matches]
    return "\n".join(lines) + "\n"


def test_rules_are_compiled_as_committed():
    """The rules of a digest with every kind of condition hold what stands beside them, and give what stands there."""
    assert compiled() == COMPILED.read_text(encoding="utf-8")
