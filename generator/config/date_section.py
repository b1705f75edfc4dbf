"""The section `dates`: by what the archive groups papers, and where their days begin.

Enters: the top level of site.yaml. Leaves: `DateSettings`. Refuses unknown and missing groups, and names that
are not in the IANA time zone database.
"""

from __future__ import annotations

from typing import get_args

from generator.config.document import Scalar, Sequence
from generator.config.key import names
from generator.config.keys import DATES
from generator.config.reader import Problems, Section
from generator.config.settings import DateGroup, DateSettings
from generator.config.time_zones import zone_names
from generator.errors import did_you_mean, quoted

# Finest first.
DATE_GROUPS: tuple[DateGroup, ...] = get_args(DateGroup)
_EXAMPLE = "group_by: [day, month, year]"


def read_dates(top: Section, problems: Problems) -> DateSettings:
    """Read how the archive is made."""
    section = top.section("dates", names(DATES))
    default = DateSettings()
    if section is None:
        return default
    return DateSettings(
        group_by=_group_by(section, problems) or default.group_by,
        time_zone=_time_zone(section, problems) or default.time_zone,
    )


def _group_by(section: Section, problems: Problems) -> tuple[DateGroup, ...]:
    """Read the groups, in any order and each once."""
    node = section.node.get("group_by")
    if isinstance(node, Sequence) and not node.entries:
        problems.add(
            node.location,
            f'"group_by" in "dates" is empty; expected some of: {", ".join(DATE_GROUPS)}; '
            f"write {_EXAMPLE}",
        )
        return ()
    chosen = section.texts("group_by", _EXAMPLE)
    entries = node.entries if isinstance(node, Sequence) else (node,)
    for entry in entries:
        if isinstance(entry, Scalar) and (name := entry.text.strip()) and name not in DATE_GROUPS:
            problems.add(
                entry.location,
                f'"group_by" in "dates" names the unknown group {quoted(name)}; expected some of: '
                f"{', '.join(DATE_GROUPS)}"
                + (did_you_mean(name, DATE_GROUPS) or f"; write {_EXAMPLE}"),
            )
    return tuple(group for group in DATE_GROUPS if group in chosen)


def _time_zone(section: Section, problems: Problems) -> str | None:
    name = section.text("time_zone", "time_zone: Europe/Berlin")
    node = section.node.get("time_zone")
    if name is None or node is None:
        return None
    zones = zone_names()
    if name in zones:
        return name
    # Etc/GMT+2 is two hours behind Greenwich, which nobody means who is asked what they mean.
    places = [zone for zone in zones if not zone.startswith("Etc/")]
    near = next((zone for zone in places if zone.casefold() == name.casefold()), None)
    near = near or next((zone for zone in places if _city(zone) == _city(name)), None)
    problems.add(
        node.location,
        f'"time_zone" in "dates" is {quoted(name)}; expected a name of the IANA time zone database'
        + (
            (f'; did you mean "{near}"?' if near else did_you_mean(name, places))
            or "; write, for instance, Europe/Berlin"
        ),
    )
    return None


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace(" ", "_").casefold()
