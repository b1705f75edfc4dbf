"""Words as the rules compare them.

Enters: runs of text without white space. Leaves: their words, folded: case, accents, plurals and the
spellings of Britain and America are one. A word is a run of letters and digits; `C++` and `C#` are
words too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")

# Plurals that no suffix tells, and words that only look like one.
IRREGULAR = {
    "analyses": "analysis",
    "axes": "axis",
    "bias": "bias",
    "biases": "bias",
    "corpora": "corpus",
    "criteria": "criterion",
    "equilibria": "equilibrium",
    "hypotheses": "hypothesis",
    "indices": "index",
    "lens": "lens",
    "lenses": "lens",
    "matrices": "matrix",
    "maxima": "maximum",
    "minima": "minimum",
    "optima": "optimum",
    "phenomena": "phenomenon",
    "series": "series",
    "spectra": "spectrum",
    "vertices": "vertex",
}

# Verbs of the field that end in -ise in Britain; a rule by suffix alone would take "noise" for one.
_STEMS_IN_ISE = (
    "anonym|binar|categor|central|character|contextual|custom|discret|emphas|equal|factor|final|"
    "formal|general|harmon|hypothes|initial|linear|local|maxim|memor|minim|mobil|modular|neutral|"
    "normal|optim|organ|parallel|parameter|parametr|penal|personal|polar|priorit|quant|random|real|"
    "recogn|regular|special|stabil|standard|summar|symbol|synthes|token|util|vector|visual"
)
_BRITISH = (
    (re.compile(r"isation(?=s?$)"), "ization"),
    (re.compile(rf"({_STEMS_IN_ISE})is(?=(?:e[drs]?|ers|ing|able)$)"), r"\1iz"),
    (re.compile(r"((?:mod|lab|tunn|chann|canc)el)l(?=(?:ing|ed|er|ers)$)"), r"\1"),
    (re.compile(r"(behavi|neighb|col|tum|fav)our"), r"\1or"),
)
_BRITISH_ENDS_IN_RE = {
    "centre": "center",
    "centres": "centers",
    "fibre": "fiber",
    "fibres": "fibers",
}

# "in formation" is no "information": these join nothing unless a term is written with them.
FUNCTION_WORDS = frozenset(
    (
        "a an and are as at be but by for from has in into is it its no not of on or our per so than that "
        "the their this to up us via was we were with"
    ).split()
)


class Word(NamedTuple):
    """A word as written, folded but for the plural, and folded altogether."""

    raw: str
    whole: str
    singular: str


def read_word(raw: str) -> Word:
    """Fold a word.

    >>> read_word("Encoders")
    Word(raw='Encoders', whole='encoders', singular='encoder')
    """
    whole = _american(_fold(raw))
    return Word(raw, whole, _singular(whole))


def raw_words(run: str) -> list[str]:
    """Give the words of a text as written, in order.

    >>> raw_words("(Auto-Encoders),")
    ['Auto', 'Encoders']
    """
    # Most runs of a text are a word and nothing else.
    return [run] if run.isalpha() else _WORD.findall(run)


def word_spans(run: str) -> list[tuple[int, int]]:
    """Give where the words of a text begin and end, in characters."""
    return [match.span() for match in _WORD.finditer(run)]


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _american(word: str) -> str:
    # Most words have none of these signs; to look for them takes a fraction of the time.
    if "ise" in word or "isi" in word or "isa" in word or "ell" in word or "our" in word:
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return _BRITISH_ENDS_IN_RE.get(word, word)


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= 3 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def singular_heads(beginning: str, length: int) -> set[str]:
    """Give how the singulars of words that begin so may begin, cut at a length that the beginning has.

    >>> sorted(singular_heads("indi", 4))
    ['i', 'in', 'ind', 'inde', 'indi', 'indy', 'iny', 'iy']
    """
    heads = {beginning[:end] for end in range(1, length + 1)}
    heads |= {beginning[:end] + "y" for end in range(1, length)}
    # An irregular plural may part from its singular at any letter.
    irregular = [one for many, one in IRREGULAR.items() if many.startswith(beginning)]
    return heads.union(one[:length] for one in irregular)


def irregular_plurals() -> tuple[tuple[str, str], ...]:
    """Give plurals that do not begin with their singular, each with that."""
    return tuple((many, one) for many, one in IRREGULAR.items() if not many.startswith(one))
