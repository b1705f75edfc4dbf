"""The section `theme`: how the site looks.

Enters: the top level of site.yaml. Leaves: `ThemeSettings`. Refuses what is no colour, and what lists cannot show; the
files that it names are read by `generator.theme`.
"""

from __future__ import annotations

import re
from typing import cast, get_args

from generator.config.document import Scalar, Sequence
from generator.config.key import names
from generator.config.keys import COLOUR_FORM, THEME
from generator.config.reader import Problems, Section
from generator.config.settings import HUES, CardPart, Density, Hue, ThemeName, ThemeSettings
from generator.errors import Location, did_you_mean, quoted

_COLOUR = re.compile(COLOUR_FORM)
_EXAMPLE = '"#8f1d14", or ["#8f1d14", "#f2a596"] for light and dark'
_PARTS: tuple[CardPart, ...] = get_args(CardPart)
_FILES = ("logo", "css", "templates")


def read_theme(top: Section, problems: Problems) -> ThemeSettings:
    """Read how the site looks."""
    section = top.section("theme", names(THEME))
    usual = ThemeSettings()
    if section is None:
        return usual
    name = cast("ThemeName | None", section.choice("name", get_args(ThemeName)))
    density = cast("Density | None", section.choice("density", get_args(Density)))
    return ThemeSettings(
        name=name or usual.name,
        colours=_colours(section, problems),
        density=density or usual.density,
        show=_show(section, problems, usual.show),
        wordmark=section.text("wordmark"),
        logo=section.text("logo", "logo: logo.svg"),
        css=section.text("css", "css: own.css"),
        templates=section.text("templates", "templates: own-templates"),
        locations=_locations(section),
    )


def _colours(section: Section, problems: Problems) -> dict[Hue, tuple[str, str]]:
    colours = section.section("colours", HUES)
    if colours is None:
        return {}
    found: dict[Hue, tuple[str, str]] = {}
    for hue in HUES:
        node = colours.node.get(hue)
        if node is None:
            continue
        chosen = colours.texts(hue, _EXAMPLE)
        if len(chosen) > 2 or not all(map(_COLOUR.fullmatch, chosen)):
            problems.add(
                node.location,
                f'{quoted(hue)} in "colours" is {quoted(", ".join(chosen))}; expected #rrggbb, once or twice; '
                f"write, for instance, {_EXAMPLE}",
            )
        elif chosen:
            found[hue] = (chosen[0].lower(), chosen[-1].lower())
    return found


def _show(
    section: Section, problems: Problems, usual: tuple[CardPart, ...]
) -> tuple[CardPart, ...]:
    node = section.node.get("show")
    if node is None:
        return usual
    if isinstance(node, Sequence) and not node.entries:
        return ()
    chosen = section.texts("show", "show: [summary, date]")
    for entry in node.entries if isinstance(node, Sequence) else (node,):
        if isinstance(entry, Scalar) and (name := entry.text.strip()) and name not in _PARTS:
            problems.add(
                entry.location,
                f'"show" in "theme" names {quoted(name)}; expected some of: {", ".join(_PARTS)}'
                + (did_you_mean(name, _PARTS) or "; write, for instance, show: [summary, date]"),
            )
    return tuple(part for part in _PARTS if part in chosen)


def _locations(section: Section) -> dict[str, Location]:
    nodes = ((name, section.node.get(name)) for name in _FILES)
    return {name: node.location for name, node in nodes if node is not None}
