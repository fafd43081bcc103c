"""Mail that leaves the platform: a letter to whom somebody asked in, through a real server."""

import asyncio
import smtplib
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from functools import partial

import procrastinate
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr
from sqlalchemy import text
from tornado.testing import bind_unused_port

from skyportal_like.access import actor as actors
from skyportal_like.config import Settings
from skyportal_like.jobs import mail
from skyportal_like.jobs.tools import Tools
from skyportal_like.models import Invitation
from skyportal_like.schemas.invitations import NewInvitation
from skyportal_like.services import invitations
from skyportal_like.storage import Storage
from skyportal_like.work import Work
from tests.world import ORIGIN, World


class Sink:
    """A mail server that keeps what it is handed, or refuses it."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.users: list[bytes] = []
        self.refusing = False

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusing:
            return "451 try again later"
        self.envelopes.append(envelope)
        return "250 taken"

    def authenticate(self, *asked: object) -> AuthResult:
        shown = asked[-1]
        assert isinstance(shown, LoginPassword)
        self.users.append(shown.login)
        return AuthResult(success=shown.password == b"right", handled=False)


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    made = Sink()
    socket, port = bind_unused_port()
    socket.close()
    server = Controller(
        made,
        hostname="127.0.0.1",
        port=port,
        authenticator=made.authenticate,
        auth_require_tls=False,
    )
    server.start()
    yield made, port
    server.stop()


def tools(settings: Settings, people: World, storage: Storage, port: int, **more: object) -> Tools:
    smtp = {"host": "127.0.0.1", "port": port, "sender": "us@example.org", "starttls": False}
    changed = settings.model_copy(update={"smtp": settings.smtp.model_copy(update=smtp | more)})
    return Tools(changed, people.units, storage)


def invite(people: World, to: str = "new@example.org") -> int:
    new = NewInvitation.model_validate({"userEmail": to, "groupIDs": [people.group]})

    def act(work: Work) -> int:
        return invitations.invite(work, new, by_mail=True)[0].id

    return int(people.run(people.group_admin, act))


def text_of(envelope: Envelope) -> tuple[str, str, str]:
    assert isinstance(envelope.content, bytes)
    letter = message_from_bytes(envelope.content, policy=default)
    return letter["Subject"], letter["To"], letter.get_content()


def secret_in(text: str) -> str:
    return text.partition("invite_token=")[2].split()[0]


def opened(people: World, secret: str) -> int:
    return people.units.run(actors.nobody, ORIGIN, lambda work: invitations.find(work, secret).id)


def test_the_link_in_the_letter_opens_the_invitation(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    assert mail.invite(tools(settings, people, storage, port), number)
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("us@example.org", ["new@example.org"])
    subject, to, text = text_of(envelope)
    assert subject.startswith("group_admin invites you to ")
    assert to == "new@example.org"
    assert "into Ours" in text
    assert f"{settings.public_url}/login/link/?invite_token=" in text
    assert opened(people, secret_in(text)) == number


def test_what_failed_is_sent_again_with_a_secret_of_its_own(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    ready = tools(settings, people, storage, port)
    server.refusing = True
    with pytest.raises(smtplib.SMTPException):
        mail.invite(ready, number)
    server.refusing = False
    mail.invite(ready, number)
    mail.invite(ready, number)
    first, second = (secret_in(text_of(one)[2]) for one in server.envelopes)
    assert first != second
    assert opened(people, second) == number
    with pytest.raises(invitations.NotFound):
        opened(people, first)


def test_an_absent_server_is_a_failure_that_the_queue_tries_again(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    number = invite(people)
    # Nothing listens on port 1 of this machine.
    with pytest.raises(OSError, match="refused"):
        mail.invite(tools(settings, people, storage, 1), number)


def test_without_a_server_nothing_is_sent_and_the_link_stays(
    people: World, settings: Settings, storage: Storage
) -> None:
    number = invite(people)

    def kept(work: Work) -> str:
        return work.session.get_one(Invitation, number).digest

    before = people.run(people.admin, kept)
    assert mail.invite(Tools(settings, people.units, storage), number) is False
    assert people.run(people.admin, kept) == before


@pytest.mark.parametrize("to", ["string", "a@example.org, b@example.org", "a b <c@example.org>"])
def test_what_is_not_one_address_gets_no_letter(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int], to: str
) -> None:
    server, port = sink
    assert mail.invite(tools(settings, people, storage, port), invite(people, to)) is False
    assert server.envelopes == []


def test_an_invitation_that_was_taken_back_is_not_mailed(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    people.run(people.group_admin, partial(invitations.remove, invitation_id=number))
    assert mail.invite(tools(settings, people, storage, port), number) is False
    assert server.envelopes == []


def test_a_letter_names_no_group_that_the_inviter_lost_and_none_is_written_for_who_may_not_invite(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    ready = tools(settings, people, storage, port)

    def change(statement: str) -> None:
        with people.units.engine.begin() as connection:
            connection.execute(text(statement), {"u": people.group_admin.id})

    change("update group_users set admin = false where user_id = :u")
    assert mail.invite(ready, number)
    assert "Ours" not in text_of(server.envelopes[0])[2]
    change("update users set roles = '{Full user}' where id = :u")
    assert mail.invite(ready, number) is False
    assert len(server.envelopes) == 1


def test_it_signs_in_where_the_settings_say_so(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    wrong = tools(settings, people, storage, port, username="me", password=SecretStr("wrong"))
    with pytest.raises(smtplib.SMTPAuthenticationError):
        mail.invite(wrong, number)
    right = tools(settings, people, storage, port, username="me", password=SecretStr("right"))
    assert mail.invite(right, number)
    assert b"me" in server.users


def test_a_server_that_cannot_turn_to_tls_is_told_nothing(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.invite(tools(settings, people, storage, port, starttls=True), number)
    assert server.envelopes == []


def test_a_name_of_two_lines_makes_no_header_of_its_own(
    people: World, settings: Settings, storage: Storage, sink: tuple[Sink, int]
) -> None:
    server, port = sink
    number = invite(people)

    def rename(work: Work) -> None:
        inviter = invitations.users.require(work, "group_admin")
        inviter.first_name = "Ada\r\nBcc: x@example.org"

    people.run(people.admin, rename)
    mail.invite(tools(settings, people, storage, port), number)
    (envelope,) = server.envelopes
    assert text_of(envelope)[0].startswith("Ada Bcc: x@example.org invites you")
    assert envelope.rcpt_tos == ["new@example.org"]


def work_off(url: str, ready: Tools) -> None:
    """Do what waits in the queue, as a process does."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=plain))
    mail.register(app, ready)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(queues=["io"], wait=False, install_signal_handlers=False)

    asyncio.run(work())


def jobs(people: World) -> list[tuple[object, ...]]:
    statement = text("select status::text, attempts, scheduled_at > now() from procrastinate_jobs")
    with people.units.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_the_queue_sends_what_was_asked_for_and_tries_again_what_failed(
    people: World,
    settings: Settings,
    storage: Storage,
    sink: tuple[Sink, int],
    database_url: str,
) -> None:
    server, port = sink
    ready = tools(settings, people, storage, port)
    invite(people)
    server.refusing = True
    work_off(database_url, ready)
    assert jobs(people) == [("todo", 1, True)]
    server.refusing = False
    with people.units.engine.begin() as connection:
        connection.execute(text("update procrastinate_jobs set scheduled_at = null"))
    work_off(database_url, ready)
    assert jobs(people) == [("succeeded", 2, None)]
    assert len(server.envelopes) == 1
