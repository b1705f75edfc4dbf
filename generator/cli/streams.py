"""What becomes of a stream that nobody reads any more: a closed pipe, a terminal that hung up."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def let_go_of_stderr() -> None:
    """Write errors to nowhere from now on: what waits in the buffer would fail each process that is started."""
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the program ends
