"""Phrases that rules might use.

Enters: classified papers and their rules. Leaves: for the papers without a topic, and for each topic, the
phrases that stand in many of its papers and in few others, the most telling first. What is a term of the
topic, or gives it by a term within, is no suggestion.

Phrases are compared by the log-likelihood ratio of their document frequencies (T. Dunning, "Accurate
Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19(1), 1993).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from generator.models import ClassifiedPaper, Paper, Slug
from generator.rules import RuleBook
from generator.topic_report.frequencies import Frequencies, count_phrases
from generator.topic_report.known_terms import KnownTerms
from generator.topic_report.phrases import PhraseReader, texts_of

MOST_SUGGESTED = 10
_MOST_LOOKED_AT = 200
# Once in ten thousand by chance (chi-squared, one degree of freedom): many phrases are tried.
_LEAST_SCORE = 15.13
_LEAST_LIFT = 3.0
# A phrase that stands in so much of the papers of a part of it says the same, and says it better.
_NEARLY_THE_SAME = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A phrase in its commonest spelling, its papers in the topic, and those elsewhere."""

    phrase: str
    papers: int
    others: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Suggestions for the papers without a topic, and for each topic in the order of site.yaml."""

    unclassified: tuple[Suggestion, ...]
    topics: tuple[tuple[Slug, tuple[Suggestion, ...]], ...]


def suggest(papers: Sequence[ClassifiedPaper], rules: RuleBook) -> Suggestions:
    """Propose terms from the papers themselves."""
    slugs = [rule.slug for rule in rules.topics]
    # The last group is that of the papers without a topic.
    numbers = {slug: number for number, slug in enumerate(slugs)}
    grouped = [
        (one.paper, [numbers[slug] for slug in _taken_by(one)] or [len(slugs)]) for one in papers
    ]
    reader = PhraseReader()
    frequencies = count_phrases(grouped, len(slugs) + 1, reader)
    best = [_best(frequencies, group) for group in range(len(slugs) + 1)]
    wanted = {found.phrase for group in best for found in group}
    spellings = _spellings((one.paper for one in papers), wanted, reader)
    known = KnownTerms(rules)
    return Suggestions(
        unclassified=_chosen(best[-1], spellings, reader, lambda _: False),
        topics=tuple(
            (slug, _chosen(group, spellings, reader, known.of(slug)))
            for slug, group in zip(slugs, best, strict=False)
        ),
    )


def _taken_by(classified: ClassifiedPaper) -> tuple[Slug, ...]:
    """Give a paper's topics; one that stands in the nearest alone is one that the rules have missed."""
    missed = any(match.by == "nearest" for match in classified.matches)
    return () if missed else classified.topics


def log_likelihood(inside: int, outside: int, size: int, rest: int) -> float:
    """Give Dunning's ratio: `inside` of `size` papers against `outside` of `rest`.

    >>> log_likelihood(5, 50, 10, 100)
    0.0
    >>> round(log_likelihood(8, 2, 10, 100), 1)
    37.4
    """
    share, every = inside + outside, size + rest
    cells = (
        (inside, size * share),
        (outside, rest * share),
        (size - inside, size * (every - share)),
        (rest - outside, rest * (every - share)),
    )
    return 2 * sum(n * log(n * every / expected) for n, expected in cells if n)


def _best(frequencies: Frequencies, group: int) -> list[Suggestion]:
    """Give the most telling phrases of a group by their keys, the best first."""
    size = frequencies.sizes[group]
    total = frequencies.papers
    found: list[tuple[float, str, int, int]] = []
    for key, inside, outside in frequencies.of(group):
        rest = total - size
        if inside * rest >= _LEAST_LIFT * outside * size:
            score = log_likelihood(inside, outside, size, rest)
            if score >= _LEAST_SCORE:
                found.append((-score, key, inside, outside))
    return [
        Suggestion(phrase=key, papers=inside, others=outside, score=-score)
        for score, key, inside, outside in heapq.nsmallest(_MOST_LOOKED_AT, found)
    ]


def _spellings(
    papers: Iterable[Paper], wanted: set[str], reader: PhraseReader
) -> Mapping[str, str]:
    """Give the commonest spelling of each phrase, in lower case rather than not among equals."""
    counts: dict[str, Counter[str]] = {key: Counter() for key in sorted(wanted)}
    for paper in papers:
        for text in texts_of(paper):
            for key, runs, first, end in reader.phrases(text):
                if key in counts:
                    counts[key][" ".join(runs[first:end])] += 1
    return {
        key: min(found, key=lambda text: (-found[text], sum(map(str.isupper, text)), text))
        for key, found in counts.items()
    }


def _chosen(
    best: Sequence[Suggestion],
    spellings: Mapping[str, str],
    reader: PhraseReader,
    is_known: Callable[[str], bool],
) -> tuple[Suggestion, ...]:
    """Give the phrases that are new and say what no other on the list says."""
    folded = [reader.folded(spellings[found.phrase]) for found in best]
    chosen: list[Suggestion] = []
    taken: list[str] = []
    for found, words in zip(best, folded, strict=True):
        text = spellings[found.phrase]
        said_better = any(
            words in longer and len(longer) > len(words) and _nearly_as_often(other, found)
            for other, longer in zip(best, folded, strict=True)
        )
        said = any(words in other or other in words for other in taken)
        if not said_better and not said and not is_known(text):
            taken.append(words)
            chosen.append(replace(found, phrase=text))
        if len(chosen) == MOST_SUGGESTED:
            break
    return tuple(chosen)


def _nearly_as_often(longer: Suggestion, shorter: Suggestion) -> bool:
    return longer.papers >= _NEARLY_THE_SAME * shorter.papers
