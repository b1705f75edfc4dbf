"""Writes what the sites in `tests/sites` are expected to give: `python -m tests.refresh [NAME...]`.

Run it after a wanted change of the output or of a message, and review the difference with
`git diff tests/sites` before committing it. With names, only those sites are written.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from tests.support import SITES, copy_input, run_broadsheet
from tests.test_sites import build_committed


def main(names: list[str]) -> None:
    """Refresh the sites of these names, or all."""
    valid = _chosen(SITES / "valid", names)
    invalid = _chosen(SITES / "invalid", names)
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(refresh_valid, valid):
            pass
        for _ in pool.map(refresh_invalid, invalid):
            pass
    click.echo(f"refreshed {len(valid)} valid and {len(invalid)} invalid sites")


def _chosen(folder: Path, names: list[str]) -> list[Path]:
    return [site for site in sorted(folder.iterdir()) if not names or site.name in names]


def refresh_valid(site: Path) -> None:
    """Write the expected output of one site anew."""
    expected = site / "expected"
    if expected.exists():
        shutil.rmtree(expected)
    with tempfile.TemporaryDirectory() as folder:
        for path, data in build_committed(site, Path(folder)).items():
            target = expected / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def refresh_invalid(site: Path) -> None:
    """Write the expected message of one site anew."""
    with tempfile.TemporaryDirectory() as folder:
        done = run_broadsheet("build", cwd=copy_input(site, Path(folder) / "site"))
    (site / "expected.txt").write_text(done.stderr, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
