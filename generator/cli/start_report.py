"""What `broadsheet init` says: the dumps that it found, the topics that it proposes, what it wrote, and what to type next."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.places import shown
from generator.cli.terminal import count, make_console, make_table
from generator.errors import quoted

if TYPE_CHECKING:
    from generator.starting import Dumps, Started

_SHOWN_REJECTS = 10
_MOST_LISTED = 40
_ENOUGH = 0.8


def print_dumps(found: Dumps, *, guessed: bool) -> None:
    """Print each dump with its shape and what was read, and say on standard error what was not."""
    console = make_console()
    table = make_table(
        "dump", "shape", "papers", "rejected lines", right=("papers", "rejected lines")
    )
    for dump in found.dumps[:_MOST_LISTED]:
        rejected = sum(reject.lines for reject in dump.ledger.rejects)
        table.add_row(
            _printable(dump.name), dump.ledger.format, f"{dump.ledger.papers:,}", f"{rejected:,}"
        )
    console.print(table)
    if (more := len(found.dumps) - _MOST_LISTED) > 0:
        click.echo(f"and {count(more, 'more dump')}")
    rejects = [reject for dump in found.dumps for reject in dump.ledger.rejects]
    for reject in rejects[:_SHOWN_REJECTS]:
        click.echo(f"{reject.location}: {reject.reason} (rejected)", err=True)
    if len(rejects) > _SHOWN_REJECTS:
        click.echo(f"and {len(rejects) - _SHOWN_REJECTS:,} more rejected", err=True)
    for problem in found.left_out[:_SHOWN_REJECTS]:
        click.echo(f"{problem} (left out)", err=True)
    if len(found.left_out) > _SHOWN_REJECTS:
        click.echo(f"and {len(found.left_out) - _SHOWN_REJECTS:,} more left out", err=True)
    for dump in found.dumps:
        if dump.columns:
            columns = ", ".join(f"{field} in {quoted(name)}" for field, name in dump.columns)
            click.echo(
                f"{dump.name}: its columns have names that nobody knows; by what they hold, {columns}; if that is wrong, "
                'correct "columns" in site.yaml',
                err=True,
            )
    if guessed:
        for dump in found.dumps:
            if dump.year is not None:
                click.echo(
                    f"{dump.name}: has days without a year, which are taken to be of {dump.year}; if they are not, correct "
                    '"year" in site.yaml, or say --year',
                    err=True,
                )


def print_topics(started: Started, found: Dumps) -> None:
    """Print the proposed topics with their papers."""
    papers = started.papers
    click.echo(_read(found, papers))
    if not started.topics:
        click.echo(
            "They have too little in common to propose topics; site.yaml shows how to write some."
        )
        return
    table = make_table("topic", "papers", "share", right=("papers", "share"))
    for topic in started.topics:
        table.add_row(topic.title, f"{topic.papers:,}", f"{topic.papers / papers:.0%}")
    make_console().print(table)
    share = started.classified / papers
    click.echo(
        f"{count(len(started.topics), 'topic')} proposed: {started.classified:,} of {count(papers, 'paper')} "
        f"({share:.0%}) have one"
    )
    if share < _ENOUGH:
        click.echo(
            'For the others, "broadsheet topics --suggest" proposes terms once there are more papers.'
        )


def print_started(started: Started, folder: Path) -> None:
    """Print what was written and the next commands."""
    copied = {path for _, path in started.placed.copies} if started.placed else set()
    named = [path for path in started.files if path not in copied]
    place = shown(folder)
    where = "this folder" if place == "." else place
    dumps = f", and {count(len(copied), 'dump')} copied into seeds/" if copied else ""
    click.echo(f"Written in {where}: {', '.join(named)}{dumps}")
    for path in started.remains:
        click.echo(
            f"{path}: left by an init that was stopped; it may be deleted (warning)", err=True
        )
    click.echo("\nNext:\n")
    commands = ["broadsheet build", "broadsheet serve --open"]
    if place == ".":
        commands.append("broadsheet topics")
    else:
        way = os.fspath(folder)
        commands.insert(0, f"cd {shlex.quote(f'./{way}' if way.startswith('-') else way)}")
    for command in commands:
        click.echo(f"    {command}")


def _read(found: Dumps, papers: int) -> str:
    entries = count(found.entries, "entry").replace("entrys", "entries")
    if found.is_sample:
        return f"{entries}; topics were proposed from {papers:,} papers among them"
    return f"{count(papers, 'paper')} from {entries}"


def _printable(name: str) -> str:
    """Give a file's name without what a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in name)
