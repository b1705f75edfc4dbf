"""What is said where a site cannot be published: the place, what is there, what was expected, what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.publish import MANIFEST, publish
from generator.publish.inside import Inside
from tests.publishing import going
from tests.support import files_of

OLD = {"index.html": b"old", "papers/a/index.html": b"a"}
NEW = {"index.html": b"new", "papers/a/index.html": b"a", "papers/b/index.html": b"b"}


def _artifacts(files: dict[str, bytes]) -> list[Artifact]:
    return [Artifact(path=path, data=data) for path, data in files.items()]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give an output folder in which the old site stands."""
    folder = tmp_path / "public"
    publish(_artifacts(OLD), folder)
    return folder


def _refused(output: Path, new: dict[str, bytes] = NEW) -> str:
    """Publish in vain; gives what was said."""
    with pytest.raises(OutputError) as error:
        publish(_artifacts(new), output)
    return str(error.value)


@pytest.mark.parametrize(
    ("names", "named"),
    [
        ("c", "c"),
        ("cab", "a, b, c"),
        ("dcab", "a, b, c and 1 more"),
        ("edcab", "a, b, c and 2 more"),
    ],
)
def test_files_of_others_are_named(output: Path, names: str, named: str):
    """Up to three files that no build wrote are named in their order, and the rest is counted."""
    for name in names:
        (output / name).touch()
    assert _refused(output) == (
        f"{output}: holds files that no build wrote ({named}); expected an empty folder or a site built before; "
        "move them away, keep them there with --keep-others, or choose another --output"
    )


def test_manifest_of_no_build_is_named(output: Path):
    """A manifest that no build wrote is named."""
    (output / MANIFEST).write_text("[]")
    assert _refused(output) == (
        f"{output / MANIFEST}: is not a manifest of a build; expected the one that the last build wrote; "
        "remove the folder, or choose another --output"
    )


def test_output_that_is_no_folder_is_named(tmp_path: Path, output: Path):
    """A file and a link are said to be what they are."""
    (tmp_path / "file").touch()
    assert _refused(tmp_path / "file") == (
        f"{tmp_path / 'file'}: is a file; expected a folder; remove it, or choose another --output"
    )
    (tmp_path / "link").symlink_to(output)
    assert _refused(tmp_path / "link") == (
        f"{tmp_path / 'link'}: is a link; expected a folder; give the folder that it leads to as --output"
    )


def test_file_above_the_output_is_named(tmp_path: Path):
    """Where a folder above the output would be a file, that is named as what it is."""
    (tmp_path / "file").touch()
    assert _refused(tmp_path / "file" / "public") == _cannot(tmp_path / "file", errno.ENOTDIR)
    assert _refused(tmp_path / "file" / "deep" / "public").endswith(
        _cannot(tmp_path / "file" / "deep", errno.ENOTDIR).partition(": ")[2]
    )


def _cannot(place: Path, number: int) -> str:
    return (
        f"{place}: cannot be written ({os.strerror(number)}); expected a folder to write the site to; check its "
        "permissions and the space left, or choose another --output"
    )


def test_output_that_may_not_be_written_stands(output: Path, monkeypatch: pytest.MonkeyPatch):
    """An output whose owner forbade to write in it is not exchanged for another folder."""
    monkeypatch.setattr(
        "generator.publish.publication.os.access",
        lambda path, mode: not (Path(path) == output and mode == os.W_OK),
    )
    assert _refused(output) == _cannot(output, errno.EACCES)
    assert (output / "index.html").read_bytes() == b"old"


@pytest.mark.parametrize("place", ["disk", None])
@pytest.mark.parametrize("clean", [False, True])
def test_error_of_the_disk_names_its_file(output: Path, place: str | None, *, clean: bool):
    """What the system refused is named, and the output where it does not say."""
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), place)

    def failing() -> Iterator[Artifact]:
        yield from _artifacts(NEW)
        raise error

    with pytest.raises(OutputError) as told:
        publish(failing(), output, clean=clean)
    assert str(told.value) == _cannot(Path(place) if place else output, errno.ENOSPC)


