"""What all tests share.

Hypothesis tries the same examples in every run; `--hypothesis-profile=explore` tries new ones. A test
that cannot run fails: a skip would hide what was not checked.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.browser import hostile as hostile_text
from tests.browser.served import Site, served
from tests.checked import build_woods
from tests.support import CHECKOUT

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

# Programs, not tests, with what `make fuzz` and `make mutants` install.
collect_ignore = ["fuzz/hunt.py", "mutants/making.py"]

settings.register_profile("steady", derandomize=True, database=None, max_examples=60, **_COMMON)
settings.register_profile("explore", max_examples=2000, **_COMMON)
# For `make mutants`: the same examples for each mutant, few, and none made smaller once one has failed.
settings.register_profile(
    "mutants",
    derandomize=True,
    database=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    **_COMMON,
)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but every test has to run: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped digest."""
    with served(CHECKOUT / "site.yaml", tmp_path_factory.mktemp("shipped") / "public") as shipped:
        yield shipped


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A digest of one paper full of markup and a plain one."""
    folder = tmp_path_factory.mktemp("hostile")
    with served(hostile_text.write(folder), folder / "public") as site:
        yield site


@pytest.fixture(scope="session")
def woods(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small digest with every kind of page, feeds with archives, and a whole index: for copies."""
    folder = tmp_path_factory.mktemp("woods")
    build_woods(folder)
    return folder
