"""A disk without room and folders without rights where the site is published: one message, the old site, a right next build."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.digest import Digest
from tests.faults.kinds import is_told
from tests.faults.rights import give_up_privileges
from tests.faults.supervisor import Call, Ended
from tests.publishing import WAYS
from tests.support import files_of

_DISK = 8_000_000  # bytes


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Give a digest whose site has changed since it was built."""
    return Digest(tmp_path_factory.mktemp("digest"))


def _is_refused(ended: Ended, place: Path, reason: str) -> None:
    assert (ended.code, list(is_told(ended))) == (1, [])
    assert ended.errors.startswith(str(place.parent)), ended.errors
    assert (
        f"cannot be written ({reason}); expected a folder to write the site to; check"
        in ended.errors
    )


@contextmanager
def _disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk; gives whether this user may."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs"]
    mounted = None
    with suppress(FileNotFoundError):
        mounted = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    try:
        yield mounted is not None and mounted.returncode == 0
    finally:
        if mounted is not None and mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)


def _without_room(folder: Path, kilobytes: int) -> Callable[[Call, int], int]:
    """Refuse to write more below a folder, where no disk can be mounted."""
    written = 0

    def judge(call: Call, _: int) -> int:
        nonlocal written
        if not call.paths[-1].startswith(f"{folder}/") or "write" not in call.name:
            return 0
        written += max(call.arguments[2], 4096)
        return errno.ENOSPC if written > kilobytes * 1024 else 0

    return judge


@pytest.mark.parametrize("kilobytes", [4, 64, 200])
@pytest.mark.parametrize("way", WAYS)
def test_disk_of_the_site_that_is_full_is_a_message(
    digest: Digest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    kilobytes: int,
    way: str,
):
    """With some kilobytes left the old site stands, nothing half-written fills the disk, and with room the next build is right."""
    monkeypatch.setattr(digest, "way", way)
    digest.restore()
    output = tmp_path / "disk" / "public"
    with _disk(output.parent) as mounted:
        subprocess.run(["cp", "-a", digest.output, output.parent], check=True)
        filler = output.parent / "filler"
        judge = None
        if mounted:
            _fill(filler, kilobytes)
        else:
            judge = _without_room(output.parent, kilobytes)
        _is_refused(
            digest.build("--output", str(output), judge=judge), output, "No space left on device"
        )
        assert files_of(output) == digest.old
        assert {path.name for path in output.parent.iterdir()} <= {"public", "filler"}
        filler.unlink(missing_ok=True)
        ended = digest.build("--output", str(output))
        assert (ended.code, ended.errors, files_of(output)) == (0, "", digest.new)


def _fill(file: Path, kilobytes: int) -> None:
    """Fill a disk up to some kilobytes."""
    with suppress(OSError), file.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size // 4096 * 4096 - kilobytes * 1024)


def test_output_without_rights_is_a_message(digest: Digest):
    """Where the output is read-only, the site stands as it was until that is changed."""
    digest.restore()
    digest.output.chmod(0o555)
    try:
        ended = digest.build(before=give_up_privileges)
    finally:
        digest.output.chmod(0o755)
    _is_refused(ended, digest.output, "Permission denied")
    assert files_of(digest.output) == digest.old
    assert list(digest.faults_of_next()) == []


def test_folder_above_without_rights_holds_nothing_up(digest: Digest):
    """Where only the folder that the output is in is read-only, the site is changed file by file."""
    digest.restore()
    digest.folder.chmod(0o555)
    try:
        ended = digest.build(before=give_up_privileges)
    finally:
        digest.folder.chmod(0o755)
    # The days on which papers came are kept in that folder.
    assert (ended.code, "first-seen.csv: cannot be written" in ended.errors) == (0, True)
    assert files_of(digest.output) == digest.new
    assert list(digest.faults_of_next()) == []


@pytest.mark.parametrize("phase", ["staging", "link", "exchange"])
def test_rights_that_are_taken_meanwhile_are_a_message(digest: Digest, phase: str):
    """Where the folder of the output becomes read-only while a build works, the old site stands, and the next heals."""
    digest.restore()

    def judge(call: Call, _: int) -> int:
        if digest.phase(call) == phase:
            digest.folder.chmod(0o555)
        return 0

    try:
        ended = digest.build(judge=judge, before=give_up_privileges)
    finally:
        digest.folder.chmod(0o755)
    _is_refused(ended, digest.output, "Permission denied")
    assert files_of(digest.output) == digest.old
    assert list(digest.faults_of_next()) == []


def test_part_of_the_old_site_without_rights_goes_too(digest: Digest):
    """A folder of the site that somebody made read-only is replaced like the others, and nothing of it stays."""
    digest.restore()
    (digest.output / "topics").chmod(0o555)
    ended = digest.build(before=give_up_privileges)
    assert (ended.code, ended.errors) == (0, "")
    assert files_of(digest.output) == digest.new
    assert list(digest.faults_of_next()) == []
