"""Two builds at once: one waits and says for whom, and a lock that was left holds nobody up."""

from __future__ import annotations

import errno
import fcntl
import os
import platform
import subprocess
import sys
import threading
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


def _wait_for(file: Path, work: str) -> tuple[threading.Thread, list[str], list[bool]]:
    """Take a lock in a thread, which holds it after; gives what it heard and found, once it heard something."""
    heard: list[str] = []
    found: list[bool] = []
    hears = threading.Event()

    def tell(line: str) -> None:
        heard.append(line)
        hears.set()

    def take() -> None:
        lock = Lock(file, work)
        found.append(lock.take(tell))
        lock.release(remove=True)

    thread = threading.Thread(target=take)
    thread.start()
    assert hears.wait(20)
    return thread, heard, found


@pytest.mark.parametrize("whole", [True, False])
def test_who_waits_hears_who_builds_and_then_goes_on(tmp_path: Path, *, whole: bool):
    """A lock that is held is taken once it is let go, and tells whether its holder ended all that it began."""
    file = tmp_path / "lock"
    lock = Lock(file, "which builds\n a \x1f site")
    assert lock.take(_told) is False
    assert (
        file.read_text()
        == f"process {os.getpid()} on {platform.node()}, which builds\n a \x1f site\n"
    )
    thread, heard, found = _wait_for(file, "which waits")
    account = f"process {os.getpid()} on {platform.node()}, which builds a site"
    assert heard == [
        f"{file}: another build is at work here ({account}); expected it to end; waiting until it does"
    ]
    assert found == []
    lock.release(remove=whole)
    thread.join(20)
    assert found == [not whole]
    assert not file.exists()


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (b"", "it does not say which"),
        (b"\xff", "�"),
        (b"a" * 600, "a" * 500),
    ],
)
def test_whatever_a_lock_says_is_shown(tmp_path: Path, left: bytes, said: str):
    """What another program left in the file of a lock that it holds is shown, were it nothing, or no text, or without end."""
    file = tmp_path / "lock"
    file.write_bytes(left)
    with file.open("rb") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        thread, heard, found = _wait_for(file, "which waits")
    thread.join(20)
    assert [line.partition("(")[2].partition(")")[0] for line in heard] == [said]
    assert found == [left != b""]


def test_longer_account_does_not_outlast_its_holder(tmp_path: Path):
    """The file of a lock says who holds it now, and nothing of who did; names that are no text are written as they are."""
    file = tmp_path / "lock"
    file.write_text("x" * 900)
    lock = Lock(file, "which builds \udcff")
    assert lock.take(_told) is True
    written = f"process {os.getpid()} on {platform.node()}, which builds ".encode() + b"\xff\n"
    assert file.read_bytes() == written
    assert file.stat().st_mode & 0o111 == 0
    lock.release(remove=False)
    assert file.read_bytes() == written


def test_lock_that_is_not_held_is_not_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Letting go what is not held, or no longer, closes nothing and removes nothing."""
    file = tmp_path / "lock"
    lock = Lock(file, "which builds")
    closed: list[int] = []
    monkeypatch.setattr("generator.locks.os.close", closed.append)
    lock.release(remove=True)
    assert closed == []
    lock.take(_told)
    file.unlink()
    lock.release(remove=True)
    file.write_text("of another build")
    lock.release(remove=True)
    assert len(closed) == 1
    assert file.exists()


def test_lock_is_taken_where_a_disk_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On a file system that knows no locks a build goes on without."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    lock = Lock(tmp_path / "lock", "which builds")
    assert lock.take(_told) is False
    lock.release(remove=True)
    assert list(tmp_path.iterdir()) == []


def test_lock_is_taken_anew_when_its_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A lock on a file that its last holder took away meanwhile, or put another in the place of, locks nobody out; another is taken."""
    file = tmp_path / "lock"
    flock, calls = fcntl.flock, 0

    def removed(descriptor: int, how: int) -> None:
        nonlocal calls
        flock(descriptor, how)
        calls += 1
        if calls < 3:
            file.unlink()
        if calls == 2:
            file.touch()

    monkeypatch.setattr("fcntl.flock", removed)
    lock = Lock(file, "which builds")
    assert lock.take(_told) is False
    assert calls == 3
    assert "which builds" in file.read_text()
    lock.release(remove=True)


def test_lock_of_who_cannot_be_told_is_let_go(tmp_path: Path):
    """Where telling fails, the lock is not waited for, and nothing of it stays open."""
    file = tmp_path / "lock"
    holder = Lock(file, "which builds")
    holder.take(_told)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(AssertionError, match="nobody holds the lock"):
        Lock(file, "which waits").take(_told)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    holder.release(remove=True)
