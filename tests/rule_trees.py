"""Made-up topics and papers for properties of the rules: trees of topics as site.yaml would hold them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from generator.models import SourceRecord
from generator.rules import RuleBook
from tests.support import record
from tests.test_rules_conditions import rules_of

Topic = dict[str, Any]

WORDS = ("tree", "bush", "weed", "moss", "fern")
_TERMS = st.sampled_from((*WORDS, "tree bush", "we*", "moss ~1 fern", "/fe?r+n/"))
_WEIGHTS = st.sampled_from((0.2, 0.35, 0.5, 1, 2))
_FIELDS = st.one_of(
    st.builds(lambda term: {"title": [term]}, _TERMS),
    st.builds(lambda term, weight: {"abstract": term, "weight": weight}, _TERMS, _WEIGHTS),
    st.sampled_from(({"authors": ["Lovelace"]}, {"categories": "cs.*"}, {"links.kind": "code"})),
)


def _groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, min_size=1, max_size=3)
    return st.fixed_dictionaries(
        {}, optional={"any": lists, "all": lists, "none": lists, "weight": _WEIGHTS}
    ).filter(lambda group: group.keys() & {"any", "all", "none"})


_ENTRIES = st.recursive(_TERMS | _FIELDS, _groups, max_leaves=5)
_RULES = st.fixed_dictionaries(
    {},
    optional={
        "any": st.lists(_ENTRIES, min_size=1, max_size=4),
        "all": st.lists(_ENTRIES, min_size=1, max_size=3),
        "none": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
        "threshold": st.sampled_from((0.5, 1, 2, 4)),
    },
)


@st.composite
def topic_trees(draw: st.DrawFn) -> list[Topic]:
    """Give topics with parents and includes among them, none in a circle, in any order."""
    topics: list[Topic] = []
    for number in range(draw(st.integers(2, 6))):
        slug = f"t{number}"
        topic: Topic = {"slug": slug, "title": slug, **draw(_RULES)}
        if topics and draw(st.booleans()):
            topic["parent"] = draw(st.sampled_from([other["slug"] for other in topics]))
        # A topic without a rule of its own cannot be included.
        ruled = [other["slug"] for other in topics if other.keys() & {"any", "all", "includes"}]
        if ruled and draw(st.booleans()):
            topic["includes"] = draw(st.lists(st.sampled_from(ruled), min_size=1, unique=True))
        topics.append(topic)
    parents = {topic.get("parent") for topic in topics}
    for topic in topics:
        if not topic.keys() & {"any", "all", "none", "includes"} and topic["slug"] not in parents:
            topic["any"] = ["tree"]
    return draw(st.permutations(topics))


@st.composite
def records(draw: st.DrawFn, number: int = 0) -> SourceRecord:
    """Give a record of a paper whose title no record of another number has."""
    words = st.lists(st.sampled_from((*WORDS, "stone")), max_size=6)
    title = f"On {' '.join(draw(words))} Number {number}"
    made = record(title, f"About {' '.join(draw(words))}.", path=f"seeds/{number}.txt")
    return replace(
        made,
        authors=draw(st.sampled_from(((), ("Ada Lovelace", "B. Du")))),
        categories=draw(st.sampled_from(((), ("cs.LG",), ("math.CO",)))),
    )


def compiled(folder: Path, topics: list[Topic]) -> RuleBook:
    """Compile made-up topics; JSON is YAML too."""
    return rules_of(folder, f"  {json.dumps(topics)}\n")


def above(topics: list[Topic]) -> dict[str, list[str]]:
    """Give for each topic itself and those above it, nearest first."""
    parents = {topic["slug"]: topic.get("parent") for topic in topics}
    lines: dict[str, list[str]] = {}
    for slug in parents:
        line, up = [slug], parents[slug]
        while up is not None:
            line.append(up)
            up = parents[up]
        lines[slug] = line
    return lines


def steps(topics: list[Topic]) -> set[tuple[str, str]]:
    """Give every pair of a child and its parent."""
    return {pair for line in above(topics).values() for pair in pairwise(line)}
