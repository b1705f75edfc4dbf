"""Write the reference of the site's addresses again: `python -m docs.addresses`, in the checkout.

It is made of the kinds of address in `generator.addresses`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.addresses import ADDRESSES, VARIABLES

FILE = Path(__file__).resolve().parent / "addresses.md"

_HEAD = """\
# Addresses

Every address of a site, counted from its root: `/` is `https://example.org/digest/` where `site.url` says so. The table is made of
`generator/addresses.py`, by `python -m docs.addresses`. What is not in it is not written by a build, but for files of your own
([own-files.md](own-files.md)) and old addresses that lead on ([hosting.md](hosting.md)), and addresses stay as they are from one version to the next.

An address that ends in a slash is a page: its file is `index.html` in that folder. Pages link to each other by relative paths, so the
site stands under any address.
"""


def main() -> None:
    """Write the page beside this file."""
    FILE.write_text(written(), encoding="utf-8", newline="\n")


def written() -> str:
    """Give the page as it stands in its file."""
    return "\n".join([_HEAD, *_addresses(), "", "## What varies", "", *_variables(), ""])


def _addresses() -> Iterator[str]:
    yield "| address | what stands there | on which sites |\n| --- | --- | --- |"
    for each in ADDRESSES:
        yield f"| `/{each.path}` | {each.says} | {each.when or 'all'} |"


def _variables() -> Iterator[str]:
    yield "| name | |\n| --- | --- |"
    for name, (_, says) in VARIABLES.items():
        yield f"| `<{name}>` | {says} |"


if __name__ == "__main__":
    main()
