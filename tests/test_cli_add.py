"""`broadsheet add`: a dump comes to its place, and what it brings is said before."""

from __future__ import annotations

import contextlib
import gzip
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import (
    CHECKOUT,
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    process_environment,
    run_broadsheet,
    write_site,
)

CONFIG = """\
site: {title: My digest}
sources: [{path: "seeds/*.txt", date_pattern: "%Y-%m-%d"}]
topics:
  - {slug: sorting, title: Sorting, any: [sort*]}
  - {slug: rivers, title: Rivers, any: [river*]}
"""
OLD = listing((SORTING_TITLE, SORTING), (TREES_TITLE, TREES))
NEW = listing((TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS))
LATE = "2025-03-15.txt"


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """A digest with a dump of one day."""
    folder = tmp_path / "digest"
    folder.mkdir()
    write_site(folder, CONFIG)
    (folder / "seeds" / "list.txt").rename(folder / "seeds" / "2025-03-14.txt")
    (folder / "seeds" / "2025-03-14.txt").write_text(OLD)
    (tmp_path / "page.txt").write_text(NEW)
    return folder


def _inputs(digest: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_of(digest).items() if not name.startswith(".")}


def _piped(digest: Path, data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "generator", "add", "-", *arguments],
        cwd=digest,
        env=process_environment(),
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_dump_is_put_in_its_place_and_what_it_adds_is_said(digest: Path):
    """What a dump adds is what a build then finds: papers new and known, days, topics."""
    done = run_broadsheet("add", "../page.txt", "--date", "2025-03-15", "--yes", cwd=digest)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "seeds/2025-03-15.txt (search-page, 6 lines):\n"
        "  2 papers: 1 new, 1 known; 0 lines rejected\n"
        "  days of the new: 2025-03-15 1\n"
        "  topics of the new: Rivers 1\n"
        "added seeds/2025-03-15.txt; broadsheet build puts it on the site\n"
    )
    assert (digest / "seeds" / LATE).read_text() == NEW
    rows = run_broadsheet("papers", "--date", "2025-03-15", "--format", "jsonl", cwd=digest)
    assert len(rows.stdout.splitlines()) == 2
    assert RIVERS_TITLE in rows.stdout


def test_dry_run_writes_nothing(digest: Path):
    """With --dry-run, and where nobody can be asked, the same is said and no file is written."""
    before = _inputs(digest)
    arguments = ("add", "../page.txt", "--date", "2025-03-15")
    done = run_broadsheet(*arguments, "--dry-run", cwd=digest)
    assert done.returncode == 0
    assert done.stdout.endswith("  topics of the new: Rivers 1\nnothing was written\n")
    done = run_broadsheet(*arguments, cwd=digest)
    assert done.returncode == 2
    assert "nobody can be asked here; add it with --yes" in done.stderr
    assert _inputs(digest) == before


def test_same_bytes_are_added_once(digest: Path):
    """A dump that is there already, under whatever name, is named and left alone."""
    before = _inputs(digest)
    (digest.parent / "page.txt").write_text(OLD)
    for day in ("2025-03-14", "2025-03-15"):
        done = run_broadsheet("add", "../page.txt", "--date", day, "--yes", cwd=digest)
        assert (done.returncode, done.stdout) == (
            0,
            "seeds/2025-03-14.txt holds the same bytes already; nothing was added\n",
        )
    assert _inputs(digest) == before


def test_other_dump_is_never_overwritten(digest: Path):
    """A name under which other bytes stand is refused, with what to do; --name gives another."""
    before = _inputs(digest)
    arguments = ("add", "../page.txt", "--date", "2025-03-14", "--yes")
    done = run_broadsheet(*arguments, cwd=digest)
    assert (done.returncode, done.stderr) == (
        1,
        "seeds/2025-03-14.txt: holds another dump already, which is not overwritten; expected a free name; "
        "give one with --name, or move the file away\n",
    )
    assert _inputs(digest) == before
    done = run_broadsheet(*arguments, "--name", "2025-03-14-evening.txt", cwd=digest)
    assert done.returncode == 0
    assert "days of the new: 2025-03-14 1" in done.stdout
    assert (digest / "seeds" / "2025-03-14-evening.txt").read_text() == NEW


