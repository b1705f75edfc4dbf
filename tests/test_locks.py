"""Two builds at once: one waits and says for whom, and a lock that was left holds nobody up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.locks import Lock
from tests.support import (
    RIVERS,
    RIVERS_TITLE,
    files_of,
    process_environment,
    run_broadsheet,
    write_site,
)
from tests.test_cli import CONFIG, DAY


def _told(line: str) -> None:
    raise AssertionError(f"nobody holds the lock: {line}")


def _begin(folder: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "generator", "build", *map(str, arguments)],
        cwd=folder,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.parametrize("place", [".public.lock", "digest/.broadsheet/lock"])
def test_second_build_says_for_whom_it_waits(tmp_path: Path, place: str):
    """A build that finds another at the same output or the same digest says who holds the lock, and goes on after it."""
    digest = tmp_path / "digest"
    write_site(digest, CONFIG, day=DAY)
    file = tmp_path / place
    file.parent.mkdir(exist_ok=True)
    lock = Lock(file, "which builds something")
    assert lock.take(_told) is False
    build = _begin(digest, "--output", tmp_path / "public")
    assert build.stderr is not None
    line = build.stderr.readline()
    assert line.startswith(f"{file}: another build is at work here (process {os.getpid()} on ")
    assert ", which builds something); expected it to end; waiting" in line
    assert not (tmp_path / "public").exists()
    lock.release(remove=True)
    _, errors = build.communicate(timeout=60)
    assert (build.returncode, errors) == (0, "")
    assert (tmp_path / "public" / "index.html").exists()


def test_digests_that_share_an_output_take_turns(tmp_path: Path):
    """Builds of different digests into one folder all end well, and leave the whole site of one of them."""
    sites = []
    for number in range(2):
        digest = tmp_path / f"digest{number}"
        write_site(digest, CONFIG, day=f"Mar 1{number}\n{RIVERS_TITLE}\n{RIVERS}\n")
        assert run_broadsheet("build", "--output", "own", cwd=digest).returncode == 0
        sites.append(files_of(digest / "own"))
    options = ("--accept-feed-changes", "--output", tmp_path / "public")
    running = [_begin(tmp_path / f"digest{n % 2}", *options) for n in range(3)]
    ends = [(each.communicate(timeout=120)[1], each.returncode) for each in running]
    assert [code for _, code in ends] == [0] * 3, ends
    assert all(
        not line or "another build is at work" in line
        for text, _ in ends
        for line in text.splitlines()
    )
    assert files_of(tmp_path / "public") in sites
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digest0", "digest1", "public"]


def test_lock_that_was_left_is_seen(tmp_path: Path):
    """A lock whose holder was killed is taken at once, and tells that something may have been left."""
    child = os.fork()
    if child == 0:
        Lock(tmp_path / "lock", "which is killed").take(_told)
        os._exit(9)
    os.waitpid(child, 0)
    lock = Lock(tmp_path / "lock", "which goes on")
    assert lock.take(_told) is True
    lock.release(remove=True)
    assert not (tmp_path / "lock").exists()
    assert lock.take(_told) is False
    lock.release(remove=True)


def test_lock_is_no_way_to_other_files(tmp_path: Path):
    """A link in the place of a lock is not followed."""
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        Lock(tmp_path / "lock", "which writes").take(_told)
    assert (tmp_path / "precious").read_text() == "precious"
