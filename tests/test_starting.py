"""Topics proposed for a new digest, the dumps that it begins with, and the settings that are written for it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Scalar, load_config, parse_document
from generator.errors import InputError
from generator.library import Library, read_library
from generator.papers.merge import merge_records
from generator.starting import dumps as dumps_module
from generator.starting import read_dumps, start_from
from generator.starting.placing import place
from generator.starting.proposal import propose_topics
from generator.starting.prose_words import may_be_subject
from generator.starting.site_yaml import scalar
from tests.support import (
    SEEDS,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    record,
    run_broadsheet,
)

# Five subjects, each with phrases of its own, and the prose that all papers share.
SUBJECTS = {
    "beetles": ("bark beetles", "spruce forest", "larvae", "pheromone traps"),
    "glaciers": ("alpine glaciers", "ice thickness", "moraine", "meltwater"),
    "violins": ("baroque violins", "gut strings", "varnish", "bowing technique"),
    "tides": ("tidal power", "estuary", "salt marsh", "sea level"),
    "looms": ("hand looms", "woven patterns", "indigo dyes", "flax fibres"),
}
PROSE = (
    "In this paper we propose a novel method for {}.",
    "Extensive experiments on {} show that our approach significantly outperforms existing methods.",
    "The results demonstrate the effectiveness of the proposed framework, which is based on {}.",
    "We further analyze {}, and discuss challenges and opportunities for future work.",
)
Row = dict[str, str]


def made_up(papers: int = 60, seed: int = 7) -> list[Row]:
    """Make papers of five subjects, each in prose that says nothing."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for number in range(papers):
        name = sorted(SUBJECTS)[number % len(SUBJECTS)]
        phrases = chance.sample(SUBJECTS[name], 4)
        sentences = [line.format(phrase) for line, phrase in zip(PROSE, phrases, strict=True)]
        rows.append(
            {
                "id": f"2501.{number:05d}",
                "title": f"Towards Better {phrases[0].title()} and {phrases[1].title()} {number}",
                "abstract": " ".join(sentences) + f" Site {number} was visited twice.",
                "date": "2025-03-14",
            }
        )
    return rows


def as_text(rows: Sequence[Row]) -> str:
    return listing(*((row["title"], row["abstract"]) for row in rows))


def as_day(rows: Sequence[Row]) -> str:
    pairs = "".join(f"{row['title']}\n\n{row['abstract']}\n\n" for row in rows)
    return f"new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nMar 14\n\n{pairs}"


