"""Builds on a cluster whose workers share no folder with who calls them: a store that answers as S3 does has all that both need.

Workers refuse every path below the folder in which the digests lie (`tests/apart.py`), as if they were on other machines.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import s3
from tests.clusters import Cluster
from tests.s3 import BUCKET, S3
from tests.support import files_of, run_broadsheet
from tests.test_benchmarks import make_corpus

# From 5,001 on two documents share a file of the search, which spares the store 2,500 objects.
PAPERS, FEW = 5_040, 150
WORKERS = 3


@pytest.fixture(scope="module")
def store() -> Iterator[S3]:
    with s3.serving() as found:
        yield found


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of who calls, into which no worker looks."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, store: S3, own: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        environment = {**store.environment, "APART": str(own)}
        made.start_workers(WORKERS, environment=environment, preload="tests.apart")
        yield made
    finally:
        made.close()


def _corpus(folder: Path, papers: int) -> Path:
    """Make a digest, with the site that one process makes of it."""
    make_corpus(folder, papers)
    done = run_broadsheet("build", "--executor", "serial", "--clean", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def small(own: Path) -> Path:
    return _corpus(own / "small", FEW)


@pytest.fixture
def digest(small: Path, own: Path, request: pytest.FixtureRequest) -> Path:
    """A small digest, to be changed."""
    return Path(shutil.copytree(small, own / request.node.name))


def _build(cluster: Cluster, store: S3, output: str | Path, *more: str, cwd: Path, work: str = "work"):  # fmt: skip
    return run_broadsheet(
        *(
            "build",
            "--quiet",
            "--executor",
            cluster.address,
            "--output",
            output,
            "--accept-feed-changes",
        ),
        *("--work", f"s3://{BUCKET}/{work}", *more),
        cwd=cwd,
        environment=store.environment,
    )


def _alone(digest: Path) -> dict[str, bytes]:
    """Give the site that one process makes of a digest, from nothing."""
    output = digest / "alone"
    done = run_broadsheet(
        *("build", "--executor", "serial", "--clean", "--quiet", "--output", output), cwd=digest
    )
    assert done.returncode == 0, done.stderr
    return files_of(output)


def test_small_changes_give_the_site_of_one_process(
    digest: Path, cluster: Cluster, store: S3, tmp_path: Path
):
    """Builds go on from what lies in the store, whatever became of that in between; what is of no use there goes."""
    own = digest / "templates"
    own.mkdir()
    (own / "base.html").write_text('{% extends "shipped/base.html" %}{% block foot %}<p>Ours</p>{% endblock %}')  # fmt: skip
    settings = digest / "site.yaml"
    settings.write_text(f"{settings.read_text()}\ntheme: {{templates: templates}}\n")
    papers = digest / "papers" / "all.jsonl"
    lines = papers.read_text(encoding="utf-8").splitlines(keepends=True)
    output, work = tmp_path / "site", f"work/{digest.name}"
    seen = []
    for lost in ("", ".arrow", ".features", ".vectors", "s"):
        if lost:
            store.forget(work, lost)
        done = _build(cluster, store, output, cwd=digest, work=work)
        assert (done.returncode, done.stderr) == (0, "")
        seen.append(set(store.objects(work)))
        lines = lines[7:]
        papers.write_text("".join(lines), encoding="utf-8")
        # Rules that take papers otherwise, for which workers read what they put away.
        text = settings.read_text().replace("any: [", "any: [paper, ", 1)
        settings.write_text(text)
    done = _build(cluster, store, output, cwd=digest, work=work)
    assert done.returncode == 0, done.stderr
    assert files_of(output) == _alone(digest)
    vectors = {".seen", ".vectors", ".lists"}
    assert {Path(key).suffix for key in seen[-1]} == {".arrow", ".texts", ".features", *vectors}
    assert len(seen[-1]) < 2 * len(seen[0])


def test_check_finds_the_same(digest: Path, cluster: Cluster, store: S3, tmp_path: Path):
    """A check by such workers says what one process says."""
    output = Path(shutil.copytree(digest / "public", tmp_path / "site"))
    for page in sorted((output / "papers").iterdir())[::9]:
        (page / "index.html").write_bytes(b"<p><a href=../no/>")
    found = []
    for options in (("serial",), (cluster.address, "--work", f"s3://{BUCKET}/check")):
        done = run_broadsheet(
            *("check", "--format", "json", "--output", output, "--executor", *options),
            cwd=digest,
            environment=store.environment,
        )
        assert done.returncode == 1, done.stderr
        found.append(json.loads(done.stdout)["findings"])
    assert found[0] == found[1]


def test_store_that_is_not_there_ends_the_build(digest: Path, cluster: Cluster, store: S3):
    """A bucket that there is not is told of in a line, and the site stays."""
    before = files_of(digest / "public")
    done = run_broadsheet(
        *("build", "--quiet", "--clean", "--executor", cluster.address, "--work", "s3://nowhere/x"),
        cwd=digest,
        environment=store.environment,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert done.stderr.startswith("s3://nowhere/x/")
    assert "expected a store that answers and allows it" in done.stderr
    assert files_of(digest / "public") == before


def test_store_that_is_lost_ends_the_build(
    digest: Path, cluster: Cluster, store: S3, tmp_path: Path
):
    """When what workers shared is gone while a site is made, a line says so, the site stays, and the next build makes it right."""
    output = Path(shutil.copytree(digest / "public", tmp_path / "site"))
    before, work = files_of(output), f"work/{digest.name}"
    (digest / "site.yaml").write_text((digest / "site.yaml").read_text().replace("title: ", "title: Another ", 1))  # fmt: skip
    over = threading.Event()

    def lose() -> None:
        while not over.wait(0.01):
            store.forget(work, ".arrow")

    thread = threading.Thread(target=lose)
    thread.start()
    done = _build(cluster, store, output, "--clean", cwd=digest, work=work)
    over.set()
    thread.join()
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "is not there; expected papers that a worker put there; build again" in done.stderr
    assert files_of(output) == before
    done = _build(cluster, store, output, cwd=digest, work=work)
    assert done.returncode == 0, done.stderr
    assert files_of(output) == _alone(digest)


def test_site_of_many_papers_is_that_of_one_process(own: Path, cluster: Cluster, store: S3):
    """Three workers that are killed at random make, through a store alone, the bytes that one process makes of 5,000 papers."""
    digest = _corpus(own / "large", PAPERS)
    begun = time.monotonic()
    with cluster.deaths([1.5, 3.0] * 4, seed=5) as killed:
        done = _build(cluster, store, f"s3://{BUCKET}/large", "--clean", cwd=digest, work="work")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(killed) >= 3, time.monotonic() - begun
    assert store.site("large") == files_of(digest / "public")
