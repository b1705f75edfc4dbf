"""A large site: the one before becomes the next, and whatever happens to it costs time, not the site."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import OutputError
from generator.publish import MANIFEST, PublishReport, publish
from tests.publishing import artifacts, going, killed_before, site_of
from tests.test_publish import NEW, OLD, SITES

LATER = NEW | {"papers/c/index.html": "c", "index.html": "later home"}


@contextmanager
def site_with_spare(folder: Path) -> Iterator[Path]:
    """Give an output folder with a large site, and beside it the one before."""
    with going("large"):
        publish(artifacts(OLD), folder)
        publish(artifacts(NEW), folder)
        yield folder


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    with site_with_spare(tmp_path / "public") as folder:
        yield folder


def spare_of(output: Path) -> Path:
    return output.with_name(".public.spare")


def test_site_before_is_kept_and_becomes_the_next(output: Path):
    """Two folders take turns; files that did not change are not written again."""
    assert site_of(spare_of(output)) == OLD
    kept, folder = (output / "papers/a/index.html").stat(), spare_of(output).stat().st_ino
    report = publish(artifacts(LATER), output)
    assert report == PublishReport(files=4, bytes=13, written=2, unchanged=2, removed=0)
    assert site_of(output) == LATER
    assert site_of(spare_of(output)) == NEW
    after = (output / "papers/a/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert output.stat().st_ino == folder
    assert {path.name for path in output.parent.iterdir()} == {"public", ".public.spare"}


@given(st.lists(SITES, min_size=1, max_size=6))
def test_folder_holds_exactly_the_last_site(sites: list[dict[str, str]]):
    """Whatever large sites follow each other, the folder holds the last, without empty folders."""
    with tempfile.TemporaryDirectory() as folder, going("large"):
        output = Path(folder) / "public"
        for site in sites:
            publish(artifacts(site), output)
            assert site_of(output) == site
            assert all(any(path.iterdir()) for path in output.rglob("*") if path.is_dir())


def _lose_a_page(spare: Path) -> None:
    (spare / "papers/a/index.html").unlink()


def _cut_a_page_short(spare: Path) -> None:
    # Another file than the one that is served, and older than this run of the system.
    (spare / "papers/a/index.html").unlink()
    (spare / "papers/a/index.html").write_text("")
    os.utime(spare / MANIFEST, (1, 1))


def _lose_the_manifest(spare: Path) -> None:
    (spare / MANIFEST).unlink()
    spare.with_name(".public.lock").write_text("process 1 on a machine, which was stopped")


def _spoil_the_manifest(spare: Path) -> None:
    # In place it would be that of the site, too, if that were the same.
    (spare / MANIFEST).unlink()
    (spare / MANIFEST).write_text("{")


@pytest.mark.parametrize(
    "spoil", [_lose_a_page, _cut_a_page_short, _lose_the_manifest, _spoil_the_manifest]
)
def test_spare_site_that_is_not_whole_is_not_used(output: Path, spoil: Callable[[Path], None]):
    """What is missing or cut short in the spare site does not reach the next."""
    spoil(spare_of(output))
    publish(artifacts(LATER), output)
    assert site_of(output) == LATER
    assert site_of(spare_of(output)) == NEW


@pytest.mark.parametrize("call", ["replace", "link", "unlink", "rename", "rmdir"])
@pytest.mark.parametrize("number", range(4))
def test_killed_build_leaves_a_whole_site(output: Path, call: str, number: int):
    """Killed at any step of bringing the spare site up to date, a build leaves one of the two sites, and the next is right."""
    killed_before(call, number, lambda: publish(artifacts(LATER), output))
    assert site_of(output) in (NEW, LATER)
    publish(artifacts(OLD), output)
    assert site_of(output) == OLD
    assert {path.name for path in output.parent.iterdir()} <= {"public", ".public.spare"}


def test_clean_build_keeps_no_spare_site(output: Path):
    """A clean build shares no file with any other, and leaves nothing beside its site."""
    report = publish(artifacts(NEW), output, clean=True)
    assert (report.written, report.unchanged) == (3, 0)
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_site_that_became_small_keeps_no_spare_site(output: Path, monkeypatch: pytest.MonkeyPatch):
    """A site that is small again needs no other beside it."""
    monkeypatch.setattr("generator.publish.publication.MOST_LINKED", 4)
    publish(artifacts(LATER), output)
    assert [path.name for path in output.parent.iterdir()] == ["public"]


@pytest.mark.parametrize("name", ["mine.txt", "papers/a/notes.txt", ".hidden"])
def test_files_of_others_are_not_touched(output: Path, name: str):
    """A large site, too, is not replaced while something is in it that no build wrote."""
    (output / name).write_text("precious")
    with pytest.raises(OutputError, match="holds files that no build wrote") as error:
        publish(artifacts(LATER), output)
    assert name in str(error.value)
    assert site_of(output) == NEW | {name: "precious"}


def test_folder_of_somebody_with_that_name_is_kept(output: Path):
    """A folder of that name which is no site is not ours."""
    spare = spare_of(output)
    (spare / MANIFEST).unlink()
    with pytest.raises(OutputError, match=r"\.public\.spare: is not from a build"):
        publish(artifacts(LATER), output)
    assert (spare / "index.html").read_text() == "old home"
