"""`broadsheet explain`: why a paper has its topics and its days."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli.explanation import print_explanation
from generator.cli.options import CONFIG, TABLE_OR_JSON
from generator.cli.places import folder_prefix, prefixed
from generator.config import find_config
from generator.explain import Explainer, explanation_values, find_paper
from generator.library import read_library
from generator.rules import compile_rules


@click.command()
@click.argument("paper")
@CONFIG
@TABLE_OR_JSON
def explain(paper: str, config: Path | None, form: str) -> None:
    """Say why PAPER has its topics and its days.

    PAPER is an id, a slug, an id of a scheme such as arxiv:1412.6980, or a title or a part of one.
    """
    config_file = config or find_config(Path.cwd())
    with prefixed(config_file):
        library = read_library(config_file)
        explainer = Explainer(library.config, compile_rules(library.config), library.overrides)
    explanation = explainer.explain(find_paper(library.papers, paper))
    if form == "json":
        click.echo(json.dumps(explanation_values(explanation), ensure_ascii=False, indent=2))
    else:
        print_explanation(explanation, folder_prefix(config_file))
