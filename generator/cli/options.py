"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The digest's settings. [default: site.yaml in this folder or the nearest above it]",
)
OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write the site to. [default: public beside site.yaml]",
)
BASE_URL = click.option(
    "--base-url", metavar="URL", help="The site's address, in place of site.yaml's."
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes work at once. [default: one for each core]",
)
STRICT = click.option("--strict", is_flag=True, help="Treat warnings and rejected lines as errors.")
TABLE_OR_JSON = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Text for people, or one JSON object and nothing else.",
)
