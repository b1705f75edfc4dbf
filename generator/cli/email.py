"""`broadsheet email`: an edition as a newsletter, written as a file and sent."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.mailing import Mailing, printed_readers, send_all
from generator.cli.options import CONFIG
from generator.cli.places import folder_prefix, prefixed, shown
from generator.cli.terminal import count
from generator.config import find_config
from generator.errors import InputError, Location, OutputError, Problem
from generator.newsletter.issue import Issue, read_issue
from generator.newsletter.layout import Layout
from generator.newsletter.message import message_bytes

_FOLDER = "newsletters"


@click.command()
@CONFIG
@click.option(
    "--date",
    metavar="2025-03-14",
    help="The edition of this day, or week, month or year as the site has them. [default: the latest]",
)
@click.option("--topic", metavar="SLUG", help="Only the papers of this topic.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write the message to. [default: newsletters beside site.yaml]",
)
@click.option("--send", is_flag=True, help="Send it to the subscribers who have not got it yet.")
@click.option(
    "--to",
    "trial",
    multiple=True,
    metavar="ADDRESS",
    help="Send it to this address alone, as a trial that may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Print who would get it, and send nothing.")
@click.option("--yes", is_flag=True, help="Send to several without being asked.")
@click.option(
    "--retry-uncertain",
    is_flag=True,
    help="Send again where a run ended before the server had answered; some may get it twice.",
)
@click.option("--retry-refused", is_flag=True, help="Send again where the server refused.")
@click.option("--quiet", is_flag=True, help="Print errors and warnings alone.")
def email(
    config: Path | None,
    date: str | None,
    topic: str | None,
    output: Path | None,
    trial: tuple[str, ...],
    *,
    send: bool,
    dry_run: bool,
    yes: bool,
    retry_uncertain: bool,
    retry_refused: bool,
    quiet: bool,
) -> None:
    """Make an edition as a newsletter, and send it."""
    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        issue = read_issue(config_file, date, topic)
        _check_sender(issue)
        layout = Layout(issue)
    for warning in issue.warnings:
        click.echo(f"{folder_prefix(config_file)}{warning} (warning)", err=True)
    file = (output or issue.config.folder / _FOLDER) / f"{issue.name}.eml"
    size = _write(file, message_bytes(issue, layout.letter(None), None))
    if not quiet:
        click.echo(_summary(file, issue, layout, size))
    if not (send or dry_run or trial):
        if not quiet:
            click.echo(
                "nothing was sent; see it in your own mailbox first: broadsheet email --to ADDRESS --send"
            )
        return
    mailing = Mailing(
        issue=issue,
        layout=layout,
        prefix=folder_prefix(config_file),
        trial=trial,
        retry_uncertain=retry_uncertain,
        retry_refused=retry_refused,
        quiet=quiet,
    )
    with prefixed(config_file):
        _send(mailing, send=send and not dry_run, yes=yes)


def _send(mailing: Mailing, *, send: bool, yes: bool) -> None:
    """Send, if it is meant; several messages only when that was confirmed."""
    if not send:
        printed_readers(mailing)
        click.echo("nothing was sent; --send sends it")
        return
    due = len(mailing.due())
    if due > 1 and not yes:
        printed_readers(mailing)
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise click.UsageError(
                f"--send to {due:,} recipients asks first, and there is no terminal to ask on; nothing was sent; add --yes"
            )
        if not click.confirm(f"Send it to {count(due, 'recipient')}?"):
            click.echo("nothing was sent")
            return
    send_all(mailing)


def _check_sender(issue: Issue) -> None:
    settings, path = issue.config.email, issue.config.path
    if settings.sender is None:
        where = settings.location or Location(path=path)
        found = '"email" has no "from"' if settings.location else 'there is no section "email"'
        message = f"{found}; expected the address that the newsletter comes from; write email: {{from: digest@example.org}}"
        raise InputError([Problem(location=where, message=message)])


def _write(file: Path, data: bytes) -> int:
    """Write the message; a reader of the file sees the old one or the new one."""
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        new.replace(file)
    except OSError as error:
        raise OutputError(
            f"{file}: the message cannot be written ({error.strerror}); expected a folder that can be; correct --output"
        ) from None
    return len(data)


def _summary(file: Path, issue: Issue, layout: Layout, size: int) -> str:
    papers = count(layout.papers, "paper")
    parts = [f"{shown(file)}: {papers} of {issue.period.iso}, {size / 1000:,.0f} KB"]
    if layout.leads < layout.papers:
        parts.append(
            f"to stay under 102 KB, where Gmail cuts, {layout.leads:,} have their sentence, {layout.shown - layout.leads:,} "
            f"their title alone, {layout.papers - layout.shown:,} are left out"
        )
    return "; ".join(parts)
