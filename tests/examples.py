"""The examples of a page of the documentation, as files.

Enters: a page. Leaves: the files that its blocks of code name in their first line, in a comment of their language:
`# site.yaml`, `/* own.css */`, `{# templates/base.html #}`, `<!-- about.md -->`.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import CHECKOUT, listing

_BLOCK = re.compile(
    r"^```\w+\n(?:# |/\* |\{# |<!-- )([\w./-]+)(?: \*/| #\}| -->)?\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def examples(page: str) -> dict[str, str]:
    """Give the files of a page in `docs`, by path; a name that stands twice is a mistake."""
    text = (CHECKOUT / "docs" / page).read_text(encoding="utf-8")
    found = _BLOCK.findall(text)
    files = dict(found)
    assert len(files) == len(found) > 0, page
    return files


def write_example(page: str, folder: Path) -> Path:
    """Write the files of a page, and a dump; gives site.yaml."""
    files = {"seeds/day.txt": listing(), **examples(page)}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder / "site.yaml"
