"""A title for an abstract that came without one.

Enters: a cleaned abstract. Leaves: its most telling phrase: what the authors say that they do
("we propose ..."), else what the opening sentence is about. Depends on this abstract alone, so
the address of a paper does not move when others come.
"""

from __future__ import annotations

import re

from generator.text.shorten import sentences, shorten

_LIMIT = 110

_VERB = (
    r"(?:propose|present|introduce|study|investigate|develop|describe|explore|analy[sz]e|examine"
    r"|consider|address|review|survey|establish|initiate|design|devise|formulate|revisit|advocate)"
)
_FILLER = r"(?:(?:first|then|also|further|here|now|therefore|thus|firstly|empirically|formally|theoretically)\s+)?"
_OBJECT = r"(?P<object>[^.;].{20,}?)[.;]?"
# In falling order of how much the sentence tells about the paper.
_CLAIMS = tuple(
    (weight, re.compile(pattern, re.IGNORECASE))
    for weight, pattern in (
        (
            5,
            rf"^(?:in this (?:paper|work|article|study),?\s+)?we {_FILLER}(?:{_VERB})\s+{_OBJECT}$",
        ),
        (
            5,
            rf"^this (?:survey |review |systematic )*(?:paper|work|article|study|survey|review) "
            rf"(?:\w+ly )?(?:{_VERB}e?s)\s+{_OBJECT}$",
        ),
        (4, rf"^(?:.*?[,:]\s+)?we {_FILLER}(?:{_VERB})\s+{_OBJECT}$"),
        (
            4,
            # Where no verb follows the first of these, none follows a later one: what was found is not given back.
            rf"^(?>.*?\bthis (?:systematic |literature )?(?:survey|review|paper)\b).*?\b(?:{_VERB}e?s|provides)\s+{_OBJECT}$",
        ),
        (3, rf"^(?:.*?[,:]\s+)?we have (?:provided|presented|proposed|introduced)\s+{_OBJECT}$"),
    )
)
_OPENING = re.compile(
    r"^(?:(?:that|how|whether|the study of|the use of|to|a novel approach for|the problem of)\s+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r",?\s+(?:that|which|so that|where|by|enabling|allowing|thus|thereby|and show|and propose|and then|to further|with the aim)\s|[;:]\s|,\s(?!and\b)|\s\(",
)


def derive_title(abstract: str) -> str:
    """Find the most telling phrase of an abstract, at most 110 characters, cut at a word.

    >>> derive_title("Sorting is old. We propose a linear-time sorting network for noisy comparisons.")
    'A linear-time sorting network for noisy comparisons'
    >>> derive_title("Deep networks are opaque objects of study.")
    'Deep networks are opaque objects of study'
    """
    best: tuple[int, int, str] | None = None
    for place, sentence in enumerate(sentences(abstract)):
        found = _claim(sentence)
        if found and (best is None or found[0] > best[0]):
            best = (found[0], place, found[1])
    phrase = best[2] if best else _opening_sentence(abstract)
    return _as_title(phrase)


def _claim(sentence: str) -> tuple[int, str] | None:
    for weight, pattern in _CLAIMS:
        if match := pattern.match(sentence):
            return weight, match["object"]
    return None


def _opening_sentence(abstract: str) -> str:
    found = sentences(abstract)
    return found[0] if found else abstract


def _as_title(phrase: str) -> str:
    text = _OPENING.sub("", phrase.strip()).rstrip(" .;:,")
    text = _cut_at_clause(text)
    text = shorten(text, _LIMIT)
    return text[:1].upper() + text[1:]


def _cut_at_clause(text: str) -> str:
    if len(text) <= _LIMIT:
        return text
    cuts = [match.start() for match in _CLAUSE.finditer(text) if 40 <= match.start() <= _LIMIT]
    return text[: cuts[-1]] if cuts else text
