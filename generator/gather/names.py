"""Names for sources: the same name, the same records.

Enters: the settings. Leaves: a name for every file of a source, of its bytes and of the settings under which it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.config import SiteConfig, SourceSettings
from generator.errors import ObjectStoreError
from generator.fingerprint import file_digest, value_digest
from generator.intake import Intake
from generator.sources.compression import STANDARD_INPUT
from generator.stores import StoredObject, is_url


def source_names(
    config: SiteConfig, digest: Callable[[Path], str] = file_digest
) -> dict[str, str] | None:
    """Name every file that sources give by all that its records depend on, by path; `None` if one cannot be named.

    `digest` names what a file holds, as `file_digest` does.
    """
    intake = Intake(config)
    names: dict[str, str] = {}
    for source, path in intake.files():
        name = source_name(source, path, config, digest, found=intake.found(path))
        if name is None:
            return None
        names[path] = name
    return None if intake.problems() else names


def source_name(
    source: SourceSettings,
    path: str,
    config: SiteConfig,
    digest: Callable[[Path], str] = file_digest,
    found: StoredObject | None = None,
) -> str | None:
    """Name a source by all that its records depend on; what cannot be read twice has no name.

    `found` is what a store said of an object at a URL.
    """
    if path == STANDARD_INPUT:
        return None
    try:
        held = _held_at(path, found) if is_url(path) else digest(config.folder / path)
    except (OSError, ObjectStoreError):  # reading it says what is wrong
        return None
    pattern = source.date_pattern.text if source.date_pattern is not None else None
    return value_digest(
        held,
        path,
        source.format,
        source.year,
        source.date,
        pattern,
        source.columns,
        config.dates.time_zone,
    )


def _held_at(url: str, found: StoredObject | None) -> str:
    # Who reads no source by URL need not load it.
    from generator.sources.urls import held_at

    return held_at(url, found)
