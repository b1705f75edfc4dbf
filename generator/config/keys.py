"""Every key of site.yaml: what it says, of which kind its value is, and what holds without it.

Leaves: `SETTINGS`, the keys of the top level with those under them. The loader takes the names that it
knows from here, `docs.schema` writes the schema for editors, and tests hold docs/site-yaml.md against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from generator.config.key import Key
from generator.config.rule_keys import COLLECTION, SLUG_FORM, TOPIC
from generator.config.settings import (
    DEFAULT_ABOUT,
    DEFAULT_LANGUAGE,
    HUES,
    CardPart,
    DateGroup,
    DateSettings,
    Density,
    FeedSettings,
    Host,
    PageSettings,
    SearchSettings,
    SmtpSettings,
    ThemeName,
    ThemeSettings,
    Tls,
)
from generator.models import LinkKind
from generator.sources import known_formats
from generator.sources.columns import FIELDS

LANGUAGE_FORM = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
URL_FORM = r"[Hh][Tt][Tt][Pp][Ss]?://[^\s]+"
UNSUBSCRIBE_FORM = r"[Hh][Tt][Tt][Pp][Ss]://[^\s<>,]+"
HOST_FORM = r"[A-Za-z][A-Za-z0-9.-]*|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*"
ADDRESS_FORM = r"[^\s@<>]+@[^\s@<>]+"
TAG_FORM = r"[A-Za-z0-9.@-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"

SITE: tuple[Key, ...] = (
    Key(name="title", kind="text", says="The name of the digest.", required=True),
    Key(
        name="description",
        kind="text",
        says="One sentence under the name, on the front page and in feeds.",
    ),
    Key(
        name="url",
        kind="text",
        says="The address at which the site will stand, with its path; feeds and the sitemap need it.",
        form=r"[Hh][Tt][Tt][Pp][Ss]?://[^?#\s]+",
        examples=("https://example.org/digest/",),
    ),
    Key(
        name="language",
        kind="text",
        says="The language of the site, as in HTML's lang, and of its interface.",
        default=DEFAULT_LANGUAGE,
        form=LANGUAGE_FORM,
        examples=("pt-BR",),
    ),
    Key(
        name="words",
        kind="text",
        says="A YAML file of words of the interface, in place of those that the site has in its language.",
        examples=("words.yaml",),
    ),
    Key(
        name="about",
        kind="text",
        says="The Markdown file of the page /about/.",
        default=DEFAULT_ABOUT,
    ),
    Key(
        name="static",
        kind="text",
        says="A folder whose files stand at the root of the site as they are.",
        examples=("files",),
    ),
    Key(
        name="tag",
        kind="text",
        says="The authority of entry ids in feeds (RFC 4151): a domain or e-mail address and a date.",
        otherwise="the host of site.url and 2025-01-01",
        form=TAG_FORM,
        examples=("example.org,2025-01-01",),
    ),
)
SOURCE: tuple[Key, ...] = (
    Key(
        name="path",
        kind="text",
        says="A file, a glob, the URL of dumps in a store, or - for standard input; files may be compressed.",
        required=True,
        examples=("seeds/*.txt",),
    ),
    Key(
        name="format",
        kind="text",
        says="The format of the files.",
        otherwise="detected",
        choices=tuple(known_formats()),
    ),
    Key(
        name="year",
        kind="whole",
        says="The year of the first day that is written without one.",
        least=1000,
        most=9999,
        examples=(2025,),
    ),
    Key(
        name="date",
        kind="day",
        says="The day of papers for which the file names none.",
        examples=("2025-03-14",),
    ),
    Key(
        name="date_pattern",
        kind="text",
        says="How the file's name tells the day of its papers, as in strftime.",
        examples=("%Y-%m-%d",),
    ),
    Key(
        name="columns",
        kind="mapping",
        says="For JSON and tables: which of their names holds which of our fields.",
        otherwise="guessed",
        keys=tuple(Key(name=name, kind="text", says=f"The name of {name}.") for name in FIELDS),
        examples=({"title": "Paper", "abstract": "Summary"},),
    ),
)
LINK: tuple[Key, ...] = (
    Key(name="url", kind="text", says="An http or https address.", required=True),
    Key(
        name="kind",
        kind="text",
        says="What stands there.",
        otherwise="told from the address",
        choices=get_args(LinkKind),
    ),
)
OVERRIDE: tuple[Key, ...] = (
    Key(
        name="paper",
        kind="text",
        says="Which papers: an id, such as arxiv:1412.6980, a title, or a glob of either.",
        required=True,
        examples=("arxiv:1412.6980",),
    ),
    Key(
        name="topics",
        kind="texts",
        says="The topics, in place of those that rules give; an empty list is none.",
        otherwise="those that rules give",
        form=SLUG_FORM,
        fewest=0,
    ),
    Key(
        name="add_topics",
        kind="texts",
        says="Topics besides those that rules give.",
        form=SLUG_FORM,
    ),
    Key(name="remove_topics", kind="texts", says="Topics that are taken away.", form=SLUG_FORM),
    Key(name="hide", kind="flag", says="Leave the paper out of the site.", default=False),
    Key(name="pin", kind="flag", says="Put the paper first in its lists.", default=False),
    Key(name="title", kind="text", says="The title, in place of that which was read."),
    Key(name="date", kind="day", says="The day, in place of all that were read."),
    Key(name="links", kind="mappings", says="Further links.", keys=LINK),
)
DATES: tuple[Key, ...] = (
    Key(
        name="group_by",
        kind="texts",
        says="By what the archive groups papers.",
        default=DateSettings().group_by,
        choices=get_args(DateGroup),
    ),
    Key(
        name="time_zone",
        kind="text",
        says="Where a day begins: an IANA time zone.",
        default=DateSettings().time_zone,
        examples=("Europe/Paris",),
    ),
)
PAGES: tuple[Key, ...] = (
    Key(
        name="papers_per_page",
        kind="whole",
        says="How many papers stand on one page of a list; the first page has half as many to one and a half times.",
        default=PageSettings().papers_per_page,
        least=1,
        most=10_000,
    ),
    Key(
        name="papers",
        kind="flag",
        says="Whether each paper has a page of its own; without, it stands in full on the page of its day.",
        default=PageSettings().papers,
    ),
)
FEEDS: tuple[Key, ...] = (
    Key(
        name="entries",
        kind="whole",
        says="How many entries a feed holds at most, newest first.",
        default=FeedSettings().entries,
        least=1,
        most=10_000,
    ),
    Key(
        name="kilobytes",
        kind="whole",
        says="How large a feed is at most, in kilobytes; older entries are in archive documents.",
        default=FeedSettings().kilobytes,
        least=16,
        most=100_000,
    ),
    Key(
        name="hub",
        kind="text",
        says="A WebSub hub that tells readers of new entries.",
        form=URL_FORM,
        examples=("https://hub.example.org/",),
    ),
    Key(
        name="most_lost",
        kind="share",
        says="The build stops when a feed would lose more than this share of its published entries.",
        default=FeedSettings().most_lost,
    ),
)
SEARCH: tuple[Key, ...] = (
    Key(
        name="title_boost",
        kind="whole",
        says="How much more a word in the title counts in search than one in the abstract.",
        default=SearchSettings().title_boost,
        least=1,
        most=100,
    ),
    Key(
        name="whole_index_megabytes",
        kind="whole",
        says="The largest search/lunr.json, the index for other programs, that is written, in megabytes.",
        default=SearchSettings().whole_index_megabytes,
        least=1,
        most=1000,
    ),
)
COLOUR_FORM = r"#[0-9A-Fa-f]{6}"
_HUES = {
    "paper": "What the pages stand on.",
    "raised": "What stands on it: boxes, keys.",
    "ink": "The text.",
    "soft": "Text of less weight: dates, topics, counts.",
    "accent": "Links, and what is chosen.",
    "rule": "The thin lines.",
    "highlight": "What search found.",
}
THEME: tuple[Key, ...] = (
    Key(
        name="name",
        kind="text",
        says="One of the themes that come along; what else stands here changes it.",
        default=ThemeSettings().name,
        choices=get_args(ThemeName),
    ),
    Key(
        name="colours",
        kind="mapping",
        says="Colours as #rrggbb: one, or two for light and dark.",
        keys=tuple(
            Key(
                name=hue,
                kind="texts",
                says=_HUES[hue],
                otherwise="as shipped",
                form=COLOUR_FORM,
                most=2,
                examples=(["#8f1d14", "#f2a596"],),
            )
            for hue in HUES
        ),
    ),
    Key(
        name="density",
        kind="text",
        says="How much room is between the papers of a list.",
        default=ThemeSettings().density,
        choices=get_args(Density),
    ),
    Key(
        name="show",
        kind="texts",
        says="What lists say of a paper besides its title.",
        default=ThemeSettings().show,
        choices=get_args(CardPart),
        fewest=0,
    ),
    Key(
        name="wordmark",
        kind="text",
        says="What stands at the head of the pages in place of the site's title.",
        otherwise="the title",
    ),
    Key(
        name="logo",
        kind="text",
        says="An SVG or PNG file that stands at the head of the pages in place of words.",
        examples=("logo.svg",),
    ),
    Key(
        name="css",
        kind="text",
        says="A style sheet of your own, which comes after ours.",
        examples=("own.css",),
    ),
    Key(
        name="templates",
        kind="text",
        says="A folder of templates of your own, each in place of ours of that name.",
        examples=("own-templates",),
    ),
)
SMTP: tuple[Key, ...] = (
    Key(
        name="host",
        kind="text",
        says="The name of the server.",
        default=SmtpSettings().host,
        form=HOST_FORM,
        examples=("smtp.example.org",),
    ),
    Key(
        name="port",
        kind="whole",
        says="Its port.",
        otherwise="587, for tls 465",
        least=1,
        most=65_535,
        examples=(587,),
    ),
    Key(
        name="tls",
        kind="text",
        says="How the connection is encrypted; none is for a server on this machine alone.",
        default=SmtpSettings().tls,
        choices=get_args(Tls),
    ),
)
EMAIL: tuple[Key, ...] = (
    Key(
        name="from",
        kind="text",
        says="The address that the newsletter comes from; `broadsheet email` needs it.",
        form=ADDRESS_FORM,
        examples=("digest@example.org",),
    ),
    Key(
        name="from_name",
        kind="text",
        says="The name beside that address.",
        otherwise="the title of the site",
    ),
    Key(
        name="reply_to",
        kind="text",
        says="The address that answers go to.",
        otherwise="that which it comes from",
        form=ADDRESS_FORM,
        examples=("editor@example.org",),
    ),
    Key(
        name="subscribers",
        kind="text",
        says="The list of those who get it: CSV with a column email, or an address a line.",
        examples=("subscribers.csv",),
    ),
    Key(
        name="unsubscribe_url",
        kind="text",
        says="Where one leaves the list; {address} and {token} stand for the subscriber's.",
        form=UNSUBSCRIBE_FORM,
        examples=("https://example.org/leave?of={token}",),
    ),
    Key(
        name="unsubscribe_address",
        kind="text",
        says="The address to which one writes to leave the list.",
        otherwise="that which answers go to",
        form=ADDRESS_FORM,
        examples=("leave@example.org",),
    ),
    Key(
        name="imprint",
        kind="text",
        says="What stands at its end: who sends it, with a postal address.",
        examples=("Jane Doe, 1 High Street, Oxford",),
    ),
    Key(
        name="per_minute",
        kind="whole",
        says="How many messages are sent in a minute at most.",
        otherwise="as many as the server takes",
        least=1,
        most=100_000,
        examples=(60,),
    ),
    Key(name="smtp", kind="mapping", says="The server that sends it.", keys=SMTP),
)
# These may stand in included files too.
INCLUDED: tuple[Key, ...] = (
    Key(name="topics", kind="mappings", says="The topics and their rules.", fewest=0, keys=TOPIC),
    Key(name="lists", kind="lists", says="Terms that rules use by name: {list: NAME}."),
    Key(
        name="collections",
        kind="mappings",
        says="Saved queries, each with a page of its own; their rules may ask for topics.",
        fewest=0,
        keys=COLLECTION,
    ),
    Key(
        name="overrides",
        kind="mappings",
        says="What the owner knows better of some papers than sources and rules do.",
        fewest=0,
        keys=OVERRIDE,
    ),
)
SETTINGS: tuple[Key, ...] = (
    Key(
        name="site",
        kind="mapping",
        says="What the digest is called and where it stands.",
        required=True,
        keys=SITE,
    ),
    Key(
        name="sources",
        kind="mappings",
        says="What is read.",
        required=True,
        keys=SOURCE,
        examples=([{"path": "seeds/*.txt"}],),
    ),
    Key(
        name="include",
        kind="texts",
        says="Files with further topics, lists, collections and overrides: a path, a glob, or a list.",
        fewest=0,
        examples=(["rules/*.yaml"],),
    ),
    *INCLUDED,
    Key(
        name="nearest_topic",
        kind="share",
        says="A paper that no topic takes is given the nearest, from this share of its threshold on.",
        examples=(0.5,),
    ),
    Key(name="dates", kind="mapping", says="The archive by date.", keys=DATES),
    Key(name="pages", kind="mapping", says="The pages of lists.", keys=PAGES),
    Key(name="feeds", kind="mapping", says="The feeds.", keys=FEEDS),
    Key(name="search", kind="mapping", says="The search.", keys=SEARCH),
    Key(name="theme", kind="mapping", says="How the site looks.", keys=THEME),
    Key(name="email", kind="mapping", says="The newsletter.", keys=EMAIL),
    Key(
        name="host",
        kind="text",
        says="Where the site will stand: broadsheet check then says whether the host takes it.",
        choices=get_args(Host),
    ),
)


def paths(keys: Sequence[Key] = SETTINGS, above: str = "") -> Iterator[tuple[str, Key]]:
    """Give the keys that are to be documented, each with its path: `sources[].year`, `lists.NAME`.

    What stands within an entry of a list (the columns of a source, the links of an override) is one key.
    """
    for key in keys:
        path = f"{above}{key.name}"
        if key.kind == "lists":
            yield f"{path}.NAME", key
        elif not key.keys or "[]" in above:
            yield path, key
        else:
            yield from paths(key.keys, f"{path}[]." if key.kind == "mappings" else f"{path}.")
