"""Broadsheet: turns dumps of paper listings into a browsable digest, a static site.

Enters: `site.yaml` and the dumps that it names. Leaves: a folder of files for any static host.
The stages, in the order in which data passes them, are listed in ARCHITECTURE.md.

Programs find what they may use in `generator.interface`; its names are this package's, too: docs/python.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.interface import *  # noqa: F403

__version__ = "0.1.0"

# Not asked of the module itself, which takes half a second to load: modules of this package ask for each other here.
_INTERFACE = frozenset(
    "BroadsheetError BuildReport CheckReport ClassifiedPaper Found InputError Ledger Library Link Paper Papers Rejected "
    "TopicMatch build_site check_digest classify_papers read_library read_papers search_site".split()
)


def __getattr__(name: str) -> object:
    """Give a name of the interface, which is loaded when the first is asked for."""
    if name in _INTERFACE:
        return getattr(import_module("generator.interface"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_INTERFACE})
