"""What the search page costs the network and its reader: bytes and times in a real Chromium.

For digests of the shipped dumps, 10,000 and 100,000 papers (see search_sites.py), and for each of 50 queries that
readers might ask: opens `/search/?q=...` cold, in a browser context of its own, over an emulated slow 4G (150 ms round
trip, 1.6 Mbit/s down, 0.75 up, as Lighthouse has it; HTTP/2 over TLS 1.3; see search_host.cjs), and takes the time
from the navigation to the first painted results, and the bytes that came down the link till then: everything,
compressed, with headers and TLS's handshake. Pagefind is asked the same, in turns; a whole Lunr index, whose cost is the
same for each query, three times (search_peers.py). Warm: in one open page, without the link, from Enter to painted
results: ten queries once, before their parts were loaded, and then three times more, of which the median counts; then ten
others. The text is put into the box at once: a person's keys have a search and completions of their own before.

    python benchmarks/search_network.py papers.jsonl.gz [--papers 0 10000 100000] [--work DIR] [--pagefind DIR]

The file is one of JSON lines, a paper a line; without it only the shipped dumps (0) are measured. `--work` keeps
the digests; `--pagefind` is a folder into which npm has installed, or may install, Pagefind. Needs node, openssl,
Chromium and Playwright.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from search_peers import fetch_pagefind, lunr_page, pagefind_page
from search_sites import SHIPPED, Digest, digest

QUERIES = (
    "diffusion models",
    "graph neural networks",
    "large language model reasoning",
    "variational autoencoder",
    "reinforcement learning from human feedback",
    "in-context learning",
    "retrieval augmented generation",
    "adversarial robustness",
    "federated learning privacy",
    "knowledge distillation",
    "chain of thought prompting",
    "attention mechanism",
    "long context",
    "speech recognition",
    "machine translation low resource",
    "image segmentation medical",
    "protein structure prediction",
    "bayesian optimization",
    "causal inference",
    "time series forecasting",
    "object detection",
    "hallucination",
    "quantization of neural networks",
    "mixture of experts",
    "vision language models",
    "3d gaussian splatting",
    "neural radiance fields",
    "offline reinforcement learning",
    "multi-agent systems",
    "code generation benchmark",
    "sparse autoencoders interpretability",
    "continual learning catastrophic forgetting",
    "contrastive self-supervised learning",
    "domain adaptation",
    "out-of-distribution detection",
    "uncertainty estimation",
    "optimal transport",
    "normalizing flows",
    "video generation",
    "robot manipulation",
    "recommender systems",
    "fairness bias",
    "tokenization",
    "state space models mamba",
    "low-rank adaptation fine-tuning",
    "text summarization evaluation",
    "question answering dataset",
    "gradient descent convergence",
    "point cloud",
    "drug discovery molecules",
)

_ROUND_TRIP, _DOWN, _UP = 150, 1_600_000, 750_000  # milliseconds; bits a second
_GOALS = ((1_000, 60), (20_000, 120), (200_000, 300))  # up to so many papers, kilobytes
_WARM_GOAL = 50  # milliseconds
_IN_TURN, _TURNS = 10, 3  # warm queries one after the other; how often again
_PAUSE = 250  # milliseconds between them, in which the page does what it does after results
_LONGEST = 120  # seconds for which a page is waited for
_HOST = Path(__file__).with_name("search_host.cjs")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-quic"
).split()

# Notes when the list of results has been painted with something in it: the frame after it came is over.
_WATCH = """(() => {
  const list = "[data-search-results], ol";
  const look = () => {
    const found = document.querySelector(list);
    if (found !== null && found.childElementCount > 0) {
      requestAnimationFrame(() => setTimeout(() => {
        window.painted = { after: performance.now(), at: performance.timeOrigin + performance.now() };
      }));
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""

# Puts a query into the box, sends it, and gives the milliseconds until its results were painted.
_ASK = """(text) => new Promise((resolve, reject) => {
  const form = document.querySelector("[data-search]");
  const list = document.querySelector("[data-search-results]");
  const box = form.querySelector("input");
  list.replaceChildren();
  setTimeout(() => reject(new Error(`no results for ${text}`)), 10000);
  const start = performance.now();
  new MutationObserver((_, observer) => {
    if (list.childElementCount === 0) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  }).observe(list, { childList: true });
  box.value = text;
  form.requestSubmit();
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A cold visit: seconds to painted results, bytes that had come till then, in all and as bodies of responses."""

    seconds: float
    bytes: int
    bodies: int
    requests: int


class Host:
    """The server of a folder, at the end of a link."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self.url = f"https://localhost:{int(self._out.readline())}/"

    def log(self) -> dict[str, list[list[float]]]:
        """Give what passed since it was last asked."""
        self._in.write("log\n")
        self._in.flush()
        log: dict[str, list[list[float]]] = json.loads(self._out.readline())
        return log


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", help="JSON lines of papers, plain or .gz")
    parser.add_argument("--papers", type=int, nargs="+", default=[SHIPPED, 10_000, 100_000])
    parser.add_argument("--work", type=Path, help="a folder that keeps the digests")
    parser.add_argument("--pagefind", type=Path, help="a folder for npm to have Pagefind in")
    parser.add_argument("--queries", type=int, default=len(QUERIES), help="how many (all 50)")
    parser.add_argument("--only", choices=("cold", "warm"), help="leave the other out")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument("--each", action="store_true", help="print the figures of each query too")
    arguments = parser.parse_args()
    if arguments.file is not None and not arguments.file.is_file():
        parser.error(f"{arguments.file}: no such file; expected JSON lines of papers")
    if missing := [name for name in ("node", "openssl") if shutil.which(name) is None]:
        sys.exit(f"{' and '.join(missing)}: not found; this benchmark needs them")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    with contextlib.ExitStack() as stack:
        work = arguments.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        certificate = _certificate(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(_browser(playwright, certificate))
        print(f"Chromium {browser.version}")
        asked = [papers for papers in arguments.papers if papers == SHIPPED or arguments.file]
        for papers in set(arguments.papers) - set(asked):
            print(f"{papers:,} papers: left out, as no file of papers was given")
        npm = arguments.pagefind or work / "npm"
        has_pagefind = bool(asked) and not arguments.no_peers and fetch_pagefind(npm)
        for papers in asked:
            made = digest(work, papers, arguments.file, whole=not arguments.no_peers)
            if not arguments.no_peers:
                lunr_page(made)
            if has_pagefind:
                pagefind_page(made, npm)
            print(f"\n{made.name}")
            measure(made, browser, certificate, arguments, has_pagefind=has_pagefind)


def measure(
    made: Digest,
    browser: Browser,
    certificate: tuple[Path, Path],
    arguments: argparse.Namespace,
    *,
    has_pagefind: bool,
) -> None:
    """Measure one digest, cold and warm."""
    step = max(1, len(QUERIES) // arguments.queries)
    queries = QUERIES[::step][: arguments.queries]
    if arguments.only != "warm":
        with _host(made.site, certificate, _ROUND_TRIP, _DOWN, _UP) as host:
            ways = {"ours": "search/"} | ({"Pagefind": "peers/pagefind/"} if has_pagefind else {})
            visits: dict[str, list[Visit]] = {name: [] for name in ways}
            for query in queries:
                for name, path in ways.items():
                    visit = cold(browser, host, f"{path}?q={quote(query)}")
                    visits[name].append(visit)
                    if arguments.each:
                        print(f"    {name:9} {query:45}", _line(visit))
            if not arguments.no_peers:
                visits["Lunr"] = whole_lunr(made, browser, host, queries)
        tell(visits, _goal(len(made.papers)))
    if arguments.only != "cold":
        with _host(made.site, certificate, 0, 0, 0) as host:
            tell_warm(*warm(browser, host, queries))


def cold(browser: Browser, host: Host, path: str) -> Visit:
    """Open a page in a new context and wait for its results."""
    host.log()
    context = browser.new_context()
    try:
        context.set_default_timeout(_LONGEST * 1000)
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(host.url + path, wait_until="commit")
        try:
            page.wait_for_function("() => window.painted !== undefined")
        except PlaywrightTimeoutError:
            said = " ".join(page.inner_text("body").split())[:200]
            sys.exit(f"{path}: no results in {_LONGEST} s; the page says: {said}")
        painted = page.evaluate("window.painted")
        log = host.log()
    finally:
        context.close()
    arrived = painted["at"] - _ROUND_TRIP / 2
    before = [response for response in log["responses"] if response[0] <= arrived]
    return Visit(
        seconds=painted["after"] / 1000,
        bytes=sum(int(size) for at, size in log["packets"] if at <= painted["at"]),
        bodies=sum(int(response[3]) for response in before),
        requests=len(before),
    )


def whole_lunr(made: Digest, browser: Browser, host: Host, queries: Sequence[str]) -> list[Visit]:
    """Visit the page of the whole index three times, or say what it takes at least."""
    folder = made.site / "peers" / "lunr"
    size = sum(_compressed(folder / name) for name in ("lunr.json", "documents.json"))
    if size * 8 / _DOWN < _LONGEST / 2:
        return [cold(browser, host, f"peers/lunr/?q={quote(query)}") for query in queries[:3]]
    return [Visit(seconds=size * 8 / _DOWN, bytes=size, bodies=size, requests=4)]


def warm(browser: Browser, host: Host, queries: Sequence[str]) -> tuple[list[float], list[float]]:
    """Ask each query in one open page; gives the milliseconds of the first time, and of later ones."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{host.url}search/?q=learning")
        page.wait_for_function("() => document.querySelector('[data-search-results] li') !== null")
        page.wait_for_timeout(500)
        firsts: list[float] = []
        laters: list[float] = []
        for start in range(0, len(queries), _IN_TURN):
            some = queries[start : start + _IN_TURN]
            first, *later = [_ask_each(page, some) for _ in range(1 + _TURNS)]
            firsts += first
            laters += [statistics.median(times) for times in zip(*later, strict=True)]
        return firsts, laters
    finally:
        context.close()


def _ask_each(page: Page, queries: Sequence[str]) -> list[float]:
    times = []
    for query in queries:
        times.append(float(page.evaluate(_ASK, query)))
        page.wait_for_timeout(_PAUSE)
    return times


def tell(visits: dict[str, list[Visit]], goal: int) -> None:
    """Print what cold visits took."""
    for name, some in visits.items():
        sizes, times = [v.bytes / 1000 for v in some], [v.seconds for v in some]
        bodies = statistics.median(v.bodies / 1000 for v in some)
        requests = statistics.median(v.requests for v in some)
        aim = f" (goal {goal})" if name == "ours" else ""
        print(
            f"  cold {name:9} median {statistics.median(sizes):8,.1f} KB{aim}, "
            f"95th {_high(sizes):8,.1f} KB, bodies {bodies:8,.1f} KB, {requests:4.0f} requests; "
            f"median {statistics.median(times):6.2f} s, 95th {_high(times):6.2f} s, {len(some)} visits"
        )
    if len(visits) > 1:
        quickest = min(
            statistics.median(v.seconds for v in some)
            for name, some in visits.items()
            if name != "ours"
        )
        ours = statistics.median(v.seconds for v in visits["ours"])
        print(f"  ours takes {ours / quickest:.2f} of the time of the faster peer (goal 1)")


def tell_warm(first: Sequence[float], later: Sequence[float]) -> None:
    """Print what warm queries took."""
    for name, times in (("parts not loaded", first), ("warm", later)):
        aim = f" (goal {_WARM_GOAL})" if name == "warm" else ""
        print(
            f"  Enter to painted, {name:16} median {statistics.median(times):6.1f} ms{aim}, "
            f"95th {_high(times):6.1f} ms, most {max(times):6.1f} ms"
        )


def _line(visit: Visit) -> str:
    return (
        f"{visit.bytes / 1000:7.1f} KB, bodies {visit.bodies / 1000:7.1f} KB, "
        f"{visit.requests:3} requests, {visit.seconds:5.2f} s"
    )


def _high(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def _goal(papers: int) -> int:
    return next((goal for most, goal in _GOALS if papers <= most), _GOALS[-1][1])


def _compressed(file: Path) -> int:
    packer = zlib.compressobj(6)
    size = 0
    with file.open("rb") as source:
        while piece := source.read(1 << 20):
            size += len(packer.compress(piece))
    return size + len(packer.flush())


@contextlib.contextmanager
def _host(
    folder: Path, certificate: tuple[Path, Path], round_trip: int, down: int, up: int
) -> Iterator[Host]:
    arguments = [folder, *certificate, round_trip, down, up]
    with subprocess.Popen(
        ["node", str(_HOST), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Host(process)
        assert process.stdin is not None
        process.stdin.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate for localhost, for as long as this runs."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names, *files], check=True, stderr=subprocess.DEVNULL)
    return key, certificate


@contextlib.contextmanager
def _browser(playwright: Playwright, certificate: tuple[Path, Path]) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        sys.exit(f"no browser; expected one of {', '.join(_BROWSERS)} on the PATH, or CHROMIUM set")
    # Trusted by its key: of a certificate that is only let pass, nothing is cached.
    trust = f"--ignore-certificate-errors-spki-list={_key_digest(certificate[1])}"
    try:
        browser = playwright.chromium.launch(executable_path=path, args=[*_SWITCHES, trust])
    except PlaywrightError as error:
        sys.exit(f"{path}: did not start ({error.message.splitlines()[0]})")
    try:
        yield browser
    finally:
        browser.close()


def _key_digest(certificate: Path) -> str:
    read = ["openssl", "x509", "-in", str(certificate), "-pubkey", "-noout"]
    pem = subprocess.run(read, check=True, stdout=subprocess.PIPE).stdout
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


if __name__ == "__main__":
    main()
