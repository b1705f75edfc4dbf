"""Objects by name, in a folder or in a store that has a URL (`s3://`, `gs://`, `az://`, `sftp://`, `file://`).

Enters: a URL or a folder. Leaves: an `ObjectStore`, which is the same for both. A store by URL is fsspec's
(https://filesystem-spec.readthedocs.io), an extra: `remote` alone imports it, and is imported by nobody who was not given a URL.
Refuses: schemes that are not known, and those whose package is not installed. What goes wrong in a store is tried three times,
and then an `ObjectStoreError` of one line.
"""

from __future__ import annotations

from generator.stores.many import in_order
from generator.stores.opening import open_store
from generator.stores.store import ObjectStore, StoredObject
from generator.stores.stream import open_object
from generator.stores.threads import waiting_threads
from generator.stores.urls import is_url, shown_url

__all__ = [
    "ObjectStore",
    "StoredObject",
    "in_order",
    "is_url",
    "open_object",
    "open_store",
    "shown_url",
    "waiting_threads",
]
