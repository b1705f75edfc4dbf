"""The markup of publishers in a text: entities of HTML, and the tags of HTML and JATS.

Enters: cleaned text. Leaves: cleaned text without them. A tag that is not known stays as words.
"""

from __future__ import annotations

import html
import re

from generator.text.clean import clean, fold_white_space

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_LINE_END = re.compile(r"&#(?:13|x0?[dD]);(?:\\n)?")
_SCRIPT_TAG = re.compile(
    r"\s?<(?:jats:)?(su[bp])(?:\s[^<>]{0,200})?>\s?([0-9+\u2212-]{1,6})\s?</(?:jats:)?su[bp]>",
    re.IGNORECASE,
)
_SUPERSCRIPTS = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPTS = str.maketrans("0123456789+-\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_TAG = re.compile(
    r"</?(?:jats:)?(?:p|sec|title|italic|bold|i|b|em|strong|sup|sub|sc|br|monospace|tt|code|span|div|underline"
    r"|inline-formula|alternatives|abstract|list|list-item)(?:\s[^<>]{0,200})?\s?/?>",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """Decode entities, twice where they were escaped twice, and drop the tags of publishers."""
    if "&" in text:
        text = _ESCAPED_LINE_END.sub(" ", text)
        for _ in range(3):
            decoded = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
            if decoded == text:
                break
            text = decoded
        text = clean(text)
    if "<" not in text:
        return text
    return fold_white_space(_TAG.sub(_tag, _SCRIPT_TAG.sub(_script_tag, text)))


def _script_tag(match: re.Match[str]) -> str:
    return match[2].translate(_SUPERSCRIPTS if match[1].lower() == "sup" else _SUBSCRIPTS)


def _tag(match: re.Match[str]) -> str:
    return " " if re.match(r"</?(?:jats:)?(?:p|sec|title|br|div|list)", match[0], re.I) else ""
