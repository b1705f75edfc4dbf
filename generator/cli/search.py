"""`broadsheet search`: what the site's search page answers, from the index of the built site."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import CONFIG, SITE_FOLDER
from generator.cli.places import prefixed, shown
from generator.cli.terminal import count, make_console, make_table, number
from generator.config import find_config, load_config

if TYPE_CHECKING:  # reading the index takes numpy, which no other command should wait for
    from generator.lookup import Answer, Index

_EXCLUSION = re.compile(r"-(?!-|h$).")
_ESCAPE = "\0"  # which no argument of a process can hold


class _QueryCommand(click.Command):
    """A command whose argument may begin with a minus, as `-graph` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep such arguments from being read as options."""
        escaped = [_ESCAPE + each if _EXCLUSION.match(each) else each for each in args]
        return super().parse_args(ctx, escaped)


@click.command(cls=_QueryCommand)
@click.argument("query")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="How many papers to give at most.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table for people, or one JSON object a line.",
)
@CONFIG
@SITE_FOLDER
def search(query: str, limit: int, form: str, config: Path | None, output: Path | None) -> None:
    """Find papers in the built site, as its search page does.

    QUERY is in the page's language: graph networks, "graph networks", +graph -diffusion, title:attention,
    equivar*, autoencodr~1.
    """
    from generator.lookup import Index, ask

    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        settings = load_config(config_file)
    target = output or config_file.parent / "public"
    index = Index(target, shown(target))
    answer = ask(index, query.removeprefix(_ESCAPE), least=limit)
    if form == "jsonl":
        _print_lines(index, answer, limit, settings.site.url or "")
    else:
        _print_table(index, answer, limit)


def _print_lines(index: Index, answer: Answer, limit: int, base: str) -> None:
    for result in islice(answer.results, limit):
        paper = index.shown(result.row)
        value = {
            "ref": index.ref(result.row),
            "score": result.score,
            "title": paper.title,
            "url": base + paper.path,
        }
        if result.beside:
            value["beside"] = answer.written_as(paper.title, paper.abstract)
        click.echo(json.dumps(value, ensure_ascii=False))


def _print_table(index: Index, answer: Answer, limit: int) -> None:
    for sentence in _said(answer, limit):
        click.echo(sentence, err=True)
    results = answer.results[:limit]
    if not results:
        return
    other = ["also written"] if any(result.beside for result in results) else []
    table = make_table("score", "title", "topics", "day", *other, right=["score"])
    for result in results:
        paper = index.shown(result.row)
        day = "" if paper.date is None else paper.date.isoformat()
        cells = [number(result.score), paper.title, ", ".join(paper.topics), day]
        if other:
            written = answer.written_as(paper.title, paper.abstract) if result.beside else ""
            cells.append(written)
        table.add_row(*cells)
    make_console().print(table)


def _said(answer: Answer, limit: int) -> list[str]:
    """Say how the query was read, and what is not shown."""
    said = [answer.hint] if answer.hint else []
    if (changed := answer.correction) is not None:
        said.append(f"No paper has “{changed.misspelt}”. These are for “{changed.words}”.")
    found = len(answer.results)
    if not found:
        said.append("No paper was found.")
    elif found > limit:
        said.append(
            f"{count(found, 'paper')} found; these are the best {limit}. --limit shows more."
        )
    return said