@pytest.mark.parametrize("place", ["disk", None])
def test_error_while_a_site_changes_in_place_says_that_it_is_half_done(
    output: Path, monkeypatch: pytest.MonkeyPatch, place: str | None
):
    """A site that was perhaps changed in part is said to be that, and how it comes right; the next build ends it."""
    replace = os.replace

    def refuse(source: str, target: str, **folders: int) -> None:
        if folders:
            raise OSError(errno.EIO, os.strerror(errno.EIO), place)
        replace(source, target)

    monkeypatch.setattr("generator.publish.inside.os.replace", refuse)
    with going("in place"):
        assert _refused(output) == (
            f"{place or output}: cannot be written ({os.strerror(errno.EIO)}) while the site changes file by file; "
            "expected a folder to write the site to; check its permissions and the space left, and build again, which "
            "ends what was begun"
        )
        assert {path.name for path in output.glob(".broadsheet.*")} == {
            ".broadsheet.changes",
            ".broadsheet.json",
            ".broadsheet.lock",
            ".broadsheet.new",
        }
        monkeypatch.setattr("generator.publish.inside.os.replace", replace)
        report = publish(_artifacts(NEW), output)
    assert (report.written, report.unchanged) == (0, 3)
    assert [path.name for path in output.glob(".*")] == [MANIFEST]


def test_two_pages_at_one_address_are_named(output: Path):
    """Both of two files at one place are named."""
    assert _refused(output, {"0": b"", "a/x": b"", "b": b"", "A/x": b""}) == (
        'A/x: two pages would be written to "a/x" and "A/x"; expected each address once; '
        "rename one of the two topics or papers"
    )


def _meanwhile(change: Callable[[], object]) -> Iterator[Artifact]:
    """Give the new site, and do something when all of it is made."""
    yield from _artifacts(NEW)
    change()


def test_file_where_a_page_is_to_be_is_named(output: Path):
    """A file that somebody put where a new page is to be, while a site was made, is named."""
    place = output / "papers/b/index.html"

    def put() -> None:
        place.parent.mkdir()
        place.touch()

    with going("in place"), pytest.raises(OutputError) as error:
        publish(_meanwhile(put), output)
    assert str(error.value) == (
        f"{place}: is a file that no build wrote, where a page is to be; expected nothing there; move it away, or choose "
        "another --output"
    )


def test_link_in_a_site_that_is_changed_in_place_is_named(output: Path):
    """The first folder of the site that became a link meanwhile is named."""

    def put() -> None:
        (output / "papers").rename(output.with_name("papers"))
        (output / "papers").symlink_to(output.with_name("papers"))

    with going("in place"), pytest.raises(OutputError) as error:
        publish(_meanwhile(put), output)
    assert str(error.value) == (
        f"{output / 'papers'}: is a link; expected a folder of the site; move it away, or choose another --output"
    )


def test_what_no_build_left_is_named(output: Path):
    """A folder of somebody that has the name of a build's own is named."""
    output.with_name(".public.new").mkdir()
    assert _refused(output) == (
        f"{output.with_name('.public.new')}: is not from a build that was stopped; expected nothing there, for a build "
        "puts its own there while it works; move it away, or choose another --output"
    )


@pytest.mark.parametrize(
    "text", ["", "{}", '{"changed": [], "removed": [".."]}', '{"changed": 3, "removed": []}']
)
def test_list_of_changes_of_no_build_is_named(output: Path, text: str):
    """A list of changes that no build wrote is named, and nothing is done after it."""
    output.with_name(".public.lock").write_text("process 1 on a machine")
    output.with_name(".public.changes").write_text(text)
    before = files_of(output)
    assert _refused(output) == (
        f"{output.with_name('.public.changes')}: is not a list of a build; expected the one that the last build wrote; "
        "remove it, and build with --clean"
    )
    assert files_of(output) == before


@pytest.mark.parametrize("place", ["", "a", "a/b"])
@pytest.mark.parametrize("kind", ["link", "file"])
def test_link_on_the_way_to_a_file_is_named(tmp_path: Path, place: str, kind: str):
    """The folder that is a link or a file is named, were it the first or a deeper one."""
    root = tmp_path / "root"
    wrong = root / place
    wrong.parent.mkdir(parents=True, exist_ok=True)
    if kind == "file":
        wrong.touch()
    else:
        wrong.symlink_to(tmp_path)
    with pytest.raises(OutputError) as error, Inside(root) as inside:
        inside.place("a/b/c.html", make=True)
    assert str(error.value) == (
        f"{wrong}: is a link or a file; expected a folder of the site; move it away and build with --clean, "
        "or choose another --output"
    )
