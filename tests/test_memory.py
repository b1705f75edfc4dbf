"""How much memory a build of several processes held."""

from __future__ import annotations

import json
import subprocess
import sys

from generator.memory import peak_memory_bytes
from tests.support import CHECKOUT, process_environment

# The process holds much before it forks; its worker then holds more for a moment, or nothing.
SCRIPT = """
import json, os, sys
from generator.memory import own_peak_bytes, peak_memory_bytes
from generator.workers import make_executor

def work(size):
    held = b"x" * size
    del held
    return own_peak_bytes()

before = bytearray(b"x" * 200_000_000)
with make_executor(2) as executor:
    worker = executor.submit(work, int(sys.argv[1])).result()
print(json.dumps([worker, peak_memory_bytes(), peak_memory_bytes([worker])]))
"""


def _peaks(size: int) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(size)],
        cwd=CHECKOUT,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def test_worker_tells_what_it_held_for_a_moment():
    """A worker's peak has what it freed again, and the sum has both processes."""
    worker, own, both = _peaks(100_000_000)
    assert worker >= 100_000_000
    assert own >= 200_000_000
    assert both == own + worker


def test_shared_pages_count_in_part():
    """What a worker shares with the process that forked it does not count twice in full."""
    worker, own, _ = _peaks(0)
    assert worker < 0.75 * own


def test_single_process_is_its_own_sum():
    """Without workers the sum is the peak of this process, and it never falls."""
    before = peak_memory_bytes()
    held = b"x" * 30_000_000
    assert peak_memory_bytes() >= before
    assert len(held) < peak_memory_bytes([]) <= peak_memory_bytes([1])
