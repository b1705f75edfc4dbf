"""Words that say nothing of a subject.

Enters: nothing but the list in `texts/`. Leaves: sets of folded words. They are English, as function words are; in another
language the shares of titles tell prose from subjects, as far as there are enough papers.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TEXTS = Path(__file__).resolve().parent / "texts"

# Words of prose with which the name of a subject may end ("diffusion model") or begin ("point cloud").
_HEADS = frozenset(
    "adaptation algorithm architecture classification code communication computing control correlation data database "
    "decision design detection dimension discovery distribution edge editing effect engineering error estimation "
    "extraction feedback field flow function generation graph head identification inference interaction interpretation "
    "knowledge learning loop loss machine map matching memory model modeling modelling network optimization pattern "
    "planning population prediction problem processing reduction relation representation resource response sample "
    "scaling science search selection series signal simulation space structure supervision system test testing theory "
    "time training transfer transformation understanding value vector".split()
)
_OPENINGS = frozenset(
    "artificial box chain code computer concept context data decision deep discrete domain edge effect exact "
    "field function global graph group hidden human instance instruction intelligence knowledge language large "
    "latent linear machine map material mathematical natural negative network numerical open optimal parallel physical "
    "point positive power public quality question random resource response risk scale sequence signal similarity single "
    "social source spatial state statistical structural structured system test text theoretical time transfer tuning user value "
    "vector wave weak".split()
)
# With these no name of a subject begins or ends, whatever stands beside them.
_EMPTY = frozenset(
    "ablation adaptive analysis application approach art article aspect author aware base based baseline bench benchmark "
    "capability case challenge comparison conference contribution dataset direction downstream driven effort end "
    "era evaluation example existing experiment feature framework free future improved improving issue journal "
    "level literature mechanism method methodology metric mode module multiple new non novel number paper paradigm part "
    "performance perspective pipeline procedure process property proposed purpose quality range recent related "
    "ones others robust evaluating benchmarking enhancing leveraging exploring rethinking revisiting towards unlocking bridging "
    "unifying advancing assessing analyzing understanding everything something beyond automation really "
    "report research result review scale scenario set setting shot size solution source specific state step strategy "
    "study supplementary survey task technique thing tutorial type unified use using various way wise work".split()
)
# What is left of TeX where a listing lost the backslashes.
_TEX = frozenset(
    "begin bf bm boldsymbol cal cdot emph end eqref frac infty int ldots left leq mathbb mathbf mathcal mathit mathrm mathscr "
    "mbox nabla neq operatorname overline prod qquad quad rm right sim sqrt sum textbf textit textrm textsc texttt tilde "
    "times widehat widetilde".split()
)


@cache
def prose_words() -> frozenset[str]:
    """Give the words of scholarly prose."""
    lines = (_TEXTS / "prose-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def may_be_subject(words: tuple[str, ...]) -> bool:
    """Tell whether folded words may be the name of a subject.

    >>> may_be_subject(("diffusion", "model")), may_be_subject(("novel", "model")), may_be_subject(("method",))
    (True, False, False)
    """
    prose = prose_words()
    if any(len(word) < 2 or word in _TEX or word.isnumeric() for word in words):
        return False
    if len(words) == 1:
        return words[0] not in prose and words[0] not in _EMPTY and len(words[0]) > 2
    if all(word in prose or word in _EMPTY for word in words):
        return False
    first, last = words[0], words[-1]
    if first.endswith("ly") and len(first) > len("early"):  # an adverb, and an adjective follows
        return False
    if last in _EMPTY or (last in prose and last not in _HEADS):
        return False
    return first in _OPENINGS or (first not in _EMPTY and first not in prose)
