"""What a check found, and what it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.errors import Location

Part = Literal["settings", "files", "pages", "feeds", "sitemap", "search", "data", "host"]
Severity = Literal["error", "warning", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: `found; expected; what to do`.

    `kind` is what all findings of the same fault have in common. The path of its place counts from the folder of site.yaml in the
    part `settings`, and from the site's folder in all others.
    """

    part: Part
    kind: str
    location: Location
    message: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A part that was checked: what of it, in words, and the seconds that all processes worked on it."""

    part: Part
    what: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """All findings, those of the settings first, each part by place; `has_site` tells whether there is a built site."""

    findings: tuple[Finding, ...]
    checked: tuple[Checked, ...]
    has_site: bool

    def failed(self, *, strict: bool) -> bool:
        """Tell whether there is an error; warnings and rejected lines are errors to a `strict` check."""
        return any(strict or finding.severity == "error" for finding in self.findings)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by place, those of the settings first, and leave out what was found twice."""
    return tuple(
        sorted(
            set(findings),
            key=lambda each: (
                each.part != "settings",
                each.location.path,
                each.location.line or 0,
                each.message,
                each.kind,
                each.part,
            ),
        )
    )


def found(
    part: Part,
    kind: str,
    path: str,
    message: str,
    *,
    line: int | None = None,
    severity: Severity = "error",
) -> Finding:
    """Make a finding; of a path, which may have any bytes, what cannot be printed is replaced."""
    printable = "".join(sign if sign.isprintable() else "\ufffd" for sign in path)
    location = Location(path=printable, line=line)
    return Finding(part=part, kind=kind, location=location, message=message, severity=severity)


def amount(number: int, noun: str) -> str:
    """Write how many there are of something.

    >>> amount(1, "page"), amount(1200, "page"), amount(2, "entry")
    ('1 page', '1,200 pages', '2 entries')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
