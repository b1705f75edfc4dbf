"""Whether papers are found by what a reader may remember of them: known-item queries, ours against lunr.js.

Each query is made of one paper, from a seed, and asks for that paper; the score is the mean of 1 / its rank (mean reciprocal
rank; beyond 100 it is 0; of results with the same score each has the middle rank). The kinds, as many of each:

    telling words   the three words of title and abstract with the highest tf-idf
    typo            the title with one edit in a word of five letters or more
    paraphrase      the six words of the abstract with the highest tf-idf that share no stem with the title

Telling words are such as another paper has too. All are of ASCII letters, so that no sign of Lunr's query language is among
them. Both search the same build: the site's engine the sharded index, lunr.js the whole one. Goals: at least
Lunr's for each kind, with typos at least 0.8.

    python benchmarks/search_finding.py papers.jsonl.gz [--papers 0 10000] [--queries 250] [--work DIR]

The file is one of JSON lines, a paper a line; without it only the shipped dumps (0) are asked. Needs node.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from search_sites import Digest, asked_digests
from search_words import answers, documents_with, with_edit, words_of

from generator.models import Paper
from generator.search.terms import term_of

_DEPTH = 100  # results that are looked through
_TYPO_GOAL = 0.8
_SHOWN = 5  # queries whose rank is worse than Lunr's


def telling(paper: Paper, counts: Counter[str], _chance: random.Random) -> str | None:
    """Give three telling words."""
    return _telling(words_of(f"{paper.title} {paper.abstract}"), counts, 3)


def typo(paper: Paper, _counts: Counter[str], chance: random.Random) -> str | None:
    """Give the title with one edit."""
    words = words_of(paper.title)
    places = [place for place, word in enumerate(words) if len(word) >= 5]
    if not places:
        return None
    place = chance.choice(places)
    words[place] = with_edit(words[place], chance)
    return " ".join(words)


def paraphrase(paper: Paper, counts: Counter[str], _chance: random.Random) -> str | None:
    """Give six telling words of the abstract that the title has not."""
    named = {term_of(word) for word in words_of(paper.title)}
    words = [word for word in words_of(paper.abstract) if term_of(word) not in named]
    return _telling(words, counts, 6)


def _telling(words: Sequence[str], counts: Counter[str], count: int) -> str | None:
    """Give the words of the highest tf-idf."""
    most = max(counts.values()) + 1  # "the" is nearly everywhere
    weighed = sorted(
        (-times * math.log(most / counts[word]), word)
        for word, times in Counter(words).items()
        if counts[word] > 1
    )
    return " ".join(word for _, word in weighed[:count]) if len(weighed) >= count else None


_KINDS: dict[str, Callable[[Paper, Counter[str], random.Random], str | None]] = {
    "telling words": telling,
    "typo": typo,
    "paraphrase": paraphrase,
}


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for made, queries, seed in asked_digests(parser, 250):
        print(made.name)
        find(made, queries, seed)


def find(made: Digest, count: int, seed: int) -> None:
    """Ask all queries of one digest and print the mean reciprocal ranks."""
    counts = documents_with(each.paper for each in made.papers)
    for kind, make in _KINDS.items():
        asked = list(_queries(made, make, counts, count, random.Random(f"{seed} {kind}")))
        found = list(
            answers(made, [{"text": text, "ref": ref, "count": _DEPTH} for ref, text in asked])
        )
        ours, lunrs = (
            [1 / answer[side] if answer[side] else 0.0 for answer in found]
            for side in ("ours", "lunrs")
        )
        mean, theirs = sum(ours) / len(ours), sum(lunrs) / len(lunrs)
        aim = f", {_TYPO_GOAL}" if kind == "typo" else ""
        print(
            f"  {kind:14} {len(asked):4} queries: ours {mean:.3f}, Lunr {theirs:.3f} "
            f"(goal at least Lunr's{aim})"
        )
        worse = [each for each in zip(ours, lunrs, asked, strict=True) if each[0] < each[1]]
        better = sum(1 for one, other in zip(ours, lunrs, strict=True) if one > other)
        print(f"    {better} better than Lunr, {len(worse)} worse")
        for one, other, (ref, text) in sorted(worse, key=lambda each: each[0] - each[1])[:_SHOWN]:
            print(f"      {one:.2f} for {other:.2f}, ref {ref}: {text!r}")


def _queries(
    made: Digest,
    make: Callable[[Paper, Counter[str], random.Random], str | None],
    counts: Counter[str],
    count: int,
    chance: random.Random,
) -> Iterator[tuple[int, str]]:
    refs = chance.sample(range(len(made.papers)), len(made.papers))
    asked = 0
    for ref in refs:
        text = make(made.papers[ref].paper, counts, chance)
        if text is not None and asked < count:
            asked += 1
            yield ref, text


if __name__ == "__main__":
    main()
