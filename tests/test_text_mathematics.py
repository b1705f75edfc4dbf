import csv
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.mathematics.formula import formula_from_tex, spelled_names
from generator.text.mathematics.glued import take_apart
from generator.text.mathematics.hints import formula_windows, has_hint
from generator.text.mathematics.scan import find_formulas
from generator.text.mathematics.signs import repair_signs
from generator.text.rich import read_rich
from generator.text.spans import Math, plain_text

DATA = Path(__file__).parent / "data"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
# How many elements each may hold; those that are not here hold text or any number.
CHILDREN = {"msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
CHILDREN |= {"mfrac": 2, "mroot": 2, "mspace": 0}
KNOWN = {*CHILDREN, "math", "mrow", "mi", "mo", "mn", "mtext", "msqrt"}

with (DATA / "math_seeds.tsv").open(encoding="utf-8", newline="") as table:
    SEEDS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
UNTOUCHED = (DATA / "math_untouched.tsv").read_text(encoding="utf-8").splitlines()[1:]

TEX = [
    (r"\ell_\infty", "ℓ_∞"),
    (r"A\in R^{n\times d}", "A ∈ R^{n×d}"),
    (r"\mathbb{R}^d", "ℝ^d"),
    (r"\mathcal{O}(\sqrt{T})", "O(√T)"),
    (r"\tilde{O}(\sqrt{KT\log T})", "Õ(√(KT log T))"),
    (r"\frac12", "1/2"),
    (r"\frac{\log\log n}{\log d}", "(log log n)/(log d)"),
    (r"\binom{n}{k}", "binom(n, k)"),
    (r"\sqrt[3]{x}", "³√x"),
    (r"x''_i", "x_i′′"),
    (r"360^{\circ}", "360°"),
    (r"97\,\mathrm{ms}", "97 ms"),
    (r"14{,}056", "14,056"),
    (r"N{=}4", "N = 4"),
    (r"\left\langle x, y \right\rangle", "⟨x, y⟩"),
    (r"\left. f \right|_{x=0}", "f|_{x=0}"),
    (r"\|x\|_2^2", "‖x‖₂²"),
    (r"p_\theta(y \mid x)", "p_θ(y | x)"),
    (r"\text{DataClaw}_0", "DataClaw₀"),
    (r"\operatorname*{argmax}_{a} Q(s,a)", "argmax_a Q(s, a)"),
    (r"a \not= 0", "a ≠ 0"),
    (r"{\rm log} n", "log n"),
    (r"\calO(1/k)", "O(1/k)"),
    (r"10^{-3}", "10⁻³"),
    (r"\overset{d}{\to}", "→^d"),
]
BAD_TEX = [
    r"\unknown{x}",
    r"x^{2",
    r"x}",
    "x^a^b",
    "x_",
    r"\frac{1}",
    r"\begin{matrix} a \end{matrix}",
    "a & b",
    r"\href{javascript:x}{y}",
    r"\left\foo",
    "{" * 100 + "}" * 100,
    r"\hat" * 400 + "x",
    "x" * 2001,
    "",
]


def well_formed(mathml):
    root = ET.fromstring(mathml)
    assert root.tag == f"{MATHML}math"
    for element in root.iter():
        name = element.tag.removeprefix(MATHML)
        assert name in KNOWN
        assert set(element.attrib) <= {
            "mathvariant",
            "stretchy",
            "width",
            "accent",
            "display",
            "linethickness",
            "movablelimits",
        }
        assert len(element) == CHILDREN.get(name, len(element)), mathml
    return root


@pytest.mark.parametrize(("tex", "plain"), TEX)
def test_tex_reads_as_a_line_of_unicode(tex, plain):
    """TeX becomes a line of text and well-formed MathML."""
    formula = formula_from_tex(tex)
    assert formula is not None
    assert formula.plain == plain
    well_formed(formula.mathml)


@pytest.mark.parametrize("tex", BAD_TEX)
def test_bad_tex_is_no_formula(tex):
    """A formula with one thing that is not understood is none."""
    assert formula_from_tex(tex) is None


def test_characters_of_markup_are_escaped():
    """Signs that mean something in XML are text in every part of a formula."""
    formula = formula_from_tex(r'a<b>c\text{<script>&"}\&')
    assert "<script" not in formula.mathml
    text = "".join(well_formed(formula.mathml).itertext())
    assert text == 'a<b>c<script>&"&'


def test_a_displayed_formula_says_so():
    """A displayed formula is a block, any other is not."""
    assert 'display="block"' in formula_from_tex("x", display=True).mathml
    assert "display" not in formula_from_tex("x").mathml


def test_limits_move_beside_their_operator_in_a_line():
    """The scripts of `argmin` and of a sum may move, so a line of text keeps its height."""
    assert '<munder><mo movablelimits="true">min</mo>' in formula_from_tex(r"\min_x f").mathml


@pytest.mark.parametrize("row", SEEDS, ids=[row["source"] for row in SEEDS])
def test_a_formula_of_the_seeds_is_repaired(row):
    """Each mangled formula of the shipped dumps is shown as its authors wrote it."""
    rich = read_rich(row["text"])
    assert row["plain"] in plain_text(rich)
    if row["mathml"]:
        (span,) = [s for s in rich if isinstance(s, Math) and s.source == row["source"]][:1]
        assert span.plain == row["plain"]
        inside = re.sub(r"^<math [^>]*>|</math>$", "", span.mathml)
        assert inside == row["mathml"]
        well_formed(span.mathml)


def test_the_tables_are_as_long_as_promised():
    """At least 60 formulas to repair and 40 texts to leave alone."""
    assert len({row["source"] for row in SEEDS}) >= 60
    assert len(set(UNTOUCHED)) >= 40


@pytest.mark.parametrize("text", UNTOUCHED)
def test_prose_is_left_alone(text):
    """What is not surely mathematics or markup stays sign by sign."""
    rich = read_rich(text)
    assert plain_text(rich) == text
    assert not [span for span in rich if isinstance(span, Math)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("sim30 images", "∼30 images"),
        ("only sim20% of", "only ∼20% of"),
        ("(leq3B parameters)", "(≤3B parameters)"),
        ("360^{circ} video", "360° video"),
        ("+20.86%uparrow", "+20.86%↑"),
        ("5.7% rightarrow 25.4%", "5.7% → 25.4%"),
        ("{sim}11% faster", "∼11% faster"),
        ("7{times} faster", "7× faster"),
        ("infty-LLMs", "∞-LLMs"),
        ("gamma-PO and sigma-VAE", "γ-PO and σ-VAE"),
        ("an epsilon-greedy policy", "an ε-greedy policy"),
        ("three times, sometimes 10 times", "three times, sometimes 10 times"),
        ("the sim2real gap", "the sim2real gap"),
    ],
)
def test_signs_beside_numbers_and_names(text, plain):
    """Signs come back beside a number or a name, and nowhere else."""
    assert repair_signs(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("UniF^2ace-130K", "UniF²ace-130K"),
        ("VLM^2-Bench and S^2ER", "VLM²-Bench and S²ER"),
        ("M^3FinMeeting", "M³FinMeeting"),
        ("nabla^2DFT", "∇²DFT"),
        ("mathbb{R}^d", "ℝ^d"),
        ("tilde{O}(sqrt{T})", "Õ(√T)"),
        ("at G approx 1, phi approx 0", "at G ≈ 1, φ ≈ 0"),
        ("p_θ(y mid x)", "p_θ(y | x)"),
        ("eta_2propto d^{-1}", "η₂ ∝ d⁻¹"),
        ("calE = calM times R^d", "E = M×R^d"),
        ("n times n matrices", "n×n matrices"),
        ("J_{G}^* {F}_t J_{G}", "J_G* F_t J_G"),
        ("c in {True, False}", "c ∈ {True, False}"),
        ("Spearman rho=0.85", "Spearman ρ = 0.85"),
        ("O(N 2) and n lalog n", "O(N 2) and n lalog n"),
        ("teal{Mathematics} and texttt{D}ual", "Mathematics and Dual"),
    ],
)
def test_formulas_of_other_listings(text, plain):
    """Notation that the seeds do not have."""
    assert plain_text(read_rich(text)) == plain


