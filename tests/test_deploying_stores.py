"""The recipes of `docs/deploy` for a site in a store: nginx before it, a CloudFront function, a Cloudflare Worker."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nginx, s3
from tests.checked import BASE
from tests.support import files_of, process_environment, run_broadsheet
from tests.test_deploying import get

PLACE = "site-of-recipes"
STORE_HOST = "bucket.s3.eu-west-1.amazonaws.com"
POLICY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{s3.BUCKET}/{PLACE}/*"}  # fmt: skip


@pytest.fixture(scope="module")
def store(woods: Path) -> Iterator[s3.S3]:
    """A store with a site that everybody may read."""
    with s3.serving() as found:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [POLICY]})
        found.client().put_bucket_policy(Bucket=s3.BUCKET, Policy=policy)
        options = ("--quiet", "--base-url", BASE, "--output", f"s3://{s3.BUCKET}/{PLACE}")
        done = run_broadsheet("build", *options, cwd=woods, environment=found.environment)
        assert (done.returncode, done.stderr) == (0, "")
        yield found


def test_nginx_serves_the_version_that_is_named(store: s3.S3, woods: Path, tmp_path: Path):
    """Files, folders and what is not there are answered as from a folder; another version is served as soon as the script has run."""
    version = tmp_path / "version.conf"

    def follow() -> None:
        script = [
            "sh",
            nginx.RECIPES / "store-nginx.sh",
            f"{store.url}/{s3.BUCKET}/{PLACE}",
            version,
        ]
        subprocess.run(script, env={**os.environ, "RELOAD": f"touch {tmp_path}/reload"}, check=True)

    follow()
    part = (nginx.RECIPES / "store-nginx.conf").read_text(encoding="utf-8")
    for here, there in (
        ("/site/", f"/{s3.BUCKET}/{PLACE}/"),
        ("/digest/", "/some/path/"),
        (STORE_HOST, store.url.removeprefix("http://")),
        ("/etc/nginx/digest-version.conf", str(version)),
        ("/etc/nginx/digest-headers.conf", str(nginx.RECIPES / "digest-headers.conf")),
    ):
        assert here in part
        part = part.replace(here, there)
    upstream = (
        f"upstream digest-store {{ server {store.url.removeprefix('http://')}; keepalive 16; }}"
    )
    public = files_of(woods / "public")
    with nginx.running(part, tmp_path, upstream) as address:
        top = f"{address}/some/path/"
        for path, file in (
            ("", "index.html"),
            ("topics/", "topics/index.html"),
            ("feed.xml", "feed.xml"),
            ("data/papers.jsonl", "data/papers.jsonl"),
        ):
            status, headers, body = get(top + path)
            assert (status, body) == (200, public[file]), path
            assert headers["Cache-Control"] == "public, max-age=60"
            assert headers["X-Content-Type-Options"] == "nosniff"
        assert get(top)[1].get_content_type() == "text/html"
        style = next(path for path in public if path.endswith(".css"))
        assert get(top + style)[1]["Cache-Control"] == "public, max-age=31536000, immutable"
        assert get(f"{top}topics")[2] == public["topics/index.html"]
        for missing in ("nowhere/", "nowhere.html"):
            status, headers, body = get(top + missing)
            assert (status, body) == (404, public["404.html"])
        for hidden in (".broadsheet.json", ".broadsheet.current.json", "_headers"):
            assert get(top + hidden)[0] == 404
        compressed = get(top, **{"Accept-Encoding": "gzip"})[1]
        assert compressed["Content-Encoding"] == "gzip"
    (tmp_path / "reload").unlink()
    follow()
    assert not (tmp_path / "reload").exists()
    pointer = store.objects(PLACE)["current.json"]
    store.put(f"{PLACE}/current.json", re.sub(rb"000001-[0-9a-f]+", b"000002-00000000", pointer))
    follow()
    assert version.read_text() == "set $digest_version 000002-00000000;\n"
    assert (tmp_path / "reload").exists()
    store.put(f"{PLACE}/current.json", pointer)


def _in_node(script: str, folder: Path) -> object:
    """Run a module beside the recipes; gives what it prints."""
    node = os.environ["PLAYWRIGHT_NODEJS_PATH"]
    (folder / "test.mjs").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [node, folder / "test.mjs"], capture_output=True, encoding="utf-8", env=process_environment(), check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_function_of_cloudfront_leads_into_the_version(tmp_path: Path):
    """Pages are asked of the version that the key-value store names, and a folder without its slash gets one."""
    recipe = (nginx.RECIPES / "store-cloudfront.js").read_text(encoding="utf-8")
    recipe = recipe.replace('import cf from "cloudfront";\n', "")
    script = f"""const cf = {{ kvs: () => ({{ get: async (key) => ({{ version: "000007-00c0ffee" }})[key] }}) }};
{recipe}
const found = [];
for (const uri of ["/", "/topics/", "/feed.xml", "/topics"]) found.push(await handler({{ request: {{ uri }} }}));
console.log(JSON.stringify(found));"""
    version = "/versions/000007-00c0ffee"
    moved = {
        "statusCode": 301,
        "statusDescription": "Moved Permanently",
        "headers": {"location": {"value": "/topics/"}},
    }
    assert _in_node(script, tmp_path) == [
        {"uri": f"{version}/index.html"},
        {"uri": f"{version}/topics/index.html"},
        {"uri": f"{version}/feed.xml"},
        moved,
    ]


def test_worker_serves_the_version_that_is_named(store: s3.S3, woods: Path, tmp_path: Path):
    """Under a store of R2's kind the worker gives the files of the site, its page for what is not there, and nothing that is hidden."""
    public = files_of(woods / "public")
    (tmp_path / "worker.mjs").write_bytes((nginx.RECIPES / "store-worker.js").read_bytes())
    objects = {
        f"site/{name}": data.decode("latin-1") for name, data in store.objects(PLACE).items()
    }
    (tmp_path / "objects.json").write_text(json.dumps(objects), encoding="utf-8")
    script = """import fs from "node:fs";
import worker from "./worker.mjs";
const objects = JSON.parse(fs.readFileSync(new URL("./objects.json", import.meta.url)));
const bytes = (text) => Buffer.from(text, "latin1");
const SITE = { get: async (key, options) => !(key in objects) ? null : {
    json: async () => JSON.parse(objects[key]),
    writeHttpMetadata: (headers) => headers.set("content-type", key.endsWith(".html") ? "text/html" : "text/plain"),
    httpEtag: '"a"',
    ...(options?.onlyIf?.get("if-none-match") === '"a"' ? {} : { body: bytes(objects[key]) }),
} };
const found = [];
for (const [path, init] of [["", {}], ["topics/", {}], ["feed.xml", {}], ["topics", {}], ["nowhere/", {}], [".broadsheet.json", {}],
    ["_headers", {}], ["", { method: "POST" }], ["", { method: "HEAD" }], ["", { headers: { "if-none-match": '"a"' } }]]) {
    const got = await worker.fetch(new Request(`https://digest.example/${path}`, init), { SITE, PREFIX: "site" });
    found.push([got.status, got.headers.get("location"), await got.text()]);
}
console.log(JSON.stringify(found));"""
    page = public["404.html"].decode()
    assert _in_node(script, tmp_path) == [
        [200, None, public["index.html"].decode()],
        [200, None, public["topics/index.html"].decode()],
        [200, None, public["feed.xml"].decode()],
        [301, "/topics/", ""],
        [404, None, page],
        [404, None, page],
        [404, None, page],
        [405, None, "GET and HEAD alone\n"],
        [200, None, ""],
        [304, None, ""],
    ]