def as_json_lines(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_bibtex(rows: Sequence[Row]) -> str:
    return "".join(
        f"@article{{a{row['id']},\n title = {{{row['title']}}},\n abstract = {{{row['abstract']}}},\n}}\n"
        for row in rows
    )


def as_snapshot(rows: Sequence[Row]) -> str:
    return "".join(
        json.dumps(
            {
                "id": row["id"],
                "title": row["title"],
                "abstract": row["abstract"],
                "categories": "q-bio.PE",
                "versions": [{"version": "v1", "created": "Fri, 14 Mar 2025 10:00:00 GMT"}],
                "update_date": "2025-03-14",
                "authors_parsed": [["Lovelace", "Ada", ""]],
            }
        )
        + "\n"
        for row in rows
    )


SHAPES: dict[str, tuple[str, Callable[[Sequence[Row]], str]]] = {
    "search-page": ("list.txt", as_text),
    "day-page": ("day.txt", as_day),
    "jsonl": ("papers.jsonl", as_json_lines),
    "csv": ("papers.csv", as_csv),
    "bibtex": ("library.bib", as_bibtex),
    "arxiv-snapshot": ("snapshot.json", as_snapshot),
}


def started(folder: Path, *names: Path, refer: bool = False, year: int | None = None) -> Library:
    """Begin a digest with dumps, and read it as a build does."""
    found = read_dumps([str(name) for name in names], year)
    start_from(folder, "T", "https://example.org/", found, refer=refer)
    return read_library(folder / "site.yaml")


@pytest.mark.parametrize("shape", SHAPES)
def test_dump_of_each_shape_is_sorted_into_its_subjects(tmp_path: Path, shape: str):
    """From a dump of any shape a digest is made with a topic for each subject, and none for prose."""
    name, written = SHAPES[shape]
    dump = tmp_path / name
    dump.write_text(written(made_up()), encoding="utf-8")
    library = started(tmp_path / "new", dump, year=2025)
    assert [(ledger.format, ledger.papers) for ledger in library.ledgers] == [(shape, 60)]
    with_topic = [one for one in library.papers if one.topics]
    assert len(with_topic) >= 0.8 * 60
    for name, phrases in SUBJECTS.items():
        own = [one for one in library.papers if any(p in one.paper.abstract for p in phrases)]
        assert len(own) == 12
        slugs = {slug for one in own for slug in one.topics}
        assert slugs, name
        for slug in slugs:  # no topic mixes subjects
            members = [one for one in library.papers if slug in one.topics]
            assert all(one in own for one in members), (name, slug)
    titles = " ".join(topic.title.lower() for topic in library.config.topics)
    assert not {"method", "paper", "results", "towards", "experiments", "site"} & set(
        titles.split()
    )


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
def test_columns_of_unknown_names_are_told_by_what_they_hold(tmp_path: Path, kind: str):
    """A table or JSON whose names no reader knows is read by its contents, and the settings say how."""
    rows = [
        {
            "No.": f"{n}",
            "Who": "Ada Lovelace",
            "Head: line": row["title"],
            "Was, sagt": row["abstract"],
        }
        for n, row in enumerate(made_up())
    ]
    text = as_csv(rows) if kind == "csv" else as_json_lines(rows)
    dump = tmp_path / f"odd.{kind}"
    dump.write_text(json.dumps([{"x": row} for row in rows]) if kind == "json" else text)
    library = started(tmp_path / "new", dump)
    assert {one.paper.title for one in library.papers} == {row["Head: line"] for row in rows}
    assert all(one.paper.abstract.startswith("In this paper") for one in library.papers)
    prefix = "x." if kind == "json" else ""
    assert library.config.sources[0].columns == (
        ("title", f"{prefix}Head: line"),
        ("abstract", f"{prefix}Was, sagt"),
    )


def test_table_without_prose_is_no_dump(tmp_path: Path):
    """A table in which nothing is as long as an abstract is refused with what was expected of it."""
    dump = tmp_path / "people.csv"
    dump.write_text("Who,Where\nAda Lovelace the First,London\n" * 20)
    with pytest.raises(InputError, match=r"people\.csv:1: .*title"):
        read_dumps([str(dump)])


def test_order_of_dumps_and_papers_does_not_matter():
    """The same papers in any order give the same topics."""
    rows = made_up()
    one, other = (
        propose_topics(tuple(merge_records(record(row["title"], row["abstract"]) for row in some)))
        for some in (rows, rows[::-1])
    )
    assert one == other
    assert len(one) >= 5


def test_same_dumps_give_the_same_bytes_under_any_hash_seed(tmp_path: Path):
    """Whatever Python's hash seed, every file of the new digest has the same bytes."""
    (tmp_path / "list.txt").write_text(as_text(made_up()), encoding="utf-8")
    for seed in ("1", "77"):
        done = run_broadsheet(
            "init",
            f"{seed}/new",
            "--from",
            "list.txt",
            cwd=tmp_path,
            environment={"PYTHONHASHSEED": seed},
        )
        assert done.returncode == 0
    assert files_of(tmp_path / "1" / "new") == files_of(tmp_path / "77" / "new")


def test_too_few_papers_get_settings_without_topics(tmp_path: Path):
    """Of two papers with nothing in common no topics are made; the settings show how to write some, and hold."""
    dump = tmp_path / "list.txt"
    dump.write_text(listing((SORTING_TITLE, SORTING), (TREES_TITLE, TREES)))
    library = started(tmp_path / "new", dump)
    assert (len(library.papers), library.config.topics) == (2, ())
    assert "#   - slug: " in (tmp_path / "new" / "site.yaml").read_text(encoding="utf-8")


def test_days_get_the_year_of_the_name_or_of_the_file(tmp_path: Path):
    """Days without a year are of the year that was said, of that in the file's name, or of the file's last change."""
    for name, changed in (
        ("day.txt", "2023-06-01"),
        ("winter.txt", "2023-02-01"),
        ("d-2021.txt", "2023-06-01"),
    ):
        file = tmp_path / name
        file.write_text(as_day(made_up(10)))
        at = time.mktime(time.strptime(changed, "%Y-%m-%d"))
        os.utime(file, (at, at))

    def years(said: int | None = None) -> dict[str, int | None]:
        return {Path(d.name).name: d.year for d in read_dumps([str(tmp_path)], said).dumps}

    assert years() == {"day.txt": 2023, "winter.txt": 2022, "d-2021.txt": 2021}
    assert set(years(2019).values()) == {2019}


def test_dumps_with_days_of_several_years_are_named_one_by_one(tmp_path: Path):
    """Files that need other years stand alone under `sources`, the rest of their kind in one glob."""
    (tmp_path / "in").mkdir()
    for name in ("d-2021.txt", "d-2022.txt", "e.csv", "f.csv"):
        rows = made_up(10, seed=len(name))
        text = as_csv(rows) if name.endswith("csv") else as_day(rows)
        (tmp_path / "in" / name).write_text(text)
    library = started(tmp_path / "new", tmp_path / "in")
    assert [(source.pattern, source.year) for source in library.config.sources] == [
        ("seeds/d-2021.txt", 2021),
        ("seeds/d-2022.txt", 2022),
        ("seeds/*.csv", None),
    ]
    assert len(library.ledgers) == 4


def test_dumps_stay_where_they_are_when_they_are_referred_to(tmp_path: Path):
    """With `refer` nothing is copied, and the settings lead to the dumps from the digest's folder."""
    (tmp_path / "in").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / "in" / name).write_text(as_json_lines(made_up(10, seed=ord(name[0]))))
    library = started(tmp_path / "new", tmp_path / "in", refer=True)
    assert [source.pattern for source in library.config.sources] == ["../in/*.jsonl"]
    assert files_of(tmp_path / "new").keys() == {".gitignore", "about.md", "site.yaml"}
    assert len(library.ledgers) == 2