def test_a_letter_that_a_formula_confirms_is_one_everywhere():
    """`beta` is a letter only in a text with a formula that has it."""
    assert plain_text(read_rich("x^{beta}, where beta is small")) == "x^β, where β is small"
    assert plain_text(read_rich("x^2, where beta is small")) == "x², where beta is small"


def test_names_to_search_a_formula_by():
    """The names that a reader types for the signs of a formula, none for plain letters."""
    assert spelled_names("σ_t ≤ ℓ_∞, ε") == ("sigma", "ell", "infty", "epsilon")
    assert spelled_names("x + y") == ()


def test_glued_words_are_taken_apart_from_their_end():
    """Letters stand before names, and a name with too many letters before it is a word."""
    assert take_apart("xin") == ("x", r"\in")
    assert take_apart("widetildeTheta") == (r"\widetilde", r"\Theta")
    assert take_apart("Carin") is None
    assert take_apart("Skill") is None


def test_a_text_without_hints_has_no_windows():
    """Prose is not read a second time."""
    assert not has_hint("We train three times longer than all within (and in) the group.")
    assert list(formula_windows("plain words")) == []


@given(st.text(alphabet="ab12^_{}()[]|$\\ +-*/=<>&'.,timesnflphOθ", max_size=80))
def test_any_formula_is_well_formed_or_none(tex):
    """Whatever stands between two dollars makes well-formed MathML or no formula."""
    formula = formula_from_tex(tex)
    if formula is not None:
        well_formed(formula.mathml)
        assert formula.plain == formula.plain.strip()


@given(st.text(alphabet="ab12^_{}()[]| +-,'ntimesleqfrcsg\\", max_size=120))
def test_found_formulas_lie_in_order_inside_the_text(text):
    """Spans of formulas do not overlap and are never empty."""
    end = 0
    for found in find_formulas(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize(
    "piece", ["(", "{", "x_{1", "(x^2+", "O(O(", "3times", "|", "$\\hat", "\\frac{", "1+", "a-"]
)
def test_hostile_text_is_read_to_its_end(piece):
    """A text of 30,000 signs made to be slow or to nest without end is read in one pass."""
    assert plain_text(read_rich(piece * (30_000 // len(piece))))
