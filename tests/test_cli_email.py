"""`broadsheet email --send`, as owners run it and as subscribers see it, with a real mail server."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail_server import PASSWORD, USER, Certificates, Gate, Mailbox, serving
from tests.support import process_environment, run_broadsheet

LOGIN = {"BROADSHEET_SMTP_USER": USER, "BROADSHEET_SMTP_PASSWORD": PASSWORD}
FIVE = ["ada", "bob", "cyd", "dan", "eve"]


def address(name: str) -> str:
    return f"{name}@example.net"


def digest(
    folder: Path, port: int, *, subscribers: str | None = None, tls: str = "none", email: str = ""
) -> Path:
    """Write a digest with an edition of three papers, which sends to a port on this machine."""
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "title": f"Paper {number} on trees",
            "abstract": f"We show tree {number}. It is tall.",
            "date": "2025-03-14",
        }
        for number in range(3)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "seeds" / "papers.jsonl").write_text(lines, encoding="utf-8")
    (folder / "site.yaml").write_text(
        "site: {title: Trees & Leaves, url: 'https://example.org/digest/'}\n"
        "sources: [{path: seeds/*.jsonl}]\n"
        "email:\n"
        "  from: digest@example.org\n"
        "  subscribers: people.csv\n"
        f"  smtp: {{host: localhost, port: {port}, tls: {tls}}}\n" + email,
        encoding="utf-8",
    )
    text = (
        subscribers if subscribers is not None else "".join(f"{address(name)}\n" for name in FIVE)
    )
    (folder / "people.csv").write_text(text, encoding="utf-8")
    return folder


def send(
    folder: Path, *options: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return run_broadsheet("email", "--send", "--yes", *options, cwd=folder, environment=environment)


def states(folder: Path) -> dict[str, str]:
    file = folder / "newsletters" / "sent" / "2025-03-14.jsonl"
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return {record["to"]: record["state"] for record in records}


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(box: Mailbox) -> Iterator[int]:
    with serving(box) as port:
        yield port


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


def test_everyone_gets_one_message_of_their_own(tmp_path: Path, box: Mailbox, port: int):
    """Each subscriber gets the edition once, addressed to them alone, with their own way to leave the list."""
    people = 'email,name,token\nada@example.net,"Lovelace, Ada",t1\nbob@example.net,,t2\nBob <x,,\nada@EXAMPLE.net,Again,t3\n'
    folder = digest(
        tmp_path,
        port,
        subscribers=people,
        email="  unsubscribe_url: https://example.org/leave?of={token}&list={address}\n",
    )
    done = send(folder)
    assert 'people.csv:4: "Bob <x" has no @; expected an e-mail address' in done.stderr
    assert done.returncode == 1
    assert "2 messages sent" in done.stdout
    assert box.addresses == ["ada@example.net", "bob@example.net"]
    assert box.connections == 1
    for name, token, to in (
        ("ada", "t1", '"Lovelace, Ada" <ada@example.net>'),
        ("bob", "t2", "bob@example.net"),
    ):
        message = box.message(address(name))
        assert message["To"] == to
        leave = f"https://example.org/leave?of={token}&list={name}%40example.net"
        assert message["List-Unsubscribe"].startswith(
            f"<{leave}>, <mailto:digest@example.org?subject="
        )
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        other = "bob@" if name == "ada" else "ada@"
        for kind in ("plain", "html"):
            part = message.get_body((kind,))
            assert part is not None
            text = part.get_content()
            assert all(f"Paper {number} on trees" in text for number in range(3))
            assert leave in text.replace("&amp;", "&")
            assert other not in text
    ids = {box.message(to)["Message-ID"] for to in box.addresses}
    assert len(ids) == 1


def test_second_send_sends_nothing_and_new_subscribers_get_it(
    tmp_path: Path, box: Mailbox, port: int
):
    """Nobody gets an edition twice; someone who was added since gets it, with the same message id."""
    folder = digest(tmp_path, port)
    assert send(folder).returncode == 0
    again = send(folder)
    assert (again.returncode, "0 messages sent; 5 had got it before" in again.stdout) == (0, True)
    with (folder / "people.csv").open("a", encoding="utf-8") as people:
        people.write("fay@example.net\n")
    assert send(folder).returncode == 0
    assert box.addresses == [address(name) for name in (*FIVE, "fay")]
    assert (
        box.message("fay@example.net")["Message-ID"] == box.message("ada@example.net")["Message-ID"]
    )


def test_bad_addresses_stop_no_one_else(tmp_path: Path, box: Mailbox, port: int):
    """One who is refused and one who is put off are named with their lines; all others get it; a second run asks again only for the latter."""
    box.replies = {
        address("bob"): "550 5.1.1 no such user",
        address("dan"): "451 4.7.1 come back later",
    }
    folder = digest(tmp_path, port)
    done = send(folder)
    assert done.returncode == 1
    assert "people.csv:2: bob@example.net: refused (550 5.1.1 no such user)" in done.stderr
    assert "people.csv:4: dan@example.net: put off (451 4.7.1 come back later)" in done.stderr
    assert (
        "not everyone got it: 1 put off by the server; --send tries again. 1 refused" in done.stderr
    )
    assert box.addresses == [address(name) for name in ("ada", "cyd", "eve")]
    box.replies = {}
    assert send(folder).returncode == 0
    assert box.addresses[3:] == [address("dan")]
    assert send(folder, "--retry-refused").returncode == 0
    assert box.addresses[4:] == [address("bob")]


@pytest.mark.parametrize(
    ("stage", "fate"),
    [("RCPT", "sent"), ("END", "uncertain")],
    ids=["before-the-message", "after-it"],
)
def test_broken_connection_is_opened_again(
    tmp_path: Path, box: Mailbox, port: int, stage: str, fate: str
):
    """A message that the server cannot have is sent again at once; one that it may have is not, and is named."""
    box.hang_up = {address("cyd"): stage}
    folder = digest(tmp_path, port)
    done = send(folder)
    assert box.connections == 2
    if fate == "sent":
        assert (done.returncode, box.addresses) == (0, [address(name) for name in FIVE])
        return
    assert done.returncode == 1
    assert "people.csv:3: cyd@example.net: may have got it" in done.stderr
    assert states(folder)[address("cyd")] == "begun"
    assert address("cyd") not in box.addresses
    again = send(folder)
    assert again.returncode == 1
    assert "cyd@example.net: may have got it in an earlier run" in again.stderr
    assert len(box.got) == 4
    assert send(folder, "--retry-uncertain").returncode == 0
    assert box.addresses[4:] == [address("cyd")]


@pytest.mark.parametrize("stage", ["RCPT", "END"])
def test_killed_run_is_gone_on_with_and_nobody_gets_it_twice(
    tmp_path: Path, box: Mailbox, port: int, stage: str
):
    """After a kill in the midst of a message all others get it once; who may have it is named, and gets it again only on the owner's word."""
    gate = Gate(stage, address("cyd"))
    box.at = gate
    folder = digest(tmp_path, port)
    command = [sys.executable, "-m", "generator", "email", "--send", "--yes"]
    running = subprocess.Popen(
        command, cwd=folder, env=process_environment(), stdout=subprocess.DEVNULL
    )
    assert gate.reached.wait(60)
    running.send_signal(signal.SIGKILL)
    assert running.wait(60) == -signal.SIGKILL
    gate.opened.set()
    done = send(folder)
    assert sorted(box.addresses) == sorted(map(address, FIVE))
    if stage == "END":
        assert done.returncode == 1
        assert "people.csv:3: cyd@example.net: may have got it in an earlier run" in done.stderr
    else:
        assert done.returncode == 0
    assert send(folder).returncode == done.returncode
    assert len(box.got) == 5


