import pytest

from generator.text.latex import read_latex
from generator.text.rich import read_rich
from generator.text.spans import Emphasis, Text, plain_text


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"V\=arta", "Vārta"),
        (r"R\'enyi, {\'e}, \'{e}, {\'{e}}", "Rényi, é, é, é"),
        (r"\"Ust\"un and H\"{o}lder", "Üstün and Hölder"),
        (r"na\"{\i}vely, na\"ive", "naïvely, naïve"),
        (r"\v{c}, {\v c}, \c{c}, \c c", "č, č, ç, ç"),
        (r"\H{o} \u{g} \k{a} \r{a} \d{s}", "ő ğ ą å ṣ"),
        (r"It\^o, Ko\~nak, \`a la", "Itô, Koñak, à la"),
        (
            r"\o, \O{}, {\ss}, \ae, \L ojasiewicz, {\L}ojasiewicz",
            "ø, Ø, ß, æ, Łojasiewicz, Łojasiewicz",
        ),
        (r"5\% of Q\&A, C\#, a\_b, \$3", "5% of Q&A, C#, a_b, $3"),
        (r"i.\,i.\,d and i.e.\ this", "i. i. d and i.e. this"),
        (r"a priori\/ and 3\!4", "a priori and 34"),
        (
            r"``like these'' and `single' and ```nested' quotes''",
            "“like these” and ‘single’ and “‘nested’ quotes”",
        ),
        (
            "pages 3--5, nets -- and so on --- always---yes",
            "pages 3–5, nets – and so on — always—yes",
        ),
        ("Fig.~3, e.g.,~SVD, work~(MoE) of al.~here", "Fig. 3, e.g., SVD, work (MoE) of al. here"),
        (r"Krizhevsky \etal on, \eg, and \ie, \etc.", "Krizhevsky et al. on, e.g., and i.e., etc."),
        (r"{\it vs.} and {\em all of} it", "vs. and all of it"),
        (r"\textbf{\textsc{Deep} Nets}, \underline{R}obust", "Deep Nets, Robust"),
        (r"{B}ayesian {LLM}s, {R}NN", "Bayesian LLMs, RNN"),
        (r"as shown~\cite{a,b} and et al.~\citep[p. 3]{c}.", "as shown and et al."),
        (r"\url{https://a.org/b_c}", "https://a.org/b_c"),
        (r"\href{https://a.org}{our page}", "our page (https://a.org)"),
        (r"\href{https://a.org}{this https URL}", "https://a.org"),
        (r"here\footnote{Code is free}", "here (Code is free)"),
        (r"AdaDARE-\gamma and {\Delta}G", "AdaDARE-γ and ΔG"),
        (r"\LaTeX{} and \LaTeX, but \BibTeX{}", "LaTeX and LaTeX, but BibTeX"),
        (r"object\'s and don\'t", "object's and don't"),
        (r"\begin{itemize} \item one \end{itemize}", "• one"),
    ],
)
def test_latex_of_text_becomes_unicode(latex, plain):
    """Accents, letters, escapes, dashes, quotes and styles are text."""
    assert plain_text(read_rich(latex)) == plain


@pytest.mark.parametrize(
    "text",
    [
        r"\foo{bar} and \unknown",
        r"\color{red}text",
        r"\ECUAS{n} metrics",
        "use --verbose or -x",
        "100 ~ 200, ~30%, 7.33~8.26",
        "rock 'n' roll of the '90s",
        "the set {red, green} and {x: 1}",
        "{an open brace",
        "a closed} brace",
        "<!-- x -->",
        "\\",
        "a\\",
    ],
)
def test_what_is_not_known_stays(text):
    """Commands that mean nothing to a reader, options, ranges and lone braces are left alone."""
    assert read_latex(text) == text


def test_styles_are_emphasis():
    """Slanted, bold and typewriter words are three kinds of emphasis."""
    rich = read_rich(r"\emph{a}, \textbf{b}, \texttt{c}, {\bf d}")
    assert [span.kind for span in rich if isinstance(span, Emphasis)] == [
        "em",
        "strong",
        "code",
        "strong",
    ]


def test_emphasis_within_emphasis_is_one():
    """Styles that nest are flat: the outer one wins."""
    assert read_rich(r"\textbf{a \emph{b} c}") == (
        Emphasis(kind="strong", spans=(Text(text="a b c"),)),
    )
