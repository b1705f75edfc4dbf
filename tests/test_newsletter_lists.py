"""The list of subscribers, and the journal of who got what."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import BroadsheetError, InputError
from generator.newsletter.delivery import standing
from generator.newsletter.journal import open_journal, read_states
from generator.newsletter.subscribers import SubscriberList, read_subscribers

ADA, BOB = "ada@example.org", "bob@example.org"


def read(folder: Path, data: str | bytes, *, tokens: bool = False) -> SubscriberList:
    (folder / "list").write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_subscribers(folder, "list", tokens=tokens)


@pytest.mark.parametrize(
    "data",
    [
        "ada@example.org\nbob@example.org\n",
        "# ours\n\nAda <ada@example.org>\n  bob@example.org",
        "email\nada@example.org\nbob@example.org\n",
        "\ufeffname,Email\r\n\"Ada, Countess\",ada@example.org\r\n# gone: cyd\r\n,bob@example.org\r\n",
        "Name;E-Mail\nAda;ada@example.org\n;bob@example.org\n",
        "name\taddress\nAda\tada@example.org\n\tbob@EXAMPLE.ORG\n",
        '"email","name"\n"ada@example.org","Ada"\n"bob@example.org",""\n',
        "email,status\nada@example.org,enabled\ncyd@example.org,unsubscribed\nbob@example.org,\ndan@example.org,blocklisted\n",
        "ada@example.org\nbob@example.org\nada@Example.org\n",
    ],
)  # fmt: skip
def test_lists_are_read(tmp_path: Path, data: str):
    """Lines and CSV, with names, comments, marks of bytes and ends of lines of any system, give each address once."""
    found = read(tmp_path, data)
    assert [str(each.address) for each in found.subscribers] == [ADA, BOB]
    assert found.problems == ()


def test_wrong_lines_are_named_and_stop_no_one(tmp_path: Path):
    """A line without an address is named with its number, and the others are read."""
    found = read(tmp_path, 'email,name\nada@example.org,"Ada\nbob@example.org,Bob\n,Cyd\nada,Ada\n')
    assert [str(each.address) for each in found.subscribers] == [BOB]
    assert [str(problem).partition(";")[0] for problem in found.problems] == [
        'list:2: "ada@example.org,"Ada" is no line of CSV',
        'list:4: "" has no @',
        'list:5: "ada" has no @',
    ]


def test_people_who_left_and_who_stand_twice_are_counted(tmp_path: Path):
    """Nobody is dropped in silence."""
    found = read(
        tmp_path,
        "email,status\nada@example.org,\nAda@example.org,\nada@EXAMPLE.org,\nbob@example.org,unsubscribed\n",
    )
    assert (len(found.subscribers), found.repeated, found.left) == (2, 1, 1)


def test_token_that_is_needed_is_asked_for(tmp_path: Path):
    """Where the address to leave the list has a token, a line without one is named."""
    found = read(tmp_path, "email,token\nada@example.org,t1\nbob@example.org,\n", tokens=True)
    assert [each.token for each in found.subscribers] == ["t1"]
    assert "list:3: has no token" in str(found.problems[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"ada@example.org\n\xff\n", "list:2: is not UTF-8"),
        (None, "list: cannot be read (No such file"),
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path: Path, data: bytes | None, said: str):
    """A missing file and one in another encoding are refused, for half a list might be read otherwise."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, data) if data is not None else read_subscribers(
            tmp_path, "list", tokens=False
        )
    assert str(caught.value).startswith(said)


def test_journal_remembers_the_last_state(tmp_path: Path):
    """What was noted is there in the next run, without a lock too."""
    with open_journal(tmp_path, "2025-03-14") as journal:
        journal.note(ADA, "begun", "t")
        journal.note(ADA, "sent", "t", "250 OK \ud800")
        journal.note(BOB, "begun", "t")
    assert read_states(tmp_path, "2025-03-14") == {ADA: "sent", BOB: "begun"}
    assert read_states(tmp_path, "2025-03-15") == {}


@pytest.mark.parametrize("kept", range(1, 60, 7))
def test_line_that_a_kill_cut_off_does_no_harm(tmp_path: Path, kept: int):
    """Wherever a run was killed while it wrote, the lines before hold, and the next are read."""
    with open_journal(tmp_path, "x") as journal:
        journal.note(ADA, "begun", "2025-03-14T00:00:00Z")
        journal.note(ADA, "sent", "2025-03-14T00:00:00Z")
    data = journal.file.read_bytes()
    first = data.index(b"\n") + 1
    journal.file.write_bytes(data[: first + kept])
    assert read_states(tmp_path, "x") == {ADA: "begun"}
    with open_journal(tmp_path, "x") as journal:
        assert journal.states == {ADA: "begun"}
        journal.note(BOB, "sent", "t")
    assert read_states(tmp_path, "x") == {ADA: "begun", BOB: "sent"}


def test_line_that_is_none_stops_everything(tmp_path: Path):
    """A journal that was damaged by hand is refused with its line, for it may say who got the edition."""
    with open_journal(tmp_path, "x") as journal:
        journal.note(ADA, "sent", "t")
    journal.file.write_bytes(b"ada got it\n" + journal.file.read_bytes())
    with pytest.raises(BroadsheetError, match=r"x\.jsonl:1: this is no line of a journal"):
        read_states(tmp_path, "x")


def test_journal_has_one_writer(tmp_path: Path):
    """A second run beside the first is refused."""
    with open_journal(tmp_path, "x"), pytest.raises(BroadsheetError, match="one at a time"):
        open_journal(tmp_path, "x").__enter__()


def test_place_that_cannot_be_written_is_an_error(tmp_path: Path):
    """Without its journal nothing is sent."""
    (tmp_path / "newsletters").write_text("", encoding="utf-8")
    with pytest.raises(BroadsheetError, match="the journal cannot be written"):
        open_journal(tmp_path, "x").__enter__()


def test_standing_follows_from_the_journal(tmp_path: Path):
    """Who got it, who may have got it and who was refused get it again only on the owner's word, and the first never."""
    (reader,) = read(tmp_path, ADA).subscribers
    assert standing(reader, {}) == standing(reader, {ADA: "deferred"}) == "due"
    assert standing(reader, {ADA: "sent"}, retry_uncertain=True, retry_refused=True) == "sent"
    assert standing(reader, {ADA: "begun"}, retry_refused=True) == "uncertain"
    assert standing(reader, {ADA: "refused"}, retry_uncertain=True) == "refused"
    assert standing(reader, {ADA: "begun"}, retry_uncertain=True) == "due"
    assert standing(reader, {ADA: "refused"}, retry_refused=True) == "due"
