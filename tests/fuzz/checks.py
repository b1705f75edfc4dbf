"""What holds for every message to the owner of a site."""

from __future__ import annotations

from generator.errors import InputError, Problem


def hold_problem(problem: Problem, *paths: str) -> None:
    """A problem names a place that there is, in one line, and says what to do."""
    assert problem.location.path in paths, problem
    assert problem.location.line is None or problem.location.line >= 1, problem
    assert problem.message.isprintable(), repr(problem.message)
    assert ";" in problem.message, problem
    str(problem).encode()


def hold_error(error: InputError, *paths: str) -> None:
    """All problems of an error hold."""
    assert error.problems
    for problem in error.problems:
        hold_problem(problem, *paths)


def hold_sentence(text: str, *parts: str) -> None:
    """A message says something, in one line, and has these parts."""
    assert text
    assert "\n" not in text
    assert all(part in text for part in parts), text


def hold_place(line: int, data: bytes) -> None:
    """A line's number is that of a line that there is."""
    assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1
