"""Which texts are of one paper, by the words that they have in common.

Enters: texts. Leaves: log odds that a title belongs to an abstract, or that a paragraph goes on from
what stands above it, against texts of two papers, some of them on one subject.

The tables count 12,000 titles with their own abstracts and with others (of which a third were chosen
because they have a word of the title), and as many abstracts cut into paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left

Words = frozenset[str]

_WORD = re.compile(r"[^\W_]{4,}")
# The same for ASCII; a table is three times as fast as an expression.
_LEAST = 4
_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}
_PREFIX = 6  # so that inflected words are the same
_MOST_CHARACTERS = 4000
# The beginnings of words that every abstract uses.
_COMMON_WORDS = """
    about achie across also analy appli appro approa based been bench between challe compar compet
    curren data datase demons design develo differ each effect effici evalua existi experi extens
    featur first framew from furthe genera have howeve improv inform into introd inves invest large
    learn learni learne machin make many method model models more most networ neural novel number often
    only other outper over paper perfor presen problem propos provid recent resear result show shows
    signif some state studie study such system task tasks techni than that their them then there these
    they this three through throug toward tradit traini train under used using variou well were what
    when where which while with within withou work works during betwee
"""
_COMMON = frozenset(word[:_PREFIX] for word in _COMMON_WORDS.split())

# Of a title's words those that its abstract has: how many, by the share of all of them.
_TITLE_SHARES = (0.34, 0.67)
_TITLE_ODDS = ((-4.5, -4.5, -4.5), (-3.5, -0.5, 0.7), (-2.8, 0.2, 3.2), (-1.7, 1.7, 4.5))
_FEW_WORDS = 12
_SOME_WORDS = 35
# A paragraph that begins so goes on from one above it, surely or perhaps.
_SURE_CONNECTIVE = re.compile(
    r"(?:Specifically|More(?:over)?|Furthermore|Finally|Additional(?:ly)?|In addition|Experiment(?:s|al)"
    r"|Extensive|To (?:address|this end|tackle|overcome|mitigate|solve|bridge|remedy|fill|alleviate"
    r"|do so)|However|But|Yet|Codes?|Project|Results|Then|Thus|Therefore|Hence|Consequently|Also|Here"
    r"|The (?:code|results?|proposed|resulting|source|data)"
    r"|Our (?:code|results?|experiments?|method|approach|model|framework|findings|key|main|proposed"
    r"|contributions?)|First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Next|Overall|Notably|Crucially|Importantly"
    r"|As a (?:result|consequence)|For (?:example|instance|this)|In (?:particular|contrast|other words"
    r"|experiments|our|extensive)|Instead|They|These|Such|Unlike|Inspired by|Motivated by|Building on"
    r"|Based on (?:this|these|our|the)|Compared|Meanwhile|Besides|Nevertheless|Nonetheless|Empirical(?:ly)?"
    r"|Evaluat(?:ions?|ed)|Through (?:extensive|experiments|comprehensive)|Across|On the"
    r"|This (?:is|allows|enables|leads|makes|approach|method|framework|model|results?|process|problem)"
    r"|We (?:also|further|then|evaluate|conduct|validate|release|test|compare|additionally|first|find"
    r"|demonstrate|hope))\b"
)
_CONNECTIVE = re.compile(r"(?:It|This|By|Using|Through|With|On|For|Our|We|The)\b")
_CONNECTIVE_ODDS = (4.5, 1.3)
# What abstracts end with, and what they say once.
_CLOSING = re.compile(
    r"\b(?:codes?|https?|available|outperforms?|experiments?|experimental|demonstrates?|results?"
    r"|state-of-the-art|improv(?:es|ements?|ing)|achiev(?:es|ing|e)|future|performance|significantly"
    r"|shows?|finally|effectiveness|benchmarks?)\b",
    re.IGNORECASE,
)
_CLOSING_ODDS = (1.7, 0.35, -0.65, -1.75)
_PURPOSE = re.compile(
    r"\b(?:[Ii]n this (?:paper|work|article)|[Tt](?:his|he) (?:paper|work|article)"
    r"|[Ww]e (?:propose|introduce|present|study|describe|investigate|consider|develop))\b"
)
_TWO_PURPOSES = -1.9
_TAIL, _START = 250, 400  # characters
_SHARES = (0.0, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40)
_PARAGRAPH_ODDS = (-2.5, -4.0, -2.9, -1.9, -0.5, 0.8, 1.9, 2.5, 3.2)
_SENTENCE_ODDS = (-0.8, -0.5, -0.5, -0.5, 0.4, 1.0, 0.8, 0.9, 2.0)
_SENTENCE_WORDS = 8


def states_purpose(text: str) -> bool:
    """Say whether a text tells what its paper is about."""
    return _PURPOSE.search(text) is not None


def content_words(text: str) -> Words:
    """Give the beginnings of the words that say what a text is about."""
    text = text[:_MOST_CHARACTERS].lower()
    if text.isascii():
        words = [word for word in text.translate(_BETWEEN_WORDS).split() if len(word) >= _LEAST]
    else:
        words = _WORD.findall(text)
    return frozenset([word[:_PREFIX] for word in words]) - _COMMON


def title_kinship(title: Words, abstract: Words) -> float:
    """Give the log odds that a title is of the same paper as an abstract or its beginning."""
    if not title:
        return 0.0
    common = len(title & abstract)
    share = common / len(title)
    odds = _TITLE_ODDS[min(common, 3)][bisect_left(_TITLE_SHARES, share)]
    if odds < 0 and len(abstract) < _SOME_WORDS:
        # A short abstract leaves out most words of its title.
        return odds * (0.2 if len(abstract) < _FEW_WORDS else 0.6)
    return odds


def paragraph_kinship(above: Words, below: Words) -> float:
    """Give the log odds that a paragraph is of the same abstract as all that stands above it."""
    share = len(above & below) / max(1, min(len(above), len(below)))
    table = _SENTENCE_ODDS if len(below) < _SENTENCE_WORDS else _PARAGRAPH_ODDS
    return table[bisect_left(_SHARES, share)]


def continuation_odds(above: str, below: str) -> float:
    """Give the log odds that a paragraph goes on with an abstract, by how both are worded."""
    odds = _CLOSING_ODDS[min(3, len(_CLOSING.findall(above[-_TAIL:])))]
    if _SURE_CONNECTIVE.match(below):
        odds += _CONNECTIVE_ODDS[0]
    elif _CONNECTIVE.match(below):
        odds += _CONNECTIVE_ODDS[1]
    if _PURPOSE.search(below, 0, _START) and _PURPOSE.search(above):
        odds += _TWO_PURPOSES
    return odds
