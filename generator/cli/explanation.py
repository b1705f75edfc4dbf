"""An explanation printed for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from generator.cli.terminal import count, heading, indented, make_console, marked, number
from generator.explain import Explanation, Places, Reason, TopicExplanation

if TYPE_CHECKING:  # rich is imported where it is used
    from rich.console import Console

_WHAT = {"term": "", "test": "", "includes": "includes ", "all": "together: "}
_DATED_BY = {
    "source": "stands in the source",
    "name": "from the name of the file",
    "settings": "from the source's settings",
    "override": "from the override",
}
# A word may stand in every sentence; in the abstract no more than three places count.
_MOST_SENTENCES = 3


def print_explanation(explanation: Explanation, prefix: str) -> None:
    """Print an explanation; `prefix` stands before every path."""
    _Printer(make_console(), prefix).print(explanation)


class _Printer:
    """Writes to a console, with a prefix before every path."""

    def __init__(self, console: Console, prefix: str) -> None:
        self._console = console
        self._prefix = prefix
        self._signs = not console.is_terminal or console.is_dumb_terminal
        self._most = _MOST_SENTENCES if console.is_terminal else None

    def print(self, explanation: Explanation) -> None:
        """Print the paper, the topics that it was given, those that it nearly got, and its days."""
        paper = explanation.paper
        ids = [paper.id, *(f"{scheme}:{name}" for scheme, name in paper.ids), paper.slug]
        self._console.print(heading(paper.title))
        for name in ids:
            self._console.print(name, style="dim")
        given = [topic for topic in explanation.topics if topic.status == "given"]
        nearly = [topic for topic in explanation.topics if topic.status != "given"]
        self._part(f"In {count(len(given), 'topic')}" if given else "In no topic", given)
        if nearly:
            self._part(f"Nearly in {count(len(nearly), 'topic')} more", nearly)
        self._days(explanation)

    def _part(self, title: str, topics: list[TopicExplanation]) -> None:
        self._console.print()
        self._console.print(heading(title.upper()))
        for topic in topics:
            self._topic(topic)

    def _topic(self, topic: TopicExplanation) -> None:
        self._console.print()
        self._console.print(
            marked(f"{topic.title} ({topic.topic})", [(0, len(topic.title))], signs=False)
        )
        self._line(2, f"{_score(topic)} at {self._prefix}{topic.location}")
        if topic.because_of:
            self._line(2, f"given because of {', '.join(topic.because_of)} under it")
        if topic.by == "nearest":
            self._line(2, "no rule took the paper in, and this topic is the nearest")
        if topic.override:
            does = "taken away" if topic.status == "removed" else "given"
            self._line(2, f"{does} by the override at {self._prefix}{topic.override}")
        self._forbidden(topic)
        for reason in sorted(topic.reasons, key=lambda reason: -reason.score):
            if topic.by != "rule" or reason.counts:
                self._reason(reason, 2)

    def _forbidden(self, topic: TopicExplanation) -> None:
        if topic.forbidden_by:
            whose = f"the none of {topic.forbidden_above} above it" if topic.forbidden_above else ""
            self._line(2, f"forbidden by {whose or 'its none'}:")
            for reason in topic.forbidden_by:
                self._reason(reason, 2, against=True)

    def _reason(self, reason: Reason, column: int, *, against: bool = False) -> None:
        """Print what a part of a rule adds, how that comes about, and where its words stand."""
        worth = number(reason.points * reason.weight)
        sign = "none" if against else f"+{worth}" if reason.counts else f"({worth})"
        text = f"{sign:<6} {_WHAT[reason.kind]}{reason.text}  {self._prefix}{reason.location}"
        if not against:
            text += f"  {_sum(reason)}"
        self._line(column, text)
        for places in reason.places:
            self._places(places, column + 7)
        for lack in reason.lacking:
            self._line(column + 7, f"lacks {lack}")
        for part in reason.parts:
            self._reason(part, column + 7)
        if reason.forbidden_by and not against:
            self._line(column + 7, "does not count, for the none beside it holds:")
            for part in reason.forbidden_by:
                self._reason(part, column + 7, against=True)

    def _places(self, places: Places, column: int) -> None:
        for passage in places.passages[: self._most]:
            line = marked(passage.text, passage.spans, signs=self._signs)
            line.stylize("dim")
            line = marked(f"{places.field}: ", [], signs=False) + line
            indented(self._console, column, line)
        if self._most is not None and len(places.passages) > self._most:
            more = len(places.passages) - self._most
            self._line(column, f"and in {count(more, 'more sentence')}")

    def _days(self, explanation: Explanation) -> None:
        self._console.print()
        self._console.print(heading("DAYS" if explanation.paper.dates else "NO DAY"))
        self._console.print()
        for day in explanation.days:
            what = day.day.isoformat() if day.day else "no day"
            why = _DATED_BY[day.dated_by] if day.dated_by else "the source names none"
            unused = "; an override has another" if day.day and not day.counts else ""
            self._line(2, f"{what:<10}  {self._prefix}{day.location}  {why}{unused}")

    def _line(self, column: int, text: str) -> None:
        indented(self._console, column, text)


def _score(topic: TopicExplanation) -> str:
    if topic.by == "child" and not topic.score:
        return "no rule of its own takes the paper in; topic"
    if math.isinf(topic.score):
        return "its rule asks only that words are absent; rule"
    return f"score {number(topic.score)}, needs {number(topic.threshold)}; rule"


def _sum(reason: Reason) -> str:
    """Say how a reason's score comes about."""
    fields = ", ".join(
        f"{places.field} {number(places.points)}"
        + (f" ({places.times} times)" if places.times > 1 else "")
        for places in reason.places
    )
    if reason.weight == 1:
        return fields
    return f"{fields or number(reason.points)} × {number(reason.weight)}"
