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
from concurrent.futures import Executor
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from lunr import lunr

from generator.search import FIELDS, Document, index_documents, index_parts, lunr_json
from generator.search.arrays import Listing
from generator.workers import make_executor

_BOOSTS = (5, 1, 1, 1)
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


def compare(documents: list[Document], jobs: int) -> None:
    """Measure each way once, one after the other."""
    print(f"{len(documents):,} papers")
    measure(f"ours, {jobs}, the shards", lambda: sharded(documents, jobs))
    if len(documents) <= _MOST_FOR_LUNR_PY:
        measure("ours, one process", lambda: ours(documents, None, 1))
        clock = measure(f"ours, {jobs} processes", lambda: ours_in_processes(documents, jobs))
        theirs = measure("lunr.py", lambda: by_lunr_py(documents))
        print(f"  {theirs / clock:.1f} times as fast as lunr.py (goal {_GOAL})")


def ours(documents: list[Document], executor: Executor | None, workers: int) -> int:
    """Index, and write the whole index in Lunr's serialisation; gives the bytes."""
    index = index_documents(documents, executor, workers=workers)
    return sum(map(len, lunr_json(index, _BOOSTS, executor)))


def ours_in_processes(documents: list[Document], jobs: int) -> int:
    with make_executor(jobs) as executor:
        return ours(documents, executor, max(1, jobs - 1))


def sharded(documents: list[Document], jobs: int) -> int:
    """Index, and write what the search page looks things up in; gives the bytes."""
    nothing = np.zeros(0, dtype=np.int64)
    with make_executor(jobs) as executor:
        index = index_documents(documents, executor, workers=max(1, jobs - 1))
    parts, _ = index_parts(index, _BOOSTS, Listing(names=(), sizes=nothing, rows=nothing))
    return sum(len(part.json) for part in parts)


def by_lunr_py(documents: list[Document]) -> int:
    fields = [
        {"field_name": name, "boost": boost} for name, boost in zip(FIELDS, _BOOSTS, strict=True)
    ]
    rows = (
        {"ref": str(row), **dict(zip(FIELDS, document, strict=True))}
        for row, document in enumerate(documents)
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


def read(file: Path, count: int) -> list[Document]:
    """Give the texts of the file's papers, again and again; a copy has a word of its own."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in islice(lines, count)]
    if not papers:
        sys.exit(f"{file}: no papers; expected a JSON object on each line")
    return [
        (
            str(paper.get("title") or ""),
            f"{paper.get('abstract') or ''} copy{number // len(papers)}",
            " ".join(paper.get("authors") or ()),
            "Large language models Benchmarks and evaluation",
        )
        for number, paper in enumerate(islice(cycle(papers), count))
    ]


if __name__ == "__main__":
    main()
