"""`redirects.csv` in a digest's folder: what stood at which address before.

Enters: the folder of site.yaml. Leaves: `Redirect`s in the order of the lines. A line is an old address, a comma, and where it leads; the
first may be `from,to`, and lines that begin with # are comments. Refuses, each with its line: what has not two columns, an
address that cannot be redirected, one that stands twice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InputError, Location, Problem, quoted
from generator.redirects.paths import PathError, folded, old_path, redirect_file, written_path
from generator.text.lines import NotUtf8Error, decode_lines
from generator.urls import UrlPath

NAME = "redirects.csv"
HEAD = "from,to"
_EXAMPLE = "posts/2020/old-name/,paper:4kmbq7c2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An old address, decoded and without a slash at its beginning, and where it leads, as written."""

    path: UrlPath
    target: str
    location: Location


def read_redirects(folder: Path) -> tuple[Redirect, ...]:
    """Read the file, if there is one; raises `InputError` with every mistake in it."""
    try:
        lines = decode_lines((folder / NAME).read_bytes())
    except FileNotFoundError:
        return ()
    except NotUtf8Error as error:
        found = f"byte 0x{error.byte:02X} is not UTF-8; expected UTF-8; save the file as UTF-8"
        raise InputError([_problem(error.line, found)]) from None
    except OSError as error:
        found = f"cannot be read ({error.strerror}); expected lines {HEAD}; correct its rights, or remove it"
        raise InputError([_problem(None, found)]) from None
    return parse_redirects(lines)


def parse_redirects(lines: Iterable[str]) -> tuple[Redirect, ...]:
    """Parse the lines of the file; raises `InputError`."""
    redirects, problems = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#") or (number == 1 and line.strip() == HEAD):
            continue
        try:
            redirects.append(_redirect(line, number))
        except ValueError as error:
            problems.append(_problem(number, str(error)))
    problems.extend(_twice(redirects))
    if problems:
        raise InputError(problems)
    return tuple(redirects)


def _redirect(line: str, number: int) -> Redirect:
    columns = _columns(line)
    if len(columns) != 2 or not all(columns):
        raise ValueError(
            f"{quoted(line)}; expected two columns, an old address and where it leads; write, for instance, {_EXAMPLE}"
        )
    written, target = columns
    try:
        path = old_path(written)
    except PathError as error:
        raise ValueError(
            f"the old address {quoted(written)} {error}; expected a path below the site's root; "
            "write one such as posts/old-name/, or delete the line"
        ) from None
    return Redirect(path=path, target=target, location=Location(path=NAME, line=number))


def _columns(line: str) -> Sequence[str]:
    try:
        return [column.strip() for column in next(csv.reader([line], strict=True))]
    except (csv.Error, StopIteration):
        return ()


def _twice(redirects: Iterable[Redirect]) -> Iterable[Problem]:
    first: dict[str, int | None] = {}
    for redirect in redirects:
        file, line = redirect_file(redirect.path), redirect.location.line
        if (before := first.setdefault(folded(file), line)) != line:
            yield _problem(
                line,
                f"the old address {quoted(redirect.path)} stands twice (first in line {before}); "
                "expected each once, whatever its case; delete one of the lines",
            )


def _problem(line: int | None, message: str) -> Problem:
    return Problem(location=Location(path=NAME, line=line), message=message)


def redirect_line(path: str, target: str) -> str:
    """Write a line of the file, which `parse_redirects` reads back.

    >>> redirect_line("posts/a, b/", "date:2020-05-01")
    'posts/a%2C%20b/,date:2020-05-01'
    """
    return f"{written_path(path)},{target}"
