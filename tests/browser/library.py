"""A small digest for the search page: papers whose days, topics, code and sources are known.

Enters: a folder. Leaves: its site.yaml and two sources. Every paper has the word "lantern"; the paper of
a number has it that often fewer times than another, so their order is known too.
"""

from __future__ import annotations

import json
from pathlib import Path

PAPERS = 45
CONFIG = """\
site: {title: Lanterns, description: Papers about lanterns.}
sources: [{path: old.jsonl}, {path: new.jsonl}]
topics:
  - {slug: rivers, title: Rivers, any: [river]}
  - {slug: forests, title: Forests, any: [forest]}
"""
STRANGE_TITLE = "Lanterns at 100% & {half} the_cost: a $5 study of #1 ^up~"
ARXIV_ID = "2401.01234"


def write(folder: Path, extra: int = 0) -> Path:
    """Write the digest with some papers more, which are of a later day; gives its site.yaml."""
    papers = [_paper(number) for number in range(PAPERS)]
    late = [
        {
            "title": f"Late lantern number {number}",
            "abstract": "A lantern that came after all the others, by the river.",
            "date": "2025-06-01",
        }
        for number in range(extra)
    ]
    _write_lines(folder / "old.jsonl", [paper for paper in papers if paper["date"] < "2025"])
    _write_lines(
        folder / "new.jsonl", [paper for paper in papers if paper["date"] >= "2025"] + late
    )
    file = folder / "site.yaml"
    file.write_text(CONFIG, encoding="utf-8")
    return file


def _paper(number: int) -> dict[str, str]:
    words = "lantern " * (1 + (PAPERS - number) % PAPERS // 5)
    place = "river" if number // 3 % 3 == 0 else "forest"
    paper = {
        "title": f"Study {number} of light",
        "abstract": f"By the {place} hangs a {words.strip()}. It was number {number} of a long row.",
        "date": f"{2023 + number % 3}-03-{1 + number % 28:02}",
        "authors": "Ada Lovelace, Charles Babbage",
    }
    if number == 0:
        paper["title"] = STRANGE_TITLE
    if number == 1:
        paper["arxiv"] = ARXIV_ID
    if number % 5 == 0:
        paper["code"] = f"https://github.com/lanterns/study-{number}"
    return paper


def _write_lines(file: Path, papers: list[dict[str, str]]) -> None:
    file.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