def test_two_sends_at_once_are_one(tmp_path: Path, box: Mailbox, port: int):
    """A second run beside the first is refused and sends nothing."""
    gate = Gate("RCPT", address("bob"))
    box.at = gate
    folder = digest(tmp_path, port)
    command = [sys.executable, "-m", "generator", "email", "--send", "--yes"]
    running = subprocess.Popen(
        command, cwd=folder, env=process_environment(), stdout=subprocess.DEVNULL
    )
    assert gate.reached.wait(60)
    second = send(folder)
    gate.opened.set()
    assert running.wait(60) == 0
    assert second.returncode == 1
    assert "another broadsheet email sends this edition" in second.stderr
    assert box.addresses == [address(name) for name in FIVE]


# The server means STARTTLS alone, not a connection that is encrypted from the first byte on.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_connection_is_encrypted_and_logged_in(
    tmp_path: Path, box: Mailbox, certificates: Certificates, tls: str
):
    """Over TLS from the first byte or after STARTTLS the login of the environment is used, and is written nowhere."""
    context = certificates.context()
    with serving(box, login=True, **{tls: context}) as port:
        folder = digest(tmp_path, port, tls=tls)
        trusting = {"SSL_CERT_FILE": str(certificates.file)}
        done = send(folder, environment={**LOGIN, **trusting})
        assert (done.returncode, len(box.got)) == (0, 5), done.stderr
        wrong = send(
            folder,
            "--to",
            "me@example.net",
            environment={**LOGIN, **trusting, "BROADSHEET_SMTP_PASSWORD": "secret word"},
        )
        without = send(folder, "--to", "me@example.net", environment=trusting)
    assert wrong.returncode == without.returncode == 1
    assert "refuses the login" in wrong.stderr
    assert "BROADSHEET_SMTP_USER" in without.stderr
    assert "asks for a login" in without.stderr
    assert len(wrong.stderr.splitlines()) <= 2
    written = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    said = done.stdout + done.stderr + wrong.stdout + wrong.stderr
    for secret in (PASSWORD, "secret word"):
        assert secret not in said
        assert secret.encode() not in written


