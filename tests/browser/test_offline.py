"""What a reader has without a network: pages that were visited, and the whole digest when they asked for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from generator import assets
from generator.build import build_site
from generator.server import make_server
from tests.browser import library as known
from tests.browser.watch import Watch, until

_BASE = "/some/path/"
_MOST_PAGES = 300  # as in static/js/service-worker/kept.js


class Host:
    """A small digest on a host that can be stopped, and started again under the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.public = folder / "public"
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.start()
        self.build()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._port}{_BASE}"

    def build(self, extra: int = 0) -> None:
        build_site(known.write(self.folder, extra), self.public, base_url=self.url)

    def start(self) -> None:
        self._server = make_server(self.public, self._port, _BASE)
        self._port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    running = Host(tmp_path)
    yield running
    running.stop()


def open_and_wait(page: Page, url: str) -> None:
    """Open a page and let its service worker take over."""
    page.goto(url)
    until(page, "() => navigator.serviceWorker.controller !== null")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=["phone", "desktop"])
def test_visited_pages_open_offline_and_say_so(
    host: Host, page: Page, size: tuple[int, int]
) -> None:
    """Without a network a page that was visited opens with its style, its keys and a line that names the day."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    watch = Watch(page, host.url)
    open_and_wait(page, f"{host.url}topics/rivers/")
    expect(page.locator(".offline")).to_have_count(0)
    page.goto(f"{host.url}dates/")
    host.stop()
    watch.faults.clear()
    for path in ("topics/rivers/", "dates/", "", "reading/", "dates/?from=elsewhere#main"):
        page.goto(host.url + path)
        line = page.locator(".offline")
        day = page.evaluate(
            "new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date())"
        )
        expect(line).to_have_text(f"You are offline; this page was kept on {day}.")
        expect(line).to_be_visible()
        assert page.evaluate("document.body.firstElementChild.className") == "offline"
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert colour == "rgb(252, 251, 248)"  # the style is there
    page.goto(f"{host.url}topics/rivers/")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("main li > .star[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert watch.faults == []
    host.start()
    page.goto(f"{host.url}topics/rivers/")
    expect(page.locator(".offline")).to_have_count(0)


def test_page_that_was_not_visited_leads_to_those_that_were(host: Host, page: Page) -> None:
    """Without a network an unknown page says what is the matter and leads home and to the reading list."""
    watch = Watch(page, host.url)
    open_and_wait(page, host.url)
    host.stop()
    watch.faults.clear()
    page.goto(f"{host.url}topics/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    page.get_by_role("link", name="reading list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading list")
    page.goto(f"{host.url}topics/")
    page.get_by_role("link", name="front page").click()
    expect(page).to_have_title("Lanterns")
    assert watch.faults == []


def test_new_edition_is_shown_at_once(host: Host, page: Page) -> None:
    """With a network the page of the network is shown, however often the old one was kept."""
    open_and_wait(page, host.url)
    page.reload()
    host.build(extra=5)
    page.goto(host.url)
    expect(page.locator("main h1")).to_contain_text("1 June 2025")
    expect(page.locator(".offline")).to_have_count(0)
    host.stop()
    page.goto(host.url)
    expect(page.locator("main h1")).to_contain_text("1 June 2025")
    expect(page.locator(".offline")).to_have_count(1)


def test_slow_network_gets_the_kept_page_with_a_line(host: Host, page: Page) -> None:
    """When the host does not answer in time the kept page comes, and says that the network is slow."""
    open_and_wait(page, f"{host.url}dates/")
    page.goto(f"{host.url}dates/")
    server = host._server
    assert server is not None
    server.shutdown()  # the port accepts, and nobody answers
    page.goto(f"{host.url}dates/", timeout=20_000)
    expect(page.locator(".offline")).to_contain_text("The network is slow; this page was kept on")
    threading.Thread(target=server.serve_forever, daemon=True).start()


def test_new_build_replaces_static_files(
    host: Host, page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After a build with another style the old files leave the browser, and pages kept before have the new style."""
    import shutil

    open_and_wait(page, f"{host.url}dates/")
    page.goto(f"{host.url}dates/")
    static = tmp_path / "static"
    shutil.copytree(assets.static_folder(), static)
    style = static / "css/site.css"
    style.write_text(style.read_text() + "\nhtml { background: rgb(1, 2, 3) }\n")
    monkeypatch.setattr(assets, "static_folder", lambda: static)
    host.build()
    (folder,) = (path.name for path in (host.public / "assets").iterdir())
    page.goto(host.url)
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    until(
        page,
        "async (name) => { const names = (await caches.keys()).filter((each) => each.includes('assets/'));"
        " return names.length === 1 && names[0].includes(name); }",
        folder,
    )
    host.stop()
    page.goto(f"{host.url}dates/")
    assert folder not in page.content()  # the page was kept before
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour == "rgb(1, 2, 3)"


