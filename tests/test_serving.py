"""`broadsheet serve` while a digest is worked on: what is served, what open pages are told, and how it ends."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import multiprocessing
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.build import build_site
from generator.config import load_config
from generator.serving.folders import is_ours, watched_folders
from generator.serving.messages import Changed, Fresh, Task, Wanted
from generator.serving.preview import Digests, Preview, make_preview
from generator.serving.shown import Shown
from generator.serving.workshop import _Workshop
from generator.settled import settle
from tests.browser import library as small
from tests.live import Running, begun, live
from tests.support import (
    CHECKOUT,
    RIVERS,
    RIVERS_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    run_broadsheet,
    write_site,
)

CONFIG = """\
site: {title: My digest, url: "https://example.org/digest/", static: files}
sources: [{path: "seeds/*.txt", date: 2025-03-14}]
topics: [{slug: sorting, title: Sorting, any: [sort*]}]
theme: {templates: own, css: own.css}
"""
COLOPHON = '{% include "shipped/partials/frame_colophon.html" %}\n<p>WORD\n'


def _write(folder: Path) -> Path:
    file = write_site(folder, CONFIG)
    own = folder / "own" / "partials"
    own.mkdir(parents=True)
    (own / "frame_colophon.html").write_text(COLOPHON)
    (folder / "own.css").write_text(":root { --own: 1 }\n")
    (folder / "files").mkdir()
    return file


def _say(folder: Path, word: str) -> None:
    """Save a template as editors do: written beside it, and moved into its place."""
    file = folder / "own" / "partials" / "frame_colophon.html"
    other = file.with_name("4913")
    other.write_text(COLOPHON.replace("WORD", word))
    other.replace(file)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for tests that leave the digest as they found it."""
    folder = tmp_path_factory.mktemp("digest")
    _write(folder)
    with live(folder) as site:
        yield site


def test_output_is_that_of_a_plain_build(running: Running):
    """Pages are served with one script more, of the same origin, and the output folder is, byte for byte, what a build writes."""
    page = running.text()
    assert "WORD" in page
    end = r'\n<script src="/\.broadsheet/live\.js" data-seen="[0-9a-f]{16}" async></script>\n$'
    assert re.search(end, page)
    assert (running.folder / "public" / "index.html").read_text() == re.sub(end, "", page)
    done = run_broadsheet(
        "build", "--base-url", running.url, "--output", "plain", cwd=running.folder
    )
    assert done.returncode == 0, done.stderr
    assert files_of(running.folder / "plain") == files_of(running.folder / "public")


def test_change_is_told_shown_and_built(running: Running):
    """A change of a template reaches a page that is open, then every file, and then nothing else is built."""
    with running.events() as events:
        assert next(events)["change"] is None
        _say(running.folder, "ANOTHER")
        assert next(events)["change"] == "page"
    assert "ANOTHER" in running.text()
    assert "ANOTHER" in running.text("topics/sorting/")
    home = running.folder / "public" / "index.html"
    running.until(lambda: "ANOTHER" in home.read_text())
    inode = home.stat().st_ino
    time.sleep(0.7)
    assert home.stat().st_ino == inode, "what a build writes is no change"
    _say(running.folder, "WORD")
    running.until(lambda: "WORD" in home.read_text())


def test_saves_in_quick_succession_are_built_together(running: Running):
    """Of many saves within a moment, and while a build is at work, the last is built, and not every one before it."""
    assert running.process.stdout is not None
    output = running.process.stdout.fileno()
    home = running.folder / "public" / "index.html"
    os.set_blocking(output, False)
    with contextlib.suppress(BlockingIOError):
        os.read(output, 100_000)
    for number in range(12):
        _say(running.folder, f"WORD {number}.")
        time.sleep(0.06)
    running.until(lambda: "WORD 11." in home.read_text())
    _say(running.folder, "WORD")
    running.until(lambda: "WORD 11." not in home.read_text())
    time.sleep(0.1)
    assert 2 <= os.read(output, 100_000).count(b"built anew: ") <= 5
    os.set_blocking(output, True)


def test_new_dump_and_its_page_come_up(running: Running):
    """A dump that is put into a folder of sources is read; a page that was missing is told when it is there."""
    dump = running.folder / "seeds" / "more.txt"
    before = set((running.folder / "public" / "papers").iterdir())
    with running.events("dates/") as events:
        next(events)
        dump.write_text(listing((RIVERS_TITLE, RIVERS)))
        assert next(events)["change"] == "page"
    running.until(lambda: set((running.folder / "public" / "papers").iterdir()) > before)
    dump.unlink()
    running.until(lambda: set((running.folder / "public" / "papers").iterdir()) == before)


