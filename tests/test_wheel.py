"""The distribution as its users get it: sdist to wheel to a fresh environment to a site.

The build runs without isolation, so that no build tool is fetched again; that the environment
has the very tools that an isolated build would get is a test of its own.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.installed import built, install

CHECKOUT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
LEAST_CONFIG = """\
site: {title: My digest}
sources:
  - path: seeds/*.txt
    year: 2025
"""


def _run(
    *command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the sdist, and the wheel that was built from the unpacked sdist."""
    return built(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """Give the path of the wheel."""
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the scripts' folder of a fresh environment that has the wheel and no checkout."""
    return install(wheel, tmp_path_factory.mktemp("fresh") / "venv")


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """Give a folder with the least site.yaml and a copy of the shipped dumps."""
    shutil.copytree(CHECKOUT / "seeds", tmp_path / "seeds")
    (tmp_path / "site.yaml").write_text(LEAST_CONFIG, encoding="utf-8")
    return tmp_path


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_wheel_carries_templates_static_files_and_vendored_scripts(wheel: Path):
    """The wheel has every template and static file, lunr.js 2.3.9 and its licence, as bundled."""
    with zipfile.ZipFile(wheel) as archive:
        bundled = {
            name.removeprefix("generator/_bundled/")
            for name in archive.namelist()
            if name.startswith("generator/_bundled/")
        }
        lunr = archive.read("generator/_bundled/vendor/lunr/lunr.min.js").decode()
        licence = archive.read("generator/_bundled/vendor/lunr/LICENSE").decode()
    vendored = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))["vendor"]
    assert bundled == {
        *(f"templates/{name}" for name in _files(CHECKOUT / "templates")),
        *(f"static/{name}" for name in _files(CHECKOUT / "static")),
        *(f"vendor/{name}" for name in vendored),
    }
    assert "much smaller and not as bright - 2.3.9" in lunr
    assert "Permission is hereby granted" in licence


def test_wheel_carries_the_texts_of_a_new_digest(wheel: Path):
    """The wheel has the files from which `broadsheet init` writes."""
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name for name in archive.namelist() if "/starting/texts/" in name}
    assert {"site.yaml", "about.md", "gitignore", "first-day.txt", "prose-words.txt"} < names
    assert names == _files(CHECKOUT / "generator" / "starting" / "texts")


def test_wheel_has_the_package_and_nothing_else(wheel: Path):
    """The wheel installs the import package and its metadata, no tests and no build hook."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        metadata = archive.read("broadsheet-0.1.0.dist-info/METADATA").decode()
    assert tops == {"generator", "broadsheet-0.1.0.dist-info"}
    required = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*; extra ==)", metadata, re.MULTILINE)
    wanted = [re.match(r"[\w-]+", line)[0] for line in PYPROJECT["project"]["dependencies"]]
    assert required == wanted


def test_sdist_has_no_fetched_or_built_files(dist: Path):
    """The sdist has what the wheel is made from, the tests and the dumps, and no npm package."""
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"package-lock.json", "hatch_build.py", "LICENSE", "tests/test_wheel.py"} <= names
    fetched = re.compile(r"(.*/)?node_modules|public|\.venv|.*_bundled")
    assert not {name for name in names if fetched.match(name)}
    assert "tests/tools/package-lock.json" in names


def test_installed_wheel_builds_a_site_anywhere(installed: Path, digest: Path):
    """The installed command builds a site with lunr.js and its licence in a folder of its own."""
    built = _run(installed / "broadsheet", "build", cwd=digest)
    assert built.returncode == 0, built.stdout
    files = _files(digest / "public")
    assert "index.html" in files
    (worker,) = (name for name in files if name.endswith("search-worker.js"))
    assert any(name.endswith("vendor/lunr/LICENSE") for name in files)
    engine = (digest / "public" / worker).read_text(encoding="utf-8")
    assert "much smaller and not as bright - 2.3.9" in engine


def test_installed_wheel_runs_as_a_module(installed: Path, tmp_path: Path):
    """`python -m generator --version` runs the installed package, not this checkout."""
    shown = _run(installed / "python", "-m", "generator", "--version", cwd=tmp_path)
    assert (shown.returncode, "0.1.0" in shown.stdout) == (0, True), shown.stdout
    where = _run(
        installed / "python", "-c", "import generator as g; print(g.__file__)", cwd=tmp_path
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


def test_failed_fetch_is_one_line_that_says_what_to_do(tmp_path: Path):
    """A wheel build that cannot reach npm's registry says so, and what to check, in one line."""
    offline = {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_fetch_retries": "0",
    }
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    built = _run(*command, ".", cwd=CHECKOUT, environment=offline)
    assert built.returncode != 0
    (line,) = (line for line in built.stdout.splitlines() if line.startswith("broadsheet: "))
    assert re.search(r"npm could not fetch .*ECONNREFUSED.*; check the network", line)
    assert "Traceback" not in built.stdout


def test_npm_settings_of_the_user_do_not_change_the_wheel(wheel: Path, tmp_path: Path):
    """A user whose npm installs elsewhere, or nothing, still builds the same wheel."""
    settings = {
        "npm_config_global": "true",
        "npm_config_dry_run": "true",
        "npm_config_package_lock": "false",
        "npm_config_package_lock_only": "true",
        "npm_config_omit": "prod",
        "npm_config_before": "2015-01-01",
        "npm_config_install_strategy": "linked",
        "npm_config_workspaces": "true",
        "NODE_OPTIONS": "--require /does/not/exist.js",
    }
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    built = _run(*command, ".", cwd=CHECKOUT, environment=settings)
    assert built.returncode == 0, built.stdout
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_tests_build_with_the_tools_of_an_isolated_build():
    """This environment has the very versions that build-system.requires pins."""
    for requirement in PYPROJECT["build-system"]["requires"]:
        name, pinned = requirement.split("==")
        assert version(name) == pinned
        assert requirement in PYPROJECT["dependency-groups"]["dev"]


def test_lock_files_pin_bytes_and_no_addresses():
    """The lock files pin every package by hash and name no server."""
    for name in (
        "requirements.txt",
        "requirements-cluster.txt",
        "requirements-dev.txt",
        "requirements-audit.txt",
        "requirements-fuzz.txt",
        "requirements-mutants.txt",
    ):
        requirements = (CHECKOUT / name).read_text(encoding="utf-8")
        pinned = re.findall(
            r"^([\w.-]+(?:\[\w+\])?==\S+)(.*\\\n(?:    --hash=sha256:)?)",
            requirements,
            re.MULTILINE,
        )
        assert len(pinned) == len(re.findall(r"^\w", requirements, re.MULTILINE)) > 10
        assert all("--hash=sha256:" in rest for _, rest in pinned)
        assert "://" not in requirements
    for folder in (".", "tests/tools", "tests/tools/lighthouse"):
        npm = (CHECKOUT / folder / "package-lock.json").read_text(encoding="utf-8")
        packages = json.loads(npm)["packages"]
        assert all(entry["integrity"] for place, entry in packages.items() if place)
        assert not any("resolved" in entry for entry in packages.values())