def test_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, box: Mailbox, certificates: Certificates
):
    """Without the authority of the server's certificate not a byte of the newsletter is sent."""
    with serving(box, starttls=certificates.context()) as port:
        folder = digest(tmp_path, port, tls="starttls")
        done = send(folder, environment=LOGIN)
    assert done.returncode == 1
    assert "the connection cannot be encrypted" in done.stderr
    assert "Traceback" not in done.stderr
    assert box.got == box.senders == []


def test_server_without_encryption_gets_nothing(tmp_path: Path, box: Mailbox, port: int):
    """A server that offers no STARTTLS where it is wanted gets no login and no message."""
    done = send(digest(tmp_path, port, tls="starttls"), environment=LOGIN)
    assert (done.returncode, box.senders) == (1, [])
    assert "offers no STARTTLS; expected an encrypted connection" in done.stderr


def test_server_that_is_not_there_stops_with_one_message(tmp_path: Path):
    """A connection that fails is one error, and everyone is still to get it."""
    folder = digest(tmp_path, 1)
    done = send(folder)
    assert done.returncode == 1
    assert "localhost:1 cannot be reached (Connection refused)" in done.stderr
    assert "0 of 5 messages sent" in done.stderr
    assert "gets it" in run_broadsheet("email", "--dry-run", cwd=folder).stdout


def test_server_that_refuses_the_sender_refuses_nobody_else(
    tmp_path: Path, box: Mailbox, port: int
):
    """What holds for every message stops the run and is held against no subscriber."""
    box.sender_reply = "553 5.7.1 not your address"
    folder = digest(tmp_path, port)
    done = send(folder)
    assert done.returncode == 1
    assert done.stderr.count("553 5.7.1 not your address") == 1
    box.sender_reply = None
    assert send(folder).returncode == 0
    assert len(box.got) == 5


def test_server_that_refuses_everyone_is_not_asked_to_the_end(
    tmp_path: Path, box: Mailbox, port: int
):
    """When the first messages are all refused, the run stops before the whole list is marked as refused."""
    names = [f"p{number}" for number in range(12)]
    box.replies = {address(name): "554 5.7.1 relay access denied" for name in names}
    folder = digest(tmp_path, port, subscribers="".join(f"{address(name)}\n" for name in names))
    done = send(folder)
    assert done.returncode == 1
    assert "the server refused the first 5 messages" in done.stderr
    box.replies = {}
    assert send(folder, "--retry-refused").returncode == 0
    assert sorted(box.addresses) == sorted(map(address, names))


def test_several_are_sent_to_only_when_that_was_confirmed(tmp_path: Path, box: Mailbox, port: int):
    """Without a terminal to ask on and without --yes, --send says who would get it, sends nothing, and is wrong usage."""
    folder = digest(tmp_path, port)
    asked = run_broadsheet("email", "--send", cwd=folder)
    assert asked.returncode == 2
    assert "add --yes" in asked.stderr
    dry = run_broadsheet("email", "--send", "--yes", "--dry-run", cwd=folder)
    plain = run_broadsheet("email", cwd=folder)
    assert (dry.returncode, plain.returncode) == (0, 0)
    for done in (asked, dry):
        assert all(address(name) in done.stdout for name in FIVE)
        assert "people.csv:5" in done.stdout
    assert box.senders == []
    assert not (folder / "newsletters" / "sent").exists()


