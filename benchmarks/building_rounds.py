"""The runs of benchmarks/building.py, in rounds: not a benchmark itself.

In a round every part runs once, ours and theirs by turns, so that a busy minute of the machine falls on all of them.
Each part that makes a site makes it in a new folder, which is cleared before the clock starts.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from building_runs import Run, run, write_plainly
from corpus import day_of, site_settings, write_papers, write_settings
from corpus_words import CHECKOUT
from peer_hugo import hugo_command
from peer_pagefind import pagefind_command
from peer_pelican import pelican_command

NEW_PAPERS = 50
# The rule measure puts the second word in the first one's place.
OLD_WORD, NEW_WORD = "explainability", "transparency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The programs of the peers, as far as there are any."""

    hugo: Path | None = None
    pagefind: Path | None = None
    pelican: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A part that has run; `report` is the one of our build."""

    run: Run
    report: dict[str, Any] = field(default_factory=dict)

    def stages(self, *names: str) -> float:
        """Give the seconds of some stages together."""
        seconds = self.report.get("seconds", {})
        return float(sum(seconds.get(name, 0) for name in names))


class Rounds:
    """Runs the parts of one corpus, and remembers every run."""

    def __init__(self, folder: Path, peers: Peers, *, seed: int, papers: int, jobs: int) -> None:
        self.folder = folder
        self.runs: dict[str, list[Made]] = {}
        self.watched: dict[str, Made] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self._peers = peers
        self._seed, self._papers, self._jobs = seed, papers, jobs
        self._more = folder / "papers" / "new.jsonl"
        # In this order: the last three build on what the first one left.
        self._parts: dict[str, Callable[[bool], Made]] = {
            "one job": lambda watch: self._cold(watch, jobs=1),
            "cold": lambda watch: self._cold(watch, jobs=self._jobs),
            "hugo": self._hugo,
            "pagefind": self._pagefind,
            "pelican": self._pelican,
            "plain": self._plain,
            "same": lambda watch: self._build(watch, self._jobs),
            "day": self._day,
            "rule": self._rule,
        }

    @property
    def site(self) -> Path:
        """Give our own output."""
        return self.folder / "ours"

    def go(self, parts: Iterable[str]) -> None:
        """Run a round of some parts; a part without its peer is left out."""
        for name in self._known(parts):
            self.runs.setdefault(name, []).append(self._parts[name](False))

    def watch(self, parts: Iterable[str]) -> None:
        """Run some parts once while their memory is watched."""
        for name in self._known(parts):
            self.watched[name] = self._parts[name](True)

    def clear(self) -> None:
        """Remove what was built."""
        for name in ("ours", "hugo-site", "pelican-site", "plain"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self._reset()

    def _known(self, parts: Iterable[str]) -> list[str]:
        absent = {
            name for name in ("hugo", "pagefind", "pelican") if not getattr(self._peers, name)
        }
        if "hugo" in absent:
            absent.add("pagefind")
        wanted = set(parts) - absent
        return [name for name in self._parts if name in wanted]

    def _reset(self) -> None:
        self._more.unlink(missing_ok=True)
        write_settings(self.folder, site_settings())

    def _cold(self, watch: bool, jobs: int) -> Made:
        self._reset()
        shutil.rmtree(self.site, ignore_errors=True)
        made = self._build(watch, jobs, "--clean")
        self.sizes = self.sizes or _sizes(self.site)
        return made

    def _build(self, watch: bool, jobs: int, *options: str) -> Made:
        report = self.folder / "report.json"
        command = [sys.executable, "-m", "generator", "build", "--quiet", "--jobs", str(jobs)]
        command += ["--config", str(self.folder / "site.yaml"), "--report", str(report), *options]
        command += ["--output", str(self.site)]
        made = run(command, folder=CHECKOUT, watch=watch)
        return Made(run=made, report=json.loads(report.read_text(encoding="utf-8")))

    def _day(self, watch: bool) -> Made:
        """Add a file with papers of a day that comes after all others."""
        day = day_of(self._papers) + dt.timedelta(days=1)
        write_papers(self._more, self._seed, NEW_PAPERS, self._papers, day)
        return self._build(watch, self._jobs)

    def _rule(self, watch: bool) -> Made:
        """Change a word of a rule; the papers stay as the part before left them."""
        settings = yaml.safe_load((self.folder / "site.yaml").read_text(encoding="utf-8"))
        write_settings(self.folder, changed_rule(settings))
        return self._build(watch, self._jobs)

    def _hugo(self, watch: bool) -> Made:
        assert self._peers.hugo is not None
        output = self.folder / "hugo-site"
        shutil.rmtree(output, ignore_errors=True)
        command = hugo_command(self._peers.hugo, self.folder / "hugo", output)
        return Made(run=run(command, folder=self.folder, watch=watch))

    def _pagefind(self, watch: bool) -> Made:
        assert self._peers.pagefind is not None
        command = pagefind_command(self._peers.pagefind, self.folder / "hugo-site")
        return Made(run=run(command, folder=self.folder, watch=watch))

    def _pelican(self, watch: bool) -> Made:
        assert self._peers.pelican is not None
        output = self.folder / "pelican-site"
        shutil.rmtree(output, ignore_errors=True)
        command = pelican_command(self._peers.pelican, self.folder / "pelican", output)
        return Made(run=run(command, folder=self.folder, watch=watch))

    def _plain(self, watch: bool) -> Made:
        target = self.folder / "plain"
        shutil.rmtree(target, ignore_errors=True)
        seconds = write_plainly(self.site, target)
        return Made(run=Run(seconds=seconds, processor=seconds, peak=0 if watch else None))


def _sizes(site: Path) -> dict[str, tuple[int, int]]:
    """Give the number of files and their bytes by kind."""
    sizes: dict[str, tuple[int, int]] = {}
    for path in site.rglob("*"):
        if path.is_file():
            kind = _kind(path.relative_to(site))
            files, size = sizes.get(kind, (0, 0))
            sizes[kind] = files + 1, size + path.stat().st_size
    return sizes


def _kind(path: Path) -> str:
    if path.suffix == ".html":
        return "HTML"
    if path.suffix == ".xml" and path.stem == "feed":
        return "feeds"
    return path.parts[0] if path.parts[0] in ("assets", "data", "search") else "other"


def changed_rule(settings: dict[str, Any]) -> dict[str, Any]:
    """Give settings in which one term of one topic is another."""
    changed = copy.deepcopy(settings)
    for topic in changed["topics"]:
        for group in topic.get("any", ()):
            terms: list[str] = group.get("any", []) if isinstance(group, dict) else []
            if OLD_WORD in terms:
                terms[terms.index(OLD_WORD)] = NEW_WORD
                return changed
    raise SystemExit(
        f'site.yaml: no topic has the term "{OLD_WORD}" any more; choose another in {__file__}'
    )
