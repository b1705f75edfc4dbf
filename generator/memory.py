"""How much memory a build held at most, over all its processes.

Enters: what each worker says of itself. Leaves: bytes. On Linux the figures are the kernel's (proc(5):
VmHWM of /proc/self/status, Rss and Pss of /proc/self/smaps_rollup); elsewhere `getrusage` gives the peak. Windows has neither,
and the figure is 0.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from pathlib import Path

_STATUS = Path("/proc/self/status")
_ROLLUP = Path("/proc/self/smaps_rollup")


def peak_memory_bytes(worker_peaks: Iterable[int] = ()) -> int:
    """Give the most memory that the build held: this process's peak and those of its workers, added up.

    `worker_peaks` are what `own_peak_bytes` gave in each worker when its work was done, once for each. The sum is
    rather too high than too low: not all processes were at their peak at one time, and a page that a worker still
    shares with this process counts here in full and there in part.
    """
    return _peak_bytes() + sum(worker_peaks)


def own_peak_bytes() -> int:
    """Give the most memory that this process held, for a worker to hand to the one that forked it.

    A page that is shared now (what was there before the fork and was not written since) counts by the part
    that falls to this process, one third of it among three. Where the system does not tell
    that part, shared pages count in full.
    """
    peak = _peak_bytes()
    rollup = _kilobytes(_ROLLUP)
    resident, own_part = rollup.get("Rss"), rollup.get("Pss")
    if resident is None or own_part is None:
        return peak
    return max(peak - (resident - own_part), own_part)


def give_back() -> None:
    """Give memory that was let go of back to the system, where C's library keeps it for later (glibc)."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _peak_bytes() -> int:
    # getrusage's peak can be that of the process that started this one; the kernel's VmHWM is its own.
    peak = _kilobytes(_STATUS).get("VmHWM")
    if peak is not None:
        return peak
    try:
        import resource
    except ImportError:
        return 0
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else highest * 1024


def _kilobytes(file: Path) -> dict[str, int]:
    """Give the figures of a file of /proc by name, in bytes; none where there is no such file."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # no Linux: the report has no such figure
        return {}
    words = [line.split() for line in lines]
    return {
        row[0].rstrip(":"): int(row[1]) * 1024
        for row in words
        if len(row) == 3 and row[2] == "kB" and row[1].isdecimal()
    }
