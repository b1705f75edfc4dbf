"""Addresses of the site that files of the owner's would stand at, and names that some file system cannot tell apart.

Enters: files, and the paths that a build writes. Leaves: problems, and the files that are to be copied.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator

from generator.addresses import address_of, folders
from generator.errors import InputError, Problem, quoted
from generator.own_files.files import JOINED, Fault, OwnFile, OwnFiles, problem

_ELSEWHERE = (
    "an address that no page or file of the site has",
    "give it another name, or put it into a folder of its own",
)


def taken(name: str, *, is_folder: bool) -> Fault | None:
    """Say what the site has under a name at its root, or may have with the next paper."""
    folded = _folded(name)
    if folded in folders():
        return (f"stands where the site has its own {quoted(f'{folded}/')}", *_ELSEWHERE)
    if is_folder or name in JOINED:
        return None
    kind = address_of("" if folded == "index.html" else folded)
    if kind is None:
        return None
    return (f"stands where the site has {quoted(f'/{kind.path}')} ({kind.says})", *_ELSEWHERE)


def to_copy(own: OwnFiles, written: Collection[str]) -> tuple[OwnFile, ...]:
    """Give the files that were not joined with what is `written`; raises `InputError` for those that would stand in its place."""
    firsts = {_folded(file.path).partition("/")[0] for file in own.files}
    near = {
        folded: path
        for path in (written if firsts else ())
        if (folded := _folded(path)).partition("/")[0] in firsts
    }
    inside = {above: path for folded, path in near.items() for above in _above(folded)}
    problems, found = [], []
    for file in own.files:
        if file.path in JOINED and file.path in written:
            continue
        found.append(file)
        folded = _folded(file.path)
        met = [near[at] for at in (folded, *_above(folded)) if at in near]
        if met or folded in inside:
            there = quoted(met[0] if met else inside[folded])
            problems.append(
                problem(file.shown, f"would stand where the build writes {there}", *_ELSEWHERE)
            )
    if problems:
        raise InputError(problems)
    return tuple(found)


def alike(files: Iterable[OwnFile]) -> Iterator[Problem]:
    """Name files and folders that some file system cannot tell apart."""
    known: dict[str, str] = {}
    for file in files:
        for path in (*_above(file.path), file.path):
            other = known.setdefault(_folded(path), path)
            if other != path:
                there = quoted(file.shown.removesuffix(file.path) + other)
                what = f"is {there} where neither case nor the form of accents counts"
                do = "give one of them another name"
                yield problem(file.shown, what, "names that differ in more", do)
                break


def _folded(path: str) -> str:
    """Give a path as a file system takes it to which case does not count, nor how accents are written."""
    return (
        path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()
    )


def _above(path: str) -> Iterator[str]:
    """Give the folders of a path."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
