"""How long someone waits from `pipx install` to the first page of a digest in a browser.

Makes the wheel, installs it once so that the packages are in the cache of the installer, and then times an empty account:
`pipx install`, `broadsheet init`, `broadsheet serve` until it serves, and Chromium until the page stands there. Needs
pipx on the PATH (or PIPX=/path/to/pipx) and what it installs from; CHROMIUM as the tests do.

    python benchmarks/first_page.py [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import launch
from tests.installed import built

TITLE = "Papers I read"
STEPS = ("pipx install", "broadsheet init", "broadsheet serve", "the page in Chromium")
GOAL = 60  # seconds


def main() -> None:
    """Run it, and print a table of seconds; fails over the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    pipx = os.environ.get("PIPX") or shutil.which("pipx")
    if pipx is None:
        sys.exit("pipx: not on the PATH; expected to time it; install it, or set PIPX to its path")
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as scratch:
        (wheel,) = built(Path(scratch) / "dist").glob("*.whl")
        rounds = [first_page(pipx, wheel, Path(scratch) / f"{n}") for n in range(runs + 1)][1:]
    print("| step | seconds, median | least | most |\n| --- | --- | --- | --- |")
    for step in (*STEPS, "all"):
        seconds = [sum(each.values()) if step == "all" else each[step] for each in rounds]
        figures = (statistics.median(seconds), min(seconds), max(seconds))
        print(f"| {step} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")
    if max(sum(each.values()) for each in rounds) > GOAL:
        sys.exit(f"over {GOAL} seconds")


def first_page(pipx: str, wheel: Path, home: Path) -> dict[str, float]:
    """Go all the way on an empty account; gives the seconds of each step."""
    bin_folder = home / "bin"
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "PIPX_HOME": str(home / "pipx"),
        "PIPX_BIN_DIR": str(bin_folder),
        # The cache is warm, as where packages were installed before; nothing else is.
        "PIP_CACHE_DIR": str(home.parent / "cache"),
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
    }
    digest = home / "papers"
    init = ("broadsheet", "init", str(digest), "--title", TITLE)
    seconds = {
        STEPS[0]: _timed((pipx, "install", str(wheel)), environment, home),
        STEPS[1]: _timed(init, environment, home),
    }
    begun = time.perf_counter()
    with _served(environment, digest) as url:
        seconds[STEPS[2]] = time.perf_counter() - begun
        begun = time.perf_counter()
        with sync_playwright() as playwright, launch(playwright) as browser:
            page = browser.new_page()
            page.goto(url)
            expect(page).to_have_title(re.compile(re.escape(TITLE)))
            expect(page.get_by_role("heading", level=2).first).to_be_visible()
            seconds[STEPS[3]] = time.perf_counter() - begun
    return seconds


def _timed(command: tuple[str, ...], environment: Mapping[str, str], cwd: Path) -> float:
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begun


@contextmanager
def _served(environment: Mapping[str, str], digest: Path) -> Iterator[str]:
    """Serve a digest; gives its address when it says that it does."""
    command = ("broadsheet", "serve", "--port", "0")
    with subprocess.Popen(
        command, cwd=digest, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        try:
            lines = child.stdout or ()
            found = next(filter(None, (re.match(r"Serving (\S+)", line) for line in lines)), None)
            if found is None:
                sys.exit("broadsheet serve: ended before it served")
            yield found[1]
        finally:
            child.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
