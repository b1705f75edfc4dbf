"""Papers that no topic took, where there are only a few papers.

Enters: a handful of papers and the topics chosen for them. Leaves: the topics with a term more for a paper that was left, each in the
topic whose papers are most like it. Among so few papers most subjects stand in one paper alone, so that counting chooses none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.models import Paper
from generator.rules.arrays import Flags, Numbers, Points
from generator.rules.words import raw_words, read_word
from generator.starting.choosing import GOAL, Choice, most_papers
from generator.starting.vocabulary import ENOUGH_TO_TELL, Subject
from generator.topic_report.phrases import is_function_word


def with_stragglers(
    choices: Sequence[Choice],
    papers: Sequence[Paper],
    subjects: Sequence[Subject],
    points: Numbers,
) -> list[Choice]:
    """Give each paper that was left to the topic that it is most like, until enough papers have a topic.

    Where no topic has room for it, it begins one, which papers after it may join.
    """
    found = [choice for choice in choices if choice.subjects]
    if len(papers) >= ENOUGH_TO_TELL or not found:
        return found
    alike = _likenesses(papers)
    taken = {number for choice in found for number in choice.subjects}
    for paper in range(len(papers)):
        covered = np.any([choice.papers for choice in found], axis=0)
        if covered.mean() >= GOAL:
            break
        if covered[paper]:
            continue
        name = _name_of(paper, subjects, points, taken)
        if name is None:
            continue
        near = sorted(
            range(len(found)),
            key=lambda topic: (-_likeness(alike, paper, found[topic].papers), topic),
        )
        for topic in near:
            more = found[topic].papers | (points[:, name] > 0)
            if more.sum() <= most_papers(len(papers)):
                taken.add(name)
                found[topic] = Choice(subjects=(*found[topic].subjects, name), papers=more)
                break
        else:
            taken.add(name)
            found.append(Choice(subjects=(name,), papers=points[:, name] > 0))
    return found


def _name_of(
    paper: int, subjects: Sequence[Subject], points: Numbers, taken: set[int]
) -> int | None:
    """Give the subject that a paper says most of, a name rather than a word."""
    own = [int(n) for n in np.flatnonzero(points[paper]) if int(n) not in taken]
    if not own:
        return None
    return min(
        own,
        key=lambda n: (
            -int(points[paper, n]) * subjects[n].merit,
            -len(subjects[n].words),
            subjects[n].key,
        ),
    )


def _likeness(alike: Points, paper: int, members: Flags) -> float:
    return round(float(alike[paper][members].mean()), 6)


def _likenesses(papers: Sequence[Paper]) -> Points:
    """Give how alike papers are, by the words that they share: the cosine of their words, rare ones weighing more."""
    words = [_words(f"{paper.title} {paper.abstract}") for paper in papers]
    places = {word: n for n, word in enumerate(sorted(set().union(*words)))}
    table = np.zeros((len(papers), len(places)))
    for row, some in enumerate(words):
        table[row, [places[word] for word in sorted(some)]] = 1
    table *= np.log(len(papers) / table.sum(axis=0).clip(1))
    lengths = np.sqrt((table * table).sum(axis=1)).clip(1e-9)
    alike: Points = (table @ table.T) / np.outer(lengths, lengths)
    return alike


def _words(text: str) -> set[str]:
    return {
        read_word(raw).singular
        for run in text.split()
        if not is_function_word(run)
        for raw in raw_words(run)
        if len(raw) > 1
    }
