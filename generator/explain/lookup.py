"""The paper that someone means: by id, slug, an id of a scheme, or title, whole or in part.

Enters: papers and what was typed. Leaves: one paper. Refuses: what names none, or several.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from generator.errors import BroadsheetError, quoted
from generator.models import ClassifiedPaper, Paper
from generator.text.ids import ids_in
from generator.text.normal import identity_key

_MOST_LISTED = 12
_LIKE_ENOUGH = 0.75


def find_paper(papers: Sequence[ClassifiedPaper], wanted: str) -> ClassifiedPaper:
    """Find the paper that is meant; raises `BroadsheetError` when it is none or not one."""
    found = _found(papers, wanted.strip())
    if len(found) == 1:
        return found[0]
    if found:
        listed = [f"  {named.paper.id}  {named.paper.title}" for named in found[:_MOST_LISTED]]
        if len(found) > _MOST_LISTED:
            listed.append(f"  and {len(found) - _MOST_LISTED:,} more")
        raise BroadsheetError(
            f"{quoted(wanted)} names {len(found):,} papers; expected one; give more of its title, or "
            "its id:\n" + "\n".join(listed)
        )
    raise BroadsheetError(
        f"{quoted(wanted)} names no paper; expected an id, a slug, an id of a scheme such as "
        "arxiv:1412.6980, or a title or a part of one" + _nearest(papers, wanted)
    )


def _found(papers: Sequence[ClassifiedPaper], wanted: str) -> list[ClassifiedPaper]:
    """Give the papers that fit best: named by an id before a whole title, and that before a part."""
    named = [one for one in papers if wanted in (one.paper.id, one.paper.slug)]
    if named:
        return named
    ids = {*ids_in([wanted]), _scheme_and_id(wanted)}
    by_id = [one for one in papers if ids.intersection(_ids(one.paper))]
    key = identity_key(wanted)
    if by_id or not key:
        return by_id
    keyed = [(one, [identity_key(title) for title in _titles(one.paper)]) for one in papers]
    whole = [one for one, keys in keyed if key in keys]
    return whole or [one for one, keys in keyed if any(key in title for title in keys)]


def _scheme_and_id(wanted: str) -> tuple[str, str]:
    scheme, _, name = wanted.partition(":")
    return scheme.strip().casefold(), name.strip().casefold()


def _ids(paper: Paper) -> list[tuple[str, str]]:
    return [*paper.ids, *((scheme.casefold(), name.casefold()) for scheme, name in paper.ids)]


def _titles(paper: Paper) -> list[str]:
    return [paper.title, *(variant.title for variant in paper.variants if variant.title)]


def _nearest(papers: Sequence[ClassifiedPaper], wanted: str) -> str:
    """Name the paper whose title is most like what was typed, or one of the same length of it."""
    key = identity_key(wanted)
    if not key:
        return ""
    matcher = SequenceMatcher(b=key, autojunk=False)
    best, share = "", _LIKE_ENOUGH
    for one in papers:
        whole = identity_key(one.paper.title)
        for title in {whole, whole[: len(key) + 2]}:
            matcher.set_seq1(title)
            if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share:
                ratio = matcher.ratio()
                if ratio > share:
                    best, share = one.paper.title, ratio
    return (
        f"; did you mean {quoted(best, 100)}?" if best else "; `broadsheet papers` lists them all"
    )
