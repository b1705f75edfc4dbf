"""Broadsheet: turns dumps of paper listings into a browsable digest, a static site.

Enters: `site.yaml` and the dumps that it names. Leaves: a folder of files for any static host.
The stages, in the order in which data passes them, are listed in ARCHITECTURE.md.
"""

__version__ = "0.1.0"
