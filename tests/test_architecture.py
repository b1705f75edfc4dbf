"""The stages of `generator/` import in one direction, as ARCHITECTURE.md says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support import CHECKOUT

# In the order in which data passes them; those on one line are siblings, none imports another.
STATIONS = (
    ("errors",),
    ("models",),
    ("text",),
    ("artifacts", "bundles", "file_table"),
    ("urls",),
    ("addresses",),
    ("progress",),
    ("stopwatch",),
    ("memory", "locks", "stores", "forked"),
    ("crews", "beside"),
    ("workers",),
    ("fingerprint",),
    ("cluster",),
    ("executors",),
    ("sources",),
    ("config",),
    ("intake",),
    ("papers",),
    ("store",),
    ("rules",),
    ("overrides",),
    ("classify",),
    ("library", "gather"),
    ("explain", "topic_report", "adding"),
    ("starting",),
    ("archive", "first_seen"),
    ("notes",),
    ("trends",),
    ("pages",),
    ("prose",),
    ("prose_check",),
    ("theme", "own_files"),
    ("words",),
    ("redirects",),
    ("importing",),
    (
        "render",
        "search",
        "feeds",
        "export",
        "previews",
        "site_files",
        "static_files",
        "web_app",
        "readers",
    ),
    ("related",),
    ("publish",),
    ("assets",),
    ("settled",),
    ("planned",),
    ("produce",),
    ("outcome",),
    ("making",),
    ("build",),
    ("report",),
    ("lookup", "newsletter"),
    ("check",),
    ("server",),
    ("serving",),
    ("interface",),
    ("cli",),
    ("__main__",),
)
ORDER = {name: place for place, names in enumerate(STATIONS) for name in names}
PACKAGE = CHECKOUT / "generator"
MODULES = {
    ".".join(("generator", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_bundled" not in path.parts
}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Give each module of this package that a file imports, with the line, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == "generator":
                found = name if name in MODULES else name.rpartition(".")[0]
                yield node.lineno, found


def _station(module: str) -> str | None:
    return module.split(".")[1] if "." in module else None


def test_every_file_is_a_station():
    """Each file or folder of `generator/` has its place in the order, and each place its file."""
    assert {_station(module) for module in MODULES} - {None} == set(ORDER)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_what_stands_before_it(module: str):
    """A module imports from its own station and from those before it, never upward or sideways.

    The package itself has the names of the interface.
    """
    own = _station(module)
    upward = [
        f"line {line}: {imported}"
        for line, imported in _imports(MODULES[module])
        if (station := _station(imported)) not in {None, own}
        and (own is not None or station != "interface")
        and (own is None or ORDER[str(station)] >= ORDER[own])
    ]
    assert upward == []


def test_modules_import_in_no_circle():
    """No two modules need each other, within a station either."""
    graph = {
        module: {
            imported for _, imported in _imports(path) if imported not in {module, "generator"}
        }
        for module, path in MODULES.items()
    }
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "stage", ["errors", "models", "text", "artifacts", "urls", "archive", "pages", "classify"]
)
def test_pure_stage_touches_no_file(stage: str):
    """The stages that are pure string and value work import nothing that reads or writes files."""
    for module, path in MODULES.items():
        if _station(module) == stage:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imported = {
                alias.name if isinstance(node, ast.Import) else node.module
                for node in ast.walk(tree)
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
            assert not imported & {"os", "pathlib", "shutil", "io", "subprocess", "tempfile"}, (
                module
            )
