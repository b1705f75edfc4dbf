"""What it costs to find related papers, and how few change when papers come.

Takes a file of JSON lines, one paper a line (`title`, `abstract`), plain or .gz, or a made corpus (see
`benchmarks/corpus.py`). Prints microseconds of processor a paper for each step, the memory that they add, the share of
papers that have related ones, and the share whose five differ when the last papers come to the others.

    python benchmarks/related.py FILE [--papers 10000 100000] [--new 50]
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.related import (
    NONE,
    Features,
    Nearest,
    all_vectors,
    features_of,
    pairs_of,
    ranges,
    related_rows,
    settled_rows,
)
from generator.search.batch import TEXT_FIELDS, index_batch
from generator.search.rows import BATCH

R = TypeVar("R")
Text = tuple[str, str, str]


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, help="JSON lines of papers, plain or .gz")
    parser.add_argument("--papers", type=int, nargs="+", default=[10_000])
    parser.add_argument("--new", type=int, default=50, help="papers that come to the others (50)")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        parser.error(f"{arguments.file}: no such file; expected JSON lines of papers")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for count in arguments.papers:
        texts = read_texts(arguments.file, count)
        measure(texts)
        compare(texts, arguments.new)


def read_texts(file: Path, count: int) -> list[Text]:
    """Read the title and the abstract of as many papers."""
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
        papers = (json.loads(line) for line in islice(lines, count))
        return [(paper.get("title") or "", paper.get("abstract") or "", "") for paper in papers]


def measure(texts: Sequence[Text]) -> None:
    """Time each step and print what it cost."""
    batches = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
    counted = [index_batch(some, TEXT_FIELDS) for some in batches]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    features, reading = timed(lambda: [features_of(index) for index in counted])
    vectors, weighing = timed(lambda: all_vectors(features))
    nearest = Nearest(len(texts))

    def find(first: int) -> None:
        for start, stop in ranges(len(texts), first):
            nearest.add(pairs_of(vectors, start, stop))

    _, pairing = timed(lambda: find(0))
    _, later = timed(lambda: find(settled_rows(len(texts))))
    rows = nearest.related().rows
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    each = 1e6 / len(texts)
    print(
        f"{len(texts):,} papers: {(reading + weighing + pairing) * each:.1f} µs of processor a paper "
        f"(terms {reading * each:.1f}, vectors {weighing * each:.1f}, pairs {pairing * each:.1f}; of later "
        f"rows alone {later:.2f} s), {added:.0f} MB more, {(rows[:, 0] != NONE).mean():.1%} have related papers, "
        f"{(rows != NONE).sum() / len(rows):.2f} each"
    )


def compare(texts: Sequence[Text], new: int) -> None:
    """Print how many papers have other related ones when the last few come."""
    after, before = (related_rows(features_of_all(some)).rows for some in (texts, texts[:-new]))
    changed = (after[:-new] != before).any(axis=1)
    print(
        f"  {new} more: the five of {changed.sum():,} of {len(before):,} change, {changed.mean():.2%}"
    )


def features_of_all(texts: Sequence[Text]) -> list[Features]:
    """Count texts in batches."""
    batches = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
    return [features_of(index_batch(some, TEXT_FIELDS)) for some in batches]


def timed(work: Callable[[], R]) -> tuple[R, float]:
    """Do some work; gives its result and the seconds of processor that it took."""
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


if __name__ == "__main__":
    main()
