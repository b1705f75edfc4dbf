"""Sites in a store: `broadsheet build --output s3://...`, with what fails meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
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

PLACE = "site"
URL = f"s3://{s3.BUCKET}/{PLACE}"
POINTER = ".broadsheet.current.json"


@pytest.fixture(scope="module")
def amazon() -> Iterator[s3.S3]:
    with s3.serving() as found:
        yield found


@pytest.fixture(scope="module")
def first(woods: Path, amazon: s3.S3, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """A small digest whose site is in its folder `public` and in the store, and the objects that are there."""
    folder = Path(shutil.copytree(woods, tmp_path_factory.mktemp("first") / "digest"))
    built(folder, amazon)
    return folder, amazon.objects(PLACE)


@pytest.fixture(scope="module")
def second(first, tmp_path_factory) -> Path:
    """The digest after a topic got another title; the folder has its site, the store has not."""
    folder = Path(shutil.copytree(first[0], tmp_path_factory.mktemp("second") / "digest"))
    settings = folder / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("title: Hedges", "title: Hedgerows"), encoding="utf-8")
    assert text != settings.read_text(encoding="utf-8")
    done = run_broadsheet("build", "--quiet", "--base-url", BASE, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def store(amazon: s3.S3, first) -> Iterator[s3.S3]:
    """The store with the first site, to be changed."""
    amazon.restore(PLACE, first[1])
    amazon.asked.clear()
    yield amazon
    amazon.before = lambda *_: False


@pytest.fixture
def digest(first, tmp_path: Path) -> Path:
    """The digest whose site is in the store."""
    return Path(shutil.copytree(first[0], tmp_path / "digest"))


@pytest.fixture
def changed(second: Path, tmp_path: Path) -> Path:
    """The digest after the change."""
    return Path(shutil.copytree(second, tmp_path / "changed"))


def build(digest: Path, store: s3.S3, *options: str) -> subprocess.CompletedProcess[str]:
    """Build to the store."""
    target = ("--output", URL, "--base-url", BASE)
    return run_broadsheet("build", *target, *options, cwd=digest, environment=store.environment)


def built(digest: Path, store: s3.S3, *options: str) -> None:
    """Build to the store."""
    done = build(digest, store, *options, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")


def current(store: s3.S3) -> dict[str, str]:
    """Give what names the version that is served."""
    found: dict[str, str] = json.loads(store.objects(PLACE)["current.json"])
    return found


def site(store: s3.S3) -> dict[str, bytes]:
    """Give the files of the version that is served."""
    found = store.objects(f"{PLACE}/{current(store)['path'].rstrip('/')}")
    assert found.pop(POINTER) == store.objects(PLACE)["current.json"]
    return found


def versions(store: s3.S3) -> list[str]:
    """Give the names of all versions."""
    paths = (path.split("/") for path in store.objects(PLACE))
    return sorted({path[1] for path in paths if path[0] == "versions"})


def test_site_in_a_store_is_that_of_a_folder(digest: Path, store: s3.S3):
    """All files have the same bytes, the one that names them comes last, and each says what it is."""
    store.restore(PLACE, {})
    done = build(digest, store, "--jobs", "2", "--report", "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((digest / "report.json").read_bytes())
    assert report["executor"]["workers"] == 2
    assert site(store) == files_of(digest / "public")
    assert f"in {URL}: 114 written, 0 unchanged" in done.stdout
    assert store.asked[-1] == ("PUT", f"/{s3.BUCKET}/{PLACE}/current.json")
    assert {kind for kind, _ in store.asked} == {"PUT"}
    client, top = store.client(), f"{PLACE}/{current(store)['path']}"
    style = next(path for path in site(store) if path.endswith(".css"))
    for path, kind, lifetime in (
        ("index.html", "text/html; charset=utf-8", "public, max-age=60"),
        (style, "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("service-worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("data/papers.jsonl", "application/x-ndjson", "public, max-age=60"),
    ):
        head = client.head_object(Bucket=s3.BUCKET, Key=top + path)
        assert (head["ContentType"], head["CacheControl"]) == (kind, lifetime)
    head = client.head_object(Bucket=s3.BUCKET, Key=f"{PLACE}/current.json")
    assert (head["ContentType"], head["CacheControl"]) == ("application/json", "no-cache")


def test_only_what_changed_is_sent(digest: Path, changed: Path, store: s3.S3):
    """What the version before has with the same bytes is copied there; that version stays, and older ones go; it can be served again."""
    one, before, after = current(store), files_of(digest / "public"), files_of(changed / "public")
    built(changed, store)
    two = current(store)
    assert site(store) == after
    assert versions(store) == [one["version"], two["version"]]
    assert two["before"] == one["version"]
    differ = {path for path in after if before.get(path) != after[path]}
    top = f"/{s3.BUCKET}/{PLACE}/{two['path']}"
    sent = {path.removeprefix(top) for kind, path in store.asked if kind == "PUT"}
    assert sent == differ | {POINTER, f"/{s3.BUCKET}/{PLACE}/current.json"}
    copied = {path.removeprefix(top) for kind, path in store.asked if kind == "COPY"}
    assert copied == after.keys() - differ
    pointer = store.objects(PLACE)[f"{one['path']}{POINTER}"]
    store.put(f"{PLACE}/current.json", pointer)
    assert (current(store), site(store)) == (one, before)
    built(changed, store)
    assert site(store) == after
    assert versions(store) == [one["version"], current(store)["version"]]


@pytest.mark.parametrize("forgotten", [False, True])
def test_nothing_changed_writes_nothing(digest: Path, store: s3.S3, *, forgotten: bool):
    """Whether the digest's own store still knows of the last build or not."""
    before = store.objects(PLACE)
    if forgotten:
        shutil.rmtree(digest / ".broadsheet")
    assert "0 written, 114 unchanged, 0 removed" in build(digest, store).stdout
    assert (store.asked, store.objects(PLACE)) == ([], before)


