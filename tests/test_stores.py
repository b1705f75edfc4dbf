"""Stores of objects: a folder, fsspec's own, and S3 as moto's server speaks it, all with the same answers."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import ObjectStoreError
from generator.stores import ObjectStore, in_order, open_store, remote
from tests import s3
from tests.support import process_environment


@pytest.fixture(scope="module")
def amazon() -> Iterator[s3.S3]:
    with s3.serving() as found:
        yield found


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def store(request, tmp_path: Path, amazon: s3.S3, monkeypatch) -> ObjectStore:
    """A store of each kind, empty."""
    for key, value in amazon.environment.items():
        monkeypatch.setenv(key, value)
    name = uuid.uuid4().hex
    urls = {
        "folder": tmp_path / "store",
        "file": f"file://{tmp_path}/store",
        "memory": f"memory://{name}/site",
        "s3": f"s3://{s3.BUCKET}/{name}/",
    }
    return open_store(urls[request.param])


def test_objects_are_read_as_they_were_written(store: ObjectStore):
    """Whole, in part, and again after they were written anew; ranges end where the object ends."""
    store.write("papers/sorting/index.html", b"<p>Sorting", {"Content-Type": "text/html"})
    store.write("größe & co+1%20.txt", b"0123456789")
    assert store.read("papers/sorting/index.html") == b"<p>Sorting"
    name = "größe & co+1%20.txt"
    ranges = [(0, 4), (8, 99), (10, 12), (50, 60), (3, 3)]
    assert [store.read_range(name, *each) for each in ranges] == [b"0123", b"89", b"", b"", b""]
    store.write(name, b"")
    assert (store.read(name), store.look(name).size) == (b"", 0)
    assert list(store.names()) == [name, "papers/sorting/index.html"]


def test_what_is_not_there_is_not_found(store: ObjectStore):
    """Reading, looking and copying say so; listing gives nothing, removing does nothing."""
    for ask in (
        lambda: store.read("none"),
        lambda: store.read_range("none", 0, 5),
        lambda: store.look("none"),
        lambda: store.copy("none", "copy"),
    ):
        with pytest.raises(FileNotFoundError):
            ask()
    assert (list(store.names()), list(store.names("none")), store.folders()) == ([], [], ())
    store.remove(["none"])
    store.remove_all("none")


def test_listings_are_sorted_and_stay_below_their_folder(store: ObjectStore):
    """All below a folder with sizes, and the folders right in it; a folder of a longer name is another."""
    for name in ("b/2", "b/1", "b/c/d", "bc/1", "a", "z"):
        store.write(name, name.encode())
    assert list(store.names()) == ["a", "b/1", "b/2", "b/c/d", "bc/1", "z"]
    assert [(each.name, each.size) for each in store.listed("b")] == [
        ("b/1", 3),
        ("b/2", 3),
        ("b/c/d", 5),
    ]
    assert (store.folders(), store.folders("b")) == (("b", "bc"), ("c",))


def test_objects_are_copied_and_removed(store: ObjectStore):
    """A copy has the same bytes, what is removed is gone, and a folder goes with all that is in it, and with nothing else."""
    for name in ("one/a", "one/b/c", "once"):
        store.write(name, name.encode())
    store.copy("one/a", "two/a")
    assert store.read("two/a") == b"one/a"
    store.remove(["one/a", "one/none"])
    assert list(store.names()) == ["once", "one/b/c", "two/a"]
    store.remove_all("one")
    assert (list(store.names()), store.folders()) == (["once", "two/a"], ("two",))


def test_object_is_written_only_as_long_as_it_is_what_it_was(store: ObjectStore):
    """A condition that does not hold leaves what stands."""
    assert not store.write_if("current", b"1", '"other"')
    assert store.write_if("current", b"1", None)
    assert not store.write_if("current", b"2", None)
    assert store.read_with_tag("current")[0] == b"1"
    tag = store.read_with_tag("current")[1]
    assert store.write_if("current", b"2", tag)
    assert not store.write_if("current", b"3", tag)
    assert store.read("current") == b"2"


def test_mapped_objects_stay_what_they_were(store: ObjectStore):
    """What is mapped is all of an object, read-only, and stays when the object is written anew or removed."""
    store.write("a/b", bytes(range(256)) * 100)
    mapped = store.mapped("a/b")
    assert (len(mapped), mapped.readonly) == (25_600, True)
    store.write("a/b", b"another")
    assert bytes(mapped) == bytes(range(256)) * 100
    assert bytes(store.mapped("a/b")) == b"another"
    store.remove(["a/b"])
    assert bytes(mapped[:3]) == b"\0\1\2"
    with pytest.raises(FileNotFoundError):
        store.mapped("a/b")
    store.write("empty", b"")
    with pytest.raises(ValueError, match="empty"):
        store.mapped("empty")


def test_store_travels_as_its_url(store: ObjectStore):
    """Sent to another process it is the same store."""
    store.write("a", b"1")
    sent = pickle.loads(pickle.dumps(store))
    assert (sent.url, sent.read("a")) == (store.url, b"1")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no forks")
def test_store_is_used_by_a_process_that_was_forked(store: ObjectStore):
    """A child that was forked after a connection was made has one of its own."""
    store.write("a", b"1")
    child = os.fork()
    if not child:
        ends = 1
        try:
            store.write("b", store.read("a"))
            ends = 0
        finally:
            os._exit(ends)
    assert os.waitpid(child, 0)[1] == 0
    assert store.read("a") == b"1"


def test_many_requests_keep_their_order(store: ObjectStore):
    """What many threads bring comes in the order in which it was asked for; the first error ends it."""
    names = [f"{number:03}" for number in range(40)]
    list(in_order(store, lambda name: store.write(name, name.encode()), names))
    assert [*in_order(store, store.read, names)] == [name.encode() for name in names]
    with pytest.raises(FileNotFoundError):
        list(in_order(store, store.read, [*names, "none", *names]))


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.", "a\0b"])
def test_names_that_lead_elsewhere_are_refused(store: ObjectStore, name: str):
    """No name leaves the store."""
    for ask in (
        lambda: store.read(name),
        lambda: store.write(name, b""),
        lambda: store.remove([name]),
        lambda: store.copy("a", name),
    ):
        with pytest.raises(ObjectStoreError, match="no name of an object"):
            ask()


def test_headers_stand_with_the_object(amazon: s3.S3, monkeypatch):
    """What browsers need to know of a file goes to the store, and a copy has it too."""
    for key, value in amazon.environment.items():
        monkeypatch.setenv(key, value)
    store = open_store(f"s3://{s3.BUCKET}/headers")
    store.write("a.css", b"", {"Content-Type": "text/css", "Cache-Control": "no-cache"})
    store.copy("a.css", "b.css")
    for name in ("a.css", "b.css"):
        kept = amazon.client().head_object(Bucket=s3.BUCKET, Key=f"headers/{name}")
        assert (kept["ContentType"], kept["CacheControl"]) == ("text/css", "no-cache")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "gs://bucket/site",
            "gs://bucket/site: gcsfs cannot be imported; expected what gs:// needs; run `pip install gcsfs`",
        ),
        (
            "az://box/site",
            "az://box/site: adlfs cannot be imported; expected what az:// needs; run `pip install adlfs`",
        ),
        (
            "sftp://ann:secret@example.org/site",
            "sftp://ann:***@example.org/site: paramiko cannot be imported; expected what sftp:// needs; "
            "run `pip install fsspec paramiko`",
        ),
        (
            "s4://bucket",
            's4://bucket: "s4://" is no store that is known; expected s3://, gs://, az://, sftp:// or file://; '
            "correct it",
        ),
        (
            "s3://bucket/we[i]rd",
            "s3://bucket/we[i]rd: has signs that no store's URL may have; expected none of * ? [ ] and no ::; rename the folder",
        ),
    ],
)
def test_url_of_no_use_says_what_to_do(url: str, said: str):
    """A scheme that is not known, or whose package is not installed, is told in one line."""
    with pytest.raises(ObjectStoreError) as error:
        open_store(url)
    assert str(error.value) == said


def test_store_that_is_not_there_is_told_in_one_line(amazon: s3.S3, monkeypatch):
    """The line names the object, what the store said and what to do; a bucket that is missing is no missing object."""
    for key, value in amazon.environment.items():
        monkeypatch.setenv(key, value)
    store = open_store("s3://nowhere/site")
    for done, ask in (
        ("read", lambda: store.read("a")),
        ("written", lambda: store.write("a", b"")),
        ("listed", lambda: list(store.names("a"))),
    ):
        with pytest.raises(ObjectStoreError) as error:
            ask()
        assert str(error.value) == (
            f"s3://nowhere/site/a: cannot be {done} (The specified bucket does not exist); expected a store that answers and allows "
            "it; look at the URL, at the credentials and what they may do, and whether the store is reached from here, and try again"
        )


def test_store_that_does_not_answer_is_tried_three_times(monkeypatch):
    """A try that fails is made again, twice; then it is an error of one line."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        for key, value in s3.settings(address).items():
            monkeypatch.setenv(key, value)
        pauses: list[float] = []
        monkeypatch.setattr("generator.stores.remote.time.sleep", pauses.append)
        store = open_store("s3://digest/site")
        with pytest.raises(
            ObjectStoreError, match=r"site/a: cannot be written \(Could not connect"
        ) as error:
            store.write("a", b"")
    assert "\n" not in str(error.value)
    assert len(pauses) == 2


