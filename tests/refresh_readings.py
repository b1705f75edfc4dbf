"""Writes what is read of the inputs in `tests/data`: `python -m tests.refresh_readings`.

Run it after a wanted change of a reader, and review the difference with `git diff tests/data/readings`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.readings import described, described_dump, dumps, expected, inputs


def main() -> None:
    """Write what is expected of every input."""
    with tempfile.TemporaryDirectory() as folder:
        for source in inputs():
            text = described(Path(folder) / "source", source)
            expected(source).write_text(text, encoding="utf-8", newline="\n")
        for source in dumps():
            text = described_dump(Path(folder) / "source", source)
            expected(source).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
