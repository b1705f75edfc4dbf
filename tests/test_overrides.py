"""What the owner says of single papers. What is refused stands in tests/sites/invalid."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import classify
from generator.config import OverrideSettings
from generator.errors import Location
from generator.library import read_library
from generator.models import ClassifiedPaper, Link, Paper, Slug
from generator.overrides import edit_papers
from generator.papers.merge import merge_records
from generator.rules import RuleBook
from tests.support import (
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    record,
    run_broadsheet,
    write_site,
)
from tests.test_rules_conditions import rules_of

TOPICS = (
    "  - {slug: plants, title: Plants}\n"
    "  - {slug: trees, title: Trees, parent: plants, any: [tree]}\n"
    "  - {slug: pines, title: Pines, parent: trees, any: [pine]}\n"
    "  - {slug: lists, title: Lists, any: [list]}\n"
    "  - {slug: water, title: Water, any: [{any: [river], weight: 0.5}, {links.kind: video}]}\n"
)
SLUGS = [Slug(slug) for slug in ("plants", "trees", "pines", "lists", "water")]
PARENTS = {"trees": "plants", "pines": "trees"}
PLACE = Location(path="site.yaml", line=7)


def override(paper: str = TREES_TITLE, **changes: object) -> OverrideSettings:
    """Make an override; of its topics only the slugs are given."""
    return OverrideSettings(paper=paper, location=PLACE, **changes)  # type: ignore[arg-type]


def papers() -> tuple[Paper, ...]:
    """Make three papers, two of them with ids, one seen under two titles."""
    return tuple(
        merge_records(
            [
                record(SORTING_TITLE, SORTING),
                replace(
                    record(TREES_TITLE, TREES, date=dt.date(2025, 3, 14)),
                    ids=(("arxiv", "1412.6980"), ("doi", "10.1000/trees")),
                    links=(Link(url="https://example.org/a", kind="other"),),
                ),
                replace(record("How to Count Trees", TREES, line=2), ids=(("arxiv", "1412.6980"),)),
                replace(record(RIVERS_TITLE, RIVERS), ids=(("openreview", "rJl-b3RcF7"),)),
            ]
        )
    )


def by_title(title: str) -> Paper:
    (found,) = (paper for paper in papers() if paper.title == title)
    return found


def classified(
    folder: Path, overrides: Sequence[OverrideSettings], rules: RuleBook | None = None
) -> dict[str, ClassifiedPaper]:
    """Give the papers that stay, by the titles under which they were read."""
    edited = edit_papers(papers(), overrides)
    rules = rules or rules_of(folder, TOPICS)
    titles = {paper.id: paper.title for paper in papers()}
    found = classify(edited.papers, rules, edited.overrides)
    return {titles[one.paper.id]: one for one in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(TREES_TITLE, TREES_TITLE, id="title"),
        pytest.param("counting trees in large forests!", TREES_TITLE, id="title-folded"),
        pytest.param("How to count trees", TREES_TITLE, id="other-title"),
        pytest.param("Counting Trees", None, id="part-of-a-title"),
        pytest.param("Counting Trees*", TREES_TITLE, id="glob-at-the-end"),
        pytest.param("*in LARGE forests", TREES_TITLE, id="glob-at-the-start"),
        pytest.param("Sorting * Small Networks", SORTING_TITLE, id="glob-inside"),
        pytest.param("[S]orting*", SORTING_TITLE, id="brackets-are-folded-away"),
        pytest.param("arxiv:1412.6980", TREES_TITLE, id="arxiv"),
        pytest.param("arXiv: 1412.6980v9", TREES_TITLE, id="arxiv-with-version"),
        pytest.param("1412.6980", TREES_TITLE, id="arxiv-bare"),
        pytest.param("https://arxiv.org/abs/1412.6980", TREES_TITLE, id="arxiv-address"),
        pytest.param("doi:10.1000/TREES", TREES_TITLE, id="doi"),
        pytest.param("openreview:rJl-b3RcF7", RIVERS_TITLE, id="openreview"),
        pytest.param("acl:P18-1001", None, id="id-of-no-paper"),
        pytest.param("arxiv:1412.*", TREES_TITLE, id="glob-of-ids"),
        pytest.param("ARXIV:*", TREES_TITLE, id="glob-of-a-scheme"),
        pytest.param("arxiv:*trees*", None, id="glob-of-ids-is-none-of-titles"),
        pytest.param("doi:10.1000/?rees*", None, id="only-the-star-is-a-sign"),
        pytest.param("0000", None, id="nothing"),
    ],
)
def test_papers_are_named_by_id_title_or_glob(text: str, expected: str | None):
    """An override is meant for the papers with its id or its title, or that its glob fits."""
    edited = edit_papers(papers(), [override(text, pin=True)])
    titles = [paper.title for paper in edited.papers if paper.id in edited.overrides]
    assert titles == ([expected] if expected else [])
    assert bool(edited.unmatched) == (expected is None)


def test_papers_are_named_by_our_id_and_slug():
    """Our own id names a paper, and so does the last part of its address."""
    for paper in papers():
        for name in (paper.id, paper.slug):
            assert list(edit_papers(papers(), [override(name, pin=True)]).overrides) == [paper.id]


def test_title_that_begins_as_an_id_is_a_title_still():
    """A title may begin with the name of a scheme and a colon."""
    (paper,) = merge_records([record("ACL: A Knee and its Ligament", "A knee.")])
    edited = edit_papers([paper], [override("ACL: a knee and its ligament", pin=True)])
    assert list(edited.overrides) == [paper.id]


def test_fixed_title_day_and_links_are_shown_and_judged(tmp_path: Path):
    """Rules see the title, the day and the links that were given; address and text as read stay."""
    video = Link(url="https://youtu.be/x", kind="video")
    changes = override(
        title="Pines, $\\alpha$ and *Rivers*", date=dt.date(2024, 1, 2), links=(video,)
    )
    before, after = by_title(TREES_TITLE), classified(tmp_path, [changes])[TREES_TITLE]
    paper = after.paper
    assert (paper.title, paper.title_is) == ("Pines, α and Rivers", "given")
    assert paper.dates == (dt.date(2024, 1, 2),)
    assert paper.links == (video, *before.links)
    assert after.topics == ("plants", "trees", "pines", "water")
    for name in ("id", "slug", "abstract", "as_read_title", "as_read_abstract", "sources"):
        assert getattr(paper, name) == getattr(before, name)


def test_derived_title_that_was_fixed_counts_as_given(tmp_path: Path):
    """A paper without a title gets the one that it is given, and rules find its words there."""
    (paper,) = merge_records([record(None, "We count nothing at all in this short note of ours.")])
    assert paper.title_is == "derived"
    edited = edit_papers([paper], [override(paper.id, title="On a River")])
    (after,) = classify(edited.papers, rules_of(tmp_path, TOPICS), edited.overrides)
    assert (after.paper.title_is, after.topics) == ("given", ("water",))


def test_link_that_is_known_gets_the_kind_that_was_given():
    """A given link comes first, and once; its kind is the one given."""
    known = Link(url="https://example.org/a", kind="dataset")
    edited = edit_papers(papers(), [override(links=(known,))])
    (paper,) = (paper for paper in edited.papers if paper.title == TREES_TITLE)
    assert paper.links == (known,)


@pytest.mark.parametrize(
    ("changes", "topics"),
    [
        ({"remove_topics": ("trees",)}, ()),
        ({"remove_topics": ("plants",)}, ()),
        ({"remove_topics": ("pines",)}, ("plants", "trees")),
        ({"add_topics": ("pines",)}, ("plants", "trees", "pines")),
        ({"add_topics": ("lists",)}, ("plants", "trees", "lists")),
        ({"add_topics": ("lists",), "remove_topics": ("trees",)}, ("lists",)),
        ({"add_topics": ("plants",), "remove_topics": ("trees",)}, ("plants",)),
        ({"topics": ("pines",)}, ("plants", "trees", "pines")),
        ({"topics": ()}, ()),
    ],
)
def test_topics_change_with_those_above_and_under_them(
    tmp_path: Path, changes: dict[str, tuple[Slug, ...]], topics: tuple[str, ...]
):
    """Removing a topic removes those under it; adding one adds its parents; `topics` is all."""
    assert classified(tmp_path, [])[TREES_TITLE].topics == ("plants", "trees")
    assert classified(tmp_path, [override(**changes)])[TREES_TITLE].topics == topics


def test_later_override_counts_over_earlier_ones(tmp_path: Path):
    """Overrides of one paper count in their order: of two titles the last is shown."""
    first = override(title="One", remove_topics=(Slug("trees"),))
    second = override("Counting*", title="Two", add_topics=(Slug("trees"),))
    after = classified(tmp_path, [first, second])[TREES_TITLE]
    assert (after.paper.title, after.topics) == ("Two", ("plants", "trees"))
    after = classified(tmp_path, [second, first])[TREES_TITLE]
    assert (after.paper.title, after.topics) == ("One", ())


def test_reason_of_a_topic_says_who_gave_it(tmp_path: Path):
    """A topic is there by its rule, because of a narrower topic, or by the owner."""
    changes = override(add_topics=(Slug("lists"), Slug("trees")))
    matches = classified(tmp_path, [changes])[TREES_TITLE].matches
    assert [(m.topic, m.by, m.terms != ()) for m in matches] == [
        ("plants", "child", False),
        ("trees", "rule", True),
        ("lists", "override", False),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pin": True}, [("water", "nearest")]),
        ({"remove_topics": ("water",)}, []),
        ({"topics": ("water",)}, [("water", "override")]),
        ({"add_topics": ("lists",)}, [("lists", "override"), ("water", "nearest")]),
    ],
)
def test_overrides_count_over_the_nearest_topic(
    tmp_path: Path, changes: dict[str, Any], expected: list[tuple[str, str]]
):
    """A paper that went to its nearest topic leaves it, or has it from the owner, by an override."""
    rules = rules_of(tmp_path, f"{TOPICS}nearest_topic: 0.5\n")
    (paper,) = merge_records([record("A Study of Bends", "A river turns, and nobody knows why.")])
    edited = edit_papers([paper], [override(paper.id, **changes)])
    (one,) = classify(edited.papers, rules, edited.overrides)
    assert [(match.topic, match.by) for match in one.matches] == expected


TOPIC_SETS = st.lists(st.sampled_from(SLUGS), max_size=2, unique=True).map(tuple)
OVERRIDES = st.lists(
    st.builds(
        override,
        paper=st.sampled_from(["*e*", "*s", "arxiv:*", TREES_TITLE, RIVERS_TITLE, SORTING_TITLE]),
        topics=st.one_of(st.none(), TOPIC_SETS),
        add_topics=TOPIC_SETS,
        remove_topics=TOPIC_SETS,
        hide=st.booleans(),
        pin=st.booleans(),
        title=st.sampled_from([None, "A Pine", "A List of Rivers"]),
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OVERRIDES)
def test_no_child_is_without_its_parent_after_any_overrides(
    tmp_path: Path, overrides: list[OverrideSettings]
):
    """Whatever overrides do, each topic of a paper has its parent with it, in the order of site.yaml."""
    edited = edit_papers(papers(), overrides)
    assert len(edited.papers) + edited.hidden == 3
    for one in classified(tmp_path, overrides).values():
        assert list(one.topics) == [slug for slug in SLUGS if slug in one.topics]
        for match in one.matches:
            assert PARENTS.get(match.topic, match.topic) in one.topics
            assert match.by != "child" or set(match.because_of) <= set(one.topics)
            assert match.by != "child" or match.because_of


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OVERRIDES, st.randoms(use_true_random=False))
def test_order_of_overrides_of_different_papers_does_not_matter(
    tmp_path: Path, overrides: list[OverrideSettings], random: st.DrawFn
):
    """Overrides of different papers in another order give the same papers with the same topics."""
    names = [paper.slug for paper in papers()]
    apart = [replace(one, paper=name) for one, name in zip(overrides, names * 2, strict=False)]
    by_paper = {name: [one for one in apart if one.paper == name] for name in names}
    order = [one.paper for one in apart]
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = [by_paper[name].pop(0) for name in order]
    assert classified(tmp_path, shuffled) == classified(tmp_path, apart)


SITE = "site: {title: My digest, url: 'https://example.org/'}\nsources: [{path: seeds/*.txt}]\n"


def test_override_of_no_paper_is_a_warning_with_the_nearest_title(tmp_path: Path):
    """An override that no paper is meant by is named with its line; with --strict it is an error."""
    config = (
        f"{SITE}overrides:\n"
        "  - {paper: Sorting Noisy List with a Small Network, pin: true}\n"
        "  - {paper: 'arxiv:2501.00001', hide: true}\n"
        "  - {paper: 'Unheard of*', hide: true}\n"
    )
    write_site(tmp_path, config)
    done = run_broadsheet("build", cwd=tmp_path)
    expected = "expected the id, the title or a glob of one that was read"
    warnings = [
        'site.yaml:4: the override of "Sorting Noisy List with a Small Network" matches no paper; '
        f'{expected}; did you mean "{SORTING_TITLE}"?',
        f'site.yaml:5: the override of "arxiv:2501.00001" matches no paper; {expected}; '
        "correct or remove it",
        f'site.yaml:6: the override of "Unheard of*" matches no paper; {expected}; '
        "correct or remove it",
    ]
    assert done.returncode == 0
    assert done.stderr.splitlines() == [f"{warning} (warning)" for warning in warnings]
    done = run_broadsheet("build", "--strict", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (1, warnings)


def test_hidden_paper_is_nowhere_on_the_site_and_counted(tmp_path: Path):
    """A hidden paper stands in no page, feed, index or data file; the report counts it."""
    config = f"{SITE}overrides: [{{paper: '{TREES_TITLE}', hide: true}}]\n"
    seeds = listing((TREES_TITLE, TREES), (SORTING_TITLE, SORTING))
    write_site(tmp_path, config, list=seeds)
    done = run_broadsheet("build", "--report", "report.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 hidden" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["papers"], report["hidden"], report["merged"]) == (1, 1, 0)
    for path, data in files_of(tmp_path / "public").items():
        assert b"forest" not in data.lower(), path
        assert "forest" not in path


def test_overrides_of_included_files_count_after_those_of_site_yaml(tmp_path: Path):
    """A file that site.yaml includes may hold overrides; they come after its own."""
    config = f"{SITE}include: more.yaml\noverrides: [{{paper: '*', title: One}}]\n"
    file = write_site(tmp_path, config.replace("'*'", f"'{TREES_TITLE}'"))
    (tmp_path / "more.yaml").write_text(
        f"overrides: [{{paper: '{TREES_TITLE}', title: Two}}]\n", encoding="utf-8"
    )
    titles = {one.paper.title for one in read_library(file).papers}
    assert titles == {"Two", SORTING_TITLE}


def test_every_part_of_an_override_is_read(tmp_path: Path):
    """Each key ends where it belongs; a link without a kind gets that of its address."""
    file = write_site(
        tmp_path,
        f"{SITE}topics:\n{TOPICS}overrides:\n"
        "  - paper: 1412.6980\n"
        "    add_topics: pines\n"
        "    remove_topics: [lists, lists]\n"
        "    hide: false\n"
        "    pin: true\n"
        "    title: A Title\n"
        "    date: 2025-03-14\n"
        "    links: [{url: 'https://github.com/a/b'}, {url: 'http://example.org', kind: video}]\n"
        "  - {paper: x, topics: []}\n",
    )
    first, second = read_library(file).config.overrides
    assert first == OverrideSettings(
        paper="1412.6980",
        location=Location(path="site.yaml", line=10),
        add_topics=(Slug("pines"),),
        remove_topics=(Slug("lists"),),
        pin=True,
        title="A Title",
        date=dt.date(2025, 3, 14),
        links=(
            Link(url="https://github.com/a/b", kind="code"),
            Link(url="http://example.org", kind="video"),
        ),
    )
    assert (second.topics, second.add_topics) == ((), ())
