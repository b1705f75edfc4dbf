import re
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.text.clean import clean
from generator.text.rich import Readings, join_lines, read_plain, read_rich
from generator.text.spans import Emphasis, Math, Text, plain_text, search_text

# Letters, signs and words that mean something to one of the readers.
PIECES = st.sampled_from(
    """\\ $ $$ \\( \\) \\[ \\] ^ _ { } < > & * ** ` `` '' ' ~ -- --- | || ( ) [ ] , . : / @ = + - %
    alpha beta times infty leq sim in R^d x_i \\frac \\hat \\textbf{ {\\it \\emph{ \\'e \\c \\o \\cite{ \\href{
    mathcal{ ell_ sum_{ O( https:// a@b.c 10.1000/ &amp; &lt; <p> <sub>1</sub> \ufdd0 \ufde4 \ufde7 \u200b
    é e\u0301 Ω ∞ word 3.2times 30 \n -\n red{ textbf{ \\% \\& \\documentclass""".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
)


def spans_of(rich):
    for span in rich:
        yield span
        if isinstance(span, Emphasis):
            yield from span.spans


@given(TEXTS)
def test_any_text_is_read(text):
    """No text is refused; every formula is well-formed; nothing but formulas is markup."""
    rich = read_rich(text)
    plain_text(rich), search_text(rich)
    for span in spans_of(rich):
        if isinstance(span, Math):
            root = ET.fromstring(span.mathml)
            assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
            assert span.plain
            assert span.source
        if isinstance(span, Text):
            assert span.text


@given(TEXTS)
def test_the_short_way_to_plain_text_gives_the_same(text):
    """What is read for its words alone says what its spans say."""
    assert read_plain(text) == plain_text(read_rich(text))


@given(st.lists(TEXTS, max_size=3))
def test_a_text_that_was_read_before_is_written_the_same(texts):
    """What is kept of a reading gives the same line and the same spans, however often it is asked."""
    readings = Readings()
    for text in [*texts, *texts]:
        assert readings[text].plain() == read_plain(text)
        assert readings[text].spans() == read_rich(text)
    assert set(readings) == set(texts)


@given(TEXTS)
def test_no_mark_is_left_in_a_text(text):
    """The non-characters that hold places while a text is repaired never leave it."""
    shown = plain_text(read_rich(text))
    assert not re.search("[\ufdd0-\ufdef]", shown)
    assert unicodedata.is_normalized("NFC", clean(shown))


@given(
    st.text(
        alphabet=st.characters(exclude_characters="\\$^_{}<>&*`~|-=/(", max_codepoint=0x2FF),
        max_size=200,
    )
)
def test_text_without_signs_is_only_cleaned(text):
    """A text that has no sign of markup or mathematics passes unchanged but for cleaning."""
    words = re.sub(r"\d|in|times|sim|approx|infty|eq|psilon|arrow|circ", "", text)
    assert plain_text(read_rich(words)) == clean(words)


@given(
    st.lists(
        st.sampled_from("we train a deep network on 10 tasks (see Sec. 3), e.g. its loss".split()),
        max_size=30,
    ).map(" ".join)
)
def test_plain_english_is_one_span(text):
    """Prose is one span, and reading it again gives the same."""
    rich = read_rich(text)
    assert rich == ((Text(text=text),) if text else ())
    assert read_rich(plain_text(rich)) == rich


@pytest.mark.parametrize("text", ["", " ", "\n\u200b"])
def test_an_empty_text_has_no_spans(text):
    """What is nothing after cleaning has no spans and no plain text."""
    assert read_rich(text) == ()
    assert plain_text(()) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("state-of-\nthe-art", "state-of-the-art"),
        ("pre-\nand post-training", "pre- and post-training"),
        ("one\ntwo\r\nthree", "one two three"),
        ("<jats:p>A <jats:italic>b</jats:italic></jats:p>", "A b"),
        ("<jats:title>Abstract</jats:title><jats:p>We", "Abstract We"),
        ("10<sup>-3</sup>, L <sub>1</sub> and a<sup>th</sup>", "10⁻³, L₁ and ath"),
        ("a &amp;amp; b &amp;lt; c, AT&T &nosuch;", "a & b < c, AT&T &nosuch;"),
        ("The&#13;\\ngoal", "The goal"),
        ("<think> So let's replace</think>", "<think> So let's replace</think>"),
        (r"costs $5 and $10, not $x$", "costs $5 and $10, not x"),
        (r"$\textbf{Ge}$neration and $70$ of $86\%$", "Generation and 70 of 86%"),
        (r"\(x^2\) and \[y_1\] and $$z$$", "x² and y₁ and z"),
        (r"\ensuremath{\delta} and $\\mathbf{x}$", "δ and x"),
        (r"bad $\nosuch{x}^2$ stays", r"bad $\nosuch{x}^2$ stays"),
        (r"open $x^2 stays", "open $x² stays"),
        ("https://a.org/x{https://a.org/x}.", "https://a.org/x."),
        ("see https://a.org/x{our page}", "see our page (https://a.org/x)"),
        (
            r"https://a.org/b\_c and https://a.org/~x_1^2",
            "https://a.org/b_c and https://a.org/~x_1^2",
        ),
        ("*one*, **two words**, `code_x^2`", "one, two words, code_x^2"),
        ("A* and k* and 2*3*4 and *.py or *.txt", "A* and k* and 2*3*4 and *.py or *.txt"),
    ],
)
def test_texts_as_they_come(text, plain):
    """Line ends, tags, entities, money, bad TeX, addresses and light Markdown."""
    assert plain_text(read_rich(text)) == plain


def test_spans_of_a_text():
    """Words, a formula and three kinds of emphasis in reading order."""
    rich = read_rich("The ell_infty norm is *not* **very** `hard`, $x$")
    formula, variable = (span for span in rich if isinstance(span, Math))
    assert (formula.source, formula.plain) == ("ell_infty", "ℓ_∞")
    assert (variable.source, variable.plain) == ("$x$", "x")
    assert [span for span in rich if not isinstance(span, Math)] == [
        Text(text="The "),
        Text(text=" norm is "),
        Emphasis(kind="em", spans=(Text(text="not"),)),
        Text(text=" "),
        Emphasis(kind="strong", spans=(Text(text="very"),)),
        Text(text=" "),
        Emphasis(kind="code", spans=(Text(text="hard"),)),
        Text(text=", "),
    ]


def test_a_formula_may_stand_in_emphasis():
    """Emphasis holds formulas as well as words."""
    (span,) = read_rich(r"\textbf{the $x^2$ term}")
    assert [type(inner) for inner in span.spans] == [Text, Math, Text]


def test_code_is_not_repaired():
    """Nothing within backquotes is mathematics or markup."""
    (span,) = read_rich("`x_1^2 *a* $b$ &lt;`")
    assert span == Emphasis(kind="code", spans=(Text(text="x_1^2 *a* $b$ <"),))


def test_the_search_finds_a_formula_by_its_names():
    """The names of signs follow the plain text, once each."""
    assert search_text(read_rich("sigma_t and sigma_s with ell_infty")) == (
        "σ_t and σ_s with ℓ_∞ sigma ell infty"
    )
    assert search_text(read_rich("plain")) == "plain"


@given(st.text(max_size=100))
@example("a-\n b")
def test_joining_lines_only_takes_white_space(text):
    """Joining lines takes nothing but white space from a text."""
    assert "".join(join_lines(text).split()) == "".join(text.split())
