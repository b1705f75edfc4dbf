"""A file of the site before it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file's bytes and its path relative to the output folder, with `/`."""

    path: str
    data: bytes
