"""A store that answers as Amazon's S3 does: moto's server, on a port of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import boto3
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

BUCKET = "digest"
_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def settings(url: str) -> dict[str, str]:
    """Give the environment in which a store at an address is reached."""
    return {**_SETTINGS, "AWS_ENDPOINT_URL": url}


@dataclass
class S3:
    """A store with an empty bucket; `environment` lets a process reach it."""

    url: str
    environment: Mapping[str, str]
    server: ThreadedMotoServer

    def client(self):
        """Give a client that knows nothing of the code under test."""
        return boto3.client("s3", endpoint_url=self.url, aws_access_key_id="key", aws_secret_access_key="secret",
                            region_name="us-east-1", config=Config(retries={"max_attempts": 1}))  # fmt: skip

    def objects(self, prefix: str = "") -> dict[str, bytes]:
        """Give the bytes of all objects of the bucket by key."""
        client = self.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
        return {key: client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}

    def keys(self, prefix: str = "") -> list[str]:
        """Give the keys of the bucket, without asking over HTTP."""
        return [key for key in list(self._kept()) if key.startswith(prefix)]

    def site(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """Give the files of the site that is served below a prefix, by path, without asking over HTTP for each."""
        kept = self._kept()
        current = json.loads(kept[f"{prefix}current.json"].value)
        below = f"{prefix}{current['path']}"
        for key in self.keys(below):
            path = key.removeprefix(below)
            # What makes this version the one that is served is no file of the site.
            if path != ".broadsheet.current.json":
                yield path, kept[key].value

    def forget(self, prefix: str) -> None:
        """Lose all objects below a prefix at once."""
        for key in self.keys(prefix):
            with suppress(KeyError):
                self._kept().pop(key)

    def _kept(self):
        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET].keys

    def clear(self) -> None:
        """Remove all objects of the bucket."""
        client = self.client()
        for key in self.objects():
            client.delete_object(Bucket=BUCKET, Key=key)


@contextmanager
def serving() -> Iterator[S3]:
    """Run a store with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        found = S3(url=url, environment=settings(url), server=server)
        found.client().create_bucket(Bucket=BUCKET)
        yield found
    finally:
        server.stop()
