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


def test_what_is_fuzzed_is_what_users_get():
    """A hunt for inputs that break a reader runs with the versions that users have, and with a fuzzer beside them."""
    fuzzed, users = _pins("requirements-fuzz.txt"), _pins("requirements.txt")
    assert users.items() <= fuzzed.items()
    assert fuzzed.keys() - users.keys() == {"atheris"}


def test_every_dependency_is_locked():
    """Each dependency that the project names stands in the lock file."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = _pins("requirements.txt")
    for dependency in project["project"]["dependencies"]:
        name = re.match(r"[\w.-]+", dependency)
        assert name
        assert name[0].lower() in pins
