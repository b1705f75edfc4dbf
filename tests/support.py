"""What many tests use: the real command as a process, folders as bytes, and made-up papers."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from generator import assets
from generator.errors import Location
from generator.models import SourceRecord
from generator.words import Words
from generator.words.load import shipped
from tests.warm import run_warm

CHECKOUT = Path(__file__).resolve().parent.parent
SITES = Path(__file__).resolve().parent / "sites"
SEEDS = CHECKOUT / "seeds"

LEAST_CONFIG = "site: {title: My digest}\nsources: [{path: seeds/*.txt, year: 2025}]\n"
SORTING_TITLE = "Sorting Noisy Lists with Small Networks"
SORTING = (
    "Sorting lists whose comparisons are noisy is a basic task. We propose a small network that "
    "sorts them in linear time. Experiments on four sets of lists show that it needs half of the "
    "comparisons of earlier methods."
)
TREES_TITLE = "Counting Trees in Large Forests"
TREES = (
    "Counting the trees of a forest is slow when the forest is large. We present a sampling scheme "
    "that counts them within one percent. It has been used on three forests and needs no training."
)
RIVERS_TITLE = "Where Do Rivers Turn? A Study of Bends"
RIVERS = (
    "The bends of a river are said to follow from its slope alone. In this paper, we examine the "
    "soil of two hundred rivers. It matters more than the slope. See https://example.org/maps."
)
BANNER = "Get trending papers in your email inbox!\nSubscribe\n"


def run_broadsheet(
    *arguments: str | Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    limits: Mapping[int, int] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `broadsheet` in a process of its own, whose interpreter is warm; `limits` are those of `resource`."""
    return run_warm([*map(str, arguments)], cwd, process_environment(environment), limits)


def run_cold(
    *arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `broadsheet` as its users do, from the interpreter's start."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "generator", *map(str, arguments)],
        cwd=cwd,
        env=process_environment(environment),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def process_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a child process that imports this checkout, and may keep what it compiled of it."""
    left_out = {"SOURCE_DATE_EPOCH", "PYTHONDONTWRITEBYTECODE"}
    inherited = {key: value for key, value in os.environ.items() if key not in left_out}
    return {**inherited, "PYTHONPATH": str(CHECKOUT), **(changes or {})}


def checker(path: str) -> Path:
    """Give a file of a checker from npm; raises `FileNotFoundError` when set-up did not fetch it."""
    file = CHECKOUT / "tests" / "tools" / "node_modules" / path
    if not file.is_file():
        raise FileNotFoundError(
            f"{file.relative_to(CHECKOUT)} is missing; expected what tests/tools/package-lock.json "
            "lists; run `sh .ci/setup.sh checkers`, as `make test` does"
        )
    return file


def files_of(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder, hidden ones too, by its path with `/`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_site(folder: Path, config: str = LEAST_CONFIG, **seeds: str | bytes) -> Path:
    """Write a site's input; gives its site.yaml. A seed `day` becomes `seeds/day.txt`."""
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    file = folder / "site.yaml"
    file.write_text(config, encoding="utf-8", newline="\n")
    for name, text in (seeds or {"list": listing()}).items():
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (folder / "seeds" / f"{name}.txt").write_bytes(data)
    return file


def english() -> Words:
    """Give the words of the interface as shipped."""
    texts = shipped(assets.templates_folder() / "words", "en")
    return Words(language="en", texts=texts, digest="en")


def script_environment() -> dict[str, str]:
    """Give the environment of scripts under Node that say words (tests/search_js/engine.js)."""
    words = english()
    texts = {"": words.language, **{key: words.of_script(key) for key in words.texts}}
    return {**os.environ, "BROADSHEET_TEXTS": json.dumps(texts)}


def listing(*pairs: tuple[str, str]) -> str:
    """Write a page of search results."""
    rows = pairs or ((SORTING_TITLE, SORTING), (TREES_TITLE, TREES))
    return BANNER + "".join(f"{title}\n{abstract}\n" for title, abstract in rows)


def copy_input(site: Path, target: Path) -> Path:
    """Copy a committed site's input, without what is expected of it, into `target`."""
    ignore = shutil.ignore_patterns("expected", "expected.txt")
    shutil.copytree(site, target, dirs_exist_ok=True, ignore=ignore)
    return target


def record(
    title: str | None,
    abstract: str,
    path: str = "seeds/list.txt",
    line: int = 1,
    date: dt.date | None = None,
    credit: str | None = None,
) -> SourceRecord:
    """Make a record as a source would give it."""
    return SourceRecord(
        location=Location(path=path, line=line),
        format="search-page",
        title=title,
        abstract=abstract,
        date=date,
        credit=credit,
    )
