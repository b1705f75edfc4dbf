"""`python -m tests.mutants PART...|all --maker PYTHON`: which mutants does no test miss?

Tests and code are those of a copy of the checkout, for a mutant of what moves folders may move any, and whoever waits may
go on with the code. What `--results` holds of a function that is as it was is not tried again, survivors excepted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import click

from tests.mutants.mutant import Mutant
from tests.mutants.parts import PARTS

CHECKOUT = Path(__file__).resolve().parent.parent.parent
FOUND_OUT = {"killed", "timeout"}
NOT_COUNTED = {"same", "impossible"}


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PART...|all")
@click.option("--maker", default=sys.executable, help="A Python that has mutmut.")
@click.option("--one-in", default=1, show_default=True, help="Try a sample.")
@click.option("--only", default="", help="Mutants with this in their name.")
@click.option("--budget", default=20.0, show_default=True, help="Seconds of tests for a mutant.")
@click.option("--results", type=click.Path(path_type=Path), help="JSON lines, read and added to.")
@click.option(
    "--scratch", type=click.Path(path_type=Path), help="A folder for the copy; best in memory."
)
def main(
    names: tuple[str, ...],
    maker: str,
    one_in: int,
    only: str,
    budget: float,
    results: Path | None,
    scratch: Path | None,
) -> None:
    """Try mutants, and list those that no test missed."""
    chosen = list(PARTS) if names == ("all",) else list(names)
    if unknown := [name for name in chosen if name not in PARTS]:
        raise click.UsageError(f"{', '.join(unknown)}: unknown; known: {', '.join(PARTS)}")
    results = results.resolve() if results else None
    known = read_results(results)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="mutants-") as folder:
        copy = Path(folder) / "checkout"
        copy_checkout(copy)
        for name in chosen:
            mutants = [
                one
                for one in made(maker, PARTS[name].files(copy), copy)
                if one.is_in_sample(one_in) and only in one.name
            ]
            log = results or Path(folder) / f"{name}.jsonl"
            waiting = [one for one in mutants if is_to_try(one, known)]
            code = try_part(name, waiting, budget, log, Path(folder))
            known = read_results(log)
            click.echo(table(name, mutants, known))
            if code:
                sys.exit(code)


def copy_checkout(copy: Path) -> None:
    """Copy the files that git knows or would add; links are copied as links."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, copy / name)
    if (CHECKOUT / "node_modules").exists():
        (copy / "node_modules").symlink_to((CHECKOUT / "node_modules").resolve())


def made(maker: str, files: Sequence[str], checkout: Path) -> list[Mutant]:
    """Let mutmut make the mutants of some files."""
    command = [maker, "-X", "utf8", "-m", "tests.mutants.making", *files]
    done = subprocess.run(command, cwd=checkout, stdout=subprocess.PIPE, check=True)
    return [Mutant(**json.loads(line)) for line in done.stdout.decode().splitlines()]


def read_results(file: Path | None) -> dict[str, dict[str, str]]:
    """Give the last result of each mutant, by its name."""
    if file is None or not file.exists():
        return {}
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {row["name"]: row for row in rows}


def is_to_try(mutant: Mutant, known: dict[str, dict[str, str]]) -> bool:
    """Say whether a mutant is not known to be found out by the tests."""
    row = known.get(mutant.name)
    if row is None or row["digest"] != mutant.digest:
        return True
    return row["outcome"] in {"survived", "unreached"}


def try_part(name: str, mutants: Sequence[Mutant], budget: float, log: Path, folder: Path) -> int:
    """Try mutants in a process that imports the copy alone; gives its exit code."""
    if not mutants:
        return 0
    amounts = [name, str(log), str(budget), str(folder / "temporary")]
    return subprocess.run(
        [sys.executable, "-m", "tests.mutants.one_part", *amounts],
        cwd=folder / "checkout",
        env={**os.environ, "PYTHONPATH": str(folder / "checkout")},
        input="".join(mutant.as_json() + "\n" for mutant in mutants).encode(),
        check=False,
    ).returncode


def table(name: str, mutants: Sequence[Mutant], known: dict[str, dict[str, str]]) -> str:
    """Give a line for each file and one for the part."""
    by_file: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in mutants:
        if row := known.get(mutant.name):
            by_file[mutant.path][row["outcome"]] += 1
    whole = sum(by_file.values(), Counter())
    lines = [f"{'':<44} mutants killed timeout survived unreached  score"]
    for file, counts in [*sorted(by_file.items()), (name, whole)]:
        counted = sum(count for kind, count in counts.items() if kind not in NOT_COUNTED)
        found = sum(counts[kind] for kind in FOUND_OUT)
        score = f"{100 * found / counted:6.1f}" if counted else "     -"
        lines.append(
            f"{file:<44} {counted:>7} {counts['killed']:>6} {counts['timeout']:>7} "
            f"{counts['survived']:>8} {counts['unreached']:>9} {score}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