def test_trial_goes_to_one_address_and_may_be_repeated(tmp_path: Path, box: Mailbox, port: int):
    """A trial asks nothing, is kept in no journal, and has an id of its own, so that no mailbox hides the edition for it."""
    folder = digest(tmp_path, port)
    for _ in range(2):
        assert (
            run_broadsheet("email", "--to", "Me <ada@example.net>", "--send", cwd=folder).returncode
            == 0
        )
    assert send(folder).returncode == 0
    assert box.addresses == [address("ada"), address("ada"), *map(address, FIVE)]
    ids = [
        line
        for _, data in box.got[:3]
        for line in data.splitlines()
        if line.startswith(b"Message-ID")
    ]
    assert len(set(ids)) == 3


def test_letters_outside_ascii_are_sent_where_the_server_knows_them(
    tmp_path: Path, box: Mailbox, port: int
):
    """A domain is written in ASCII; a local part needs SMTPUTF8, and is refused by itself where the server has none."""
    people = "post@bücher.example\njosé@example.net\nada@example.net\n"
    folder = digest(tmp_path / "new", port, subscribers=people)
    assert send(folder).returncode == 0
    assert box.addresses == ["post@xn--bcher-kva.example", "josé@example.net", "ada@example.net"]
    old = Mailbox()
    with serving(old, utf8=False) as old_port:
        done = send(digest(tmp_path / "old", old_port, subscribers=people))
    assert done.returncode == 1
    assert "people.csv:2: josé@example.net: refused" in done.stderr
    assert old.addresses == ["post@xn--bcher-kva.example", "ada@example.net"]


def test_local_address_of_the_site_is_sent_to_no_list(tmp_path: Path, box: Mailbox, port: int):
    """Subscribers get no links to the owner's own machine."""
    folder = digest(tmp_path, port)
    file = folder / "site.yaml"
    file.write_text(
        file.read_text("utf-8").replace("https://example.org/digest/", "http://localhost:8000/"),
        "utf-8",
    )
    done = send(folder)
    assert (done.returncode, box.senders) == (1, [])
    assert 'site.yaml: "url" in "site" is "http://localhost:8000/"' in done.stderr


def test_pace_is_kept(tmp_path: Path, box: Mailbox, port: int):
    """`per_minute` leaves time between messages."""
    began = time.monotonic()
    assert send(digest(tmp_path, port, email="  per_minute: 120\n")).returncode == 0
    assert time.monotonic() - began >= 2.0
    assert len(box.got) == 5


def test_journal_is_for_the_owner_alone(tmp_path: Path, port: int):
    """The journal with its addresses is readable by nobody else, and no repository takes it in."""
    folder = digest(tmp_path, port)
    send(folder)
    sent = folder / "newsletters" / "sent"
    assert (sent / ".gitignore").read_text("utf-8") == "*\n"
    assert (sent / "2025-03-14.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("answer", "sent"), [("n", 0), ("y", 5)])
def test_terminal_is_asked(tmp_path: Path, box: Mailbox, port: int, answer: str, sent: int):
    """On a terminal --send to several asks first, and a no sends nothing."""
    folder = digest(tmp_path, port)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "generator", "email", "--send"]
    running = subprocess.Popen(
        command, cwd=folder, env=process_environment(), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(ours, 4096)
    assert b"Send it to 5 recipients?" in said
    os.write(ours, answer.encode() + b"\n")
    # What is not read would stop it; reading fails when it has ended.
    with contextlib.suppress(OSError):
        while more := os.read(ours, 4096):
            said += more
    assert running.wait(60) == 0, said
    assert len(box.got) == sent
    os.close(ours)


def test_interrupted_run_says_how_far_it_came(tmp_path: Path, box: Mailbox, port: int):
    """After Ctrl+C the exit code is 130, what was sent is said, and the next run goes on."""
    gate = Gate("RCPT", address("cyd"))
    box.at = gate
    folder = digest(tmp_path, port)
    command = [sys.executable, "-m", "generator", "email", "--send", "--yes"]
    running = subprocess.Popen(
        command,
        cwd=folder,
        env=process_environment(),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell's background processes ignore it, and pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert gate.reached.wait(60)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    gate.opened.set()
    assert running.returncode == 130
    assert "2 of 5 messages sent; broadsheet email --send goes on with the others" in said
    assert send(folder).returncode == 0
    assert sorted(box.addresses) == sorted(map(address, FIVE))