def test_daily_build_leaves_the_service_worker_as_it_is(host: Host) -> None:
    """New papers change neither the worker nor the manifest, and of the lists only those of what changed."""
    fixed = ("service-worker.js", "manifest.webmanifest", "_headers")
    before = {name: (host.public / name).read_bytes() for name in fixed}
    host.build(extra=3)
    assert {name: (host.public / name).read_bytes() for name in fixed} == before


def test_kept_pages_have_a_limit(host: Host, page: Page) -> None:
    """Of more pages than are kept the oldest go first, and one that is visited again counts as new."""
    open_and_wait(page, f"{host.url}dates/")
    page.goto(f"{host.url}dates/")
    page.evaluate(
        """async ([name, base, most]) => {
            const cache = await caches.open(name);
            for (let number = 0; number < most - 3; number += 1)
                await cache.put(`${base}made/${number}/`, new Response("", { headers: { "x-kept": "2020" } }));
        }""",
        [f"broadsheet {_BASE} pages", host.url, _MOST_PAGES],
    )
    page.goto(f"{host.url}dates/")
    page.goto(f"{host.url}topics/")
    page.goto(f"{host.url}feeds/")
    page.wait_for_timeout(500)
    keys = page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)",
        f"broadsheet {_BASE} pages",
    )
    assert len(keys) == _MOST_PAGES
    assert keys[-3:] == [f"{host.url}{path}" for path in ("dates/", "topics/", "feeds/")]
    assert host.url not in keys  # kept when the worker came, and the oldest


def test_search_works_offline_where_it_was_used(host: Host, page: Page) -> None:
    """A search that was made with a network gives its results without one."""
    open_and_wait(page, f"{host.url}search/?q=lantern")
    page.goto(f"{host.url}search/?q=lantern")
    expect(page.locator(".card")).to_have_count(20)
    titles = page.locator(".card__title").all_inner_texts()
    page.wait_for_load_state("networkidle")
    host.stop()
    page.goto(f"{host.url}search/?q=lantern")
    expect(page.locator(".offline")).to_be_visible()
    expect(page.locator(".card__title")).to_have_text(titles)


def _cached(page: Page) -> int:
    return int(
        page.evaluate(
            "async (name) => (await caches.has(name)) ? (await (await caches.open(name)).keys()).length : 0",
            f"broadsheet {_BASE} whole",
        )
    )


def test_whole_digest_is_kept_on_request(host: Host, page: Page) -> None:
    """The size is said first; then every page, the search too, opens offline; and it can be removed again."""
    watch = Watch(page, host.url)
    open_and_wait(page, f"{host.url}reading/")
    region = page.get_by_role("region", name="Without a network")
    expect(region).to_contain_text("The whole digest has")
    expect(region).to_contain_text(" MB")
    assert _cached(page) == 0
    page.get_by_role("button", name="Keep the whole digest").click()
    expect(region).to_contain_text("The whole digest is kept", timeout=60_000)
    watch.faults.clear()
    host.stop()
    pages = [
        file.relative_to(host.public).as_posix().removesuffix("index.html")
        for file in sorted(host.public.rglob("index.html"))
    ]
    for path in pages[::6]:
        page.goto(host.url + path)
        expect(page.locator(".offline")).to_contain_text("You are offline")
    page.goto(f"{host.url}search/?q=lantern&sort=date")
    expect(page.locator(".card")).to_have_count(20)
    assert watch.faults == []
    host.start()
    page.goto(f"{host.url}reading/")
    page.get_by_role("button", name="Remove what is kept").click()
    expect(page.get_by_role("button", name="Keep the whole digest")).to_be_focused()
    assert _cached(page) == 0


