"""The feeds that an outline lists (OPML 2.0), as files.

Enters: a file. Leaves: the files of its feeds that are there, and for each other one the command that fetches it. A feed is looked for beside the
outline: at its path, if it has no host, else under the name that the command gives it. Nothing is fetched, and no file out
of the outline's folder is read. Refuses (`OutlineError`): what is not well-formed, and any document type, for entities come with it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers import expat

from generator.errors import quoted
from generator.importing.posts import LeftOut
from generator.text.slugs import slugify

_MOST_BYTES = 1 << 24
_URL = re.compile(r"https?://[^\s\"'<>\\]{1,2000}", re.IGNORECASE)


class OutlineError(ValueError):
    """What is wrong with an outline, and its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Outline:
    """Feeds that are there, commands that fetch others, and what is none."""

    files: list[Path] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    rejected: list[LeftOut] = field(default_factory=list)


def read_outline(file: Path, shown: str) -> Outline:
    """Read an outline; raises `OutlineError`, and `OSError`."""
    outline, names = Outline(), set[str]()
    for line, title, url in _feeds(file):
        if _URL.fullmatch(url):
            name = _name(title, url, names)
            if (file.parent / name).is_file():
                outline.files.append(file.parent / name)
            else:
                folder = Path(shown).parent
                target = name if str(folder) == "." else f"{folder}/{name}"
                outline.commands.append(
                    f"curl --fail --location --output {shlex.quote(target)} {shlex.quote(url)}"
                )
            continue
        path = (file.parent / url).resolve() if url.isprintable() and ":" not in url else None
        if path is not None and path.is_relative_to(file.parent.resolve()) and path.is_file():
            outline.files.append(file.parent / url)
        else:
            what = f"the feed {quoted(url)} is neither an address nor a file beside the outline; expected one of them; correct its xmlUrl"
            outline.rejected.append(LeftOut(path=shown, line=line, what=what))
    return outline


def _feeds(file: Path) -> list[tuple[int, str, str]]:
    """Give the line, the title and the address of each feed."""
    found: list[tuple[int, str, str]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "outline" and (url := attributes.get("xmlUrl", "").strip()):
            title = attributes.get("title") or attributes.get("text") or ""
            found.append((parser.CurrentLineNumber, title, url))

    def refuse(*_: object) -> None:
        message = "a document type; expected none, for entities can make a small file endless; take it out"
        raise OutlineError(parser.CurrentLineNumber, message)

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    with file.open("rb") as stream:
        data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OutlineError(
            1, f"more than {_MOST_BYTES:,} bytes; expected a list of feeds; cut it in two"
        )
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise OutlineError(
            error.lineno,
            f"not well-formed XML ({expat.ErrorString(error.code)}); expected OPML; correct it",
        ) from None
    return found


def _name(title: str, url: str, names: set[str]) -> str:
    parts = urlsplit(url)
    stem = slugify(title) or slugify(f"{parts.hostname} {parts.path}") or "feed"
    ending = "json" if parts.path.endswith(".json") else "xml"
    number, name = 1, f"{stem}.{ending}"
    while name in names:
        number += 1
        name = f"{stem}-{number}.{ending}"
    names.add(name)
    return name