def test_dumps_within_the_new_folder_are_not_copied(tmp_path: Path):
    """What lies in the digest's folder already is named there, a glob only where it finds nothing else."""
    seeds = tmp_path / "new" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "a.txt").write_text(as_text(made_up(10)))
    (seeds / "notes.txt").write_text("")
    library = started(tmp_path / "new", seeds / "a.txt")
    assert [source.pattern for source in library.config.sources] == ["seeds/a.txt"]
    assert len(list(seeds.iterdir())) == 2


def test_dumps_of_one_name_are_all_copied(tmp_path: Path):
    """Files of the same name from several folders get names of their own, and keep their bytes."""
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl.gz").write_bytes(
            gzip.compress(as_json_lines(made_up(10, seed=ord(folder))).encode())
        )
    library = started(tmp_path / "new", tmp_path / "x", tmp_path / "y")
    assert [source.pattern for source in library.config.sources] == ["seeds/*.jsonl.gz"]
    copied = files_of(tmp_path / "new" / "seeds")
    assert copied.keys() == {"a.jsonl.gz", "a-2.jsonl.gz"}
    assert set(copied.values()) == {
        (tmp_path / folder / "a.jsonl.gz").read_bytes() for folder in ("x", "y")
    }


def test_folders_and_globs_are_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Folders give the dumps in them and below; what is none is named and left out; each file counts once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(as_text(made_up(10)))
    (tmp_path / "in" / "deep" / "b.csv").write_text(as_csv(made_up(10, seed=2)))
    (tmp_path / "in" / "README.md").write_text("Read me")
    (tmp_path / "in" / ".hidden.txt").write_text("x")
    (tmp_path / "in" / "c.json").write_text('{"version": 1}')
    (tmp_path / "in" / "empty.xml").write_text('<feed xmlns="http://www.w3.org/2005/Atom"></feed>')
    found = read_dumps(["in", "in/*.txt", "in/**/*.csv"])
    assert [dump.name for dump in found.dumps] == ["in/a.txt", "in/deep/b.csv"]
    assert [str(problem).partition(":")[0] for problem in found.left_out] == [
        "in/README.md",
        "in/c.json",
        "in/empty.xml",
    ]


def test_dumps_that_cannot_be_read_are_all_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Of files named one by one each that is missing or no dump is an error with its place, all at once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(as_text(made_up(10)))
    (tmp_path / "cut.txt").write_text(listing() + "A Title That Ends the Dump\n")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 and more\n")
    with pytest.raises(InputError) as raised:
        read_dumps(["good.txt", "none.txt", "cut.txt", "latin.txt", "no/*.txt"])
    assert [str(problem).split(" ")[0] for problem in raised.value.problems] == [
        "cut.txt:7:",
        "latin.txt:1:",
        "no/*.txt:",
        "none.txt:",
    ]


