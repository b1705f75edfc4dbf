"""Finding the terms of all rules in a text, in one pass.

Enters: terms as written in site.yaml, then texts. Leaves: for each term that occurs how often, and
as which words. Words match as a reader expects: whole words, case, accents and plural folded, and
`auto-encoder`, `auto encoder` and `autoencoder` are one. A word with two or more capitals (`VAE`,
`LoRA`) keeps its case; `infer*` matches any word that begins so.

The work is linear in the words of a text and does not grow with the number of terms: at each word a
span is extended while it is the beginning of some term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_MOST_WORDS = 12
_MOST_KNOWN_WORDS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term: its folded characters without gaps, and the words that must keep their case."""

    text: str
    key: str
    prefix: bool
    cased: frozenset[str]


@dataclass(slots=True)
class Hit:
    """How often a term occurs in a text, and the words of its first place."""

    count: int
    words: str


class TermError(ValueError):
    """A term that cannot match anything; the message says why and what to write."""


def parse_term(text: str) -> Term:
    """Read a term; raises `TermError`.

    >>> parse_term("auto-encoders").key
    'autoencoder'
    >>> sorted(parse_term("RL fine-tuning").cased)
    ['RL']
    """
    prefix = text.endswith("*")
    body = text.removesuffix("*")
    if "*" in body:
        raise TermError('has "*" before its end; expected it at the end alone; write infer*')
    found = _WORD.findall(body)
    if not found:
        raise TermError("has no letter or digit; expected words; write a word or a phrase")
    if len(found) > _MOST_WORDS:
        raise TermError(f"has {len(found)} words; expected at most {_MOST_WORDS}; shorten it")
    last = _fold(found[-1]) if prefix else _singular(_fold(found[-1]))
    key = "".join(_singular(_fold(word)) for word in found[:-1]) + last
    cased = frozenset(_bare(word) for word in found if sum(map(str.isupper, word)) >= 2)
    return Term(text=text, key=key, prefix=prefix, cased=cased)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """What a word means to the matcher.

    `terms` are those that it is by itself; a longer one may begin with it if `may_begin`.
    """

    singular: str
    whole: str
    terms: tuple[int, ...]
    may_begin: bool


class TermMatcher:
    """All terms of a rule book, ready to be found together."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._whole: dict[str, tuple[int, ...]] = {}
        self._prefixes: dict[str, tuple[int, ...]] = {}
        # Every beginning of every key: a span that is not among them can be given up.
        self._beginnings: set[str] = set()
        for index, term in enumerate(self.terms):
            table = self._prefixes if term.prefix else self._whole
            table[term.key] = (*table.get(term.key, ()), index)
            self._beginnings.update(term.key[:end] for end in range(1, len(term.key)))
        self._prefix_lengths = sorted({len(key) for key in self._prefixes})
        self._prefix_beginnings = {key[:end] for key in self._prefixes for end in range(len(key))}
        self._known_words: dict[str, _Word] = {}

    def find(self, text: str) -> dict[int, Hit]:
        """Find every term that occurs in a text, by its number in `terms`."""
        places = list(_WORD.finditer(text))
        words = [self._word(place[0]) for place in places]
        hits: dict[int, Hit] = {}
        for first, word in enumerate(words):
            if word.terms:
                self._note(hits, word.terms, text, places[first : first + 1])
            if word.may_begin:
                self._find_longer(hits, text, places, words, first)
        return hits

    def _find_longer(
        self,
        hits: dict[int, Hit],
        text: str,
        places: list[re.Match[str]],
        words: list[_Word],
        first: int,
    ) -> None:
        span = words[first].singular
        for last in range(first + 1, min(first + _MOST_WORDS, len(words))):
            word = words[last]
            found = self._whole.get(span + word.singular, ())
            if span in self._prefix_beginnings:
                found += self._prefixed(len(span), span + word.whole)
            span += word.singular
            if found:
                self._note(hits, found, text, places[first : last + 1])
            if span not in self._beginnings:
                return

    def _word(self, raw: str) -> _Word:
        """Look a word up, or work it out and keep it: a vocabulary is small beside its texts."""
        word = self._known_words.get(raw)
        if word is None:
            whole = _fold(raw)
            singular = _singular(whole)
            word = _Word(
                singular=singular,
                whole=whole,
                terms=self._whole.get(singular, ()) + self._prefixed(0, whole),
                may_begin=singular in self._beginnings,
            )
            if len(self._known_words) >= _MOST_KNOWN_WORDS:
                self._known_words.clear()
            self._known_words[raw] = word
        return word

    def _prefixed(self, before: int, span: str) -> tuple[int, ...]:
        """Give the prefix terms whose end lies in the last word of a span, past `before` characters."""
        found: tuple[int, ...] = ()
        for length in self._prefix_lengths:
            if before < length <= len(span):
                found += self._prefixes.get(span[:length], ())
        return found

    def _note(
        self, hits: dict[int, Hit], found: tuple[int, ...], text: str, span: list[re.Match[str]]
    ) -> None:
        for index in found:
            cased = self.terms[index].cased
            if not cased or cased <= {_bare(place[0]) for place in span}:
                _count(hits, index, text[span[0].start() : span[-1].end()])


def _count(hits: dict[int, Hit], index: int, words: str) -> None:
    hit = hits.get(index)
    if hit is None:
        hits[index] = Hit(1, words)
    else:
        hit.count += 1


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _singular(word: str) -> str:
    if len(word) <= 3 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _bare(word: str) -> str:
    """Drop the plural of an acronym: GANs is GAN, but SVMS is no SVM."""
    return word[:-1] if len(word) > 2 and word[-1] == "s" and word[-2].isupper() else word
