"""Pages of topics: what their first one shows, and that the others stay when papers come."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from generator.build import build_site
from tests.support import files_of, write_site

CONFIG = """\
site: {title: My digest, url: "https://example.org/d/"}
sources: [{path: seeds/*.jsonl}]
pages: {papers_per_page: 20}
topics:
  - {slug: trees, title: Trees, any: [tree]}
  - {slug: moss, title: Moss, any: [moss]}
"""
NEWEST = dt.date(2025, 3, 14)


def _built(folder: Path, papers: int) -> dict[str, str]:
    """Build a digest of papers on trees, one every third day up to the newest; gives its pages by address."""
    lines = []
    for number in range(papers):
        day = NEWEST - dt.timedelta(3 * (104 - number))
        text = f"A tree, number {number}."
        paper = {"title": f"Report {number}", "abstract": text, "date": day.isoformat()}
        lines.append(json.dumps(paper) + "\n")
    file = write_site(folder, CONFIG, list="")
    (folder / "seeds" / "list.txt").unlink()
    (folder / "seeds" / "list.jsonl").write_text("".join(lines))
    build_site(file, folder / "public", jobs=1)
    return {
        path.removesuffix("index.html"): data.decode()
        for path, data in files_of(folder / "public").items()
        if path.startswith("topics/") and path.endswith(".html")
    }


def test_whole_topic_says_where_it_is_cut(tmp_path: Path):
    """A topic of more papers than go on one page shows the newest, says how many, and leads to the others."""
    pages = _built(tmp_path, 105)
    whole = pages["topics/trees/all/"]
    assert whole.count("<li><h2>") == 100
    assert "The newest 100 of 105 papers on one page" in whole
    assert ">Report 104</a>" in whole
    assert ">Report 4</a>" not in whole
    sitemap = (tmp_path / "public" / "sitemap.xml").read_text()
    assert "topics/trees/page/2/" in sitemap
    assert "topics/trees/all/" not in sitemap


def test_topic_of_one_page_has_no_other(tmp_path: Path):
    """A topic whose papers stand on one page has no second address for them, and an empty one has no chart."""
    pages = _built(tmp_path, 20)
    assert set(pages) == {"topics/", "topics/trees/", "topics/moss/"}
    assert "as one page" not in pages["topics/trees/"]
    assert '<figure class="chart">' in pages["topics/trees/"]
    assert '<figure class="chart">' not in pages["topics/moss/"]


def test_later_pages_stay_when_a_paper_comes(tmp_path: Path):
    """A new paper changes a topic's first page with its chart, and the whole; the pages behind stay byte for byte."""
    before, after = _built(tmp_path, 105), _built(tmp_path, 106)
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"topics/", "topics/trees/", "topics/trees/all/"}
    assert '<figure class="chart">' not in after["topics/trees/page/2/"]
