"""Sites in a store: `broadsheet build --output s3://...`, with what fails meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.artifacts import Artifact
from generator.errors import OutputError
from generator.publish import MANIFEST
from generator.publish.stored_site import StorePublication
from generator.stores import open_store
from tests import s3
from tests.checked import BASE
from tests.clusters import Cluster
from tests.support import files_of, process_environment, run_broadsheet

POINTER = ".broadsheet.current.json"


@pytest.fixture(scope="module")
def amazon() -> Iterator[s3.S3]:
    with s3.serving() as found:
        yield found


@pytest.fixture
def store(amazon: s3.S3) -> Iterator[s3.S3]:
    amazon.asked.clear()
    yield amazon
    amazon.before = lambda *_: False


@pytest.fixture
def digest(woods: Path, tmp_path: Path) -> Path:
    """A small digest with the site that stands in its folder `public`."""
    return Path(shutil.copytree(woods, tmp_path / "digest"))


@pytest.fixture
def place() -> str:
    """A folder of the bucket of the test's own."""
    return uuid.uuid4().hex


def build(
    digest: Path, store: s3.S3, place: str, *options: str
) -> subprocess.CompletedProcess[str]:
    """Build to the store."""
    target = ("--output", f"s3://{s3.BUCKET}/{place}", "--base-url", BASE)
    return run_broadsheet("build", *target, *options, cwd=digest, environment=store.environment)


def built(digest: Path, store: s3.S3, place: str, *options: str) -> None:
    """Build to the store."""
    done = build(digest, store, place, *options, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")


def change(digest: Path) -> None:
    """Give a topic another title, and build the folder's site, for comparison."""
    settings = digest / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("title: Hedges", "title: Hedgerows"), encoding="utf-8")
    assert text != settings.read_text(encoding="utf-8")
    done = run_broadsheet("build", "--quiet", "--base-url", BASE, cwd=digest)
    assert done.returncode == 0, done.stderr


def current(store: s3.S3, place: str) -> dict[str, str]:
    """Give what names the version that is served."""
    found: dict[str, str] = json.loads(store.objects(place)["current.json"])
    return found


def site(store: s3.S3, place: str) -> dict[str, bytes]:
    """Give the files of the version that is served."""
    found = store.objects(f"{place}/{current(store, place)['path'].rstrip('/')}")
    assert found.pop(POINTER) == store.objects(place)["current.json"]
    return found


def versions(store: s3.S3, place: str) -> list[str]:
    """Give the names of all versions."""
    return sorted(
        {path.split("/")[1] for path in store.objects(place) if path.startswith("versions/")}
    )


