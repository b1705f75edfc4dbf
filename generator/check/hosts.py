"""What hosts of static sites take, and what to change where a site is more.

Enters: the files of a site and the name of a host. Leaves: findings. The limits are those that hosts documented in 2026: "GitHub
Pages limits" and "About large files on GitHub", "Limits" of Cloudflare Pages, "GitLab.com settings" of GitLab. A gigabyte is
10⁹ bytes here, the smaller of its two meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator import urls
from generator.check.findings import Finding, found
from generator.config.settings import Host

_NEAR = 0.9  # of a limit, from which on it is told
_MOST_ADVICE = 3
_SHRINK = "choose a host that takes more, or make two digests of its sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that a host takes: files, bytes of all files, and bytes of one; `None` is no limit.

    `counts_folders` tells that folders count as files do.
    """

    name: str
    files: int | None = None
    bytes: int | None = None
    largest: int | None = None
    counts_folders: bool = False


LIMITS: Mapping[Host, Limits] = {
    "github-pages": Limits(name="GitHub Pages", bytes=10**9, largest=100 * 1024**2),
    "cloudflare-pages": Limits(name="Cloudflare Pages (free)", files=20_000, largest=25 * 1024**2),
    "cloudflare-pages-paid": Limits(
        name="Cloudflare Pages (paid)", files=100_000, largest=25 * 1024**2
    ),
    "gitlab-pages": Limits(name="GitLab Pages", files=200_000, bytes=10**9, counts_folders=True),
}
# Files of a site by what in site.yaml makes them more or fewer.
_ADVICE = (
    (re.compile(r"papers/"), "pages: {papers: false}"),
    (re.compile(r".*/page/\d+/index\.html"), "a larger pages.papers_per_page"),
    (re.compile(re.escape(urls.LUNR_INDEX)), "a smaller search.whole_index_megabytes"),
    (re.compile(r"(?!feeds/archive/).*(?:feed|rss)\.(?:xml|json)"), "a smaller feeds.entries"),
    (re.compile(r"dates/"), "fewer of dates.group_by"),
)


def host_findings(limits: Limits, files: Mapping[str, int], folders: int) -> Iterator[Finding]:
    """Hold the sizes of files, in bytes and by path, against what a host takes."""
    count = len(files) + (folders if limits.counts_folders else 0)
    noun = "files and folders" if limits.counts_folders else "files"
    total = sum(files.values())
    if limits.files is not None:
        spared = _advice(((path, 1) for path in files), "files", 1)
        yield from _held(
            limits.name, f"{count:,} {noun}", count, limits.files, f"{limits.files:,}", spared
        )
    if limits.bytes is not None:
        spared = _advice(files.items(), "MB", 10**6)
        yield from _held(
            limits.name,
            f"{_megabytes(total)} MB",
            total,
            limits.bytes,
            f"{_megabytes(limits.bytes)} MB",
            spared,
        )
    if limits.largest is not None:
        for path, size in sorted(files.items()):
            advice = next((say for form, say in _ADVICE[2:3] if form.fullmatch(path)), _SHRINK)
            most = f"{_megabytes(limits.largest)} MB a file"
            yield from _held(
                limits.name, f"{_megabytes(size)} MB", size, limits.largest, most, advice, path
            )


def _held(
    host: str, has: str, value: int, most: int, most_said: str, advice: str, path: str = "."
) -> Iterator[Finding]:
    if value <= most * _NEAR:
        return
    if value > most:
        what = f"has {has}, {value / most - 1:.1%} more than {host} takes"
    else:
        what = f"has {has}, {value / most:.0%} of what {host} takes"
    yield found(
        "host",
        "host limit" if value > most else "near a host limit",
        path,
        f"{what}; expected {most_said} at most; {advice}",
        severity="error" if value > most else "warning",
    )


def _advice(amounts: Iterable[tuple[str, int]], unit: str, size: int) -> str:
    """Say what in site.yaml would spare most; what an earlier setting spares no later one does."""
    spared: dict[str, int] = {}
    for path, amount in amounts:
        say = next((say for form, say in _ADVICE if form.match(path)), None)
        if say is not None:
            spared[say] = spared.get(say, 0) + amount
    most = sorted(spared.items(), key=lambda each: (-each[1], each[0]))[:_MOST_ADVICE]
    said = [
        f"{say} (up to {number / size:,.0f} {unit} less)" for say, number in most if number >= size
    ]
    return f"try {', '.join(said)}, or {_SHRINK}" if said else _SHRINK


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.1f}"
