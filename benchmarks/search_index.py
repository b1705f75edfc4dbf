"""What it costs to build the search index: lunr.py against `generator.search`, in one run.

Takes a file of JSON lines, one real paper a line (`title`, `abstract`, `authors`), plain or .gz, and
repeats it until there are papers enough. Each way is measured in a process of its own: seconds of clock
and of processor, the most memory that it and its workers hold together, each at its peak, without what
Python and the papers themselves take. No papers are shipped with the project: give any export of a listing.

    python benchmarks/search_index.py papers.jsonl.gz [--papers 1000 10000 100000] [--jobs 2]
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lunr import lunr

from generator.crews import spread_over
from generator.models import ClassifiedPaper, Paper, PaperId, Slug, TopicMatch
from generator.search import (
    FIELDS,
    CountedRows,
    Spread,
    batches,
    count_rows,
    lunr_json,
    search_texts,
    segment_artifacts,
    segment_bounds,
    topic_segment_artifacts,
    whole_index,
)
from generator.search.spread import here
from generator.workers import crew_with

_BOOSTS = (5, 1, 1, 1)
_TOPICS = {
    Slug("models"): "Large language models",
    Slug("evaluation"): "Benchmarks and evaluation",
}
_MOST_FOR_LUNR_PY = 10_000  # papers; at 100,000 it takes minutes and gigabytes
_GOAL = 15  # times as fast as lunr.py; the shards of 100,000 papers: 12 s and 700 MB


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, help="JSON lines of papers, plain or .gz")
    parser.add_argument("--papers", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--jobs", type=int, default=2, help="processes that work at once (2)")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for papers in arguments.papers:
        compare(read(arguments.file, papers), arguments.jobs)


def compare(papers: list[ClassifiedPaper], jobs: int) -> None:
    """Measure each way once, one after the other."""
    print(f"{len(papers):,} papers")
    measure(f"ours, {jobs}, the shards", lambda: in_processes(sharded, papers, jobs))
    if len(papers) <= _MOST_FOR_LUNR_PY:
        measure("ours, one process", lambda: ours(papers, here))
        clock = measure(f"ours, {jobs} processes", lambda: in_processes(ours, papers, jobs))
        theirs = measure("lunr.py", lambda: by_lunr_py(papers))
        print(f"  {theirs / clock:.1f} times as fast as lunr.py (goal {_GOAL})")


def in_processes(
    work: Callable[[list[ClassifiedPaper], Spread], int], papers: list[ClassifiedPaper], jobs: int
) -> int:
    """Do some work with so many processes, this one among them."""
    with crew_with(None, jobs) as crew:
        return work(papers, spread_over(crew))


def ours(papers: list[ClassifiedPaper], spread: Spread) -> int:
    """Index, and write the whole index in Lunr's serialisation; gives the bytes."""
    index = whole_index(counted(papers, spread, 0, len(papers)))
    return sum(map(len, lunr_json(index, _BOOSTS, spread)))


def sharded(papers: list[ClassifiedPaper], spread: Spread) -> int:
    """Index, and write what the search page looks things up in; gives the bytes."""
    size = 0
    for start, stop in segment_bounds(len(papers)):
        rows = counted(papers, spread, start, stop)
        texts, _ = segment_artifacts([each.texts for each in rows], start, spread)
        topics, _ = topic_segment_artifacts([each.labels for each in rows], (), start, spread)
        size += sum(len(artifact.data) for artifact in (*texts, *topics))
    return size


def counted(
    papers: list[ClassifiedPaper], spread: Spread, start: int, stop: int
) -> list[CountedRows]:
    return list(spread(_count, (papers[some] for some in batches(start, stop))))


def _count(papers: list[ClassifiedPaper]) -> CountedRows:
    return count_rows(papers, _TOPICS)


def by_lunr_py(papers: list[ClassifiedPaper]) -> int:
    fields = [
        {"field_name": name, "boost": boost} for name, boost in zip(FIELDS, _BOOSTS, strict=True)
    ]
    rows = (
        {"ref": str(row), **dict(zip(FIELDS, document, strict=True))}
        for row, document in enumerate(search_texts(papers, _TOPICS))
    )
    index = lunr(ref="ref", fields=fields, documents=rows)
    return len(json.dumps(index.serialize(), ensure_ascii=False, separators=(",", ":")).encode())


def measure(name: str, work: Callable[[], int]) -> float:
    """Do some work in a process of its own, print what it took, and give the seconds of clock."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, sender))
    process.start()
    clock, processor, memory, made = receiver.recv()
    process.join()
    print(
        f"  {name:24} {clock:7.2f} s, {processor:7.2f} s of processor, {memory / 1e6:5.0f} MB -> {made:,}"
    )
    return float(clock)


def _measured(work: Callable[[], int], sender: Connection) -> None:
    before = _peak(resource.RUSAGE_SELF)
    clock = time.perf_counter()
    made = work()
    clock = time.perf_counter() - clock
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    children = _peak(resource.RUSAGE_CHILDREN)
    memory = _peak(resource.RUSAGE_SELF) - before + max(0, children - before)
    sender.send((clock, processor, memory, made))


def _peak(who: int) -> int:
    # Kilobytes on Linux, bytes on macOS.
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def read(file: Path, count: int) -> list[ClassifiedPaper]:
    """Give the file's papers, again and again; a copy has a word of its own."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in islice(lines, count)]
    if not papers:
        sys.exit(f"{file}: no papers; expected a JSON object on each line")
    repeated = enumerate(islice(cycle(papers), count))
    return [_paper(paper, number, number // len(papers)) for number, paper in repeated]


def _paper(line: dict[str, object], number: int, copy: int) -> ClassifiedPaper:
    authors = line.get("authors")
    abstract = f"{line.get('abstract') or ''} copy{copy}"
    paper = Paper(
        id=PaperId(f"{number:012}"),
        slug=Slug(f"paper-{number}"),
        title=str(line.get("title") or ""),
        title_is="given",
        abstract=abstract,
        as_read_title=None,
        as_read_abstract=abstract,
        dates=(),
        links=(),
        sources=(),
        variants=(),
        authors=tuple(map(str, authors)) if isinstance(authors, list) else (),
    )
    matches = tuple(TopicMatch(topic=slug, terms=()) for slug in _TOPICS)
    return ClassifiedPaper(paper=paper, matches=matches)


if __name__ == "__main__":
    main()
