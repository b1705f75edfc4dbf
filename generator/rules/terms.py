"""A term as an owner writes it.

Enters: the text of one term. Leaves: what it finds. Refuses: a term that cannot match anything.

    graph network       these words in this order, whatever their case, plural and hyphens
    "graph ~ network"   the same; within quotes no sign has a meaning
    GAN                 a word with two or more capitals keeps its case
    =Lean               so does every word of a term that begins with =
    infer*              words that begin so
    graph ~3 learning   both, in either order, with at most three words between them
    /gpt-[0-9]+/        a regular expression of RE2 (linear in the text), in any case
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.rules.words import FUNCTION_WORDS, Word, raw_words, read_word

MOST_WORDS = 12
_MOST_APART = 50
_NEAR = re.compile(r"\s~(\d+)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsTerm:
    """Words without the gaps between them: `key` is folded; the last may go on if `prefix`.

    `first` is the first word if it is one of those that begin no other term; `cased` are the pieces of the key that must stand as written,
    each with its place.
    """

    key: str
    first: str
    prefix: bool
    cased: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTerm:
    """Two terms with at most `apart` words between them, in either order."""

    left: WordsTerm
    right: WordsTerm
    apart: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegexTerm:
    """A regular expression in RE2's syntax."""

    pattern: str


Term = WordsTerm | NearTerm | RegexTerm


class TermError(ValueError):
    """A term that cannot match anything; the message says why and what to write."""


def parse_term(text: str) -> Term:
    """Read a term; raises `TermError`.

    >>> parse_term("auto-encoders")
    WordsTerm(key='autoencoder', first='', prefix=False, cased=())
    >>> parse_term("RL fine-tuning").cased
    ((0, 'RL'),)
    """
    if text.startswith("/"):
        return _regex(text)
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _phrase(text[1:-1])
    if "~" in text:
        return _near(text)
    return _words(text)


def _regex(text: str) -> RegexTerm:
    if len(text) < 3 or text[-1] != "/":
        raise TermError(
            'begins with "/" but is no regular expression; expected one between slashes; '
            "write /gpt-[0-9]+/, or put the term in double quotes within single ones"
        )
    return RegexTerm(pattern=text[1:-1])


def _near(text: str) -> NearTerm:
    parts = _NEAR.split(text)
    if len(parts) != 3:
        raise TermError(
            'has "~" in the wrong place; expected two terms and how many words may stand between '
            "them; write graph ~3 learning"
        )
    apart = int(parts[1][:6])
    if apart > _MOST_APART:
        raise TermError(
            f"lets {apart} words stand between; expected at most {_MOST_APART}; "
            "ask for both words with all: [...] instead"
        )
    return NearTerm(left=_words(parts[0].strip()), right=_words(parts[2].strip()), apart=apart)


def _words(text: str) -> WordsTerm:
    prefix = text.endswith("*")
    body = text.removesuffix("*")
    if "*" in body:
        raise TermError('has "*" before its end; expected it at the end alone; write infer*')
    exact = body.startswith("=")
    return _folded(body, prefix=prefix, exact=exact)


def _phrase(text: str) -> WordsTerm:
    return _folded(text, prefix=False, exact=False)


def _folded(text: str, *, prefix: bool, exact: bool) -> WordsTerm:
    found = [read_word(raw) for raw in raw_words(text)]
    if not found:
        raise TermError("has no letter or digit; expected words; write a word or a phrase")
    if len(found) > MOST_WORDS:
        raise TermError(f"has {len(found)} words; expected at most {MOST_WORDS}; shorten it")
    key = ""
    cased: list[tuple[int, str]] = []
    for place, word in enumerate(found):
        last = place == len(found) - 1
        folded = word.whole if last and prefix else word.singular
        if exact or _is_acronym(word):
            # A small s is a plural's, a capital one is part of the name: AWS, NeurIPS.
            ends_small = word.raw[-1:].islower() or not last
            cased.append((len(key), word.raw[: len(folded)] if ends_small else word.raw))
        key += folded
    first = found[0].singular if found[0].singular in FUNCTION_WORDS else ""
    return WordsTerm(key=key, first=first, prefix=prefix, cased=tuple(cased))


def _is_acronym(word: Word) -> bool:
    return sum(map(str.isupper, word.raw)) >= 2
