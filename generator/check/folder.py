"""The folder of a built site, walked without following a link.

Enters: the folder. Leaves: its files with their sizes, and findings: what is neither file nor folder, what a build that was stopped
left beside it, what names some file systems cannot hold, and where files differ from the manifest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.check.findings import Finding, found
from generator.errors import OutputError, quoted
from generator.publish.beside import MANIFEST, places_of
from generator.publish.site_folder import manifest_of
from generator.text.file_names import fault_of_name

BUILD_AGAIN = "run broadsheet build --clean"
_OF_OTHERS = "foreign file"


@dataclass(slots=True)
class SiteFolder:
    """The files of a site with their sizes in bytes, by path, and how many other entries there are."""

    root: Path
    files: dict[str, int] = field(default_factory=dict)
    folders: int = 0
    findings: list[Finding] = field(default_factory=list)


def walk(root: Path) -> SiteFolder:
    """Walk a site's folder."""
    folder = SiteFolder(root)
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = sorted(os.scandir(root / prefix), key=lambda entry: entry.name)
        except OSError as error:
            reason = f"cannot be read ({error.strerror})"
            folder.findings.append(_strange(prefix or ".", f"{reason}; expected a folder"))
            continue
        for entry in entries:
            _enter(folder, prefix + entry.name, entry, waiting)
    return folder


def _enter(folder: SiteFolder, path: str, entry: os.DirEntry[str], waiting: list[str]) -> None:
    if entry.is_symlink():
        folder.findings.append(
            _strange(
                path, f"is a link to {quoted(_target(entry.path))}; expected a file of its own"
            )
        )
    elif entry.is_dir(follow_symlinks=False):
        folder.folders += 1
        waiting.append(f"{path}/")
    elif not entry.is_file(follow_symlinks=False):
        folder.findings.append(_strange(path, "is neither a file nor a folder; expected one"))
    else:
        folder.files[path] = entry.stat(follow_symlinks=False).st_size


def _target(path: str) -> str:
    try:
        return os.readlink(path)  # noqa: PTH115 - what it leads to need not be a path of this system
    except OSError:
        return "?"


def _strange(path: str, what: str) -> Finding:
    message = f"{what}; remove it, and {BUILD_AGAIN}"
    return found("files", "no file of its own", path, message)


def manifest_findings(
    folder: SiteFolder, manifest: Mapping[str, str], digests: Mapping[str, str]
) -> Iterator[Finding]:
    """Hold the files against a manifest; `digests` are those of the files that could be read."""
    for path in sorted(manifest.keys() - folder.files.keys()):
        yield found(
            "files",
            "missing file",
            path,
            f"is missing; expected the file that the last build wrote; {BUILD_AGAIN}",
        )
    for path, digest in digests.items():
        if path not in manifest and path != MANIFEST:
            yield found(
                "files",
                _OF_OTHERS,
                path,
                "no build wrote this; expected files of the last build alone, for the next one refuses others; "
                "move it away, or keep it with --keep-others",
            )
        elif path != MANIFEST and manifest[path] != digest:
            yield found(
                "files",
                "changed file",
                path,
                f"differs from what the last build wrote; expected SHA-256 {manifest[path][:12]}…, found "
                f"{digest[:12]}…; {BUILD_AGAIN}",
            )


def is_of_others(finding: Finding) -> bool:
    """Tell whether a finding is a file that no build wrote."""
    return finding.part == "files" and finding.kind == _OF_OTHERS


def read_manifest(folder: SiteFolder) -> tuple[dict[str, str] | None, list[Finding]]:
    """Give the manifest, or `None` and why there is none."""
    if MANIFEST not in folder.files:
        reason = "is missing"
    else:
        try:
            digests = manifest_of(folder.root).files.digests()
            return {path: digest.hex() for path, digest in digests.items()}, []
        except (OutputError, OSError, RecursionError):
            reason = "is no manifest of a build"
    message = (
        f"{reason}; expected the list of all files that a build writes; {BUILD_AGAIN}, or give the folder of "
        "a built site as --output"
    )
    return None, [found("files", "no manifest", MANIFEST, message)]


def left_by_builds(output: Path) -> Iterator[Finding]:
    """Name what a build that was stopped left beside the site, or one that is at work now has there."""
    for path in places_of(output).leftovers():
        half = path.name.endswith(".changes")
        yield found(
            "files",
            "left by a build",
            f"../{path.name}",
            "a build was stopped here, or one is at work"
            + (", so the site is partly the old and partly the new one" if half else "")
            + "; expected nothing beside the site; run broadsheet build, which mends it",
            severity="error" if half else "warning",
        )


def awkward_names(paths: Iterable[str]) -> Iterator[Finding]:
    """Name the paths that Windows, or a file system that takes no account of case, cannot hold."""
    folded: dict[str, str] = {}
    for path in sorted(paths):
        before = folded.setdefault(path.casefold(), path)
        if (fault := fault_of_name(path)) is not None:
            yield _awkward(path, fault)
        elif before != path:
            yield _awkward(path, f"is {quoted(before)} where case does not count")


def _awkward(path: str, what: str) -> Finding:
    return found(
        "files",
        "awkward name",
        path,
        f"{what}; expected a name that every system can hold; choose another slug or title",
        severity="warning",
    )


def read_json(data: bytes) -> tuple[object, str, int | None]:
    """Read JSON; gives its value, or what is wrong with it and in which line.

    >>> read_json(b'{"a": 1}'), read_json(b"[1,")
    (({'a': 1}, '', None), (None, 'Expecting value', 1))
    """
    try:
        return json.loads(data), "", None
    except json.JSONDecodeError as error:
        return None, error.msg, error.lineno
    except (ValueError, RecursionError) as error:
        return None, str(error) or type(error).__name__, None
