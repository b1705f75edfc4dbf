"""The site that posts come from: which program made it, and what its settings say of addresses.

Enters: a folder or a file of posts. Leaves: an `OldSite`. Settings are read and never run: of `pelicanconf.py` only plain assignments of
text. Refuses (`InputError`) settings that cannot be read, for addresses would then be guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InputError, Location, Problem
from generator.importing.front_matter import FrontMatterError, read_json, read_toml, read_yaml
from generator.importing.posts import Tool
from generator.text.lines import NotUtf8Error, decode_lines

_HUGO = tuple(
    f"{name}.{end}" for name in ("hugo", "config") for end in ("toml", "yaml", "yml", "json")
)
_SETTINGS: tuple[tuple[Tool, tuple[str, ...]], ...] = (
    ("jekyll", ("_config.yml", "_config.yaml", "_config.toml")),
    ("pelican", ("pelicanconf.py",)),
    ("hugo", (*_HUGO, *(f"config/_default/{name}" for name in _HUGO))),
)
_CONTENT: Mapping[Tool, tuple[str, ...]] = {
    "hugo": ("content",),
    "jekyll": ("_posts",),
    "pelican": ("content",),
}
_ASSIGNED = re.compile(
    r"^(ARTICLE_URL|ARTICLE_SAVE_AS|SITEURL)[ \t]*=[ \t]*(['\"])([^'\"\\]*)\2[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_MOST_BYTES = 1 << 20
_MOST_ABOVE = 6  # folders above the posts in which settings are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSite:
    """A site that was made elsewhere; `root` is its folder, `because` says how the tool is known.

    `pattern` is how the addresses of posts are made, `sections` those of Hugo's parts, `base` the address of the site, if any was said.
    """

    tool: Tool
    root: Path
    because: str
    pattern: str | None = None
    sections: Mapping[str, str] | None = None
    base: str | None = None
    ugly: bool = False
    keeps_case: bool = False


def old_site(place: Path, tool: Tool | None, first_lines: Sequence[tuple[str, str]]) -> OldSite:
    """Find out which site a folder or file of posts is of; `first_lines` are names of files and the first line of each."""
    start = place if place.is_dir() else place.parent
    for folder in (start, *list(start.absolute().parents)[:_MOST_ABOVE]):
        for name, files in _SETTINGS:
            found = next((file for file in files if _is_there(folder, file)), None)
            if found is not None and tool in (None, name):
                return _with_settings(name, folder, found)
    if tool is not None:
        return OldSite(tool=tool, root=start, because="as you said")
    guessed, because = _guessed(start, first_lines)
    return OldSite(tool=guessed, root=start, because=because)


def _is_there(folder: Path, name: str) -> bool:
    """Tell whether settings are there; a file of so common a name as config.yaml counts beside posts alone."""
    own = not name.startswith("config.") or (folder / "content").is_dir()
    return own and (folder / name).is_file()


def posts_folders(site: OldSite, place: Path) -> tuple[Path, ...]:
    """Give the folders in which a site has its posts, where the place is the site's own folder; else the place."""
    if not place.is_dir() or place.resolve() != site.root.resolve():
        return (place,)
    if site.tool == "jekyll":
        found = [place / "_posts", *sorted(place.glob("*/_posts"))]
    else:
        found = [place / name for name in _CONTENT[site.tool]]
    return tuple(each for each in found if each.is_dir()) or (place,)


def _guessed(start: Path, first_lines: Sequence[tuple[str, str]]) -> tuple[Tool, str]:
    dated = sum(1 for name, _ in first_lines if re.match(r"\d{4}-\d\d-\d\d-.", name))
    if "_posts" in start.parts or (first_lines and dated == len(first_lines)):
        return "jekyll", "by the names of the files"
    meta = sum(1 for _, line in first_lines if re.match(r"[A-Za-z]+:\s", line))
    if meta > len(first_lines) / 2:
        return "pelican", "by the lines above the posts"
    return "hugo", "for want of a sign of another program"


def _with_settings(tool: Tool, folder: Path, name: str) -> OldSite:
    file = folder / name
    lines = _read(file)
    because = f"as {name} is there"
    if tool == "pelican":
        values = {found[1]: found[3] for found in _ASSIGNED.finditer("\n".join(lines))}
        url = values.get("ARTICLE_URL") or values.get("ARTICLE_SAVE_AS")
        return OldSite(
            tool=tool, root=folder, because=because, pattern=url, base=values.get("SITEURL") or None
        )
    try:
        fields = _fields(name, lines)
    except FrontMatterError as error:
        raise _unreadable(file, error.line, str(error)) from None
    if tool == "jekyll":
        base = f"{_text(fields.get('url'))}{_text(fields.get('baseurl'))}"
        collections = fields.get("collections")
        posts = collections.get("posts") if isinstance(collections, dict) else None
        own = _text(posts.get("permalink")) if isinstance(posts, dict) else ""
        pattern = (
            own or _default_permalink(fields.get("defaults")) or _text(fields.get("permalink"))
        )
        return OldSite(
            tool=tool, root=folder, because=because, pattern=pattern or None, base=base or None
        )
    return OldSite(
        tool=tool,
        root=folder,
        because=because,
        sections=_sections(fields.get("permalinks")),
        base=_text(fields.get("baseurl")) or None,
        ugly=fields.get("uglyurls") is True,
        keeps_case=fields.get("disablepathtolower") is True,
    )


def _read(file: Path) -> list[str]:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _unreadable(
                file,
                None,
                f"more than {_MOST_BYTES:,} bytes; expected settings; name the program with --tool, elsewhere",
            )
        return decode_lines(data)
    except NotUtf8Error as error:
        raise _unreadable(
            file,
            error.line,
            f"byte 0x{error.byte:02X} is not UTF-8; expected settings in UTF-8; save the file as UTF-8",
        ) from None
    except OSError as error:
        raise _unreadable(
            file, None, f"cannot be read ({error.strerror}); expected settings; check its rights"
        ) from None


def _fields(name: str, lines: Sequence[str]) -> Mapping[str, object]:
    if name.endswith(".toml"):
        return read_toml("\n".join(lines) + "\n")
    if name.endswith(".json"):
        return read_json("\n".join(lines))[0]
    return read_yaml(lines)


def _sections(value: object) -> Mapping[str, str]:
    """Give Hugo's permalinks of pages by section, in the older form and in that with `page` above."""
    if not isinstance(value, dict):
        return {}
    page = value.get("page")
    inner: Iterable[tuple[str, object]] = page.items() if isinstance(page, dict) else value.items()
    return {name: pattern for name, pattern in inner if isinstance(pattern, str)}


def _default_permalink(value: object) -> str:
    """Give the permalink that Jekyll's `defaults` have for all posts."""
    for each in value if isinstance(value, list) else ():
        scope, values = (
            (each.get(k) for k in ("scope", "values")) if isinstance(each, dict) else (None, None)
        )
        if (
            isinstance(scope, dict)
            and isinstance(values, dict)
            and scope.get("type") in (None, "posts")
            and not scope.get("path")
        ):
            return _text(values.get("permalink"))
    return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _unreadable(file: Path, line: int | None, message: str) -> InputError:
    return InputError([Problem(location=Location(path=str(file), line=line), message=message)])
