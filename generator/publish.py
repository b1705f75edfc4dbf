"""Artifacts to the output folder, in one step.

Enters: artifacts and the output folder. Leaves: a folder that holds exactly them and a manifest of
what was written. The new site is made whole beside the old one and then takes its place, so a build
that fails or is killed leaves the old site as it was. Files that did not change are linked, not
written again. Refuses: a folder with files that no build wrote, a link, a file, and two artifacts at
one path. This is the only module that writes the site.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from generator.artifacts import Artifact
from generator.errors import OutputError, quoted

MANIFEST = ".broadsheet.json"
_FORMAT = 1
# As many artifacts may wait to be written.
_MOST_PENDING = 64
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What a build put in place: files and bytes in all, and how they differ from before."""

    files: int
    bytes: int
    written: int
    unchanged: int
    removed: int


def publish(artifacts: Iterable[Artifact], output: Path, *, clean: bool = False) -> PublishReport:
    """Put the site in place; raises `OutputError`, and then the old site still stands.

    With `clean` every file is written anew even where it did not change.
    """
    output = output.absolute()
    staging = output.with_name(f".{output.name}.new")
    retired = output.with_name(f".{output.name}.old")
    try:
        _heal(output, staging, retired)
        before = _published_files(output)
        staging.mkdir(parents=True)
        report = _fill(staging, artifacts, output if not clean else None, before)
        _swap(staging, output, retired)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise OutputError(
            f"{error.filename or output}: cannot be written ({error.strerror}); expected a folder to "
            "write the site to; check its permissions and the space left, or choose another --output"
        ) from error
    except OutputError:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return report


def _heal(output: Path, staging: Path, retired: Path) -> None:
    """Clear what a killed build left; the retired site comes back when nothing took its place."""
    if retired.exists():
        if output.exists():
            shutil.rmtree(retired)
        else:
            retired.rename(output)
    if staging.exists():
        shutil.rmtree(staging)


def _published_files(output: Path) -> frozenset[str]:
    """Give the files of the site that stands in the folder; raises `OutputError` on foreign ones."""
    if output.is_symlink():
        raise OutputError(
            f"{output}: is a link; expected a folder; give the folder that it leads to as --output"
        )
    if not output.exists():
        return frozenset()
    if not output.is_dir():
        raise OutputError(
            f"{output}: is a file; expected a folder; remove it, or choose another --output"
        )
    present = {
        path.relative_to(output).as_posix()
        for path in output.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    foreign = sorted(present - _manifest_files(output) - {MANIFEST})
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise OutputError(
            f"{output}: holds files that no build wrote ({', '.join(foreign[:3])}{more}); expected an "
            "empty folder or a site built before; move them away, or choose another --output"
        )
    return frozenset(present)


def _manifest_files(output: Path) -> frozenset[str]:
    try:
        manifest = json.loads((output / MANIFEST).read_bytes())
        return frozenset(manifest["files"])
    except FileNotFoundError:
        return frozenset()
    except (ValueError, KeyError, TypeError):
        raise OutputError(
            f"{output / MANIFEST}: is not a manifest of a build; expected the one that the last build "
            "wrote; remove the folder, or choose another --output"
        ) from None


def _fill(
    staging: Path, artifacts: Iterable[Artifact], old: Path | None, before: frozenset[str]
) -> PublishReport:
    """Write every artifact while the next ones are being made."""
    writer = _Writer(staging, old, before)
    folded: dict[str, str] = {}
    pending: deque[Future[None]] = deque()
    # One thread writes: making pages takes the processor, and writing them waits for the system.
    with ThreadPoolExecutor(max_workers=1) as pool:
        for artifact in artifacts:
            _refuse_collision(folded, artifact.path)
            pending.append(pool.submit(writer.put, artifact))
            if len(pending) > _MOST_PENDING:
                pending.popleft().result()
        for future in pending:
            future.result()
    _write_manifest(staging, writer.digests)
    return writer.report()


class _Writer:
    """Puts artifacts into a folder; an unchanged file is linked to the old one."""

    def __init__(self, staging: Path, old: Path | None, before: frozenset[str]) -> None:
        self.digests: dict[str, str] = {}
        self._staging = staging
        self._old = old
        self._before = before
        self._made = {staging}
        self._bytes = self._written = 0

    def put(self, artifact: Artifact) -> None:
        target = self._staging / artifact.path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        if not self._link(target, artifact):
            target.write_bytes(artifact.data)
            self._written += 1
        self.digests[artifact.path] = hashlib.sha256(artifact.data).hexdigest()
        self._bytes += len(artifact.data)

    def report(self) -> PublishReport:
        return PublishReport(
            files=len(self.digests),
            bytes=self._bytes,
            written=self._written,
            unchanged=len(self.digests) - self._written,
            removed=len(self._before - self.digests.keys() - {MANIFEST}),
        )

    def _link(self, target: Path, artifact: Artifact) -> bool:
        """Link a file to the old one if that holds the same bytes."""
        if self._old is None or artifact.path not in self._before:
            return False
        old = self._old / artifact.path
        if old.is_symlink() or old.stat().st_size != len(artifact.data):
            return False
        if old.read_bytes() != artifact.data:
            return False
        try:
            os.link(old, target)
        except OSError:  # a file system without hard links: copy, and keep the time stamp
            shutil.copy2(old, target)
        return True


def _refuse_collision(folded: dict[str, str], path: str) -> None:
    """Refuse two paths that some file system cannot tell apart."""
    key = path.casefold()
    if key in folded:
        raise OutputError(
            f"{path}: two pages would be written to {quoted(folded[key])} and {quoted(path)}; expected each "
            "address once; rename one of the two topics or papers"
        )
    folded[key] = path


def _write_manifest(staging: Path, digests: dict[str, str]) -> None:
    manifest = {"format": _FORMAT, "files": dict(sorted(digests.items()))}
    text = json.dumps(manifest, ensure_ascii=False, indent=0) + "\n"
    (staging / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _swap(staging: Path, output: Path, retired: Path) -> None:
    """Put the new site in the place of the old one.

    Linux exchanges the two folders in one step; elsewhere there is a moment without a site, and a
    build that is killed in it is healed by the next one.
    """
    if not output.exists():
        staging.rename(output)
        return
    if _exchange(staging, output):
        staging.rename(retired)
    else:
        output.rename(retired)
        staging.rename(output)
    shutil.rmtree(retired)


def _exchange(left: Path, right: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(left), os.fsencode(right))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
