"""Which addresses in a post are those of papers, and which words are only the name of a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from generator.sources.fields import link_of
from generator.text.ids import Ids, ids_in

# Hosts of publishers and archives whose addresses hold no id that is known; a path that ends in .pdf is a paper's on any host.
HOSTS = frozenset(
    "biorxiv.org cdn.openai.com dl.acm.org ecva.net eprint.iacr.org hal.science ieeexplore.ieee.org jmlr.org link.springer.com medrxiv.org "
    "nature.com openaccess.thecvf.com papers.neurips.cc papers.nips.cc papers.ssrn.com proceedings.mlr.press "
    "proceedings.neurips.cc pubmed.ncbi.nlm.nih.gov science.org sciencedirect.com semanticscholar.org".split()
)
_LABEL = re.compile(
    r"[\W_]*(?:(?:the|full|original|pre|official|source)?\s*(?:paper|pdf|arxiv|abs|abstract|links?|here|code|github|git|repo(?:sitory)?|project"
    r"(?:\s*page)?|website|site|web|page|demo|video|talk|blog(?:\s*post)?|post|doi|html|openreview|slides?|poster|tweet|thread|dataset|data|model"
    r"|weights|huggingface|hf|tl;?dr|bibtex|print|review|read(?:\s*(?:more|it|the paper))?|url|acl|semantic scholar|alphaxiv|supplement(?:ary)?)"
    r"(?:\s*link)?[\W_]*(?:\d{4}\.\d{4,5})?[\W_]*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.|arxiv:|doi:|10\.\d{4,9}/)\S*|[\w.-]+\.[a-z]{2,}/\S*|\d{4}\.\d{4,5}(?:v\d+)?",
    re.IGNORECASE,
)


def ids_of(url: str) -> Ids:
    """Give the ids that an address holds.

    >>> ids_of("https://arxiv.org/pdf/2005.14165v4.pdf")
    (('arxiv', '2005.14165'),)
    """
    return ids_in((url,))


def is_paper(url: str) -> bool:
    """Tell whether an address is that of a paper.

    >>> is_paper("https://arxiv.org/abs/2005.14165"), is_paper("https://github.com/a/b"), is_paper("http://x.org/a.pdf")
    (True, False, True)
    """
    link = link_of(url)
    if link is None:
        return False
    if ids_of(link.url):
        return True
    try:
        parts = urlsplit(link.url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    named = host in HOSTS or any(host.endswith(f".{each}") for each in HOSTS)
    return (named and parts.path.strip("/") != "") or parts.path.lower().endswith(".pdf")


def is_label(text: str) -> bool:
    """Tell whether the text of a link only says what stands there: "[pdf]", "arXiv", or an address.

    >>> is_label("[Paper]"), is_label("arXiv:2005.14165"), is_label("Language Models are Few-Shot Learners")
    (True, True, False)
    """
    plain = text.strip()
    bare = plain.strip("[]()<>. ")
    return not bare or bool(_LABEL.fullmatch(plain) or _ADDRESS.fullmatch(bare))


def is_address(text: str) -> bool:
    """Tell whether the text of a link is an address or an id.

    >>> is_address("arXiv:2005.14165"), is_address("Paper")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(text.strip().strip("[]()<>. ")))


def key_of(urls: Iterable[str]) -> frozenset[object]:
    """Give what tells papers apart by their addresses: their ids, else the addresses."""
    return frozenset(pair for url in urls for pair in (ids_of(url) or (url,)))
