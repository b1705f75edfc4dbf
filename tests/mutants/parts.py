"""Which code is mutated, and the tests that are to notice: quick ones, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Patterns of files from the checkout, of code and of tests; `without` are ids of tests, or their beginnings.

    `first` is the beginning of the ids of tests that hold so much of what the code does that they are tried before others.
    """

    code: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()
    first: str = ""

    def files(self, checkout: Path) -> list[str]:
        """Give the files of code, in order, with `/`."""
        return _found(checkout, self.code)

    def test_files(self, checkout: Path) -> list[str]:
        """Give the files of tests, in order, with `/`; the examples in the code are tests, too."""
        return [*_found(checkout, self.tests), *self.files(checkout)]


def _found(checkout: Path, patterns: tuple[str, ...]) -> list[str]:
    files = {file for pattern in patterns for file in checkout.glob(pattern)}
    return sorted(file.relative_to(checkout).as_posix() for file in files)


# Left out are tests that start the command, whose process has no mutant.
PARTS = {
    "publish": Part(
        code=("generator/publish/*.py", "generator/file_table/*.py", "generator/locks.py"),
        tests=("tests/test_publish*.py", "tests/test_file_table.py", "tests/test_locks.py"),
        without=(
            "tests/test_publish.py::test_killed_build_leaves_a_whole_site",
            "tests/test_locks.py::test_second_build_says_for_whom_it_waits",
            "tests/test_locks.py::test_digests_that_share_an_output_take_turns",
        ),
    ),
    "papers": Part(
        code=("generator/papers/*.py",),
        tests=("tests/test_papers*.py", "tests/test_intake.py", "tests/test_text_links.py"),
    ),
    "rules": Part(
        code=("generator/rules/*.py", "generator/classify.py"),
        tests=(
            "tests/test_rules_*.py",
            "tests/test_classify*.py",
            "tests/test_docs_rules.py",
            "tests/test_explain.py",
            "tests/test_default_topics.py",
        ),
        first="tests/test_rules_messages.py",
    ),
    "sources": Part(
        code=("generator/sources/*.py",),
        tests=("tests/test_source*.py",),
        # Made to be slow, and asks of any bytes at all for no more than lines that add up.
        without=("tests/test_source_hostile.py",),
        first="tests/test_source_readings.py",
    ),
}
