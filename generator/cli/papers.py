"""`broadsheet papers`: the papers that a build would show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator.cli.options import CONFIG
from generator.cli.places import prefixed
from generator.cli.terminal import make_console
from generator.config import find_config
from generator.export import paper_json
from generator.library import read_library


@click.command()
@CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table for people, or one JSON object a line.",
)
@click.option("--topic", metavar="SLUG", help="Only the papers of this topic.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="2025-03-14",
    help="Only the papers of this day.",
)
@click.option("--undated", is_flag=True, help="Only the papers without a day.")
def papers(
    config: Path | None, form: str, topic: str | None, date: dt.datetime | None, *, undated: bool
) -> None:
    """List the papers that a build would show."""
    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        library = read_library(config_file)
    if topic is not None and topic not in {known.slug for known in library.config.topics}:
        raise click.UsageError(f'no topic "{topic}" in {config_file.name}')
    from rich.table import Table  # imported where it is used: it is a tenth of the start-up

    table = Table("id", "day", "title", "topics")
    for classified in library.papers:
        days = classified.paper.dates
        if (
            (topic is not None and topic not in classified.topics)
            or (date is not None and date.date() not in days)
            or (undated and days)
        ):
            continue
        if form == "jsonl":
            click.echo(paper_json(classified))
        else:
            newest = days[-1].isoformat() if days else ""
            row = (classified.paper.id, newest, classified.paper.title)
            table.add_row(*row, ", ".join(classified.topics))
    if form == "table":
        make_console().print(table)
