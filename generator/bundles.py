"""Scripts that a page loads as one file.

Enters: static files by name, among them `js/bundles.json`, which lists for each bundle its parts. Leaves: the
files, with the bundles in place of their parts. A part is a classic script of its own, so parts one after
the other are one too; a file for each would cost a slow network a round trip for every few. Comments of our own
scripts, which are half of them, stay behind; what npm gave is taken as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from rjsmin import jsmin

from generator.errors import BroadsheetError

_LIST = "js/bundles.json"
_VENDOR = "vendor/"


def bundled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the files with the bundles in place of their parts, by name; raises `BroadsheetError`."""
    if _LIST not in files:
        return dict(files)
    bundles: dict[str, list[str]] = json.loads(files[_LIST])
    parts = {part for some in bundles.values() for part in some}
    if missing := sorted(parts - files.keys()):
        raise BroadsheetError(
            f"static/{_LIST}: names {missing[0]}, which is not there; expected files below static/ or "
            "vendor/; correct the list"
        )
    made = {name: data for name, data in files.items() if name not in parts and name != _LIST}
    for name, some in bundles.items():
        made[name] = b"\n".join(_shortened(part, files[part]) for part in some)
    return dict(sorted(made.items()))


def _shortened(name: str, data: bytes) -> bytes:
    return data if name.startswith(_VENDOR) else jsmin(data.decode("utf-8")).encode("utf-8")
