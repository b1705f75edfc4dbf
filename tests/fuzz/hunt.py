"""One target before libFuzzer, guided by the lines and the comparisons that inputs reach.

Run by `tests.fuzz.__main__` in a process of its own, for libFuzzer ends its process. Faults do not end it: the smallest input of each
kind is kept, and the hunt goes on.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=[f"generator.{name}" for name in sys.argv[4].split(",")]):
    from tests.fuzz.targets import FOUND, TARGETS, Target
from tests.fuzz.watch import fault_of


class _Hunt:
    """Tries inputs, and keeps the smallest of each kind of fault."""

    def __init__(self, name: str, target: Target) -> None:
        self._name = name
        self._target = target
        self._kept: dict[str, int] = {}

    def try_one(self, data: bytes) -> None:
        fault = fault_of(self._name, self._target.run, data)
        if fault is None or len(data) >= self._kept.get(fault.kind, sys.maxsize):
            return
        self._kept[fault.kind] = len(data)
        folder = FOUND / self._name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / fault.kind).write_bytes(data)
        sys.stderr.write(f"FAULT {self._name} {fault.kind} ({len(data)} bytes)\n{fault.text}\n")
        sys.stderr.flush()


def hunt(name: str, inputs: int, seconds: int, longest: int, corpus: Path | None) -> None:
    """Try inputs until there were so many or the time is over; ends the process."""
    target = TARGETS[name]
    folder = Path(tempfile.mkdtemp(prefix=f"broadsheet-fuzz-{name}-"))
    seeds, dictionary = folder / "seeds", folder / "words.dict"
    seeds.mkdir()
    longest = min(longest, target.longest)
    for data in {data[:longest] for data in target.beginnings()}:
        (seeds / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    dictionary.write_text(
        "".join(
            '"' + "".join(f"\\x{byte:02x}" for byte in token[:60]) + '"\n'
            for token in target.tokens()
        )
    )
    grown = (corpus or folder / "corpus") / name
    grown.mkdir(parents=True, exist_ok=True)
    options = [
        f"-runs={inputs}",
        f"-max_total_time={seconds}",
        f"-max_len={longest}",
        f"-dict={dictionary}",
        "-timeout=120",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        "-len_control=50",
    ]
    atheris.Setup([sys.argv[0], *options, str(grown), str(seeds)], _Hunt(name, target).try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    _, _name, _inputs, _seconds, _reached, _longest, *_corpus = sys.argv
    hunt(_name, int(_inputs), int(_seconds), int(_longest), Path(_corpus[0]) if _corpus else None)
