"""What users install is what was tested. (That each package is pinned by its hashes: test_wheel.py.)"""

from __future__ import annotations

import re
import tomllib

from tests.support import CHECKOUT


def _pins(name: str) -> dict[str, str]:
    """Give the version of each package of a lock file."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", text, re.MULTILINE)
    return {package.lower(): version for package, version in pins}


def test_users_get_the_versions_that_are_tested():
    """What users install is what the tests run with, and nothing that these do not have."""
    tested = _pins("requirements-dev.txt")
    assert _pins("requirements.txt").items() <= tested.items()


def test_clusters_get_the_versions_that_are_tested():
    """What machines of a cluster install is what the tests run with, and has all that other users get."""
    cluster = _pins("requirements-cluster.txt")
    assert cluster.items() <= _pins("requirements-dev.txt").items()
    assert _pins("requirements.txt").items() <= cluster.items()


def test_users_without_an_extra_install_nothing_of_it():
    """Dask and what speaks to stores come with their extras alone."""
    extras = {"distributed", "dask", "bokeh", "fsspec", "s3fs", "aiohttp", "botocore"}
    assert extras <= _pins("requirements-cluster.txt").keys()
    assert not extras & _pins("requirements.txt").keys()


def test_what_is_fuzzed_is_what_users_get():
    """A hunt for inputs that break a reader runs with the versions that users have, and with a fuzzer beside them."""
    fuzzed, users = _pins("requirements-fuzz.txt"), _pins("requirements.txt")
    assert users.items() <= fuzzed.items()
    assert fuzzed.keys() - users.keys() == {"atheris"}


def test_every_dependency_is_locked():
    """Each dependency that the project names stands in the lock file."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = _pins("requirements.txt")
    assert _names(project["project"]["dependencies"]) <= pins.keys()
    extras = project["project"]["optional-dependencies"]
    assert extras.keys() == {"cluster", "s3"}
    for extra in extras.values():
        assert _names(extra) <= _pins("requirements-cluster.txt").keys()


def _names(dependencies: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", dependency, maxsplit=1)[0].lower() for dependency in dependencies}