def test_more_files_than_a_digest_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of very many files is an error, and not read in part."""
    monkeypatch.setattr(dumps_module, "_MOST_FILES", 2)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(as_text(made_up(10)))
    with pytest.raises(InputError, match="more than 2 files are there"):
        read_dumps([str(tmp_path)])


def test_of_very_many_papers_the_same_ones_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Above a number of entries a sample is held, the same whatever the order, and all are counted."""
    monkeypatch.setattr(dumps_module, "MOST_HELD", 20)
    rows = made_up()
    found = []
    for name, some in (("a", rows), ("b", rows[::-1])):
        (tmp_path / f"{name}.jsonl").write_text(as_json_lines(some))
        found.append(read_dumps([str(tmp_path / f"{name}.jsonl")]))
    one, other = found
    assert (one.entries, len(one.papers), one.is_sample) == (60, 20, True)
    assert {paper.id for paper in one.papers} == {paper.id for paper in other.papers}


def test_titles_are_written_as_papers_write_them():
    """Names keep their capitals and acronyms their case; headings do not make capitals, and titles stand in the plural."""
    texts = (
        (
            "Bayesian Neural Networks",
            "We train Bayesian neural networks, on one. They are Bayesian neural networks.",
        ),
        ("DNA Sequencing", "The DNA sequencing of one cell is slow. We speed DNA sequencing up."),
        ("Reading Sundials", "A sundial of stone tells one hour. Many sundials do not."),
        (
            "Old Baroque Violins",
            "We tuned the baroque violins of one town. A baroque violin is old.",
        ),
    )
    papers = tuple(
        merge_records(
            record(f"{title} {n}", abstract.replace("one", f"{n}"))
            for n in range(15)
            for title, abstract in texts
        )
    )
    assert {topic.title for topic in propose_topics(papers)} == {
        "Baroque violins",
        "Bayesian neural networks",
        "DNA sequencing",
        "Sundials",
    }


def test_abstracts_alone_are_sorted_too(tmp_path: Path):
    """Of the shipped dump of eleven bare abstracts four in five get a topic, none of which has more than three."""
    library = started(tmp_path / "new", SEEDS / "000_0e19614ed89fb57b.txt")
    assert len(library.papers) == 11
    assert sum(bool(one.topics) for one in library.papers) >= 0.8 * 11
    for topic in library.config.topics:
        assert 2 <= sum(topic.slug in one.topics for one in library.papers) <= 3


@pytest.mark.parametrize(
    ("phrase", "may"),
    [
        ("diffusion model", True),
        ("point cloud", True),
        ("speech", True),
        ("method", False),
        ("novel method", False),
        ("large scale", False),
        ("differentially private", False),
        ("state of art", False),
        ("mathbb", False),
        ("mathcal loss", False),
        ("42", False),
    ],
)
def test_prose_is_no_subject(phrase: str, may: bool):
    """Words that papers of any subject have, adverbs and what is left of TeX name no topic."""
    assert may_be_subject(tuple(phrase.split())) is may


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_value_of_yaml(text: str):
    """A text that is written as a value is read back as it was, as text."""
    node = parse_document(f"- {{a: {scalar(text)}}}\n- {scalar(text)}\n", "x.yaml")
    flow, block = node.entries
    assert isinstance(block, Scalar)
    assert block.value == flow.entries[0][1].value == text


def test_settings_hold_what_was_proposed(tmp_path: Path):
    """The rules that are written take in each term as proposed, under its weight."""
    dump = tmp_path / "list.jsonl"
    dump.write_text(as_json_lines(made_up(150)))
    found = read_dumps([str(dump)])
    start_from(tmp_path / "new", "T", "https://example.org/", found, refer=False)
    topics = propose_topics(found.papers)
    written = load_config(tmp_path / "new" / "site.yaml").topics
    assert [(topic.slug, topic.title) for topic in written] == [(t.slug, t.title) for t in topics]
    for topic, proposed in zip(written, topics, strict=True):
        text = str(topic.rule)
        assert all(f"text={term!r}" in text for term, _ in proposed.terms)
        weights = {f"{weight:g}" for _, weight in proposed.terms if weight != 1}
        assert all(f"text={weight!r}" in text for weight in weights)


def test_odd_names_are_copied_under_names_that_are_no_globs(tmp_path: Path):
    """A copy's name has no sign that a glob reads, is not hidden, and keeps its end."""
    (tmp_path / "[a]*?.txt").write_text(as_text(made_up(10)))
    found = read_dumps([str(tmp_path)])
    placed = place(found.dumps, tmp_path / "new", refer=False)
    assert [path for _, path in placed.copies] == ["seeds/a-.txt"]
