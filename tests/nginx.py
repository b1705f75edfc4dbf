"""A real nginx, with the recipe of `docs/deploy`."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support import CHECKOUT

RECIPES = CHECKOUT / "docs" / "deploy"


@contextlib.contextmanager
def serving(public: Path, path: str, folder: Path) -> Iterator[str]:
    """Serve a site under a path; what nginx needs is put into a folder. Gives the address."""
    with running(_recipe(public, path), folder) as address:
        yield f"{address}{path}"


@contextlib.contextmanager
def running(part: str, folder: Path, beside: str = "") -> Iterator[str]:
    """Run nginx with a part of a server, and what is to stand beside that; gives the address, without a path."""
    program = os.environ.get("NGINX") or shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise FileNotFoundError(
            "no nginx found; expected one on the PATH; run `sh .ci/setup.sh server`, or set NGINX"
        )
    (folder / "part.conf").write_text(part, encoding="utf-8")
    port = _free_port()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; {user} events {{}}\n"
        f"http {{ access_log off; {temporary} {beside} server {{ listen 127.0.0.1:{port}; include {folder}/part.conf; }} }}\n"
    )
    server = subprocess.Popen(
        [program, "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        while server.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
        assert server.poll() is None, server.communicate()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _recipe(public: Path, path: str) -> str:
    """Give the recipe, changed as its first lines say."""
    recipe = (RECIPES / "nginx.conf").read_text(encoding="utf-8")
    for here, there in (
        ("/srv/www/digest/current/", f"{public}/"),
        ("/digest/", path),
        ("/etc/nginx/digest-headers.conf", str(RECIPES / "digest-headers.conf")),
    ):
        assert here in recipe
        recipe = recipe.replace(here, there)
    return recipe


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