def test_own_file_is_served_once_it_is_there(running: Running):
    """A file that is put into the owner's folder, or a folder in it, comes to the site as it is, and goes with it."""
    folder = running.folder / "files" / "talks"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    on_site = running.folder / "public" / "talks" / "one.txt"
    running.until(on_site.exists)
    assert running.text("talks/one.txt") == "One."
    (folder / "one.txt").unlink()
    running.until(lambda: not on_site.exists())
    folder.rmdir()


def test_styles_alone_need_no_new_page(running: Running):
    """Where nothing but style sheets changed, a page is told to load these, which can be had at once."""
    with running.events() as events:
        next(events)
        (running.folder / "own.css").write_text(":root { --own: 2 }\n")
        told = next(events)
        assert told["change"] == "styles"
        assert "--own: 2" in running.text(f"{told['assets']}css/site.css")


def test_fault_is_told_with_its_place_and_goes_away(running: Running):
    """A mistake is told with file and line, the old site is served on, and what is corrected is built."""
    file = running.folder / "site.yaml"
    with running.events() as events:
        next(events)
        file.write_text(CONFIG.replace("any:", "eny:"))
        told = next(events)
        assert told["problems"][0]["place"] == "site.yaml:3"
        assert '"eny"' in told["problems"][0]["text"]
        assert "My digest" in running.text()
        file.write_text(CONFIG)
        while told["problems"]:
            told = next(events)
    assert 'site.yaml:3: unknown key "eny"' in (running.folder / "errors.txt").read_text()


def test_fault_of_a_template_is_told_by_the_page_that_shows_it(running: Running):
    """A template that cannot be rendered is told with its line, in place of the page that it would make."""
    with running.events() as events:
        next(events)
        _say(running.folder, "{{ missing }}")
        told = next(events)
        assert told["problems"][0]["place"] == "own/partials/frame_colophon.html:2"
        assert "WORD" in running.text()
        _say(running.folder, "WORD")
        while told["problems"]:
            told = next(events)


