"""docs/tutorial.md, typed word for word on an empty account."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watch import Watch
from tests.installed import built, install
from tests.nginx import RECIPES, serving
from tests.support import CHECKOUT

PAGE = (CHECKOUT / "docs" / "tutorial.md").read_text(encoding="utf-8")
# A folder that only root may make elsewhere.
PLACE = "/srv/www/digest"


@dataclass(frozen=True, slots=True)
class Step:
    """What is typed, and what is then to be seen; `...` stands for anything."""

    typed: str
    seen: list[str] = field(default_factory=list)

    def matches(self, output: str) -> bool:
        wanted = [
            ".*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*")
            for line in self.seen
        ]
        pattern = "\n".join(wanted).replace(".*\n", "(?:.*\n)?").replace("\n.*", "(?:\n.*)?")
        return re.fullmatch(pattern, output.rstrip("\n"), re.DOTALL) is not None


def steps() -> Iterator[Step]:
    """Give what the page tells to type, in its order."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        lines = iter(block.rstrip("\n").split("\n"))
        step = None
        for line in lines:
            if not line.startswith("$ "):
                assert step is not None
                step.seen.append(line)
                continue
            if step is not None:
                yield step
            typed = line.removeprefix("$ ")
            if typed.endswith("<<'END'"):
                typed = "\n".join([typed, *takewhile(_is_inside, lines), "END"])
            step = Step(typed)
        if step is not None:
            yield step


def _is_inside(line: str) -> bool:
    return line != "END"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give an empty account, on whose PATH the installed command is."""
    (wheel,) = built(tmp_path / "dist").glob("*.whl")
    scripts = install(wheel, tmp_path / "venv")
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "broadsheet").symlink_to(scripts / "broadsheet")
    return home


def test_tutorial_leads_to_a_digest_on_the_web(home: Path, page: Page, tmp_path: Path) -> None:
    """Each line does what the page says; the site is searched while it is served, and again behind nginx, under its path."""
    environment = {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
    }
    folder, served = home, False
    for step in steps():
        typed = step.typed.replace(PLACE, str(tmp_path / "www"))
        if typed.startswith("pipx "):
            continue
        if typed.startswith("cd "):
            folder /= typed.removeprefix("cd ")
        elif typed.startswith("broadsheet serve"):
            _look_while_it_is_served(typed.replace("8000", "0"), step, folder, environment, page)
            served = True
        else:
            if typed.startswith("sh rsync.sh"):
                (folder / "rsync.sh").write_bytes((RECIPES / "rsync.sh").read_bytes())
            done = subprocess.run(
                typed, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
            assert done.returncode == 0, (typed, done.stdout)
            assert step.matches(done.stdout), (typed, done.stdout)
    assert served
    with serving(tmp_path / "www" / "current", "/digest/", tmp_path) as url:
        watch = Watch(page, url)
        page.goto(f"{url}search/?q=lanterns")
        page.goto(url)
        page.get_by_role("link", name="Lamps", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lamps")
        expect(page.get_by_role("link", name="Lamps That Burn for a Hundred Years")).to_be_visible()
        _search(page, url)
        assert watch.faults == []


def _search(page: Page, url: str) -> None:
    page.goto(f"{url}search/")
    page.locator("[data-search] input").fill("toaster")
    expect(page.get_by_role("link", name="Toasters That Know When to Stop")).to_be_visible()


def _look_while_it_is_served(
    typed: str, step: Step, folder: Path, environment: dict[str, str], page: Page
) -> None:
    server = subprocess.Popen(
        f"exec {typed}", shell=True, cwd=folder, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.stdout is not None
    seen, found = "", None
    try:
        while found is None:
            line = server.stdout.readline()
            assert line, seen
            seen += line
            found = re.match(r"Serving (http\S+)", line)
        url = found[1]
        assert step.matches(seen.replace(url, "http://localhost:8000/digest/")), seen
        _search(page, url)
        page.goto(f"{url}about/")
        about = folder / "about.md"
        about.write_text(
            about.read_text(encoding="utf-8") + "\nWritten while you looked.\n", encoding="utf-8"
        )
        expect(page.get_by_text("Written while you looked.")).to_be_visible()
        # An open page asks its server for changes for ever; what is looked at next must not be held for that.
        page.goto("about:blank")
    finally:
        server.terminate()  # to it the same as Ctrl+C, which nothing in a shell's background hears
        server.communicate(timeout=30)
