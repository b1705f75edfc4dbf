"""The owner's folder, looked through.

Enters: settings. Leaves: `OwnFiles`. No link is followed, and nothing is taken of what tools leave in folders.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.config import SiteConfig
from generator.config.files import is_folder
from generator.errors import InputError, Location, Problem, quoted
from generator.own_files.collisions import alike, taken
from generator.own_files.files import JOINED, Fault, OwnFile, OwnFiles, problem, unreadable
from generator.text.file_names import fault_of_name

MOST_BYTES = 100 * 1024**2  # of a file: what GitHub takes, the most generous of hosts with a limit
# Hidden files that are for everyone to see: RFC 8615, Apache, Codeberg Pages.
_FOR_ALL = frozenset((".well-known", ".htaccess", ".domains"))
# What version control, systems and editors leave in folders; and .nojekyll, which every site has.
_LEFT_OUT = re.compile(
    r"\.git(?:ignore|attributes|keep|modules)?|\.hg(?:ignore)?|\.svn|\.keep|\.nojekyll|\.DS_Store|\._.*|\.#.*|#.*#|\..*\.sw[a-p]"
    r"|.*~|Thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
_HIDDEN = (
    "is hidden, so it is left out",
    f"files for everyone to see; of hidden names {', '.join(sorted(_FOR_ALL))} are published",
    "give it another name, or take it out of the folder",
)


def read_own_files(config: SiteConfig) -> OwnFiles:
    """Look through the folder, without following a link in it; raises `InputError` with all that is wrong."""
    name = config.site.static
    if name is None:
        return OwnFiles()
    top = config.folder / name
    _refuse_folder(config, top)
    problems: list[Problem] = []
    warnings: list[Problem] = []
    files = list(_below(top, Path(name).as_posix(), "", problems, warnings))
    problems.extend(alike(files))
    problems.extend(_private(config, files))
    if problems:
        raise InputError(problems)
    return OwnFiles(files=tuple(files), warnings=tuple(warnings))


def refuse_overlap(config: SiteConfig, output: Path) -> None:
    """Refuse a folder that lies in the built site or has it in itself; raises `InputError`."""
    name = config.site.static
    if name is None:
        return
    _refuse_folder(config, config.folder / name)
    top, site = (config.folder / name).resolve(), output.resolve()
    if top == site or top in site.parents or site in top.parents:
        shown = site.relative_to(config.folder) if config.folder in site.parents else site
        found = f"and the site is built in {quoted(shown.as_posix())}"
        _refuse(config, found, "folders of which none lies in the other")


def _below(
    folder: Path, shown: str, prefix: str, problems: list[Problem], warnings: list[Problem]
) -> Iterator[OwnFile]:
    """Give the files below a folder, by name."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        problems.append(problem(f"{shown}/{prefix}".rstrip("/"), *unreadable(error)))
        return
    for entry in found:
        name, path = entry.name, f"{prefix}{entry.name}"
        if _LEFT_OUT.fullmatch(name):
            continue
        if name.startswith(".") and name not in _FOR_ALL:
            warnings.append(problem(f"{shown}/{path}", *_HIDDEN))
        elif (fault := _fault(entry, path)) is not None:
            problems.append(problem(f"{shown}/{path}", *fault))
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), shown, f"{path}/", problems, warnings)
        else:
            yield from _file(Path(entry.path), path, f"{shown}/{path}", problems)


def _fault(entry: os.DirEntry[str], path: str) -> Fault | None:
    """Say what is wrong with what stands in the folder, but for what it holds."""
    is_folder = entry.is_dir(follow_symlinks=False)
    if _is_link(entry):
        return "is a link", "a file or folder of its own", "put there what it leads to"
    if not is_folder and not entry.is_file(follow_symlinks=False):
        return "is neither a file nor a folder", "one of them", "take it out of the folder"
    if (fault := fault_of_name(path)) is not None:
        return fault, "a name that every system can hold", "give it another one"
    return None if "/" in path else taken(path, is_folder=is_folder)


def _is_link(entry: os.DirEntry[str]) -> bool:
    is_junction = getattr(entry, "is_junction", None)  # on Windows, from Python 3.12 on
    return entry.is_symlink() or (is_junction is not None and is_junction())


def _file(source: Path, path: str, shown: str, problems: list[Problem]) -> Iterator[OwnFile]:
    try:
        size = source.stat().st_size
        if size > MOST_BYTES:
            problems.append(problem(shown, *_too_large(size)))
            return
        with source.open("rb") as stream:
            if path in JOINED:
                stream.read().decode()
                stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        problems.append(problem(shown, *unreadable(error)))
    except UnicodeDecodeError:
        problems.append(problem(shown, "is not UTF-8", "lines of text", "save the file as UTF-8"))
    else:
        yield OwnFile(path=path, shown=shown, source=source, digest=digest, size=size)


def _too_large(size: int) -> Fault:
    return (
        f"has {size:,} bytes",
        f"{MOST_BYTES:,} at most, which is what hosts take",
        "put it where large files are kept, and link to it",
    )


def _private(config: SiteConfig, files: Iterable[OwnFile]) -> Iterator[Problem]:
    """Name what must never be published."""
    if config.email.subscribers is None:
        return
    listed = (config.folder / config.email.subscribers).resolve()
    for file in files:
        if file.source.resolve() == listed:
            what = 'is the list of "subscribers", which would be published'
            yield problem(
                file.shown, what, "files for everyone to see", "move it out of the folder"
            )


def _refuse_folder(config: SiteConfig, top: Path) -> None:
    if not is_folder(top):
        _refuse(config, "which is no folder", "a folder of files, relative to site.yaml")
    resolved = top.resolve()
    if resolved == config.folder or resolved in config.folder.parents:
        _refuse(config, "which has the settings in it", "a folder of files for everyone to see")


def _refuse(config: SiteConfig, found: str, expected: str) -> None:
    location = config.site.static_location or Location(path=config.path)
    message = (
        f'"static" in "site" is {quoted(config.site.static or "")}, {found}; expected {expected}; '
    )
    raise InputError([Problem(location=location, message=message + "name another folder")])
