"""Style sheets, scripts and other files that are the same for every paper.

Enters: the shipped files, those of npm and the owner's theme. Leaves: artifacts under one folder that is named after their
content, so that a host may cache them for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from generator.artifacts import Artifact
from generator.bundles import Spoken, bundled
from generator.theme import Theme, with_theme
from generator.urls import UrlPath
from generator.words import Words

_DIGEST_LENGTH = 10


def static_artifacts(
    static: Path,
    vendor: Iterable[tuple[str, Path]],
    theme: Theme | None = None,
    words: Words | None = None,
) -> tuple[UrlPath, tuple[Artifact, ...]]:
    """Read every static file, those of the theme too; gives the folder that they stand in, and them; scripts say `words`."""
    own = (
        (path.relative_to(static).as_posix(), path)
        for path in static.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )
    spoken = Spoken(language=words.language, find=words.of_script) if words else None
    read = ((name, path.read_bytes()) for name, path in sorted([*own, *vendor]))
    files = bundled(with_theme(read, theme or Theme()), spoken)
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(f"{name}\n{len(data)}\n".encode() + data)
    folder = UrlPath(f"assets/{digest.hexdigest()[:_DIGEST_LENGTH]}/")
    return folder, tuple(Artifact(path=folder + name, data=data) for name, data in files.items())
