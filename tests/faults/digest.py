"""A small digest that is to be built anew, and what must hold of it after a build was stopped.

Enters: a folder. Leaves: in it a site A with all that a build remembers, whose input has changed since, so that the
next build makes B; and what is wrong after a fault, in sentences.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from generator import workers
from generator.cli import main
from generator.publish import MANIFEST
from generator.publish.beside import is_ours
from tests.faults.supervisor import Call, Ended, run
from tests.publishing import going
from tests.support import (
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    write_site,
)

# Forked processes find them loaded, so that a build takes a fifth of a second.
_LOADED = (
    *("generator.cli.build", "generator.making", "generator.produce.search"),
    *("generator.produce.related", "generator.sources.opening", "concurrent.futures.process"),
    *("generator.sources.dump", "generator.sources.sniff", "multiprocessing.popen_fork"),
)
_CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.txt, year: 2025}]
feeds: {most_lost: 0.99}
topics:
  - {slug: towns, title: Towns, any: [town]}
  - {slug: rivers, title: Rivers, any: [river]}
"""
_ONLY_IN_A = "Lamps That Burn for a Hundred Years"
_ONLY_IN_B = "A Count of the Doors in Old Towns"
_TEXT = (
    "Much has been said of them and little measured. We measure two hundred of them in nine towns. "
    "Most of them are older than their houses, and the rest are of wood."
)


def _day(*papers: tuple[str, str]) -> str:
    return "Mar 14\n" + "".join(f"{title}\n{text}\n" for title, text in papers)