def test_keeping_stops_and_goes_on(host: Host, page: Page) -> None:
    """It stops when it is told to or the network ends, keeps what it has, and goes on from there."""
    open_and_wait(page, f"{host.url}reading/")
    page.get_by_role("button", name="Keep the whole digest").click()
    until(
        page,
        "async (name) => (await (await caches.open(name)).keys()).length > 20",
        f"broadsheet {_BASE} whole",
    )
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    note = page.locator("[data-reading-kept]")
    expect(note).to_have_text("Stopped. What was kept stays; it goes on from there.")
    some = _cached(page)
    assert some > 20
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_role("button", name="Go on").or_(
        page.get_by_role("button", name="Keep the whole digest")
    ).click()
    expect(note).to_contain_text("The whole digest is kept", timeout=60_000)
    total = _cached(page)
    again = [url for url in asked if "/papers/" in url or "/search/" in url or "/topics/" in url]
    assert len(again) < total - some + 10
    page.get_by_role("button", name="Remove what is kept").click()
    page.get_by_role("button", name="Keep the whole digest").click()
    host.stop()
    expect(note).to_contain_text("The network does not answer.", timeout=20_000)


def _listed(host: Host) -> dict[str, str]:
    """Give the files that may be kept, each with the digest by which a browser knows it."""
    lists = (host.public / "offline").glob("*-*.json")
    return {path: digest for file in lists for path, digest in json.loads(file.read_bytes())}


def test_update_fetches_what_changed(host: Host, page: Page) -> None:
    """After new papers came, only what is new or other is fetched, and what is gone goes."""
    open_and_wait(page, f"{host.url}reading/")
    page.get_by_role("button", name="Keep the whole digest").click()
    note = page.locator("[data-reading-kept]")
    expect(note).to_contain_text("The whole digest is kept", timeout=60_000)
    before = _listed(host)
    host.build(extra=2)
    asked: list[str] = []
    page.reload()
    page.on("request", lambda request: asked.append(request.url))
    region = page.get_by_role("region", name="Without a network")
    expect(region).to_contain_text("are new or were not kept yet")
    page.get_by_role("button", name="Go on").click()
    expect(note).to_contain_text("The whole digest is kept", timeout=60_000)
    papers = {url for url in asked if url.startswith(f"{host.url}papers/")}
    after = _listed(host)
    changed = {path for path, digest in after.items() if before.get(path) != digest}
    assert papers == {host.url + path for path in changed if path.startswith("papers/")}
    assert 2 <= len(papers) < sum(path.startswith("papers/") for path in after) // 2
    listed = {host.url + path for path in after}
    lists = {f"{host.url}offline/{file.name}" for file in (host.public / "offline").iterdir()}
    kept = page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)",
        f"broadsheet {_BASE} whole",
    )
    assert set(kept) == listed | lists


def test_site_can_be_installed(host: Host, context: BrowserContext, page: Page) -> None:
    """Chromium reads the manifest without a complaint and finds nothing that forbids to install the site."""
    open_and_wait(page, host.url)
    client = context.new_cdp_session(page)
    manifest = client.send("Page.getAppManifest")
    assert manifest["url"] == f"{host.url}manifest.webmanifest"
    assert manifest["errors"] == []
    values = json.loads(manifest["data"])
    assert values["name"] == "Lanterns"
    # In this mode of Chromium nothing can be installed, and it says so; that is all it may say.
    errors = client.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}


def test_no_worker_outside_secure_places(host: Host, page: Page) -> None:
    """A page that came neither over HTTPS nor from this machine registers nothing."""
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false });")
    watch = Watch(page, host.url)
    page.goto(f"{host.url}reading/")
    page.wait_for_load_state("networkidle")
    found = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
    assert found == 0
    expect(page.get_by_role("region", name="Without a network")).to_have_count(0)
    assert watch.faults == []
