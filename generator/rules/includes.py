"""Topics that give a topic their papers too: `includes`.

Enters: the topics of a digest. Leaves: conditions. Refuses topics that are not there or have no rule, and
circles.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.config import SiteConfig, TopicSettings
from generator.config.circles import circles
from generator.config.reader import Problems
from generator.errors import did_you_mean, quoted
from generator.rules.conditions import Included


class Includes:
    """What topics include, with a problem noted for each that cannot be."""

    def __init__(self, config: SiteConfig, problems: Problems) -> None:
        self._topics = {topic.slug: topic for topic in config.topics}
        self._parents = {topic.parent for topic in config.topics}
        self._problems = problems

    def of(self, topic: TopicSettings, name: str, points: float) -> Iterator[Included]:
        """Give the included topics of one, each worth so many points."""
        for slug in topic.includes:
            other = self._topics.get(slug)
            if other is None:
                self._problems.add(
                    topic.location,
                    f"{name} includes the unknown topic {quoted(slug)}; expected the slug of a topic"
                    + (did_you_mean(slug, list(self._topics)) or "; correct or remove it"),
                )
            elif not self._has_rule(other):
                self._problems.add(
                    topic.location,
                    f"{name} includes {quoted(slug)}, which has no rule of its own; expected a topic "
                    "with one; include the topics under it instead",
                )
            else:
                yield Included(topic=slug, points=points, location=topic.location)

    def check_circles(self) -> None:
        """Note the topics that include each other."""
        for circle in circles({slug: topic.includes for slug, topic in self._topics.items()}):
            names = " -> ".join((*circle, circle[0]))
            self._problems.add(
                self._topics[circle[0]].location,
                f"topics include each other in a circle: {names}; expected none to come back to "
                "itself; remove one of the includes",
            )

    def _has_rule(self, topic: TopicSettings) -> bool:
        """Say whether a topic gives papers of its own; `none` alone only forbids those of its children."""
        keys = {key.text for key, _ in topic.rule.entries}
        alone = "none" in keys and topic.slug not in self._parents
        return alone or bool(topic.includes or keys & {"any", "all"})
