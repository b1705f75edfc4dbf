"""Names of files that every system can hold.

Enters: the path of a file, with `/`. Leaves: what is wrong with it on Windows, or on a file system with short names.
"""

from __future__ import annotations

import re

_LONGEST_PATH = 200  # characters: Windows allows 260 for all, the folder that it lies in included
_LONGEST_NAME = 255  # bytes, on most file systems
# Names and signs that Windows forbids (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')


def fault_of_name(path: str) -> str | None:
    """Say what is wrong with a path, or `None`.

    >>> fault_of_name("a/b.pdf"), fault_of_name("a/aux.pdf"), fault_of_name("a/b.")
    (None, 'Windows forbids this name', 'Windows forbids this name')
    >>> fault_of_name("a" * 201)
    'is 201 characters long, more than Windows takes'
    """
    parts = path.split("/")
    if any(_RESERVED.fullmatch(part) or _FORBIDDEN.search(part) for part in parts):
        return "Windows forbids this name"
    if len(path) > _LONGEST_PATH:
        return f"is {len(path)} characters long, more than Windows takes"
    try:
        sizes = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        return "is not UTF-8"
    if max(sizes) > _LONGEST_NAME:
        return f"has a part of {max(sizes)} bytes, more than most systems take"
    return None
