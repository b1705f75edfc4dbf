"""A disk that is full or damaged where a build keeps its papers: one message, the old site, and a right next build."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from generator.build import build_site
from generator.errors import StoreError
from generator.store import papers as stored_papers
from tests.support import files_of, process_environment, run_cold
from tests.test_cli import CONFIG, DAY, write_site

_PAPERS = 400
_KILOBYTE = 1024


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a digest that was built, to which many papers came since, and beside it what it is to become."""
    folder = tmp_path_factory.mktemp("digest")
    write_site(folder, CONFIG.replace("}]\ntopics", "}, {path: new/*.jsonl}]\ntopics"), day=DAY)
    (folder / "new").mkdir()
    (folder / "new" / "a.jsonl").write_text(_lines(range(2)))
    assert run_cold("build", cwd=folder).returncode == 0
    fresh = shutil.copytree(folder, tmp_path_factory.mktemp("fresh") / "digest")
    for site in (folder, fresh):
        (site / "new" / "b.jsonl").write_text(_lines(range(2, _PAPERS)))
    done = run_cold("build", "--clean", "--output", folder / "fresh", cwd=fresh)
    assert done.returncode == 0
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """Give the digest in a folder of its own."""
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


def _lines(numbers: range) -> str:
    papers = (
        {
            "title": f"Paper {n}",
            "abstract": " ".join(f"word{(n * 31 + i * 17) % 1009}" for i in range(60)),
        }
        for n in numbers
    )
    return "".join(json.dumps(paper) + "\n" for paper in papers)


@contextmanager
def _largest_file(kilobytes: int) -> Iterator[None]:
    """Let the system refuse to write a file beyond a size, as it refuses what a disk has no room for."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * _KILOBYTE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _limited(kilobytes: int, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    with _largest_file(kilobytes):
        return run_cold(*arguments, cwd=cwd)


def _store(site: Path) -> Path:
    (store,) = (site / ".broadsheet" / "store").iterdir()
    return store


def _is_right(site: Path) -> None:
    """Check that the next build succeeds, and gives what one gives that began with nothing."""
    assert run_cold("build", cwd=site).returncode == 0
    assert files_of(site / "public") == files_of(site / "fresh")
    assert len(files_of(site / "public" / "papers")) == _PAPERS + 2


def _is_refused(done: subprocess.CompletedProcess[str], site: Path) -> None:
    """Check that one line says where, what, why and what to do, and that nothing half-written fills the disk."""
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(str(site / ".broadsheet"))
    assert "cannot be written or read there (" in line
    assert "; expected a folder with room" in line
    assert line.endswith("or delete the folder .broadsheet, which the next build makes anew")
    assert not [*_store(site).rglob("*.part"), *_store(site).glob("*.new*")]


@pytest.mark.parametrize(
    ("kilobytes", "arguments"),
    [
        (32, ["--jobs", "1"]),
        (32, ["--jobs", "2", "--clean"]),
        (300, ["--jobs", "1", "--clean"]),
        (300, ["--jobs", "2"]),
    ],
)
def test_disk_that_is_full_is_a_message(site: Path, kilobytes: int, arguments: list[str]):
    """Whether the records or the papers have no room, the old site stands, and with room the next build is right."""
    before = files_of(site / "public")
    done = _limited(kilobytes, "build", "--quiet", *arguments, cwd=site)
    _is_refused(done, site)
    assert files_of(site / "public") == before
    _is_right(site)


def test_disk_that_fills_up_among_the_papers_is_a_message(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    """Where SQLite writes before the commit, because papers outgrow its memory, it is the same."""
    before = files_of(site / "public")
    monkeypatch.setattr(stored_papers, "_CACHE", 64)
    with (
        _largest_file(300),
        pytest.raises(StoreError, match=r"cannot be written or read there \(.*(full|I/O error)"),
    ):
        build_site(site / "site.yaml", site / "public", clean=True, jobs=1)
    assert files_of(site / "public") == before
    _is_right(site)


@pytest.mark.parametrize("kilobytes", [200, 700])
def test_small_disk_is_a_message(site: Path, kilobytes: int):
    """On a real file system without room the message is the same; where none can be mounted, files are kept small."""
    before = files_of(site / "public")
    with _small_disk(site / ".broadsheet", kilobytes) as limit:
        done = _limited(limit, "build", "--clean", cwd=site) if limit else None
        done = done or run_cold("build", "--clean", cwd=site)
        _is_refused(done, site)
        assert files_of(site / "public") == before
    _is_right(site)


@contextmanager
def _small_disk(folder: Path, kilobytes: int) -> Iterator[int]:
    """Mount a disk of a size; where this user may not, give the largest size of a file in its place."""
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"]
    mounted = None
    with suppress(FileNotFoundError):
        mounted = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    if mounted is None or mounted.returncode:
        yield min(kilobytes, 300)
        return
    try:
        yield 0
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("name", ["sources", "papers.sqlite", "papers.new"])
def test_store_in_whose_way_something_stands_is_a_message(site: Path, name: str):
    """Where what is no file of ours stands in the store, it is named; once it is gone, the next build is right."""
    before = files_of(site / "public")
    place = _store(site) / name
    subprocess.run(["rm", "-r", "-f", place], check=True)
    if name == "sources":
        place.write_text("in the way")
    else:
        (place / "in the way").mkdir(parents=True)
    done = run_cold("build", "--clean", cwd=site)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "cannot be written or read there (" in done.stderr
    assert files_of(site / "public") == before
    subprocess.run(["rm", "-r", site / ".broadsheet"], check=True)
    _is_right(site)


def test_site_that_cannot_be_remembered_is_published(site: Path):
    """Where nothing can be kept of a site that was published, that is said, and the next build is right."""
    outputs = _store(site) / "outputs"
    subprocess.run(["rm", "-r", outputs], check=True)
    outputs.write_text("in the way")
    done = run_cold("build", "--quiet", cwd=site)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "the site is published, but what spares the next build work cannot be written" in line
    outputs.unlink()
    _is_right(site)


def test_papers_that_have_no_room_to_wait_in_are_a_message(site: Path):
    """Commands that keep nothing hold what they read in a file of the system's, and say when that is full."""
    done = _limited(32, "papers", cwd=site)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert ": what is read cannot be kept there (File too large); expected room for" in done.stderr


def test_nowhere_to_keep_papers_is_a_message(site: Path):
    """Where neither the digest's folder nor the system's has room for a store, the build says so."""
    subprocess.run(["rm", "-r", site / ".broadsheet"], check=True)
    (site / ".broadsheet").write_text("in the way")
    code = (
        "import tempfile, sys\n"
        "def refuse(*_, **__): raise OSError(28, 'No space left on device')\n"
        "tempfile.mkdtemp = refuse\n"
        "sys.argv = ['broadsheet', 'build']\n"
        "from generator.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=site,
        env={**process_environment(), "TMPDIR": os.fspath(site)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"{site}: what a build keeps cannot be written or read there (No space"
    )
    assert len(done.stderr.splitlines()) == 1
