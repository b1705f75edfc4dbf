"""The sentence of an abstract that says what a paper does or finds, for lists.

Enters: an abstract, as one line of plain text. Leaves: the span of its most informative sentence, or that sentence cut to
a length. Sentences are scored by the cues with which authors announce their claim ("we propose", "results show") and by
their place, as extractive summaries have been since Edmundson, New Methods in Automatic Extracting (1969). Depends on this
abstract alone; linear in it, whatever it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from generator.text.sentences import Span, sentence_spans

LIMIT = 280
_MOST = 6000  # characters that are read: longer texts are no abstracts
_LEAST_CLAUSE = 0.6  # of the limit, that a cut at the end of a clause must leave

# Points for what "we" do, by the verb's stem.
_WE = {
    verb: points
    for points, verbs in (
        (70, "propose introduce present"),
        (62, "develop prove establish devise formulate advocate"),
        (
            56,
            "show demonstrate describe design survey review construct build derive argue reveal discover",
        ),
        (
            50,
            "find study investigate analyze analyse examine explore revisit characterize characterise uncover",
        ),
        (
            45,
            "provide address consider extend generalize generalise create propound answer identify offer tackle",
        ),
        (40, "give report achieve obtain improve observe suggest conclude solve aim release"),
        (
            32,
            "use apply combine employ adopt train leverage learn compare discuss evaluate exploit",
        ),
    )
    for verb in verbs.split()
}
_OTHER_VERB = 12
# "We do", "we first do", "we are able to do"; what stands between is no more than four words.
_DO = re.compile(
    r"(?:(?:can|will|could|have|then|first|firstly|also|further|here|thus|therefore|hence|instead|now|seek|attempt|try|aim"
    r"|are|able|to|not|only|[a-z]{3,20}ly) ){0,4}([a-z]{3,15})"
)
# What "this paper" does.
_PAPER = re.compile(
    r"(?:[a-z-]{1,20} ){0,2}?(?:paper|work|article|study|survey|review|research|thesis|tutorial|chapter|report|note)"
    r" (?:[a-z]{2,20}ly |also |first )?(?:propos|introduc|present|develop|prov|establish|describ|design|stud|investigat|analy|examin"
    r"|explor|revisit|show|demonstrat|review|survey|address|aim|seek|focus|offer|argue|giv|report|consider|contribut|tackl|reveal"
    r"|extend|construct)"
)
_ANCHORS = (("We ", _DO), ("we ", _DO), ("This ", _PAPER), ("this ", _PAPER), ("Our ", _PAPER))
_PAPER_DOES = 66
_AGAIN, _AGAIN_LESS = ("then ", "further ", "also ", "additionally ", "finally "), 15
_ENOUGH = 40  # points of a cue that no sentence without one can reach
# Where nobody says so: what is done by nobody's name, and what results show. Few sentences have any of these words.
_DONE_WORDS = (
    "proposed presented introduced developed described studied investigated derived shown proven proved analyzed analysed "
    "established demonstrated"
).split()
_DONE = re.compile(
    rf" (?:is|are|was|were) (?:[a-z]{{2,20}}ly |then |also |here )?(?:{'|'.join(_DONE_WORDS)})"
)
_FINDING_WORDS = "show demonstrate suggest indicate reveal confirm highlight prove".split()
_FINDING = re.compile(
    r"(?:esults|xperiments|indings|nalysis|valuations?|tudy|tudies) (?:[a-z-]{1,20} ){0,6}?"
    rf"(?:{'|'.join(_FINDING_WORDS)})"
)
_OPENINGS = {
    opening: points
    for points, openings in (
        (14, ("In this ", "Here, we", "Here we", "This paper", "This work")),
        (6, ("To address ", "To this end", "To tackle ", "To overcome ", "To solve ")),
        (6, ("Motivated by", "Inspired by")),
        (20, ("Our ",)),
        (-12, ("Extensive ", "Experiment", "Empirical")),
        (-22, ("Specifically", "In particular", "For example", "For instance")),
        (-22, ("First,", "Second", "Finally", "Lastly")),
        (-20, ("Furthermore", "Moreover", "In addition", "Additionally", "Also,", "Besides")),
        (-16, ("However", "Despite", "Although", "While ", "Recent", "Existing", "Previous")),
        (-16, ("Prior ", "Yet")),
        (-10, ("It ", "They ", "These ", "Such ", "This is", "Then", "Thus", "Therefore")),
    )
    for opening in openings
}
_ALL_OPENINGS = tuple(_OPENINGS)
_WITHIN = (
    *(
        (" novel ", 8),
        (" a new ", 8),
        (" called ", 6),
        (" named ", 6),
        (" dubbed ", 6),
        (" termed ", 6),
    ),
    *((" outperform", 8), ("state-of-the-art", 3), (" our method", 4), (" our approach", 4)),
)
# "Propose", "this paper", "propose".
_WITHIN_CJK = (("\u63d0\u51fa", 60), ("\u672c\u6587", 20), ("\u63d0\u6848", 60))
_LATER_BY = 3  # points that each sentence loses against the one before it
_SHORT, _TOO_SHORT = 60, 25  # characters
_CLAUSE_ENDS = ("; ", ": ", ", ", " \u2013 ", " \u2014 ", "\uff0c", "\uff1b")


def summary_span(text: str) -> Span:
    """Find the most informative sentence; the empty span in a text without any.

    >>> text = "Sorting is old. We propose a network that sorts in linear time. Code is available."
    >>> text[slice(*summary_span(text))]
    'We propose a network that sorts in linear time.'
    """
    read = text if len(text) <= _MOST else text[:_MOST]
    spans = list(sentence_spans(read))
    if len(spans) < 2:
        return spans[0] if spans else Span(0, 0)
    cues = _cues(read, [span.start for span in spans])
    if max(cues) >= _ENOUGH:
        places = [place for place, cue in enumerate(cues) if cue]
    else:
        places = list(range(len(spans)))
        cues = [
            max(cue, _weak_cue(read[slice(*span)])) for cue, span in zip(cues, spans, strict=True)
        ]
    # Of equal ones the first.
    best = max(places, key=lambda place: _points(read[slice(*spans[place])], place, cues[place]))
    return spans[best]


def summarize(text: str, limit: int = LIMIT) -> str:
    """Give the most informative sentence, at most `limit` characters with the ellipsis where it was cut.

    >>> summarize("We propose nets of trees, which sort. It works.", 30)
    'We propose nets of trees\u2026'
    """
    start, end = summary_span(text)
    if end - start <= limit:
        return text[start:end]
    stop = cut_place(text, start, start + limit - 1)
    return text[start:stop] + "\u2026"


def cut_place(text: str, start: int, stop: int) -> int:
    """Give where to cut a sentence that goes on behind `stop`: after a clause, else after a word."""
    least = start + int((stop - start) * _LEAST_CLAUSE)
    clause = max(text.rfind(each, least, stop + 1) for each in _CLAUSE_ENDS)
    at = clause if clause > 0 else text.rfind(" ", start, stop + 1)
    if at <= start:
        at = stop
    while at > start and text[at - 1] in " ,;:-\u2013\u2014(":
        at -= 1
    return at if at > start else stop


def _cues(text: str, starts: list[int]) -> list[int]:
    """Give for each sentence the points of its strongest announcement of a claim."""
    cues = [0] * len(starts)
    for anchor, pattern in _ANCHORS:
        at = text.find(anchor)
        while at >= 0:
            after = at + len(anchor)
            match = pattern.match(text, after)
            # The "we" of "Howe" is none.
            if match is not None and (at == 0 or not text[at - 1].isalnum()):
                points = _PAPER_DOES if pattern is _PAPER else _WE.get(match[1], _OTHER_VERB)
                if text.startswith(_AGAIN, after):
                    points -= _AGAIN_LESS
                place = bisect_right(starts, at) - 1
                cues[place] = max(cues[place], points)
            at = text.find(anchor, after)
    return cues


def _weak_cue(sentence: str) -> int:
    if any(word in sentence for word in _DONE_WORDS) and _DONE.search(sentence):
        return 44
    found = any(word in sentence for word in _FINDING_WORDS) and _FINDING.search(sentence)
    return 36 if found else 0


def _points(sentence: str, place: int, cue: int) -> int:
    """Score a sentence, the first of which has the place 0."""
    points = cue - _LATER_BY * place
    if sentence.startswith(_ALL_OPENINGS):
        points += next(gain for each, gain in _OPENINGS.items() if sentence.startswith(each))
    for words, gain in _WITHIN if sentence.isascii() else (*_WITHIN, *_WITHIN_CJK):
        if words in sentence:
            points += gain
    if len(sentence) < _SHORT:
        points -= 8 if len(sentence) >= _TOO_SHORT else 60
    if cue < _PAPER_DOES and (
        "vailab" in sentence or "github" in sentence or "http" in sentence or "ode is" in sentence
    ):
        points -= 60  # where something can be had
    if place == 0 and not cue:
        points -= 4  # the background, most likely
    return points
