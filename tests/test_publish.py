"""Artifacts to the output folder: all or nothing, and nobody else's files."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.publish import MANIFEST, PublishReport, publish
from tests.support import files_of, process_environment


def _artifacts(files: dict[str, str]) -> list[Artifact]:
    return [Artifact(path=path, data=text.encode()) for path, text in files.items()]


def _site(folder: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in files_of(folder).items() if path != MANIFEST}


OLD = {"index.html": "old home", "papers/a/index.html": "a", "feed.xml": "old feed"}
NEW = {"index.html": "new home", "papers/a/index.html": "a", "papers/b/index.html": "b"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give an output folder in which the old site stands."""
    folder = tmp_path / "public"
    publish(_artifacts(OLD), folder)
    return folder


def test_site_is_written_to_a_new_folder(tmp_path: Path):
    """The output folder is made, with those above it, and holds the artifacts and a manifest."""
    folder = tmp_path / "deep" / "public"
    report = publish(_artifacts(OLD), folder)
    assert _site(folder) == OLD
    assert report == PublishReport(files=3, bytes=17, written=3, unchanged=0, removed=0)
    assert [path.name for path in folder.parent.iterdir()] == ["public"]


def test_new_site_takes_the_place_of_the_old(output: Path):
    """A second build leaves exactly its own files, and says what it wrote, kept and removed."""
    report = publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    assert report == PublishReport(files=3, bytes=10, written=2, unchanged=1, removed=1)
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_unchanged_file_is_not_written_again(output: Path):
    """A file that did not change keeps its inode and time, so hosts and caches see no change."""
    before = (output / "papers/a/index.html").stat()
    publish(_artifacts(NEW), output)
    after = (output / "papers/a/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_clean_build_writes_every_file_anew(output: Path):
    """With `clean` no old file is kept, even where it did not change."""
    before = (output / "index.html").stat().st_ino
    report = publish(_artifacts(OLD), output, clean=True)
    assert (report.written, report.unchanged) == (3, 0)
    assert (output / "index.html").stat().st_ino != before
    assert _site(output) == OLD


def test_folder_that_became_empty_is_gone(output: Path):
    """No empty folder stays where pages were."""
    publish(_artifacts({"index.html": "home"}), output)
    assert not (output / "papers").exists()


def test_file_may_become_a_folder_and_back(output: Path):
    """A path that was a file may be a folder in the next build, and the other way round."""
    publish(_artifacts({"feed.xml/index.html": "x"}), output)
    assert _site(output) == {"feed.xml/index.html": "x"}
    publish(_artifacts(OLD), output)
    assert _site(output) == OLD


class StoppedError(Exception):
    """An error of a stage in the middle of a build."""


def _failing(error: Exception) -> Iterator[Artifact]:
    yield from _artifacts(NEW)
    raise error


@pytest.mark.parametrize(
    "error",
    [
        StoppedError(),
        OutputError("no"),
        OSError(28, "No space left on device"),
        KeyboardInterrupt(),
    ],
)
def test_build_that_fails_leaves_the_old_site(output: Path, error: Exception):
    """Whatever stops a build half-way, the old site stands byte for byte, and the next one works."""
    before = files_of(output)
    with pytest.raises((StoppedError, OutputError, KeyboardInterrupt)):
        publish(_failing(error), output)
    assert files_of(output) == before
    publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_full_disk_is_a_message(output: Path):
    """An error of the file system names the place and what to do."""
    with pytest.raises(
        OutputError, match=r"cannot be written \(No space left on device\); expected"
    ):
        publish(_failing(OSError(28, "No space left on device")), output)


@pytest.mark.parametrize("name", ["mine.txt", "papers/notes.txt", ".hidden"])
def test_files_of_others_are_not_touched(output: Path, name: str):
    """A folder with a file that no build wrote is refused, and the file named and kept."""
    (output / name).write_text("precious")
    before = files_of(output)
    with pytest.raises(OutputError, match="holds files that no build wrote") as error:
        publish(_artifacts(NEW), output)
    assert name in str(error.value)
    assert files_of(output) == before


def test_folder_full_of_other_files_is_refused(tmp_path: Path):
    """A folder that holds anything but a site is refused, with a few of its files named."""
    for name in "abcde":
        (tmp_path / name).write_text(name)
    before = files_of(tmp_path)
    with pytest.raises(OutputError, match=r"no build wrote \(a, b, c and 2 more\)"):
        publish(_artifacts(NEW), tmp_path)
    assert files_of(tmp_path) == before


def test_link_in_the_site_is_a_file_of_others(output: Path, tmp_path: Path):
    """A link that someone put into the site is refused, whatever it leads to."""
    target = tmp_path / "elsewhere"
    target.mkdir()
    (output / "link").symlink_to(target)
    with pytest.raises(OutputError, match="link"):
        publish(_artifacts(NEW), output)
    assert target.exists()


def test_page_that_became_a_link_is_not_followed(output: Path, tmp_path: Path):
    """A page that someone replaced by a link is written as a file; what it led to is not touched."""
    outside = tmp_path / "outside.html"
    outside.write_text("old home")
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(outside)
    publish(_artifacts(OLD), output)
    assert not (output / "index.html").is_symlink()
    assert outside.read_text() == "old home"


def test_output_that_is_a_link_is_refused(tmp_path: Path):
    """An output folder that is a link is refused, so that the link is not replaced by a folder."""
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "real")
    with pytest.raises(OutputError, match="is a link; expected a folder"):
        publish(_artifacts(NEW), tmp_path / "public")
    assert (tmp_path / "public").is_symlink()
    assert list((tmp_path / "real").iterdir()) == []


