"""What pieces of a formula look like: letters, numbers, and the words that take an argument."""

from __future__ import annotations

import re

from generator.text.mathematics.glued import GREEK, LETTERS

LANDAU = frozenset(("O", "o", r"\Omega", r"\Theta", "Ω", "Θ"))
# Functions whose argument often stands behind a space: log T.
SPACED_FUNCTIONS = frozenset(("log", "ln", "exp", "sin", "cos", "tan", "tanh"))
# Letters that are words when a word follows.
ARTICLES = frozenset(("a", "A", "I"))
LETTER = re.compile(rf"[A-Za-z\u0370-\u03ff]|\\(?:{'|'.join(sorted(LETTERS))}) ?")
GREEK_LETTER = re.compile(rf"[\u0370-\u03ff]|\\(?:{'|'.join(sorted(GREEK))}) ?")
LETTERS_ONLY = re.compile(r"[A-Za-z\u0370-\u03ff]+")
NUMBER = re.compile(r"-?[0-9][0-9.,]*(?:\\?%)?")
# After "x in": bounds of an interval, or a set.
INTERVAL = re.compile(r"\(.*,.*[)\]]|\[ ?-?[01],.*[)\]]|\\\{.*,.*\\\}", re.DOTALL)


def wants_more(term: str) -> bool:
    """Tell whether a term takes the next one as its argument though a space is between."""
    return term.strip("\\ ") in SPACED_FUNCTIONS or (
        term[:4] in {r"\log", r"\ln "} and term[-1] in "}0123456789"
    )


def may_follow(before: str, term: str) -> bool:
    """Tell a product written with a space from the ruins of a formula: `N 2` was a power."""
    return term != before and not NUMBER.fullmatch(term)


def may_have_subscript(base: str) -> bool:
    """Tell a letter, a name or a closed bracket from a word, as in snake_case."""
    return bool(LETTER.fullmatch(base.rstrip("'"))) or base[-1] in ")]}|" or base[0] == "\\"