def test_dump_that_no_build_would_take_is_refused_as_a_build_refuses_it(digest: Path):
    """What is wrong with a dump is said with the name and line that a build would say, before anything is written."""
    before = _inputs(digest)
    (digest.parent / "page.txt").write_bytes(b"Title\n\xff\n")
    done = run_broadsheet("add", "../page.txt", "--date", "2025-03-15", "--yes", cwd=digest)
    assert done.returncode == 1
    assert done.stderr.startswith("seeds/2025-03-15.txt:2: byte 0xFF in column 1 is not UTF-8; ")
    assert _inputs(digest) == before


def test_rejected_lines_are_named(digest: Path):
    """Lines that no paper can be made of are named with place and reason, and counted; a dump may be compressed."""
    (digest / "site.yaml").write_text(
        CONFIG.replace("]\ntopics", ', {path: "more/*.jsonl"}]\ntopics')
    )
    lines = '{"title": "A lamp", "abstract": "We show a lamp that shines."}\n{"title": 7\n'
    (digest.parent / "got.jsonl").write_bytes(gzip.compress(lines.encode()))
    done = run_broadsheet("add", "../got.jsonl", "--source", "more/*.jsonl", "--yes", cwd=digest)
    assert done.returncode == 0
    assert done.stderr.startswith("more/got.jsonl:2: ")
    assert done.stderr.endswith(" (rejected)\n")
    assert "  1 paper: 1 new, 0 known; 1 line rejected\n" in done.stdout
    assert "topics of the new: none 1" in done.stdout
    assert 'date_pattern: "%Y-%m-%d"' in done.stdout, "what has no day could get one"
    assert (digest / "more" / "got.jsonl").is_file(), "the first dump of a source"


def test_source_is_asked_for_where_several_could_take_it(digest: Path):
    """Of several sources that one takes a dump which alone can read it; else --source says which."""
    two = ', {path: "bib/*.bib", format: bibtex}]\ntopics'
    (digest / "site.yaml").write_text(CONFIG.replace("]\ntopics", two))
    arguments = ("add", "../page.txt", "--date", "2025-03-15", "--dry-run")
    assert "seeds/2025-03-15.txt" in run_broadsheet(*arguments, cwd=digest).stdout
    three = ', {path: "pages/*.txt", date_pattern: "%Y-%m-%d"}]\ntopics'
    (digest / "site.yaml").write_text(CONFIG.replace("]\ntopics", three))
    done = run_broadsheet(*arguments, cwd=digest)
    assert (done.returncode, done.stderr) == (
        1,
        '2 sources could take the dump ("seeds/*.txt", "pages/*.txt"); expected one; name it with --source\n',
    )
    done = run_broadsheet(*arguments, "--source", "pages/*.txt", cwd=digest)
    assert done.stdout.startswith("pages/2025-03-15.txt (")
    done = run_broadsheet(*arguments, "--source", "page/*.txt", cwd=digest)
    assert done.stderr.startswith(
        '--source "page/*.txt" is the path of no source; expected one of '
    )


