"""Topics for a new digest, from its papers.

Enters: papers. Leaves: `ProposedTopic`s, the largest first: a slug, a title, and a rule of a few terms. They depend on the papers alone,
not on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.config.topic_section import is_slug
from generator.models import Paper, Slug
from generator.rules.arrays import Numbers
from generator.starting.choosing import Choice, Chooser, weights_of
from generator.starting.clusters import clustered
from generator.starting.points import points_of
from generator.starting.stragglers import with_stragglers
from generator.starting.vocabulary import Subject, subjects_of
from generator.text.slugs import slugify

# Papers that are looked at: more would propose the same.
MOST_LOOKED_AT = 2_500
# Topics for n papers: 9 for a hundred, 18 for some thousand.
_FACTOR, _EXPONENT = 3.7, 0.2
_FEWEST_TOPICS, _MOST_TOPICS = 4, 20
_FEWEST_PAPERS, _LEAST_SHARE = 2, 0.005
_NEARLY_THE_SAME = 0.5
# The first name in a title speaks for so much of the topic that no second one is needed; a second one speaks for so much.
_SPEAKS_FOR_ALL, _SPEAKS_FOR_SOME = 0.6, 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedTopic:
    """A topic: `terms` are those of its rule with their weights, the heaviest first, equal ones by how many papers have them."""

    slug: Slug
    title: str
    terms: tuple[tuple[str, float], ...]


def propose_topics(papers: Sequence[Paper]) -> tuple[ProposedTopic, ...]:
    """Propose topics that take in most of the papers; none where these have nothing in common.

    Papers must be in the order of their ids, which are hashes: the first of very many are a fair sample.
    """
    sample = papers[:MOST_LOOKED_AT]
    subjects = subjects_of(sample)
    if not subjects:
        return ()
    points = points_of(sample, subjects)
    merits = np.array([subject.merit for subject in subjects])
    wanted = round(_FACTOR * len(sample) ** _EXPONENT)
    clusters = clustered(subjects, points, min(max(wanted, _FEWEST_TOPICS), _MOST_TOPICS))
    weights = weights_of(subjects, points)
    choices = Chooser(points, weights, merits, clusters).choices()
    choices = with_stragglers(choices, sample, subjects, points)
    choices = _apart(choices, len(sample))
    names = _Names()
    return tuple(
        ProposedTopic(
            slug=names.slug(title := _title(choice, subjects, points)),
            title=title,
            terms=tuple(
                (subjects[n].term, float(weights[n]))
                for n in sorted(
                    choice.subjects,
                    key=lambda n: (-weights[n], -int((points[:, n] > 0).sum()), subjects[n].key),
                )
            ),
        )
        for choice in choices
    )


def _apart(choices: Sequence[Choice], papers: int) -> list[Choice]:
    """Give the topics that are worth a page, the largest first; of two with nearly the same papers the larger."""
    fewest = max(_FEWEST_PAPERS, _LEAST_SHARE * papers)
    found: list[Choice] = []
    for choice in sorted(choices, key=lambda one: (-int(one.papers.sum()), one.subjects)):
        size = choice.papers.sum()
        alike = any(
            (choice.papers & other.papers).sum() > _NEARLY_THE_SAME * size for other in found
        )
        if size >= fewest and not alike:
            found.append(choice)
    return found


def _title(choice: Choice, subjects: Sequence[Subject], points: Numbers) -> str:
    """Name a topic by the subject that speaks for most of its papers, and by a second one where that leaves many out."""
    said = points[choice.papers][:, list(choice.subjects)] > 0
    papers = len(said)
    left = np.ones(papers, dtype=bool)
    names: list[Subject] = []
    while len(names) < 2 and left.sum() > (1 - _SPEAKS_FOR_ALL) * papers:
        spoken = (said & left[:, None]).sum(axis=0)
        worth = [
            round(float(count) * subjects[n].merit, 6)
            if not any(set(subjects[n].words) & set(name.words) for name in names)
            else 0.0
            for n, count in zip(choice.subjects, spoken.tolist(), strict=True)
        ]
        best = int(np.argmax(worth))
        if not worth[best] or (names and spoken[best] < _SPEAKS_FOR_SOME * papers):
            break
        names.append(subjects[choice.subjects[best]])
        left &= ~said[:, best]
    title = " and ".join(name.title for name in names)
    first = title.split(" ", 1)[0]
    return title[0].upper() + title[1:] if first.islower() else title


class _Names:
    """Slugs, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def slug(self, title: str) -> Slug:
        wanted = slugify(title)
        if not is_slug(wanted):
            wanted = f"topic-{wanted}".strip("-")
        slug, number = wanted, 1
        while slug in self._given:
            number += 1
            slug = f"{wanted}-{number}"
        self._given.add(slug)
        return Slug(slug)
