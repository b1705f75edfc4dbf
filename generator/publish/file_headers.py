"""What a store is to say of each file of a site, for it sends that with the file: its type, and how long caches may keep it.

Enters: paths. Leaves: headers, those of `docs/deploy` (nginx and rclone), which `_headers` has for other hosts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator import urls

_TYPES = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "mp4": "video/mp4",
    "opml": "text/x-opml; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml; charset=utf-8",
}
_UNKNOWN = "application/octet-stream"
# Named after what they hold.
_FOR_EVER = re.compile(r"assets/.|search/[^/]+/.")


def headers_of(path: str) -> Mapping[str, str]:
    """Give the headers of a file.

    >>> headers_of("papers/sorting/index.html")["Cache-Control"]
    'public, max-age=60'
    """
    if _FOR_EVER.match(path):
        lifetime = "public, max-age=31536000, immutable"
    else:
        lifetime = "no-cache" if path == urls.SERVICE_WORKER else "public, max-age=60"
    name = path.rpartition("/")[2]
    # Files for hosts, such as `_redirects`, are lines of text.
    plain = _TYPES["txt"] if "." not in name else _UNKNOWN
    kind = _TYPES.get(name.rpartition(".")[2].lower(), plain)
    return {"Content-Type": kind, "Cache-Control": lifetime}
