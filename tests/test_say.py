"""Words in templates: spelt out when a template is compiled, and refused when they cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from generator import assets
from generator.render.environment import TemplateEnvironment, make_environment
from tests.support import CHECKOUT, LEAST_CONFIG, english, run_broadsheet, write_site


def _environment(folder: Path = CHECKOUT / "templates") -> TemplateEnvironment:
    return make_environment(folder, english(), {})


def _shown(source: str, **values: object) -> str:
    return _environment().from_string(source).render(**values)


def test_words_cost_nothing_when_a_page_is_made():
    """Of the templates of papers' pages and cards, none looks a word up: their code has the words themselves."""
    environment = _environment()
    for name, said in {
        "pages/paper.html": "Related papers",
        "partials/cards.html": "Pinned",
    }.items():
        source = (assets.templates_folder() / name).read_text("utf-8")
        code = environment.compile(source, name, name, raw=True)
        assert "|say" in source
        assert said in code
        assert "'say'" not in code
        assert "filters" not in code


def test_words_are_written_as_if_they_stood_in_the_template():
    """Texts, values, links and keys are put in; all of them are escaped, and links lead where the template says."""
    assert _shown('{{ "frame.topics"|say }}') == "Topics"
    assert _shown('{{ "frame.made"|say(version=v) }}', v="<1>") == "Made with Broadsheet &lt;1&gt;."
    shown = _shown('{{ "home.follow_text"|say(feed=root ~ "f", feeds="g") }}', root="../<")
    assert (
        shown
        == 'In any feed reader: <a href="../&lt;f">every paper</a>, or <a href="g">one topic</a>.'
    )
    assert "<kbd>/</kbd> goes" in _shown('{{ "search.help_keys"|say }}')
    body = '{% say "topic.rising", day=d %}{% for word in words %}<i>{{ word }}</i>{% endfor %}{% endsay %}'
    shown = _shown(body, d="1 May", words=["a", "<"])
    assert shown == "More often in titles since 1 May than before: <i>a</i><i>&lt;</i>."


def test_words_that_count_choose_their_form_when_the_page_is_made():
    """The number decides; in an argument or behind a variable a text is said too."""
    source = '{{ "count.papers"|say(count=n) }}'
    assert [_shown(source, n=n) for n in (1, 2)] == ["1 paper", "2 papers"]
    assert _shown('{% set x = "frame.topics"|say %}{{ x|upper }}') == "TOPICS"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('{{ "frame.topcis"|say }}', 'no words have the key "frame.topcis"; did you mean "frame.topics"?'),
        ('{% set x = "nothing.here"|say %}', 'no words have the key "nothing.here"; see templates/words/en.yaml'),
        ('{{ "frame.made"|say }}', "frame.made has no value for version"),
        ('{{ "count.papers"|say(number=1) }}', "count.papers has no value for count"),
        ('{% say "topic.near" %}', "Unexpected end of template"),
        ('{% say "frame.topics" %}{% endsay %}', "frame.topics is made of nothing"),
        ('{% say "count.papers" %}{% endsay %}', "say takes the key of a text that does not count, in quotes"),
    ],
)  # fmt: skip
def test_words_that_are_missing_are_errors_when_a_template_is_compiled(source: str, says: str):
    """An unknown key, or a value that is not given, is told with its line before any page is made."""
    with pytest.raises(TemplateSyntaxError) as error:
        _environment().from_string("\n" + source)
    assert says in str(error.value)
    assert error.value.lineno == 2


def test_compiled_templates_are_kept_with_their_words(tmp_path: Path):
    """A template that was compiled with other words is compiled again, and with the same ones is not."""
    folder, kept = tmp_path / "templates", tmp_path / "kept"
    folder.mkdir()
    (folder / "a.html").write_text('{{ "frame.topics"|say }}')
    words = english()
    other = replace(words, texts={**words.texts, "frame.topics": "Themes"}, digest="other")

    def shown(some: object) -> str:
        return make_environment(folder, some, {}, kept).get_template("a.html").render()  # type: ignore[arg-type]

    assert shown(words) == "Topics"
    assert shown(replace(words, texts={"frame.topics": "no"})) == "Topics"
    assert shown(other) == "Themes"
    assert shown(words) == "Topics"


def test_owners_template_says_words_and_is_told_of_wrong_ones(tmp_path: Path):
    """A template of the owner's has the filter too; an unknown key is told with the template's line."""
    site = LEAST_CONFIG + "theme: {templates: own}\n"
    write_site(tmp_path, site)
    (tmp_path / "own").mkdir()
    own = '{%% extends "shipped/base.html" %%}\n{%% block foot %%}<p>{{ "%s"|say }}{%% endblock %%}'
    (tmp_path / "own" / "base.html").write_text(own % "reading.title")
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    assert "<p>Reading list" in (tmp_path / "public" / "index.html").read_text("utf-8")
    (tmp_path / "own" / "base.html").write_text(own % "reading.titel")
    done = run_broadsheet("build", cwd=tmp_path)
    assert done.returncode == 1
    assert "own/base.html:2: TemplateSyntaxError: no words have the key" in done.stderr
    assert 'did you mean "reading.title"?' in done.stderr
