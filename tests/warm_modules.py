"""Imports what any command may import, for processes that are forked from one that has imported this."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import generator

for _module in pkgutil.walk_packages(generator.__path__, "generator."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)

# fsspec loads it when it is asked for s3://.
import_module("s3fs")
