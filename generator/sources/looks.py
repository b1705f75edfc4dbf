"""What a stretch of lines looks like: a title or a paragraph of an abstract.

Enters: a line. Leaves: a `Look`, what is counted in it once; looks of neighbouring lines are joined
without counting again, and `title_odds` weighs one.

The weights are natural-log odds, fitted by logistic regression on 12,000 papers and rounded: for whole
lines on titles, some of them with a full stop, a question mark or twice as long, and on abstracts and
parts of abstracts (99.6% of those of 12,000 other papers are told right); for broken lines on what
is left of titles and abstracts when the lines that surely go on are joined (97%).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

_SENTENCE_BREAK = re.compile(r"[.!?][\"')\]]?\s+[A-Z]")
_OPENER = re.compile(
    r"(?:We|In (?:this|the|recent|many|order)|This (?:paper|work|article|study|survey|report|thesis"
    r"|research)|Recent(?:ly)?|Despite|While|Although|However|Existing|There|It is|Our|Many|Most|As)\b"
)
# A paragraph that begins so goes on from one above it.
_CONNECTIVE = re.compile(
    r"(?:Specifically|Moreover|Furthermore|Finally|Additionally|In addition|Experiment(?:s|al)|Extensive"
    r"|To (?:address|this end|tackle|overcome|mitigate|solve|bridge)|However|Our|Code"
    r"|The (?:code|results?|proposed|resulting|model|method|approach)|Results|Then|Thus|Therefore"
    r"|Hence|Consequently|Also|Here|Second|Third|First|Next|Overall|Notably|Crucially|Importantly"
    r"|As a result|For example|For instance|In particular|In contrast|Instead|It|They|This|These|Such"
    r"|Unlike|Based on|By|Using|Through|With|Inspired|Motivated|Building on|Compared|On"
    r"|We (?:also|further|show|find|then|demonstrate|evaluate|conduct|apply|validate|release|prove"
    r"|test|compare|provide|report))\b"
)
_VERBISH = (
    "We we is are was were has have had that which these can our it been be this not also they"
    " will may but such while show shows propose proposes introduce introduces presents provide"
    " provides require requires achieve achieves allow allows enable enables outperform outperforms"
    " demonstrate demonstrates remain remains makes often existing".split()
)
_KINDS = dict.fromkeys(_VERBISH, "verb") | dict.fromkeys(("The", "the", "a", "an"), "article")
# A table is many times as fast as a regular expression. The marks are those of ASCII and the usual ones beyond.
_BETWEEN_WORDS = str.maketrans(
    dict.fromkeys(
        "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~\u2018\u2019\u201c\u201d\u2013\u2014\u2026", " "
    )
)
_LONG_WORD = 4  # characters
_ADDRESS = re.compile(
    r"http|www\.|github|GitHub|\.com|\.io|URL|Project (?:page|website|Page|Website)"
)
_WHOLE_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*[^\s\-=(]\Z")
_CLOSING = "\"')]\u201d\u2019"
_WIDE_STOPS = {"\u3002": ".", "\uff1f": "?", "\uff01": "!"}
_HEAD = 600
_CAPITALS_HEAD = 300

_LENGTHS = (30, 60, 90, 120, 160, 220, 400)
_CAPITALS = (0.25, 0.6, 0.9)


class _Weights(NamedTuple):
    """The log odds for a title that each count adds."""

    bias: float
    lengths: tuple[float, ...]
    capitals: tuple[float, ...]
    breaks: tuple[float, ...]
    verbs: tuple[float, ...]
    articles: tuple[float, ...]
    opener: float
    connective: float
    colon: float
    address: float
    ends: dict[str, float]
    open_end: float


_WHOLE = _Weights(
    bias=0.0,
    lengths=(0.4, 1.4, 1.25, 0.8, -0.3, -0.9, -1.35, -1.25),
    capitals=(-2.8, -1.5, 1.5, 2.85),
    breaks=(0.55, 0.5, -1.0),
    verbs=(2.3, -0.25, -0.85, -1.15),
    articles=(0.7, 0.35, -0.1, -0.9),
    opener=-1.7,
    connective=-1.75,
    colon=0.75,
    address=-5.0,
    ends={".": -3.5, "?": 0.75, "!": 0.9, ":": 0.0},
    open_end=1.8,
)
_BROKEN = _Weights(
    bias=-1.1,
    lengths=(1.9, 1.2, 0.5, 0.8, -0.6, -1.7, -2.1, -1.3),
    capitals=(-2.3, -1.85, 0.95, 1.85),
    breaks=(0.7, -0.5, -1.5),
    verbs=(1.5, -0.55, -1.0, -1.3),
    articles=(0.75, -0.15, -0.6, -1.3),
    opener=-3.35,
    connective=-0.45,
    colon=2.7,
    address=-3.5,
    # A title ends without a full stop in 97 of 100, a paragraph in five.
    ends={".": -4.0, "?": 2.0, "!": 2.0, ":": 0.0},
    open_end=3.0,
)


class Look(NamedTuple):
    """What is counted in a line, or in lines that are joined."""

    length: int
    breaks: int
    verbs: int
    articles: int
    long_words: int
    capitals: int  # of the long words, the first of a line left out
    opener: bool
    connective: bool
    colon: bool
    address: bool
    first: str  # the kind of the first character: "A" a capital, "a" a small letter, "0" another
    end: str  # the last character, behind closing quotes and brackets

    @property
    def terminal(self) -> bool:
        """Say whether a sentence ends here."""
        return self.end in ".!?"

    def joined(self, below: Look) -> Look:
        """Look at this stretch and the one below it as one."""
        return Look(
            self.length + 1 + below.length,
            self.breaks + below.breaks + (self.terminal and below.first == "A"),
            self.verbs + below.verbs,
            self.articles + below.articles,
            self.long_words + below.long_words,
            self.capitals + below.capitals,
            self.opener,
            self.connective,
            self.colon,
            self.address or below.address,
            self.first,
            below.end,
        )


def look_at(line: str) -> Look:
    """Count what speaks for a title or against it; `line` is folded and not empty."""
    head = line[:_HEAD]
    kinds = [kind for kind in map(_KINDS.get, head.translate(_BETWEEN_WORDS).split()) if kind]
    capitals = [word[0].isupper() for word in _long_words(head[:_CAPITALS_HEAD])]
    return Look(
        len(line),
        len(_SENTENCE_BREAK.findall(head)),
        kinds.count("verb"),
        kinds.count("article"),
        len(capitals),
        sum(capitals),
        _OPENER.match(line) is not None,
        _CONNECTIVE.match(line) is not None,
        ": " in line[:60],
        _ADDRESS.search(head) is not None,
        _first(line[0]),
        _last(line),
    )


def _long_words(text: str) -> list[str]:
    """Give the words that begin with a letter and are not short, but for the first of them."""
    words = text.translate(_BETWEEN_WORDS).split()
    return [word for word in words if len(word) >= _LONG_WORD and word[0].isalpha()][1:]


def title_odds(look: Look, *, broken: bool) -> float:
    """Give the log odds that a line is (of) a title rather than a paragraph of an abstract.

    `broken` says that paragraphs were broken into lines, so that short lines mean little.
    """
    weights = _BROKEN if broken else _WHOLE
    return (
        weights.bias
        + weights.lengths[bisect_left(_LENGTHS, look.length)]
        + _capitals(look, weights)
        + weights.breaks[min(look.breaks, 2)]
        + weights.verbs[min(look.verbs, 3)]
        + weights.articles[min(look.articles, 3)]
        + (weights.opener if look.opener else 0.0)
        + (weights.connective if look.connective else 0.0)
        + (weights.colon if look.colon else 0.0)
        + (weights.address if look.address else 0.0)
        + weights.ends.get(look.end, weights.open_end)
    )


def _capitals(look: Look, weights: _Weights) -> float:
    if not look.long_words:
        return 0.0
    return weights.capitals[bisect_left(_CAPITALS, look.capitals / look.long_words)]


def _last(line: str) -> str:
    if _WHOLE_ADDRESS.match(line, line.rfind(" ") + 1):
        return "."  # nothing follows an address
    end = (line.rstrip(_CLOSING) or line)[-1]
    return _WIDE_STOPS.get(end, end)


def _first(character: str) -> str:
    if character.isupper():
        return "A"
    return "a" if character.islower() else "0"
