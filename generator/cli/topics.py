"""`broadsheet topics`: what the topics cover, terms to add or drop, and what other rules would change."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli.options import CONFIG, TABLE_OR_JSON
from generator.cli.places import folder_prefix, prefixed
from generator.cli.topic_tables import print_coverage, print_difference, print_suggestions
from generator.config import find_config, load_config
from generator.errors import BroadsheetError
from generator.library import Library, read_library
from generator.rules import compile_rules
from generator.topic_report import (
    Difference,
    compare,
    cover,
    coverage_values,
    difference_values,
    find_dead_terms,
    reclassify,
    suggest,
    suggestion_values,
)


@click.command(short_help="Show what each topic covers, and what to change.")
@CONFIG
@click.option(
    "--suggest", "wants_suggestions", is_flag=True, help="Propose terms from the papers instead."
)
@click.option(
    "--diff",
    "old",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OLD.yaml",
    help="Show instead which papers gained and lost topics since these older settings.",
)
@TABLE_OR_JSON
def topics(config: Path | None, old: Path | None, form: str, *, wants_suggestions: bool) -> None:
    """Show what each topic covers, terms that match nothing, and papers without a topic."""
    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        library = read_library(config_file)
        rules = compile_rules(library.config)
    values: dict[str, object] = {}
    if old is not None:
        difference = _difference(library, old)
        values["difference"] = difference_values(difference)
        if form == "table":
            print_difference(difference, str(old))
    if wants_suggestions:
        suggestions = suggest(library.papers, rules)
        values["suggestions"] = suggestion_values(suggestions)
        if form == "table":
            print_suggestions(suggestions, library.config)
    if not values:
        coverage = cover(library.papers, library.config.topics)
        dead = find_dead_terms((one.paper for one in library.papers), rules)
        values = coverage_values(coverage, dead)
        if form == "table":
            print_coverage(coverage, dead, folder_prefix(config_file))
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))


def _difference(library: Library, old: Path) -> Difference:
    """Classify the same papers by older settings and compare."""
    if not old.is_file():
        raise BroadsheetError(
            f"{old}: no such file; expected older settings to compare with; check the path given to "
            "--diff, or write one with: git show HEAD:site.yaml > old.yaml"
        )
    with prefixed(old):
        old_config = load_config(old)
        before = reclassify(library.merged, old_config)
    return compare(
        library.merged,
        before,
        library.papers,
        [topic.slug for topic in old_config.topics],
        [topic.slug for topic in library.config.topics],
    )
