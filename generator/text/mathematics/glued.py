r"""Words of formulas that lost their backslashes, taken apart again.

Enters: a run of letters. Leaves: letters and TeX names. A TeX name ends at the first sign that is no
letter, so names stand at the end of a run and only single letters before them: `dlog` is d and \log,
`nLvarepsilon` is n, L and \varepsilon, `xin` is x and \in (never \xi and n).
"""

from __future__ import annotations

from functools import lru_cache

from generator.text.mathematics import symbols

# Names that are no English words and no names of things: one of them is a formula.
STRONG = frozenset(
    """
    infty leq geq leqslant geqslant neq propto cdot varepsilon vartheta varphi varrho varsigma
    rightarrow leftarrow leftrightarrow longrightarrow Rightarrow Leftarrow Leftrightarrow mapsto
    longmapsto lesssim gtrsim simeq equiv nabla otimes oplus odot subseteq supseteq notin
    setminus langle rangle lfloor rfloor lceil rceil ldots cdots emptyset preceq succeq
    """.split()
)
GREEK = frozenset(symbols.GREEK)
FONTS = frozenset("mathcal mathbb mathbf mathrm mathsf mathfrak boldsymbol mathscr mathit".split())
ACCENTS = frozenset("hat widehat tilde widetilde bar overline vec dot ddot".split())
TEXTS = frozenset("text textbf textit texttt textrm operatorname".split())
SIZES = frozenset("left right big Big bigl bigr Bigl Bigr bigg Bigg".split())
OPERATORS = frozenset(symbols.RELATIONS) | frozenset(symbols.BINARY) | {"circ"}
FUNCTIONS = symbols.FUNCTIONS | {"argmin", "argmax"}
# Authors' macros for a script capital, as in `calO(1/k)`.
CALLIGRAPHIC = frozenset(f"cal{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LETTERS = (
    GREEK
    | CALLIGRAPHIC
    | frozenset(
        "ell partial nabla hbar forall exists ldots dots cdots top bot prime dagger infty emptyset perp".split()
    )
)
FENCES = frozenset("langle rangle lfloor rfloor lceil rceil".split())
NAMES = (
    LETTERS
    | FONTS
    | ACCENTS
    | TEXTS
    | SIZES
    | OPERATORS
    | STRONG
    | FENCES
    | FUNCTIONS
    | frozenset(symbols.MARKS)
    | frozenset(symbols.LARGE)
    | {"frac", "sqrt"}
) - {"S", "P", "Re", "Im"}
_LONGEST = max(map(len, NAMES))
_MOST_LETTERS = 3
# English words and usual names that end like a letter and a name: "all" is not a \ll.
_WORDS = frozenset(
    """
    all ill ell bin gin pin sin tin win fin din kin min lin yin jin egg inn into onto also
    auto veto photo main gain pain rain vain chin thin twin skin spin grin cabin basin plain train
    brain stain again begin well tell sell fell bell cell yell ball call fall hall tall wall will
    still till bill fill hill kill mill pill roll toll poll full pull dull null shell smell small
    skill model data beta meta that what chat flat stop step shop drop loop sum set age page
    image stage large edge huge change bridge range charge merge able table whole scale simple
    sample people while smile file role rule one none line fine mine nine wine done gone zone
    here tune scene phone open often then alone api emu menu pip pipi idea area era
    """.split()
)


@lru_cache(maxsize=8192)
def take_apart(run: str) -> tuple[str, ...] | None:
    r"""Take a run of letters apart, or `None` when it is a word and no formula.

    >>> take_apart("ntimes"), take_apart("nLvarepsilon"), take_apart("loglog")
    (('n', '\\times'), ('n', 'L', '\\varepsilon'), ('\\log', '\\log'))
    >>> take_apart("training") is None
    True
    """
    if run in NAMES:
        return (f"\\{run}",)
    if len(run) == 1:
        return (run,)
    if run.lower() in _WORDS:
        return None
    names: list[str] = []
    rest = run
    while name := _name_at_end(rest):
        names.append(f"\\{name}")
        rest = rest[: -len(name)]
    letters = sum(c.isascii() for c in rest)
    # "Carin" is a name; only one letter stands before a name as short as \in.
    if not names or letters > (_MOST_LETTERS if len(names[-1]) > 3 else 1):
        return None
    return (*rest, *reversed(names))


def _name_at_end(run: str) -> str:
    for length in range(min(len(run), _LONGEST), 1, -1):
        if run[-length:] in NAMES:
            return run[-length:]
    return ""
