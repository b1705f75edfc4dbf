"""Sources by URL: dumps in a store, read as files are."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.interface import read_papers
from generator.sources.urls import found_objects, source_fault
from tests import s3
from tests.support import (
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    run_broadsheet,
)


@pytest.fixture(scope="module")
def amazon() -> Iterator[s3.S3]:
    with s3.serving() as found:
        yield found


class Digest:
    """A digest whose dumps are in a folder of the bucket."""

    def __init__(self, folder: Path, store: s3.S3) -> None:
        self.folder, self.store, self.place = folder, store, uuid.uuid4().hex
        self.settings(f"{self.url}/**/*.jsonl")

    @property
    def url(self) -> str:
        return f"s3://{s3.BUCKET}/{self.place}"

    def settings(self, *paths: str, more: str = "") -> None:
        """Write site.yaml."""
        listed = "".join(f"  - {{path: '{path}'{more}}}\n" for path in paths)
        text = f"site: {{title: My digest, url: 'https://digest.example/'}}\nsources:\n{listed}"
        (self.folder / "site.yaml").write_text(text, encoding="utf-8")

    def put(self, name: str, *papers: tuple[str, str]) -> None:
        """Put a dump into the store."""
        self.store.put(f"{self.place}/{name}", lines(*papers))

    def run(self, *arguments: str):
        self.store.read.clear()
        return run_broadsheet(*arguments, cwd=self.folder, environment=self.store.environment)

    def fetched(self) -> list[str]:
        """Give the dumps that the last command fetched."""
        top = f"/{s3.BUCKET}/{self.place}/"
        return sorted({path.removeprefix(top) for path in self.store.read})


def lines(*papers: tuple[str, str]) -> bytes:
    rows = [json.dumps({"title": title, "abstract": abstract}) for title, abstract in papers]
    return "".join(f"{row}\n" for row in rows).encode()


@pytest.fixture
def digest(tmp_path: Path, amazon: s3.S3) -> Digest:
    return Digest(tmp_path, amazon)


def test_dumps_in_a_store_are_read_as_files_are(digest: Digest, tmp_path: Path):
    """A glob finds objects at any depth, sorted by name; the site is that of the same dumps in a folder, but for where papers come from."""
    digest.put("dumps/2025/b-2025-03-15.jsonl", (TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS))
    digest.put("dumps/a-2025-03-14.jsonl", (SORTING_TITLE, SORTING))
    digest.put("dumps/notes.txt", ("no dump", "no dump"))
    more = ", date_pattern: '%Y-%m-%d'"
    digest.settings(f"{digest.url}/dumps/**/*.jsonl", more=more)
    done = digest.run("build", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    built = files_of(tmp_path / "public")
    papers = [json.loads(line) for line in built["data/papers.jsonl"].splitlines()]
    found = {paper["title"]: (paper["dates"], paper["sources"][0]) for paper in papers}
    url = f"{digest.url}/dumps/2025/b-2025-03-15.jsonl"
    assert found[RIVERS_TITLE] == (["2025-03-15"], {"path": url, "line": 2, "format": "jsonl"})
    assert found[SORTING_TITLE][0] == ["2025-03-14"]
    for name in ("2025/b-2025-03-15.jsonl", "a-2025-03-14.jsonl"):
        file = tmp_path / "dumps" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(digest.store.objects(f"{digest.place}/dumps")[name])
    digest.settings("dumps/**/*.jsonl", more=more)
    assert digest.run("build", "--quiet").returncode == 0
    local = files_of(tmp_path / "public")
    # Where a paper was read stands on its page, and in its data.
    of_papers = ("papers/", "data/", "offline/", ".broadsheet.json")
    rest = {path for path in local if not path.startswith(of_papers)}
    assert local.keys() == built.keys()
    assert {path for path in rest if local[path] != built[path]} == set()


def test_source_that_did_not_change_is_not_fetched_again(digest: Digest):
    """A listing tells; of several dumps only the changed one is read, and where none changed no byte is."""
    digest.put("a.jsonl", (SORTING_TITLE, SORTING))
    digest.put("b.jsonl", (TREES_TITLE, TREES))
    assert digest.run("build", "--quiet").returncode == 0
    assert digest.fetched() == ["a.jsonl", "b.jsonl"]
    digest.put("b.jsonl", (TREES_TITLE, TREES))
    done = digest.run("build")
    assert (digest.fetched(), "0 written" in done.stdout) == ([], True)
    digest.put("b.jsonl", (TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS))
    done = digest.run("build")
    assert (digest.fetched(), done.stdout.startswith("3 papers")) == (["b.jsonl"], True)
    done = digest.run("check", "--quiet")
    assert (done.returncode, done.stderr, digest.fetched()) == (0, "", [])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "{url}/*.jsonl",
            'site.yaml:3: source "{url}/*.jsonl" matches no object; expected the URL of a dump, or a glob of some; correct it, or put '
            "the dump there\n",
        ),
        (
            "s3://nowhere/a.jsonl",
            "s3://nowhere/a.jsonl: cannot be read (The specified bucket does not exist); expected a store that answers and allows it; "
            "look at the URL, at the credentials and what they may do, and whether the store is reached from here, and try again\n",
        ),
        (
            "gs://bucket/a.jsonl",
            'site.yaml:3: source "gs://bucket/a.jsonl": gcsfs cannot be imported; expected what gs:// needs; run `pip install gcsfs`\n',
        ),
        (
            "http://example.org/a.jsonl",
            'site.yaml:3: source "http://example.org/a.jsonl": "http://" is no store that is known; expected s3://, gs://, az://, '
            "sftp:// or file://; correct it\n",
        ),
        (
            "sftp://ann:secret@example.org/a.jsonl",
            'site.yaml:3: source "sftp://ann:***@example.org/a.jsonl": has a password, and where papers come from is published; expected '
            "a URL without one; leave it out, and give it to the library of the store (docs/stores.md)\n",
        ),
    ],
)
def test_url_that_gives_nothing_is_told_with_its_place(digest: Digest, path: str, said: str):
    """One line, exit 1, and no site."""
    digest.settings(path.format(url=digest.url))
    done = digest.run("build", "--quiet")
    assert (done.returncode, done.stderr) == (1, said.format(url=digest.url))
    assert not (digest.folder / "public").exists()


def test_broken_line_is_told_with_its_url(digest: Digest, tmp_path: Path):
    """Rejected lines name the object, also where the settings are in another folder."""
    digest.store.put(f"{digest.place}/a.jsonl", lines((SORTING_TITLE, SORTING)) + b"{broken\n")
    done = run_broadsheet(
        "build", "--quiet", "--config", tmp_path / "site.yaml", cwd="/", environment=digest.store.environment
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.startswith(f"{digest.url}/a.jsonl:2: ")


def test_other_commands_say_what_they_do_with_urls(digest: Digest, tmp_path: Path):
    """`papers` reads them, `add` puts nothing there, `init` begins with files."""
    digest.put("a.jsonl", (SORTING_TITLE, SORTING))
    done = digest.run("papers", "--format", "jsonl")
    assert json.loads(done.stdout)["title"] == SORTING_TITLE
    (tmp_path / "new.jsonl").write_bytes(lines((TREES_TITLE, TREES)))
    done = digest.run("add", "new.jsonl", "--yes")
    assert (done.returncode, "a URL is the only source; expected one with a folder" in done.stderr) == (1, True)  # fmt: skip
    digest.settings("seeds/*.jsonl", f"{digest.url}/*.jsonl")
    done = digest.run("add", "new.jsonl", "--yes", "--source", f"{digest.url}/*.jsonl")
    assert (done.returncode, "is a URL; expected a source with a folder" in done.stderr) == (1, True)  # fmt: skip
    done = digest.run("add", "new.jsonl", "--yes", "--date", "2025-03-14")
    assert (done.returncode, "1 paper: 1 new, 0 known" in done.stdout) == (0, True), done.stderr
    done = digest.run("init", "other", "--from", f"{digest.url}/*.jsonl")
    assert (done.returncode, "is a URL; expected files, folders or globs" in done.stderr) == (2, True)  # fmt: skip


def test_patterns_find_what_globs_of_paths_find(tmp_path: Path):
    """In a folder by `file://` a pattern finds the files that `Path.glob` finds."""
    for name in ("a.txt", "b.txt", "c.md", "d/a.txt", "d/e/a.txt", "d/e/f/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for pattern in ("*.txt", "**/*.txt", "d/*/a.txt", "[ab].txt", "d/**/b.txt", "?.md", "a.txt", "x", "x/*"):  # fmt: skip
        wanted = sorted(f"file://{path}" for path in tmp_path.glob(pattern))
        assert sorted(found_objects(f"file://{tmp_path}/{pattern}")) == wanted, pattern


def test_papers_are_read_by_url_in_python(tmp_path: Path):
    """`read_papers` takes URLs too."""
    (tmp_path / "a.jsonl").write_bytes(lines((SORTING_TITLE, SORTING)))
    (paper,) = read_papers(f"file://{tmp_path}/a.jsonl").papers
    assert paper.title == SORTING_TITLE


def test_glob_is_no_fault_of_a_url():
    """Signs that no store's URL may have are what a pattern is made of."""
    assert source_fault("s3://bucket/[ab]*/?.jsonl") is None
