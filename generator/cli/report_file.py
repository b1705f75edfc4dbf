"""The file of `--report`, of every command that writes one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from generator.errors import BroadsheetError


def write_report(values: Mapping[str, object], file: Path) -> None:
    """Write values as JSON; raises `BroadsheetError`."""
    text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BroadsheetError(
            f"{file}: the report cannot be written ({error.strerror}); expected a file in a folder "
            "that exists; check the path given to --report"
        ) from None
