"""The recipes of `docs/deploy`: a web server, a folder by rsync and a store by rclone get a site; workflows are what hosts read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from tests.nginx import RECIPES, serving
from tests.support import LEAST_CONFIG, files_of, run_broadsheet, write_site


@pytest.fixture
def public(woods: Path, tmp_path: Path) -> Path:
    """Give a built site with files of its owner's, a font among them."""
    digest = shutil.copytree(woods, tmp_path / "digest", ignore=shutil.ignore_patterns("public"))
    for name in ("fonts/own.woff2", ".well-known/security.txt"):
        file = digest / "files" / name
        file.parent.mkdir(parents=True)
        file.write_text("own")
    settings = digest / "site.yaml"
    settings.write_text(settings.read_text().replace("site:\n", "site:\n  static: files\n"))
    done = run_broadsheet("build", "--output", tmp_path / "public", cwd=digest)
    assert done.returncode == 0, done.stderr
    return tmp_path / "public"


def run(
    name: str, *arguments: str | Path, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a recipe beside a built site."""
    return subprocess.run(
        ["sh", RECIPES / name, *map(str, arguments)],
        cwd=cwd,
        env=_alone(environment),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def _alone(settings: Mapping[str, str]) -> dict[str, str]:
    """Give the environment with some settings, without those of this machine for stores elsewhere."""
    ours = {
        key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "RCLONE_"))
    }
    return {**ours, **settings}


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Fetch an address; gives status, headers and body."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=30
        ) as got:
            return got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


# nginx


@pytest.fixture
def served(public: Path, tmp_path: Path) -> Iterator[str]:
    """Serve a site under /some/path/ with the recipe for nginx; gives its address."""
    with serving(public, "/some/path/", tmp_path) as url:
        yield url


def _promised(public: Path) -> dict[str, str]:
    """Give the headers that `_headers` promises for all files."""
    lines = (public / "_headers").read_text().split("\n")
    rest = lines[1 : next(n for n, line in enumerate(lines) if n and line.startswith("/"))]
    return dict(line.strip().split(": ", 1) for line in rest)


def test_nginx_sends_what_the_headers_file_promises(served: str, public: Path):
    """Every answer, mistakes among them, carries the headers of `_headers`; lifetimes are long for what is named after its content."""
    assets = next((public / "assets").rglob("*.css")).relative_to(public)
    for path, lifetime in (
        ("", "public, max-age=60"),
        ("topics/", "public, max-age=60"),
        ("feed.xml", "public, max-age=60"),
        (str(assets), "public, max-age=31536000, immutable"),
        ("service-worker.js", "no-cache"),
        ("nowhere/", None),
    ):
        status, headers, _ = get(served + path)
        assert status == (404 if lifetime is None else 200), path
        for name, value in _promised(public).items():
            assert headers.get_all(name) == [value], (path, name)
        assert headers["Cache-Control"] == lifetime or lifetime is None, path


def test_nginx_serves_every_file_as_what_it_is(served: str, public: Path):
    """Each file has its own type; the page for what is not there is the site's; what a build keeps for itself is not served."""
    known = {
        ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".xml": "application/xml",
        ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json", ".opml": "text/x-opml",
        ".jsonl": "application/x-ndjson", ".txt": "text/plain", ".woff2": "font/woff2",
    }  # fmt: skip
    of_each = {Path(path).suffix: path for path in files_of(public) if not re.match(r"\.|_", path)}
    assert of_each.keys() - {""} <= known.keys()
    for suffix, path in of_each.items():
        _, headers, body = get(served + path)
        assert body == (public / path).read_bytes()
        assert headers.get_content_type() == known.get(suffix, "text/plain"), path
        assert headers.get_content_charset() in {None, "utf-8"}
    assert get(f"{served}nowhere/")[2] == (public / "404.html").read_bytes()
    assert get(f"{served}.well-known/security.txt")[2] == b"own"
    for hidden in (".broadsheet.json", "_headers", ".nojekyll"):
        assert get(served + hidden)[0] == 404


def test_nginx_compresses_pages(served: str):
    """Pages and scripts come compressed to who takes that."""
    for path in ("", "service-worker.js", "feed.xml", "data/papers.jsonl"):
        headers = get(served + path, **{"Accept-Encoding": "gzip"})[1]
        assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding"), path


# rsync


def test_rsync_lets_a_link_lead_to_each_new_release(public: Path, tmp_path: Path):
    """The site is switched in one step; files that did not change are those of the release before; three releases stay."""
    place = tmp_path / "www" / "my digest"
    for number in range(5):
        (public / "index.html").write_text(f"front page {number}")
        done = run("rsync.sh", place, cwd=tmp_path, RELEASE=f"r{number}")
        assert (done.returncode, done.stderr) == (0, "")
        assert (place / "current").readlink() == Path(f"releases/r{number}")
        assert files_of(place / "current") == files_of(public)
    releases = sorted((place / "releases").iterdir())
    assert [release.name for release in releases] == ["r2", "r3", "r4"]
    assert len({(release / "feed.xml").stat().st_ino for release in releases}) == 1
    assert (releases[0] / "index.html").read_text() == "front page 2"
    assert sorted(path.name for path in place.iterdir()) == ["current", "releases"]
    again = run("rsync.sh", place, cwd=tmp_path, RELEASE="r4")
    assert (again.returncode, "r4: cannot be made, or is there already" in again.stderr) == (
        1,
        True,
    )
    assert (place / "current" / "index.html").read_text() == "front page 4"


# rclone


@pytest.fixture
def store() -> Iterator[tuple[str, dict[str, str]]]:
    """Run an S3-like store with a bucket; gives its address and rclone's settings for it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    settings = {
        "RCLONE_CONFIG": "/dev/null",
        "RCLONE_CONFIG_STORE_TYPE": "s3",
        "RCLONE_CONFIG_STORE_PROVIDER": "Other",
        "RCLONE_CONFIG_STORE_ENDPOINT": url,
        "RCLONE_CONFIG_STORE_ACCESS_KEY_ID": "key",
        "RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY": "secret",
        "RCLONE_CONFIG_STORE_ACL": "public-read",
    }
    subprocess.run(["rclone", "mkdir", "store:digest"], env=_alone(settings), check=True)
    yield url, settings
    server.stop()


def test_rclone_puts_a_site_into_a_store(
    public: Path, tmp_path: Path, store: tuple[str, dict[str, str]]
):
    """All files of the site and no others are in the store, with lifetimes; a second run sends what changed and removes what is gone."""
    url, settings = store
    done = run("s3.sh", "store:digest/site", cwd=tmp_path, **settings)
    assert done.returncode == 0, done.stderr
    wanted = {
        path for path in files_of(public) if not re.match(r"\.(?!well-known/)|_headers", path)
    }
    assert _kept(settings) == wanted
    style = next((public / "assets").rglob("*.css")).relative_to(public)
    for path, lifetime, kind in (
        ("index.html", "public, max-age=60", "text/html"),
        (str(style), "public, max-age=31536000, immutable", "text/css"),
        ("service-worker.js", "no-cache", "text/javascript"),
    ):
        status, headers, body = get(f"{url}/digest/site/{path}")
        assert (status, headers["Cache-Control"]) == (200, lifetime)
        assert headers.get_content_type() == kind
        assert body == (public / path).read_bytes()
    (public / "feed.xml").unlink()
    (public / "new.html").write_text("new")
    done = run("s3.sh", "store:digest/site", cwd=tmp_path, RCLONE_VERBOSE="1", **settings)
    assert done.returncode == 0, done.stderr
    assert _kept(settings) == (wanted - {"feed.xml"}) | {"new.html"}
    changed = re.findall(r"INFO  : (\S+): (?:Copied|Deleted)", done.stderr)
    assert sorted(changed) == ["feed.xml", "new.html"]


def _kept(settings: dict[str, str]) -> set[str]:
    listed = ["rclone", "lsf", "--recursive", "--files-only", "store:digest/site"]
    done = subprocess.run(
        listed, env=_alone(settings), capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split("\n")) - {""}


@pytest.mark.parametrize("recipe", ["rsync.sh", "s3.sh"])
def test_nothing_is_sent_where_no_site_was_built(recipe: str, tmp_path: Path):
    """Without a built site a recipe says so, and touches nothing."""
    done = run(recipe, tmp_path / "there", cwd=tmp_path)
    assert done.returncode == 1
    assert (
        done.stderr == "public/index.html: not there; expected a built site; run broadsheet build\n"
    )
    assert not (tmp_path / "there").exists()


# Hosts that build


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("github-pages", "github-workflows"),
        ("cloudflare-pages", "github-workflows"),
        ("gitlab-pages", "gitlab-ci"),
    ],
)
def test_workflow_is_one(name: str, schema: str):
    """A workflow has the form that its host publishes."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        f"vendor.{schema}",
        RECIPES / f"{name}.yaml",
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_commands_of_workflows_work(tmp_path: Path):
    """Whatever of ours a recipe runs is a command, and is right for a small digest."""
    write_site(tmp_path, LEAST_CONFIG.replace("}\n", ", url: 'https://example.org/digest/'}\n", 1))
    netlify = tomllib.loads((RECIPES / "netlify.toml").read_text())["build"]
    assert netlify["publish"] == "public"
    texts = [path.read_text(encoding="utf-8") for path in sorted(RECIPES.glob("*.yaml"))]
    found = re.findall(r"(?:- |run: )broadsheet (.+)", "\n".join(texts))
    found += re.findall(r"broadsheet ([^&\n]+)", netlify["command"].partition("&& ")[2])
    assert {command.split()[0] for command in found} == {"build", "check"}
    for command in dict.fromkeys(found):
        done = run_broadsheet(*command.split(), cwd=tmp_path)
        assert done.returncode == 0, (command, done.stderr)
