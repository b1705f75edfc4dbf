"""The keys of rules: those of topics and collections, and those of a group within a rule."""

from __future__ import annotations

from typing import get_args

from generator.config.key import Key
from generator.models import LinkKind

SLUG_FORM = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_TERMS_OF = "A term, or a list of terms and of {list: NAME}, of which one stands in the "
_GROUP = (
    Key(
        name="any",
        kind="terms",
        says="One of these holds at least; their scores are added up.",
        examples=(["graph neural network", "hypergraph", "link prediction"],),
    ),
    Key(
        name="all",
        kind="terms",
        says="Each of these holds; the lowest of their scores counts.",
        examples=(["score", {"categories": ["cs.LG", "stat.ML"]}],),
    ),
    Key(
        name="none",
        kind="terms",
        says="None of these holds.",
        examples=(["variational quantum circuit"],),
    ),
)
_TESTS = (
    Key(
        name="ids",
        kind="texts",
        says="The paper has such an id: a scheme, or scheme:value, in which * stands for any text.",
        examples=("arxiv", ["arxiv:2501.*", "doi"]),
    ),
    Key(
        name="categories",
        kind="texts",
        says="The paper has such a category; * stands for any text.",
        examples=(["cs.LG", "stat.*"],),
    ),
    Key(
        name="source",
        kind="texts",
        says="The paper was read in such a file; * stands for any text.",
        examples=("seeds/2025-*.txt",),
    ),
    Key(
        name="links.kind",
        kind="texts",
        says="The paper links to such a thing.",
        choices=get_args(LinkKind),
        starred=True,
        examples=("code", ["model", "dataset"]),
    ),
)
CONDITION: tuple[Key, ...] = (
    *_GROUP,
    Key(
        name="list",
        kind="text",
        says="The terms of a list under lists, by its name.",
        examples=("vision-words",),
    ),
    Key(name="title", kind="field terms", says=f"{_TERMS_OF}title.", examples=(["diffusion"],)),
    Key(name="abstract", kind="field terms", says=f"{_TERMS_OF}abstract.", examples=(["sampler"],)),
    Key(
        name="authors",
        kind="field terms",
        says=f"{_TERMS_OF}names of the authors.",
        examples=(["Ada Example"],),
    ),
    Key(
        name="venue",
        kind="field terms",
        says=f"{_TERMS_OF}name of the venue.",
        examples=(["NeurIPS"],),
    ),
    *_TESTS,
    Key(
        name="topics",
        kind="texts",
        says="The paper has such a topic; in collections alone.",
        examples=("diffusion-models",),
    ),
    Key(
        name="date",
        kind="days",
        says="The paper appeared then: a day, a month, a year, or a range, both ends included.",
        examples=("2025-03-14", "2025-03", {"from": "2025-01-01", "to": "2025-06-30"}),
    ),
    Key(
        name="weight",
        kind="number",
        says="What the group's score is multiplied by.",
        default=1,
        examples=(0.5, 0.35),
    ),
)

_ADDRESSED = (
    Key(
        name="slug",
        kind="text",
        says="The last part of the page's address: lower-case letters, digits and single hyphens.",
        required=True,
        form=SLUG_FORM,
        examples=("graph-neural-networks",),
    ),
    Key(name="title", kind="text", says="The name of the page.", required=True),
    Key(name="description", kind="text", says="Markdown shown on the page."),
)
RULE = (
    *_GROUP,
    Key(
        name="threshold",
        kind="number",
        says="The score from which a paper belongs here.",
        default=1,
        examples=(2, 0.5),
    ),
)
TOPIC: tuple[Key, ...] = (
    *_ADDRESSED,
    Key(
        name="parent",
        kind="text",
        says="The slug of the topic that this one belongs to; it has all papers of this one.",
        form=SLUG_FORM,
    ),
    Key(
        name="includes",
        kind="texts",
        says="Topics whose papers this one has too, by their rules: a slug or a list.",
        form=SLUG_FORM,
    ),
    *RULE,
)
COLLECTION: tuple[Key, ...] = (*_ADDRESSED, *RULE)
