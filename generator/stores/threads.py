"""The threads that stores keep: they wait for answers, and for nothing once all requests are answered."""

from __future__ import annotations

import sys
from typing import Any


def waiting_threads() -> int:
    """Count fsspec's threads in this process: that of its loop, and those that ask for addresses for it; imports nothing."""
    loops: Any = sys.modules.get("fsspec.asyn")
    thread = loops.iothread[0] if loops is not None else None
    if thread is None or not thread.is_alive():
        return 0
    resolving = getattr(getattr(loops.loop[0], "_default_executor", None), "_threads", ())
    return 1 + sum(1 for each in resolving if each.is_alive())
