"""Standard streams: what they can write, and what becomes of one that nobody reads any more: a closed pipe, a terminal that hung up."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path


def write_every_letter() -> None:
    """Write UTF-8 and line feeds to files and pipes, whatever the system's encoding; a terminal shows what it has not got otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper) or stream.encoding.lower() == "utf-8":
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", newline="\n")


def let_go_of_stderr() -> None:
    """Write errors to nowhere from now on: what waits in the buffer would fail each process that is started."""
    sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the program ends
