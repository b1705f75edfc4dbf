"""What `add` and `import` ask and say of a dump: which source takes it, and what it brings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from generator.adding import Forecast, Place, can_take, needs_day, place_for
from generator.cli.pasting import is_terminal
from generator.cli.terminal import count
from generator.config import SiteConfig, SourceSettings
from generator.errors import BroadsheetError, quoted
from generator.intake import Intake
from generator.stores import is_url, shown_url

_SHOWN_REJECTS, _SHOWN_DAYS = 100, 7


def chosen_sources(config: SiteConfig, pattern: str | None) -> tuple[SourceSettings, ...]:
    """Give the sources that are asked: that of a path, or all."""
    sources = can_take(config)
    if not sources:
        what = "standard input" if len(config.sources) == 1 else "standard input or a URL"
        what = "a URL" if all(is_url(source.pattern) for source in config.sources) else what
        raise BroadsheetError(
            f"{config.path}: {what} is the only source; expected one with a folder; write, for instance, "
            '- path: "seeds/*.txt" under sources'
        )
    if pattern is None:
        return sources
    found = tuple(source for source in sources if source.pattern == pattern)
    if not found and is_url(pattern):
        raise BroadsheetError(
            f"--source {quoted(shown_url(pattern))} is a URL; expected a source with a folder; put the dump into the store with a "
            "program of the store's, and the next build reads it"
        )
    if not found:
        known = ", ".join(quoted(source.pattern) for source in sources)
        raise BroadsheetError(
            f"--source {quoted(pattern)} is the path of no source; expected one of {known}; correct it"
        )
    return found[:1]


def placed_dump(
    config: SiteConfig,
    sources: tuple[SourceSettings, ...],
    dump: Path,
    given: str | None,
    day: dt.date | None,
    name: str | None,
) -> Place:
    """Find the place of a dump, which is called `given`, of a day and by a name where these were said; where several sources could take it, or a day is missing, somebody is asked."""
    if len(sources) > 1:
        sources = _fitting(config, sources, dump, given, day, name)
    source = sources[0] if len(sources) == 1 else _asked_source(sources)
    if day is None and name is None and needs_day(source, given):
        day = _asked_day()
    return place_for(config, source, given=given, day=day, wanted=name)


def _fitting(
    config: SiteConfig,
    sources: tuple[SourceSettings, ...],
    dump: Path,
    given: str | None,
    day: dt.date | None,
    name: str | None,
) -> tuple[SourceSettings, ...]:
    """Give the sources that have room for a dump and can read it; all that have room, if none can."""
    places: list[Place] = []
    for source in sources:
        # Any day will do to see whether the source can read it.
        asks = day is None and name is None and needs_day(source, given)
        try:
            place = place_for(
                config, source, given=given, day=dt.date(2000, 1, 1) if asks else day, wanted=name
            )
        except BroadsheetError:
            continue
        if (config.folder / place.path).exists() and place.path == source.pattern:
            continue
        places.append(place)
    if not places:
        return sources
    able = [place.source for place in places if _can_read(config, place, dump)]
    return tuple(able or (place.source for place in places))


def _can_read(config: SiteConfig, place: Place, dump: Path) -> bool:
    intake = Intake(config)
    papers = sum(1 for _ in intake.records_of(place.source, place.path, dump))
    return papers > 0 and not intake.problems()


def _asked_source(sources: tuple[SourceSettings, ...]) -> SourceSettings:
    patterns = [source.pattern for source in sources]
    if not is_terminal():
        raise BroadsheetError(
            f"{count(len(sources), 'source')} could take the dump ({', '.join(map(quoted, patterns))}); expected one; "
            "name it with --source"
        )
    for number, pattern in enumerate(patterns, start=1):
        click.echo(f"  {number}  {pattern}")
    chosen = click.prompt("Which source takes it?", type=click.IntRange(1, len(sources)))
    return sources[int(chosen) - 1]


def _asked_day() -> dt.date:
    if not is_terminal():
        raise BroadsheetError(
            "the dump has no day for its name; expected one; give it with --date, or a name with --name"
        )
    today = dt.datetime.now().astimezone().date()
    kind = click.DateTime(["%Y-%m-%d"])
    said: dt.datetime = click.prompt("Of which day is it?", default=today.isoformat(), type=kind)
    return said.date()


def print_forecast(found: Forecast, place: Place, prefix: str) -> None:
    """Print what a dump brings; rejected lines on standard error."""
    ledger = found.ledger
    for reject in ledger.rejects[:_SHOWN_REJECTS]:
        click.echo(f"{prefix}{reject.location}: {reject.reason} (rejected)", err=True)
    if (more := len(ledger.rejects) - _SHOWN_REJECTS) > 0:
        click.echo(f"and {more:,} more rejected", err=True)
    rejected = sum(reject.lines for reject in ledger.rejects)
    click.echo(f"{prefix}{place.path} ({ledger.format}, {count(ledger.lines, 'line')}):")
    parts = [f"{found.new:,} new", f"{found.known:,} known"]
    if found.hidden:
        parts.append(f"{found.hidden:,} of the new hidden by overrides")
    click.echo(
        f"  {count(found.new + found.known, 'paper')}: {', '.join(parts)}; {count(rejected, 'line')} rejected"
    )
    if found.new > found.hidden:
        click.echo(f"  days of the new: {_days(found)}")
        topics = [f"{title} {number:,}" for title, number in found.topics]
        if found.unclassified:
            topics.append(f"none {found.unclassified:,}")
        click.echo(f"  topics of the new: {', '.join(topics)}")
    if found.undated and place.source.date_pattern is None:
        click.echo(
            f'  a day in the name of a file counts where the source says so: date_pattern: "%Y-%m-%d" below '
            f"{prefix}{place.source.location}"
        )


def _days(found: Forecast) -> str:
    days = [f"{day.isoformat()} {number:,}" for day, number in found.days[-_SHOWN_DAYS:]]
    if earlier := sum(number for _, number in found.days[:-_SHOWN_DAYS]):
        days.insert(0, f"earlier {earlier:,}")
    if found.undated:
        days.append(f"none {found.undated:,}")
    return ", ".join(days)


def is_wanted(question: str, *, yes: bool) -> bool:
    """Ask whether to go on, where that was not said; raises `UsageError` where nobody can be asked."""
    if yes:
        return True
    if not is_terminal():
        raise click.UsageError(
            "nobody can be asked here; add it with --yes, or see it with --dry-run"
        )
    return click.confirm(question)
