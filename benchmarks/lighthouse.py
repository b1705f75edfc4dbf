"""What Lighthouse says of the shipped digest, on the phone that it emulates.

Builds the digest, serves it compressed, runs the locked Lighthouse on a page of each important kind and prints a
table of scores. Fails under 100, or under 99 for performance, which is a measure of time; the audits that cost
points are listed. Best of `--runs`, because other programs slow a machine down and nothing speeds it up.

    make lighthouse                       fetches Lighthouse and runs this
    python benchmarks/lighthouse.py [--runs 3] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.build import build_site
from tests.browser.chromium import find_chromium
from tests.browser.hosting import hosting

CHECKOUT = Path(__file__).resolve().parent.parent
CLI = (
    CHECKOUT / "tests" / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
)
BASE = "/some/path/"
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = (
    "--quiet",
    "--output=json",
    "--output-path=stdout",
    f"--only-categories={','.join(LEAST)}",
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
)


def pages(folder: Path) -> dict[str, str]:
    """Give the path of a page of each kind that most readers see."""
    paper = min((folder / "papers").glob("*/index.html")).parent.name
    return {
        "home": "",
        "topic": "topics/generative-models/",
        "edition": "dates/2025/03/14/",
        "paper": f"papers/{paper}/",
        "search": "search/",
        "results": "search/?q=graph",
    }


def run(url: str) -> dict[str, Any]:
    """Run Lighthouse once; gives its report."""
    environment = {**os.environ, "CHROME_PATH": str(find_chromium())}
    command = [os.environ.get("NODE", "node"), str(CLI), url, *FLAGS]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, timeout=300, check=False
    )
    if done.returncode != 0:
        sys.exit(f"Lighthouse failed on {url}: {done.stderr.strip() or done.returncode}")
    return json.loads(done.stdout)


def scores(report: Mapping[str, Any]) -> dict[str, int]:
    """Give a report's score in each category, of 100."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in LEAST}


def best(url: str, runs: int) -> dict[str, Any]:
    """Give the report of the best run; stops at the first in which nothing is wanting."""
    reports: list[dict[str, Any]] = []
    for _ in range(runs):
        reports.append(run(url))
        if all(score == 100 for score in scores(reports[-1]).values()):
            break
    return max(reports, key=lambda report: sum(scores(report).values()))


def costs(report: Mapping[str, Any]) -> Iterator[str]:
    """Give the audits that cost points, with what they found."""
    for name in LEAST:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue") or audit["title"]
                yield f"{name}: {part['id']}: {shown}"


def main() -> None:
    """Run Lighthouse on every page and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder for Lighthouse's own reports")
    arguments = parser.parse_args()
    if not CLI.is_file():
        sys.exit("Lighthouse is missing; run `make lighthouse`, which fetches it")
    out, failed = sys.stdout.write, False
    out(f"{'page':<10}" + "".join(f"{name:>16}" for name in LEAST) + "\n")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "public"
        with hosting(folder, BASE) as home:
            build_site(CHECKOUT / "site.yaml", folder, base_url=home)
            for name, path in pages(folder).items():
                report = best(home + path, arguments.runs)
                found = scores(report)
                failed |= any(found[category] < LEAST[category] for category in LEAST)
                out(f"{name:<10}" + "".join(f"{found[each]:>16}" for each in LEAST) + "\n")
                for cost in costs(report):
                    out(f"    {cost}\n")
                sys.stdout.flush()
                if arguments.keep:
                    arguments.keep.mkdir(parents=True, exist_ok=True)
                    (arguments.keep / f"{name}.json").write_text(json.dumps(report))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
