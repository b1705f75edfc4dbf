"""`broadsheet serve`: the site on localhost."""

from __future__ import annotations

from pathlib import Path

import click

from generator.build import build_site
from generator.cli.options import CONFIG, OUTPUT
from generator.cli.places import prefixed, shown
from generator.cli.progress import shown_progress
from generator.config import find_config, load_config
from generator.errors import BroadsheetError
from generator.report import summary
from generator.server import make_server
from generator.urls import base_path


@click.command()
@CONFIG
@OUTPUT
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
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
    accept_feed_changes: bool,
) -> None:
    """Build the site and serve it on localhost."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    with prefixed(config_file):
        configured = load_config(config_file).site.url
    base = base_path(configured) if configured else "/"
    try:
        server = make_server(target, port, base)
    except OSError as error:
        raise BroadsheetError(
            f"port {port} of localhost cannot be had ({error.strerror}); expected a free port; "
            "stop what uses it, or choose another with --port"
        ) from None
    url = f"http://localhost:{server.server_address[1]}{base}"
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
