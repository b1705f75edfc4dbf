"""Which folders are watched: those that hold what a build reads.

Enters: settings, or none where they have mistakes. Leaves: folders, of each of which the entries are watched, and no more. So a site
of any size in the folder of its digest costs nothing: a system gives a program a limited number of folders to watch.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator import assets
from generator.config import SiteConfig
from generator.notes.files import FOLDER as NOTES
from generator.sources.compression import STANDARD_INPUT
from generator.store.folder import NAME as STORE
from generator.stores import is_url

_MOST = 4_000  # folders
_MAGIC = frozenset("*?[")
_IGNORED = frozenset({STORE, ".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})


def watched_folders(config_file: Path, config: SiteConfig | None, output: Path) -> frozenset[Path]:
    """Give the folders that are there."""
    found: set[Path] = {config_file.absolute().parent}
    for folder in (assets.templates_folder(), assets.static_folder()):
        found.update(_below(folder, output))
    if config is not None:
        for source in config.sources:
            if source.pattern != STANDARD_INPUT and not is_url(source.pattern):
                found.update(_of_pattern(config.folder, source.pattern, output))
        for name in _named(config):
            found.update(_of_file(config.folder / name))
        if config.theme.templates is not None:
            found.update(_below(config.folder / config.theme.templates, output))
        if config.site.static is not None:
            found.update(_below(config.folder / config.site.static, output))
        found.update(_standing(config.folder / NOTES))
    return frozenset(sorted(found)[:_MOST])


def is_ours(path: Path, output: Path) -> bool:
    """Tell whether a build itself writes there: in its store, in the site, or beside it."""
    output = output.absolute()
    beside = path.parent == output.parent and path.name.startswith(f".{output.name}.")
    return beside or path == output or output in path.parents or not _IGNORED.isdisjoint(path.parts)


def _named(config: SiteConfig) -> Iterator[str]:
    """Give the files that settings name, and theirs."""
    theme = config.theme
    optional = (config.site.about, config.site.words, theme.css, theme.logo)
    yield from config.files
    yield from (name for name in optional if name)


def _of_file(file: Path) -> Iterator[Path]:
    yield from _standing(file.parent)
    if file.is_symlink():
        yield from _standing(file.resolve().parent)


def _of_pattern(folder: Path, pattern: str, output: Path) -> Iterator[Path]:
    """Give the folders in which a pattern may find files."""
    parts = Path(pattern).parts
    wild = next((n for n, part in enumerate(parts) if not _MAGIC.isdisjoint(part)), len(parts))
    base = folder.joinpath(*parts[: min(wild, len(parts) - 1)])
    if "**" in parts:
        yield from _below(base, output)
    else:
        yield from _below(base, output, depth=max(len(parts) - 1 - wild, 0))


def _standing(folder: Path) -> Iterable[Path]:
    """Give a folder, or the nearest one above in which it would be made."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return (Path(os.path.abspath(folder)),)  # noqa: PTH100 - links stay as they are


def _below(folder: Path, output: Path, depth: int | None = None) -> Iterator[Path]:
    """Give a folder and those below it, down to a depth, and the folders to which links in them lead."""
    (top,) = _standing(folder)
    if not folder.is_dir() or is_ours(top, output):
        yield top
        return
    for place, folders, files in os.walk(top):
        here = Path(place)
        yield here
        if (
            here.is_relative_to(top)
            and depth is not None
            and len(here.relative_to(top).parts) >= depth
        ):
            folders.clear()
        folders[:] = [name for name in folders if not is_ours(here / name, output)]
        for name in files:
            if (here / name).is_symlink():
                yield from _standing((here / name).resolve().parent)
