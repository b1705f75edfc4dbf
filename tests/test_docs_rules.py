"""The worked examples of docs/rules.md do what the page says."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from generator.classify import Classifier
from generator.config import load_config
from generator.models import Link, Paper
from generator.papers.merge import merge_records
from generator.rules import RuleBook, compile_rules
from tests.schema import faults
from tests.support import CHECKOUT, record

PAGE = (CHECKOUT / "docs" / "rules.md").read_text(encoding="utf-8")
SITE = "site: {title: T}\nsources: [{path: a.txt}]\n"
EXAMPLES = {
    match[1]: match[2]
    for match in re.finditer(r"^## Example (\d+): .*\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE)
}
_YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Row = dict[str, str]


def _yaml(section: str) -> str:
    """Give the YAML of an example; the first one uses that of the page's beginning."""
    return (_YAML.search(section) or _YAML.search(PAGE) or [""])[1]


def _rows(section: str) -> list[Row]:
    """Give the papers of an example: the rows of its table by the names of the columns."""
    lines = [line.strip("|") for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def _rules(folder: Path, section: str) -> RuleBook:
    file = folder / "site.yaml"
    file.write_text(SITE + _yaml(section), encoding="utf-8")
    return compile_rules(load_config(file))


def _paper(row: Row) -> Paper:
    """Make the paper of a row; `also` has further fields as `authors: Ada Example`."""
    also = dict(re.findall(r"`([\w.]+): ([^`]+)`", row.get("also", "")))
    made = replace(
        record(row["title"], row["abstract"]),
        authors=(also["authors"],) if "authors" in also else (),
        venue=also.get("venue"),
        categories=(also["categories"],) if "categories" in also else (),
        links=(Link(url="https://example.org/", kind="code"),) if "links.kind" in also else (),
    )
    (paper,) = merge_records([made])
    return paper


def _slugs(cell: str) -> tuple[str, ...]:
    assert cell == "none" or "`" in cell, cell
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_page_has_five_examples():
    """The page teaches with five examples of some papers each."""
    assert list(EXAMPLES) == ["1", "2", "3", "4", "5"]
    for section in EXAMPLES.values():
        assert len(_rows(section)) >= 4


@pytest.mark.parametrize(
    ("example", "row"),
    [
        pytest.param(number, row, id=f"{number}-{row['title']}")
        for number, section in EXAMPLES.items()
        for row in _rows(section)
    ],
)
def test_example_comes_out_as_the_page_says(tmp_path: Path, example: str, row: Row):
    """Each made-up paper gets the topics, collections and scores of its row, on the words quoted there."""
    rules = _rules(tmp_path, EXAMPLES[example])
    classifier, paper = Classifier(rules), _paper(row)
    found = classifier.classified(paper)
    assert found.topics == _slugs(row["topics"])
    if "collections" in row:
        assert found.collections == _slugs(row["collections"])
    words = {word for match in found.matches for word in match.terms}
    assert words <= set(re.findall(r'"([^"]+)"', row["why"]))
    evidence = classifier.read(paper)
    scores = {
        rule.slug: classifier.topics.score(rule.condition, evidence)
        for rule in rules.topics
        if rule.condition is not None
    }
    for slug, score in re.findall(r"`([^`]+)` ([\d.]+)", row.get("scores", "")):
        assert scores.pop(slug) == pytest.approx(float(score))
    assert not (scores and "scores" in row)


@pytest.mark.parametrize("block", _YAML.findall(PAGE), ids=lambda block: block.split("\n")[0])
def test_every_yaml_of_the_page_is_well_formed(block: str):
    """What the page shows as YAML, the whole or a part of a site.yaml, has right keys and values."""
    if block.startswith("- slug:"):
        block = f"topics:\n{block}"
    elif block.startswith("  any:"):
        block = "topics:\n- slug: a\n  title: A\n" + textwrap.indent(textwrap.dedent(block), "  ")
    assert faults(SITE + block) == []
