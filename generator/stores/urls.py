"""URLs of stores: which there are, what each needs, and how they stand in messages.

Enters: what a user wrote. Leaves: whether it is a URL, its scheme, and the URL without a password. Refuses: schemes that are not known.
"""

from __future__ import annotations

import re
from importlib.util import find_spec

from generator.errors import ObjectStoreError, did_you_mean, quoted

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SECRET = re.compile(r"(?<=://)([^/@:]*):[^/]*@")
# Signs that fsspec takes for a pattern or for a chain of stores, and that end a line.
_ODD = re.compile(r"[*?\[\]\x00-\x1f\x7f]|::")

# What each scheme needs to be imported, and how that is installed.
_S3 = (("fsspec", "s3fs"), 'pip install "broadsheet[s3]"')
_GOOGLE = (("fsspec", "gcsfs"), "pip install gcsfs")
_AZURE = (("fsspec", "adlfs"), "pip install adlfs")
_SFTP = (("fsspec", "paramiko"), "pip install fsspec paramiko")
_PLAIN = (("fsspec",), "pip install fsspec")
_SCHEMES = {
    "s3": _S3,
    "gs": _GOOGLE,
    "gcs": _GOOGLE,
    "az": _AZURE,
    "abfs": _AZURE,
    "abfss": _AZURE,
    "sftp": _SFTP,
    "ssh": _SFTP,
    "file": _PLAIN,
    "local": _PLAIN,
    "memory": _PLAIN,
}
_NAMED = "s3://, gs://, az://, sftp:// or file://"


def is_url(text: str) -> bool:
    r"""Tell whether a text is a URL and no path.

    >>> [is_url(text) for text in ("s3://bucket/dump", "seeds/*.txt", "C:\\seeds", "-", "a::b")]
    [True, False, False, False, False]
    """
    return _URL.match(text) is not None


def scheme_of(url: str) -> str:
    """Give the scheme of a URL."""
    found = _URL.match(url)
    return found[1].lower() if found else ""


def shown_url(url: str) -> str:
    """Give a URL as messages may show it: without a password.

    >>> shown_url("sftp://ann:secret@example.org/site")
    'sftp://ann:***@example.org/site'
    """
    return _SECRET.sub(r"\1:***@", url)


def fault_of(url: str) -> str | None:
    """Say what is wrong with the URL of a store, as `found; expected; what to do`, or that there is nothing; imports nothing."""
    scheme = scheme_of(url)
    if scheme not in _SCHEMES:
        return (
            f"{quoted(scheme + '://')} is no store that is known; expected {_NAMED}"
            f"{did_you_mean(scheme, list(_SCHEMES))}; correct it"
        )
    if _ODD.search(url):
        return "has signs that no store's URL may have; expected none of * ? [ ] and no ::; rename the folder"
    packages, command = _SCHEMES[scheme]
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        return (
            f"{' and '.join(missing)} cannot be imported; expected what {scheme}:// needs; "
            f"run `{command}`"
        )
    return None


def refuse_unusable(url: str) -> None:
    """Raise `ObjectStoreError` for a URL of which no store can be made."""
    fault = fault_of(url)
    if fault is not None:
        raise ObjectStoreError(f"{shown_url(url)}: {fault}")
