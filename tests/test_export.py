"""A paper as one line of JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location
from generator.export import paper_json, papers_artifact
from generator.models import ClassifiedPaper, Link, Slug, TopicMatch, new_sighting
from generator.papers.merge import merge_records
from tests.support import RIVERS, RIVERS_TITLE, record

(PAPER,) = merge_records([record(RIVERS_TITLE, RIVERS)])


def test_paper_is_written_with_the_keys_of_the_contract():
    """Every key of the contract is there with its kind of value, and no other."""
    older = RIVERS.replace("two hundred", "ninety")
    (paper,) = merge_records(
        [
            record(RIVERS_TITLE, RIVERS, "b.txt", 7, dt.date(2025, 3, 15)),
            record(f" {RIVERS_TITLE}", older, "a.txt", 3, dt.date(2025, 3, 14)),
        ]
    )
    topic = TopicMatch(topic=Slug("rivers"), terms=("river",))
    line = paper_json(ClassifiedPaper(paper=paper, matches=(topic,)))
    assert "\n" not in line
    assert json.loads(line) == {
        "id": paper.id,
        "slug": paper.slug,
        "title": RIVERS_TITLE,
        "title_is": "given",
        "abstract": RIVERS,
        "as_read": {"title": RIVERS_TITLE, "abstract": RIVERS},
        "authors": [],
        "topics": ["rivers"],
        "dates": ["2025-03-14", "2025-03-15"],
        "links": [{"url": "https://example.org/maps", "kind": "other"}],
        "ids": {},
        "sources": [
            {"path": "a.txt", "line": 3, "format": "search-page"},
            {"path": "b.txt", "line": 7, "format": "search-page"},
        ],
        "variants": [{"title": RIVERS_TITLE, "abstract": older}],
    }


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.booleans())
def test_line_is_what_json_itself_writes(title: str, path: str, names: list[str], known: bool):
    """A line is, byte for byte, what Python's own encoder makes of what stands in it."""
    paper = dataclasses.replace(
        PAPER,
        title=title,
        as_read_title=title if known else None,
        as_read_abstract=path,
        authors=tuple(names),
        ids=tuple((name, title) for name in names),
        links=(Link(url=path, kind="code"),),
        sources=(
            new_sighting(location=Location(path=path, line=7 if known else None), format=path),
        ),
    )
    line = paper_json(ClassifiedPaper(paper=paper, matches=()))
    assert line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))
    written = json.loads(line)
    assert (written["title"], written["authors"], written["ids"]) == (title, names, dict(paper.ids))
    assert written["as_read"] == {"title": paper.as_read_title, "abstract": path}
    assert written["links"] == [{"url": path, "kind": "code"}]
    assert written["sources"] == [{"path": path, "line": 7 if known else None, "format": path}]


@given(st.lists(st.text(min_size=1).filter(str.strip), max_size=4, unique=True))
def test_any_text_stays_on_its_line(texts: list[str]):
    """Whatever a paper holds, it is one line of JSON in UTF-8, in the order of the ids."""
    records = [record(None, f"{number} {text}", line=number) for number, text in enumerate(texts)]
    papers = [ClassifiedPaper(paper=paper, matches=()) for paper in merge_records(records)]
    artifact = papers_artifact(papers)
    assert artifact.path == "data/papers.jsonl"
    lines = artifact.data.decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["id"] for line in lines] == sorted(p.paper.id for p in papers)
