"""The ways in which a site comes into its output: small, large, and where it can only be changed file by file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from generator.artifacts import Artifact
from generator.publish import MANIFEST, beside, publication
from tests.support import files_of

WAYS = ("small", "large", "in place")


def artifacts(files: Mapping[str, str]) -> list[Artifact]:
    return [Artifact(path=path, data=text.encode()) for path, text in files.items()]


def site_of(folder: Path) -> dict[str, str]:
    """Give the texts of a site by path."""
    return {path: data.decode() for path, data in files_of(folder).items() if path != MANIFEST}


@contextmanager
def going(way: str) -> Iterator[None]:
    """Let sites be published in a way, whatever their size and their output."""
    with ExitStack() as stack:
        if way == "large":
            stack.enter_context(mock.patch.object(publication, "MOST_LINKED", 0))
        elif way == "in place":
            stack.enter_context(mock.patch.object(beside.os.path, "ismount", _always))
        yield


def _always(_: Path) -> bool:
    return True


def killed_before(name: str, number: int, work: Callable[[], object]) -> None:
    """Do something in a process that ends at once where it would call a function of `os` for the N-th time."""
    real, done = getattr(os, name), 0

    def counted(*arguments: object, **named: object) -> object:
        nonlocal done
        if done == number:
            os._exit(0)
        done += 1
        return real(*arguments, **named)

    child = os.fork()
    if child == 0:
        try:
            setattr(os, name, counted)
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
