"""Who gets a newsletter, and how sending it looks.

Enters: an issue and what the command line says of its readers. Leaves: a table of readers, or messages sent, with a bar on a terminal, and each
reader who did not get it named with the place and the words of the server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import click

from generator.cli.terminal import count, make_console, make_table
from generator.errors import BroadsheetError, InputError, Location, Problem, quoted
from generator.newsletter.delivery import Clock, Delivered, Delivery, Standing, Trial, standing
from generator.newsletter.issue import Issue
from generator.newsletter.journal import State, open_journal, read_states
from generator.newsletter.layout import Layout
from generator.newsletter.server import DeliveryError, Server, login_from
from generator.newsletter.subscribers import (
    Subscriber,
    SubscriberList,
    read_named,
    read_subscribers,
)

_LOCAL = ("http://localhost", "http://127.", "https://localhost")
_STANDINGS: dict[Standing, str] = {
    "due": "gets it",
    "sent": "has got it",
    "refused": "was refused; --retry-refused sends again",
    "uncertain": "may have got it; --retry-uncertain sends again",
}


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """An issue and its readers: those of a `trial`, else the subscribers."""

    issue: Issue
    layout: Layout
    prefix: str
    trial: tuple[str, ...]
    retry_uncertain: bool
    retry_refused: bool
    quiet: bool

    @cached_property
    def readers(self) -> SubscriberList:
        """Read who may get it; raises `InputError` and `click.UsageError`."""
        if self.trial:
            return SubscriberList(subscribers=tuple(map(_trial_reader, self.trial)))
        settings, path = self.issue.config.email, self.issue.config.path
        if settings.subscribers is None:
            message = (
                '"email" has no "subscribers"; expected the list of those who get the newsletter; '
                "write subscribers: subscribers.csv, or send a trial with --to ADDRESS"
            )
            where = settings.location or Location(path=path)
            raise InputError([Problem(location=where, message=message)])
        tokens = "{token}" in (settings.unsubscribe_url or "")
        return read_subscribers(self.issue.config.folder, settings.subscribers, tokens=tokens)

    def known(self) -> dict[str, State]:
        """Give what the journal has of the issue; of a trial nothing is known."""
        return {} if self.trial else read_states(self.issue.config.folder, self.issue.name)

    def due(self, states: dict[str, State] | None = None) -> list[Subscriber]:
        """Give the readers who get it now."""
        known = self.known() if states is None else states
        return [each for each in self.readers.subscribers if self.standing(each, known) == "due"]

    def standing(self, reader: Subscriber, states: dict[str, State]) -> Standing:
        """Say whether a reader gets it now."""
        return standing(
            reader,
            states,
            retry_uncertain=self.retry_uncertain,
            retry_refused=self.retry_refused,
        )


def _trial_reader(text: str) -> Subscriber:
    found = read_named(text)
    if isinstance(found, str):
        raise click.UsageError(f"--to {quoted(text)} {found}; expected an e-mail address")
    # What a subscriber of a list has in a column, a trial has made up.
    return Subscriber(address=found.address, name=found.name, token="trial")


def printed_readers(mailing: Mailing) -> None:
    """Print who would get it, and what is wrong with the list."""
    states = mailing.known()
    table = make_table("to", "line", "")
    for reader in mailing.readers.subscribers:
        line = str(reader.location or "")
        table.add_row(str(reader.address), line, _STANDINGS[mailing.standing(reader, states)])
    make_console().print(table)
    _print_problems(mailing)
    click.echo(_numbers(mailing, states))


def _numbers(mailing: Mailing, states: dict[str, State]) -> str:
    readers = mailing.readers
    found = Counter(mailing.standing(each, states) for each in readers.subscribers)
    parts = [f"{count(found['due'], 'recipient')}"]
    parts += [f"{found['sent']:,} have got it"] if found["sent"] else []
    parts += [f"{found['refused']:,} refused"] if found["refused"] else []
    parts += [f"{found['uncertain']:,} uncertain"] if found["uncertain"] else []
    parts += [f"{readers.repeated:,} listed twice"] if readers.repeated else []
    parts += [f"{readers.left:,} not subscribed"] if readers.left else []
    parts += [f"{len(readers.problems):,} unreadable"] if readers.problems else []
    return ", ".join(parts)


def _print_problems(mailing: Mailing) -> None:
    for problem in mailing.readers.problems:
        click.echo(f"{mailing.prefix}{problem}", err=True)


def send_all(mailing: Mailing) -> None:
    """Send to all who are to get it; raises `BroadsheetError` at the end when some did not."""
    _check_address(mailing)
    login = login_from()
    settings = mailing.issue.config.email
    assert settings.sender is not None
    server = Server(settings.smtp, settings.sender, login)
    _print_problems(mailing)
    if mailing.trial:
        work = Delivery(mailing.issue, mailing.layout, server, Trial(), clock=Clock(), trial=True)
        _run(mailing, work, server, {})
        return
    with open_journal(mailing.issue.config.folder, mailing.issue.name) as journal:
        # What counts is what the journal says now that no other run writes it.
        work = Delivery(mailing.issue, mailing.layout, server, journal, clock=Clock())
        _run(mailing, work, server, dict(journal.states))


def _run(mailing: Mailing, work: Delivery, server: Server, states: dict[str, State]) -> None:
    due = mailing.due(states)
    fates: Counter[str] = Counter()
    try:
        for done in _shown(work.send(due), len(due), quiet=mailing.quiet):
            fates[done.fate] += 1
            if done.fate != "sent":
                click.echo(f"{mailing.prefix}{_told(done)}", err=True)
        server.quit()
    except DeliveryError as error:
        raise DeliveryError(f"{error}\n{_so_far(fates, len(due))}") from None
    except KeyboardInterrupt:
        click.echo(f"\n{_so_far(fates, len(due))}", err=True)
        raise
    finally:
        server.close()
    _finish(mailing, fates, states)


def _so_far(fates: Counter[str], due: int) -> str:
    return f"{fates['sent']:,} of {count(due, 'message')} sent; broadsheet email --send goes on with the others"


def _finish(mailing: Mailing, fates: Counter[str], states: dict[str, State]) -> None:
    if not mailing.quiet:
        before = sum(state == "sent" for state in states.values())
        had = f"; {before:,} had got it before" if before else ""
        click.echo(f"{count(fates['sent'], 'message')} sent{had}")
    others = [
        each
        for each in mailing.readers.subscribers
        if mailing.standing(each, states) == "uncertain"
    ]
    for reader in others:
        click.echo(
            f"{mailing.prefix}{_place(reader)}: may have got it in an earlier run, which ended before the server answered",
            err=True,
        )
    fates["uncertain"] += len(others)
    fates["unreadable"] += len(mailing.readers.problems)
    left = {
        "deferred": "put off by the server; --send tries again",
        "uncertain": "uncertain; --retry-uncertain sends again, perhaps twice",
        "refused": "refused; correct or remove them, or --retry-refused",
        "unreadable": "no addresses; correct or remove them",
    }
    said = [f"{fates[fate]:,} {words}" for fate, words in left.items() if fates[fate]]
    if said:
        raise BroadsheetError(f"not everyone got it: {'. '.join(said)}")


def _told(done: Delivered) -> str:
    reply = f" ({done.reply})" if done.reply else " (the connection broke)"
    words = {"refused": "refused", "deferred": "put off", "uncertain": "may have got it"}
    return f"{_place(done.reader)}: {words[done.fate]}{reply}"


def _place(reader: Subscriber) -> str:
    return f"{reader.location}: {reader.address}" if reader.location else str(reader.address)


def _check_address(mailing: Mailing) -> None:
    url, path = mailing.issue.url, mailing.issue.config.path
    if not mailing.trial and url.lower().startswith(_LOCAL):
        message = (
            f'"url" in "site" is {quoted(url)}, where subscribers find nothing; expected the address at which the site '
            "stands; correct it"
        )
        raise InputError([Problem(location=Location(path=path), message=message)])


def _shown(work: Iterable[Delivered], total: int, *, quiet: bool) -> Iterator[Delivered]:
    """Show a bar on a terminal while messages are sent."""
    console = make_console()
    if quiet or not console.is_terminal or total < 2:
        yield from work
        return
    from rich.progress import track

    yield from track(work, description="Sending", total=total, console=console)
