"""Identifiers of papers: arXiv, DOI, ACL Anthology, OpenReview.

Enters: ids as people and exports write them, bare, prefixed or inside an address. Leaves: one
normal form for each scheme, without version, or `None`. An arXiv id is never kept as a DOI, nor an
Anthology id, for the same paper would then seem to have two.

Forms: https://info.arxiv.org/help/arxiv_identifier.html, ISO 26324 (DOIs fold case),
https://aclanthology.org/info/ids/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

Ids = tuple[tuple[str, str], ...]

_ARXIV_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
# Texts are folded to lower case before they are matched: far faster than ignoring case.
_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:[a-z]+\.)*arxiv\.org/(?:abs|pdf|html|format|src|e-print)/"
    r"|(?:oai:)?arxiv(?:\.org)?:\s*"
    r"|(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\."
    r"|https?://huggingface\.co/papers/)?"
    rf"(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?:\.pdf)?/?(?:\s*\[[\w.-]+\])?(?:[?#].*)?",
    re.ASCII,
)
# The forms that nearly every new id has, tried first.
_USUAL_ARXIV = re.compile(
    rf"(?:https?://arxiv\.org/(?:abs|pdf)/)?({_ARXIV_NEW})(?:v\d+)?", re.ASCII
)
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|(?:https?://)?doi\.org/|doi:\s*)?(?P<id>10\.\d{4,9}/\S+)",
    re.IGNORECASE | re.ASCII,
)
_ACL_ID = r"[A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+"
_ACL = re.compile(
    rf"(?:https?://(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)/|10\.(?:18653/v1|3115/v1)/)?"
    rf"(?P<id>{_ACL_ID})(?:v\d+)?(?:\.pdf)?/?",
    re.IGNORECASE | re.ASCII,
)
_OPENREVIEW = re.compile(
    r"https?://(?:api2?\.)?openreview\.net/(?:forum|pdf|attachment|notes)\?(?:[^#]*&)?id=(?P<id>[\w-]{5,40})(?:[&#].*)?",
    re.ASCII,
)
_LONGEST = 300


def arxiv_id(text: str) -> str | None:
    """Read an arXiv id of either style; the subject class of an old one goes.

    >>> arxiv_id("arXiv:2508.13426v1"), arxiv_id("http://arxiv.org/abs/math.GT/0309136v2")
    ('2508.13426', 'math/0309136')
    >>> arxiv_id("10.48550/arXiv.2503.01234"), arxiv_id("2513.01234")
    ('2503.01234', None)
    """
    if usual := _USUAL_ARXIV.fullmatch(text):
        return usual[1]
    if "." not in text and "/" not in text:
        return None
    folded = text.strip().lower()
    if len(folded) > _LONGEST or (
        folded[:4] == "http" and "arxiv" not in folded and "huggingface" not in folded
    ):
        return None
    match = _ARXIV.fullmatch(folded)
    if match is None:
        return None
    archive, slash, number = match["id"].rpartition("/")
    return f"{archive.split('.')[0]}{slash}{number}" if slash else number


def doi(text: str) -> str | None:
    """Read a DOI in lower case; an arXiv DOI is none.

    >>> doi("https://doi.org/10.1103/PhysRevD.76.013009"), doi("10.48550/arXiv.2503.01234")
    ('10.1103/physrevd.76.013009', None)
    """
    match = _DOI.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        return None
    name = unquote(match["id"]) if "%" in match["id"] else match["id"]
    name = _without_stops(name).lower()
    bare = name.split("/", 1)[-1]
    is_name = bare and name.isprintable() and " " not in name
    return name if is_name and arxiv_id(name) is None else None


def _without_stops(name: str) -> str:
    """Cut off what ends a sentence or a bracket around a DOI, in whatever order it comes."""
    while True:
        cut = name.rstrip(".,;")
        if cut.count(")") > cut.count("("):
            cut = cut.rstrip(")")
        if cut == name:
            return name
        name = cut


def acl_id(text: str) -> str | None:
    """Read an id of the ACL Anthology, also from its address or its DOI.

    >>> acl_id("https://aclanthology.org/P18-1001.pdf"), acl_id("10.18653/v1/2020.acl-main.1")
    ('P18-1001', '2020.acl-main.1')
    """
    text = text.strip()
    # A bare id has a digit second; most keys of exports have not.
    if len(text) > _LONGEST or not (text[1:2].isdigit() or "/" in text):
        return None
    match = _ACL.fullmatch(text)
    if match is None:
        return None
    return match["id"].upper() if match["id"][0].isalpha() else match["id"].lower()


def openreview_id(text: str) -> str | None:
    """Read the id of an OpenReview forum from its address.

    >>> openreview_id("https://openreview.net/forum?id=rJl-b3RcF7")
    'rJl-b3RcF7'
    """
    match = _OPENREVIEW.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return match["id"] if match else None


def ids_in(texts: Iterable[str]) -> Ids:
    """Read whatever id each text is, one of each scheme, in the order arXiv, DOI, ACL, OpenReview.

    >>> ids_in(["https://arxiv.org/pdf/2508.13426", "doi:10.1/2", "10.1145/3292500.3330701"])
    (('arxiv', '2508.13426'), ('doi', '10.1145/3292500.3330701'))
    """
    found: dict[str, str] = {}
    for text in texts:
        if name := arxiv_id(text):
            found.setdefault("arxiv", name)
            continue
        # Most texts are no id of most schemes, and to say so must cost next to nothing.
        if "10." in text and (name := doi(text)):
            found.setdefault("doi", name)
        if "-" in text and (name := acl_id(text)):
            found.setdefault("acl", name)
        if "openreview.net" in text and (name := openreview_id(text)):
            found.setdefault("openreview", name)
    if len(found) < 2:
        return tuple(found.items())
    return tuple((scheme, found[scheme]) for scheme in _SCHEMES if scheme in found)


_SCHEMES = ("arxiv", "doi", "acl", "openreview")


def id_url(scheme: str, name: str) -> str | None:
    """Give the address at which the paper of a known scheme stands.

    >>> id_url("doi", "10.1002/(sici)1<1:aid>3.0")
    'https://doi.org/10.1002/(sici)1%3C1:aid%3E3.0'
    """
    match scheme:
        case "arxiv":
            return f"https://arxiv.org/abs/{name}"
        case "doi":
            return f"https://doi.org/{quote(name, safe='/:;().,_-')}"
        case "acl":
            return f"https://aclanthology.org/{name}/"
        case "openreview":
            return f"https://openreview.net/forum?id={quote(name, safe='-_')}"
        case _:
            return None


_ARXIV_MONTH = re.compile(r"(?:[a-z-]+/)?(\d\d)(\d\d)", re.ASCII)
_ACL_YEAR = re.compile(r"[A-Z](\d\d)-|(\d{4})\.", re.ASCII)
_FIRST_YEARS = {"arxiv": 1991, "acl": 1965}


def id_date(scheme: str, name: str) -> tuple[int, ...]:
    """Give the year and month, or the year, that an id of a known scheme tells; nothing where it tells none.

    >>> id_date("arxiv", "2508.13426"), id_date("arxiv", "math/0309136"), id_date("arxiv", "hep-th/9901001")
    ((2025, 8), (2003, 9), (1999, 1))
    >>> id_date("acl", "P98-1001"), id_date("acl", "2020.acl-main.1"), id_date("doi", "10.1/2")
    ((1998,), (2020,), ())
    """
    if scheme == "arxiv" and (match := _ARXIV_MONTH.match(name)):
        return _whole_year(match[1], scheme), int(match[2])
    if scheme == "acl" and (match := _ACL_YEAR.match(name)):
        return (int(match[2]) if match[2] else _whole_year(match[1], scheme),)
    return ()


def _whole_year(digits: str, scheme: str) -> int:
    year = 1900 + int(digits)
    return year if year >= _FIRST_YEARS[scheme] else year + 100