@pytest.mark.parametrize(
    ("pattern", "date_pattern", "arguments", "named"),
    [
        ("in/page-*.txt", "page-%Y-%m-%d", ("--date", "2025-03-05"), "in/page-2025-03-05.txt"),
        ("in/*.txt", "%d%b%Y", ("--date", "2025-03-05"), "in/05Mar2025.txt"),
        ("in/**/*.txt", "%G-W%V", ("--date", "2025-03-05"), "in/2025-W10.txt"),
        ("in/2025/day.txt", None, (), "in/2025/day.txt"),
        ("in/*/*.txt", None, ("--name", "in/a/b.txt"), "in/a/b.txt"),
        ("in/*.txt", None, (), "in/page.txt"),
    ],
)
def test_name_is_one_that_the_source_finds(
    tmp_path: Path, pattern: str, date_pattern: str | None, arguments: tuple[str, ...], named: str
):
    """A dump is named by its day as the source reads it in names, or keeps its own name."""
    dated = f', date_pattern: "{date_pattern}"' if date_pattern else ""
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "site.yaml").write_text(
        f'site: {{title: X}}\nsources: [{{path: "{pattern}"{dated}}}]\n'
    )
    (tmp_path / "page.txt").write_text(NEW)
    done = run_broadsheet("add", "../page.txt", "--yes", *arguments, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(_inputs(folder)) == sorted([named, "site.yaml"])


@pytest.mark.parametrize(
    ("sources", "arguments", "said"),
    [
        ('{path: "in/*.txt", date_pattern: "%Y-%m-%d"}', (), "the dump has no day for its name; "),
        ('{path: "in/*/*.txt"}', (), 'the source "in/*/*.txt" in site.yaml:2 leaves open '),
        ('{path: "in/*.txt"}', ("--name", "in/a.bib"), '"in/a.bib" is no name that the source '),
        ('{path: "in/*.txt"}', ("--name", "../a.txt"), '"../a.txt" is no name that the source '),
        ('{path: "-"}', (), "site.yaml: standard input is the only source; "),
        (
            '{path: "in/a*"}, {path: "in/*.txt"}',
            ("--source", "in/*.txt", "--name", "a.txt"),
            '"in/a.txt" would be read by another source, "in/a*" in site.yaml:2, ',
        ),
        (
            '{path: "in/*.txt", date_pattern: "%Y-%m-%d"}',
            ("--name", "a.txt"),
            '"in/a.txt" holds no day as the date_pattern ',
        ),
    ],
)
def test_place_that_cannot_be_is_refused(
    tmp_path: Path, sources: str, arguments: tuple[str, ...], said: str
):
    """A name that is missing, that no source or another one would find, or that has no day, is one clear line."""
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "site.yaml").write_text(f"site: {{title: X}}\nsources: [{sources}]\n")
    (tmp_path / "page.txt").write_text(NEW)
    done = run_broadsheet("add", "../page.txt", "--yes", *arguments, cwd=folder)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert list(files_of(tmp_path)) == ["digest/site.yaml", "page.txt"]


def test_standard_input_is_added(digest: Path):
    """A dump comes from a pipe with its day and --yes, as a job at night sends it."""
    done = _piped(digest, NEW.encode(), "--date", "2025-03-15", "--yes")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (digest / "seeds" / LATE).read_text() == NEW


def test_script_of_the_manual_runs(digest: Path):
    """The script of docs/daily.md, with a feed that was fetched, adds it and builds the site."""
    manual = (CHECKOUT / "docs" / "daily.md").read_text(encoding="utf-8")
    script = manual.partition("```sh\n")[2].partition("```")[0]
    (digest / "site.yaml").write_text(
        CONFIG.replace("]\ntopics", ', {path: "arxiv/*.xml"}]\ntopics')
    )
    tools = digest.parent / "tools"
    tools.mkdir()
    feed = CHECKOUT / "tests" / "data" / "sources" / "arxiv_daily_atom.xml"
    for name, text in {
        "curl": f'for last; do :; done; cp "{feed}" "$last"',
        "broadsheet": f'exec {sys.executable} -W error -m generator "$@"',
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", script.replace("/srv/my-digest", str(digest))],
        env=process_environment({"PATH": f"{tools}:{os.environ['PATH']}"}),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert "added arxiv/" in done.stdout
    assert (digest / "public" / "index.html").is_file()


def test_page_is_pasted_into_a_terminal(digest: Path):
    """On a terminal lines of any length can be pasted up to Ctrl+D; then the day and the consent are asked for."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "generator", "add", "-"],
        cwd=digest,
        env=process_environment({"TERM": "dumb"}),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    os.close(theirs)
    assert child.stdout is not None
    try:
        assert "then press Ctrl+D" in child.stdout.readline()
        long = f"{RIVERS_TITLE}\n{RIVERS} {'It matters more than the slope. ' * 300}\n"
        for start in range(0, len(long), 1000):
            os.write(ours, long[start : start + 1000].encode())
            time.sleep(0.01)
            os.set_blocking(ours, False)
            with contextlib.suppress(BlockingIOError):
                os.read(ours, 100_000)  # what a terminal shows of it
            os.set_blocking(ours, True)
        os.write(ours, b"\x04")
        _until(child, "Of which day is it?")
        os.write(ours, b"2025-03-15\n")
        _until(child, "Add it? [y/N]")
        os.write(ours, b"y\n")
        assert "added seeds/2025-03-15.txt" in child.communicate(timeout=20)[0]
    finally:
        child.kill()
        child.communicate()
        os.close(ours)
    assert child.returncode == 0
    assert (digest / "seeds" / LATE).read_text() == long


def _until(child: subprocess.Popen[str], said: str) -> None:
    """Read what a process says until it asks."""
    assert child.stdout is not None
    text = ""
    while said not in text:
        piece = child.stdout.read(1)
        assert piece, text
        text += piece
