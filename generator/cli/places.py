"""How files are named: as the user would from where they stand, not from the folder of site.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import BroadsheetError, InputError
from generator.stores import is_url, shown_url


@contextmanager
def prefixed(config_file: Path) -> Iterator[None]:
    """Put the folder of site.yaml before the files that errors name."""
    try:
        yield
    except InputError as error:
        prefix = folder_prefix(config_file)
        raise BroadsheetError(
            "\n".join(placed(prefix, problem) for problem in error.problems)
        ) from None


def folder_prefix(config_file: Path) -> str:
    """Give what stands before a path that is relative to the folder of site.yaml."""
    folder = shown(config_file.parent)
    return "" if folder == "." else f"{folder}/"


def placed(prefix: str, what: object) -> str:
    """Put what stands before paths before something that begins with one; a URL is whole."""
    text = str(what)
    return text if is_url(text) else f"{prefix}{text}"


def shown(path: Path | str) -> str:
    """Show a path relative to this folder when it is below it, and a URL without a password."""
    if isinstance(path, str):
        return shown_url(path)
    absolute = path.resolve()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)
