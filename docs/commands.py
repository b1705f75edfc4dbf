"""Write the reference of the commands again: `python -m docs.commands`, in the checkout.

It is made of what the commands say of themselves with --help.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from generator.cli.group import broadsheet

FILE = Path(__file__).resolve().parent / "commands.md"

_HEAD = """\
# Commands

Made of what `broadsheet COMMAND --help` says, by `python -m docs.commands`. Exit codes: 0 done; 1 the input or the site has errors, each a line
on standard error; 2 wrong usage; 130 interrupted.

Colours and bars are shown in a terminal alone, and never where `NO_COLOR` is set. For completion with the tab key write into
`~/.bashrc` (`zsh_source` and `~/.zshrc`, or `fish_source`, for these shells):

```sh
eval "$(_BROADSHEET_COMPLETE=bash_source broadsheet)"
```
"""


def main() -> None:
    """Write the page beside this file."""
    FILE.write_text(written(), encoding="utf-8", newline="\n")


def written() -> str:
    """Give the page as it stands in its file."""
    context = click.Context(broadsheet, info_name="broadsheet")
    parts = [_HEAD]
    for name in broadsheet.list_commands(context):
        command = broadsheet.get_command(context, name)
        assert command is not None
        parts.append("\n".join(_section(name, command, context)))
    return "\n".join(parts)


def _section(name: str, command: click.Command, above: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=above)
    yield f"## broadsheet {name}\n"
    usage = command.collect_usage_pieces(context)
    yield f"`{' '.join(['broadsheet', name, *usage])}`\n"
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        # What stands below this mark is shown with its line breaks.
        text = paragraph.removeprefix("\b\n")
        yield (f"```text\n{text}\n```\n" if text != paragraph else " ".join(text.split()) + "\n")
    options = [
        each for each in command.params if isinstance(each, click.Option) and not each.hidden
    ]
    if options:
        yield "| option | |\n| --- | --- |"
    for option in options:
        said = option.get_help_record(context)
        assert said is not None
        names, text = said
        yield f"| `{_cell(names)}` | {_cell(text)} |"
    if options:
        yield ""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


if __name__ == "__main__":
    main()