def test_site_in_a_store_is_that_of_a_folder(digest: Path, store: s3.S3, place: str):
    """All files have the same bytes, the one that names them comes last, and each says what it is."""
    done = build(digest, store, place, "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout
    assert site(store, place) == files_of(digest / "public")
    assert f"in s3://{s3.BUCKET}/{place}: 114 written, 0 unchanged" in printed
    assert store.asked[-1] == ("PUT", f"/{s3.BUCKET}/{place}/current.json")
    assert {kind for kind, _ in store.asked} == {"PUT"}
    client, top = store.client(), f"{place}/{current(store, place)['path']}"
    style = next(path for path in site(store, place) if path.endswith(".css"))
    for path, kind, lifetime in (
        ("index.html", "text/html; charset=utf-8", "public, max-age=60"),
        (style, "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("service-worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("data/papers.jsonl", "application/x-ndjson", "public, max-age=60"),
    ):
        head = client.head_object(Bucket=s3.BUCKET, Key=top + path)
        assert (head["ContentType"], head["CacheControl"]) == (kind, lifetime)
    head = client.head_object(Bucket=s3.BUCKET, Key=f"{place}/current.json")
    assert (head["ContentType"], head["CacheControl"]) == ("application/json", "no-cache")


def test_only_what_changed_is_sent(digest: Path, store: s3.S3, place: str):
    """What the version before has with the same bytes is copied there; that version stays, and older ones go."""
    built(digest, store, place)
    first = current(store, place)["version"]
    before = files_of(digest / "public")
    change(digest)
    after = files_of(digest / "public")
    store.asked.clear()
    built(digest, store, place)
    assert site(store, place) == after
    assert versions(store, place) == [first, current(store, place)["version"]]
    assert current(store, place)["before"] == first
    differ = {path for path in after if before.get(path) != after[path]}
    top = f"/{s3.BUCKET}/{place}/{current(store, place)['path']}"
    sent = {path.removeprefix(top) for kind, path in store.asked if kind == "PUT"}
    assert sent == differ | {POINTER, f"/{s3.BUCKET}/{place}/current.json"}
    copied = {path.removeprefix(top) for kind, path in store.asked if kind == "COPY"}
    assert copied == after.keys() - differ
    second = current(store, place)["version"]
    built(digest, store, place, "--clean")
    assert site(store, place) == after
    assert versions(store, place) == [second, current(store, place)["version"]]


@pytest.mark.parametrize("forgotten", [False, True])
def test_nothing_changed_writes_nothing(digest: Path, store: s3.S3, place: str, *, forgotten: bool):
    """Whether the digest's own store still knows of the last build or not."""
    built(digest, store, place)
    before = store.objects(place)
    if forgotten:
        shutil.rmtree(digest / ".broadsheet")
    store.asked.clear()
    printed = build(digest, store, place).stdout
    assert "0 written, 114 unchanged, 0 removed" in printed
    assert store.asked == []
    assert store.objects(place) == before


def test_file_that_somebody_removed_comes_back(digest: Path, store: s3.S3, place: str):
    """A build sees that the version that is served is not whole."""
    built(digest, store, place)
    key = f"{place}/{current(store, place)['path']}index.html"
    store.client().delete_object(Bucket=s3.BUCKET, Key=key)
    assert "1 written, 113 unchanged" in build(digest, store, place).stdout
    assert site(store, place) == files_of(digest / "public")


def test_build_that_is_killed_leaves_the_site_as_it_was(digest: Path, store: s3.S3, place: str):
    """Nothing of it is served; the next build removes what it wrote."""
    built(digest, store, place)
    served, first = store.objects(place), current(store, place)["version"]
    change(digest)
    command = [sys.executable, "-m", "generator", "build", "--base-url", BASE]
    process = subprocess.Popen(
        [*command, "--output", f"s3://{s3.BUCKET}/{place}"],
        cwd=digest,
        env=process_environment(store.environment),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    count = iter(range(1000))

    def kill(kind: str, path: str) -> bool:  # noqa: ARG001 - as it is called
        if next(count) == 20:
            os.kill(process.pid, signal.SIGKILL)
        return False

    store.before = kill
    assert process.wait(60) == -signal.SIGKILL
    store.before = lambda *_: False
    left = versions(store, place)
    assert len(left) == 2
    assert served.items() <= store.objects(place).items()
    built(digest, store, place)
    assert site(store, place) == files_of(digest / "public")
    assert versions(store, place) == [first, current(store, place)["version"]]


@pytest.mark.parametrize("last", ["index.html", "current.json"])
def test_store_that_starts_to_refuse_ends_the_build(
    digest: Path, store: s3.S3, place: str, last: str
):
    """One line of message, three tries of what was refused, exit 1, and the site as it was; the store heals, and so does the next build."""
    built(digest, store, place)
    served = store.objects(place)
    change(digest)
    refusing: list[str] = []

    def refuse(kind: str, path: str) -> bool:
        if refusing or (kind == "PUT" and path.endswith(last)):
            refusing.append(path)
        return bool(refusing)

    store.before = refuse
    done = build(digest, store, place)
    assert done.returncode == 1
    assert re.fullmatch(
        rf"s3://{s3.BUCKET}/{place}/\S+: cannot be written \([^\n]*reduce your request rate[^\n]*\); expected a store that answers and allows "
        r"it; [^\n]*, and try again\n",
        done.stderr,
    ), done.stderr
    assert max(refusing.count(path) for path in refusing) == 3
    store.before = lambda *_: False
    assert served.items() <= store.objects(place).items()
    built(digest, store, place)
    assert site(store, place) == files_of(digest / "public")
    assert len(versions(store, place)) == 2


def test_store_that_goes_away_ends_the_build(digest: Path, place: str):
    """A store that nobody answers for any more is an error of one line; the site is as it was."""
    with s3.serving() as other:
        built(digest, other, place)
        change(digest)
        served = other.objects(place)

        def leave(*_: str) -> bool:
            raise ConnectionResetError

        other.before = leave
        done = build(digest, other, place)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert other.objects(place) == served
    done = build(digest, other, place)
    assert done.returncode == 1
    assert re.fullmatch(
        r"s3://\S+/current.json: cannot be read \(Could not connect[^\n]*\n", done.stderr
    )


def test_failed_build_removes_what_it_wrote(digest: Path, store: s3.S3, place: str):
    """A mistake that shows when files are made already, and feeds that would lose entries, leave nothing behind."""
    built(digest, store, place)
    served = store.objects(place)
    settings = digest / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("slug: hedges", "slug: fences"), encoding="utf-8")
    done = build(digest, store, place)
    assert done.returncode == 1
    path = current(store, place)["path"]
    assert f"s3://{s3.BUCKET}/{place}/{path}topics/hedges/feed.xml: the feed and its" in done.stderr
    assert store.objects(place) == served


def test_second_build_at_once_is_refused(place: str, store: s3.S3, tmp_path: Path, monkeypatch):
    """Of two builds that begin with the same version one is published, and the other leaves nothing."""
    for key, value in store.environment.items():
        monkeypatch.setenv(key, value)
    there = open_store(f"s3://{s3.BUCKET}/{place}")
    for again in (1, 2):

        def build_both(again: int = again) -> None:
            with StorePublication(there, work=tmp_path / "slow") as slow:
                page = Artifact(path="index.html", data=b"slow %d" % again)
                slow.add(slow.writer.write(page))
                with StorePublication(there, work=tmp_path / "quick") as quick:
                    page = Artifact(path="index.html", data=b"quick %d" % again)
                    quick.add(quick.writer.write(page))
                    quick.commit()
                slow.commit()

        said = "another build was published here meanwhile; expected one at a time"
        with pytest.raises(OutputError, match=said):
            build_both()
        assert site(store, place)["index.html"] == b"quick %d" % again
        assert len(versions(store, place)) == again


def test_version_before_can_be_served_again(digest: Path, store: s3.S3, place: str):
    """What lies with a version makes it the one that is served; the next build goes on from there."""
    built(digest, store, place)
    first, before = current(store, place), site(store, place)
    change(digest)
    built(digest, store, place)
    store.put(f"{place}/current.json", store.objects(place)[f"{first['path']}{POINTER}"])
    assert (current(store, place), site(store, place)) == (first, before)
    built(digest, store, place)
    assert site(store, place) == files_of(digest / "public")
    assert versions(store, place) == [first["version"], current(store, place)["version"]]


def test_what_is_of_others_stays(digest: Path, store: s3.S3, place: str):
    """A build touches nothing but its versions, and refuses a `current.json` that is none of a build's."""
    for name in ("notes.txt", "versions/notes.txt", "versions/mine/index.html"):
        store.put(f"{place}/{name}", b"mine")
    for _ in range(3):
        built(digest, store, place, "--clean")
    objects = store.objects(place)
    assert [
        objects[name] for name in ("notes.txt", "versions/notes.txt", "versions/mine/index.html")
    ] == [b"mine"] * 3
    store.put(f"{place}/current.json", b'{"version": "../../x", "manifest": "", "format": 1}')
    done = build(digest, store, place)
    assert (done.returncode, done.stderr) == (
        1,
        f"s3://{s3.BUCKET}/{place}/current.json: is not from a build; expected the version of a site that a build put there; "
        "move it away, or choose another --output\n",
    )


def test_workers_of_a_cluster_write_to_the_store(
    digest: Path, store: s3.S3, place: str, tmp_path: Path
):
    """Their site is that of a folder."""
    cluster = Cluster(tmp_path)
    try:
        cluster.start_workers(2, environment=store.environment)
        built(digest, store, place, "--executor", cluster.address)
    finally:
        cluster.close()
    assert site(store, place) == files_of(digest / "public")


def test_folder_by_url_is_a_store(digest: Path, store: s3.S3, tmp_path: Path):
    """A site by `file://` has the same versions as one anywhere else."""
    for number in (1, 2):
        options = ("--output", f"file://{tmp_path}/stored", "--base-url", BASE, "--clean")
        done = run_broadsheet("build", *options, cwd=digest, environment=store.environment)
        assert (done.returncode, done.stderr) == (0, "")
        pointer = json.loads((tmp_path / "stored" / "current.json").read_bytes())
        found = files_of(tmp_path / "stored" / pointer["path"])
        assert found.pop(POINTER)
        assert found[MANIFEST]
        assert found == files_of(digest / "public")
        assert len(list((tmp_path / "stored" / "versions").iterdir())) == number


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (
            ("build", "--keep-others"),
            1,
            "--keep-others: s3://nowhere/site is a store, where each build has a folder of its own and nothing of others is touched; "
            "expected a folder as --output; leave --keep-others out",
        ),
        *(
            (
                (*command, "--port", "0") if command == ("serve",) else command,
                2,
                "s3://nowhere/site is a URL; expected a folder, for files are read from there one by one; build into one, and name that.",
            )
            for command in (("check",), ("serve",), ("search", "trees"))
        ),
    ],
)
def test_what_a_folder_alone_can_do_is_refused(digest: Path, store: s3.S3, command, status, said):
    """Each command says whether it takes a URL."""
    done = run_broadsheet(
        *command, "--output", "s3://nowhere/site", cwd=digest, environment=store.environment
    )
    assert done.returncode == status
    assert said in done.stderr
