"""What readers write and Lunr's index has not: names with signs, compounds, folded letters, CJK, phrases, ids.

Enters: what stands between two spaces of a text, phrases, texts. Leaves: keys of the table of names, made as
`generator.search.names` makes them, and rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np

from generator.lookup.index import Index
from generator.lookup.reading import LONGEST
from generator.lookup.symbols import Numbers
from generator.search.names import folded
from generator.search.terms import term_of
from generator.text.ids import ids_in

# Han, kana, Hangul: scripts whose words are not parted, or seldom.
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_COMPOUND = re.compile("([^\\W\\d_]{2,})[-\u2010\u2011]([^\\W\\d_]{2,})")
_ENDS = ".,;:!?()[]{}'\"`\u2018\u2019\u201c\u201d"
_SIGNS_AT_ENDS = re.compile(r"^\W+|\W+$")
_CORE = re.compile(r"\w(?:.*[\w+#])?")
_CHUNK = re.compile(r"\S+")
_PLACE_BITS = 32
_ADDRESS = re.compile("https?:|doi:|arxiv:")


class Kind(Enum):
    """How a chunk is written: as Lunr reads it, as a name with a digit or a sign, otherwise, in CJK."""

    PLAIN = "plain"
    NAME = "name"
    WRITTEN = "written"
    CJK = "cjk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of a chunk, all of which a document must have."""

    keys: tuple[str, ...]
    kind: Kind


def keys_asked(chunk: str) -> Keys:
    """Give the keys under which a chunk of a query is looked up.

    >>> [keys_asked(chunk).keys for chunk in ("autoencoders", "Auto-Encoder", "C++", "24/7", "扩散模型")]
    [('autoencod',), ('autoencod',), ('c++',), (), ('扩散', '散模', '模型')]
    """
    word = chunk.strip(_ENDS)
    if runs := _CJK.findall(word):
        return Keys(keys=tuple(pair for run in runs for pair in _pairs(run)), kind=Kind.CJK)
    compound = _COMPOUND.fullmatch(word)
    key = folded("".join(compound.groups()) if compound else word)
    name = compound is None and (not key.isalpha() or ("(" in word and "-" not in word))
    plain = word.isascii() and (word.isalnum() or not word)
    lettered = any(character.isalpha() for character in key)
    if not plain and (not lettered or (word.isascii() and not name and compound is None)):
        return Keys(keys=(), kind=Kind.PLAIN)
    if key.isalpha():
        key = term_of(key) or ""
    kind = Kind.PLAIN if plain else Kind.NAME if name else Kind.WRITTEN
    return Keys(keys=(key,) if key else (), kind=kind)


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [first + second for first, second in pairwise(run)]


def term_asked(word: str) -> str | None:
    """Give what a word of a query is indexed under, without signs at its ends; none for a common one.

    >>> term_asked("graphs,"), term_asked("the"), term_asked("--")
    ('graph', None, None)
    """
    core = _SIGNS_AT_ENDS.sub("", word)
    return term_of(core) if core else None


_AFTER_SCHEME = re.compile(r"^(arxiv:|doi:)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What a text is as an id: the row of its paper if there is one, and whether it can be nothing else."""

    row: int | None
    is_address: bool


def identified(index: Index, text: str) -> Identified:
    """Look up the paper whose id a text is, of arXiv, a DOI or another, also in an address."""
    typed = _AFTER_SCHEME.sub(r"\1", text.strip())
    if len(typed.split()) > 1:
        return Identified(row=None, is_address=False)
    names = [*(name for _, name in ids_in([typed])), typed]
    found = [index.names.rows(f"={name.lower()}") for name in names if name]
    row = next((int(rows[-1]) for rows in found if len(rows)), None)  # the newest
    return Identified(row=row, is_address=_ADDRESS.match(typed.lower()) is not None)


def rows_of_phrase(
    index: Index, terms: Sequence[tuple[str, int]], fields: tuple[int, ...]
) -> Numbers:
    """Give the rows of the papers that have terms at these places from each other, in one field."""
    found = [np.zeros(0, dtype=np.int64)]
    every = [(index.terms.get(name), place) for name, place in terms]
    for field in fields:
        common: Numbers | None = None
        for term, place in every:
            if term is None or field not in term.fields:
                common = None
                break
            rows, places = index.terms.positions(term, field)
            # Where the phrase would begin, by document.
            starts = (rows << _PLACE_BITS) + places + LONGEST - place
            common = starts if common is None else np.intersect1d(common, starts)
        if common is not None:
            found.append(common >> _PLACE_BITS)
    return np.unique(np.concatenate(found))


def written_as(text: str, keys: Collection[str]) -> str | None:
    """Give the first word of a text that is another way of writing what was sought.

    >>> written_as("We train (auto-encoders).", {"autoencod"}), written_as("一种扩散模型", {"扩散", "散模"})
    ('auto-encoders', '扩散模')
    """
    for chunk in _CHUNK.findall(text):
        asked = keys_asked(chunk)
        if any(key in keys for key in asked.keys):
            return _cjk(chunk, keys) if asked.kind is Kind.CJK else _core(chunk)
    return None


def _core(word: str) -> str:
    """Give a word without signs at its ends, but for the bracket of SU(2)."""
    core = _CORE.search(word)
    if core is None:
        return word
    closes = "(" in core.group() and word[core.end() : core.end() + 1] == ")"
    return core.group() + ")" if closes else core.group()


def _cjk(chunk: str, keys: Collection[str]) -> str:
    """Give the first stretch that keys of two characters cover."""
    covered = [any(chunk.startswith(key, place) for key in keys) for place in range(len(chunk))]
    start = covered.index(True)
    stop = start
    while stop < len(chunk) and covered[stop]:
        stop += 1
    return chunk[start : stop + 1]
