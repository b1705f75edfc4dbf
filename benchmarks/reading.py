"""What it costs to read, clean and merge many papers, in one process.

Takes a file of JSON lines, one real paper a line (`title`, `abstract`, `authors`, `id`, `url` ...), plain
or compressed, and repeats it with small changes until there are papers enough; no copy is a duplicate
of another. Prints seconds, microseconds of processor and of clock a paper, and the most memory held. No
papers are shipped with the project: give any export of a listing.

    python benchmarks/reading.py papers.jsonl.gz [--papers 100000]
    python benchmarks/reading.py --merge-only 1000000
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.errors import Location
from generator.models import SourceRecord
from generator.papers.merge import merge_records
from generator.sources.opening import open_source

_GOAL = 120  # microseconds a paper
_WORDS = """
    attention gradient corpus encoder sample reward policy token graph kernel latent margin batch prior
    sparse robust linear causal neural visual dense shallow convex noisy compact modular frozen adaptive
    learns models bounds aligns prunes ranks merges scores samples encodes distils transfers regularises
    the of and for with under across between without toward from into beyond over several many unseen
    """.split()
_YEAR = re.compile(r"([A-Z]?)([0-9]{2})(?=[0-9]{2}\.[0-9]|-[0-9])")
_ABSTRACT_WORDS = 170  # as many as a usual abstract has


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines of papers, plain or .gz")
    parser.add_argument("--papers", type=int, default=100_000, help="how many to read (100,000)")
    parser.add_argument(
        "--merge-only", type=int, metavar="N", help="merge N generated records, read no file"
    )
    arguments = parser.parse_args()
    _say(f"Python {platform.python_version()}, {platform.machine()}")
    if arguments.merge_only is not None:
        measure_merging(min(arguments.merge_only, 1_000_000))
    elif arguments.file is None:
        parser.error("no file of papers; give one with JSON lines, or --merge-only N")
    elif not arguments.file.is_file():
        parser.error(f"{arguments.file}: no such file; expected JSON lines of papers")
    else:
        measure_file(arguments.file, arguments.papers)


def measure_file(file: Path, papers: int) -> None:
    """Read a file of papers, repeated, first alone and then with merging."""
    with tempfile.TemporaryDirectory() as folder:
        long_file = Path(folder) / "papers.jsonl"
        count = write_copies(file, long_file, papers)
        _say(f"papers read {count:,}, bytes {long_file.stat().st_size:,}")
        with _measured("reading", count):
            _count(_records(long_file))
        with _measured("reading and merging", count, goal=True):
            merged = _count(merge_records(_records(long_file)))
    _say(f"papers out {merged:,}")


def measure_merging(count: int) -> None:
    """Merge generated records; a tenth of them are papers that came before."""
    with _measured("making records", count):
        _count(generated(count))
    with _measured("making and merging", count):
        merged = _count(merge_records(generated(count)))
    _say(f"papers out {merged:,}")


def write_copies(file: Path, to: Path, papers: int) -> int:
    """Write `papers` lines, the file's papers again and again; gives how many were written."""
    written = copy = 0
    with to.open("w", encoding="utf-8") as out:
        while written < papers:
            before = written
            for paper in _papers(file):
                if written == papers:
                    break
                out.write(json.dumps(_changed(paper, copy) if copy else paper) + "\n")
                written += 1
            if written == before:
                sys.exit(f"{file}: no papers; expected a JSON object on each line")
            copy += 1
    return written


def generated(count: int) -> Iterator[SourceRecord]:
    """Make records of words without formulas; each tenth is the one nine before it once more."""
    for number in range(count):
        words = _words(number - 9 if number % 10 == 9 else number)
        yield SourceRecord(
            location=Location(path="generated.jsonl", line=number + 1),
            format="jsonl",
            title=" ".join(words[:9]).capitalize(),
            abstract=" ".join(words[9:]) + ".",
            authors=("A. Author", "B. Author"),
        )


def _words(number: int) -> list[str]:
    state = number * 2_654_435_761 + 1
    words = [f"w{number}"]
    for _ in range(_ABSTRACT_WORDS // 2):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64)
        words += _WORDS[(state >> 33) % len(_WORDS)], _WORDS[(state >> 45) % len(_WORDS)]
    return words


def _papers(file: Path) -> Iterator[dict[str, object]]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            if isinstance(paper, dict):
                yield paper


def _changed(paper: dict[str, object], copy: int) -> dict[str, object]:
    """Make another paper of a paper: other words at the ends of its texts, other ids."""
    changed = dict(paper)
    for field in ("title", "abstract"):
        if text := paper.get(field):
            changed[field] = f"{text} {_WORDS[copy % len(_WORDS)].capitalize()} {copy}"
    identity = str(paper.get("id", ""))
    year = _YEAR.match(identity)
    # An id with a year of two digits in front stays one of its kind, of another year.
    other = f"{identity}{copy:04}"
    if year:
        other = f"{year[1]}{(int(year[2]) + 11 * copy) % 100:02}{identity[year.end() :]}"
    changed["id"] = other
    if isinstance(url := paper.get("url"), str) and identity:
        changed["url"] = url.replace(identity, other)
    return changed


def _records(file: Path) -> Iterator[SourceRecord]:
    return open_source(file, file.name).records()


def _count(values: Iterable[object]) -> int:
    return sum(1 for _ in values)


@contextmanager
def _measured(name: str, papers: int, *, goal: bool = False) -> Iterator[None]:
    clock, processor = time.perf_counter(), time.process_time()
    yield
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    each = 1e6 / papers if papers else 0.0
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    aim = f" (goal {_GOAL})" if goal else ""
    _say(
        f"{name:<20} {clock:7.2f} s, a paper {processor * each:6.1f} µs of processor{aim}, "
        f"{clock * each:6.1f} µs of clock, peak memory {peak / 1e6:.0f} MB"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
