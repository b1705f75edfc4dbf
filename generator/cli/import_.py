"""`broadsheet import`: posts and feeds of an old digest become papers, notes and redirects, once it is known what they bring."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import click

from generator.adding import Forecast, Place, forecast, holder_of, needs_day, put
from generator.cli.dumps import chosen_sources, is_wanted, placed_dump, print_forecast
from generator.cli.options import CONFIG
from generator.cli.places import folder_prefix, prefixed
from generator.cli.terminal import count
from generator.config import SiteConfig, find_config, load_config
from generator.config.site_section import url_fault
from generator.config.time_zones import time_zone
from generator.errors import BroadsheetError
from generator.importing import (
    Collection,
    Kind,
    LeftOut,
    Noting,
    ReadPost,
    Redirecting,
    Tool,
    Wish,
    collect,
    dump_lines,
    notes_of,
    read_post,
    redirects_of,
    write_notes,
    write_redirects,
)
from generator.redirects.paths import redirect_file
from generator.redirects.table import NAME as REDIRECTS
from generator.redirects.table import read_redirects
from generator.text.slugs import slugify

_SHOWN_POSTS, _SHOWN_LEFT, _SHOWN_FIELDS = 40, 100, 12


@click.command("import", short_help="Bring an old digest into this one.")
@CONFIG
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--tool",
    type=click.Choice(get_args(Tool)),
    help="What made the old site. [default: told by its settings or its files]",
)
@click.option(
    "--permalink",
    metavar="PATTERN",
    help="How the old addresses of posts were made, as the old site's settings write it: /:year/:month/:slug/ or {slug}.html.",
)
@click.option(
    "--old-site",
    metavar="URL",
    help="The address at which the old site stood, from whose path old addresses count. [default: what its settings say]",
)
@click.option(
    "--kind",
    type=click.Choice(get_args(Kind)),
    help="What each post is: one paper, or an edition with a list of papers. [default: told by what it holds]",
)
@click.option(
    "--notes/--no-notes",
    default=True,
    help="Make notes of what editions say besides their papers, or leave it out.",
)
@click.option(
    "--source",
    "pattern",
    metavar="PATH",
    help="The source that takes the papers, by its path in site.yaml, where several could.",
)
@click.option("--name", metavar="NAME", help="What the dump of the papers is called.")
@click.option("--yes", is_flag=True, help="Import without being asked.")
@click.option("--dry-run", is_flag=True, help="Say what it would import, and write nothing.")
def import_(
    config: Path | None,
    paths: tuple[Path, ...],
    tool: str | None,
    permalink: str | None,
    old_site: str | None,
    kind: str | None,
    pattern: str | None,
    name: str | None,
    *,
    notes: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Bring the papers of an old digest into this one: folders of Markdown posts (Hugo, Jekyll, Pelican), feeds, and OPML.

    It says first what it brings, and keeps the old addresses as redirects. It fetches nothing and writes over nothing.
    """
    if old_site is not None and (reason := url_fault(old_site)) is not None:
        raise click.UsageError(
            f"--old-site {old_site!r}, {reason}; write, for instance, https://example.org/blog/"
        )
    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        settings = load_config(config_file)
    zone = time_zone(settings.dates.time_zone)
    wish = Wish(tool=cast("Tool | None", tool), pattern=permalink, base=old_site, zone=zone)
    found = collect(paths, wish)
    posts = [(read_post(post, cast("Kind | None", kind)), base) for post, base in found.posts]
    _print_found(found, [read for read, _ in posts])
    if not any(read.papers for read, _ in posts):
        if found.commands:
            click.echo("nothing was imported")
            return
        raise BroadsheetError(f"{paths[0]}: no post with a paper in it; nothing was imported")
    with prefixed(config_file), tempfile.TemporaryDirectory(prefix="broadsheet-import-") as folder:
        dump = Path(folder) / "dump"
        dump.write_text(
            "".join(dump_lines(read for read, _ in posts)), encoding="utf-8", newline="\n"
        )
        given = f"imported-{slugify(paths[0].resolve().stem) or 'posts'}.jsonl"
        plan = _planned(settings, dump, posts, given, pattern, name, with_notes=notes)
        _print_plan(plan, posts, folder_prefix(config_file))
        if plan.is_done:
            click.echo("all of it is there already; nothing was imported")
        elif dry_run:
            click.echo("nothing was written")
        elif is_wanted("Import it?", yes=yes):
            _write(plan, settings, dump)
            click.echo("imported; broadsheet build puts it on the site")
        else:
            click.echo("nothing was imported")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What an import would write; `holder` is the file that holds the same papers already, if one does."""

    place: Place
    holder: str | None
    forecast: Forecast
    notes: Noting
    redirects: Redirecting

    @property
    def is_done(self) -> bool:
        return self.holder is not None and not self.notes.files and not self.redirects.lines


def _planned(
    config: SiteConfig,
    dump: Path,
    posts: Sequence[tuple[ReadPost, str | None]],
    given: str,
    pattern: str | None,
    name: str | None,
    *,
    with_notes: bool,
) -> _Plan:
    days = [paper.date for read, _ in posts for paper in read.papers if paper.date is not None]
    sources = chosen_sources(config, pattern)
    # Papers have days of their own; one in the name of the file would be given to those that have none.
    sources = tuple(source for source in sources if not needs_day(source, given)) or sources
    place = placed_dump(
        config,
        sources,
        dump,
        given,
        max(days, default=None) if needs_day(sources[0], given) else None,
        name,
    )
    if place.source.date_pattern is not None and len(days) < sum(
        len(read.papers) for read, _ in posts
    ):
        raise BroadsheetError(
            f"{place.source.location}: the source gives papers without a day that of its file's name, and some of these have none; "
            'expected one without date_pattern; add - path: "imported/*.jsonl" under sources'
        )
    holder = holder_of(config, dump, place.path)
    held = forecast(config, place, dump)
    standing = {redirect_file(each.path): each.target for each in read_redirects(config.folder)}
    return _Plan(
        place=place,
        holder=holder,
        forecast=held,
        notes=notes_of([read for read, _ in posts], config) if with_notes else Noting(),
        redirects=redirects_of(posts, held.brought, standing, config),
    )


def _write(plan: _Plan, config: SiteConfig, dump: Path) -> None:
    if plan.holder is None:
        put(dump, config, plan.place.path)
    write_notes(config.folder, plan.notes.files)
    write_redirects(config.folder, plan.redirects.lines)


def _print_found(found: Collection, posts: Sequence[ReadPost]) -> None:
    for line in found.heads:
        click.echo(line)
    without = [
        LeftOut(path=read.post.path, line=read.post.line, what=read.reason)
        for read in posts
        if read.kind is None
    ]
    _print_left([*found.rejected, *without], "rejected")
    _print_left([*found.left_out, *(left for read in posts for left in read.left_out)], "left out")
    fields = Counter(name for read in posts if read.kind for name in read.unkept)
    if fields:
        most = sorted(fields.items(), key=lambda each: (-each[1], each[0]))
        more = f", and {len(most) - _SHOWN_FIELDS} more" if len(most) > _SHOWN_FIELDS else ""
        said = ", ".join(f"{name} {number:,}" for name, number in most[:_SHOWN_FIELDS])
        click.echo(f"fields for which a paper has no room, by posts: {said}{more}")
    if found.commands:
        click.echo("feeds that are not here; fetch them, and import the same file again:")
        for command in found.commands:
            click.echo(f"  {command}")


def _print_left(left: Iterable[LeftOut], word: str) -> None:
    every = list(left)
    for each in every[:_SHOWN_LEFT]:
        click.echo(f"{_line(each)}: {each.what} ({word})", err=True)
    if (more := len(every) - _SHOWN_LEFT) > 0:
        click.echo(f"and {more:,} more {word}", err=True)


def _line(left: LeftOut) -> str:
    """Name a place; a path may hold what no terminal should print."""
    path = "".join(sign if sign.isprintable() else "\ufffd" for sign in left.path)
    return f"{path}:{left.line}"


def _print_plan(plan: _Plan, posts: Sequence[tuple[ReadPost, str | None]], prefix: str) -> None:
    new = {line for paper in plan.forecast.brought if paper.is_new for line in paper.lines}
    shown, line = 0, 0
    for read, _ in posts:
        lines = range(line + 1, line + 1 + len(read.papers))
        line += len(read.papers)
        if read.kind is None:
            continue
        shown += 1
        if shown <= _SHOWN_POSTS:
            fresh = sum(1 for each in lines if each in new)
            place = _line(LeftOut(path=read.post.path, line=read.post.line, what=""))
            click.echo(
                f"  {place}: {read.kind}, {count(len(lines), 'paper')}: {fresh:,} new, {len(lines) - fresh:,} known"
            )
    if shown > _SHOWN_POSTS:
        click.echo(f"  and {shown - _SHOWN_POSTS:,} more posts")
    print_forecast(plan.forecast, plan.place, prefix)
    if plan.holder is not None:
        click.echo(f"  {prefix}{plan.holder} holds the same papers already")
    _print_left([*plan.notes.left_out, *plan.redirects.left_out], "left out")
    for path in list(plan.notes.files)[:_SHOWN_POSTS]:
        click.echo(f"{prefix}{path}: a note")
    if (more := len(plan.notes.files) - _SHOWN_POSTS) > 0:
        click.echo(f"and {more:,} more notes")
    if plan.notes.standing:
        click.echo(f"{count(plan.notes.standing, 'note')} there already")
    click.echo(
        f"{prefix}{REDIRECTS}: {count(len(plan.redirects.lines), 'redirect')}, {plan.redirects.standing:,} there already"
    )
