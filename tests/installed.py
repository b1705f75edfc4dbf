"""The distribution, made and installed as its users get it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.support import CHECKOUT


def built(folder: Path) -> Path:
    """Make the sdist, and the wheel from the unpacked sdist; gives the folder.

    This goes without isolation, so that no build tool is fetched again.
    """
    _must(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ".", cwd=CHECKOUT)
    return folder


def install(wheel: Path, home: Path) -> Path:
    """Make an environment that has a wheel and no checkout; gives the folder of its scripts.

    The packages that it depends on are those of this environment, found through a .pth file.
    """
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    places = sysconfig.get_paths(
        "venv", vars={"base": str(home), "platbase": str(home), "installed_base": str(home)}
    )
    pip = (sys.executable, "-m", "pip", "--python", home, "install", "--no-deps", "--no-index")
    _must(*pip, "--disable-pip-version-check", wheel, cwd=home)
    borrowed = Path(places["purelib"]) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Path(places["scripts"])


def _must(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
