"""What stands before any paper is read: addresses, the owner's prose, templates and static files.

Enters: the settings and the command line. Leaves: a `Settled`. Nothing here reads the clock.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator import assets
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.config.site_section import url_fault
from generator.errors import BroadsheetError, InputError, Location, Problem, quoted
from generator.fingerprint import folder_digest, program, value_digest
from generator.models import PaperRow
from generator.notes.files import NoteFile, read_note_files
from generator.own_files import OwnFiles, read_own_files
from generator.redirects.table import Redirect, read_redirects
from generator.static_files import static_artifacts
from generator.theme import Theme, load_theme
from generator.urls import UrlPath
from generator.words import Words, load_words

if TYPE_CHECKING:
    from generator.pages import SitePlan

_LOCAL_URL = "http://localhost:8000/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`url` is the site's address, a local one where nobody said it (`placed`), `tag` the authority of its tag URIs, `files` the static ones in `assets`.

    `prose` is what the owner says of the site, in Markdown, `notes` are the files of what curators say of editions,
    `redirects` are the old addresses of the site; `theme` is how it looks, `words` are those of its interface, `own` the files of the owner's own.

    `epoch` is the build's time where the environment gives one; `templates` and `program` are digests.
    """

    url: str
    placed: bool
    tag: str
    prose: str | None
    notes: tuple[NoteFile, ...]
    redirects: tuple[Redirect, ...]
    assets: UrlPath
    files: tuple[Artifact, ...]
    theme: Theme
    words: Words
    own: OwnFiles
    epoch: dt.datetime | None
    templates: str
    program: str
    warnings: tuple[Problem, ...]

    def digest(self) -> str:
        """Name all of this; the static files stand in a folder that is named after them."""
        return value_digest(
            self.url,
            self.placed,
            self.tag,
            self.prose,
            self.notes,
            self.redirects,
            self.assets,
            self.epoch,
            self.templates,
            self.words.digest,
            self.own.names,
            self.program,
        )

    def shared(self, plan: SitePlan, config: SiteConfig) -> str:
        """Name what all pages and feeds of a site have in common."""
        topics = [(t.slug, t.title, t.description, t.parent) for t in config.topics]
        collections = [(c.slug, c.title, c.description) for c in config.collections]
        return value_digest(
            self.url,
            self.placed,
            self.tag,
            self.assets,
            self.templates,
            self.words.digest,
            self.program,
            self.prose is None,
            self.own.has_fonts,
            config.site,
            config.dates,
            config.feeds,
            config.theme,
            config.pages.papers,
            topics,
            collections,
            bool(plan.archive.days),
            bool(plan.rejects),
        )


def settle(config: SiteConfig, base_url: str | None) -> Settled:
    """Read what stands; raises `BroadsheetError`."""
    url, warnings = _site_url(config, base_url)
    theme = load_theme(config)
    words = load_words(config, assets.templates_folder())
    own = read_own_files(config)
    folder, files = static_artifacts(assets.static_folder(), assets.vendor_files(), theme, words)
    return Settled(
        url=url,
        placed=base_url is not None or config.site.url is not None,
        tag=_tag(config, url),
        prose=_prose(config),
        notes=read_note_files(config.folder),
        redirects=read_redirects(config.folder),
        assets=folder,
        files=files,
        theme=theme,
        words=words,
        own=own,
        epoch=_epoch(),
        templates=_templates(theme),
        program=program(),
        warnings=(*warnings, *theme.warnings, *words.warnings, *own.warnings),
    )


def _site_url(config: SiteConfig, base_url: str | None) -> tuple[str, tuple[Problem, ...]]:
    if base_url is not None:
        if (reason := url_fault(base_url)) is not None:
            raise BroadsheetError(
                f"--base-url {quoted(base_url)}, {reason}; expected the address of the site; "
                "write, for instance, --base-url https://example.org/digest/"
            )
        return (base_url if base_url.endswith("/") else base_url + "/"), ()
    if config.site.url is not None:
        return config.site.url, ()
    warning = Problem(
        location=Location(path=config.path),
        message=f'"site" has no "url", so feeds and the sitemap name {_LOCAL_URL}; expected the '
        "address of the site; write url: https://example.org/digest/ or give --base-url",
    )
    return _LOCAL_URL, (warning,)


def _tag(config: SiteConfig, url: str) -> str:
    """Give the authority of tag URIs: what the owner chose, else the site's host, wherever this build is tried out."""
    return config.site.tag or f"{urlsplit(config.site.url or url).hostname},2025-01-01"


def _epoch() -> dt.datetime | None:
    """Give SOURCE_DATE_EPOCH (reproducible-builds.org), if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise BroadsheetError(
            f"SOURCE_DATE_EPOCH is {quoted(epoch)}; expected seconds since 1970; unset or correct it"
        ) from None


def build_time(
    rows: Sequence[PaperRow], config: SiteConfig, epoch: dt.datetime | None
) -> dt.datetime:
    """Give the build's time, which is never the clock's: the same input gives the same bytes.

    What the environment says, else the newest day in the input, else the first day of the newest year that
    site.yaml names, else the first of 1970.
    """
    if epoch is not None:
        return epoch
    days = [row.dates[-1] for row in rows if row.dates]
    years = [source.year for source in config.sources if source.year is not None]
    day = max(days, default=dt.date(max(years, default=1970), 1, 1))
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _templates(theme: Theme) -> str:
    own = "" if theme.templates is None else folder_digest(theme.templates)
    return f"{folder_digest(assets.templates_folder())} {own}"


def _prose(config: SiteConfig) -> str | None:
    file = config.folder / config.site.about
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(
            [
                Problem(
                    location=Location(path=config.site.about),
                    message=f"cannot be read ({reason}); expected Markdown in UTF-8; correct the file, "
                    'or name another under "about" in site.yaml',
                )
            ]
        ) from None
