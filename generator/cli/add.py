"""`broadsheet add`: a dump is put where a source finds it, once it is known what it brings."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import click

from generator.adding import forecast, holder_of, put
from generator.cli.dumps import chosen_sources, is_wanted, placed_dump, print_forecast
from generator.cli.options import CONFIG
from generator.cli.pasting import copy_standard_input
from generator.cli.places import folder_prefix, prefixed
from generator.config import find_config, load_config
from generator.errors import BroadsheetError


@click.command(short_help="Put a dump into this digest.")
@CONFIG
@click.argument("file", type=click.Path(allow_dash=True, dir_okay=False, exists=True))
@click.option(
    "--source",
    "pattern",
    metavar="PATH",
    help="The source that takes it, by its path in site.yaml, where several could.",
)
@click.option(
    "--date",
    "date",
    metavar="2025-03-14",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the dump, which goes into its name.",
)
@click.option("--name", metavar="NAME", help="What the file is called, in place of its day.")
@click.option("--yes", is_flag=True, help="Add it without being asked.")
@click.option("--dry-run", is_flag=True, help="Say what it would add, and write nothing.")
def add(
    config: Path | None,
    file: str,
    pattern: str | None,
    date: dt.datetime | None,
    name: str | None,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Put the dump FILE (- is standard input) into the folder of a source, and say first what it adds."""
    config_file = config or find_config(Path.cwd())
    day = None if date is None else date.date()
    given = None if file == "-" else Path(file).name
    with prefixed(config_file), tempfile.TemporaryDirectory(prefix="broadsheet-add-") as folder:
        settings = load_config(config_file)
        source = chosen_sources(settings, pattern)
        dump = _copied(file, Path(folder) / "dump")
        place = placed_dump(settings, source, dump, given, day, name)
        prefix = folder_prefix(config_file)
        if (holder := holder_of(settings, dump, place.path)) is not None:
            click.echo(f"{prefix}{holder} holds the same bytes already; nothing was added")
            return
        found = forecast(settings, place, dump)
        print_forecast(found, place, prefix)
        if dry_run:
            click.echo("nothing was written")
        elif is_wanted("Add it?", yes=yes):
            put(dump, settings, place.path)
            click.echo(f"added {prefix}{place.path}; broadsheet build puts it on the site")
        else:
            click.echo("nothing was added")


def _copied(file: str, target: Path) -> Path:
    """Copy the dump, so that what is looked at is what is added."""
    with target.open("wb") as stream:
        if file == "-":
            copy_standard_input(stream)
        else:
            try:
                with Path(file).open("rb") as source:
                    shutil.copyfileobj(source, stream)
            except OSError as error:
                raise BroadsheetError(
                    f"{file}: cannot be read ({error.strerror}); expected a file; check its rights"
                ) from None
    return target
