"""`broadsheet init`: a new digest, of made-up papers or of the owner's dumps."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.start_report import print_dumps, print_started, print_topics
from generator.config.site_section import url_fault
from generator.errors import quoted
from generator.stores import is_url, shown_url

if TYPE_CHECKING:  # numpy, and the readers of all formats
    from generator.starting import Dumps, Started

_LOCAL_URL = "http://localhost:8000/"
_ASK_FOR_TITLE = "Title of the digest"
_ASK_FOR_URL = "Address that the site will have (you can change it later)"
_ASK_FOR_DUMPS = (
    "Your dumps: files, folders or globs, with spaces between (Enter: begin with made-up papers)"
)


def read_title(text: str) -> str:
    """Fold white space and what cannot be printed; raises `BadParameter` where nothing is left."""
    title = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not title:
        raise click.BadParameter("expected the name of the digest, such as My digest")
    return title


def _url(text: str) -> str:
    """Check the address of the site; raises `BadParameter`."""
    text = text.strip()
    fault = url_fault(text)
    if fault is not None:
        raise click.BadParameter(
            f"{quoted(text)}, {fault}; expected an address such as https://example.org/digest/"
        )
    return text if text.endswith("/") else f"{text}/"


@click.command(short_help="Begin a new digest.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "dumps",
    multiple=True,
    metavar="DUMP...",
    help="Begin with these dumps: files, folders or globs. Their shapes are found out, and topics proposed from their papers.",
)
@click.argument("more_dumps", nargs=-1, metavar="")
@click.option("--title", metavar="TEXT", help="The name of the digest. [default: that of DIR]")
@click.option(
    "--url",
    metavar="URL",
    help=f"The address that the site will have. [default: {_LOCAL_URL}]",
)
@click.option(
    "--year",
    type=click.IntRange(1000, 9999),
    metavar="N",
    help="The year of days that dumps write without one, such as Mar 14. [default: that of the file]",
)
@click.option(
    "--refer", is_flag=True, help="Read the dumps where they lie, in place of copies in DIR/seeds/."
)
@click.option("--no-input", is_flag=True, help="Ask nothing, on a terminal either.")
def init(
    folder: Path,
    dumps: tuple[str, ...],
    more_dumps: tuple[str, ...],
    *,
    title: str | None,
    url: str | None,
    year: int | None,
    refer: bool,
    no_input: bool,
) -> None:
    """Begin a new digest in the folder DIR: its settings, a page about it, and first papers.

    On a terminal it asks for what no option says; elsewhere the defaults hold. It writes over nothing.
    """
    from generator.starting import refuse_old_digest

    names = _names(folder, dumps, more_dumps)
    if refer and not names and (no_input or not _is_terminal()):
        raise click.UsageError("--refer is for dumps; add them with --from.")
    chosen = None if title is None else _checked("--title", title)
    address = None if url is None else _checked("--url", url)
    refuse_old_digest(folder)
    asks = not no_input and _is_terminal()
    if asks:
        chosen = chosen or click.prompt(_ASK_FOR_TITLE, _title_of(folder), value_proc=read_title)
        names = names or _asked_for_dumps()
        address = address or click.prompt(_ASK_FOR_URL, _LOCAL_URL, value_proc=_url)
    started, found = _start(
        folder,
        chosen or _title_of(folder),
        address or _LOCAL_URL,
        names,
        year,
        refer=refer,
        asks=asks,
    )
    if found is not None:
        print_topics(started, found)
    print_started(started, folder)


def _checked(option: str, text: str) -> str:
    try:
        return read_title(text) if option == "--title" else _url(text)
    except click.BadParameter as error:
        raise click.BadParameter(error.message, param_hint=option) from None


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _names(folder: Path, dumps: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Give all dumps: a shell makes several arguments of a glob, of which the option takes the first alone."""
    if more and not dumps:
        raise click.UsageError(
            f"Got unexpected extra argument ({more[0]}); dumps follow --from, as in: broadsheet init my-digest --from dumps/"
        )
    if dumps and folder.is_file():
        raise click.UsageError(
            f"{folder} is a file; the folder of the new digest comes first: broadsheet init my-digest --from {folder}"
        )
    names = (*dumps, *more)
    if url := next(filter(is_url, names), None):
        raise click.UsageError(
            f"--from {shown_url(url)} is a URL; expected files, folders or globs; fetch some dumps, begin with them, and write the URL "
            "under sources then"
        )
    return names


def _title_of(folder: Path) -> str:
    """Make a title of the folder's name."""
    words = re.sub(r"[\W_]+", " ", folder.absolute().resolve().name).strip()
    return f"{words[:1].upper()}{words[1:]}" if words else "My digest"


def _asked_for_dumps() -> tuple[str, ...]:
    def names(text: str) -> tuple[str, ...]:
        try:
            found = tuple(shlex.split(text))
        except ValueError:
            raise click.BadParameter("a quotation mark is not closed") from None
        missing = [
            name
            for name in found
            if not re.search(r"[*?\[]", name) and not Path(name).expanduser().exists()
        ]
        if missing:
            raise click.BadParameter(
                f"there is no {quoted(missing[0])}; expected files, folders or globs"
            )
        return found

    answer: tuple[str, ...] = click.prompt(
        _ASK_FOR_DUMPS, default="", show_default=False, value_proc=names
    )
    return answer


def _start(
    folder: Path,
    title: str,
    url: str,
    names: tuple[str, ...],
    year: int | None,
    *,
    refer: bool,
    asks: bool,
) -> tuple[Started, Dumps | None]:
    from generator.starting import read_dumps, start_digest, start_from, with_year

    if not names:
        return start_digest(folder, title, url), None
    click.echo("Reading the dumps ...", err=True)
    found = read_dumps(names, year)
    guessed = {dump.year for dump in found.dumps} - {None}
    # One answer would not do for several years.
    asks_year = asks and year is None and len(guessed) == 1
    print_dumps(found, guessed=year is None and not asks_year)
    if asks_year:
        found = with_year(found, _asked_for_year(found))
    return start_from(folder, title, url, found, refer=refer), found


def _asked_for_year(found: Dumps) -> int:
    guess = max(dump.year for dump in found.dumps if dump.year is not None)
    some = next(dump.name for dump in found.dumps if dump.year is not None)
    answer: int = click.prompt(
        f"Year of the days in {some}, which are written without one",
        guess,
        type=click.IntRange(1000, 9999),
    )
    return answer
