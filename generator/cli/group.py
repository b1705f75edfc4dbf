"""All commands under one name, and what becomes of errors."""

from __future__ import annotations

import sys

import click

from generator import __version__
from generator.cli.build import build
from generator.cli.explain import explain
from generator.cli.papers import papers
from generator.cli.serve import serve
from generator.cli.topics import topics
from generator.errors import BroadsheetError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def broadsheet() -> None:
    """Turn dumps of paper listings into a browsable digest."""


for command in (build, serve, papers, explain, topics):
    broadsheet.add_command(command)


def main() -> None:
    """Run the command line and exit."""
    try:
        broadsheet.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BroadsheetError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
