"""Starts the command: as the script `broadsheet`, and as `python -m generator` for machines without scripts on the PATH."""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit; Ctrl+C ends it quietly with 130, while it loads, too."""
    try:
        from generator.cli import main as run

        run()
    except KeyboardInterrupt:
        _leave()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _leave()
        raise


def _leave() -> None:
    """End at once: an interrupt that came while a class was made would have Python end `-m` by the signal, whatever the code."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
