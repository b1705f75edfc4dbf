"""The word that was meant by one that no document has.

Enters: a misspelt word, the words of the index as they are written. Leaves: the nearest of them.
"""

from __future__ import annotations

from collections.abc import Iterable

_SHORT = 5  # letters, up to which a word has one edit, not two
_SHORTEST, _LONGEST = 3, 30  # letters of a word that is corrected


def nearest(words: Iterable[tuple[str, int]], misspelt: str) -> str | None:
    """Give the word with the fewest edits; of several, the one that most documents have, then the first.

    >>> nearest([("graph", 40), ("grape", 1), ("graphs", 90)], "grahp")
    'graph'
    """
    if not (misspelt.isalpha() and _SHORTEST <= len(misspelt) <= _LONGEST):
        return None
    best, most, documents = None, 1 if len(misspelt) <= _SHORT else 2, 0
    for word, count in words:
        bound = most if best is None or count > documents else most - 1
        if abs(len(word) - len(misspelt)) <= bound:
            edits = edits_between(misspelt, word, bound)
            if 0 < edits <= bound:
                best, most, documents = word, edits, count
    return best


def edits_between(one: str, other: str, most: int) -> int:
    """Count letters changed, put in, left out or swapped with a neighbour; what is over `most` may be less.

    >>> edits_between("graph", "grahp", 2), edits_between("kernel", "colonel", 9)
    (1, 4)
    """
    older: list[int] = []
    old = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, its in enumerate(other, start=1):
            edits = min(old[column - 1] + (letter != its), old[column] + 1, line[column - 1] + 1)
            if row > 1 < column and letter == other[column - 2] and its == one[row - 2]:
                edits = min(edits, older[column - 2] + 1)
            line.append(edits)
        if min(line) > most and min(old) > most:
            return most + 1
        older, old = old, line
    return old[-1]
