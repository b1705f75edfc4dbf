"""Whether the search gives Lunr's answers: its engine against lunr.js on the whole index of the same build.

Makes queries of the papers' own words, from a seed: words, several words, fields, boosts, presence, wildcards, near spellings
and mixtures. Each goes to the site's engine, which reads the sharded index, and to lunr.js, which loads
`lunr.json`. An answer agrees when both have the same refs in the same order, ties in any, and each score differs by no
more than 1e-9 of itself. Each is asked twice: as Lunr's language alone (`plain`), which has to agree, and as
a reader asks, where the engine adds what Lunr lacks: results beside Lunr's, which are set apart and don't count, and
another word for one that no paper has (`examination.` with its full stop, a misspelling), so that queries with such
a word are left out. Prints how many agreed and the first that did not. Queries keep within what the search allows
(two edits, six words with stars or edits).

    python benchmarks/search_parity.py papers.jsonl.gz [--papers 0 10000] [--queries 1000] [--work DIR]

The file is one of JSON lines, a paper a line; without it only the shipped dumps (0) are asked. Needs node.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from search_sites import Digest, asked_digests
from search_words import answers, with_edit

from generator.search import search_texts

_SHOWN = 5  # queries that did not agree
_FIELDS = ("title", "abstract", "authors", "topics")


class Maker:
    """Makes queries of the words of papers, from a seed."""

    def __init__(self, made: Digest, seed: int) -> None:
        self._chance = random.Random(seed)
        titles = {topic.slug: topic.title for topic in made.config.topics}
        texts = search_texts(made.papers, titles)
        self._running = [word for text in texts for word in " ".join(text).split()]
        self._distinct = sorted(set(self._running))

    def words(self, count: int) -> list[str]:
        """Give words as they are written: half by how often they are there, half from the list of all."""
        return [self.word() for _ in range(count)]

    def word(self) -> str:
        """Give one word without what Lunr's language reads as a sign."""
        words = self._running if self._chance.random() < 0.5 else self._distinct
        word = self._chance.choice(words)
        if self._chance.random() < 0.9:
            word = word.strip("()[]{}.,;:!?\"'`$").lower()
        for sign in '\\:~^*+-"“”„‟«»＂':
            word = word.replace(sign, "")
        return word if word else self.word()

    def letters(self, least: int = 4) -> str:
        """Give a word of letters alone."""
        word = self.word().lower()
        return word if word.isalpha() and least <= len(word) <= 30 else self.letters(least)

    def one(self) -> str:
        return self.word()

    def several(self) -> str:
        return " ".join(self.words(self._chance.randint(2, 6)))

    def field(self) -> str:
        return " ".join(f"{self._field()}:{word}" for word in self.words(self._upto(3)))

    def boost(self) -> str:
        words = [f"{word}^{self._boost()}" for word in self.words(self._upto(3))]
        return " ".join([*words, *self.words(self._upto(3) - 1)])

    def presence(self) -> str:
        return " ".join(f"{self._sign()}{word}" for word in self.words(1 + self._upto(4)))

    def wildcard(self) -> str:
        words = [self._starred() for _ in range(self._upto(2))]
        return " ".join([*words, *self.words(self._upto(3) - 1)])

    def near(self) -> str:
        words = [self._near() for _ in range(self._upto(2))]
        return " ".join([*words, *self.words(self._upto(3) - 1)])

    def mixture(self) -> str:
        open_words = 0
        clauses = []
        for _ in range(self._chance.randint(2, 6)):
            kind = self._chance.random()
            if kind < 0.4 and open_words < 3:
                open_words += 1
                word = self._starred() if kind < 0.2 else self._near()
            else:
                word = self.word()
            field = f"{self._field()}:" if self._chance.random() < 0.3 else ""
            boost = f"^{self._boost()}" if self._chance.random() < 0.3 else ""
            clauses.append(f"{self._sign()}{field}{word}{boost}")
        return " ".join(clauses)

    def _starred(self) -> str:
        word = self.letters()
        cut = self._chance.randint(2, len(word) - 1)
        kind = self._chance.random()
        if kind < 0.5:
            return f"{word[:cut]}*"
        if kind < 0.65:
            return f"*{word[-cut:]}"
        if kind < 0.85:
            return f"{word[: cut - 1]}*{word[cut:]}"
        if kind < 0.95:
            return f"*{word[1:cut]}*"
        return f"{word[0]}*{word[cut // 2]}*{word[-1]}"

    def _near(self) -> str:
        word = self.letters(5)
        if self._chance.random() < 0.7:
            word = with_edit(word, self._chance)
        return f"{word}~{1 if self._chance.random() < 0.7 else 2}"

    def _field(self) -> str:
        return self._chance.choice(_FIELDS)

    def _boost(self) -> int:
        return self._chance.choice((0, 1, 2, 3, 5, 10, 100))

    def _sign(self) -> str:
        return self._chance.choice(("", "", "+", "-"))

    def _upto(self, most: int) -> int:
        return self._chance.randint(1, most)


_KINDS: dict[str, tuple[Callable[[Maker], str], float]] = {
    "a word": (Maker.one, 0.12),
    "several words": (Maker.several, 0.16),
    "fields": (Maker.field, 0.12),
    "boosts": (Maker.boost, 0.12),
    "presence": (Maker.presence, 0.12),
    "wildcards": (Maker.wildcard, 0.12),
    "near spellings": (Maker.near, 0.1),
    "mixtures": (Maker.mixture, 0.14),
}


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for made, queries, seed in asked_digests(parser, 1000):
        compare(made, queries, seed)


def compare(made: Digest, count: int, seed: int) -> None:
    """Ask all queries of one digest."""
    maker = Maker(made, seed)
    queries = [
        (kind, make(maker))
        for kind, (make, share) in _KINDS.items()
        for _ in range(round(share * count))
    ]
    print(f"{made.name}, {len(queries):,} queries")
    for plain in (True, False):
        start = time.perf_counter()
        asked = [{"text": text, "compare": True, "plain": plain} for _, text in queries]
        found = list(answers(made, asked))
        tell([kind for kind, _ in queries], found, plain=plain)
        print(f"    {time.perf_counter() - start:.0f} s")


def tell(kinds: list[str], found: list[dict[str, Any]], *, plain: bool) -> None:
    """Print how many agreed, by kind, and the first that did not."""
    counted = [
        (kind, answer)
        for kind, answer in zip(kinds, found, strict=True)
        if plain or not answer.get("lacks")
    ]
    agreed = Counter(kind for kind, answer in counted if answer["agrees"])
    every = Counter(kind for kind, _ in counted)
    worst = max((answer["worst"] for _, answer in counted if answer["agrees"]), default=0)
    empty = sum(1 for _, answer in counted if answer["total"] == 0)
    name = "as Lunr's language" if plain else "as a reader asks"
    lacking = len(found) - len(counted)
    aim = " (goal: all)" if plain else f"; {lacking} more have a word that no paper has"
    print(f"  {name}: {sum(agreed.values()):,} of {len(counted):,} agree{aim}")
    print("    " + ", ".join(f"{kind} {agreed[kind]}/{every[kind]}" for kind in every))
    print(f"    {empty} have no results; scores differ by at most {worst:.1e} of themselves")
    for kind, answer in [each for each in counted if not each[1]["agrees"]][:_SHOWN]:
        hint = f" ({answer['hint']})" if answer.get("hint") else ""
        print(f"    {kind}: {answer['text']!r}: {answer['why']}{hint}")


if __name__ == "__main__":
    main()
