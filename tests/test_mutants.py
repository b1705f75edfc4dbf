"""The search for mistakes that no test would notice (`make mutants`, CONTRIBUTING) finds them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant, functions
from tests.mutants.parts import PARTS
from tests.support import CHECKOUT, process_environment

CODE = """\
from functools import cache


@cache
def largest(numbers: tuple[int, ...], start: int = 0) -> int:
    place = start
    while place < len(numbers) - 1:
        place += 1
    return max(numbers)


class Sum:
    def of(self, *numbers: int) -> int:
        if not numbers:
            return 0
        return sum(numbers)


def unused() -> int:
    return 1
"""
TESTS = """\
from generator.numbers_ import Sum, largest

def test_largest():
    assert largest((1, 3, 2)) == 3

def test_sum():
    assert Sum().of(1, 2) == 3
"""
PROGRAM = """\
import json, sys
import pytest
from tests.mutants.mutant import Mutant
from tests.mutants.trying import Trials

given = [Mutant(**json.loads(line)) for line in sys.stdin]
done = lambda trial: sys.stderr.write(trial.outcome + "\\n")
sys.exit(pytest.main(["-q", "-s"], plugins=[Trials(given, 20.0, done)]))
"""
# What is changed, by what, and what is to come of it.
MUTANTS = [
    ("max(numbers)", "min(numbers)", "killed"),
    ("place += 1", "place -= 1", "timeout"),
    ("start: int = 0", "start: int = 1", "survived"),
    ("start: int = 0", "start: int = None", "killed"),
    ("sum(numbers)", "sum(numbers) + 1", "killed"),
    ("return 0", "return 1", "survived"),
    ("return 0", "return 00", "same"),
    ("return 1\n", "return 2\n", "unreached"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with code, tests and what tries mutants."""
    (tmp_path / "generator").mkdir()
    (tmp_path / "generator/numbers_.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "generator/__init__.py").touch()
    (tmp_path / "test_numbers.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def _mutant(number: int, was: str, becomes: str) -> Mutant:
    begin = CODE.index(was)
    line = CODE.count("\n", 0, begin) + 1
    (function,) = (one.name for one in functions(CODE) if one.first <= line <= one.last)
    return Mutant(
        name=f"numbers_:{function}:{number}",
        path="generator/numbers_.py",
        function=function,
        line=line,
        begin=begin,
        end=begin + len(was),
        was=was,
        becomes=becomes,
        digest="",
    )


def test_each_mutant_gets_what_it_deserves(project: Path):
    """A wrong answer is noticed, one that never ends is stopped, and what no test asks for survives."""
    mutants = [_mutant(number, *rest[:2]) for number, rest in enumerate(MUTANTS)]
    ended = _tried(project, mutants)
    assert ended.returncode == 0, ended.stdout
    assert ended.stderr.split() == [outcome for *_, outcome in MUTANTS]


def _tried(project: Path, mutants: list[Mutant]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=project,
        env=process_environment({"PYTHONPATH": f"{project}:{CHECKOUT}"}),
        input="".join(one.as_json() + "\n" for one in mutants),
        capture_output=True,
        text=True,
        check=False,
    )


def test_code_that_fails_as_it_is_has_no_mutants(project: Path):
    """Where a test fails without any mutant, that is said, and no mutant counts as found out."""
    wrong = TESTS.replace("== 3", "== 4", 1)
    (project / "test_numbers.py").write_text(wrong, encoding="utf-8")
    ended = _tried(project, [_mutant(0, "sum(numbers)", "min(numbers)")])
    assert ended.returncode != 0
    assert "fails without any mutant: test_numbers.py::test_largest" in ended.stderr + ended.stdout


def test_every_file_of_the_parts_has_tests():
    """All of reading, merging, rules and publishing is mutated, and the tests that are to notice exist."""
    files = {file for part in PARTS.values() for file in part.files(CHECKOUT)}
    for package in ("sources", "papers", "rules", "publish"):
        there = (CHECKOUT / "generator" / package).glob("*.py")
        assert {file.relative_to(CHECKOUT).as_posix() for file in there} <= files
    assert {"generator/classify.py", "generator/locks.py"} <= files
    for part in PARTS.values():
        assert all(list(CHECKOUT.glob(pattern)) for pattern in part.tests)
        for test in part.without:
            file, _, name = test.partition("::")
            assert file in part.test_files(CHECKOUT)
            assert not name or f"def {name}" in (CHECKOUT / file).read_text(encoding="utf-8")
        assert not part.first or part.first in part.test_files(CHECKOUT)


def test_mutant_is_of_the_text_it_was_made_of():
    """A mutant is not put into a file that has changed since."""
    mutant = _mutant(0, "max(numbers)", "min(numbers)")
    assert mutant.applied(CODE) == CODE.replace("max(", "min(")
    with pytest.raises(ValueError, match=r"numbers_\.py:9"):
        mutant.applied("\n" + CODE)
    assert Mutant(**json.loads(mutant.as_json())) == mutant