def test_passwords_are_in_no_message():
    """The URL of a message has stars where a password was."""
    store = open_store("memory://ann:secret@box/site")
    with pytest.raises(ObjectStoreError) as error:
        store.write("../a", b"")
    assert "secret" not in str(error.value)


def test_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path):
    """A file where a folder is to be is an error of the store."""
    (tmp_path / "store").write_text("a file")
    with pytest.raises(ObjectStoreError, match=r"store/a: cannot be written \("):
        open_store(tmp_path / "store").write("a", b"")


def test_half_a_file_is_not_listed(tmp_path: Path):
    """What a process was writing when it was killed is no object."""
    store = open_store(f"file://{tmp_path}")
    (tmp_path / ".broadsheet-part-0123").write_bytes(b"half")
    assert (list(store.names()), list(open_store(tmp_path).names())) == ([], [])


def test_nothing_of_it_is_loaded_without_a_url():
    """Neither the package nor a folder's store imports fsspec."""
    code = (
        "import sys, generator.cli, generator.stores as s; from pathlib import Path; s.open_store(Path('.')); "
        "print([m for m in ('fsspec', 's3fs', 'boto3', 'botocore', 'aiohttp') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


# What `SSHClient.connect` takes (https://docs.paramiko.org/en/stable/api/client.html), and fsspec's own.
OF_SFTP = {"hostname", "port", "username", "password", "pkey", "key_filename", "timeout", "allow_agent", "look_for_keys", "compress", "sock", "banner_timeout", "auth_timeout", "channel_timeout", "gss_auth", "passphrase", "skip_instance_cache"}  # fmt: skip


@pytest.mark.parametrize("scheme", ["sftp", "ssh"])
def test_sftp_is_given_what_its_library_takes(scheme: str):
    """Options that are for stores of objects end in an error there: a server over SSH has to be reached, and within a time."""
    options = remote._options(scheme)
    assert options.keys() <= OF_SFTP
    assert 0 < options["timeout"] <= 60