def test_file_that_somebody_removed_comes_back(digest: Path, store: s3.S3):
    """A build sees that the version that is served is not whole."""
    key = f"{PLACE}/{current(store)['path']}index.html"
    store.client().delete_object(Bucket=s3.BUCKET, Key=key)
    assert "1 written, 113 unchanged" in build(digest, store).stdout
    assert site(store) == files_of(digest / "public")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_build_that_is_stopped_leaves_the_site_as_it_was(
    changed: Path, store: s3.S3, how: signal.Signals
):
    """Nothing of it is served; it removes what it wrote where it can, and the next build does where it was killed."""
    served, one = store.objects(PLACE), current(store)["version"]
    command = [sys.executable, "-m", "generator", "build", "--base-url", BASE, "--output", URL]
    process = subprocess.Popen(
        command,
        cwd=changed,
        env=process_environment(store.environment),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    numbers = iter(range(1000))

    def kill(*_: str) -> bool:
        if next(numbers) == 20:
            os.kill(process.pid, how)
        return False

    store.before = kill
    killed = how is signal.SIGKILL
    assert process.wait(60) == (-how if killed else 130)
    store.before = lambda *_: False
    assert len(versions(store)) == (2 if killed else 1)
    assert served.items() <= store.objects(PLACE).items()
    built(changed, store)
    assert site(store) == files_of(changed / "public")
    assert versions(store) == [one, current(store)["version"]]


@pytest.mark.parametrize("last", ["index.html", "current.json"])
def test_store_that_starts_to_refuse_ends_the_build(changed: Path, store: s3.S3, last: str):
    """One line of message, three tries of what was refused, exit 1, and the site as it was; the next build goes on when the store does."""
    served = store.objects(PLACE)
    refused: list[str] = []

    def refuse(kind: str, path: str) -> bool:
        if refused or (kind == "PUT" and path.endswith(last)):
            refused.append(path)
        return bool(refused)

    store.before = refuse
    done = build(changed, store)
    assert done.returncode == 1
    assert re.fullmatch(
        rf"{URL}/\S+: cannot be written \([^\n]*reduce your request rate[^\n]*\); expected a store that answers and allows "
        r"it; [^\n]*, and try again\n",
        done.stderr,
    ), done.stderr
    assert max(refused.count(path) for path in refused) == 3
    store.before = lambda *_: False
    assert served.items() <= store.objects(PLACE).items()
    built(changed, store)
    assert site(store) == files_of(changed / "public")
    assert len(versions(store)) == 2


def test_store_that_goes_away_ends_the_build(changed: Path, store: s3.S3):
    """Where connections break, and where nobody answers any more, the build ends with one line and the site is as it was."""
    served = store.objects(PLACE)

    def leave(*_: str) -> bool:
        raise ConnectionResetError

    with s3.serving() as other:
        other.before = leave
        done = build(changed, other)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    done = build(changed, other)
    assert done.returncode == 1
    assert re.fullmatch(
        rf"{URL}/current.json: cannot be read \(Could not connect[^\n]*\n", done.stderr
    )
    assert store.objects(PLACE) == served


def test_failed_build_removes_what_it_wrote(digest: Path, store: s3.S3):
    """Feeds that would lose entries stop a build as in a folder, and nothing is left behind."""
    served, path = store.objects(PLACE), current(store)["path"]
    settings = digest / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("slug: hedges", "slug: fences"), encoding="utf-8")
    done = build(digest, store)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{URL}/{path}topics/hedges/feed.xml: the feed and its ")
    assert store.objects(PLACE) == served


def _page(text: str) -> Artifact:
    return Artifact(path="index.html", data=text.encode())


