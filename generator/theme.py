"""How the owner's site looks: colours, logo, style sheet and templates of their own.

Enters: the section `theme` of site.yaml and the files that it names. Leaves: a `Theme`. Refuses: a file that is not
there or is no picture that can be shown. Warns of colours that many readers could not tell apart (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from generator.config import SiteConfig
from generator.config.files import is_folder
from generator.config.settings import Hue, ThemeName, ThemeSettings
from generator.errors import InputError, Location, Problem, quoted

_PNG = b"\x89PNG\r\n\x1a\n"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LEAST_CONTRAST = 4.5
# What stands on what: these are the colours of each shipped theme, by day and by night.
SHIPPED: dict[ThemeName, dict[Hue, tuple[str, str]]] = {
    "broadsheet": {
        "paper": ("#fcfbf8", "#161513"),
        "ink": ("#1b1916", "#e9e4da"),
        "soft": ("#57524a", "#aca598"),
        "accent": ("#8f1d14", "#f2a596"),
        "rule": ("#ddd8cc", "#38352f"),
    },
    "catalogue": {
        "paper": ("#f2f5f7", "#11161b"),
        "ink": ("#14202b", "#e3e9ee"),
        "soft": ("#3d4a55", "#aab6c0"),
        "accent": ("#094d73", "#86c5ee"),
        "rule": ("#d3dbe1", "#303b45"),
    },
}
_PROPERTIES: dict[Hue, str] = {"raised": "paper-raised", "soft": "ink-soft"}
_THEMES = "css/themes/"
_COMPACT = "--space-5: 1rem; --space-6: 1.375rem; --line-text: 1.4; --size-title: 1.125rem;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture in the folder of static files, with its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """`css` comes after the style sheets of the shipped theme, by its `name`; `files` go to the static ones; `templates` is the owner's folder."""

    name: ThemeName = "broadsheet"
    css: bytes = b""
    files: tuple[tuple[str, bytes], ...] = ()
    wordmark: str | None = None
    logo: Logo | None = None
    templates: Path | None = None
    warnings: tuple[Problem, ...] = field(default=(), compare=False)


def load_theme(config: SiteConfig) -> Theme:
    """Read the files that a theme names; raises `InputError` with all that is wrong with them."""
    settings, problems = config.theme, list[Problem]()
    logo, files = _logo(config, problems)
    css = _file(config, "css", settings.css, "a style sheet in UTF-8", problems)
    templates = _folder(config, problems)
    if problems:
        raise InputError(problems)
    return Theme(
        name=settings.name,
        css=_rules(settings).encode() + (css or b""),
        files=files,
        wordmark=settings.wordmark,
        logo=logo,
        templates=templates,
        warnings=tuple(_faint(config)),
    )


def _rules(settings: ThemeSettings) -> str:
    """Write the chosen tokens; they stand in no layer, so they are stronger than those as shipped."""
    tokens = "".join(
        f"--{_PROPERTIES.get(hue, hue)}: light-dark({day}, {night});"
        for hue, (day, night) in settings.colours.items()
    )
    compact = _COMPACT if settings.density == "compact" else ""
    return f"\n:root {{ {tokens}{compact} }}\n" if tokens or compact else ""


def _logo(
    config: SiteConfig, problems: list[Problem]
) -> tuple[Logo | None, tuple[tuple[str, bytes], ...]]:
    name = config.theme.logo
    data = _file(config, "logo", name, "an SVG or PNG file", problems)
    if name is None or data is None:
        return None, ()
    end = "png" if data.startswith(_PNG) else "svg"
    size = struct.unpack(">II", data[16:24]) if end == "png" and len(data) > 24 else _svg_size(data)
    if size is None or not all(1 <= side <= 10_000 for side in size):
        expected = "an SVG file with a viewBox or a width and a height, or a PNG file"
        problems.append(_wrong(config, "logo", name, "is no such picture", expected))
        return None, ()
    path = f"logo.{end}"
    return Logo(path=path, width=size[0], height=size[1]), ((path, data),)


def _svg_size(data: bytes) -> tuple[int, int] | None:
    """Give the size of an SVG picture, from its own width and height, else from its viewBox."""
    if b"<!ENTITY" in data:
        return None
    try:
        root = ET.fromstring(data)
    except ET.ParseError:  # the caller says that it is no picture
        return None
    if root.tag not in {"{http://www.w3.org/2000/svg}svg", "svg"}:
        return None
    sides = [root.get("width", ""), root.get("height", "")]
    if not all(re.fullmatch(r"[0-9.]+(?:px)?", side) for side in sides):
        sides = root.get("viewBox", "").replace(",", " ").split()[2:]
    found = [_NUMBER.match(side) for side in sides]
    if len(found) != 2:
        return None
    first, second = (round(float(match.group())) if match else 0 for match in found)
    return first, second


def _file(
    config: SiteConfig, key: str, name: str | None, expected: str, problems: list[Problem]
) -> bytes | None:
    if name is None:
        return None
    try:
        data = (config.folder / name).read_bytes()
        if key == "css":
            # As the style sheets before it: whatever the editor writes, the site's is the same.
            data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
            data.decode("utf-8")
    except UnicodeDecodeError:
        problems.append(_wrong(config, key, name, "is not UTF-8", expected))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        problems.append(_wrong(config, key, name, f"cannot be read ({reason})", expected))
    else:
        return data
    return None


def _folder(config: SiteConfig, problems: list[Problem]) -> Path | None:
    name = config.theme.templates
    if name is None:
        return None
    folder = config.folder / name
    if not is_folder(folder):
        expected = "a folder of Jinja templates"
        problems.append(_wrong(config, "templates", name, "is no folder", expected))
    return folder


def _wrong(config: SiteConfig, key: str, name: str, found: str, expected: str) -> Problem:
    location = config.theme.locations.get(key, Location(path=config.path))
    message = (
        f'"{key}" in "theme": {quoted(name)} {found}; expected {expected}, relative to site.yaml; '
    )
    return Problem(location=location, message=message + "correct the path or the file")


def _faint(config: SiteConfig) -> Iterator[Problem]:
    """Warn of text that hardly differs from what it stands on."""
    chosen = config.theme.colours
    colours = SHIPPED[config.theme.name] | chosen
    for hue in ("ink", "soft", "accent"):
        if not {hue, "paper"} & chosen.keys():
            continue
        for mode, text, paper in zip(
            ("light", "dark"), colours[hue], colours["paper"], strict=True
        ):
            if (ratio := contrast(text, paper)) < _LEAST_CONTRAST:
                yield Problem(
                    location=Location(path=config.path),
                    message=f'"{hue}" in "colours" is {text} on {paper} in {mode} mode, a contrast of '
                    f"{ratio:.1f} to 1; expected {_LEAST_CONTRAST} to 1, so that all can read it; "
                    f"choose a {'darker' if mode == 'light' else 'lighter'} one",
                )


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").

    >>> round(contrast("#000000", "#ffffff"), 1), contrast("#123456", "#123456")
    (21.0, 1.0)
    """
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def with_theme(files: Iterable[tuple[str, bytes]], theme: Theme) -> dict[str, bytes]:
    """Add a theme to the static files, by name: its pictures, and its style sheets at the end of ours."""
    every = dict(files)
    found = {name: data for name, data in every.items() if not name.startswith(_THEMES)}
    of_theme = every.get(f"{_THEMES}{theme.name}.css", b"")
    found["css/site.css"] = found.get("css/site.css", b"") + of_theme + theme.css
    return {**found, **dict(theme.files)}