class Digest:
    """The digest, published in one of the `WAYS`; `jobs` work on it from the start; `more` papers do not change."""

    def __init__(self, folder: Path, *, way: str = "small", jobs: int = 1, more: int = 0) -> None:
        for module in _LOADED:
            import_module(module)
        self.way = way
        self.jobs = jobs
        self.folder = folder / "work"
        self._ready = folder / "ready"
        self._make_input(more)
        if way == "large":
            # Two builds, so that there is a spare site.
            (self.folder / "seeds" / "undated.txt").rename(self.folder / "undated")
            self._must(self.build())
            (self.folder / "undated").rename(self.folder / "seeds" / "undated.txt")
        self._must(self.build())
        self.old = files_of(self.output)
        self._change_input()
        shutil.copytree(self.folder, self._ready)
        self._must(self.build("--clean", "--output", str(folder / "fresh")))
        self.new = files_of(folder / "fresh")
        self._must(self.build())
        self.seen = (self.folder / "first-seen.csv").read_bytes()
        self.beside = sorted(path.name for path in self.folder.iterdir())
        if files_of(self.output) != self.new or self.old == self.new:
            raise AssertionError("a build that nobody stopped is not right")

    @property
    def output(self) -> Path:
        return self.folder / "public"

    def _make_input(self, more: int) -> None:
        day = _day((SORTING_TITLE, SORTING), (TREES_TITLE, TREES), (_ONLY_IN_A, _TEXT))
        undated = f"{_ONLY_IN_A} Again\n\n{_TEXT} It is so in most.\n"
        many = "".join(
            f"Doors of Town {n}\n{_TEXT} Town {n} has {n * n} doors.\n" for n in range(more)
        )
        write_site(
            self.folder, _CONFIG, day=day, undated=undated, **({"many": many} if more else {})
        )

    def _change_input(self) -> None:
        """Let a paper go, another come, and another without a day; and a topic get its first."""
        seeds = self.folder / "seeds"
        (seeds / "day.txt").write_text(_day((SORTING_TITLE, SORTING), (RIVERS_TITLE, RIVERS)))
        (seeds / "later.txt").write_text(f"{_ONLY_IN_B}\n\n{_TEXT} That is a door.\n")

    def _must(self, ended: Ended) -> None:
        if (ended.code, ended.errors) != (0, ""):
            raise AssertionError(f"a build that nobody stopped fails: {ended}")

    def restore(self) -> None:
        """Let the site be A again, and the next build make B."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._ready, self.folder, symlinks=True)

    def build(
        self,
        *arguments: str,
        judge: Callable[[Call, int], int] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Ended:
        """Build in a process of its own, which first does what is to be done `before`."""

        def work() -> None:
            os.chdir(self.folder)
            if self.jobs > 1:
                workers._ALONE = workers._WORTH_OTHERS = 0
            command = ("build", "--progress", "none", "--jobs", str(self.jobs))
            sys.argv = ["broadsheet", *command, *arguments]
            if before is not None:
                before()
            with going(self.way):
                main()

        return run(work, judge)

    def calls(self) -> list[Call]:
        """Give the calls of a build that nobody stops."""
        found: list[Call] = []

        def judge(call: Call, _: int) -> int:
            found.append(call)
            return 0

        self.restore()
        self._must(self.build(judge=judge))
        return found

    def phase(self, call: Call) -> str:
        """Name what a build is about when it makes a call."""
        path, target = call.paths[0], call.paths[-1]
        if "/.broadsheet/" in path:
            return "memory" if "/outputs/" in path else "store"
        if "first-seen" in path:
            return "first seen"
        output, spare = f"{self.output}/", f"{self.folder}/.public.spare"
        staging = (
            f"{output}.broadsheet.new" if self.way == "in place" else f"{self.folder}/.public.new"
        )
        if staging in {path, target} and path != target:
            return "exchange"
        if path.startswith(staging):
            if target.startswith((output, spare)) and not target.startswith(staging):
                return "move"
            return "manifest" if path.endswith(MANIFEST) else "staging"
        if ".changes" in path or path.endswith(".part"):
            return "list"
        if path.startswith(output):
            return "link" if target.startswith((staging, spare)) else "removal"
        return "spare" if path.startswith(f"{spare}/") else "clearing"

    def faults_of_site(self) -> Iterator[str]:
        """Say what is wrong with the site that is served now."""
        found = {
            path: data
            for path, data in files_of(self.output).items()
            if not is_ours(path.partition("/")[0])
        }
        if found in (self.old, self.new):
            return
        if self.way != "in place":
            yield f"the site is neither A nor B: {_difference(found, self.old)}"
            return
        for path in {**self.old, **self.new}:
            allowed = (self.old.get(path), self.new.get(path))
            if path in found and found[path] not in allowed:
                yield f"{path} is neither of A nor of B"
            if path not in found and None not in allowed:
                yield f"{path} is not there, which both A and B have"
        stands = all(found.get(path) == data for path, data in self.new.items() if path != MANIFEST)
        if not stands and not self.old.keys() <= found.keys():
            yield "something was removed before all of B stood"
        if (
            not stands
            and found.get("index.html") == self.new["index.html"] != self.old["index.html"]
        ):
            yield "the front page came before the rest"

    def faults_of_next(self) -> Iterator[str]:
        """Build again, twice, and say what is wrong."""
        ended = self.build()
        if (ended.code, ended.errors) != (0, ""):
            yield f"the next build ends with {ended.code}: {ended.errors}"
        found = files_of(self.output)
        if found != self.new:
            yield f"the next build does not give B: {_difference(found, self.new)}"
        if (self.folder / "first-seen.csv").read_bytes() != self.seen:
            yield "first-seen.csv is not right"
        yield from self.litter()
        before = _stamps(self.folder)
        ended = self.build()
        if " 0 written, " not in ended.output or " 0 removed" not in ended.output:
            yield f"the build after the next wrote: {ended.output}"
        if changed := dict(_stamps(self.folder).items() ^ before.items()).keys():
            yield f"the build after the next changed {sorted(changed)[:3]}"

    def litter(self) -> Iterator[str]:
        """Say what lies about that no build that nobody stopped leaves."""
        beside = sorted(path.name for path in self.folder.iterdir())
        if not {"public", *beside} <= {*self.beside}:
            yield f"beside the site lies {sorted({*beside} - {*self.beside})}"
        parts = [
            path.name
            for path in (self.folder / ".broadsheet").rglob("*")
            if path.name.endswith((".part", ".tmp")) or ".new" in path.name
        ]
        if parts:
            yield f"in the store lies {parts}"


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Give for each file what tells that it was written, but for what each build writes of itself."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in {"lock", ".gitignore"}:
            status = path.stat()
            found[str(path.relative_to(folder))] = (status.st_ino, status.st_mtime_ns)
    return found


def _difference(found: dict[str, bytes], wanted: dict[str, bytes]) -> str:
    more, less = sorted(found.keys() - wanted.keys()), sorted(wanted.keys() - found.keys())
    other = sorted(path for path in found.keys() & wanted.keys() if found[path] != wanted[path])
    return (
        f"{len(more)} more {more[:3]}, {len(less)} fewer {less[:3]}, {len(other)} other {other[:3]}"
    )