@pytest.mark.parametrize("kind", ["s3", "file"])
def test_second_build_at_once_is_refused(kind: str, amazon: s3.S3, tmp_path: Path, monkeypatch):
    """Of two builds that begin with the same version one is published, and the other leaves nothing."""
    for key, value in amazon.environment.items():
        monkeypatch.setenv(key, value)
    url = {"s3": f"s3://{s3.BUCKET}/both", "file": f"file://{tmp_path}/both"}[kind]
    there = open_store(url)

    def build_both(number: int) -> None:
        with StorePublication(there, work=tmp_path / "slow") as slow:
            slow.add(slow.writer.write(_page(f"slow {number}")))
            with StorePublication(there, work=tmp_path / "quick") as quick:
                quick.add(quick.writer.write(_page(f"quick {number}")))
                quick.commit()
            slow.commit()

    said = "another build was published here meanwhile; expected one at a time"
    for number in (1, 2):
        with pytest.raises(OutputError, match=said):
            build_both(number)
        path = json.loads(there.read("current.json"))["path"]
        assert there.read(f"{path}index.html") == b"quick %d" % number
        assert len(there.folders("versions")) == number


def test_build_that_fails_late_removes_what_it_wrote(tmp_path: Path):
    """What was written before an error goes, and what stood stays."""
    there = open_store(f"file://{tmp_path}/site")
    with StorePublication(there, work=tmp_path / "work") as site:
        site.add(site.writer.write(_page("one")))
        site.commit()
    served = files_of(tmp_path / "site")

    def fail() -> None:
        with StorePublication(there, work=tmp_path / "work") as site:
            site.add(site.writer.write(_page("two")))
            assert len(there.folders("versions")) == 2
            raise OutputError("a mistake")

    with pytest.raises(OutputError, match="a mistake"):
        fail()
    assert files_of(tmp_path / "site") == served
    assert len(there.folders("versions")) == 1


def test_answer_that_is_lost_harms_nothing(changed: Path, store: s3.S3):
    """Where the last write was done but its answer never came, the site is whole, and so is the next one."""
    refuse = iter(range(1000))

    def done_in_silence(kind: str, path: str) -> bool:
        if not path.endswith("/current.json") or kind != "PUT":
            return False
        if next(refuse) == 0:
            version = versions(store)[-1]
            pointer = store.objects(f"{PLACE}/versions/{version}")[POINTER]
            store.restore(PLACE, {**store.objects(PLACE), "current.json": pointer})
        return True

    store.before = done_in_silence
    assert build(changed, store).returncode == 1
    store.before = lambda *_: False
    assert site(store) == files_of(changed / "public")
    built(changed, store)
    assert site(store) == files_of(changed / "public")


def test_what_is_of_others_stays(digest: Path, store: s3.S3):
    """A build touches nothing but its versions, older ones of these go, and a `current.json` that is none of a build's is refused."""
    of_others = ("notes.txt", "versions/notes.txt", "versions/mine/index.html")
    for name in of_others:
        store.put(f"{PLACE}/{name}", b"mine")
    for _ in range(2):
        before = current(store)["version"]
        built(digest, store, "--clean")
        ours = [name for name in versions(store) if name not in {"mine", "notes.txt"}]
        assert ours == [before, current(store)["version"]]
    assert [store.objects(PLACE)[name] for name in of_others] == [b"mine"] * 3
    store.put(f"{PLACE}/current.json", b'{"version": "../../x", "manifest": "", "format": 1}')
    done = build(digest, store)
    assert (done.returncode, done.stderr) == (
        1,
        f"{URL}/current.json: is not from a build; expected the version of a site that a build put there; "
        "move it away, or choose another --output\n",
    )


def test_workers_of_a_cluster_write_to_the_store(digest: Path, store: s3.S3, tmp_path: Path):
    """Their site is that of a folder."""
    store.restore(PLACE, {})
    cluster = Cluster(tmp_path)
    try:
        cluster.start_workers(1, environment=store.environment)
        built(digest, store, "--executor", cluster.address)
    finally:
        cluster.close()
    assert site(store) == files_of(digest / "public")


def test_folder_by_url_is_a_store(digest: Path, tmp_path: Path):
    """A site by `file://` has versions as one anywhere else."""
    options = ("--output", f"file://{tmp_path}/stored", "--base-url", BASE)
    for _ in range(2):
        done = run_broadsheet("build", *options, cwd=digest)
        assert (done.returncode, done.stderr) == (0, "")
    pointer = json.loads((tmp_path / "stored" / "current.json").read_bytes())
    found = files_of(tmp_path / "stored" / pointer["path"])
    assert found.pop(POINTER)
    assert found[MANIFEST]
    assert found == files_of(digest / "public")
    assert len(list((tmp_path / "stored" / "versions").iterdir())) == 1


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
                command,
                2,
                "s3://nowhere/site is a URL; expected a folder, for files are read from there one by one; build into one, and name that.",
            )
            for command in (("check",), ("serve", "--port", "0"), ("search", "trees"))
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
