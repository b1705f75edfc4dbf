"""How a site gets into its place: at every moment one stands, whatever the system can do, and nothing is left beside it."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.locks import Lock
from generator.publish import MANIFEST, FileWriter, Publication, publish, stands
from generator.publish.exchange import clear
from generator.publish.inside import Inside
from tests.faults.rights import give_up_privileges
from tests.publishing import WAYS, going
from tests.support import files_of

LARGE = 0
OLD = {"index.html": "old", "a/b/c/1.html": "1", "a/b/c/2.html": "2", "gone/deep/x.html": "x"}
NEW = {"index.html": "new", "a/b/c/1.html": "one", "a/b/c/2.html": "2", "new/deep/x.html": "x"}


def _artifacts(files: dict[str, str]) -> list[Artifact]:
    return [Artifact(path=path, data=text.encode()) for path, text in files.items()]


def _site(folder: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in files_of(folder).items() if path != MANIFEST}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give an output folder in which the old site stands."""
    folder = tmp_path / "public"
    publish(_artifacts(OLD), folder)
    return folder


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _is_published(output: Path) -> None:
    assert _site(output) == NEW
    assert [path.name for path in output.parent.iterdir()] == ["public"]


def test_a_site_stands_at_every_moment(output: Path, monkeypatch: pytest.MonkeyPatch):
    """On Linux the new site takes the old one's place in one step."""
    rename = Path.rename

    def watched(path: Path, target: Path) -> Path:
        assert (output / "index.html").exists()
        moved = rename(path, target)
        assert (output / "index.html").exists()
        return moved

    monkeypatch.setattr(Path, "rename", watched)
    publish(_artifacts(NEW), output)
    _is_published(output)


@pytest.mark.parametrize("lacks", ["platform", "call", "support"])
def test_a_system_that_cannot_exchange_folders_renames_them(
    output: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
):
    """Elsewhere, and on a file system that cannot, the new site gets there too."""
    library = ctypes.CDLL

    class Without:
        def __init__(self, *arguments: object, **named: object) -> None:
            self._library = library(*arguments, **named)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            if name == "renameat2" and lacks == "support":
                return lambda *_: -1
            raise AttributeError(name)

    if lacks == "platform":
        monkeypatch.setattr(sys, "platform", "darwin")
        monkeypatch.setattr("ctypes.CDLL", None)
    else:
        monkeypatch.setattr("ctypes.CDLL", Without)
    publish(_artifacts(NEW), output)
    _is_published(output)


