"""A text to the papers that answer it, as the search page answers (static/js/search/engine.js).

Enters: an open index and any text. Leaves: an `Answer`: Lunr's own results, then what only the look-ups beside
it found. Refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.lookup.beside import identified, written_as
from generator.lookup.index import Index
from generator.lookup.reading import common_words, trim
from generator.lookup.resolve import Correction, Resolved, resolve
from generator.lookup.scores import rank

_PAGE = 20  # results; other ways to write plain words are sought where Lunr finds fewer
_UNKNOWN_ADDRESS = "No paper here has this address or number."


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A paper; `beside` if Lunr does not find it, only a look-up beside its index."""

    row: int
    score: float
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All results, the best first, and how the text was read, in words."""

    results: tuple[Result, ...]
    hint: str = ""
    correction: Correction | None = None
    keys: frozenset[str] = frozenset()

    def written_as(self, title: str, abstract: str) -> str:
        """Give how a paper that Lunr does not find has what was sought."""
        return written_as(title, self.keys) or written_as(abstract, self.keys) or ""


def ask(index: Index, text: str, *, least: int = _PAGE) -> Answer:
    """Answer a text; words in other spellings are sought too if there are fewer results than `least`."""
    known = identified(index, text)
    if known.row is not None:
        return Answer(results=(Result(row=known.row, score=0.0),))
    if known.is_address:
        return Answer(results=(), hint=_UNKNOWN_ADDRESS)
    resolved = resolve(index, text, others=False)
    results = _results(index, resolved, text)
    if len(results) < max(least, _PAGE):
        resolved = resolve(index, text, others=True)
        results = _results(index, resolved, text)
    return Answer(
        results=results,
        hint=resolved.hint or ("" if results else common_words(text)),
        correction=resolved.correction,
        keys=resolved.keys,
    )


def _results(index: Index, resolved: Resolved, text: str) -> tuple[Result, ...]:
    # A query of nothing finds everything, but only if nothing was typed.
    if not resolved.sought and trim(text):
        return ()
    ranking = rank(index.terms, resolved.sought)
    columns = (ranking.rows.tolist(), ranking.scores.tolist(), ranking.ranks.tolist())
    return tuple(
        Result(row=row, score=score, beside=its < 0)
        for row, score, its in zip(*columns, strict=True)
    )
