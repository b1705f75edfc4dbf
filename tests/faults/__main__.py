"""`python -m tests.faults`: stops builds at every call that changes the disk, and says what did not hold.

Without arguments every fault is tried at some thirty calls; `--all` tries all calls of a small site, and 200 each of a large
one and of one that is changed file by file. `--kind` chooses faults, `--at` single calls.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.digest import Digest
from tests.faults.kinds import KINDS, out_of_memory, try_at
from tests.publishing import WAYS

_LARGE_POINTS = 200
_FEW = 30
_MEMORY = "memory"
_SHOWN = 400  # characters


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every call, not some thirty")
    parser.add_argument("--site", choices=WAYS, action="append")
    parser.add_argument("--kind", action="append", choices=(*KINDS, _MEMORY))
    parser.add_argument("--at", type=int, action="append", help="the number of a call")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--papers", type=int, default=0, help="more that stay as they are")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scratch", type=Path, help="a folder for the sites, best in memory")
    chosen = parser.parse_args()
    failed = 0
    for way in chosen.site or WAYS:
        with tempfile.TemporaryDirectory(dir=chosen.scratch) as folder:
            digest = Digest(Path(folder), way=way, jobs=chosen.jobs, more=chosen.papers)
            failed += _site(digest, chosen)
    return 1 if failed else 0


def _site(digest: Digest, chosen: argparse.Namespace) -> int:
    """Try the faults on a site; gives how many did not end well."""
    calls = digest.calls()
    phases = Counter(map(digest.phase, calls))
    print(
        f"{digest.way} site: {len(calls)} calls:", ", ".join(f"{v} {k}" for k, v in phases.items())
    )
    failed = 0
    for name in chosen.kind or [*KINDS, _MEMORY]:
        if "worker" in name and digest.jobs == 1:
            continue
        most = (
            len(calls)
            if chosen.all and digest.way == "small"
            else _LARGE_POINTS
            if chosen.all
            else _FEW
        )
        every = range(1, len(calls) + 1)
        points = chosen.at or sorted(
            random.Random(chosen.seed).sample(every, min(most, len(calls)))
        )
        begun, wrong = time.monotonic(), 0
        for at in points:
            found = (
                out_of_memory(digest, at) if name == _MEMORY else try_at(digest, KINDS[name], at)
            )
            if found:
                wrong += 1
                print(f"  {name} at {calls[at - 1]} ({digest.phase(calls[at - 1])})")
                print("".join(f"    {each[-_SHOWN:]}\n" for each in found), end="", flush=True)
        seconds = time.monotonic() - begun
        print(
            f"{digest.way} site, {name}: {len(points)} calls, {wrong} wrong, {seconds:.0f} s",
            flush=True,
        )
        failed += wrong
    return failed


if __name__ == "__main__":
    sys.exit(main())