@pytest.mark.parametrize("place", [".public.old", ".public.new"])
def test_old_site_that_cannot_be_removed_stays_beside_the_new(
    output: Path, monkeypatch: pytest.MonkeyPatch, place: str
):
    """What the system does not let go of the old site is no reason to fail; a later build removes it."""
    rename, rmtree = Path.rename, shutil.rmtree

    def refused(path: Path, target: Path) -> Path:
        if target.name == ".public.old" and place == ".public.new":
            raise PermissionError(errno.EACCES, "no", str(path))
        return rename(path, target)

    def kept(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(Path, "rename", refused)
    monkeypatch.setattr(shutil, "rmtree", kept)
    publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    beside = {path.name for path in output.parent.iterdir()}
    assert beside == {"public", ".public.lock", place}
    monkeypatch.setattr(shutil, "rmtree", rmtree)
    publish(_artifacts(NEW), output)
    _is_published(output)


def test_what_cannot_be_cleared_does_not_hide_the_error(
    output: Path, monkeypatch: pytest.MonkeyPatch
):
    """A build that fails says why, also where what it began cannot be cleared; the next one clears it."""
    rmtree = shutil.rmtree

    def kept(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "no", str(path))

    def failing() -> Iterator[Artifact]:
        yield from _artifacts(NEW)
        raise OSError(errno.ENOSPC, "No space left on device", "disk")

    monkeypatch.setattr(shutil, "rmtree", kept)
    with pytest.raises(OutputError, match=r"disk: cannot be written \(No space left on device\)"):
        publish(failing(), output)
    assert _site(output) == OLD
    monkeypatch.setattr(shutil, "rmtree", rmtree)
    publish(_artifacts(NEW), output)
    _is_published(output)


def _with_the_rights_of_its_user(folder: Path) -> int:
    """Clear a folder in a process that has no privileges; gives its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            give_up_privileges()
            clear(folder)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("mode", [0o555, 0o000, 0o600])
def test_parts_without_rights_are_cleared(tmp_path: Path, mode: int):
    """A folder goes with its files and folders where somebody forbade to write in it, to read it or to enter it."""
    folder = tmp_path / "old"
    for name in ("a/1.html", "a/2.html", "a/empty/", "b/c/3.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).mkdir() if name.endswith("/") else (folder / name).touch()
    (folder / "a").chmod(mode)
    (folder / "b/c").chmod(mode)
    (folder / "b").chmod(mode)
    assert _with_the_rights_of_its_user(folder) == 0
    assert list(tmp_path.iterdir()) == []


def test_rights_of_the_folder_above_are_not_ours(tmp_path: Path):
    """Where the folder that a site is in may not be written, it stays so, and so do the rights of what links lead to."""
    site, outside = tmp_path / "site", tmp_path / "outside"
    (site / "old/a").mkdir(parents=True)
    outside.mkdir(0o500)
    (site / "old/a/link").symlink_to(outside)
    (site / "old/a").chmod(0o555)
    site.chmod(0o555)
    assert _with_the_rights_of_its_user(site / "old") == 1
    assert [folder.stat().st_mode & 0o777 for folder in (site, outside)] == [0o555, 0o500]
    site.chmod(0o755)
    assert _with_the_rights_of_its_user(site / "old") == 0
    assert list(site.iterdir()) == []
    assert outside.stat().st_mode & 0o777 == 0o500


def test_pages_come_after_what_they_need(output: Path, monkeypatch: pytest.MonkeyPatch):
    """Into a site that is changed in place move style sheets and data first, then pages, the front page as the last of them, then the manifest."""
    replace = os.replace
    moved: list[str] = []

    def noted(source: str, target: str, **folders: int) -> None:
        if folders:
            moved.append(target)
        replace(source, target, **folders)

    monkeypatch.setattr("generator.publish.inside.os.replace", noted)
    files = ("index.html", "b.html", "z.css", "é.css", "a.html", "data.json", "index.html.json")
    with going("in place"):
        publish(_artifacts(dict.fromkeys(files, "") | OLD | {"index.html": "2"}), output)
    assert moved == [
        *("data.json", "index.html.json", "z.css", "é.css"),
        *("a.html", "b.html", "index.html", MANIFEST),
    ]


@pytest.mark.parametrize("by_descriptor", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_a_site_is_changed_on_every_system(
    output: Path, monkeypatch: pytest.MonkeyPatch, way: str, *, by_descriptor: bool
):
    """Files are moved and removed, with the folders that are empty without them, where a system has paths alone too."""
    monkeypatch.setattr("generator.publish.inside._BY_DESCRIPTOR", by_descriptor)
    before = _open_files()
    last = {"index.html": "home", "a/b/c/2.html": "2"}
    with going(way):
        for site in (NEW, OLD, NEW, last):
            publish(_artifacts(site), output)
            assert _site(output) == site
    assert sorted(path.name for path in output.iterdir()) == [MANIFEST, "a", "index.html"]
    beside = {path.name for path in output.parent.iterdir()}
    assert beside == {"public"} | ({".public.spare"} if way == "large" else set())
    assert _open_files() == before


def test_empty_folders_go_and_others_stay(tmp_path: Path):
    """On the way to a file that is not there empty folders go, also above one that is missing; others stay."""
    (tmp_path / "a/b").mkdir(parents=True)
    with Inside(tmp_path) as inside:
        inside.prune("a/b/c/d/file.html")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/kept").touch()
    with Inside(tmp_path) as inside:
        inside.remove("a/b/file.html")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["kept"]


def test_files_lie_where_their_paths_say(tmp_path: Path):
    """The way to one file does not lead the next one astray, however many folders they share."""
    paths = ["a/b/c/1", "a/b/c/2", "a/b/d/1", "a/e", "f", "a/b/c/3", "b/b/c/1", "c/1"]
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    for path in paths:
        (tmp_path / "from" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / path).write_text(path)
    with Inside(tmp_path / "from") as source, Inside(tmp_path / "to") as target:
        for path in paths:
            source.replace(path, target)
        with pytest.raises(FileNotFoundError):
            source.place("missing/file")
    assert files_of(tmp_path / "to") == {path: path.encode() for path in paths}
    assert files_of(tmp_path / "from") == {}


def _manifest(output: Path) -> str:
    return hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()


@pytest.fixture(params=[4000, 3])
def _most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set how many files a site may have of which all are read: more than ours, or fewer."""
    monkeypatch.setattr("generator.publish.publication.MOST_LINKED", request.param)


@pytest.mark.usefixtures("_most")
def test_site_that_stands_is_known(output: Path, monkeypatch: pytest.MonkeyPatch):
    """The site of a manifest stands as long as it is that one, whole and in a folder; its path may be relative."""
    name = _manifest(output)
    assert stands(output, name)
    assert not stands(output, name[::-1])
    monkeypatch.chdir(output.parent)
    assert stands(Path("public"), name)
    (output.parent / "link").symlink_to(output)
    assert not stands(output.parent / "link", name)
    output.with_name(".public.new").mkdir()
    assert not stands(output, name)


@pytest.mark.usefixtures("_most")
@pytest.mark.parametrize("path", ["index.html", MANIFEST])
def test_site_that_lacks_a_file_does_not_stand(output: Path, path: str):
    """A site of which a file is gone is not the one that was built."""
    name = _manifest(output)
    (output / path).unlink()
    assert not stands(output, name)


def test_site_with_another_file_does_not_stand(output: Path):
    """A site with a changed file, or with one that no build wrote, is not the one that was built."""
    name = _manifest(output)
    (output / "mine").touch()
    assert not stands(output, name)
    (output / "mine").unlink()
    assert stands(output, name)
    (output / "index.html").write_text("OLD")
    assert not stands(output, name)


def test_site_without_a_manifest_that_can_be_read_does_not_stand(output: Path):
    """A manifest that is none is no reason to fail."""
    (output / MANIFEST).write_text("none")
    assert not stands(output, _manifest(output))


def test_large_site_of_an_earlier_start_has_its_sizes(output: Path):
    """Where the system was started since, files of a large site that have other sizes, are links or gone are written again."""
    (output / "a/b/c/1.html").write_text("cut")
    (output / "a/b/c/2.html").unlink()
    (output / "a/b/c/2.html").symlink_to(output / "index.html")
    (output / "gone/deep/x.html").unlink()
    os.utime(output / MANIFEST, (1, 1))
    with Publication(output, most_linked=LARGE) as publication:
        assert publication.before.keys() == {"index.html"}


def test_large_site_of_this_start_is_not_read(output: Path):
    """What a build left since the system was started is asked for no more than whether it is there."""
    (output / "a/b/c/1.html").write_text("longer")
    (output / "a/b/c/2.html").unlink()
    with Publication(output, most_linked=LARGE) as publication:
        assert publication.before.keys() == OLD.keys() - {"a/b/c/2.html"}
        assert publication.before["a/b/c/1.html"] == hashlib.sha256(b"1").digest()
    with Publication(output, most_linked=len(OLD)) as publication:
        assert publication.before["a/b/c/1.html"] == hashlib.sha256(b"longer").digest()
    with Publication(output, clean=True) as publication:
        assert publication.before == {}


def test_manifest_says_what_each_file_holds(tmp_path: Path):
    """The manifest has the SHA-256 and the size of every file, whatever its name."""
    files = {'a"b\\c.html': "1", "é/ü.html": "22", "\x01": "", "straße-\udcff": "3"}
    publish(_artifacts(files), tmp_path / "public")
    text = (tmp_path / "public" / MANIFEST).read_bytes().decode("utf-8", "surrogatepass")
    assert json.loads(text) == {
        "format": 2,
        "files": {path: hashlib.sha256(files[path].encode()).hexdigest() for path in sorted(files)},
        "sizes": [len(files[path].encode()) for path in sorted(files)],
    }
    assert "é/ü.html" in text
    report = publish(_artifacts(files), tmp_path / "public")
    assert (report.written, report.unchanged) == (0, 4)


def test_written_files_are_no_programs(output: Path):
    """Files of a site may be read by all and run by nobody."""
    assert {file.stat().st_mode & 0o111 for file in output.rglob("*") if file.is_file()} == {0}


@pytest.mark.parametrize("way", ["small", "large"])
def test_files_stay_where_a_disk_has_no_links(
    output: Path, monkeypatch: pytest.MonkeyPatch, way: str
):
    """On a file system without hard links what stays is copied, with its time."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr("generator.publish.publication.os.link", refuse)
    with going(way):
        publish(_artifacts(OLD | {"a/b/c/2.html": "changed"}), output)
        publish(_artifacts(OLD), output)
        os.utime(output / "a/b/c/2.html", (1000, 1000))
        publish(_artifacts(NEW), output)
    assert _site(output) == NEW
    assert (output / "a/b/c/2.html").stat().st_mtime == 1000


def test_file_that_is_there_already_is_taken_back(output: Path):
    """A file that was written before anybody knew that the old site has it counts as one that stays."""
    with Publication(output) as publication:
        assert publication.manifest == ""
        writer = FileWriter(publication.staging, {})
        written = [writer.write(artifact) for artifact in _artifacts(NEW)]
        seen = [publication.seen(file) for file in written]
        assert [file.path for file in seen if not file.written] == ["a/b/c/2.html"]
        assert not (publication.staging / "a/b/c/2.html").exists()
        for file in seen:
            publication.add(file)
        report = publication.commit()
        assert (report.written, report.unchanged, report.removed) == (3, 1, 1)
        assert publication.files == {file.path: file for file in seen}
    assert publication.manifest == _manifest(output)
    _is_published(output)


def test_build_that_waits_for_another_tells_so(output: Path):
    """A build of an output at which another is at work tells of it, and goes on when that has ended."""
    heard: list[str] = []
    other = Lock(output.with_name(".public.lock"), "which builds something")
    other.take(heard.append)
    hears = threading.Event()

    def tell(line: str) -> None:
        heard.append(line)
        hears.set()

    def build() -> None:
        with Publication(output, tell=tell) as publication:
            text = output.with_name(".public.lock").read_text()
            heard.append(text.partition(", ")[2])
            for artifact in _artifacts(NEW):
                publication.add(publication.writer.write(artifact))
            publication.commit()

    thread = threading.Thread(target=build)
    thread.start()
    assert hears.wait(20)
    other.release(remove=True)
    thread.join(20)
    assert "which builds something" in heard[0]
    assert heard[1:] == [f"which builds {output}\n"]
    _is_published(output)


@pytest.mark.parametrize("way", ["small", "large"])
@pytest.mark.parametrize("kept", [{}, {"a/b/c/2.html": "2"}])
def test_file_of_a_site_may_become_a_folder_and_back(output: Path, way: str, kept: dict[str, str]):
    """A path that was a file may be a folder in the next build, and the other way round."""
    with going(way):
        for path in ("index.html/deep/x", "gone", "gone/deep/x.html", "index.html"):
            publish(_artifacts({path: "x"} | kept), output)
            assert _site(output) == {path: "x"} | kept
