"""The names of TeX: which character each stands for and what part it plays.

Sources: The TeXbook, appendix F; the LaTeX2e font tables; unicode-math.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _table(written: str) -> dict[str, str]:
    words = written.split()
    return dict(zip(words[::2], words[1::2], strict=True))


GREEK = MappingProxyType(
    _table("""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
    phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ
    Upsilon Υ Phi Φ Psi Ψ Omega Ω eps ε
    """)
)
# Letters that are not Greek, and signs that stand where a letter does.
LETTERS = MappingProxyType(
    _table("""
    ell ℓ infty ∞ partial ∂ nabla ∇ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ emptyset ∅
    varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ prime ′ dagger † ddagger ‡ circ ∘ degree °
    angle ∠ checkmark ✓ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ lnot ¬ neg ¬ star ⋆
    bigstar ★ blacksquare ■ square □ Box □ triangle △ clubsuit ♣ diamondsuit ♢ heartsuit ♡
    spadesuit ♠ sharp ♯ flat ♭ natural ♮ pounds £ S § P ¶ copyright © complement ∁ textdegree °
    backslash \\ xmark ✗ eth ð mho ℧ lozenge ◊ diamond ⋄ bullet •
    """)
)
# Relations and binary operators: a text sets a space on either side.
RELATIONS = MappingProxyType(
    _table("""
    leq ≤ le ≤ geq ≥ ge ≥ leqslant ≤ geqslant ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡
    propto ∝ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃
    supseteq ⊇ subsetneq ⊊ prec ≺ preceq ⪯ succ ≻ succeq ⪰ to → rightarrow → longrightarrow →
    leftarrow ← gets ← longleftarrow ← leftrightarrow ↔ longleftrightarrow ↔ Rightarrow ⇒
    Leftarrow ⇐ Leftrightarrow ⇔ Longrightarrow ⇒ Longleftrightarrow ⇔ implies ⇒ iff ⇔ mapsto ↦
    longmapsto ↦ hookrightarrow ↪ rightleftharpoons ⇌ rightsquigarrow ⇝ leadsto ⇝ mid | nmid ∤
    parallel ∥ perp ⟂ models ⊨ vdash ⊢ triangleq ≜ coloneqq ≔ doteq ≐ asymp ≍ lt < gt >
    """)
)
BINARY = MappingProxyType(
    _table("""
    times × cdot · div ÷ pm ± mp ∓ ast ∗ oplus ⊕ otimes ⊗ odot ⊙ ominus ⊖ cap ∩ cup ∪ uplus ⊎
    setminus ∖ backsim ∽ wedge ∧ land ∧ vee ∨ lor ∨ sqcup ⊔ sqcap ⊓ bowtie ⋈ rtimes ⋊ ltimes ⋉
    centerdot · circledast ⊛ texttimes ×
    """)
)
# Arrows that stand after a number as a sign.
MARKS = MappingProxyType(
    _table("uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ Uparrow ⇑ Downarrow ⇓ updownarrow ↕")
)
FENCES = MappingProxyType(
    _table("""
    langle ⟨ rangle ⟩ lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert | lfloor ⌊ rfloor ⌋ lceil ⌈
    rceil ⌉ lbrace { rbrace } lbrack [ rbrack ]
    """)
)
LARGE = MappingProxyType(
    _table("""
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
    bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ biguplus ⨄ bigodot ⨀
    """)
)
FUNCTIONS = frozenset(
    """
    log ln lg exp min max inf sup lim liminf limsup arg argmin argmax det dim ker deg gcd hom
    sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan Pr tr Tr poly polylog
    """.split()
)
# Those that take limits below, in TeX's display style and in a line of text alike legible.
LIMITS = frozenset("min max inf sup lim liminf limsup argmin argmax sum prod coprod".split())

# The mark over a node, and the mark that combines with one letter of a text.
ACCENTS = MappingProxyType(
    {
        "hat": ("^", "\u0302"),
        "widehat": ("^", "\u0302"),
        "tilde": ("~", "\u0303"),
        "widetilde": ("~", "\u0303"),
        "bar": ("¯", "\u0304"),
        "overline": ("¯", "\u0304"),
        "vec": ("→", "\u20d7"),
        "overrightarrow": ("→", "\u20d7"),
        "dot": ("˙", "\u0307"),
        "ddot": ("¨", "\u0308"),
        "check": ("ˇ", "\u030c"),
        "breve": ("˘", "\u0306"),
        "acute": ("´", "\u0301"),
        "grave": ("`", "\u0300"),
        "mathring": ("˚", "\u030a"),
    }
)
# The style of an argument, and of what follows a switch in its group.
FONTS = MappingProxyType(
    {
        "mathbb": "blackboard",
        "mathds": "blackboard",
        "mathbbm": "blackboard",
        "Bbb": "blackboard",
        "mathcal": "script",
        "mathscr": "script",
        "cal": "script",
        "mathfrak": "fraktur",
        "frak": "fraktur",
        "mathbf": "bold",
        "boldsymbol": "bold",
        "bm": "bold",
        "bf": "bold",
        "pmb": "bold",
        "mathrm": "roman",
        "mathsf": "roman",
        "mathtt": "roman",
        "mathnormal": "plain",
        "mathit": "plain",
        "it": "plain",
        "rm": "roman",
        "sf": "roman",
        "tt": "roman",
        "operatorname": "function",
        "mathop": "plain",
        "mathbin": "plain",
        "mathrel": "plain",
        "mathord": "plain",
        "ensuremath": "plain",
    }
)
SWITCHES = frozenset(("cal", "frak", "bf", "it", "rm", "sf", "tt"))
# Authors' own macros that mean the same in every paper that has them.
SETS = MappingProxyType({name: name for name in ("R", "N", "Z", "Q", "C", "E")})

NAMES = MappingProxyType({**GREEK, **LETTERS, **RELATIONS, **BINARY, **MARKS, **FENCES, **LARGE})


def _backwards(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the pairs with the first last, so that the first name of a character stays."""
    return [*names.items()][::-1]


# What a reader types for a character: "∞" is found under "infty", "σ" under "sigma".
SPELLINGS = MappingProxyType(
    {
        **{character: name for name, character in _backwards(LETTERS) if ord(character[0]) > 127},
        **{character: name for name, character in _backwards(GREEK)},
        "φ": "phi",
        "ε": "epsilon",
    }
)
