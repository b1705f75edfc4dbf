"""What lies beside and below the output: only what a build made is changed or removed, and no link is followed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.publish import MANIFEST, publish
from tests.publishing import WAYS, artifacts, going, site_of
from tests.support import files_of

OLD = {"index.html": "old", "papers/a/index.html": "a", "papers/gone/index.html": "gone"}
NEW = {"index.html": "new", "papers/a/index.html": "a", "papers/b/index.html": "b"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Give an output folder in which the old site stands."""
    folder = tmp_path / "site" / "public"
    publish(artifacts(OLD), folder)
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Give a folder elsewhere, with the files of a site."""
    folder = tmp_path / "outside"
    publish(artifacts(OLD), folder)
    return folder


@pytest.mark.parametrize("name", [".public.new", ".public.old", ".public.changes"])
@pytest.mark.parametrize("stopped", [False, True])
def test_what_no_build_left_is_kept(output: Path, outside: Path, name: str, stopped: bool):
    """A link beside the output that has the name of a build's own is refused, and what it leads to not touched."""
    if stopped:
        output.with_name(".public.lock").write_text("process 1 on a machine")
    before = files_of(outside), files_of(output)
    target = outside / "index.html" if name.endswith("changes") else outside
    output.with_name(name).symlink_to(target)
    with pytest.raises(OutputError, match=rf"{name}: is not from a build that was stopped"):
        publish(artifacts(NEW), output)
    assert (files_of(outside), files_of(output)) == before
    assert output.with_name(name).is_symlink()


def test_folder_of_somebody_is_kept(output: Path):
    """A copy of the site that its owner made beside it is no leftover of a build."""
    mine = output.with_name(".public.old")
    publish(artifacts(OLD), mine)
    with pytest.raises(OutputError, match=r"expected nothing there.*move it away"):
        publish(artifacts(NEW), output)
    assert files_of(mine) == files_of(output)
    assert not output.with_name(".public.lock").exists()


def _is_a_link_elsewhere(output: Path, outside: Path) -> None:
    (output / "papers").rename(output.with_name("moved"))
    (output / "papers").symlink_to(outside / "papers")


@pytest.mark.parametrize("way", WAYS)
def test_folder_that_became_a_link_is_not_followed(output: Path, outside: Path, way: str):
    """Where a folder of the site is a link, nothing behind it is written or removed, and the site stands."""
    _is_a_link_elsewhere(output, outside)
    before = files_of(outside)
    with going(way), pytest.raises(OutputError, match=r"link|no build wrote"):
        publish(artifacts(NEW), output)
    assert files_of(outside) == before
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in output.parent.glob(".*")] == []


@pytest.mark.parametrize("way", WAYS)
def test_folder_that_becomes_a_link_is_not_followed(output: Path, outside: Path, way: str):
    """It is the same where the link comes while the site is made."""

    def made() -> Iterator[Artifact]:
        yield from artifacts(NEW)
        _is_a_link_elsewhere(output, outside)

    before = files_of(outside)
    if way == "in place":
        with (
            going(way),
            pytest.raises(OutputError, match="is a link; expected a folder of the site"),
        ):
            publish(made(), output)
    else:
        with going(way):
            publish(made(), output)
        assert site_of(output) == NEW
        assert not (output / "papers").is_symlink()
    assert files_of(outside) == before


@pytest.mark.parametrize("place", ["public", ".public.spare"])
def test_link_is_not_followed_to_or_from_the_spare_site(output: Path, outside: Path, place: str):
    """Nor where a large site is made of the one before."""
    with going("large"):
        publish(artifacts(NEW), output)

        def made() -> Iterator[Artifact]:
            yield from artifacts(OLD | {"index.html": "third"})
            folder = output.with_name(place) / "papers" / "a"
            folder.rename(output.with_name("moved"))
            folder.symlink_to(outside / "papers" / "a")

        before = files_of(outside)
        publish(made(), output)
        assert files_of(outside) == before
        (output / "papers" / "a").is_symlink()


def test_folder_of_the_new_site_that_becomes_a_link_is_not_followed(output: Path, outside: Path):
    """A link in the folder where the site is made does not lead the writer out of it."""

    def made() -> Iterator[Artifact]:
        (output.with_name(".public.new") / "index.html").symlink_to(outside / "index.html")
        yield from artifacts(NEW)

    before = files_of(outside)
    with pytest.raises(OutputError, match="cannot be written"):
        publish(made(), output)
    assert files_of(outside) == before


@pytest.mark.parametrize("path", ["../outside/index.html", "/etc/passwd", "a/../../outside/x"])
def test_manifest_that_leads_outside_is_refused(output: Path, outside: Path, path: str):
    """A manifest that names files elsewhere is no build's, and nothing is removed after it."""
    manifest = json.loads((output / MANIFEST).read_text())
    manifest["files"][path] = ""
    manifest["sizes"].append(1)
    (output / MANIFEST).write_text(json.dumps(manifest))
    before = files_of(outside)
    with going("in place"), pytest.raises(OutputError, match="is not a manifest of a build"):
        publish(artifacts(NEW), output)
    assert files_of(outside) == before


def test_list_of_changes_that_leads_outside_is_refused(output: Path, outside: Path):
    """Nor is a list of changes that names files elsewhere followed."""
    (output / ".broadsheet.lock").write_text("process 1 on a machine")
    changes = {"changed": [], "removed": ["../../outside/index.html"]}
    (output / ".broadsheet.changes").write_text(json.dumps(changes))
    before = files_of(outside)
    with going("in place"), pytest.raises(OutputError, match="is not a list of a build"):
        publish(artifacts(NEW), output)
    assert files_of(outside) == before


@pytest.mark.parametrize("text", ["", "other and longer"])
def test_file_of_a_large_site_that_was_cut_short_is_written_again(output: Path, text: str):
    """Where a loss of power left a file without its end, the next build of a large site sees it, too."""
    (output / "papers/a/index.html").write_text(text)
    # As if the system had been started since the site was published.
    os.utime(output / MANIFEST, (1, 1))
    with going("large"):
        publish(artifacts(NEW), output)
    assert (output / "papers/a/index.html").read_text() == "a"
