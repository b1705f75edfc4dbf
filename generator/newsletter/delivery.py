"""An issue to its readers, one message each.

Enters: an issue, its readers, a journal and a server. Leaves: what became of each message, as it becomes known. One address that is refused stops no
one else; what holds for all stops at once. Whoever may have got the issue is never sent it again, but on the owner's word.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Literal, Protocol

from generator.newsletter.issue import Issue
from generator.newsletter.journal import State
from generator.newsletter.layout import Layout
from generator.newsletter.message import message_bytes
from generator.newsletter.server import Answer, ConnectionLostError, DeliveryError
from generator.newsletter.subscribers import Subscriber
from generator.text.mail_address import MailAddress

# due: gets it now; the others have got it, or do not get it now
Standing = Literal["due", "sent", "refused", "uncertain"]
Fate = Literal["sent", "refused", "deferred", "uncertain"]
_TRIES = 2  # of a message whose connection broke before the server had it
_LOST_IN_A_ROW = 3  # messages, after which the server is taken to be gone
_REFUSED_AT_FIRST = 5  # messages, after which it is taken to refuse all


class Keeper(Protocol):
    """What remembers who got an issue."""

    def note(self, address: str, state: State, moment: str, reply: str | None = None) -> None:
        """Remember what became of a message."""


class Trial:
    """Remembers nothing: a trial may be sent again and again."""

    def note(self, address: str, state: State, moment: str, reply: str | None = None) -> None:
        """Let it go."""


class Mailer(Protocol):
    """What takes messages, as `server.Server` does."""

    def deliver(
        self, address: MailAddress, message: bytes, before_end: Callable[[], None]
    ) -> Answer:
        """Take a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A reader, what became of their message, and the words of the server."""

    reader: Subscriber
    fate: Fate
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time of day, seconds that never go back, and waiting; tests have their own."""

    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    seconds: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


def standing(
    reader: Subscriber,
    states: Mapping[str, State],
    *,
    retry_uncertain: bool = False,
    retry_refused: bool = False,
) -> Standing:
    """Say whether a reader gets an issue now, or why not."""
    match states.get(str(reader.address)):
        case "sent":
            return "sent"
        case "refused" if not retry_refused:
            return "refused"
        case "begun" if not retry_uncertain:
            return "uncertain"
        case _:
            return "due"


class Delivery:
    """Sends an issue; `trial` messages have ids of their own."""

    def __init__(
        self,
        issue: Issue,
        layout: Layout,
        server: Mailer,
        keeper: Keeper,
        *,
        clock: Clock,
        trial: bool = False,
    ) -> None:
        self._issue = issue
        self._layout = layout
        self._server = server
        self._keeper = keeper
        self._clock = clock
        self._trial = trial

    def send(self, readers: Iterable[Subscriber]) -> Iterator[Delivered]:
        """Send to readers, each of whom gets one message; raises `DeliveryError` when no one can be sent anything."""
        pause = 60 / (self._issue.config.email.per_minute or float("inf"))
        lost, refused, begun_at = 0, 0, float("-inf")
        for reader in readers:
            self._clock.wait(max(0.0, begun_at + pause - self._clock.seconds()))
            begun_at = self._clock.seconds()
            done = self._one(reader)
            yield done
            refused = (
                -1 if refused < 0 or done.fate == "sent" else refused + (done.fate == "refused")
            )
            if refused == _REFUSED_AT_FIRST:
                raise DeliveryError(
                    f"the server refused the first {refused} messages, the last with {done.reply}; expected a server that "
                    "sends for you; correct what it names, then go on with --send --retry-refused"
                )
            lost = lost + 1 if done.fate in {"deferred", "uncertain"} and not done.reply else 0
            if lost == _LOST_IN_A_ROW:
                raise DeliveryError(
                    f"the connection broke at {lost} messages in a row; expected a server that keeps it; go on later with --send"
                )

    def _one(self, reader: Subscriber) -> Delivered:
        message = self._message(reader)
        for _ in range(_TRIES):
            try:
                answer = self._server.deliver(
                    reader.address, message, lambda: self._note(reader, "begun")
                )
            except ConnectionLostError as error:
                if error.certain:
                    continue
                return Delivered(reader=reader, fate="uncertain", reply="")
            self._note(reader, answer.outcome, answer.reply)
            return Delivered(reader=reader, fate=answer.outcome, reply=answer.reply)
        self._note(reader, "deferred")
        return Delivered(reader=reader, fate="deferred", reply="")

    def _message(self, reader: Subscriber) -> bytes:
        sender = self._issue.config.email.sender
        assert sender is not None
        return message_bytes(
            self._issue,
            self._layout.letter(reader),
            reader,
            sent=self._clock.now(),
            message_id=make_msgid(domain=sender.domain) if self._trial else None,
        )

    def _note(self, reader: Subscriber, state: State, reply: str | None = None) -> None:
        moment = self._clock.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        self._keeper.note(str(reader.address), state, moment, reply)
