"""What a build keeps on disk comes back as it was, and what is broken there is made again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import Location
from generator.library import read_library
from generator.models import Ledger, Rejected, paper_row
from generator.papers import keys_of, packed_record, unpacked_record
from generator.rules.evidence import texts_of
from generator.store.packing import (
    packed_paper,
    packed_texts,
    texts_for_rules,
    unpacked_paper,
    unpacked_texts,
)
from generator.store.rows import RowReader, packed_row
from generator.store.sources import SourceStore, StoredSource
from generator.text.html import shown_texts
from tests.support import (
    CHECKOUT,
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    files_of,
    process_environment,
    record,
    run_broadsheet,
)
from tests.test_cli import CONFIG, DAY, write_site

LEDGER = Ledger(
    path="a.txt",
    format="pairs",
    lines=9,
    papers=2,
    counts=(("title", 2), ("rejected", 7)),
    rejects=(Rejected(location=Location(path="a.txt", line=4), reason="no", lines=7),),
)


def test_every_shipped_paper_comes_back_as_it_was():
    """Papers, their rows and their shown texts are the same after they were written and read."""
    reader = RowReader()
    for paper in read_library(CHECKOUT / "site.yaml").papers:
        packed = packed_paper(paper)
        assert unpacked_paper(packed) == paper
        assert texts_for_rules(packed) == texts_of(paper.paper, 2)
        row = paper_row(paper, b"digest and texts")
        assert reader.row(paper.paper.id, packed_row(row), b"digest and texts") == row
        shown = shown_texts(paper.paper)
        assert unpacked_texts(packed_texts(shown)) == shown


def test_source_is_kept_under_its_name(tmp_path: Path):
    """A source comes back with its records, keys and ledger; others and half ones are swept away."""
    store = SourceStore(tmp_path)
    records = [record(SORTING_TITLE, SORTING), record(RIVERS_TITLE, RIVERS)]
    packed = list(map(packed_record, records))
    for name in ("wanted", "other"):
        spool = store.begin(name)
        spool.extend(packed)
        store.keep(name, StoredSource(spool=spool, keys=keys_of(packed), ledger=LEDGER))
        spool.close()
    store.begin("half").close()
    later = SourceStore(tmp_path)
    found = later.load("wanted")
    assert found is not None
    with found.spool as spool:
        assert [unpacked_record(spool[number]) for number in range(len(spool))] == records
    assert (found.keys, found.ledger) == (keys_of(packed), LEDGER)
    later.sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wanted.index", "wanted.records"]
    assert later.load("other") is None
    assert SourceStore(tmp_path, new=True).load("wanted") is None


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder with a digest that was built."""
    write_site(tmp_path, CONFIG, day=DAY)
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    return tmp_path


def test_store_that_is_broken_is_made_again(site: Path):
    """Whatever file of the store is broken, the next build says nothing of it and gives the right site."""
    more = site / "seeds" / "more.txt"
    more.write_text(f"{RIVERS_TITLE}\n\n{RIVERS}\n")
    run_broadsheet("build", "--clean", "--output", "fresh", cwd=site)
    fresh = files_of(site / "fresh")
    shutil.rmtree(site / ".broadsheet")
    more.unlink()
    run_broadsheet("build", cwd=site)
    more.write_text(f"{RIVERS_TITLE}\n\n{RIVERS}\n")
    for kind in ("papers.sqlite", "*.index", "*.records", "outputs/*", "*.texts"):
        copied = shutil.copytree(site, site.parent / kind.strip("*./"))
        broken = list((copied / ".broadsheet").rglob(kind))
        assert broken
        for file in broken:
            file.write_bytes(b"\xff" * 5000)
        done = run_broadsheet("build", "--quiet", cwd=copied)
        assert (done.returncode, done.stderr) == (0, ""), kind
        assert files_of(copied / "public") == fresh, kind


def test_store_may_be_deleted(site: Path):
    """Without its store a digest is built as before, and files that are the same are not written."""
    shutil.rmtree(site / ".broadsheet")
    done = run_broadsheet("build", cwd=site)
    assert " 0 written, " in done.stdout


def test_store_is_out_of_version_control(site: Path):
    """Git sees the site's own files, not those of the store."""
    subprocess.run(["git", "init", "--quiet", site], check=True)
    command = ["git", "-C", site, "status", "--porcelain", "--untracked-files=all"]
    status = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "site.yaml" in status
    assert ".broadsheet/" not in status


def test_digest_in_a_folder_that_takes_no_store_is_built(tmp_path: Path):
    """Where a file is in the way of the store, the build does without one."""
    write_site(tmp_path, CONFIG, day=DAY)
    (tmp_path / ".broadsheet").write_text("in the way")
    for _ in range(2):
        done = run_broadsheet("build", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / ".broadsheet").read_text() == "in the way"


def test_two_builds_at_once_take_turns(site: Path):
    """Builds of one digest that are started together both end well, and leave one whole site."""
    before = files_of(site / "public")
    command = [sys.executable, "-m", "generator", "build", "--clean", "--quiet"]
    running = [
        subprocess.Popen(command, cwd=site, env=process_environment(), stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ends = [(each.communicate()[1], each.returncode) for each in running]
    assert ends == [(b"", 0)] * 3
    assert files_of(site / "public") == before
