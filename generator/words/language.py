"""Tags of languages (BCP 47), as far as pages need to know them.

Enters: a tag. Leaves: the direction of writing.
"""

from __future__ import annotations

_RTL_LANGUAGES = frozenset("ar ckb dv fa he ps sd ug ur yi".split())
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa"})
_SCRIPT_LENGTH = 4


def is_right_to_left(tag: str) -> bool:
    """Say whether a language is written from right to left: by its script where the tag names one, else as usual.

    >>> [is_right_to_left(tag) for tag in ("ar-EG", "fa", "de", "ku-Arab", "ur-Latn")]
    [True, True, False, True, False]
    """
    language, *others = tag.lower().split("-")
    script = next((part for part in others if len(part) == _SCRIPT_LENGTH and part.isalpha()), None)
    return script in _RTL_SCRIPTS if script else language in _RTL_LANGUAGES
