"""A store by its URL, or of a folder."""

from __future__ import annotations

from pathlib import Path

from generator.stores.local import FolderStore
from generator.stores.store import ObjectStore
from generator.stores.urls import is_url, refuse_unusable


def open_store(url: str | Path) -> ObjectStore:
    """Give the store of a URL or a folder; nothing is asked of it yet. Raises `ObjectStoreError`."""
    if isinstance(url, Path) or not is_url(url):
        return FolderStore(Path(url))
    refuse_unusable(url)
    # Loads fsspec, which nothing else may.
    from generator.stores.remote import RemoteStore

    return RemoteStore(url)
