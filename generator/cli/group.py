"""All commands under one name, and what becomes of errors."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from keyword import iskeyword
from types import FrameType

import click

from generator import __version__
from generator.cli.streams import write_every_letter
from generator.errors import BroadsheetError

# Each is imported when it is asked for: what reads and builds takes half a second to load.
_COMMANDS = (
    "init",
    "build",
    "serve",
    "add",
    "import",
    "check",
    "papers",
    "search",
    "explain",
    "topics",
    "email",
)

_NO_MEMORY = (
    "broadsheet: memory has run out; expected some kilobytes for each paper, in each process; free some memory, or "
    "build with --jobs 1"
)


class _Commands(click.Group):
    """Commands by name, each the function of that name in the module of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"generator.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def broadsheet() -> None:
    """Turn dumps of paper listings into a browsable digest."""


def main() -> None:
    """Run the command line and exit; who ends it by SIGTERM has it clear up as after Ctrl+C."""
    signal.signal(signal.SIGTERM, _interrupt)
    write_every_letter()
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
    except MemoryError:
        click.echo(_NO_MEMORY, err=True)
        sys.exit(1)


def _interrupt(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as it is called
    raise KeyboardInterrupt
