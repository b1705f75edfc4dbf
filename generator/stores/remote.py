"""Stores by URL; the only module that imports fsspec, and it alone knows in what its stores differ.

Enters: a URL whose packages are installed. Leaves: an `ObjectStore`. Credentials and endpoints are fsspec's and those of the store's own
library: environment, configuration files, roles of the machine. What a store refuses for a moment is tried again; what it raises, of
whatever library, becomes an `ObjectStoreError` of one line.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import fsspec

from generator.errors import ObjectStoreError
from generator.stores.local import PART
from generator.stores.store import StoredObject, checked, digest_of, mapping, not_there
from generator.stores.urls import scheme_of, shown_url

T = TypeVar("T")

TRIES = 3
_PAUSE = 0.2  # seconds before the second try; four times as many before each that follows
_AT_ONCE = 16
_MOST_REMOVED = 1000  # objects in one request to S3
_LONGEST = 160  # characters of what a store says
_TIMES = {"connect_timeout": 10, "read_timeout": 60}  # seconds
_NONE: Mapping[str, str] = {}
# In file systems a file shows while it is written; in all others it appears when it is whole.
_SSH = {"sftp", "ssh"}
_FILE_SYSTEMS = {"file", "local", *_SSH}
_TAGS = ("ETag", "etag", "md5Hash")
# Their reason will be the same a moment later.
_LASTING = (PermissionError, FileExistsError, IsADirectoryError, NotADirectoryError, TypeError, ValueError, ImportError, NotImplementedError)  # fmt: skip
_LASTING_NAMES = {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "TokenRetrievalError", "NoRegionError", "AuthenticationException", "DefaultCredentialsError"}  # fmt: skip
_GONE = {"NoSuchBucket", "ContainerNotFound"}
_CHANGED = {"PreconditionFailed", "ConditionalRequestConflict"}
_LASTING_CODES = {"InvalidRange", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "InvalidBucketName"}  # fmt: skip


class RemoteStore:
    """The objects below a URL."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._scheme = scheme_of(url)
        self._lock = threading.Lock()
        self._process = -1
        # Those of the process that this one was forked from, whose connections are not ours to close.
        self._inherited: list[Any] = []
        self._opened: tuple[Any, str] | None = None
        self._made: set[str] = set()

    def __reduce__(self) -> tuple[Callable[[str], RemoteStore], tuple[str]]:
        return _reopened, (self._url,)

    @property
    def url(self) -> str:
        """Give the URL."""
        return self._url

    @property
    def at_once(self) -> int:
        """Give how many requests at a time are quicker than one after the other."""
        return _AT_ONCE if self._tried("", "reached", lambda: self._system().async_impl) else 1

    def read(self, name: str) -> bytes:
        """Give the bytes of an object; raises `FileNotFoundError` where there is none."""
        path = self._path(name)
        data: bytes = self._tried(name, "read", lambda: self._system().cat_file(path))
        return data

    def read_with_tag(self, name: str) -> tuple[bytes, str]:
        """Give the bytes of an object and its tag; raises `FileNotFoundError`."""
        # Were it written in between, the tag would be the older one, for which nothing is written then.
        tag = self.look(name).tag
        data = self.read(name)
        return data, tag or digest_of(data)

    def mapped(self, name: str) -> memoryview:
        """Fetch an object and map it; raises `FileNotFoundError`, and ValueError where it is empty."""
        data = self.read(name)
        try:
            with tempfile.TemporaryFile(prefix="broadsheet-") as stream:
                stream.write(data)
                stream.flush()
                return mapping(stream)
        except OSError:  # no room for it there: it stays in memory
            return memoryview(data)

    def read_range(self, name: str, start: int, stop: int) -> bytes:
        """Give bytes of an object, fewer where it ends before `stop`; raises `FileNotFoundError`."""
        path = self._path(name)
        if stop <= start:
            return b""
        try:
            data: bytes = self._tried(
                name, "read", lambda: self._system().cat_file(path, start=start, end=stop)
            )
        except ObjectStoreError:
            # S3 refuses a range that begins where an object ends.
            if self.look(name).size <= start:
                return b""
            raise
        return data

    def write(self, name: str, data: bytes, headers: Mapping[str, str] = _NONE) -> None:
        """Put an object in place, whole or not at all."""
        path = self._path(name)
        self._tried(name, "written", lambda: self._put(path, data, headers), absent=False)

    def write_file(self, name: str, file: Path, headers: Mapping[str, str] = _NONE) -> None:
        """Put a file of this machine in place, whole or not at all, in parts where it is large."""
        path = self._path(name)
        self._tried(name, "written", lambda: self._put(path, file, headers), absent=False)

    def write_if(
        self, name: str, data: bytes, tag: str | None, headers: Mapping[str, str] = _NONE
    ) -> bool:
        """Write, if the object is still the one of this tag, or still not there; in one step where the store is S3."""
        if self._scheme != "s3":
            found = None
            with suppress(FileNotFoundError):
                found = self.read_with_tag(name)[1]
            if found == tag:
                self.write(name, data, headers)
            return found == tag
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        path = self._path(name)

        def put() -> bool:
            try:
                self._system().pipe_file(path, data, **self._headers(headers), **condition)
            except Exception as error:
                if _code(error) in _CHANGED or isinstance(error, FileExistsError):
                    return False
                if isinstance(error, FileNotFoundError) and _code(error) not in _GONE:
                    return False
                raise
            return True

        # An answer that was lost is no refusal: what stands may be ours.
        written: bool = self._tried(name, "written", put, absent=False)
        return written or self._holds(name, data)

    def look(self, name: str) -> StoredObject:
        """Give what is known of an object without its bytes; raises `FileNotFoundError`."""
        path = self._path(name)
        about = self._tried(name, "read", lambda: self._system().info(path))
        if about.get("type") == "directory":
            raise not_there(f"{shown_url(self._url)}/{name}")
        return _object(name, about)

    def listed(self, under: str = "") -> Iterator[StoredObject]:
        """Give all objects below a folder, sorted by name."""
        path = self._path(under) if under else self._root()

        def find() -> Mapping[str, Mapping[str, Any]]:
            system = self._system()
            system.invalidate_cache()
            found: Mapping[str, Mapping[str, Any]] = system.find(path, detail=True)
            return found

        try:
            found = self._tried(under, "listed", find)
        except FileNotFoundError:
            return
        root = self._root()
        named = sorted((place.removeprefix(root).strip("/"), about) for place, about in found.items())  # fmt: skip
        for name, about in named:
            # A folder that some program marked with an object of its own is none.
            if name not in {"", under} and PART not in name:
                yield _object(name, about)

    def names(self, under: str = "") -> Iterator[str]:
        """Give the names of all objects below a folder, sorted."""
        return (each.name for each in self.listed(under))

    def folders(self, under: str = "") -> tuple[str, ...]:
        """Give the names of the folders right in a folder, sorted."""
        path = self._path(under) if under else self._root()

        def listed() -> list[Mapping[str, Any]]:
            system = self._system()
            system.invalidate_cache()
            found: list[Mapping[str, Any]] = system.ls(path, detail=True)
            return found

        try:
            found = self._tried(under, "listed", listed)
        except FileNotFoundError:
            return ()
        folders = (each for each in found if each["type"] == "directory")
        return tuple(sorted(each["name"].rstrip("/").rpartition("/")[2] for each in folders))

    def copy(self, source: str, target: str) -> None:
        """Let an object stand under another name too, without its bytes coming here; raises `FileNotFoundError`."""
        here, there = self._path(source), self._path(target)

        def copied() -> None:
            system = self._system()
            if self._scheme == "s3":
                # What its library offers asks for the object's size first.
                (of, key), (to, new) = here.split("/", 1), there.split("/", 1)
                copied_from = {"Bucket": of, "Key": key}
                system.call_s3("copy_object", Bucket=to, Key=new, CopySource=copied_from)
                return
            if self._scheme not in _FILE_SYSTEMS:
                system.cp_file(here, there)
                return
            # Not every file system can copy by itself.
            self._put(there, system.cat_file(here), _NONE)

        self._tried(source, "copied", copied)

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects; one that is not there is no error."""
        rest = iter(names)
        while some := list(islice(rest, _MOST_REMOVED)):
            paths = [self._path(name) for name in some]
            if self._scheme == "s3":
                self._tried(some[0], "removed", lambda paths=paths: self._remove_at_once(paths))  # type: ignore[misc]
                continue
            for name, path in zip(some, paths, strict=True):
                with suppress(FileNotFoundError):
                    self._tried(name, "removed", lambda path=path: self._system().rm_file(path))  # type: ignore[misc]

    def remove_all(self, under: str) -> None:
        """Remove all that is below a folder, and the folder."""
        path = self._path(under)
        if self._scheme in _FILE_SYSTEMS:
            with suppress(FileNotFoundError):
                self._tried(under, "removed", lambda: self._system().rm(path, recursive=True))
            return
        self.remove(list(self.names(under)))

    def _put(self, path: str, data: bytes | Path, headers: Mapping[str, str]) -> None:
        if self._scheme not in _FILE_SYSTEMS:
            self._send(data, path, self._headers(headers))
            return
        system = self._system()
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            system.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        part = f"{folder}/{PART}{secrets.token_hex(8)}"
        try:
            self._send(data, part, {})
            system.mv(part, path)
        except BaseException:
            self._made.discard(folder)
            with suppress(Exception):
                system.rm_file(part)
            raise

    def _send(self, data: bytes | Path, path: str, options: Mapping[str, Any]) -> None:
        if isinstance(data, Path):
            self._system().put_file(str(data), path, **options)
        else:
            self._system().pipe_file(path, data, **options)

    def _headers(self, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """Give headers as the store's library takes them."""
        kind, lifetime = headers.get("Content-Type"), headers.get("Cache-Control")
        given: dict[str, Any] = {}
        if self._scheme == "s3":
            given = {"ContentType": kind, "CacheControl": lifetime}
        elif self._scheme in {"gs", "gcs"}:
            kept = {"cache_control": lifetime} if lifetime else None
            given = {"content_type": kind, "fixed_key_metadata": kept}
        return {name: value for name, value in given.items() if value is not None}

    def _remove_at_once(self, paths: list[str]) -> None:
        system = self._system()
        keys = [{"Key": path.partition("/")[2]} for path in paths]
        answer = system.call_s3(
            "delete_objects",
            Bucket=paths[0].partition("/")[0],
            Delete={"Objects": keys, "Quiet": True},
        )
        for refused in answer.get("Errors", ()):
            raise OSError(f"{refused.get('Key')}: {refused.get('Message')}")

    def _holds(self, name: str, data: bytes) -> bool:
        with suppress(FileNotFoundError):
            return self.read(name) == data
        return False

    def _path(self, name: str) -> str:
        return f"{self._root()}/{checked(name, shown_url(self._url))}"

    def _root(self) -> str:
        root: str = self._tried("", "reached", lambda: self._open()[1])
        return root

    def _system(self) -> Any:  # noqa: ANN401 - fsspec's, whose methods are half typed
        return self._open()[0]

    def _open(self) -> tuple[Any, str]:
        """Connect, once in each process: connections are not shared with one that was forked."""
        with self._lock:
            if self._opened is None or self._process != os.getpid():
                if self._opened is not None:
                    self._inherited.append(self._opened)
                system, path = fsspec.url_to_fs(self._url, **_options(self._scheme))
                if self._scheme == "s3":
                    system.retries = 1  # the tries are ours
                self._opened = system, path.rstrip("/")
                self._process = os.getpid()
            return self._opened

    def _tried(self, name: str, done: str, work: Callable[[], T], *, absent: bool = True) -> T:
        """Do something up to three times; with `absent` an object that is not there is a `FileNotFoundError`."""
        for left in range(TRIES - 1, -1, -1):
            try:
                return work()
            except ObjectStoreError:
                raise
            except FileNotFoundError as error:
                if absent and _code(error) not in _GONE:
                    raise not_there(f"{shown_url(self._url)}/{name}") from None
                # A folder that was made may have been removed, and is made again.
                if absent or not left or _code(error) in _GONE:
                    raise self._error(name, done, error) from None
            except Exception as error:  # noqa: BLE001 - of any store's library
                if not left or _lasts(error):
                    raise self._error(name, done, error) from None
            time.sleep(_PAUSE * 4 ** (TRIES - 1 - left))
        raise AssertionError("the last try gives a result or raises")

    def _error(self, name: str, done: str, error: Exception) -> ObjectStoreError:
        said = " ".join(str(error).split()) or type(error).__name__
        reason = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1].rstrip()}…"
        place = f"{shown_url(self._url)}/{name}".rstrip("/")
        return ObjectStoreError(
            f"{place}: cannot be {done} ({reason}); expected a store that answers and allows it; look at the URL, at "
            "the credentials and what they may do, and whether the store is reached from here, and try again",
            reason,
        )


