"""A small built site to be damaged, and what a check says of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from generator.check import CheckReport, check_digest
from tests.support import SITES, copy_input, run_broadsheet

BASE = "https://digest.example/some/path/"
# Ends of messages that many have.
AGAIN = "run broadsheet build --clean"
LINK = "; expected an address of the site; build the site again, or correct the link where it is written"
CHAIN = f"; expected one chain from the feed to its oldest archive; {AGAIN}"
# What is in it.
PAPER = "papers/hedges-without-rain-b9s4e/index.html"
ADDRESS = "papers/hedges-without-rain-b9s4e/"
DOCUMENT = "search/5vl5cpzd/documents/3.js"


def build_woods(folder: Path) -> Path:
    """Build the site `woods` of the tests in a folder; gives the site's own."""
    copy_input(SITES / "valid" / "woods", folder)
    done = run_broadsheet("build", "--quiet", "--base-url", BASE, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "public"


def checked(folder: Path, *, base_url: str | None = BASE, jobs: int = 1) -> CheckReport:
    """Check the digest in a folder."""
    return check_digest(folder / "site.yaml", folder / "public", base_url=base_url, jobs=jobs)


def lines(report: CheckReport) -> list[str]:
    """Give the findings as lines; their paths are from the site's folder."""
    return [
        f"{each.location}: {each.message}"
        + ("" if each.severity == "error" else f" ({each.severity})")
        for each in report.findings
    ]


def rewrite(file: Path, change: Callable[[str], str]) -> None:
    """Change the text of a file of the site, and put its new digest into the manifest, as if a build had written it."""
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    accept(file)


def accept(file: Path) -> None:
    """Put a file as it is now into the manifest of its site, or take it out where it is gone."""
    site = next(above for above in file.parents if (above / ".broadsheet.json").is_file())
    manifest = site / ".broadsheet.json"
    value = json.loads(manifest.read_text(encoding="utf-8"))
    path = file.relative_to(site).as_posix()
    value["files"].pop(path, None)
    if file.exists():
        value["files"][path] = hashlib.sha256(file.read_bytes()).hexdigest()
    value["sizes"] = [
        (site / name).stat().st_size if (site / name).exists() else 0 for name in value["files"]
    ]
    manifest.write_text(json.dumps(value), encoding="utf-8")


def said(site: Path) -> list[str]:
    """Give what a check says, but for the lists for reading offline: these name each file that was changed."""
    return [line for line in lines(checked(site.parent)) if not line.startswith("offline/")]


def again(path: str, what: str) -> str:
    return f"{path}: {what}; {AGAIN}"
