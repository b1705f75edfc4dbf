"""Keeps a process out of a folder, as if it were on another machine: `dask worker --preload tests.apart` with APART=FOLDER.

Every path below the folder that Python opens, lists or changes in that process is refused.
"""

from __future__ import annotations

import os
import sys

_EVENTS = {"open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "sqlite3.connect"}  # fmt: skip


def keep_out(folder: str) -> None:
    """Refuse what is below a folder from now on, in this process."""
    inside = f"{os.path.realpath(folder)}/"

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event not in _EVENTS:
            return
        for each in arguments[:2]:
            path = os.fsdecode(each) if isinstance(each, str | bytes | os.PathLike) else ""
            if inside in f"{path}/":
                raise PermissionError(13, "another machine's", path)

    sys.addaudithook(refuse)


if "APART" in os.environ:
    keep_out(os.environ["APART"])
