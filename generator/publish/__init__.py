"""Artifacts to the output, whole or not at all.

Enters: artifacts and the output, a folder or a store by URL (`stored_site`). Leaves: a folder that holds exactly them and a manifest of
what was written. What is new is made beside the old site and then takes its place, so a build
that fails or is killed leaves the old site as it was. Files that did not change are not written again.
Refuses: a folder with files that no build wrote, a link, a file, and two artifacts at one path. This is the
only package that writes the site.
"""

from __future__ import annotations

from generator.publish.beside import MANIFEST
from generator.publish.manifest import Published
from generator.publish.output import (
    Output,
    Publishing,
    looking,
    name_of,
    output_of,
    publishing_to,
    stands,
)
from generator.publish.publication import Publication, publish
from generator.publish.site_files import PublishReport
from generator.publish.writer import FileWriter, WrittenFile, new_file

__all__ = [
    "MANIFEST",
    "FileWriter",
    "Output",
    "Publication",
    "PublishReport",
    "Published",
    "Publishing",
    "WrittenFile",
    "looking",
    "name_of",
    "new_file",
    "output_of",
    "publish",
    "publishing_to",
    "stands",
]
