"""Notes and redirects, put into the folder of a digest: each file whole or not at all, and none over another.

A dump goes in before them (`adding.putting`), for a redirect to a paper that is not there is an error of a build. So an import that is
killed leaves a digest that builds, and the same import again adds what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.adding import move_new
from generator.errors import OutputError
from generator.redirects.table import HEAD, NAME


def write_notes(folder: Path, notes: Mapping[str, str]) -> None:
    """Write notes by their paths; raises `OutputError`, also where one is there by now."""
    for path, text in notes.items():
        _write(folder / path, path, text.encode("utf-8", "replace"), over=False)


def write_redirects(folder: Path, lines: Sequence[str]) -> None:
    """Add lines to the file of redirects, which keeps those that it has; raises `OutputError`."""
    if not lines:
        return
    file = folder / NAME
    try:
        before = file.read_bytes() if file.exists() else f"{HEAD}\n".encode()
    except OSError as error:
        raise _refused(NAME, error) from error
    gap = b"" if before.endswith((b"\n", b"\r")) or not before else b"\n"
    _write(file, NAME, before + gap + "".join(f"{line}\n" for line in lines).encode(), over=True)


def _write(file: Path, path: str, data: bytes, *, over: bool) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        try:
            if over:
                part.replace(file)
            else:
                move_new(part, file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: str, error: OSError) -> OutputError:
    return OutputError(
        f"{path}: cannot be written ({error.strerror}); expected a folder with room, and no such file; check its permissions "
        "and the space left, and run the same import again"
    )