def test_page_of_another_site_is_told_nothing(running: Running):
    """Events are for pages of this origin, asked of this machine by its own name."""
    split = urlsplit(running.url)

    def status(**headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", split.port, timeout=10)
        connection.putrequest("HEAD", "/.broadsheet/events?page=/digest/", skip_host=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        assert (
            answer.headers["cross-origin-resource-policy"] == "same-origin" or answer.status > 400
        )
        connection.close()
        return answer.status

    assert status(Host="localhost") == 200
    assert status(Host="localhost", Sec_Fetch_Site="same-origin") == 200
    assert status(Host="localhost", Sec_Fetch_Site="cross-site") == 403
    assert status(Host="localhost", Sec_Fetch_Site="same-site") == 403
    assert status(Host="evil.example") == 421


def test_service_worker_goes_away(running: Running):
    """While a digest is worked on, its service worker keeps no page; the built one is as ever."""
    assert "unregister" in running.text("service-worker.js")
    assert "importScripts" in (running.folder / "public" / "service-worker.js").read_text()


def _children(pid: int) -> set[int]:
    done = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    found = {pid}
    while more := {child for child, parent in pairs if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_server_that_is_ended_while_it_builds_leaves_nothing_behind(tmp_path: Path, how: int):
    """Ctrl+C or a kill in the middle of a build ends every process without a traceback, and holds no lock."""
    _write(tmp_path)
    rows = [(f"{TREES_TITLE} {n}", f"{n} {TREES}") for n in range(1500)]
    (tmp_path / "seeds" / "many.txt").write_text(listing(*rows))
    process = begun(tmp_path)
    try:
        store = tmp_path / ".broadsheet" / "store"
        while not list(store.glob("*/papers.new")):
            assert process.poll() is None
            time.sleep(0.02)
        children = _children(process.pid)
        assert children
        if how == signal.SIGINT:
            os.killpg(process.pid, how)  # as a terminal does it, to all processes at once
        else:
            process.send_signal(how)
        assert process.wait(20) == (-9 if how == signal.SIGKILL else 130)
        end = time.monotonic() + 5
        while alive := {child for child in children if Path(f"/proc/{child}/fd").exists()}:
            assert time.monotonic() < end, alive
            time.sleep(0.02)
    finally:
        process.kill()
        process.communicate()
    said = (tmp_path / "errors.txt").read_text()
    assert said.split() == (["interrupted"] if how == signal.SIGINT else [])
    with (tmp_path / ".broadsheet" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where it is held


def _previewed(file: Path, before: Preview | None = None) -> Preview:
    config = load_config(file)
    made = make_preview(
        config, settle(config, "http://localhost:1/"), before, Digests(), may_plan=before is None
    )
    assert made is not None
    return made


def test_page_is_previewed_as_it_is_built(tmp_path: Path):
    """Every page is rendered, before and after a change of a template, with the bytes that a build writes."""
    _write(tmp_path)
    file = small.write(tmp_path)
    file.write_text(f"{small.CONFIG}theme: {{templates: own}}\n")
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "2024-03-02.md").write_text("A day of *lanterns*.\n")
    preview = None
    for word in ("WORD", "ANOTHER"):
        _say(tmp_path, word)
        # The second is planned from what the first has at hand alone.
        preview = None if preview is None else _previewed(file, preview)
        build_site(file, tmp_path / "public", base_url="http://localhost:1/")
        preview = preview or _previewed(file)
        pages = {
            name: data
            for name, data in files_of(tmp_path / "public").items()
            if name.endswith(".html")
        }
        assert len(pages) > 30
        assert {name: preview.page(name) for name in pages} == pages
        assert preview.page("papers/none/index.html") is None


def test_change_that_is_saved_while_a_build_ends_is_told(tmp_path: Path):
    """What a preview made after a build has in it already is told to pages when the watcher tells of it."""
    file = _write(tmp_path)
    (tmp_path / "seeds" / "a.txt").write_text(listing((TREES_TITLE, TREES)))
    build_site(file, tmp_path / "public")
    task = Task(
        config_file=file,
        output=tmp_path / "public",
        origin="http://localhost:8000",
        accept_feed_changes=False,
        show=contextlib.nullcontext,
    )
    ours, theirs = multiprocessing.Pipe()
    workshop = _Workshop(task, theirs)
    workshop._refresh(silent=True)
    _say(tmp_path, "saved")
    workshop._refresh(silent=True)
    ours.send(Changed())
    workshop._hear()
    told = []
    while ours.poll():
        told.append(type(ours.recv()))
    assert told[-1] is Fresh
    ours.send(Wanted(ticket=1, name="index.html"))
    workshop._hear()
    assert b"saved" in ours.recv().data


def test_only_folders_of_the_input_are_watched(tmp_path: Path):
    """Watched are the folders of sources, settings, notes, templates and styles, never what a build writes."""
    config = CONFIG.replace("seeds/*.txt", "seeds/**/*.txt").replace("own.css", "look/own.css")
    file = write_site(tmp_path, config)
    for name in (
        "seeds/2025/03", "seeds/node_modules/x", "own/partials", "look", "public/papers/a", "editions",
        "files/talks/.git", ".broadsheet/store", ".git/objects", "other/deep",
    ):  # fmt: skip
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "look" / "own.css").write_text("")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "list.txt").write_text("")
    (tmp_path / "seeds" / "link.txt").symlink_to(elsewhere / "list.txt")
    found = watched_folders(file, load_config(file), tmp_path / "public")
    assert {
        path.relative_to(tmp_path).as_posix() for path in found if path.is_relative_to(tmp_path)
    } == {
        ".", "seeds", "seeds/2025", "seeds/2025/03", "own", "own/partials", "look", "editions", "elsewhere",
        "files", "files/talks",
    }  # fmt: skip
    assert CHECKOUT / "templates" / "pages" in found
    for name in (
        "public",
        "public/a/b",
        ".public.new",
        ".public.lock",
        ".broadsheet/x",
        ".git/index",
    ):
        assert is_ours(tmp_path / name, tmp_path / "public"), name
    for name in ("public.txt", "seeds/public.txt", "site.yaml"):
        assert not is_ours(tmp_path / name, tmp_path / "public"), name


def test_difference_of_pages_is_told_by_what_they_show():
    """Pages that differ in the folder of static files alone need new styles, if only these differ, else a new page."""
    shown = Shown()
    first, second, third = (f"assets/{letter * 10}/" for letter in "abc")
    shown.learn(first, {"css/site.css": b"1", "js/a.js": b"1"})
    shown.learn(second, {"css/site.css": b"2", "js/a.js": b"1"})
    shown.learn(third, {"css/site.css": b"2", "js/a.js": b"2"})
    names = {
        (assets, text): shown.name(f'<link href="../{assets}css/site.css">{text}'.encode())
        for assets in (first, second, third)
        for text in "xy"
    }
    assert shown.change(names[first, "x"], names[second, "x"]) == "styles"
    assert shown.change(names[first, "x"], names[second, "y"]) == "page"
    assert shown.change(names[second, "x"], names[third, "x"]) == "page"
    assert shown.change("never seen", names[first, "x"]) == "page"
