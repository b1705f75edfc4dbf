"""The output folder as a build finds it.

Enters: the folder. Leaves: which files the last build wrote there. Refuses: a link, a file, a manifest that no build
wrote, and files that no build wrote.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.errors import OutputError, quoted

MANIFEST = ".broadsheet.json"
_FORMAT = 1


def manifest_digests(output: Path) -> dict[str, str]:
    """Give the digests of the files that the last build wrote, by path; raises `OutputError`."""
    if output.is_symlink():
        raise OutputError(
            f"{output}: is a link; expected a folder; give the folder that it leads to as --output"
        )
    if output.exists() and not output.is_dir():
        raise OutputError(
            f"{output}: is a file; expected a folder; remove it, or choose another --output"
        )
    try:
        files = json.loads((output / MANIFEST).read_bytes())["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise OutputError(
            f"{output / MANIFEST}: is not a manifest of a build; expected the one that the last build "
            "wrote; remove the folder, or choose another --output"
        ) from None


def refuse_foreign_files(output: Path, known: Mapping[str, str]) -> None:
    """Refuse a folder in which something stands that no build wrote."""
    foreign = sorted(
        path for path in _files_below(output) if path not in known and path != MANIFEST
    )
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise OutputError(
            f"{output}: holds files that no build wrote ({', '.join(foreign[:3])}{more}); expected an "
            "empty folder or a site built before; move them away, or choose another --output"
        )


def _files_below(folder: Path, prefix: str = "") -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(Path(entry.path), f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name


def digests_on_disk(output: Path, paths: Iterable[str]) -> dict[str, str]:
    """Give the digests of what files hold now; those that are links or not there are left out."""
    found = {}
    for path in paths:
        file = output / path
        if file.is_file() and not file.is_symlink():
            found[path] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def files_that_stand(output: Path, digests: Mapping[str, str]) -> dict[str, str]:
    """Leave out of the digests those of files that are not there."""
    folder = f"{output}/"
    found = {}
    for path, digest in digests.items():
        try:
            os.lstat(folder + path)
        except OSError:  # it does not stand, which is what is asked
            continue
        found[path] = digest
    return found


def is_whole(output: Path, manifest: str, most_read: int) -> bool:
    """Tell whether the site stands whose manifest has this digest.

    Of up to `most_read` files all are read; of more it is only seen that they are there.
    """
    try:
        found = hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()
        if found != manifest or output.is_symlink():
            return False
        digests = manifest_digests(output)
    except (OSError, OutputError):  # then the build writes it, or says what is wrong
        return False
    if len(digests) > most_read:
        return len(files_that_stand(output, digests)) == len(digests)
    foreign = any(path not in digests and path != MANIFEST for path in _files_below(output))
    return not foreign and digests_on_disk(output, digests) == digests


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """Write the manifest of a site."""
    quote = json.JSONEncoder(ensure_ascii=False).encode
    lines = ",\n".join(f'{quote(path)}: "{digests[path]}"' for path in sorted(digests))
    text = f'{{\n"format": {_FORMAT},\n"files": {{\n{lines}\n}}\n}}\n'
    return text.encode("utf-8", "surrogatepass")


def refuse_collision(folded: dict[str, str], path: str) -> None:
    """Refuse two paths that some file system cannot tell apart."""
    key = path.casefold()
    if key in folded:
        raise OutputError(
            f"{path}: two pages would be written to {quoted(folded[key])} and {quoted(path)}; expected each "
            "address once; rename one of the two topics or papers"
        )
    folded[key] = path