@lru_cache(maxsize=16)
def _reopened(url: str) -> RemoteStore:
    """Give the store of a URL that was sent here, the same one each time: to connect takes as long as many a request."""
    return RemoteStore(url)


def _options(scheme: str) -> dict[str, Any]:
    """Give the options of a file system: its own listings kept would be stale, and waits have an end."""
    options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if scheme in _FILE_SYSTEMS:
        # They keep no listings, and hand on what they do not know.
        waits = {"timeout": _TIMES["connect_timeout"]} if scheme in _SSH else {}
        return {"skip_instance_cache": True, **waits}
    if scheme == "s3":
        theirs = fsspec.config.conf.get("s3", {}).get("config_kwargs", {})
        tries = {"retries": {"total_max_attempts": 1}, "max_pool_connections": 2 * _AT_ONCE}
        options["config_kwargs"] = {**_TIMES, **tries, **theirs}
        # One request for one object: parts that are asked for at a time may be of two.
        options["max_concurrency"] = 1
    return options


def _lasts(error: Exception) -> bool:
    """Tell whether an error will be the same a moment later."""
    return (
        isinstance(error, _LASTING)
        or type(error).__name__ in _LASTING_NAMES
        or _code(error) in _LASTING_CODES
    )


def _code(error: BaseException) -> str:
    """Give S3's own name of an error, as its library keeps it."""
    response = getattr(error, "response", None) or getattr(error.__cause__, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, dict) else ""


def _object(name: str, about: Mapping[str, Any]) -> StoredObject:
    tag = next((str(about[key]) for key in _TAGS if about.get(key)), None)
    return StoredObject(name=name, size=int(about.get("size") or 0), tag=tag)
