"""The terms that a word with stars or edits stands for.

Enters: all terms of the index, a pattern. Leaves: the terms that lunr.TokenSet finds for it. A star stands for
any characters; the automaton of near spellings is lunr.py's, which is that of lunr.js, and walks the terms
in their order, past those that begin as one that is out already.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from lunr.token_set import TokenSet

from generator.lookup.symbols import utf_16


def matching(terms: Sequence[str], pattern: str) -> list[str]:
    """Give the terms that a word with stars stands for.

    >>> matching(["graph", "graphic", "gravity"], "gra*h*")
    ['graph', 'graphic']
    """
    prefix = pattern.partition("*")[0]
    first = bisect_left(terms, utf_16(prefix), key=utf_16)
    expression = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    found = []
    for term in terms[first:]:
        if not term.startswith(prefix):
            break
        if expression.fullmatch(term):
            found.append(term)
    return found


def near(terms: Sequence[str], word: str, edits: int) -> list[str]:
    """Give the terms within so many edits of a word, as Lunr counts them.

    >>> near(["grahp", "graph", "graphs", "gravity"], "graph", 1)
    ['grahp', 'graph', 'graphs']
    """
    walk = _Walk(TokenSet.from_fuzzy_string(_units(word), edits))
    # After each letter of the term before: where the automaton stands.
    path = [walk.root]
    before = ""
    found = []
    for term in terms:
        units = _units(term)
        shared = _shared(units, before)
        if shared >= len(path):
            continue
        del path[shared + 1 :]
        for unit in units[shared:]:
            if not (standing := walk.step(path[-1], unit)):
                break
            path.append(standing)
        before = units
        if len(path) == len(units) + 1 and walk.final[path[-1]]:
            found.append(term)
    return found


class _Walk:
    """An automaton that stands at several nodes at once; such sets are numbered as they come, 0 has none."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401 (lunr.py has no types)
        self.final: list[bool] = []
        self._nodes: list[tuple[Any, ...]] = []
        self._numbers: dict[frozenset[int], int] = {}
        self._steps: dict[tuple[int, str], int] = {}
        self._number({})
        self.root = self._number({id(root): root})

    def step(self, standing: int, unit: str) -> int:
        """Give where a letter leads."""
        following = self._steps.get((standing, unit))
        if following is None:
            reached = [
                node.edges[edge]
                for node in self._nodes[standing]
                for edge in (unit, "*")
                if edge in node.edges
            ]
            following = self._number({id(node): node for node in reached})
            self._steps[standing, unit] = following
        return following

    def _number(self, nodes: dict[int, Any]) -> int:
        number = self._numbers.setdefault(frozenset(nodes), len(self._nodes))
        if number == len(self._nodes):
            self._nodes.append(tuple(nodes.values()))
            self.final.append(any(node.final for node in nodes.values()))
        return number


def _shared(one: str, other: str) -> int:
    """Count the letters that two words have in common at their beginning."""
    shared = 0
    for letter, its in zip(one, other, strict=False):
        if letter != its:
            break
        shared += 1
    return shared


def _units(word: str) -> str:
    """Write characters beyond U+FFFF as the two that they are in JavaScript."""
    if word.isascii() or max(word) <= "\uffff":
        return word
    units = word.encode("utf-16-be", "surrogatepass")
    return "".join(chr(high << 8 | low) for high, low in zip(units[::2], units[1::2], strict=True))
