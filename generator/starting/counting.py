"""Phrases of papers, and how each is used.

Enters: a sample of papers. Leaves: for each phrase of one to three words that stands in enough of them a `Use`: in how many
papers and titles, how often at the end of a stretch of words, how often before a determiner, and in which spellings.

Names end where grammar goes on ("of neural networks that"), adjectives and parts of names do not ("neural" is followed
by a noun), and verbs are followed by determiners ("propose a"). So the name of a subject is told without a dictionary of English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.models import Paper
from generator.topic_report.phrases import PhraseReader, is_function_word

# Characters that are looked at of each text: nothing that is longer is an abstract.
_LONGEST = 4_000
_DETERMINERS = frozenset("a an both by how it its our that the their these this to whether".split())


@dataclass(slots=True)
class Use:
    """How a phrase is used: `papers` and `titles` that have it, and of its `places` the final ones and those before a determiner."""

    papers: int = 0
    titles: int = 0
    places: int = 0
    final: int = 0
    before_determiner: int = 0
    spellings: Counter[str] = field(default_factory=Counter)


def count_uses(papers: Sequence[Paper], fewest: int, reader: PhraseReader) -> dict[str, Use]:
    """Count how phrases are used that stand in so many papers at least, by their keys, ascending."""
    frequencies: Counter[str] = Counter()
    for paper in papers:
        frequencies.update(
            {key for text, _ in _texts(paper) for key, _, _, _ in reader.phrases(text)}
        )
    uses = {key: Use(papers=n) for key, n in sorted(frequencies.items()) if n >= fewest}
    del frequencies
    for paper in papers:
        has_abstract = bool(paper.abstract)
        for text, is_title in _texts(paper):
            _count_in(
                text, uses, reader, is_title=is_title, spells=not is_title or not has_abstract
            )
    return uses


def _count_in(
    text: str, uses: dict[str, Use], reader: PhraseReader, *, is_title: bool, spells: bool
) -> None:
    titled: set[str] = set()
    for key, runs, first, end in reader.phrases(text):
        use = uses.get(key)
        if use is None:
            continue
        use.places += 1
        if end == len(runs):
            use.final += 1
        elif runs[end].lower() in _DETERMINERS:
            use.before_determiner += 1
        elif is_function_word(runs[end]):
            use.final += 1
        if spells:
            use.spellings[" ".join(runs[first:end])] += 1
        if is_title:
            titled.add(key)
    for key in titled:
        uses[key].titles += 1


def _texts(paper: Paper) -> Iterator[tuple[str, bool]]:
    """Give the texts of a paper, each with whether it is the title; one that was derived from the abstract says nothing new."""
    if paper.title_is == "given":
        yield paper.title[:_LONGEST], True
    yield paper.abstract[:_LONGEST], False


def given_titles(papers: Iterable[Paper]) -> int:
    """Count the papers whose titles were given."""
    return sum(paper.title_is == "given" for paper in papers)
