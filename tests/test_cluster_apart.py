"""Builds on a cluster whose workers share no folder with who calls them: a store that answers as S3 does has all that both need.

Workers refuse every path below the folder in which the digests lie (`tests/apart.py`), as if they were on other machines.
"""

from __future__ import annotations

import json
import logging
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
PAPERS, FEW = 5_040, 300
WORKERS = 3


@pytest.fixture(scope="module")
def store() -> Iterator[S3]:
    logger = logging.getLogger("werkzeug")
    before = logger.level
    logger.setLevel(logging.ERROR)
    with s3.serving() as found:
        yield found
    logger.setLevel(before)


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


def _told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err
