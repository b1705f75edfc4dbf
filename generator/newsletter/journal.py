"""Who got an edition: a file that is written before and after each message.

Enters: what becomes of each message. Leaves: JSON lines in `newsletters/sent/` beside site.yaml, one file an issue, each line on the disk before
sending goes on. So a program that is killed at any moment never sends twice: where a line says that a message was begun and none what became
of it, the server may have it, and it is not sent again unless the owner says so. Refuses a second run beside the first, and lines that
are none. The file belongs to the project and not to the store of builds, which may be deleted at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, get_args

from generator.errors import BroadsheetError

FOLDER = Path("newsletters") / "sent"

# begun     the end of the message is about to be sent, and the server may take it
# sent      the server has taken it
# refused   the server will not take it, whenever it is asked
# deferred  the server has not taken it, and may later
State = Literal["begun", "sent", "refused", "deferred"]
_STATES = frozenset(get_args(State))


class Journal:
    """The states of addresses; the last line of each counts."""

    def __init__(self, file: Path, lines: IO[bytes]) -> None:
        self.file = file
        self._lines = lines
        self.states: dict[str, State] = dict(_read(file, lines))

    def note(self, address: str, state: State, moment: str, reply: str | None = None) -> None:
        """Write a line; it is on the disk when this returns."""
        record = {"at": moment, "to": address, "state": state}
        if reply:
            record["reply"] = reply
        try:
            self._lines.write(
                json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            )
            self._lines.flush()
            os.fsync(self._lines.fileno())
        except OSError as error:
            raise _unwritable(self.file, error) from None
        self.states[address] = state


@contextmanager
def open_journal(folder: Path, issue: str) -> Iterator[Journal]:
    """Open the journal of an issue for this run alone; raises `BroadsheetError`."""
    file = folder / FOLDER / f"{issue}.jsonl"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Addresses of people: for nobody else on this machine, and for no repository.
        (file.parent / ".gitignore").write_text("*\n", encoding="utf-8", newline="\n")
        lines = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b")
    except OSError as error:
        raise _unwritable(file, error) from None
    with lines:
        _lock(file, lines)
        _settle(file.parent)
        yield Journal(file, lines)


def read_states(folder: Path, issue: str) -> dict[str, State]:
    """Give what is known of an issue, without a lock; raises `BroadsheetError`."""
    file = folder / FOLDER / f"{issue}.jsonl"
    try:
        with file.open("rb") as lines:
            return dict(_parsed(file, lines.read()))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unwritable(file, error) from None


def _read(file: Path, lines: IO[bytes]) -> Iterator[tuple[str, State]]:
    lines.seek(0)
    data = lines.read()
    if data and not data.endswith(b"\n"):
        # A run was killed while it wrote; what was to be written did not happen, or is uncertain by the line before.
        lines.write(b"\n")
        lines.flush()
    return _parsed(file, data)


def _parsed(file: Path, data: bytes) -> Iterator[tuple[str, State]]:
    *whole, rest = data.split(b"\n")
    torn = _record(rest)
    for number, line in enumerate(whole, start=1):
        record = _record(line)
        if record is not None:
            yield record
        elif line.strip() and not _torn(line):
            raise BroadsheetError(
                f"{file}:{number}: this is no line of a journal; expected an object with to and state; "
                "correct it, for it may say who got this edition"
            )
    if torn is not None:
        yield torn


def _torn(line: bytes) -> bool:
    """Tell whether a line is the beginning of one, left by a run that was killed."""
    return b'{"at": "'.startswith(line[:8]) and not line.rstrip().endswith(b"}")


def _record(line: bytes) -> tuple[str, State] | None:
    try:
        record = json.loads(line)
        address, state = record["to"], record["state"]
    except (ValueError, KeyError, TypeError):  # the caller tells of the line
        return None
    return (address, state) if isinstance(address, str) and state in _STATES else None


def _lock(file: Path, lines: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: an owner who sends twice at once there is not stopped
        return
    try:
        fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BroadsheetError(
            f"{file}: another broadsheet email sends this edition; expected one at a time; wait until it is done"
        ) from None


def _settle(folder: Path) -> None:
    """Put the name of a new file on the disk too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(file: Path, error: OSError) -> BroadsheetError:
    return BroadsheetError(
        f"{file}: the journal cannot be written or read ({error.strerror}); expected a file of this project, without which "
        "someone might get an edition twice; free the place or change its rights"
    )
