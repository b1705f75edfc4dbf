"""The phrases of papers that may be names of their subjects.

Enters: a sample of papers. Leaves: `Subject`s, the best first. What is left out: words of prose, verbs and adjectives as far as
their use tells them, what nearly every paper says, and parts of longer names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.models import Paper
from generator.rules.terms import TermError, parse_term
from generator.starting.counting import Use, count_uses, given_titles
from generator.starting.prose_words import may_be_subject
from generator.starting.spelling import Speller
from generator.topic_report.phrases import PhraseReader, is_function_word

# Of so many papers shares of titles and of places tell something.
ENOUGH_TO_TELL = 60
_MOST_SUBJECTS = 900
_MOST_LOOKED_AT = 8_000
_FEW_PAPERS = 150
_PAPERS_FOR_ONE_MORE = 500
_MOST_OF_ALL = 0.3
_LEAST_FINAL, _MOST_BEFORE_DETERMINERS = 0.25, 0.25
# Shares of a phrase's papers that have it in their titles: words of prose stay below.
_LEAST_TITLED_WORD, _LEAST_TITLED_NAME, _WELL_TITLED = 0.15, 0.05, 0.3
_ALL_BUT_THE_SAME = 0.75
_NAME_BEFORE_WORD = 1.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A phrase as rules and as titles write it, its folded words, and how good a name of a subject it is, about 0 to 1.6."""

    key: str
    term: str
    title: str
    words: tuple[str, ...]
    papers: int
    merit: float

    @property
    def is_name(self) -> bool:
        """Tell whether it says by itself what is meant: several words, or an acronym."""
        return len(self.words) > 1 or sum(map(str.isupper, self.term)) > 1


def subjects_of(papers: Sequence[Paper]) -> tuple[Subject, ...]:
    """Give the subjects of papers, at most 900, the best first."""
    reader = PhraseReader()
    uses = count_uses(papers, _fewest(len(papers)), reader)
    titled = given_titles(papers) * 2 > len(papers) >= ENOUGH_TO_TELL
    speller = Speller(uses, reader)
    most = max(3, int(_MOST_OF_ALL * len(papers)))
    found: list[Subject] = []
    common = sorted(uses, key=lambda key: (-uses[key].papers, key))
    for key in [key for key in common if uses[key].papers <= most][:_MOST_LOOKED_AT]:
        subject = _subject(key, uses[key], speller, reader, titled=titled)
        if subject is not None and _ends_in_noun(uses[key]):
            found.append(subject)
    found.sort(key=lambda one: (-round(one.papers * one.merit, 6), one.key))
    return tuple(_without_parts(found, uses)[:_MOST_SUBJECTS])


def _fewest(papers: int) -> int:
    if papers < ENOUGH_TO_TELL:
        return 1
    return 2 if papers < _FEW_PAPERS else max(3, papers // _PAPERS_FOR_ONE_MORE)


def _ends_in_noun(use: Use) -> bool:
    """Tell whether a phrase is used as one that ends in a noun."""
    return (
        use.final >= _LEAST_FINAL * use.places
        and use.before_determiner <= _MOST_BEFORE_DETERMINERS * use.places
    )


def _subject(
    key: str, use: Use, speller: Speller, reader: PhraseReader, *, titled: bool
) -> Subject | None:
    if not use.spellings:
        return None
    term = speller.term(key)
    words = reader.words(term)
    if not words or not may_be_subject(words) or not term[0].isalnum():
        return None
    if any(map(is_function_word, words[:1])) or any(
        is_function_word(run) and run != "of" for run in term.split()
    ):
        return None
    try:
        parse_term(term)
    except TermError:
        return None
    share = use.titles / use.papers
    if titled and share < (_LEAST_TITLED_WORD if len(words) == 1 else _LEAST_TITLED_NAME):
        return None
    merit = min(1.0, share / _WELL_TITLED) if titled and len(words) == 1 else 1.0
    return Subject(
        key=key,
        term=term,
        title=speller.title(key),
        words=words,
        papers=use.papers,
        merit=merit * (_NAME_BEFORE_WORD if len(words) > 1 else 1.0),
    )


def _without_parts(found: Sequence[Subject], uses: Mapping[str, Use]) -> list[Subject]:
    """Leave out what stands nearly always within one and the same longer name."""
    part_of: dict[tuple[str, ...], int] = {}
    for one in found:
        for length in range(1, len(one.words)):
            for start in range(len(one.words) - length + 1):
                part = one.words[start : start + length]
                part_of[part] = max(part_of.get(part, 0), one.papers)
    return [
        one for one in found if part_of.get(one.words, 0) < _ALL_BUT_THE_SAME * uses[one.key].papers
    ]
