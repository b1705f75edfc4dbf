"""The IANA time zone database, as the package tzdata has it.

Enters: a name such as `Europe/Berlin`. Leaves: the zone. The system's own database is not asked: some systems
have none, and those that have one differ, so that a build could not be repeated elsewhere.
"""

from __future__ import annotations

from importlib import resources
from zoneinfo import ZoneInfo


def zone_names() -> tuple[str, ...]:
    """Give the name of every time zone, sorted."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return tuple(sorted(text.split()))


def time_zone(name: str) -> ZoneInfo:
    """Give the zone of one of the names.

    >>> time_zone("Europe/Berlin").key
    'Europe/Berlin'
    """
    entry = resources.files("tzdata").joinpath("zoneinfo")
    for part in name.split("/"):
        entry = entry.joinpath(part)
    with entry.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)
