"""What it costs to classify papers, and how that grows with the rules.

Takes a file of JSON lines, one paper a line (`title`, `abstract`), plain or compressed; without one, the shipped
dumps. The papers are gone through again and again until there are enough. Rules are the shipped ones, then made ones:
topics of 20 terms each, phrases of one to three words taken from the titles, most of them weak. Prints microseconds of
processor a paper, from terms to topics and the words that gave them: in batches, as a build does; the first time that
papers are seen, when most words are new; and one by one. Then, for the shipped rules, what it costs to find the papers
that a change of ten terms concerns.

    python benchmarks/rules.py [papers.jsonl.gz] [--papers 100000] [--topics 30 100 300 1000]
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.classify import Classifier
from generator.config import load_config
from generator.models import Paper
from generator.papers.merge import merge_records
from generator.rules import RuleBook, compile_rules
from generator.rules.change import Screen
from generator.rules.fingerprint import rules_fingerprint
from generator.sources.opening import open_source, read_source

CHECKOUT = Path(__file__).resolve().parent.parent
_GOAL = 100  # microseconds a paper with 300 topics
_TERMS_A_TOPIC = 20
_STRONG = 4  # of them this many weigh 0.5, the others 0.15
_KEPT = 20_000  # papers held in memory
_BATCH = 512
_ALONE = 2_000  # papers classified one by one
_FUNCTION_WORDS = frozenset(
    "a an and are as at be by can do for from how in is it its of on or the to towards via what with".split()
)


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines of papers, plain or .gz")
    parser.add_argument(
        "--papers", type=int, default=100_000, help="how many to classify (100,000)"
    )
    parser.add_argument(
        "--topics", type=int, nargs="+", default=[30, 100, 300, 1000], help="sizes of made rules"
    )
    arguments = parser.parse_args()
    if arguments.file is not None and not arguments.file.is_file():
        parser.error(f"{arguments.file}: no such file; expected JSON lines of papers")
    papers = read_papers(arguments.file)
    words = sum(len(paper.abstract.split()) for paper in papers) / len(papers)
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(f"{len(papers):,} different papers of {words:.0f} words, {arguments.papers:,} classified")
    measure(
        "shipped rules",
        compile_rules(load_config(CHECKOUT / "site.yaml")),
        papers,
        arguments.papers,
    )
    measure_change(compile_rules(load_config(CHECKOUT / "site.yaml")), papers)
    for topics in arguments.topics:
        rules = made_rules(papers, topics)
        measure(f"{topics:,} made topics", rules, papers, arguments.papers)


def read_papers(file: Path | None) -> list[Paper]:
    """Read and merge the papers of a file, or of the shipped dumps."""
    if file is not None:
        records = open_source(file, file.name, form="jsonl").records()
        return list(itertools.islice(merge_records(records), _KEPT))
    readings = (
        read_source(dump, dump.name, year=2025)
        for dump in sorted((CHECKOUT / "seeds").glob("*.txt"))
    )
    return list(merge_records(record for reading in readings for record in reading.records))


def measure(name: str, rules: RuleBook, papers: Sequence[Paper], count: int) -> None:
    """Classify `count` papers and print what each cost."""
    classifier = Classifier(rules)
    first, _, _ = classify_all(classifier, papers)
    rounds = itertools.islice(itertools.cycle(papers), count)
    each, given, without = classify_all(classifier, rounds)
    some = papers[:_ALONE]
    started = time.process_time()
    for paper in some:
        classifier.classified(paper)
    alone = (time.process_time() - started) / len(some) * 1e6
    goal = f" (goal {_GOAL})" if len(rules.topics) == 300 else ""
    print(
        f"{name:>18}: {len(rules.terms):>6,} terms, {each:6.1f} µs of processor a paper{goal}, "
        f"{first:6.1f} the first time, {alone:6.1f} alone, "
        f"{given / count:.2f} topics a paper, {without / count:.1%} in none",
        flush=True,
    )


def classify_all(classifier: Classifier, papers: Iterable[Paper]) -> tuple[float, int, int]:
    """Classify papers in batches; gives microseconds a paper, all topics, and the papers in none."""
    waiting = iter(papers)
    count = given = without = 0
    started = time.process_time()
    while batch := list(itertools.islice(waiting, _BATCH)):
        for classified in classifier.classified_all(batch):
            count += 1
            given += len(classified.matches)
            without += not classified.matches
    return (time.process_time() - started) / count * 1e6, given, without


def measure_change(rules: RuleBook, papers: Sequence[Paper]) -> None:
    """Find the papers that a change of ten terms concerns and print what each cost."""
    new = rules_fingerprint(rules)
    old = rules_fingerprint(rules)
    for rule in old["topics"]:
        rule["parts"] = [
            part for part in rule["parts"] if not {*part["needs"]} & {*range(100, 110)}
        ]
    started = time.process_time()
    screen = Screen(old, new)
    ready = time.process_time()
    touched = sum(screen.touches(papers))
    each = (time.process_time() - ready) / len(papers) * 1e6
    print(
        f"{'ten terms changed':>18}: {each:6.1f} µs of processor a paper (goal 15) and "
        f"{(ready - started) * 1e3:.0f} ms, concerns {touched / len(papers):.1%}"
    )


def made_rules(papers: Sequence[Paper], topics: int) -> RuleBook:
    """Make rules of phrases from the papers' titles, the same in every run."""
    phrases = _phrases(papers)
    lines = ["site: {title: Made}", "sources: [{path: none}]", "topics:"]
    for number in range(topics):
        terms = list(itertools.islice(phrases, _TERMS_A_TOPIC))
        lines += [
            f"  - slug: t{number}",
            f"    title: T{number}",
            "    any:",
            f"      - {{any: {json.dumps(terms[:_STRONG])}, weight: 0.5}}",
            f"      - {{any: {json.dumps(terms[_STRONG:])}, weight: 0.15}}",
        ]
        if number % 10 == 0:
            lines.append(f"    none: [{json.dumps(terms[0] + ' of')}]")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.yaml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return compile_rules(load_config(file))


def _phrases(papers: Sequence[Paper]) -> Iterator[str]:
    """Give phrases that no rule would call common, each once, in a made order."""
    chance = random.Random(27)
    usual = Counter(
        word
        for paper in papers[:5000]
        for word in set(re.findall(r"[a-z]+", paper.abstract.lower()))
    )
    common = {word for word, seen in usual.items() if seen > min(len(papers), 5000) / 20}
    seen: set[str] = set()
    while True:
        words = re.findall(r"[A-Za-z][\w-]+", chance.choice(papers).title)
        length = chance.choice([1, 2, 2, 2, 3])
        start = chance.randrange(max(1, len(words) - length + 1))
        part = words[start : start + length]
        plain = [word.lower() for word in part]
        if len(part) < length or {plain[0], plain[-1]} & _FUNCTION_WORDS:
            continue
        phrase = (
            " ".join(part)
            if length > 1 or plain[0] not in common
            else f"{part[0]} {chance.random()}"
        )
        if phrase.lower() not in seen:
            seen.add(phrase.lower())
            yield phrase


if __name__ == "__main__":
    main()
