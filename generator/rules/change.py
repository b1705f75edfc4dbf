"""Which papers a change of the rules may concern.

Enters: the rules of an earlier build and those of this one, as `rules_fingerprint` writes them, then papers. Leaves: for
each paper whether its topics and collections may differ. It never says no where they do: where only weighted terms
were added, removed or weighed otherwise, a paper is concerned that has one of them; any other change concerns all.

Each text is looked through once for anything that may be one of the terms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from generator.models import Paper, Slug
from generator.rules.evidence import texts_of
from generator.rules.fingerprint import Fingerprint, Json, RuleValues, term_of
from generator.rules.sieve import TermSieve
from generator.rules.terms import NearTerm, Term, WordsTerm

# Beyond that many changed terms nearly every paper has one.
_MOST_TERMS = 1000


def changed_topics(old: Fingerprint, new: Fingerprint) -> frozenset[Slug]:
    """Give the topics whose own rule is another one, those that came and those that went among them."""
    before = {rule["slug"]: (rule["frame"], _by_terms(rule, old)) for rule in old["topics"]}
    after = {rule["slug"]: (rule["frame"], _by_terms(rule, new)) for rule in new["topics"]}
    return frozenset(
        Slug(slug) for slug in before.keys() | after.keys() if before.get(slug) != after.get(slug)
    )


class Screen:
    """What differs between two sets of rules, ready to be looked for in papers."""

    def __init__(self, old: Fingerprint, new: Fingerprint) -> None:
        changed = changed_terms(old, new)
        self.touches_all = changed is None or len(changed) > _MOST_TERMS
        self.touches_none = changed is not None and not changed
        if self.touches_all or self.touches_none:
            return
        self._sieve = TermSieve(term_of(text) for text in sorted(changed or ()))

    def touches(self, papers: Sequence[Paper]) -> list[bool]:
        """Say for each paper whether the two sets of rules may give it different topics or collections."""
        return [self.touches_texts(texts_of(paper, 2)) for paper in papers]

    def touches_texts(self, texts: Iterable[str]) -> bool:
        """Say the same of a paper with this title, which is empty where it was derived, and this abstract."""
        if self.touches_all or self.touches_none:
            return self.touches_all
        return self._sieve.may_have("\n".join(texts))


def changed_terms(old: Fingerprint, new: Fingerprint) -> frozenset[str] | None:
    """Give the terms without which a paper is classified alike by both; `None` when any paper may differ."""
    if old["form"] != new["form"] or _words_that_join(old) != _words_that_join(new):
        return None
    changed = _moved(old["terms"], new["terms"])
    for before, after in ((old["topics"], new["topics"]), (old["collections"], new["collections"])):
        if [_frame(rule) for rule in before] != [_frame(rule) for rule in after]:
            return None
        for one, other in zip(before, after, strict=True):
            asked, asks = _by_terms(one, old), _by_terms(other, new)
            changed |= {
                term for term in asked.keys() | asks.keys() if asked.get(term) != asks.get(term)
            }
    return frozenset(changed)


def _frame(rule: RuleValues) -> tuple[str, Json]:
    return rule["slug"], rule["frame"]


def _by_terms(rule: RuleValues, rules: Fingerprint) -> dict[str, list[tuple[str, str]]]:
    """Give for each term the parts of a rule that need it, in their order."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in rule["parts"]:
        for number in part["needs"]:
            found[rules["terms"][number]].append((part["asks"], part["counts"]))
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Give terms whose order among those of both changed; without them it is the same."""
    places = {term: place for place, term in enumerate(old)}
    common = [term for term in new if term in places]
    # The longest row of terms that are in order in both: https://en.wikipedia.org/wiki/Patience_sorting
    ends: list[int] = []
    piles: list[int] = []
    for term in common:
        pile = bisect_left(ends, places[term])
        ends[pile : pile + 1] = [places[term]]
        piles.append(pile)
    moved: set[str] = set()
    wanted, before = len(ends) - 1, len(old)
    for term, pile in zip(reversed(common), reversed(piles), strict=True):
        if pile == wanted and places[term] < before:
            wanted, before = pile - 1, places[term]
        else:
            moved.add(term)
    return moved


def _words_that_join(rules: Fingerprint) -> frozenset[str]:
    return _first_words(map(term_of, rules["terms"]))


def _first_words(terms: Iterable[Term]) -> frozenset[str]:
    """Give the words that may be joined with the next because a term begins with them."""
    found: set[str] = set()
    for term in terms:
        match term:
            case WordsTerm(first=first):
                found.add(first)
            case NearTerm(left=left, right=right):
                found |= {left.first, right.first}
            case _:
                pass
    return frozenset(found - {""})
