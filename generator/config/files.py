"""The files of the settings: site.yaml and those that it includes.

Enters: paths. Leaves: parsed documents. Refuses: a file that is not there, cannot be read, or is not
UTF-8.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from generator.config.document import Mapping, Node, Scalar, Sequence, describe, parse_document
from generator.config.reader import Problems
from generator.errors import InputError, Location, Problem, quoted
from generator.text.lines import NotUtf8Error, decode_lines

CONFIG_NAME = "site.yaml"


def find_config(start: Path) -> Path:
    """Find site.yaml in a folder or the nearest one above it; raises `InputError`."""
    for folder in (start, *start.parents):
        candidate = folder / CONFIG_NAME
        if candidate.is_file():
            return candidate
    raise InputError(
        [
            Problem(
                location=Location(path=CONFIG_NAME),
                message="not found in this folder or any above it; expected the settings of a digest; "
                "go to its folder, or name the file with --config",
            )
        ]
    )


def read_document(file: Path, path: str) -> Node:
    """Parse a file of settings, named `path` in messages; raises `InputError`."""
    return parse_document(_text(file, path), path)


def included_documents(
    node: Node | None, folder: Path, problems: Problems
) -> Iterator[tuple[str, Mapping]]:
    """Give the files that `include` names, each with its path; a glob's are sorted by path."""
    entries = node.entries if isinstance(node, Sequence) else (node,) if node is not None else ()
    read: set[str] = set()
    for entry in entries:
        if not isinstance(entry, Scalar) or not entry.text.strip():
            problems.add(
                entry.location,
                f'"include" is {describe(entry)}; expected paths of files relative to this one; '
                "write include: [rules/*.yaml]",
            )
            continue
        for path in _files(entry, folder, problems):
            if path not in read:
                read.add(path)
                yield from _included(folder / path, path, problems)


def _files(entry: Scalar, folder: Path, problems: Problems) -> list[str]:
    pattern = entry.text.strip()
    try:
        found = [folder / pattern] if (folder / pattern).is_file() else list(folder.glob(pattern))
        found = [path for path in found if path.is_file()]
    except (ValueError, NotImplementedError, OSError, RecursionError):  # told below
        found = []
    if not found:
        # Unlike that of `Path`, this takes names that are too long for the system.
        folder_of = os.path.isdir(folder / pattern)  # noqa: PTH112
        problems.add(
            entry.location,
            f"{quoted(pattern)} under include matches no file; expected a path or a glob relative to "
            "this file; "
            + (f"write {pattern}/*.yaml" if folder_of else "correct it, or put the file there"),
        )
    return sorted(_name(path, folder) for path in found)


def _name(path: Path, folder: Path) -> str:
    """Name a file from the folder of site.yaml; one elsewhere keeps its whole path."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _included(file: Path, path: str, problems: Problems) -> Iterator[tuple[str, Mapping]]:
    try:
        root = read_document(file, path)
    except InputError as error:
        for problem in error.problems:
            problems.add(problem.location, problem.message)
        return
    if isinstance(root, Mapping):
        yield path, root
    else:
        problems.add(
            Location(path=path, line=root.location.line),
            "the file holds no settings; expected a mapping with topics, lists, collections or "
            "overrides; write, for instance, topics: [...]",
        )


def _text(file: Path, path: str) -> str:
    try:
        return "\n".join(decode_lines(file.read_bytes()))
    except NotUtf8Error as error:
        line, found = error.line, f"byte 0x{error.byte:02X} is not UTF-8"
        raise InputError(
            [
                Problem(
                    location=Location(path=path, line=line),
                    message=f"{found}; expected UTF-8 text; save the file as UTF-8",
                )
            ]
        ) from None
    except OSError as error:
        raise InputError(
            [
                Problem(
                    location=Location(path=path),
                    message=f"cannot be read ({error.strerror}); expected a readable file; "
                    "check the path given to --config",
                )
            ]
        ) from None
