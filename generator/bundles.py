"""Scripts that a page loads as one file.

Enters: static files by name, among them `js/bundles.json`, which lists for each bundle its parts, and texts. Leaves: the
files, with the bundles in place of their parts. A part is a classic script of its own, so parts one after
the other are one too; a file for each would cost a slow network a round trip for every few. Comments of our own
scripts, which are half of them, stay behind; what npm gave is taken as it is. A bundle begins with the texts
that its parts say, and no others (`say("key")`, see static/js/words.js).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rjsmin import jsmin

from generator.errors import BroadsheetError

_LIST = "js/bundles.json"
_VENDOR = "vendor/"
_SAID = re.compile(rb'\bsay\(\s*"([^"]+)"')

# A text by its key, or its form for each plural; raises `KeyError`, which says what is wrong.
FindText = Callable[[str], str | Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What scripts say, in a language."""

    language: str
    find: FindText


def bundled(files: Mapping[str, bytes], spoken: Spoken | None = None) -> dict[str, bytes]:
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
        texts = [] if spoken is None else _texts(spoken, [(part, files[part]) for part in some])
        made[name] = b"\n".join([*texts, *(_shortened(part, files[part]) for part in some)])
    return dict(sorted(made.items()))


def _shortened(name: str, data: bytes) -> bytes:
    return data if name.startswith(_VENDOR) else jsmin(data.decode("utf-8")).encode("utf-8")


def _texts(spoken: Spoken, parts: list[tuple[str, bytes]]) -> list[bytes]:
    """Write the script that gives a bundle its texts; none where its parts say nothing."""
    found: dict[str, str | Mapping[str, str]] = {}
    for name, data in parts:
        for key in [] if name.startswith(_VENDOR) else _SAID.findall(data):
            try:
                found[key.decode()] = spoken.find(key.decode())
            except KeyError as error:
                raise BroadsheetError(
                    f"static/{name}: {error.args[0]}; expected a key of templates/words/en.yaml; correct it"
                ) from None
    if not found:
        return []
    texts = json.dumps(
        {"": spoken.language, **dict(sorted(found.items()))},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return [f"Object.assign((self.broadsheet??={{}}).texts??={{}},{texts});".encode()]
