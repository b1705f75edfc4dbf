"""Writes what is read of the inputs in `tests/data`, and what is said of rules: `python -m tests.refresh_readings`.

Run it after a wanted change of a reader or a message, and review the difference with `git diff tests/data`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests import odds
from tests.readings import LIMITED, described, described_dump, dumps, expected, inputs, limited
from tests.test_rules_messages import COMPILED, MESSAGES, compiled, told


def main() -> None:
    """Write what is expected of every input."""
    with tempfile.TemporaryDirectory() as folder:
        for source in inputs():
            text = described(Path(folder) / "source", source)
            expected(source).write_text(text, encoding="utf-8", newline="\n")
        for source in dumps():
            text = described_dump(Path(folder) / "source", source)
            expected(source).write_text(text, encoding="utf-8", newline="\n")
        LIMITED.write_text(limited(Path(folder) / "source"), encoding="utf-8", newline="\n")
    odds.ODDS.write_text(odds.told(), encoding="utf-8", newline="\n")
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        messages = told(Path(folder), patch)
    MESSAGES.write_text(messages, encoding="utf-8", newline="\n")
    COMPILED.write_text(compiled(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
