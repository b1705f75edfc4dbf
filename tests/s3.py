"""A store that answers as Amazon's S3 does: moto's, on a port of this machine, with an account of what it was asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import boto3
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.s3.models import s3_backends
from werkzeug.serving import BaseWSGIServer, make_server

BUCKET = "stores"
_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_REFUSED = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
_CHANGING = {"PUT", "POST", "DELETE"}


def settings(url: str) -> dict[str, str]:
    """Give the environment in which a store at an address is reached."""
    return {**_SETTINGS, "AWS_ENDPOINT_URL": url}


class _Quiet(MotoRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing of each request."""


@dataclass
class S3:
    """A store with a bucket.

    `asked` has each request that changes something, `PUT`, `COPY`, `POST` or `DELETE`, and its path; `read` has the paths of the
    objects that were fetched.

    `before` is called with each of them before it is done; where it gives true, the store refuses for being busy.
    """

    url: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    before: Callable[[str, str], bool] = lambda *_: False

    @property
    def environment(self) -> Mapping[str, str]:
        """Let a process reach the store."""
        return settings(self.url)

    def client(self):
        """Give a client that knows nothing of the code under test."""
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
            config=Config(retries={"max_attempts": 1}),
        )

    def objects(self, folder: str) -> dict[str, bytes]:
        """Give the bytes of all objects below a folder, by their paths in it."""
        keys = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET].keys
        start = f"{folder}/"
        return {
            key.removeprefix(start): kept.value
            for key, kept in sorted(keys.items())
            if key.startswith(start)
        }

    def restore(self, folder: str, objects: Mapping[str, bytes]) -> None:
        """Let the objects below a folder be these, without what else the store knew of them."""
        backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        for name in self.objects(folder).keys() - objects.keys():
            backend.delete_object(BUCKET, f"{folder}/{name}")
        for name, data in objects.items():
            backend.put_object(BUCKET, f"{folder}/{name}", data)

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        self.client().put_object(Bucket=BUCKET, Key=key, Body=data)


@contextmanager
def serving() -> Iterator[S3]:
    """Run a store; all stores of a process have the same objects."""
    app = DomainDispatcherApplication(create_backend_app)
    made: list[S3] = []

    def answer(environ, start_response):
        method = environ["REQUEST_METHOD"]
        if made and method == "GET" and environ["PATH_INFO"].count("/") > 1:
            made[0].read.append(environ["PATH_INFO"])
        if made and method in _CHANGING:
            store, path = made[0], environ["PATH_INFO"]
            kind = "COPY" if "HTTP_X_AMZ_COPY_SOURCE" in environ else method
            store.asked.append((kind, path))
            if store.before(kind, path):
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start_response("503 Slow Down", [("Content-Type", "application/xml")])
                return [_REFUSED]
        return app(environ, start_response)

    server: BaseWSGIServer = make_server(
        "127.0.0.1", 0, answer, threaded=True, request_handler=_Quiet
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        store = S3(url=f"http://127.0.0.1:{server.server_port}")
        store.client().create_bucket(Bucket=BUCKET)
        made.append(store)
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
