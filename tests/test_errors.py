"""Problems, their order and their wording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputError, Location, Problem, did_you_mean, quoted


def _problem(path: str, line: int | None, message: str = "wrong") -> Problem:
    return Problem(location=Location(path=path, line=line), message=message)


def test_problems_are_sorted_by_place_and_named_once():
    """The problems of an error come by file, line and message, each once."""
    late, early = _problem("b.txt", 10), _problem("b.txt", 9)
    whole, other = _problem("b.txt", None), _problem("a.txt", 99)
    error = InputError([late, early, other, late, whole])
    assert error.problems == (other, whole, early, late)
    assert str(error) == "a.txt:99: wrong\nb.txt: wrong\nb.txt:9: wrong\nb.txt:10: wrong"


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_quoted_text_is_one_short_printable_line(text: str, limit: int):
    """Whatever the user wrote, its quotation is one printable line of bounded length."""
    found = quoted(text, limit)
    assert found.startswith('"')
    assert found.endswith('"')
    assert found.isprintable()
    assert len(found) <= limit + 2


@pytest.mark.parametrize(
    ("word", "meant"), [("yaer", "year"), ("pth", "path"), ("formt", "format"), ("colour", None)]
)
def test_nearest_known_word_is_proposed(word: str, meant: str | None):
    """A misspelt word gets the known word nearest to it, a far one none."""
    expected = f'; did you mean "{meant}"?' if meant else ""
    assert did_you_mean(word, ["path", "year", "format"]) == expected


def test_advice_among_very_many_words_is_quick_and_still_found():
    """Of thousands of known words, those with the same first letter are looked at."""
    known = [f"x{number}" for number in range(5000)]
    assert did_you_mean("abstrct", [*known, "abstract"]) == '; did you mean "abstract"?'
    assert did_you_mean("abstrct", known) == ""
