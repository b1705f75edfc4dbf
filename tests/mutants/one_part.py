"""`python -m tests.mutants.one_part PART RESULTS BUDGET BASETEMP`: try the mutants that come as lines on standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant
from tests.mutants.parts import PARTS
from tests.mutants.trying import Trial, Trials


def main(name: str, results: Path, budget: float, temporary: Path) -> int:
    """Run pytest over a part's tests with the plugin; gives pytest's exit code."""
    part = PARTS[name]
    mutants = [Mutant(**json.loads(line)) for line in sys.stdin.buffer]
    before = [json.loads(line) for line in results.open("rb")] if results.exists() else []
    failed = [(f"{row['path']}:{row['function']}", row["by"]) for row in before if row["by"]]
    with results.open("a", encoding="utf-8") as lines:

        def done(trial: Trial) -> None:
            lines.write(trial.as_json() + "\n")
            lines.flush()

        arguments = [
            *("-q", "-s", "-p", "no:cacheprovider", f"--basetemp={temporary}"),
            "--hypothesis-profile=mutants",
            # Nobody reads how two long texts differ, and to find it takes seconds.
            *("--assert=plain", "--tb=no"),
            *(f"--deselect={test}" for test in part.without),
            *part.test_files(Path.cwd()),
        ]
        return int(
            pytest.main(arguments, plugins=[Trials(mutants, budget, done, failed, part.first)])
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])))
