"""A digest whose every field holds payloads: sources, topics, collections, overrides, notes, about.md and the site itself.

Enters: a folder. Leaves: its site.yaml.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from tests.hostile.payloads import PAYLOADS
from tests.hostile.sources import GROUPS, Draft, write_sources

# What no YAML holds, and what its checks refuse: controls and non-characters.
_NOT_IN_YAML = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]"
)


def write_hostile(folder: Path) -> Path:
    """Write the large digest, with every format; gives its site.yaml."""
    drafts = [Draft(format="yaml", number=number) for number in range(GROUPS)]
    config = {
        "site": {
            "title": _text("Hostile " + " ".join(PAYLOADS[::16])),
            "description": _text("About " + " ".join(PAYLOADS[1::16])),
            "url": "https://digest.example/a/",
        },
        "sources": write_sources(folder / "seeds"),
        "topics": [
            {
                "slug": f"topic-{draft.number}",
                "title": _text(draft.title),
                "description": _text(draft.abstract),
                "any": [f"lanterns{draft.number}", f"lanterns{draft.number + 1}"],
            }
            for draft in drafts
        ],
        "collections": [
            {
                "slug": f"collection-{draft.number}",
                "title": _text(draft.title),
                "description": _text(draft.abstract),
                "any": [f"lanterns{draft.number}"],
            }
            for draft in drafts[::3]
        ],
        "overrides": [
            {
                "paper": f"begintsv{draft.number} *",
                "title": _text(draft.title),
                "links": [{"url": f"https://example.org/?{_in_url(p)}"} for p in draft.payloads],
            }
            for draft in drafts
        ],
        "pages": {"papers_per_page": 100},
        "theme": {"wordmark": _text("Hostile " + " ".join(PAYLOADS[2::16]))},
        "email": {
            "from": "digest@digest.example",
            "from_name": _line(" ".join(PAYLOADS[3::16])),
            "imprint": _text(" ".join(PAYLOADS[4::16])),
        },
    }
    _write_notes(folder / "editions", drafts)
    about = "\n\n".join(f"{number}. {payload}" for number, payload in enumerate(PAYLOADS[::5]))
    (folder / "about.md").write_bytes(about.encode("utf-8", "replace"))
    return _write(folder / "site.yaml", config)


def write_titled(folder: Path) -> Path:
    """Write a small digest whose own fields hold all payloads at once; gives its site.yaml."""
    everything = _text(" ".join(PAYLOADS))
    paper = {"title": "Lanterns", "abstract": "A paper about lanterns.", "date": "2025-01-01"}
    (folder / "papers.json").write_text(json.dumps([paper]), encoding="utf-8")
    config = {
        "site": {"title": everything, "description": everything, "url": "https://digest.example/"},
        "sources": [{"path": "papers.json"}],
        "topics": [
            {"slug": "a", "title": everything, "description": "Plain.", "any": ["lanterns"]},
        ],
        "theme": {"wordmark": everything},
        "pages": {"papers": False},
    }
    return _write(folder / "site.yaml", config)


def _write_notes(folder: Path, drafts: list[Draft]) -> None:
    folder.mkdir()
    for draft in drafts:
        front = yaml.safe_dump({"title": _text(draft.title), "curator": _text(draft.joined)})
        text = _text(draft.abstract).replace("\n---", "\n- -")
        note = f"---\n{front}---\n{text}\n\n{_text(chr(10).join(draft.payloads))}\n"
        (folder / f"{draft.day}.md").write_text(note, encoding="utf-8")


def _write(file: Path, config: object) -> Path:
    file.write_text(yaml.safe_dump(config, sort_keys=False, width=10**6), encoding="utf-8")
    return file


def _text(text: str) -> str:
    """Leave out what is refused with a message of its own."""
    return _NOT_IN_YAML.sub("", text)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", _text(text))


def _in_url(text: str) -> str:
    return re.sub(r"[\s<>\"'`{}|\\^\u201c\u201d]", "", _text(text))[:500]
