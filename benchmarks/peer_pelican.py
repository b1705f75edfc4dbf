"""The same site made by Pelican, for benchmarks/building.py: not a benchmark itself.

A paper is an HTML file, the input that Pelican reads quickest, its topics are tags; days, months and years are period
archives. `peers/pelican` holds the settings and the theme.
"""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

from peer_plan import DESCRIPTION, PlannedPaper, SitePlan, written_day

VERSION = "pelican==4.12.0"
_SHELL = Path(__file__).resolve().parent / "peers" / "pelican"
# Pelican has no papers without a day; they share one.
_NO_DAY = "1970-01-01"


def find_pelican(peers: Path) -> Path | None:
    """Find Pelican in a virtual environment."""
    return next(
        (
            file
            for file in [peers / "bin" / "pelican", peers / "Scripts" / "pelican.exe"]
            if file.is_file()
        ),
        None,
    )


def prepare_pelican(plan: SitePlan, css: Path, folder: Path) -> None:
    """Make Pelican's input."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_SHELL, folder)
    papers = folder / "content" / "papers"
    papers.mkdir(parents=True)
    for paper in plan.papers():
        (papers / f"{paper.slug}.html").write_text(_article(paper), encoding="utf-8")
    pages = folder / "content" / "pages"
    pages.mkdir()
    for name in ("about", "feeds", "search"):
        text = f"<html><head><title>{name.title()}</title></head><body><p>{DESCRIPTION}</p></body></html>\n"
        (pages / f"{name}.html").write_text(text, encoding="utf-8")
    topics = {topic.slug: [topic.title, topic.description] for topic in plan.topics}
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as out:
        out.write(f"\nPAPERS = {plan.count}\nDESCRIPTION = {DESCRIPTION!r}\n")
        out.write(f"TOPICS = {json.dumps(topics, ensure_ascii=False, indent=4)}\n")
    (folder / "theme" / "static").mkdir(parents=True)
    shutil.copyfile(css, folder / "theme" / "static" / "site.css")


def pelican_command(pelican: Path, folder: Path, output: Path) -> list[str]:
    """Give the command that builds the site into a new folder."""
    command = [str(pelican), str(folder / "content"), "--settings", str(folder / "pelicanconf.py")]
    return [*command, "--theme-path", str(folder / "theme"), "--output", str(output), "--quiet"]


def _article(paper: PlannedPaper) -> str:
    metas = {
        "slug": paper.slug,
        "date": paper.day.isoformat() if paper.day else _NO_DAY,
        "tags": ", ".join(paper.topics),
        "summary": html.escape(paper.lead, quote=False),
        "writers": paper.authors,
        "day": written_day(paper.day) if paper.day else "",
        "origin": paper.source,
        "links": " ".join(f"{kind}|{url}" for kind, url in paper.links),
    }
    head = "".join(
        f'<meta name="{name}" content="{html.escape(value)}">\n'
        for name, value in metas.items()
        if value
    )
    return (
        f"<html>\n<head>\n<title>{html.escape(paper.title, quote=False)}</title>\n{head}</head>\n"
        f'<body><p class="paper__abstract">{html.escape(paper.abstract, quote=False)}</p></body>\n</html>\n'
    )
