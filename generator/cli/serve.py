"""`broadsheet serve`: the site on localhost, as its sources are now."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from generator.build import build_site
from generator.cli.options import CONFIG, SITE_FOLDER
from generator.cli.places import prefixed, shown
from generator.cli.progress import shown_progress
from generator.config import find_config, load_config
from generator.errors import BroadsheetError, InputError
from generator.report import summary
from generator.server import SiteServer, make_server
from generator.sources.compression import STANDARD_INPUT
from generator.urls import base_path

_LOOK = 0.5  # seconds in which Ctrl+C is heard at the latest


@click.command(short_help="Build the site, serve it, show every change.")
@CONFIG
@SITE_FOLDER
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port on localhost; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
@click.option(
    "--watch/--no-watch",
    default=True,
    help="Build again what changes, and show it in open pages; or build once, and serve what was built, byte for byte. "
    "[default: --watch]",
)
@click.option(
    "--accept-feed-changes",
    is_flag=True,
    help="Let feeds lose any share of the entries that they have published.",
)
def serve(
    config: Path | None,
    output: Path | None,
    port: int,
    *,
    open_browser: bool,
    watch: bool,
    accept_feed_changes: bool,
) -> None:
    """Build the site, serve it on localhost, and show every change of what it is made from."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    if watch and not _reads_standard_input(config_file):
        _serve_live(config_file, target, port, accept_feed_changes, open_browser=open_browser)
    else:
        _serve_once(config_file, target, port, accept_feed_changes, open_browser=open_browser)


def _reads_standard_input(config_file: Path) -> bool:
    """Tell whether a source can be read but once, and say what follows from it."""
    try:
        config = load_config(config_file)
    except InputError:  # the first build says so
        return False
    found = any(source.pattern == STANDARD_INPUT for source in config.sources)
    if found:
        click.echo(
            "a source is standard input, which can be read but once, so no change is watched for",
            err=True,
        )
    return found


def _serve_once(
    config_file: Path, target: Path, port: int, accept_feed_changes: bool, *, open_browser: bool
) -> None:
    with prefixed(config_file):
        configured = load_config(config_file).site.url
    base = base_path(configured) if configured else "/"
    server = _bound(target, port, base)
    url = f"{_origin(server)}{base}"
    with server, prefixed(config_file):
        with shown_progress() as progress:
            report = build_site(
                config_file,
                target,
                base_url=url,
                progress=progress,
                accept_feed_changes=accept_feed_changes,
            )
        click.echo(summary(report, shown(target)))
        click.echo(f"Serving {url} (stop with Ctrl+C)")
        if open_browser:
            click.launch(url)
        server.serve_forever()


def _serve_live(
    config_file: Path, target: Path, port: int, accept_feed_changes: bool, *, open_browser: bool
) -> None:
    # With all that a build needs, and what watches files.
    from generator.cli.rebuilds import Rebuilds
    from generator.serving import Live, Task, answer_live

    server = _bound(target, port)
    task = Task(
        config_file=config_file,
        output=target,
        origin=_origin(server),
        accept_feed_changes=accept_feed_changes,
        show=shown_progress,
    )
    with server, Live(task, Rebuilds(config_file, target)) as live:
        answer_live(server, live, target)
        with _answering(server):
            if open_browser:
                click.launch(f"{task.origin}{live.base}")
            while not live.has_begun(_LOOK):
                pass
            click.echo(f"Serving {task.origin}{live.base} (stop with Ctrl+C)")
            while True:
                time.sleep(_LOOK)


@contextmanager
def _answering(server: SiteServer) -> Iterator[None]:
    """Have a server answer meanwhile."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def _bound(target: Path, port: int, base: str = "/") -> SiteServer:
    try:
        return make_server(target, port, base)
    except OSError as error:
        raise BroadsheetError(
            f"port {port} of localhost cannot be had ({error.strerror}); expected a free port; "
            "stop what uses it, or choose another with --port"
        ) from None


def _origin(server: SiteServer) -> str:
    return f"http://localhost:{server.server_address[1]}"
