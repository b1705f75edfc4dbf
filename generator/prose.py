"""What owners and curators write in Markdown, to HTML that can do no harm.

Enters: Markdown of site.yaml, about.md and editions/, which may hold HTML. Leaves: `Markup` of the elements and attributes listed
below, with links of the schemes listed there. Notes come from guests too, and an owner pastes what others wrote, so what the
site's policy would stop in a browser anyway (scripts, styles, frames, forms) does not get as far as that: it would still stand in
newsletters and wherever else the HTML is read. `generator.prose_check` tells of what is taken out.
Refuses (`ProseError`): texts whose shape would keep the Markdown library busy for minutes.
The text of papers never comes here.
"""

from __future__ import annotations

import re

import markdown
import nh3
from markupsafe import Markup

from generator.errors import BroadsheetError

_EXTENSIONS = (
    "attr_list",
    "def_list",
    "fenced_code",
    "footnotes",
    "sane_lists",
    "smarty",
    "tables",
)
# As a style it would be refused by the site's policy.
_SETTINGS = {"tables": {"use_align_attribute": True}}
_HEADING = re.compile(r"(</?h)([1-6])\b")
_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.DOTALL)

TAGS = frozenset(
    "a abbr article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span "
    "strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
_EVERYWHERE = frozenset(
    ("aria-hidden", "aria-label", "class", "dir", "id", "lang", "title", "translate")
)
_CELL = frozenset(("abbr", "align", "colspan", "headers", "rowspan", "scope"))
_CHANGE = frozenset(("cite", "datetime"))
_OF_TAG = {
    "a": frozenset(("href", "hreflang", "rel")),
    "blockquote": frozenset(("cite",)),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "del": _CHANGE,
    "details": frozenset(("name", "open")),
    "img": frozenset(("alt", "height", "loading", "src", "width")),
    "ins": _CHANGE,
    "li": frozenset(("value",)),
    "ol": frozenset(("reversed", "start", "type")),
    "q": frozenset(("cite",)),
    "td": _CELL,
    "th": _CELL,
    "time": frozenset(("datetime",)),
}
# What stands in these is no text, and goes with them.
_WITH_CONTENT = frozenset(("iframe", "noscript", "object", "script", "style", "template", "title"))
_ADDRESSES = frozenset(("cite", "href", "src"))
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
# Browsers take white space and control characters out before they look for the scheme.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_SCHEME = re.compile(r"([^/?#:]*):")
_ELSEWHERE = re.compile(r"[/\\]{2}|[^/?#:]*:")
_PICTURE = re.compile(
    r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]*", re.IGNORECASE
)
# Scripts of the site know these names; an element of one would stand in their way.
_OUR_IDS = frozenset(("broadsheet", "main", "q"))

_LONGEST = 100_000  # characters
_DEEPEST = 100  # brackets within brackets
_MOST_CELLS = 20_000


class ProseError(BroadsheetError):
    """A text that is no prose; the message says found, expected and what to do."""


def render_prose(text: str) -> Markup:
    """Render Markdown; raises `ProseError`.

    >>> render_prose("One *word*.")
    Markup('<p>One <em>word</em>.</p>')
    >>> render_prose("<b onclick=x()>a</b> [b](javascript:x)<script>c</script>")
    Markup('<p><b>a</b> <a>b</a></p>')
    """
    return Markup(
        nh3.clean(
            unchecked_html(text),
            tags=set(TAGS),
            attributes={tag: set(_EVERYWHERE | _OF_TAG.get(tag, frozenset())) for tag in TAGS},
            attribute_filter=_filtered,
            clean_content_tags=set(_WITH_CONTENT),
            url_schemes={*_SCHEMES, "data"},
            link_rel=None,
        )
    )


def render_line(text: str) -> Markup:
    """Render Markdown of one paragraph, without the paragraph around it; raises `ProseError`.

    What is more than a paragraph stays whole, with its headings under those of the page.

    >>> render_line("One *word*.")
    Markup('One <em>word</em>.')
    """
    html = render_prose(text)
    one = _PARAGRAPH.fullmatch(html)
    return Markup(one[1]) if one and "<p>" not in one[1] else lowered(html)


def lowered(html: Markup) -> Markup:
    """Put headings under the page's own and one more: the first level becomes the third.

    >>> lowered(Markup("<h1>A</h1><h5>B</h5>"))
    Markup('<h3>A</h3><h6>B</h6>')
    """
    return Markup(_HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + 2, 6)}", html))


def unchecked_html(text: str) -> str:
    """Render Markdown with all that it holds, which is for no page; raises `ProseError`."""
    _refuse_bombs(text)
    try:
        return markdown.markdown(
            text, extensions=list(_EXTENSIONS), extension_configs=_SETTINGS, output_format="html"
        )
    except RecursionError:
        raise _refusal("lists and quotes deep within each other", "a few levels") from None


def is_kept(tag: str, attribute: str, value: str) -> bool:
    """Tell whether an attribute of an element that is kept is kept with it."""
    if attribute not in _EVERYWHERE and attribute not in _OF_TAG.get(tag, ()):
        return False
    if attribute == "id":
        return value not in _OUR_IDS
    if attribute not in _ADDRESSES:
        return True
    bare = _IGNORED.sub("", value)
    if attribute == "src":
        # The site's policy shows pictures of the site itself alone.
        return not _ELSEWHERE.match(bare) or _PICTURE.fullmatch(bare) is not None
    scheme = _SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in _SCHEMES


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    return value if is_kept(tag, attribute, value) else None


def _refuse_bombs(text: str) -> None:
    if len(text) > _LONGEST:
        raise _refusal(f"{len(text)} characters", f"at most {_LONGEST}")
    for opening, closing in ("[]", "()"):
        if text.count(opening) > _DEEPEST and _depth(text, opening, closing) > _DEEPEST:
            raise _refusal(
                f'"{opening}" more than {_DEEPEST} times without its "{closing}"', "both of each"
            )
    rows = [line.count("|") + 1 for line in text.split("\n") if "|" in line]
    # Rows are filled to the width of the widest.
    if len(rows) * max(rows, default=0) > _MOST_CELLS:
        raise _refusal(f"a table of {len(rows)} rows and {max(rows)} columns", "a smaller one")


def _depth(text: str, opening: str, closing: str) -> int:
    """Count how many brackets are open at once at most; one that closes nothing counts for nothing."""
    depth = deepest = 0
    for sign in re.findall(f"[{re.escape(opening + closing)}]", text):
        depth = depth + 1 if sign == opening else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _refusal(found: str, expected: str) -> ProseError:
    return ProseError(f"Markdown with {found}; expected {expected}; shorten it or part it")
