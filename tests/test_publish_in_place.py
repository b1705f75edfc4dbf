"""A site whose output cannot change places with another folder: it is changed file by file, and what was begun is ended."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.publish import PublishReport, publish
from tests.publishing import artifacts, going, killed_before, site_of
from tests.test_publish import NEW, OLD, SITES, StoppedError

LATER = NEW | {"papers/c/index.html": "c"}


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """Give an output folder in which the old site stands, and which no other can replace."""
    folder = tmp_path / "public"
    publish(artifacts(OLD), folder)
    with going("in place"):
        yield folder


def _failing() -> Iterator[Artifact]:
    yield from artifacts(NEW)
    raise StoppedError


def test_site_is_changed_in_place(output: Path):
    """Changed files are replaced, those that are gone removed, the rest not touched, and nothing stays beside them."""
    kept, folder = (output / "papers/a/index.html").stat(), output.stat().st_ino
    report = publish(artifacts(NEW), output)
    assert site_of(output) == NEW
    assert report == PublishReport(files=3, bytes=10, written=2, unchanged=1, removed=1)
    after = (output / "papers/a/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert output.stat().st_ino == folder
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_clean_build_writes_every_file_anew_in_place(output: Path):
    """With `clean` no old file is kept there either."""
    before = (output / "index.html").stat().st_ino
    assert publish(artifacts(OLD), output, clean=True).written == 3
    assert (output / "index.html").stat().st_ino != before
    assert site_of(output) == OLD


@given(st.lists(SITES, min_size=1, max_size=5))
def test_folder_holds_exactly_the_last_site(sites: list[dict[str, str]]):
    """Whatever sites follow each other, the folder holds the last, without empty folders, or says what is in its way."""
    with tempfile.TemporaryDirectory() as folder, going("in place"):
        output = Path(folder) / "public"
        before: dict[str, str] = {}
        for site in sites:
            is_published = True
            try:
                publish(artifacts(site), output)
            except OutputError as error:
                is_published = "in whose way" not in str(error)
            before = site if is_published else before
            assert site_of(output) == before
            assert all(any(path.iterdir()) for path in output.rglob("*") if path.is_dir())


def test_what_is_in_the_way_of_a_folder_is_named(output: Path):
    """A page of the old site in whose place a folder is to be is named; once it is removed, the build goes on."""
    new = {"feed.xml/index.html": "x"}
    with pytest.raises(OutputError, match=r"feed\.xml: is a file, in whose way"):
        publish(artifacts(new), output)
    assert site_of(output) == OLD
    (output / "feed.xml").unlink()
    publish(artifacts(new), output)
    assert site_of(output) == new


@pytest.mark.parametrize("moves", range(6))
def test_site_that_was_half_changed_is_finished(output: Path, moves: int):
    """A build that is killed between two moves leaves a list, after which the next one finishes its work."""
    killed_before("replace", moves, lambda: publish(artifacts(LATER), output))
    assert (output / "papers/a/index.html").read_text() == "a"
    with pytest.raises(StoppedError):
        publish(_failing(), output)
    assert site_of(output) == (OLD if moves == 0 else LATER)
    publish(artifacts(NEW), output)
    assert site_of(output) == NEW


def test_file_of_others_is_kept(output: Path):
    """A file that someone put where a new page is to be, while it was made, is named and kept."""

    def made() -> Iterator[Artifact]:
        yield from artifacts(NEW)
        (output / "papers/b").mkdir()
        (output / "papers/b/index.html").write_text("precious")

    with pytest.raises(OutputError, match=r"papers/b/index\.html: is a file that no build wrote"):
        publish(made(), output)
    assert (output / "papers/b/index.html").read_text() == "precious"
    assert (output / "index.html").read_text() == "old home"


@pytest.mark.parametrize("way", ["small", "large"])
@pytest.mark.parametrize("clean", [False, True])
def test_files_of_others_stay_where_that_was_asked_for(tmp_path: Path, way: str, *, clean: bool):
    """Files, links, empty folders and rights of others are as they were; ours come and go among them."""
    output = tmp_path / "public"
    (output / "papers" / "mine").mkdir(parents=True)
    (output / "CNAME").write_text("digest.example.org")
    (output / "mine").symlink_to("CNAME")
    output.chmod(0o750)
    with going(way):
        for site in (OLD, NEW):
            publish(artifacts(site), output, keep_others=True, clean=clean)
            assert site_of(output) == site | {
                "CNAME": "digest.example.org",
                "mine": "digest.example.org",
            }
        assert (output / "mine").is_symlink()
        assert (output / "papers" / "mine").is_dir()
        assert output.stat().st_mode & 0o777 == 0o750
        with pytest.raises(
            OutputError, match=r"\(CNAME, mine\); .* keep them there with --keep-others"
        ):
            publish(artifacts(OLD), output, clean=clean)
        with pytest.raises(OutputError, match="CNAME: is a file that no build wrote, where a page"):
            publish(artifacts(OLD | {"CNAME": "ours"}), output, keep_others=True, clean=clean)
    assert site_of(output) == NEW | {"CNAME": "digest.example.org", "mine": "digest.example.org"}


def test_output_may_be_a_disk_of_its_own(tmp_path: Path):
    """Where the output is a mount, as in containers, a site is published, changed and healed within it."""
    output = tmp_path / "public"
    output.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1000000", "tmpfs", output]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        # Who may not mount has the folder above taken away, which is the same to a build.
        tmp_path.chmod(0o500)
    try:
        for site in (OLD, NEW):
            publish(artifacts(site), output)
            assert site_of(output) == site
        killed_before("replace", 2, lambda: publish(artifacts(LATER), output))
        assert (output / ".broadsheet.lock").exists()
        report = publish(artifacts(LATER), output)
        assert site_of(output) == LATER
        assert (report.written, [path.name for path in tmp_path.iterdir()]) == (0, ["public"])
    finally:
        tmp_path.chmod(0o700)
        subprocess.run(["umount", output], capture_output=True, check=False)
