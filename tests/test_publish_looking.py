"""What is looked at before a build has its output for itself: it is right, or not used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from generator import build_site
from generator.beside import Beside, beside, here
from generator.errors import OutputError
from generator.publish import MANIFEST, Published, PublishReport, looking, publish, publishing_to
from generator.publish.exchange import clear
from generator.publish.looking import Looked, look
from generator.publish.manifest import parsed_manifest
from tests.publishing import artifacts, going, killed_before, site_of
from tests.support import files_of, write_site
from tests.test_publish import NEW, OLD
from tests.test_publish_spare import LATER, site_with_spare, spare_of


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    with site_with_spare(tmp_path / "public") as folder:
        yield folder


def known_in(output: Path) -> Published:
    data = (output / MANIFEST).read_bytes()
    name = hashlib.sha256(data).hexdigest()
    return Published(name=name, files=parsed_manifest(data, output).files)


def published(
    output: Path,
    site: Mapping[str, str],
    known: Published,
    looked: Looked | None,
    beside: Beside[bool] | None = None,
) -> PublishReport:
    """Put a site in place by what was looked at before."""
    with publishing_to(
        output, work=output.parent / "work", known=known, looked=lambda: looked, beside=beside
    ) as publishing:
        for artifact in artifacts(site):
            publishing.add(publishing.writer.write(artifact))
        return publishing.commit()


def test_next_site_is_made_of_what_was_looked_at(output: Path):
    """A site by what was found before is the one that is wanted, and what stood is not written again."""
    known = known_in(output)
    find = looking(output, known)
    assert find is not None
    report = published(output, LATER, known, find())
    assert (report.files, report.written, report.unchanged) == (4, 2, 2)
    assert site_of(output) == LATER
    assert site_of(spare_of(output)) == NEW


def test_page_that_is_gone_is_seen_and_made_again(output: Path):
    """What somebody took away before it was looked at is written, and no more."""
    (output / "papers/a/index.html").unlink()
    known = known_in(output)
    report = published(output, NEW, known, look(output, known))
    assert (report.written, report.unchanged) == (1, 2)
    assert site_of(output) == NEW


def test_files_of_others_are_seen_and_refused(output: Path):
    """A file that no build wrote is told of, and stays."""
    (output / "mine.txt").write_text("mine")
    known = known_in(output)
    with pytest.raises(OutputError, match=r"holds files that no build wrote \(mine\.txt\)"):
        published(output, LATER, known, look(output, known))
    assert site_of(output) == NEW | {"mine.txt": "mine"}


def without_spare(output: Path) -> tuple[Published, Looked]:
    """Take the spare site away, and look at what stands then."""
    clear(spare_of(output))
    known = known_in(output)
    looked = look(output, known)
    assert looked is not None
    return known, looked


@pytest.mark.parametrize("way", [beside, here])
def test_spare_site_is_made_of_the_one_that_stands(output: Path, way: Beside[bool]):
    """Where there is none, one is made while the new site is; what did not change is one file for both."""
    kept = (output / "papers/a/index.html").stat()
    report = published(output, LATER, *without_spare(output), way)
    assert (report.written, report.unchanged) == (2, 2)
    assert site_of(output) == LATER
    assert site_of(spare_of(output)) == NEW
    after = (output / "papers/a/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert {path.name for path in output.parent.iterdir()} == {"public", ".public.spare"}


def test_site_that_lacks_a_file_is_no_spare_site(output: Path):
    """What somebody took away is in the next site, however that is put together."""
    (output / "papers/a/index.html").unlink()
    published(output, LATER, *without_spare(output), beside)
    assert site_of(output) == LATER


def test_build_that_fails_leaves_no_half_of_a_spare_site(output: Path):
    """A site that is not published takes with it what was made for it meanwhile."""

    def make_and_wait(make: Callable[[], bool]) -> AbstractContextManager[Callable[[], bool]]:
        assert make()
        (spare_of(output) / MANIFEST).unlink()  # as if it had come no further
        return here(make)

    known, looked = without_spare(output)
    with (
        pytest.raises(KeyError),
        publishing_to(
            output,
            work=output.parent / "work",
            known=known,
            looked=lambda: looked,
            beside=make_and_wait,
        ),
    ):
        raise KeyError
    assert site_of(output) == NEW
    assert [path.name for path in output.parent.iterdir()] == ["public"]


@pytest.mark.parametrize("call", ["mkdir", "replace", "link", "unlink", "rename", "rmdir"])
@pytest.mark.parametrize("number", range(4))
def test_killed_build_leaves_a_whole_site(output: Path, call: str, number: int):
    """Killed at any step, this process or the other one, a build leaves one of the two sites, and the next is right."""
    known, looked = without_spare(output)
    killed_before(call, number, lambda: published(output, LATER, known, looked, beside))
    assert site_of(output) in (NEW, LATER)
    publish(artifacts(OLD), output)
    assert site_of(output) == OLD
    assert {path.name for path in output.parent.iterdir()} <= {"public", ".public.spare"}


def _another_site(output: Path) -> None:
    publish(artifacts(OLD), output)


def _clean(output: Path) -> None:
    publish(artifacts(NEW), output, clean=True)


def _there_and_back(output: Path) -> None:
    publish(artifacts(LATER), output)
    publish(artifacts(NEW), output)


@pytest.mark.parametrize("build", [_another_site, _clean, _there_and_back])
def test_build_in_between_makes_what_was_looked_at_void(
    output: Path, build: Callable[[Path], None]
):
    """Whatever another build did after it was looked at, the site is whole, and so is the spare one."""
    known = known_in(output)
    looked = look(output, known)
    build(output)
    before = site_of(output)
    published(output, LATER, known, looked)
    assert site_of(output) == LATER
    assert site_of(spare_of(output)) == before
    publish(artifacts(OLD), output)
    assert site_of(output) == OLD


def _stop(output: Path) -> None:
    output.with_name(".public.new").mkdir()


def _change(output: Path) -> None:
    (output / MANIFEST).write_bytes((output / MANIFEST).read_bytes() + b" ")


def _lose(output: Path) -> None:
    (output / MANIFEST).unlink()


@pytest.mark.parametrize("spoil", [_stop, _change, _lose])
def test_nothing_is_found_where_the_known_site_does_not_stand(
    output: Path, spoil: Callable[[Path], None]
):
    """Where a build was stopped, or another site stands, it is left to the build to look."""
    known = known_in(output)
    spoil(output)
    assert look(output, known) is None


CONFIG = """
site: {title: My digest}
sources: [{path: seeds/*.txt, year: 2025}]
topics: [{slug: woods, title: Woods, any: [tree]}]
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_builds_heal_what_was_taken_away(tmp_path: Path, jobs: int):
    """A build that changes something, in one process or with another beside, writes what is missing from the site and from the spare one."""
    output = tmp_path / "public"
    with going("large"):
        for title in ("One", "Two", "Three", "Four"):
            file = write_site(tmp_path, CONFIG.replace("My digest", title))
            build_site(file, output, jobs=jobs)
            for folder in (output, spare_of(output)):
                for page in sorted(folder.glob("papers/*/index.html"))[: len(title)]:
                    page.unlink()
        file = write_site(tmp_path, CONFIG.replace("My digest", "Five"))
        build_site(file, output, jobs=jobs)
    fresh = tmp_path / "fresh"
    build_site(file, fresh, jobs=1, clean=True)
    assert files_of(output) == files_of(fresh)
