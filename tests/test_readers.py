"""What the browsers of readers ask for beside pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from generator.build import build_site
from generator.config import SiteConfig, SiteSettings
from generator.models import ClassifiedPaper
from generator.pages import SitePlan, plan_site
from generator.papers.merge import merge_records
from generator.readers import offline_artifacts, recent_artifact
from tests.support import files_of, record

CONFIG = SiteConfig(folder=Path(), path="site.yaml", site=SiteSettings(title="T"), sources=())
FIRST, SECOND = dt.date(2025, 3, 14), dt.date(2025, 3, 15)


@dataclass
class Facts:
    digest: bytes
    size: int


def _plan(*papers: tuple[str, dt.date | None]) -> SitePlan:
    records = [record(title, f"About {title}, at length.", date=day) for title, day in papers]
    merged = merge_records(records)
    return plan_site([ClassifiedPaper(paper=paper, matches=()) for paper in merged], CONFIG)


def test_recent_days_count_papers_under_their_last_day():
    """A paper that came twice counts for its later day; papers without a day count nowhere."""
    plan = _plan(("One", FIRST), ("Two", FIRST), ("Two", SECOND), ("Three", None))
    recent = json.loads(recent_artifact(plan).data)
    assert recent["days"] == [["2025-03-14", 1], ["2025-03-15", 1]]
    slugs = {row.slug[-5:] for row in plan.rows if SECOND in row.dates}
    assert set(recent["newest"]) == slugs


def test_digest_without_days_has_nothing_recent():
    """Where no paper has a day there is no newest one."""
    assert json.loads(recent_artifact(_plan(("One", None))).data) == {"days": [], "newest": []}


def _site(folder: Path, *counts: int) -> dict[str, bytes]:
    """Build a site of papers by day; gives its files."""
    folder.mkdir(exist_ok=True)
    lines = [
        {"title": f"Trees {n} of {day}", "abstract": f"We count {n} trees.", "date": f"2025-03-{day:02}"}
        for day, count in enumerate(counts, start=1)
        for n in range(count)
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    config = {
        "site": {"title": "T", "url": "https://example.org/d/"},
        "sources": [{"path": "a.jsonl"}],
    }
    (folder / "site.yaml").write_text(json.dumps(config))
    build_site(folder / "site.yaml", folder / "public", jobs=1)
    return files_of(folder / "public")


def test_lists_have_every_file_once_with_its_digest(tmp_path: Path):
    """All that pages and the search are made of stands in the lists, with its size and the beginning of its SHA-256."""
    files = _site(tmp_path / "site", 3, 4)
    index = json.loads(files["offline/index.json"])
    listed: dict[str, str] = {}
    for name, digest, count, size in index:
        data = files[f"offline/{name}.json"]
        assert hashlib.sha256(data).hexdigest()[:10] == digest
        piece = {
            f"{path}index.html" if path == "" or path.endswith("/") else path: mark
            for path, mark in json.loads(data)
        }
        assert len(piece) == count
        assert sum(len(files[path]) for path in piece) == size
        assert not listed.keys() & piece.keys()
        listed |= piece
    assert all(
        hashlib.sha256(files[path]).hexdigest()[:10] == mark for path, mark in listed.items()
    )
    wanted = {
        path
        for path in files
        if path.endswith("/index.html")
        or path.startswith(("assets/", "search/"))
        or path == "index.html"
    }
    assert set(listed) == wanted - {"search/lunr.json"}


def test_new_day_changes_few_lists(tmp_path: Path):
    """Of 600 papers those of a new day change the last piece of papers and no other."""
    before = _site(tmp_path / "site", 300, 300)
    after = _site(tmp_path / "site", 300, 300, 5)
    papers = [path for path in before if path.startswith("offline/papers-")]
    assert len(papers) == 3
    assert [path for path in papers if before[path] != after[path]] == ["offline/papers-2.json"]
    fixed = ("service-worker.js", "manifest.webmanifest", "_headers", "offline/static-0.json")
    assert all(before[name] == after[name] for name in fixed)


def test_pieces_are_never_large():
    """However many papers there are, a piece lists 256 files at most."""
    plan = _plan(*((f"Paper {number}", FIRST) for number in range(600)))
    every = {f"papers/{row.slug}/index.html": Facts(bytes(32), 7) for row in plan.rows}
    every |= {
        f"{page.path}index.html" if page.path in {""} or page.path.endswith("/") else page.path: Facts(bytes(32), 9)
        for page in plan.lists
    }  # fmt: skip
    made = {each.path: json.loads(each.data) for each in offline_artifacts(plan, every)}
    assert [len(made[f"offline/papers-{n}.json"]) for n in range(3)] == [256, 256, 88]
