"""Reports on topics printed for people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from generator.cli.terminal import count, heading, indented, make_console, make_table
from generator.config import SiteConfig
from generator.models import Paper
from generator.topic_report import (
    Coverage,
    DeadTerm,
    Difference,
    Suggestion,
    Suggestions,
    TopicChange,
)

if TYPE_CHECKING:  # rich is imported where it is used
    from rich.console import Console

Row = TypeVar("Row")

# Into a pipe everything is written.
_MOST_LINES = 20
_FEW_OVERLAPS = 2
_WIDE = 110
_COUNTS = ("before", "now", "gained", "lost")
_NUMBERS = ("papers", "elsewhere", "score")


def print_coverage(coverage: Coverage, dead: Sequence[DeadTerm], prefix: str) -> None:
    """Print what topics cover, the terms that match nothing, and the papers without a topic."""
    console = make_console()
    most = _FEW_OVERLAPS if console.width < _WIDE else None
    used = [slug for term in dead for slug in term.used_by]
    table = make_table(
        "topic", "papers", "alone", "dead", "shares most with", right=("papers", "alone", "dead")
    )
    for topic in coverage.topics:
        table.add_row(
            topic.topic,
            f"{len(topic.papers):,}",
            f"{topic.alone:,}",
            f"{used.count(topic.topic):,}",
            ", ".join(f"{other} {shared:,}" for other, shared in topic.overlaps[:most]),
        )
    amounts = f"{count(len(coverage.topics), 'topic')}, {_papers(coverage.papers)}"
    console.print(heading(amounts.upper()))
    console.print()
    console.print(table)
    console.print()
    console.print("alone: papers that no other topic's rule takes in; dead: terms of its rule that")
    console.print("match no paper; broadsheet papers --topic SLUG lists the papers of one")
    _print_dead(console, dead, prefix)
    _print_papers(console, "in no topic", coverage.unclassified)
    _print_papers(console, "in the nearest topic alone", coverage.nearest)


def print_suggestions(suggestions: Suggestions, config: SiteConfig) -> None:
    """Print the proposed terms of each topic."""
    console = make_console()
    titles = {topic.slug: topic.title for topic in config.topics}
    _print_suggested(console, "Papers that no rule takes in", suggestions.unclassified)
    silent = [] if suggestions.unclassified else ["papers that no rule takes in"]
    for slug, found in suggestions.topics:
        _print_suggested(console, f"{titles[slug]} ({slug})", found)
        if not found:
            silent.append(slug)
    if silent:
        console.print(f"No phrase stands out in: {', '.join(silent)}.")


def print_difference(difference: Difference, old: str) -> None:
    """Print what each topic gained and lost, and the papers that moved."""
    console = make_console()
    if not difference.topics:
        console.print(f"No paper gains or loses a topic against {old}.")
        return
    table = make_table("topic", "before", "now", "gained", "lost", right=_COUNTS)
    for change in difference.topics:
        name = f"{change.topic}{_only_in(change)}"
        amounts = (
            f"{change.papers_before:,}" if change.in_old else "-",
            f"{change.papers_now:,}" if change.in_new else "-",
            f"{len(change.gained):,}",
            f"{len(change.lost):,}",
        )
        table.add_row(name, *amounts)
    table.add_row("in no topic", *_amounts(difference))
    console.print(heading(f"SINCE {old}"))
    console.print()
    console.print(table)
    for change in difference.topics:
        _print_papers(console, f"gained by {change.topic}", change.gained)
        _print_papers(console, f"lost by {change.topic}", change.lost)
    if difference.moved:
        console.print()
        console.print(heading(f"{_papers(len(difference.moved))} moved".upper()))
        console.print()
    for move in difference.moved:
        how = f"from {', '.join(move.lost)} to {', '.join(move.gained)}"
        _print_paper(console, move.paper, how)


def _amounts(difference: Difference) -> tuple[str, ...]:
    return f"{difference.unclassified_before:,}", f"{difference.unclassified_now:,}", "", ""


def _only_in(change: TopicChange) -> str:
    if change.in_old and change.in_new:
        return ""
    return " (new)" if change.in_new else " (gone)"


def _print_suggested(console: Console, title: str, found: Sequence[Suggestion]) -> None:
    if not found:
        return
    console.print(heading(title))
    table = make_table("phrase", "papers", "elsewhere", "score", right=_NUMBERS)
    for suggestion in found:
        table.add_row(
            suggestion.phrase,
            f"{suggestion.papers:,}",
            f"{suggestion.others:,}",
            f"{suggestion.score:.1f}",
        )
    indented(console, 2, table)
    console.print()


def _print_dead(console: Console, dead: Sequence[DeadTerm], prefix: str) -> None:
    """Print terms that match nothing, those of a line together."""
    if not dead:
        return
    console.print()
    console.print(heading(f"{count(len(dead), 'dead term')}".upper()))
    console.print()
    lines = [
        (f"{prefix}{place}", ", ".join(term.text for term in terms))
        for place, terms in groupby(dead, key=lambda term: term.location)
    ]
    table = make_table("line", "match no paper")
    table.show_header = False
    for place, terms in _some(console, lines):
        table.add_row(place, terms)
    indented(console, 2, table)
    _print_more(console, len(lines), "line")


def _print_papers(console: Console, what: str, papers: Sequence[Paper]) -> None:
    if not papers:
        return
    console.print()
    console.print(heading(f"{_papers(len(papers))} {what}".upper()))
    console.print()
    for paper in _some(console, papers):
        _print_paper(console, paper)
    _print_more(console, len(papers), "paper")


def _print_paper(console: Console, paper: Paper, more: str | None = None) -> None:
    """Print a paper's id and title, and what more there is to say, folded beside the id."""
    from rich.table import Table

    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_row(paper.id, paper.title)
    if more is not None:
        row.add_row("", more)
    indented(console, 2, row)


def _some(console: Console, rows: Sequence[Row]) -> Sequence[Row]:
    return rows[:_MOST_LINES] if console.is_terminal else rows


def _print_more(console: Console, rows: int, noun: str) -> None:
    if console.is_terminal and rows > _MOST_LINES:
        more = count(rows - _MOST_LINES, f"more {noun}")
        indented(console, 2, f"and {more}; --format json has all")


def _papers(amount: int) -> str:
    return count(amount, "paper")