def test_output_that_is_a_file_is_refused(tmp_path: Path):
    """An output that is a file is refused and kept."""
    (tmp_path / "public").write_text("precious")
    with pytest.raises(OutputError, match="is a file; expected a folder"):
        publish(_artifacts(NEW), tmp_path / "public")
    assert (tmp_path / "public").read_text() == "precious"


def test_empty_output_folder_is_taken(tmp_path: Path):
    """An empty folder is as good as none."""
    (tmp_path / "public").mkdir()
    publish(_artifacts(NEW), tmp_path / "public")
    assert _site(tmp_path / "public") == NEW


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"files": 3}', "\xff"])
def test_broken_manifest_is_refused(output: Path, text: str):
    """A manifest that no build wrote is named, and nothing is touched."""
    (output / MANIFEST).write_bytes(text.encode("latin-1"))
    before = files_of(output)
    with pytest.raises(OutputError, match="is not a manifest of a build"):
        publish(_artifacts(NEW), output)
    assert files_of(output) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/index.html", "a/index.html"),
        ("a/index.html", "A/index.html"),
        ("straße", "STRASSE"),
    ],
)
def test_two_artifacts_at_one_path_are_refused(output: Path, first: str, second: str):
    """Two files that some file system cannot tell apart are refused; the old site stands."""
    before = files_of(output)
    with pytest.raises(OutputError, match="two pages would be written") as error:
        publish([Artifact(path=first, data=b"1"), Artifact(path=second, data=b"2")], output)
    assert first in str(error.value)
    assert second in str(error.value)
    assert files_of(output) == before


def _stop_a_build(output: Path) -> None:
    """Leave what shows that a build was stopped: its lock, which no process holds."""
    output.with_name(".public.lock").write_text("process 1 on a machine, which builds the site")


@pytest.mark.parametrize("leftover", [".public.new", ".public.old"])
def test_leftovers_of_a_killed_build_are_cleared(output: Path, leftover: str):
    """What a killed build left beside the site is gone after the next."""
    _stop_a_build(output)
    folder = output.with_name(leftover)
    folder.mkdir()
    (folder / "index.html").write_text("half")
    publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_retired_site_comes_back_when_nothing_took_its_place(output: Path):
    """A build killed between two renames loses nothing: the next finds the old site again."""
    output.rename(output.with_name(".public.old"))
    _stop_a_build(output)
    with pytest.raises(StoppedError):
        publish(_failing(StoppedError()), output)
    assert _site(output) == OLD


PATHS = st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "b", "c/d", "é/ü.html"])
SITES = st.dictionaries(PATHS, st.sampled_from(["", "one", "two"]), min_size=1)


@given(st.lists(SITES, min_size=1, max_size=5))
def test_folder_holds_exactly_the_last_site(sites: list[dict[str, str]]):
    """Whatever sites follow each other, the folder holds the last, and the counts are true."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "public"
        before: dict[str, str] = {}
        for site in sites:
            report = publish(_artifacts(site), output)
            assert _site(output) == site
            unchanged = sum(before.get(path) == text for path, text in site.items())
            assert (report.files, report.unchanged) == (len(site), unchanged)
            assert report.written == len(site) - unchanged
            assert report.removed == len(before.keys() - site.keys())
            manifest = json.loads((output / MANIFEST).read_bytes())
            assert sorted(manifest["files"]) == sorted(site)
            before = site


_CHILD = """\
import sys
from pathlib import Path
from generator.artifacts import Artifact
from generator.publish import publish

version, output = sys.argv[1], Path(sys.argv[2])
while True:
    publish(
        (
            Artifact(path=f"{n % 10}/{n}.html", data=f"{version} {n}".encode() * 50)
            for n in range(120)
        ),
        output,
    )
    print(version, flush=True)
    version = "even" if version == "odd" else "odd"
"""


def test_killed_build_leaves_a_whole_site(tmp_path: Path):
    """A build killed at any moment leaves the old site or the new one, and the next build heals."""
    output = tmp_path / "public"
    moments = random.Random(7)
    for round_ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, ["odd", "even"][round_ % 2], str(output)],
            env=process_environment(),
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        for _ in range(moments.randint(1, 3)):
            assert child.stdout.readline() in {b"odd\n", b"even\n"}
        time.sleep(moments.uniform(0.0, 0.04))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = _site(output)
        assert len(found) == 120
        assert len({text.split()[0] for text in found.values()}) == 1
    publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_site_of_an_older_build_is_taken_over(tmp_path: Path):
    """A manifest without sizes, as the first builds wrote it, is one; its files are known and may go."""
    output = tmp_path / "public"
    publish([Artifact(path="index.html", data=b"a"), Artifact(path="old.html", data=b"b")], output)
    manifest = output / MANIFEST
    value = json.loads(manifest.read_bytes())
    del value["sizes"]
    manifest.write_text(json.dumps(value), encoding="utf-8")
    report = publish([Artifact(path="index.html", data=b"a")], output, most_linked=0)
    assert (report.unchanged, report.removed) == (1, 1)
    assert json.loads(manifest.read_bytes())["sizes"] == [1]
