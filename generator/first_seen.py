"""When this digest first had each paper without a day, kept in a file of the project.

Enters: light rows, and `first-seen.csv` beside site.yaml. Leaves: a moment for each paper without a day, and the file with
those that are new. Without the file all of them are new; papers with a day do not need it. The file has a line for each
paper, sorted by id, so that version control merges it; of two lines for one paper the earlier moment holds.

A build never asks the clock, so papers come on the newest day that the sources know. Those that come later on the
same day are a second younger, so that they stand before the others in feeds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InputError, Location, Problem, quoted
from generator.fingerprint import file_digest
from generator.models import PaperId, PaperRow

NAME = "first-seen.csv"
_HEAD = "paper,first seen"
_YOUNGER = dt.timedelta(seconds=1)
_LINE = re.compile(r"([^\s,]+),([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSeen:
    """The moments (UTC) of papers without a day, and of those that once had none; `new` are not in the file yet."""

    file: Path
    moments: Mapping[PaperId, dt.datetime]
    new: frozenset[PaperId]

    def keep(self) -> tuple[Problem, ...]:
        """Write the file if there is anything new; gives a warning where it cannot be written."""
        if not self.new:
            return ()
        lines = sorted(f"{paper},{_written(moment)}\n" for paper, moment in self.moments.items())
        part = self.file.with_name(f".{NAME}.part")
        try:
            part.write_text("".join((f"{_HEAD}\n", *lines)), encoding="utf-8", newline="\n")
            part.replace(self.file)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return (_unwritten(error),)
        return ()


def first_seen(folder: Path, rows: Iterable[PaperRow], built: dt.datetime) -> FirstSeen:
    """Tell when papers without a day came; new ones came on the day of `built`. Raises `InputError` for a faulty file."""
    file = folder / NAME
    known = _read(file)
    new = [row.id for row in rows if not row.dates and row.id not in known]
    moment = dt.datetime.combine(built.date(), dt.time(), dt.UTC)
    if known:
        moment = max(moment, max(known.values()) + _YOUNGER)
    known.update(dict.fromkeys(new, moment))
    return FirstSeen(file=file, moments=known, new=frozenset(new))


def first_seen_digest(folder: Path) -> str:
    """Name what the file holds, as a build depends on it."""
    file = folder / NAME
    return file_digest(file) if file.is_file() else ""


def _read(file: Path) -> dict[PaperId, dt.datetime]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError([_unread(None, f"cannot be read ({reason})")]) from None
    found: dict[PaperId, dt.datetime] = {}
    moments: dict[str, dt.datetime] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        if line in ("", _HEAD):
            continue
        match = _LINE.fullmatch(line)
        try:
            if match is None:
                raise ValueError
            paper, written = match.groups()
            if written not in moments:
                moments[written] = dt.datetime.fromisoformat(written)
                moments[written] + _YOUNGER  # the papers that come next
        except (ValueError, OverflowError):
            problems.append(_unread(number, quoted(line)))
            continue
        moment = moments[written]
        found[PaperId(paper)] = min(found.get(PaperId(paper), moment), moment)
    if problems:
        raise InputError(problems)
    return found


def _written(moment: dt.datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _unread(line: int | None, what: str) -> Problem:
    return Problem(
        location=Location(path=NAME, line=line),
        message=f"{what}; expected lines such as 4kmbq7c2,2025-03-14T00:00:00Z; correct it, or delete the "
        "file, and then papers without a day come anew in feeds",
    )


def _unwritten(error: OSError) -> Problem:
    return Problem(
        location=Location(path=NAME),
        message=f"cannot be written ({error.strerror}); expected to keep there when papers without a day came; "
        "check the folder's permissions, or feeds may show them again",
    )
