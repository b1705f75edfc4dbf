"""Which lines of a listing are titles and which are abstracts.

Enters: the content lines of a page, banners and days already taken out. Leaves: a role for each
line, the best sequence by dynamic programming: each line has a score for looking like an abstract
or a title, and titles and abstracts alternate unless the lines say very clearly that they do not.
So a long title, an abstract of one short sentence or a missing line moves nobody else.

The scores are natural-log odds set by reading real listings; they only need the right sign and
a rough size, for the alternation carries most of the weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Role = Literal["title", "abstract", "more"]  # more: a further line of the abstract above
_ROLES: tuple[Role, ...] = ("title", "abstract", "more")

_SENTENCE_BREAK = re.compile(r"[.!?][\"')\]]?\s+[A-Z]")
_OPENER = re.compile(
    r"(?:We|In this|In the|This (?:paper|work|article|study|survey)|Recent|Despite|While|Although|However)\b"
)
_VERBISH = re.compile(r"\b(?:we|is|are|was|were|has|have|that|which|these|can|our)\b")
_LONG_WORD = re.compile(r"\b[^\W\d_]\w{3,}")

_NEVER = -1e9
# The cost of each step from one role to the next; None stands before the first and after the last.
_STEPS: dict[tuple[Role | None, Role | None], float] = {
    (None, "title"): 0.0,
    (None, "abstract"): -6.0,
    (None, "more"): _NEVER,
    ("title", "title"): -7.0,
    ("title", "abstract"): 0.0,
    ("title", "more"): _NEVER,
    ("abstract", "title"): 0.0,
    ("abstract", "abstract"): -6.0,
    ("abstract", "more"): -7.0,
    ("more", "title"): 0.0,
    ("more", "abstract"): -6.0,
    ("more", "more"): -7.0,
    ("title", None): -7.0,
    ("abstract", None): 0.0,
    ("more", None): 0.0,
}


def abstract_score(line: str) -> float:
    """Give the log odds that a line is an abstract rather than a title; above 0 it looks like one."""
    breaks = len(_SENTENCE_BREAK.findall(line[:2000]))
    score = _length_score(len(line)) + min(breaks, 2) * 2.0
    score += min(len(_VERBISH.findall(line[:600])), 3) * 0.7
    if line.endswith((".", ".)", '."')):
        score += 1.5
    elif not line.endswith(("?", "!", "…", ":")):
        score -= 1.0
    if _OPENER.match(line):
        score += 1.5
    return score - (2.0 if _is_title_case(line) else 0.0)


def best_roles(lines: Sequence[str]) -> tuple[list[Role], float]:
    """Find the roles of highest total score, and that score; linear in the lines."""
    total: dict[Role | None, float] = {None: 0.0}
    back: list[dict[Role, Role | None]] = []
    previous = ""
    for line in lines:
        score = abstract_score(line)
        here: dict[Role | None, float] = {}
        came: dict[Role, Role | None] = {}
        for role in _ROLES:
            gain = -score if role == "title" else score
            if role == "more":
                gain += _continuation_score(previous, line)
            before, value = max(
                ((was, sum_ + _STEPS[was, role]) for was, sum_ in total.items()),
                key=lambda pair: pair[1],
            )
            here[role], came[role] = value + gain, before
        back.append(came)
        total, previous = here, line
    return _trace(total, back)


def all_abstracts_score(lines: Sequence[str]) -> float:
    """Give the score of reading every line as an abstract without a title."""
    return sum(abstract_score(line) for line in lines)


def _trace(
    total: dict[Role | None, float], back: list[dict[Role, Role | None]]
) -> tuple[list[Role], float]:
    if not back:
        return [], 0.0
    last, score = max(
        ((role, sum_ + _STEPS[role, None]) for role, sum_ in total.items()),
        key=lambda pair: pair[1],
    )
    roles: list[Role] = []
    for came in reversed(back):
        assert last is not None  # only the start has no role, and it is not in `back`
        roles.append(last)
        last = came[last]
    return roles[::-1], score


def _length_score(length: int) -> float:
    for limit, score in ((60, -4.0), (120, -3.0), (160, -1.5), (220, 0.0), (400, 3.0)):
        if length <= limit:
            return score
    return 6.0


def _is_title_case(line: str) -> bool:
    long_words = _LONG_WORD.findall(line[:300])
    capitals = sum(1 for word in long_words if word[0].isupper())
    return len(long_words) >= 2 and capitals / len(long_words) > 0.6


def _continuation_score(previous: str, line: str) -> float:
    score = 0.0
    if not previous.endswith((".", "!", "?", ".)", ":")):
        score += 3.5
    if line[:1].islower():
        score += 3.5
    return score
