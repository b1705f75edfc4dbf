"""Where the files are that ship with the package: templates, static files, vendored JavaScript.

Enters: nothing but the place of this file. An installed wheel carries them in
`generator/_bundled/`, put there by `hatch_build.py`; a checkout has them in `templates/`,
`static/` and `node_modules/`, of which `package.json` lists under `vendor` the files that
the site needs. Leaves: paths to read from. Refuses: a checkout in which npm has not run.
"""

import json
from pathlib import Path

from generator.errors import BroadsheetError

_PACKAGE = Path(__file__).resolve().parent
_REMEDY = "install the package again: `pip install .`, or `pip install -e .` to work on it"


class MissingAssetError(BroadsheetError, FileNotFoundError):
    """A file that ships with the package is not there; the message says how to get it."""


def templates_folder() -> Path:
    """Give the folder of the shipped Jinja templates; raise `MissingAssetError` without it."""
    return _shipped_folder("templates")


def static_folder() -> Path:
    """Give the folder of the shipped CSS and JavaScript; raise `MissingAssetError` without it."""
    return _shipped_folder("static")


def vendor_files() -> tuple[tuple[str, Path], ...]:
    """Give each third-party file of the site: its path in the site's asset folder, its source.

    Sorted by the former, which begins with `vendor/` and has `/` on every system. Licences are
    among them. Raises `MissingAssetError` when one is not there.
    """
    bundled = _bundled()
    found = _vendor_of_checkout() if bundled is None else _vendor_of_wheel(bundled)
    for _, path in found:
        if not path.is_file():
            raise MissingAssetError(f"{path}: a file that the site needs is missing; {_REMEDY}")
    return found


def _bundled() -> Path | None:
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.is_dir() else None


def _shipped_folder(name: str) -> Path:
    folder = (_bundled() or _PACKAGE.parent) / name
    if not folder.is_dir():
        raise MissingAssetError(f"{folder}: the folder of {name} is missing; {_REMEDY}")
    return folder


def _vendor_of_wheel(bundled: Path) -> tuple[tuple[str, Path], ...]:
    vendor = bundled / "vendor"
    found = {p.relative_to(bundled).as_posix(): p for p in vendor.rglob("*") if p.is_file()}
    if not found:
        raise MissingAssetError(f"{vendor}: the files that the site needs are missing; {_REMEDY}")
    return tuple(sorted(found.items()))


def _vendor_of_checkout() -> tuple[tuple[str, Path], ...]:
    checkout = _PACKAGE.parent
    listing = checkout / "package.json"
    if not listing.is_file():
        raise MissingAssetError(f"{listing}: the list of third-party files is missing; {_REMEDY}")
    names: list[str] = json.loads(listing.read_text(encoding="utf-8"))["vendor"]
    return tuple((f"vendor/{name}", checkout / "node_modules" / name) for name in sorted(names))
