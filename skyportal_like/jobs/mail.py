"""Sends e-mail: what the platform writes to people who are not looking at it."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from urllib.parse import urlsplit

import email_validator
import procrastinate
import structlog

from skyportal_like.access import actor as actors
from skyportal_like.config import Settings
from skyportal_like.errors import Unavailable
from skyportal_like.jobs.tools import Tools
from skyportal_like.services import invitations
from skyportal_like.services.invitations import Letter

log = structlog.get_logger(__name__)

ATTEMPTS = 8
# The waits grow from seconds to minutes: a quarter of an hour in all.
FIRST_WAIT_SECONDS = 10
TIMEOUT_SECONDS = 30
TEXT = """{inviter} invites you to {site}{groups}.

Open this link to accept; it works once, until {until} UTC:

{link}

If you do not know why you were asked, you need not do anything.
"""


def register(app: procrastinate.App, tools: Tools) -> None:
    """Register the jobs of this file."""

    @app.task(
        name=invitations.MAIL_JOB,
        queue="io",
        retry=procrastinate.RetryStrategy(
            max_attempts=ATTEMPTS,
            exponential_wait=2,
            linear_wait=FIRST_WAIT_SECONDS,
            retry_exceptions=[Unavailable, OSError, smtplib.SMTPException],
        ),
    )
    def mail_invitation(invitation_id: int) -> None:
        """Write to somebody who was asked in."""
        invite(tools, invitation_id)


def invite(tools: Tools, invitation_id: int) -> bool:
    """Mail an invitation's link; tell whether there was anything to send."""
    settings = tools.settings
    if not settings.smtp.host:
        log.warning("mail.off", invitation_id=invitation_id)
        return False
    letter = tools.units.run(
        actors.system,
        tools.origin(),
        partial(invitations.letter, invitation_id=invitation_id),
    )
    if letter is None:
        return False
    address = deliverable(letter.to)
    if address is None:
        log.warning("mail.no_address", invitation_id=invitation_id)
        return False
    send(settings, address, *_invitation(settings, letter))
    log.info("mail.sent", invitation_id=invitation_id)
    return True


def deliverable(text: str) -> str | None:
    """Give the one address that a text is; none where a server would take it for something else."""
    try:
        found = email_validator.validate_email(
            text, check_deliverability=False, globally_deliverable=False
        )
    except email_validator.EmailNotValidError:
        return None
    return found.normalized


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Hand one letter to the server; what it does not take is raised."""
    smtp = settings.smtp
    message = EmailMessage()
    message["From"] = smtp.sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=smtp.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    with smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_SECONDS) as server:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.username:
            server.login(smtp.username, smtp.password.get_secret_value())
        server.send_message(message, to_addrs=[to])


def _invitation(settings: Settings, letter: Letter) -> tuple[str, str]:
    site = urlsplit(settings.public_url).netloc
    inviter = _one_line(letter.inviter)
    listed = ", ".join(_one_line(name) for name in letter.groups)
    text = TEXT.format(
        inviter=inviter,
        site=site,
        groups=f", into {listed}" if listed else "",
        until=f"{letter.expires_at:%Y-%m-%d %H:%M}",
        link=invitations.link(settings, letter.secret),
    )
    return f"{inviter} invites you to {site}", text


def _one_line(text: str) -> str:
    """Write a name in one line: a header that has more is no header."""
    return " ".join(text.split())
