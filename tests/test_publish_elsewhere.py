"""Files of a site that are written by processes which the build does not own."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.publish import MANIFEST, FileWriter, Publication
from tests.support import files_of

PAGE = Artifact(path="papers/sorting/index.html", data=b"<p>Sorting")


def _elsewhere(publication: Publication) -> FileWriter:
    """Give the writer as a worker gets it."""
    sent: FileWriter = pickle.loads(pickle.dumps(publication.writer))
    return sent


def test_files_written_elsewhere_are_published(tmp_path: Path):
    """What a worker writes stands in the site, in folders made as they are needed, and nothing else does."""
    output = tmp_path / "public"
    with Publication(output) as publication:
        written = _elsewhere(publication).write(PAGE)
        assert written == publication.writer.write(PAGE)
        publication.add(written)
        publication.commit()
    found = files_of(output)
    assert found.pop(MANIFEST)
    assert found == {PAGE.path: PAGE.data}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_same_file_twice_does_no_harm(tmp_path: Path):
    """Two workers that do the same leave one whole file."""
    output = tmp_path / "public"
    with Publication(output) as publication:
        for worker in [_elsewhere(publication), _elsewhere(publication)]:
            written = worker.write(PAGE)
        publication.add(written)
        publication.commit()
    assert files_of(output)[PAGE.path] == PAGE.data


def test_what_stands_already_is_not_written_elsewhere(tmp_path: Path):
    """A worker knows which files the old site has."""
    output = tmp_path / "public"
    for written in (1, 0):
        with Publication(output) as publication:
            publication.add(_elsewhere(publication).write(PAGE))
            assert publication.commit().written == written


def test_half_a_file_is_not_published(tmp_path: Path):
    """What a worker was writing when it was killed is no file of the site."""
    output = tmp_path / "public"
    with Publication(output) as publication:
        worker = _elsewhere(publication)
        (half,) = publication.staging.glob(".*/*")
        (half / "begun").write_bytes(b"<p>So")
        publication.add(worker.write(PAGE))
        publication.commit()
    assert sorted(files_of(output)) == [MANIFEST, PAGE.path]


def test_worker_that_was_given_up_cannot_write_any_more(tmp_path: Path):
    """Neither the published site nor the next build is touched by a worker of the one before."""
    output = tmp_path / "public"
    other = Artifact(path=PAGE.path, data=b"<p>Other")
    with Publication(output) as publication:
        late = _elsewhere(publication)
        publication.add(late.write(PAGE))
        publication.commit()
    before = files_of(output)
    with pytest.raises(FileNotFoundError):
        late.write(other)
    assert files_of(output) == before
    with Publication(output, clean=True) as publication:
        publication.add(_elsewhere(publication).write(PAGE))
        with pytest.raises(FileNotFoundError):
            late.write(other)
        publication.commit()
    assert files_of(output)[PAGE.path] == PAGE.data


def test_worker_that_comes_late_finds_nothing_to_write_to(tmp_path: Path):
    """Tables of a build that has failed give no way into the next one's folder."""
    output = tmp_path / "public"
    with Publication(output) as publication:
        sent = pickle.dumps(publication.writer)
    with Publication(output) as publication:
        publication.add(_elsewhere(publication).write(PAGE))
        with pytest.raises(FileNotFoundError):
            pickle.loads(sent)
        publication.commit()
    assert files_of(output)[PAGE.path] == PAGE.data
